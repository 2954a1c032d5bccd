import fc from 'fast-check';
import type { Span } from '../../server/src/text/span';

/** One edit of a text of any length. */
export interface RandomEdit {
  /** Where, from 0 at the start of the text to 1 at its end. */
  readonly at: number;
  /** How many characters go. */
  readonly remove: number;
  readonly insert: string;
  /** It takes whole lines. */
  readonly isLines: boolean;
  /** What the edit before took comes back here instead, or there when this is `undo`. */
  readonly paste: 'no' | 'here' | 'undo';
}

/** From 0 to 1, evenly: numbers of `fc.double` are as many between 0 and a billionth as between that and 1. */
export const share = fc.nat(1_000_000).map((millionths) => millionths / 1_000_000);

/** Edits that insert some fragments, or whatever else. */
export function randomEdit(fragments: readonly string[]): fc.Arbitrary<RandomEdit> {
  return fc.record({
    at: share,
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80), fc.nat(400)),
    insert: fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 3, unit: 'grapheme' })),
    isLines: fc.boolean(),
    paste: fc.constantFrom('no', 'no', 'here', 'undo'),
  });
}

/** Makes random edits one after the other. */
export class RandomTypist {
  #last: { readonly start: number; readonly removed: string; readonly inserted: string } | undefined;

  /** The span of `text` to replace, and by what. */
  next(
    text: string,
    { at, remove, insert, isLines, paste }: RandomEdit,
  ): { readonly span: Span; readonly text: string } {
    const last = this.#last;
    const isUndo = paste === 'undo' && last !== undefined && text.startsWith(last.inserted, last.start);
    const lineOf = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
    let start = Math.floor(at * text.length);
    let end = Math.min(text.length, start + remove);
    if (isLines) [start, end] = [lineOf(start), lineOf(end)];
    if (isUndo) [start, end] = [last.start, last.start + last.inserted.length];
    const inserted = paste === 'no' || !last ? insert : last.removed;
    this.#last = { start, removed: text.slice(start, end), inserted };
    return { span: { start, end }, text: inserted };
  }
}
