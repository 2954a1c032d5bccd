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

/**
 * The block that the Hub reads: only white space stands before it, a byte order mark among it ("exact same regex as in the Hub
 * server", `^(\s*---[\r\n]+)`, huggingface_hub repocard.py, read 2026-11-22).
 */
export function topFences(text: string): Fences | undefined {
  return fencesAt(text, text.length - text.trimStart().length);
}

/** The block whose opening `---` stands at `open`; undefined when there is none. */
function fencesAt(text: string, open: number): Fences | undefined {
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

/** A block that begins like a Space card, with text before it; not one that is shown in a code block. */
export function displacedFences(text: string): Fences | undefined {
  const head = text.slice(0, SEARCH_LIMIT);
  for (const match of head.matchAll(
    /(?<=^|\n)---[ \t]*\r?\n(?=(?:#.*\r?\n)*(?:title|emoji|colorFrom|sdk|sdk_version)[ \t]*:)/g,
  )) {
    const fences = fencesAt(text, match.index);
    const isShown = (head.slice(0, match.index).match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
    if (match.index > 0 && !isShown && fences?.close !== undefined) {
      return fences;
    }
  }
  return undefined;
}
