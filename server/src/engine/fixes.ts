import type { SpaceModel } from '../model';
import { applyEdits, conflict, EditLog, type SpanEdit } from '../text/edits';
import type { FileEdit, Finding, ResolvedFix } from './finding';

/** Edits by file. */
export type Edits = ReadonlyMap<string, readonly SpanEdit[]>;

/** A fix that was made, or left out, for those who tell about it. */
export interface AppliedFix {
  readonly path: string;
  /** Where its finding started, in the text before the first round. */
  readonly offset: number;
  readonly rule: string;
  readonly title: string;
}

export interface FixResult {
  /** In the texts as they were before the first round. */
  readonly edits: Edits;
  readonly applied: readonly AppliedFix[];
  /** Chosen fixes that were not made because a file could not be parsed with them. */
  readonly leftOut: readonly AppliedFix[];
  /** Files with chosen fixes that were left alone because their syntax is broken. */
  readonly broken: readonly string[];
}

/** What to repair: which findings, and which of the fixes of one. */
export type ChooseFix = (finding: Finding) => ResolvedFix | undefined;

/** The best fix of a finding, when it has one. */
export function bestFix(finding: Finding): ResolvedFix | undefined {
  return finding.fixes()[0];
}

/** Takes part in fix-all: the best fix of a finding, when it is a safe one. */
export function safeFix(finding: Finding): ResolvedFix | undefined {
  const fix = bestFix(finding);
  return fix?.safety === 'safe' ? fix : undefined;
}

/** Chooses among the fixes that `choose` would make those that change nothing but the files at `paths`. */
export function onlyIn(paths: ReadonlySet<string>, choose: ChooseFix): ChooseFix {
  return (finding) => {
    const fix = choose(finding);
    return fix?.edits.every(({ path }) => paths.has(path)) ? fix : undefined;
  };
}

/** The edits of a fix, by file. */
export function byFile(fileEdits: readonly FileEdit[]): Edits {
  const edits = new Map<string, SpanEdit[]>();
  addTo(edits, fileEdits);
  return edits;
}

/** Rounds after which fixes that keep causing each other are left alone. */
const maximumRounds = 10;

/** A Space whose texts may be changed at will: nobody else is looking at it. */
export interface ScratchSpace {
  readonly model: SpaceModel;
  findings(path: string): readonly Finding[];
  /** Replaces whole texts. */
  replaceTexts(texts: ReadonlyMap<string, string>): void;
}

/**
 * Makes the chosen fixes of the findings in the files at `paths` until none is left. Where two fixes need the same text
 * the one that comes first, by path and position, is made; the other gets its turn in the next round if its finding is
 * still there. A fix that did not help is not made twice. A file with broken syntax is not changed: what stands around
 * the error is not finished, and may be about to become what the fix would take away. A fix with which a file could no
 * longer be parsed is a mistake of its rule, and left out.
 */
export function fixToFixpoint(
  space: ScratchSpace,
  paths: readonly string[],
  choose: ChooseFix = safeFix,
  rounds = maximumRounds,
): FixResult {
  const logs = new Map<string, EditLog>();
  const applied: AppliedFix[] = [];
  let leftOut: readonly AppliedFix[] = [];
  const made = new Set<string>();
  const broken = new Set<string>();
  const ordered = [...paths].sort();
  for (let round = 0; round < rounds; round++) {
    const edits = new EditSets();
    const chosen: ChosenFix[] = [];
    const isBroken = brokenFiles(space.model);
    for (const finding of ordered.flatMap((path) => space.findings(path))) {
      const fix = choose(finding);
      if (!fix || fix.edits.length === 0) continue;
      const unparsed = fix.edits.filter(({ path }) => isBroken(path));
      for (const { path } of unparsed) broken.add(path);
      if (unparsed.length > 0 || !edits.takes(fix)) continue;
      const { path, rule, message } = finding;
      const offset = logs.get(path)?.origin(finding.span.start) ?? finding.span.start;
      const key = JSON.stringify([path, offset, rule, message]);
      if (made.has(key)) continue;
      edits.add(fix);
      chosen.push({ fix, key, told: { path, offset, rule, title: fix.title } });
    }
    const kept = withoutBreaking(space.model, chosen);
    for (const { key } of kept) made.add(key);
    applied.push(...kept.map(({ told }) => told));
    leftOut = chosen.filter((each) => !kept.includes(each)).map(({ told }) => told);
    const texts = new Map<string, string>();
    for (const [path, inOrder] of EditSets.of(kept).byPath) {
      const text = space.model.text(path);
      if (text === undefined) continue;
      let log = logs.get(path);
      if (!log) logs.set(path, (log = new EditLog(text.length)));
      log.add(inOrder);
      texts.set(path, applyEdits(text, inOrder));
    }
    if (texts.size === 0) break;
    space.replaceTexts(texts);
  }
  return {
    edits: new Map([...logs].map(([path, log]) => [path, log.edits])),
    applied,
    leftOut,
    broken: [...broken].sort(),
  };
}

