import type { FileEdit, Finding, ResolvedFix } from '../engine/finding';
import {
  bestFix,
  brokenFiles,
  byFile,
  type ChooseFix,
  fixToFixpoint,
  onlyIn,
  type ScratchSpace,
  safeFix,
} from '../engine/fixes';
import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';
import type { SpaceModel } from '../model';
import { rules, unusedSuppressionRule } from '../rules';
import { pageUrl } from '../rules/links';
import type { Safety } from '../rules/rule';
import { nameOf } from '../text/paths';
import { overlaps, type Span } from '../text/span';
import type { Change } from './changes';
import { fileSuppression, suppression } from './suppress';

/** The kind of the action that makes every safe fix of a file at once. */
export const fixAllKind = 'source.fixAll.zerogpu';

/** One entry of the menu. */
export interface Action {
  readonly title: string;
  /** As in LSP: `quickfix`, `source.fixAll.zerogpu`, or a `refactor.…`. */
  readonly kind: string;
  /** It is what most would do about its finding, and can be done unseen. */
  readonly isPreferred: boolean;
  /** The finding that it is about. */
  readonly finding?: Finding;
  readonly does: Effect;
}

/** What an action does: make changes that are known, make those that fixing many findings comes to, or open a page. */
export type Effect =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'fixAll'; readonly fixAll: FixAll }
  | { readonly kind: 'page'; readonly page: string };

/** Many findings to fix at once: plain data, so that it can be carried out later. */
export interface FixAll {
  /** The file that it was asked for in. */
  readonly path: string;
  readonly within: 'file' | 'space';
  /** The one rule whose best fixes are made; every safe fix when there is none. */
  readonly rule?: string;
}

/** Which findings are meant: those an editor named, or those at a place. */
export type Asked =
  | { readonly kind: 'findings'; readonly isAsked: (finding: Finding) => boolean }
  | { readonly kind: 'span'; readonly span: Span };

/** What can be done about findings, the best of each first. */
export function quickFixes(workspace: Workspace, path: string, asked: Asked): readonly Action[] {
  const chosen = workspace
    .findings(path)
    .filter((finding) => (asked.kind === 'span' ? overlaps(finding.span, asked.span) : asked.isAsked(finding)));
  const reported = [...new Set(chosen.map(({ rule }) => rule))];
  return [
    ...chosen.flatMap(repairsOf),
    // Where this one can't be fixed, those that can are not what was asked for.
    ...reported
      .filter((rule) => chosen.some((finding) => finding.rule === rule && bestFix(finding)))
      .flatMap((rule) => fixAllOfRule(workspace, path, rule)),
    ...chosen.flatMap((finding) => ignoring(finding, 'here', suppression(workspace, finding))),
    ...reported.flatMap((rule) => ignoringInFile(workspace, path, rule)),
    ...reported.map((rule) => pageOf(rule, chosen)),
  ];
}

/** Makes all safe fixes of a file, those included that only the others make possible; undefined when there are none. */
export function fixAll(workspace: Workspace, path: string): Action | undefined {
  const all: FixAll = { path, within: 'file' };
  if (startOf(workspace, all).length === 0) return undefined;
  const title = 'Make all safe ZeroGPU fixes in this file';
  return { title, kind: fixAllKind, isPreferred: false, does: { kind: 'fixAll', fixAll: all } };
}

/** What fixing many findings comes to. */
export interface FixAllResult {
  /** One for each file. */
  readonly changes: readonly Change[];
  /** How many fixes that are. */
  readonly count: number;
  /** Titles of fixes that were not made because a file could not be parsed with them. */
  readonly leftOut: readonly string[];
  /** Files with such findings that are left alone until their syntax is right. */
  readonly broken: readonly string[];
}

/**
 * Works out what fixing many findings comes to, file by file. Where a file other than the one it was asked for in changes, all of
 * it is to be looked at first: a change in a file that nobody sees is no small thing, however safe.
 */
