import type { Span } from '../../text/span';

/** Where a front matter block stands in a file. */
export interface Fences {
  /** Start of the opening `---`. */
  readonly open: number;
  readonly content: Span;
  /** End of the closing `---`; undefined when it is missing. */
  readonly close: number | undefined;
  readonly bodyStart: number;
}

const OPENING = /---[ \t]*(?:\r?\n|$)/y;
const CLOSING = /^---[ \t]*(?:\r?\n|$(?![^]))/gm;

/** The block whose opening `---` stands at `open`; undefined when there is none. */
export function fencesAt(text: string, open: number): Fences | undefined {
  OPENING.lastIndex = open;
  const opening = OPENING.exec(text);
  if (opening === null) {
    return undefined;
  }
  const start = open + opening[0].length;
  CLOSING.lastIndex = start;
  const closing = CLOSING.exec(text);
  if (closing === null) {
    return { open, content: { start, end: text.length }, close: undefined, bodyStart: text.length };
  }
  return {
    open,
    content: { start, end: closing.index },
    close: closing.index + 3,
    bodyStart: closing.index + closing[0].length,
  };
}

/** How far into a file a displaced block is looked for. */
const SEARCH_LIMIT = 4096;

/** A block that begins like a Space card, with a BOM or anything else before it. */
export function displacedFences(text: string): Fences | undefined {
  const head = text.slice(0, SEARCH_LIMIT);
  for (const match of head.matchAll(
    /(?<=^|\uFEFF|\n)---[ \t]*\r?\n(?=(?:#.*\r?\n)*(?:title|emoji|colorFrom|sdk|sdk_version)[ \t]*:)/g,
  )) {
    const fences = fencesAt(text, match.index);
    if (match.index > 0 && fences?.close !== undefined) {
      return fences;
    }
  }
  return undefined;
}
