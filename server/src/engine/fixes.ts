import type { SpaceModel } from '../model';
import { applyEdits, conflict, EditLog, type SpanEdit } from '../text/edits';
import type { FileEdit, Finding, ResolvedFix } from './finding';

/** Edits by file. */
export type Edits = ReadonlyMap<string, readonly SpanEdit[]>;

/** A fix that was made, for those who tell about it. */
export interface AppliedFix {
  readonly path: string;
  readonly rule: string;
  readonly title: string;
}

export interface FixResult {
  /** In the texts as they were before the first round. */
  readonly edits: Edits;
  readonly applied: readonly AppliedFix[];
}

/** What to repair: which findings, and which of the fixes of one. */
export type ChooseFix = (finding: Finding) => ResolvedFix | undefined;

/** Takes part in fix-all: the preferred fix of a finding, when it is a safe one. */
export function safeFix(finding: Finding): ResolvedFix | undefined {
  const fix = finding.fixes()[0];
  return fix?.safety === 'safe' ? fix : undefined;
}

/** Rounds after which fixes that keep undoing each other are left alone. */
const maximumRounds = 10;

/** A Space whose texts may be changed at will: nobody else is looking at it. */
export interface ScratchSpace {
  readonly model: SpaceModel;
  findings(path: string): readonly Finding[];
}

/**
 * Applies fixes to the files at `paths` until none is left. Where two fixes need the same text the one that comes first
 * in the file is made; the other gets its turn in the next round if its finding is still there.
 */
export function fixToFixpoint(space: ScratchSpace, paths: readonly string[], choose: ChooseFix = safeFix): FixResult {
  const logs = new Map<string, EditLog>();
  const applied: AppliedFix[] = [];
  for (let round = 0; round < maximumRounds; round++) {
    const { edits, fixes } = oneRound(
      paths.flatMap((path) => space.findings(path)),
      choose,
    );
    if (fixes.length === 0) break;
    applied.push(...fixes);
    for (const [path, fileEdits] of edits) {
      const text = space.model.text(path);
      if (text === undefined) continue;
      let log = logs.get(path);
      if (!log) logs.set(path, (log = new EditLog(text.length)));
      log.add(fileEdits);
      space.model.setFile(path, applyEdits(text, fileEdits));
    }
  }
  return { edits: new Map([...logs].map(([path, log]) => [path, log.edits])), applied };
}

/** The fixes that can be made together, in order of their findings. */
export function oneRound(
  findings: readonly Finding[],
  choose: ChooseFix,
): { readonly edits: Edits; readonly fixes: readonly AppliedFix[] } {
  const edits = new Map<string, SpanEdit[]>();
  const fixes: AppliedFix[] = [];
  for (const finding of findings) {
    const fix = choose(finding);
    if (!fix || fix.edits.length === 0 || fix.edits.some((edit) => isTaken(edit, edits))) continue;
    for (const { path, span, newText } of fix.edits) {
      const list = edits.get(path);
      if (list) list.push({ span, newText });
      else edits.set(path, [{ span, newText }]);
    }
    fixes.push({ path: finding.path, rule: finding.rule, title: fix.title });
  }
  return { edits, fixes };
}

function isTaken(edit: FileEdit, edits: ReadonlyMap<string, readonly SpanEdit[]>): boolean {
  return (edits.get(edit.path) ?? []).some((taken) => conflict(taken, edit));
}
