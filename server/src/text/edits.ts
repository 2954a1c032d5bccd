import type { Span } from './span';

/** One replacement in a text; the span is in the text as it was before any of the edits. */
export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Orders edits by where they start; an insertion comes before a replacement at the same place. */
export function byPosition(a: { readonly span: Span }, b: { readonly span: Span }): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

/** True when the two edits can't both be made: they replace common text, or insert at the same place. */
export function conflict(a: SpanEdit, b: SpanEdit): boolean {
  const [first, second] = byPosition(a, b) <= 0 ? [a.span, b.span] : [b.span, a.span];
  return second.start < first.end || second.start === first.start;
}

/** The text after edits that do not conflict with each other, in any order. */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const edit of [...edits].sort(byPosition)) {
    parts.push(text.slice(position, edit.span.start), edit.newText);
    position = edit.span.end;
  }
  parts.push(text.slice(position));
  return parts.join('');
}

type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

const lengthOf = (piece: Piece): number => ('text' in piece ? piece.text.length : piece.end - piece.start);

function partOf(piece: Piece, from: number, length: number): Piece {
  if ('text' in piece) return { text: piece.text.slice(from, from + length) };
  return { start: piece.start + from, end: piece.start + from + length };
}

/** Several rounds of edits, each made on the result of the one before, as one set of edits of the first text. */
export class EditLog {
  readonly #length: number;
  #pieces: readonly Piece[];
  /** Where each piece starts in the text as it is now. */
  #starts: readonly number[] = [0];

  constructor(length: number) {
    this.#length = length;
    this.#pieces = [{ start: 0, end: length }];
  }

  /** Adds a round; its edits do not conflict with each other. */
  add(edits: readonly SpanEdit[]): void {
    const pieces: Piece[] = [];
    let index = 0;
    let used = 0;
    let position = 0;
    const pass = (until: number, isKept: boolean): void => {
      for (let piece = this.#pieces[index]; piece && position < until; piece = this.#pieces[index]) {
        const length = Math.min(lengthOf(piece) - used, until - position);
        if (isKept && length > 0) pieces.push(partOf(piece, used, length));
        position += length;
        used += length;
        if (used < lengthOf(piece)) continue;
        index++;
        used = 0;
      }
    };
    for (const { span, newText } of [...edits].sort(byPosition)) {
      pass(span.start, true);
      pieces.push({ text: newText });
      pass(span.end, false);
    }
    pass(Infinity, true);
    let start = 0;
    this.#pieces = pieces;
    this.#starts = pieces.map((piece) => {
      start += lengthOf(piece);
      return start - lengthOf(piece);
    });
  }

  /** Where in the first text stands what is at `offset` now; for inserted text, where it was inserted. */
  origin(offset: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    const inside = Math.max(0, offset - (this.#starts[low] ?? 0));
    for (let index = low; index >= 0; index--) {
      const piece = this.#pieces[index];
      if (piece && !('text' in piece)) return index === low ? Math.min(piece.start + inside, piece.end) : piece.end;
    }
    return 0;
  }

  /** In order of position, none touching the next. */
  get edits(): readonly SpanEdit[] {
    const edits: SpanEdit[] = [];
    let position = 0;
    let inserted = '';
    const close = (next: number): void => {
      if (next > position || inserted !== '') edits.push({ span: { start: position, end: next }, newText: inserted });
      inserted = '';
    };
    for (const piece of this.#pieces) {
      if ('text' in piece) {
        inserted += piece.text;
      } else {
        close(piece.start);
        position = piece.end;
      }
    }
    close(this.#length);
    return edits;
  }
}
