import type { Point, Range } from 'web-tree-sitter';

/** Fewer lines of comments than this are not worth it: the time grows with their square. */
const LONG = 32;

/** Behind all text, and still a number of bytes that the runtime can hold. */
const END = 0x7fff_ffff;

/**
 * What of a text is to be parsed: all but the lines behind the first in long runs of lines that hold nothing but a comment.
 * The grammar's scanner looks at the rest of a run after each of its lines: a thousand lines of code that was commented
 * out took more than a second (tree-sitter-python 0.25.0, November 2026). Comments that speak to the linter, and lines that
 * could end a string, are parsed.
 */
export function parsedRanges(text: string): Range[] {
  const ranges: Range[] = [];
  let from = 0;
  let startPosition: Point = { row: 0, column: 0 };
  const parseUpTo = (end: number, endPosition: Point): void => {
    ranges.push({ startIndex: from, startPosition, endIndex: end, endPosition });
  };
  for (const run of runsOf(text)) {
    const endPosition = below(startPosition, text, from, run.start);
    parseUpTo(run.start, endPosition);
    startPosition = below(endPosition, text, run.start, run.end);
    from = run.end;
  }
  parseUpTo(END, { row: END, column: 0 });
  return ranges;
}

interface Run {
  /** Where its second comment line may start. */
  readonly start: number;
  /** Behind its last one. */
  readonly end: number;
  readonly comments: number;
}

/** Long runs of lines that hold nothing but a comment, with the blank lines between them. It is asked at each key. */
function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let run: Run = { start: 0, end: 0, comments: 0 };
  const endRun = (): void => {
    if (run.comments >= LONG) runs.push(run);
  };
  for (let hash = text.indexOf('#'); hash >= 0; hash = text.indexOf('#', hash + 1)) {
    let blank = hash;
    while (blank > run.end && BLANKS.has(text.charCodeAt(blank - 1))) blank--;
    const isFurther = run.comments > 0 && blank === run.end;
    const isAlone = isFurther || blank === 0 || text.slice(blank, hash).includes('\n');
    const newline = text.indexOf('\n', hash);
    const end = newline < 0 ? text.length : newline + 1;
    if (!isAlone || !isIdle(text.slice(hash, end))) continue;
    if (!isFurther) endRun();
    run = isFurther ? { ...run, end, comments: run.comments + 1 } : { start: end, end, comments: 1 };
    hash = end - 1;
  }
  endRun();
  return runs;
}

/** Space, tab, and what ends a line. */
const BLANKS: ReadonlySet<number> = new Set([9, 10, 13, 32]);

/** A line that is not parsed where enough others like it stand around it. */
export function canBeLeftOut(line: string): boolean {
  return /^\s*#/.test(line) && isIdle(line);
}

function isIdle(line: string): boolean {
  return !line.includes('zerogpu') && !line.includes('"""') && !line.includes("'''");
}

/** The start of a line further down. */
function below({ row }: Point, text: string, from: number, to: number): Point {
  let lines = 0;
  for (let i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) lines++;
  return { row: row + lines, column: 0 };
}
