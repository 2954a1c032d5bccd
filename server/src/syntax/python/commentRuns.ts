import type { Range } from 'web-tree-sitter';

/** Fewer lines of comments than this are not worth it: the time grows with their square. */
const LONG = 32;

/** Behind all text, and still a number of bytes that the runtime can hold. */
const END = 0x7fff_ffff;

const NEWLINE = 10;
const HASH = 35;

/**
 * What of a text is to be parsed: all but the lines behind the first in long runs of lines that hold nothing but a comment.
 * The grammar's scanner looks at the rest of a run after each of its lines: a thousand lines of code that was commented
 * out took more than a second (tree-sitter-python 0.25.0, November 2026). Comments that speak to the linter, and lines that
 * could end a string, are parsed.
 */
export function parsedRanges(text: string): Range[] {
  const ranges: Range[] = [];
  let from = { index: 0, row: 0 };
  // Of the run that a line may go on: where its second line starts, and how many comments it has.
  let second = from;
  let comments = 0;
  let start = 0;
  let row = 0;
  const endRun = (): void => {
    if (comments >= LONG) {
      ranges.push(range(from, second));
      from = { index: start, row };
    }
    comments = 0;
  };
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    const first = firstOf(text, start, next);
    const isBlank = first === NEWLINE;
    if (first === HASH && isIdle(text.slice(start, next))) {
      if (++comments === 1) second = { index: next, row: row + 1 };
    } else if (!isBlank) {
      endRun();
    }
    start = next;
    if (newline >= 0) row++;
  }
  endRun();
  ranges.push(range(from, { index: END, row: END }));
  return ranges;
}

function range(from: { index: number; row: number }, to: { index: number; row: number }): Range {
  return {
    startIndex: from.index,
    endIndex: to.index,
    startPosition: { row: from.row, column: 0 },
    endPosition: { row: to.row, column: 0 },
  };
}

/** The first character of a line that is no space, or the one that ends it. */
function firstOf(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    // Space, tab, carriage return
    if (code !== 32 && code !== 9 && code !== 13) return code;
  }
  return NEWLINE;
}

function isIdle(line: string): boolean {
  return !line.includes('zerogpu') && !line.includes('"""') && !line.includes("'''");
}
