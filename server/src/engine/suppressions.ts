import type { FileComment, SpaceModel } from '../model';
import type { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';

/** One rule name inside the brackets of a suppression comment. */
export interface SuppressedName {
  readonly name: string;
  readonly span: Span;
}

/** `# zerogpu: ignore[rule, …] reason` or `# zerogpu: ignore-file[rule, …] reason`. */
export interface Suppression {
  readonly kind: 'line' | 'file';
  readonly names: readonly SuppressedName[];
  /** The directive itself, without a reason behind it. */
  readonly span: Span;
  /** Between the brackets; undefined when there are none, and the comment suppresses nothing. */
  readonly listSpan: Span | undefined;
  readonly comment: FileComment;
  readonly line: number;
  /** Nothing but blanks stands before the comment. */
  readonly ownLine: boolean;
}

const directive = /#\s*zerogpu:\s*ignore(-file)?(?![\w-])(?:\s*\[([^\]\n]{0,2000})\])?/g;

/** The suppression comments of a file, in order. */
export function suppressionsIn(
  comments: readonly FileComment[],
  text: string,
  lines: LineIndex,
): readonly Suppression[] {
  const found: Suppression[] = [];
  for (const comment of comments) {
    if (!comment.text.includes('zerogpu')) continue;
    const line = lines.lineAt(comment.span.start);
    const before = text.slice(lines.lineStart(line), comment.span.start);
    for (const match of comment.text.matchAll(directive)) {
      const start = comment.span.start + match.index;
      const end = start + match[0].length;
      const list = match[2];
      const listStart = list === undefined ? end : end - 1 - list.length;
      // A whole-file suppression hidden inside a function would surprise whoever reads the top of the file.
      if (match[1] !== undefined && /^[ \t]/.test(before)) continue;
      found.push({
        kind: match[1] === undefined ? 'line' : 'file',
        names: list === undefined ? [] : namesIn(list, listStart),
        span: { start, end },
        listSpan: list === undefined ? undefined : { start: listStart, end: end - 1 },
        comment,
        line,
        ownLine: before.replace(/^\uFEFF/, '').trim() === '',
      });
    }
  }
  return found;
}

function namesIn(list: string, offset: number): readonly SuppressedName[] {
  return [...list.matchAll(/[^\s,]+/g)].map((match) => ({
    name: match[0],
    span: { start: offset + match.index, end: offset + match.index + match[0].length },
  }));
}

/** Decides which findings of one file are suppressed, and remembers which suppressions were needed for that. */
export class Suppressor {
  readonly suppressions: readonly Suppression[];
  readonly #used = new Set<SuppressedName>();
  readonly #byLine = new Map<number, Suppression[]>();
  readonly #model: SpaceModel;
  readonly #path: string;
  readonly #lines: LineIndex;

  constructor(model: SpaceModel, path: string, text: string, lines: LineIndex) {
    this.#model = model;
    this.#path = path;
    this.#lines = lines;
    this.suppressions = text.includes('zerogpu') ? suppressionsIn(model.comments(path), text, lines) : [];
    for (const suppression of this.suppressions) {
      if (suppression.kind === 'file') continue;
      const list = this.#byLine.get(suppression.line);
      if (list) list.push(suppression);
      else this.#byLine.set(suppression.line, [suppression]);
    }
  }

  /** True when a finding of `rule` that starts at `offset` is not to be shown. */
  covers(rule: string, offset: number): boolean {
    if (this.suppressions.length === 0) return false;
    let covered = false;
    for (const suppression of this.suppressions) {
      if (suppression.kind === 'file' && this.#use(suppression, rule)) covered = true;
    }
    for (const line of anchorLines(this.#model, this.#path, this.#lines, offset)) {
      if (this.#coversLine(rule, line)) covered = true;
    }
    return covered;
  }

  isUsed(name: SuppressedName): boolean {
    return this.#used.has(name);
  }

  /** On the line itself, or in the block of suppression comments right above it. */
  #coversLine(rule: string, line: number): boolean {
    let covered = false;
    for (const suppression of this.#byLine.get(line) ?? []) if (this.#use(suppression, rule)) covered = true;
    for (let above = line - 1; ; above--) {
      const block = (this.#byLine.get(above) ?? []).filter((suppression) => suppression.ownLine);
      if (block.length === 0) return covered;
      for (const suppression of block) if (this.#use(suppression, rule)) covered = true;
    }
  }

  #use(suppression: Suppression, rule: string): boolean {
    const names = suppression.names.filter((candidate) => candidate.name === rule);
    for (const name of names) this.#used.add(name);
    return names.length > 0;
  }
}

/** The lines on or above which a comment speaks for `offset`: its own, and the first one of the statement it is in. */
export function anchorLines(model: SpaceModel, path: string, lines: LineIndex, offset: number): readonly number[] {
  const line = lines.lineAt(offset);
  const statement = model.statementsAt(path, offset)[0];
  const first = statement ? lines.lineAt(statement.start) : line;
  return first === line ? [line] : [line, first];
}