/** A fix that was chosen for a round. */
interface ChosenFix {
  readonly fix: ResolvedFix;
  /** Tells it from others in every round. */
  readonly key: string;
  readonly told: AppliedFix;
}

/** Those of the fixes with which every file can still be parsed. They are tried one by one only if not all can stay. */
function withoutBreaking(model: SpaceModel, chosen: readonly ChosenFix[]): readonly ChosenFix[] {
  const parse = (fixes: readonly ChosenFix[], tried: readonly ChosenFix[]): boolean => {
    const touched = new Set(tried.flatMap(({ fix }) => fix.edits.map(({ path }) => path)));
    const { byPath } = EditSets.of(fixes);
    return [...touched].every((path) => {
      const text = model.text(path);
      return text === undefined || model.parses(path, applyEdits(text, byPath.get(path) ?? []));
    });
  };
  if (parse(chosen, chosen)) return chosen;
  return chosen.reduce<readonly ChosenFix[]>(
    (kept, each) => (parse([...kept, each], [each]) ? [...kept, each] : kept),
    [],
  );
}

/** Tells which files have broken syntax, each asked about once. */
export function brokenFiles(model: SpaceModel): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    let isBroken = known.get(path);
    if (isBroken === undefined) known.set(path, (isBroken = model.hasSyntaxErrorsIn(path)));
    return isBroken;
  };
}

/** The edits of fixes that are made together: none conflicts with another. */
class EditSets {
  readonly #byPath = new Map<string, EditSet>();

  static of(fixes: readonly ChosenFix[]): EditSets {
    const sets = new EditSets();
    for (const { fix } of fixes) sets.add(fix);
    return sets;
  }

  get byPath(): Edits {
    return new Map([...this.#byPath].map(([path, { inOrder }]) => [path, inOrder]));
  }

  /** Whether the fix can be made with the others. */
  takes({ edits }: ResolvedFix): boolean {
    return edits.every((edit) => this.#byPath.get(edit.path)?.takes(edit) ?? true);
  }

  add({ edits }: ResolvedFix): void {
    for (const edit of edits) {
      let own = this.#byPath.get(edit.path);
      if (!own) this.#byPath.set(edit.path, (own = new EditSet()));
      own.add(edit);
    }
  }
}

/** The edits of one file that are made together. */
class EditSet {
  readonly #edits: FileEdit[] = [];

  get inOrder(): readonly SpanEdit[] {
    return this.#edits;
  }

  /** Whether the edit can be made with the others. */
  takes(edit: FileEdit): boolean {
    const index = this.#indexOf(edit);
    const [before, behind] = [this.#edits[index - 1], this.#edits[index]];
    if (behind && isShared(behind, edit)) return true;
    return !(before && getInTheWay(before, edit)) && !(behind && getInTheWay(edit, behind));
  }

  add(edit: FileEdit): void {
    const index = this.#indexOf(edit);
    const behind = this.#edits[index];
    if (!behind || !isShared(behind, edit)) this.#edits.splice(index, 0, edit);
  }

  /** The position of the first edit that does not start before this one. */
  #indexOf({ span }: FileEdit): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#edits[middle]?.span.start ?? Infinity) < span.start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * What is right behind something that goes is changed after it: only then can one tell what is left in the list or the block
 * that both stand in. A file of lines has neither.
 */
function getInTheWay(first: FileEdit, second: FileEdit): boolean {
  const meet = first.newText === '' && first.span.end === second.span.start;
  return conflict(first, second) || (meet && !first.path.endsWith('.txt'));
}

/** The same import for two fixes is one import. */
function isShared(a: FileEdit, b: FileEdit): boolean {
  const isSame = a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
  return isSame && a.isShared === true && b.isShared === true;
}

function addTo(edits: Map<string, SpanEdit[]>, fileEdits: readonly FileEdit[]): void {
  for (const { path, span, newText } of fileEdits) {
    const list = edits.get(path);
    if (list) list.push({ span, newText });
    else edits.set(path, [{ span, newText }]);
  }
}
