import { isAtLeast } from '../engine/finding';
import { Space, type SpaceSettings } from '../engine/space';
import type { CreateModel } from '../engine/workspace';
import type { SpaceModel } from '../model';
import type { Rule } from '../rules/rule';
import { sameData } from '../text/equality';
import { LineIndex } from '../text/lineIndex';
import { relativeTo } from '../text/paths';
import { absolute } from '../text/place';
import { appFileOf } from './appFile';
import { isForGradio3, openCard, openGradio, writeCard } from './card';
import type { AppFolder } from './folder';
import { decorateFunctions, openFunctions, openMoves, usesGpu } from './gpuFunctions';
import { repairFindings } from './repairs';
import {
  declaredRequirements,
  importedRequirements,
  limitsForGradio,
  openRequirements,
  withoutOldGradio,
} from './requirements';
import { Scratch, type PreparedFile } from './scratch';
import type { Done, Open } from './step';

/** Something that is left to the author. */
export interface Undecided {
  readonly path: string;
  /** Both from zero, in the file as it is prepared. */
  readonly line: number;
  readonly character: number;
  /** One sentence. */
  readonly message: string;
  /** The rule that reports it, where one does. */
  readonly rule: string | undefined;
}

export interface Refusal {
  /**
   * `none`: there is no Gradio app. `several`: which is meant is not known. `syntax`: its file can't be parsed. `gpu`: it is
   * not known to use a GPU.
   */
  readonly why: 'none' | 'several' | 'syntax' | 'gpu';
  /** A sentence without its full stop. */
  readonly reason: string;
}

/** What it takes to make a folder a ZeroGPU Space. */
export interface Preparation {
  /** Why nothing is changed; undefined when what follows is to be done. */
  readonly refusal: Refusal | undefined;
  readonly files: readonly PreparedFile[];
  readonly done: readonly Done[];
  readonly undecided: readonly Undecided[];
}

export interface PrepareOptions extends AppFolder {
  /** The file that starts the app, when the user named it. */
  readonly app: string | undefined;
  readonly settings: SpaceSettings;
  readonly rules: readonly Rule[];
  readonly createModel: CreateModel;
  readonly log: (message: string) => void;
}

/** Works out what makes a Gradio app run on ZeroGPU, on a copy of its files; what could not be decided is listed. */
export function prepare(options: PrepareOptions): Preparation {
  const { files, rules, createModel, log } = options;
  const app = appFileOf(files, options.app);
  if (app.kind !== 'found') return refused({ why: app.kind, reason: app.reason });
  const settings = asSpace(options.settings);
  const makeModel = (): SpaceModel => createModel(files.root, settings.effective.configuration, settings.tables);
  const space = new Space(files.root, makeModel, settings, rules, log);
  try {
    space.replaceFiles(files.texts);
    if (space.model.hasSyntaxErrorsIn(`${files.root}/${app.path}`)) {
      return refused({ why: 'syntax', reason: `${app.path} has a syntax error, and such a file is not changed` });
    }
    const scratch = new Scratch(space);
    const { view } = scratch;
    const created = [...declaredRequirements(options, app.path)(scratch)];
    const freed = withoutOldGradio(scratch);
    const wasForGradio3 = freed.length > 0 || isForGradio3(view);
    // What the app is has to be known before anything can be asked about it.
    const done: Done[] = [...writeCard(app.path, wasForGradio3)(scratch)];
    if (view.gpuFunctions.length === 0 && !view.hasUnclearGpuUse && !usesGpu(view)) {
      const undecided = undecidedIn(scratch, [...openFunctions(view), ...openMoves(view)], false);
      const reason =
        undecided.length > 0
          ? `${app.path} runs nothing on a GPU that is known of`
          : `${app.path} runs nothing on a GPU: there is nothing to prepare for ZeroGPU`;
      return refused({ why: 'gpu', reason }, undecided);
    }
    const guessed = importedRequirements(scratch);
    done.push(...created, ...freed, ...guessed, ...decorateFunctions(scratch), ...repairFindings(scratch));
    done.push(...limitsForGradio(scratch));
    const open = [
      ...openModules(scratch),
      ...openFunctions(view),
      ...(guessed.length > 0 ? openRequirements(view) : []),
      ...openCard(view, files),
      ...(wasForGradio3 ? openGradio(view) : []),
    ];
    return { refusal: undefined, files: scratch.files, done, undecided: undecidedIn(scratch, open, true) };
  } finally {
    space.dispose();
  }
}

/** Modules that can't be parsed as a whole, where nothing is known for certain. */
function openModules({ space, view }: Scratch): readonly Open[] {
  return view.codes
    .filter(({ fn, module }) => !fn && view.modules.includes(module) && space.model.hasSyntaxErrorsIn(module.path))
    .filter(({ module }, i, all) => all.findIndex((other) => other.module === module) === i)
    .map(({ place, module }) => ({
      place,
      message: `${relativeTo(view.root, module.path)} has a syntax error, and such a file is not changed`,
    }));
}

function refused(refusal: Refusal, undecided: readonly Undecided[] = []): Preparation {
  return { refusal, files: [], done: [], undecided };
}

/** The settings of the folder, which counts as a ZeroGPU Space whatever they say. */
function asSpace({ effective, tables }: SpaceSettings): SpaceSettings {
  return { effective: { ...effective, configuration: { ...effective.configuration, treatAsSpace: 'always' } }, tables };
}

function undecidedIn(scratch: Scratch, open: readonly Open[], withFindings: boolean): readonly Undecided[] {
  const at = (path: string, offset: number): Pick<Undecided, 'path' | 'line' | 'character'> => {
    const lines = scratch.space.model.lines(path) ?? new LineIndex('');
    return { path, ...lines.positionAt(offset) };
  };
  const reported = withFindings ? scratch.findings.filter(({ severity }) => isAtLeast(severity, 'information')) : [];
  const all = [
    ...open.map(({ place, message, says }) => ({
      ...at(place.anchor.path, absolute(place).start),
      message,
      rule: reported.some(({ rule }) => rule === says) ? says : undefined,
    })),
    ...reported
      .filter(({ rule }) => !open.some(({ says }) => says === rule))
      .map(({ path, span, message, rule }) => ({ ...at(path, span.start), message, rule })),
  ].sort((a, b) => (a.path === b.path ? a.line - b.line || a.character - b.character : a.path < b.path ? -1 : 1));
  // A method that several classes inherit is one place to its author.
  return all.filter((each, i) => !all.slice(0, i).some((other) => sameData(other, each)));
}
