/** A half-open range of UTF-16 code units. What it is relative to (file or unit) is said where it is used. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Greater than any offset, and a small integer as they all are: where one `end` is infinite, V8 keeps the numbers of all
 * spans in boxes of their own.
 */
export const beyond = 2 ** 30 - 1;

/** True when `span` contains `offset`; the end counts as inside, as it does for a caret. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** True when the two spans share at least one position; empty spans touch what they border. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
