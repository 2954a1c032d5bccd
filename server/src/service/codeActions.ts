import type { Finding } from '../engine/finding';
import { bestFix, byFile, type ChooseFix, fixToFixpoint, onlyIn, type ScratchSpace, safeFix } from '../engine/fixes';
import type { Workspace } from '../engine/workspace';
import { pageUrl } from '../rules/links';
import type { Safety } from '../rules/rule';
import { nameOf } from '../text/paths';
import { overlaps, type Span } from '../text/span';
import type { Change } from './changes';
import { suppression } from './suppress';

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
  const rules = [...new Set(chosen.map(({ rule }) => rule))];
  return [
    ...chosen.flatMap(repairsOf),
    ...rules.flatMap((rule) => fixAllOfRule(workspace, path, rule)),
    ...chosen.flatMap((finding) => suppressionOf(workspace, finding)),
    ...rules.map((rule) => pageOf(rule, chosen)),
  ];
}

/** Makes all safe fixes of a file, those included that only the others make possible; undefined when there are none. */
export function fixAll(workspace: Workspace, path: string): Action | undefined {
  const all: FixAll = { path, within: 'file' };
  if (!fixableIn(workspace, all).length) return undefined;
  const title = 'Make all safe ZeroGPU fixes in this file';
  return { title, kind: fixAllKind, isPreferred: false, does: { kind: 'fixAll', fixAll: all } };
}

/** What fixing many findings comes to. */
export interface FixAllResult {
  /** One for each file. */
  readonly changes: readonly Change[];
  /** How many fixes that are. */
  readonly count: number;
  /** Files with such findings that are left alone until their syntax is right. */
  readonly broken: readonly string[];
}

/**
 * Works out what fixing many findings comes to, file by file. Where a file other than the one it was asked for in changes, all of
 * it is to be looked at first: a change in a file that nobody sees is no small thing, however safe.
 */
export function carryOut(workspace: Workspace, all: FixAll, rounds?: number): FixAllResult {
  const space = workspace.spaceOf(all.path);
  const copy = workspace.copyOfSpace(all.path);
  if (!space || !copy) return { changes: [], count: 0, broken: [] };
  // What the Space itself has found already need not be found again in the copy.
  const isUnchanged = (): boolean =>
    space.model.paths.every((path) => space.model.text(path) === copy.model.text(path));
  const scratch: ScratchSpace = {
    model: copy.model,
    findings: (path) => (isUnchanged() ? space : copy).findings(path),
  };
  try {
    const paths = all.within === 'file' ? [all.path] : copy.model.paths;
    const { edits, applied, broken } = fixToFixpoint(scratch, paths, chooserOf(all, paths), rounds);
    const needsConfirmation = [...edits.keys()].some((path) => path !== all.path);
    const changes = [...edits]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, fileEdits]): Change => {
        const own = applied.filter((fix) => fix.path === path);
        return {
          edits: new Map([[path, fileEdits]]),
          label: `${nameOf(path)}: ${own.length === 1 ? '1 fix' : `${own.length} fixes`}`,
          ...(own.length > 0 ? { description: [...new Set(own.map(({ title }) => title))].join('; ') } : {}),
          needsConfirmation,
        };
      });
    return { changes, count: applied.length, broken };
  } finally {
    copy.dispose();
  }
}

function chooserOf({ within, rule }: FixAll, paths: readonly string[]): ChooseFix {
  if (rule !== undefined) return (finding) => (finding.rule === rule ? bestFix(finding) : undefined);
  return within === 'file' ? onlyIn(new Set(paths), safeFix) : safeFix;
}

/** The findings that a fix-all starts with. */
function fixableIn(workspace: Workspace, all: FixAll): readonly Finding[] {
  const model = workspace.spaceOf(all.path)?.model;
  if (!model) return [];
  const paths = all.within === 'file' ? [all.path] : model.paths;
  const choose = chooserOf(all, paths);
  return paths.flatMap((path) =>
    workspace
      .findings(path)
      .filter((finding) => choose(finding)?.edits.every((edit) => !model.hasSyntaxErrorsIn(edit.path))),
  );
}

function repairsOf(finding: Finding): readonly Action[] {
  return finding
    .fixes()
    .filter((fix) => fix.safety !== 'display' && fix.edits.length > 0)
    .map(({ title, safety, edits }, index) => {
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

function fixAllOfRule(workspace: Workspace, path: string, rule: string): readonly Action[] {
  const offer = (within: FixAll['within'], where: string, least: number): readonly Action[] => {
    const all: FixAll = { path, within, rule };
    const fixable = fixableIn(workspace, all);
    if (fixable.length < least) return [];
    const safeties = fixable.flatMap((finding) => bestFix(finding)?.safety ?? []);
    const title = marked(`Fix all ${fixable.length} \`${rule}\` in this ${where}`, safeties);
    return [{ title, kind: 'quickfix', isPreferred: false, does: { kind: 'fixAll', fixAll: all } }];
  };
  const inFile = fixableIn(workspace, { path, within: 'file', rule }).length;
  return [...offer('file', 'file', 2), ...offer('space', 'Space', Math.max(2, inFile + 1))];
}

function suppressionOf(workspace: Workspace, finding: Finding): readonly Action[] {
  const edit = suppression(workspace, finding);
  if (!edit) return [];
  const label = `Ignore \`${finding.rule}\` here`;
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