export function carryOut(workspace: Workspace, all: FixAll, rounds?: number): FixAllResult {
  const space = workspace.spaceOf(all.path);
  if (!space) return { changes: [], count: 0, leftOut: [], broken: [] };
  const paths = all.within === 'file' ? [all.path] : space.model.paths;
  const trial = new Trial(space, (texts) => workspace.copyOfSpace(all.path, texts, ruleToRun(all)));
  try {
    const { edits, applied, leftOut, broken } = fixToFixpoint(trial, paths, chooserOf(all, paths), rounds);
    const needsConfirmation = [...edits.keys()].some((path) => path !== all.path);
    const changes = [...edits]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, fileEdits]): Change => {
        const own = applied.filter((fix) => fix.path === path);
        return {
          edits: new Map([[path, fileEdits]]),
          label: `${nameOf(path)}: ${own.length === 1 ? '1 fix' : `${own.length} fixes`}`,
          ...(own.length > 0 ? { description: listed([...new Set(own.map(({ title }) => title))]) } : {}),
          needsConfirmation,
        };
      });
    return { changes, count: applied.length, leftOut: leftOut.map(({ title }) => title), broken };
  } finally {
    trial.dispose();
  }
}

/** Of all rules the one whose findings are asked for; which suppressions are unused is known only when all have run. */
function ruleToRun({ rule }: FixAll): string | undefined {
  return rule === unusedSuppressionRule.name ? undefined : rule;
}

/** More titles than anyone reads in a preview are counted. */
const mostListed = 5;

function listed(titles: readonly string[]): string {
  if (titles.length <= mostListed + 1) return titles.join('; ');
  return `${titles.slice(0, mostListed).join('; ')}; and ${titles.length - mostListed} more like these`;
}

/** A Space to try fixes on: itself, with what it has found already, until a text is changed, and then a copy. */
class Trial implements ScratchSpace {
  readonly #space: Space;
  readonly #copyWith: (texts: ReadonlyMap<string, string>) => Space | undefined;
  #copy: Space | undefined;
  #changed: ReadonlyMap<string, string> = new Map();

  constructor(space: Space, copyWith: (texts: ReadonlyMap<string, string>) => Space | undefined) {
    this.#space = space;
    this.#copyWith = copyWith;
  }

  get model(): Space['model'] {
    return this.#current.model;
  }

  findings(path: string): readonly Finding[] {
    return this.#current.findings(path);
  }

  replaceTexts(texts: ReadonlyMap<string, string>): void {
    this.#changed = new Map([...this.#changed, ...texts]);
  }

  dispose(): void {
    this.#copy?.dispose();
  }

  /** Nothing is read again before somebody looks. */
  get #current(): Space {
    if (this.#changed.size > 0) {
      if (this.#copy) this.#copy.replaceTexts(this.#changed);
      else this.#copy = this.#copyWith(this.#changed);
      this.#changed = new Map();
    }
    return this.#copy ?? this.#space;
  }
}

function chooserOf({ within, rule }: FixAll, paths: readonly string[]): ChooseFix {
  if (rule !== undefined) return (finding) => (finding.rule === rule ? bestFix(finding) : undefined);
  return within === 'file' ? onlyIn(new Set(paths), safeFix) : safeFix;
}

/** The best fixes that a fix-all starts with, each with the file that its finding is in. */
type Start = readonly { readonly path: string; readonly fix: ResolvedFix }[];

function startOf(workspace: Workspace, all: FixAll): Start {
  const model = workspace.spaceOf(all.path)?.model;
  if (!model) return [];
  const paths = all.within === 'file' ? [all.path] : model.paths;
  const choose = chooserOf(all, paths);
  const isBroken = brokenFiles(model);
  const possible = isAboutCode(all.rule) ? paths.filter((path) => path.endsWith('.py')) : paths;
  const start: Start[number][] = [];
  for (const path of possible) {
    for (const finding of workspace.findings(path)) {
      const fix = choose(finding);
      if (fix && !fix.edits.some((edit) => isBroken(edit.path))) start.push({ path, fix });
    }
  }
  return start;
}

