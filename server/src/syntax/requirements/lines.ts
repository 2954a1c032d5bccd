import type { Span } from '../../text/span';
import type { SourceComment } from './types';

/** A stretch of a logical line that is contiguous in the file. */
interface Segment {
  /** Offset in the logical text. */
  readonly at: number;
  /** Offset in the file. */
  readonly start: number;
}

/** Lines joined at their trailing `\`, comment removed, with the way back to offsets in the file. */
export class LogicalLine {
  constructor(
    readonly text: string,
    readonly comment: SourceComment | undefined,
    /** The physical lines, with the last one's ending. */
    readonly lineSpan: Span,
    private readonly segments: readonly Segment[],
  ) {}

  /** The file's span of the logical text from `start` to `end` (half-open). */
  span(start: number, end: number): Span {
    // Where something is missing, right behind what is there: the line may go on with nothing.
    const from = end <= start && start > 0 ? this.offset(start - 1) + 1 : this.offset(start);
    return { start: from, end: end <= start ? from : this.offset(end - 1) + 1 };
  }

  private offset(position: number): number {
    let found = this.segments[0] ?? { at: 0, start: this.lineSpan.start };
    for (const segment of this.segments) {
      if (segment.at > position) {
        break;
      }
      found = segment;
    }
    return found.start + (position - found.at);
  }
}

interface PhysicalLine {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

// What Python's str.splitlines() splits at, which is how pip reads the file.
const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

function* physicalLines(text: string, from: number): Generator<PhysicalLine> {
  let start = from;
  for (const match of text.slice(from).matchAll(LINE_BREAK)) {
    const end = from + match.index;
    const next = end + match[0].length;
    yield { start, end, next };
    start = next;
  }
  if (start < text.length) {
    yield { start, end: text.length, next: text.length };
  }
}

const STARTS_AS_COMMENT = /^\s*#/;
const BLANK = /\s/;

/** Where the comment's `#` stands: first in the line or after a blank; -1 without a comment. */
function commentStart(line: string): number {
  for (let hash = line.indexOf('#'); hash >= 0; hash = line.indexOf('#', hash + 1)) {
    if (hash === 0 || BLANK.test(line.charAt(hash - 1))) {
      return hash;
    }
  }
  return -1;
}

/**
 * The logical lines of a requirements file from offset `from`, as pip joins them: a comment ends a continuation, and a
 * continuation inside a comment belongs to the comment. Never throws.
 */
export function logicalLines(text: string, from: number): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let pending: PhysicalLine[] = [];
  const flush = (): void => {
    if (pending.length > 0) {
      lines.push(joined(text, pending));
      pending = [];
    }
  };
  for (const line of physicalLines(text, from)) {
    const content = text.slice(line.start, line.end);
    if (STARTS_AS_COMMENT.test(content)) {
      flush();
      pending = [line];
      flush();
      continue;
    }
    pending.push(line);
    if (!content.endsWith('\\')) {
      flush();
    }
  }
  flush();
  return lines;
}

function joined(text: string, physical: readonly PhysicalLine[]): LogicalLine {
  const segments: Segment[] = [];
  let logical = '';
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  let end = 0;
  for (const line of physical) {
    let start = line.start;
    let stop = line.end;
    if (text[stop - 1] === '\\' && stop > start) {
      while (stop > start && text[stop - 1] === '\\') {
        stop--;
      }
      while (start < stop && text[start] === '\\') {
        start++;
      }
    }
    segments.push({ at: logical.length, start });
    logical += text.slice(start, stop);
    first = Math.min(first, line.start);
    last = line.next;
    end = line.end;
  }
  const lineSpan = { start: first, end: last };
  const hash = commentStart(logical);
  if (hash < 0) {
    return new LogicalLine(logical, undefined, lineSpan, segments);
  }
  const bare = new LogicalLine(logical.slice(0, hash).trimEnd(), undefined, lineSpan, segments);
  const start = bare.span(hash, hash + 1).start;
  const written = text.slice(start, end).trimEnd();
  const comment = { span: { start, end: start + written.length }, text: written };
  return new LogicalLine(bare.text, comment, lineSpan, segments);
}
