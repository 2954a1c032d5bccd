import type { Span } from './span';

/** Something spans are relative to: a whole file, or a unit of one that moves when text above it changes. */
export interface Anchor {
  /** The file, as the host names it: an absolute path or a URI, with `/` between segments. */
  readonly path: string;
  /** Where the anchor starts in its file now, in UTF-16 code units. */
  readonly offset: number;
}

/** A span that stays valid while text elsewhere in the file changes. */
export interface Place extends Span {
  readonly anchor: Anchor;
}

/** One replacement in a file; the span is where the old text stands. */
export interface Edit {
  readonly place: Place;
  readonly newText: string;
  /** Others may need the same edit, such as an import, which is then made once. */
  readonly isShared?: true;
}

/** The place of `span`, which is relative to `anchor`. */
export function placeOf(anchor: Anchor, span: Span): Place {
  return { anchor, start: span.start, end: span.end };
}

/** Whether a place lies in another one. */
export function lies(inner: Place, outer: Place): boolean {
  if (inner.anchor.path !== outer.anchor.path) return false;
  const [within, around] = [absolute(inner), absolute(outer)];
  return around.start <= within.start && within.end <= around.end;
}

/** The span in whole-file offsets. */
export function absolute(place: Place): Span {
  return { start: place.anchor.offset + place.start, end: place.anchor.offset + place.end };
}