/** A rule that looks at code alone has nothing to say in other files. */
function isAboutCode(name: string | undefined): boolean {
  const subjects = Object.keys(rules.find((rule) => rule.name === name)?.check ?? {});
  return (
    subjects.length > 0 && subjects.every((kind) => kind === 'code' || kind === 'gpuFunction' || kind === 'handler')
  );
}

function repairsOf(finding: Finding): readonly Action[] {
  return finding.fixes().map(({ title, safety, edits }, index) => {
    const needsConfirmation = edits.some((edit) => edit.path !== finding.path);
    const why = needsConfirmation || safety === 'review' ? { description: finding.message } : {};
    const change: Change = { edits: byFile(edits), label: title, ...why, needsConfirmation };
    return {
      title: marked(title, [safety]),
      kind: 'quickfix',
      isPreferred: index === 0 && safety === 'safe' && !needsConfirmation,
      finding,
      does: { kind: 'changes', changes: [change] },
    };
  });
}

/** A title that says whether somebody has to judge if the result is what they want. */
function marked(title: string, safeties: readonly Safety[]): string {
  return safeties.includes('review') ? `${title} (review)` : title;
}

/** What was counted for the menus of a Space since it last changed: the caret moves more often than that. */
const counted = new WeakMap<SpaceModel, { readonly version: number; readonly ofRule: Map<string, Start> }>();

function startOfRule(workspace: Workspace, path: string, rule: string): Start {
  const model = workspace.spaceOf(path)?.model;
  if (!model) return [];
  let known = counted.get(model);
  if (known?.version !== model.version) counted.set(model, (known = { version: model.version, ofRule: new Map() }));
  let start = known.ofRule.get(rule);
  if (!start) known.ofRule.set(rule, (start = startOf(workspace, { path, within: 'space', rule })));
  return start;
}

function fixAllOfRule(workspace: Workspace, path: string, rule: string): readonly Action[] {
  const inSpace = startOfRule(workspace, path, rule);
  const inFile = inSpace.filter((each) => each.path === path);
  const offer = (within: FixAll['within'], where: string, fixes: typeof inSpace): Action => ({
    title: marked(
      `Fix all ${fixes.length} \`${rule}\` in this ${where}`,
      fixes.map(({ fix }) => fix.safety),
    ),
    kind: 'quickfix',
    isPreferred: false,
    does: { kind: 'fixAll', fixAll: { path, within, rule } },
  });
  return [
    ...(inFile.length >= 2 ? [offer('file', 'file', inFile)] : []),
    ...(inSpace.length >= 2 && inSpace.length > inFile.length ? [offer('space', 'Space', inSpace)] : []),
  ];
}

/** One such comment instead of many. */
function ignoringInFile(workspace: Workspace, path: string, rule: string): readonly Action[] {
  const [first, ...others] = workspace.findings(path).filter((finding) => finding.rule === rule);
  return first && others.length > 0 ? ignoring(first, 'in this file', fileSuppression(workspace, first)) : [];
}

function ignoring(finding: Finding, where: string, edit: FileEdit | undefined): readonly Action[] {
  if (!edit) return [];
  const label = `Ignore \`${finding.rule}\` ${where}`;
  const change: Change = { edits: byFile([edit]), label, needsConfirmation: false };
  return [
    { title: label, kind: 'quickfix', isPreferred: false, finding, does: { kind: 'changes', changes: [change] } },
  ];
}

function pageOf(rule: string, chosen: readonly Finding[]): Action {
  const finding = chosen.find((candidate) => candidate.rule === rule);
  return {
    title: `About \`${rule}\``,
    kind: 'quickfix',
    isPreferred: false,
    ...(finding ? { finding } : {}),
    does: { kind: 'page', page: pageUrl(rule) },
  };
}
