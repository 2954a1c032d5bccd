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

/** Several rounds of edits, each made on the result of the one before, as one set of edits of the first text. */
export class EditLog {
  readonly #length: number;
  #pieces: readonly Piece[];

  constructor(length: number) {
    this.#length = length;
    this.#pieces = [{ start: 0, end: length }];
  }

  /** Adds a round; its edits do not conflict with each other. */
  add(edits: readonly SpanEdit[]): void {
    // From the last to the first, so that the earlier ones keep their place.
    for (const edit of [...edits].sort(byPosition).reverse()) {
      const { start, end } = edit.span;
      this.#pieces = [...this.#cut(0, start), { text: edit.newText }, ...this.#cut(end, Infinity)];
    }
  }

  /** Where in the first text stands what is at `offset` now; for inserted text, where it was inserted. */
  origin(offset: number): number {
    let position = 0;
    let behind = 0;
    for (const piece of this.#pieces) {
      const length = lengthOf(piece);
      if (!('text' in piece)) {
        if (offset < position + length) return piece.start + Math.max(0, offset - position);
        behind = piece.end;
      } else if (offset < position + length) {
        return behind;
      }
      position += length;
    }
    return behind;
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

  #cut(from: number, to: number): readonly Piece[] {
    const cut: Piece[] = [];
    let position = 0;
    for (const piece of this.#pieces) {
      const first = Math.max(from, position);
      const last = Math.min(to, position + lengthOf(piece));
      if (first < last) {
        const offset = first - position;
        const length = last - first;
        cut.push(
          'text' in piece
            ? { text: piece.text.slice(offset, offset + length) }
            : { start: piece.start + offset, end: piece.start + offset + length },
        );
      }
      position += lengthOf(piece);
    }
    return cut;
  }
}
