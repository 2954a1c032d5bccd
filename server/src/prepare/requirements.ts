import { parse } from 'smol-toml';
import {
  appendLine,
  dependencies,
  limitsFor,
  linesToLimit,
  mainRequirements,
  requirementText,
  respecify,
  type SpaceView,
} from '../model';
import { distributionsFor, everyAdmittedBelow, limitOf, preinstalledOf } from '../platform';
import { folderOf, relativeTo } from '../text/paths';
import type { AppFolder } from './folder';
import type { Scratch } from './scratch';
import type { Done, Open, Step } from './step';

/**
 * Creates a requirements.txt, where there is none, from the one beside the app file, which is relative to the root, or else
 * from what pyproject.toml declares.
 */
export function declaredRequirements({ requirementsBelow, pyproject }: AppFolder, appFile: string): Step {
  return (scratch) => {
    const { root } = scratch.view;
    const own = folderOf(`${root}/${appFile}`);
    const beside = requirementsBelow.get(`${own}/requirements.txt`)?.trim() ?? '';
    // A path in it would mean something else elsewhere.
    return beside === '' || /^-(?!-)|^\.|^--(?:requirement|editable|constraint)\b|file:/m.test(beside)
      ? create(scratch, declaredIn(pyproject), 'that pyproject.toml names')
      : create(
          scratch,
          beside.split(/\r?\n/),
          `of ${relativeTo(root, own)}/requirements.txt, which Spaces do not read there`,
        );
  };
}

/** Creates a requirements.txt, where there is none, from what the app imports. */
export const importedRequirements: Step = (scratch) =>
  create(scratch, packagesImported(scratch.view), 'that the app imports');

function create(scratch: Scratch, lines: readonly string[], which: string): readonly Done[] {
  const { view } = scratch;
  if (mainRequirements(view) || lines.length === 0) return [];
  const path = `${view.root}/requirements.txt`;
  scratch.create(path, lines.map((line) => `${line}\n`).join(''));
  return [{ path, what: `Create requirements.txt with the packages ${which}` }];
}

/** `[project] dependencies`, as they are written. */
function declaredIn(pyproject: string | undefined): readonly string[] {
  if (pyproject === undefined) return [];
  let table: unknown;
  try {
    table = parse(pyproject).project;
  } catch {
    return [];
  }
  const dependencies = typeof table === 'object' && table !== null && 'dependencies' in table ? table.dependencies : [];
  return Array.isArray(dependencies)
    ? dependencies.filter((line): line is string => typeof line === 'string' && !/[\r\n]/.test(line))
    : [];
}

/** The distributions of what is imported, save those that every ZeroGPU Space has. */
function packagesImported(space: SpaceView): readonly string[] {
  const names = space.imports.flatMap(({ module, optional }) => {
    const distributions = optional ? undefined : distributionsFor(space.tables, module);
    const [first] = distributions ?? [];
    if (!distributions || first === undefined) return [];
    return distributions.some((name) => preinstalledOf(space.tables, name)) ? [] : [first];
  });
  return [...new Set(names)].sort();
}

/** Lets the card say which Gradio it is, where the requirements only admit one that ZeroGPU does not run. */
export const withoutOldGradio: Step = (scratch) => {
  const { view } = scratch;
  const oldest = String(limitOf(view.tables, 'minimum-gradio-major') ?? 0);
  const lines = dependencies(view).filter(({ line }) => line.form === 'name');
  const gradio = lines.find(({ name, specifiers }) => name === 'gradio' && everyAdmittedBelow(specifiers, oldest));
  if (!gradio) return [];
  const client = lines.filter(({ name, specifiers }) => name === 'gradio-client' && specifiers !== '');
  const freed = [gradio, ...client];
  scratch.edit(freed.map((each) => respecify(view, each, '')));
  return freed.map((each) => ({
    path: each.file.path,
    what: `Require \`${each.name ?? ''}\` instead of \`${requirementText(each)}\`: ZeroGPU needs Gradio ${oldest} or newer`,
  }));
};

/** Asks for what an older Gradio starts with, where nothing or too much is asked for. */
export const limitsForGradio: Step = (scratch) => {
  const { view } = scratch;
  const gradio = view.gradioVersion ?? '';
  const why = `Gradio ${gradio} does not start with a newer one`;
  const open = linesToLimit(view, gradio);
  scratch.edit(open.map(({ dependency, specifiers }) => respecify(view, dependency, specifiers)));
  const limited = open.map(({ dependency, specifiers }) => ({
    path: dependency.file.path,
    what: `Ask for \`${dependency.name ?? ''}${specifiers}\`: ${why}`,
  }));
  const added = limitsFor(view, gradio).map((line) => {
    const file = mainRequirements(scratch.view);
    if (!file) scratch.create(`${view.root}/requirements.txt`, `${line}\n`);
    else scratch.edit([appendLine(scratch.view, file, line)]);
    return { path: file?.path ?? `${view.root}/requirements.txt`, what: `Add \`${line}\`: ${why}` };
  });
  return [...limited, ...added];
};

/** What only the author knows of the packages in a requirements.txt that was just made. */
export function openRequirements(space: SpaceView): readonly Open[] {
  const file = mainRequirements(space);
  if (!file) return [];
  const message =
    'this file is new: add the packages that the app needs besides these, in the versions that you know to work';
  return [{ place: file.place({ start: 0, end: 0 }), message }];
}
