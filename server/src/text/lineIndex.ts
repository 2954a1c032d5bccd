import type { Span } from './span';

/** Zero-based line, and UTF-16 code units from its start, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

const LF = 10;
const CR = 13;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }
  return starts;
}

/** Offsets ↔ positions for one text. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export class LineIndex {
  #starts: number[];
  /** Starts from this line on are still to be moved by `#shift`: typing goes on where it was, far from most lines. */
  #shiftedFrom = 0;
  #shift = 0;
  #text: string;

  constructor(text: string) {
    this.#text = text;
    this.#starts = lineStarts(text);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset of the first character of `line`; past the last line, the length of the text. */
  lineStart(line: number): number {
    const start = line < 0 ? 0 : this.#starts[line];
    if (start === undefined) return this.#text.length;
    return line >= this.#shiftedFrom ? start + this.#shift : start;
  }

  /** The offset behind the last character of `line`, its line ending not included. */
  lineEnd(line: number): number {
    let end = this.lineStart(line + 1);
    if (line + 1 >= this.#starts.length) return this.#text.length;
    if (this.#text.charCodeAt(end - 1) === LF) end--;
    if (end > this.lineStart(line) && this.#text.charCodeAt(end - 1) === CR) end--;
    return end;
  }

  /** The line that holds `offset`. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.lineStart(middle) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  positionAt(offset: number): Position {
    const line = this.lineAt(offset);
    return { line, character: Math.max(0, offset - this.lineStart(line)) };
  }

  /** The offset of a position; a character past the end of its line means the end of the line, as LSP asks. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.#starts.length) return this.#text.length;
    const start = this.lineStart(position.line);
    return Math.min(start + Math.max(0, position.character), Math.max(start, this.lineEnd(position.line)));
  }

  rangeOf(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }

  spanOf(range: Range): Span {
    return { start: this.offsetAt(range.start), end: this.offsetAt(range.end) };
  }

  /** Follows one edit: `oldSpan` of the previous text became `inserted`, which gave `newText`. */
  edit(oldSpan: Span, inserted: string, newText: string): void {
    const delta = inserted.length - (oldSpan.end - oldSpan.start);
    // A `\r` beside the edit may join or leave a `\r\n`, so one character on either side is scanned again.
    const firstLine = this.lineAt(Math.max(0, oldSpan.start - 1));
    let lastLine = this.lineAt(oldSpan.end);
    if (lastLine + 1 < this.#starts.length) lastLine++;
    const from = this.lineStart(firstLine);
    const oldEnd = lastLine + 1 < this.#starts.length ? this.lineStart(lastLine + 1) : this.#text.length;
    const reachesEnd = lastLine + 1 >= this.#starts.length;
    this.#text = newText;
    const scanned = lineStarts(newText.slice(from, oldEnd + delta));
    if (!reachesEnd) scanned.pop();
    const fresh = scanned.map((start) => start + from);
    this.#shiftFrom(lastLine + 1);
    const starts = this.#starts;
    if (fresh.length === lastLine - firstLine + 1) {
      for (let i = 0; i < fresh.length; i++) starts[firstLine + i] = fresh[i] ?? 0;
    } else {
      this.#starts = [...starts.slice(0, firstLine), ...fresh, ...starts.slice(lastLine + 1)];
    }
    this.#shiftedFrom = firstLine + fresh.length;
    this.#shift += delta;
  }

  /** Moves the line from which starts are to be moved. */
  #shiftFrom(line: number): void {
    const starts = this.#starts;
    for (let i = this.#shiftedFrom; i < line; i++) starts[i] = (starts[i] ?? 0) + this.#shift;
    for (let i = line; i < this.#shiftedFrom && i < starts.length; i++) starts[i] = (starts[i] ?? 0) - this.#shift;
    this.#shiftedFrom = line;
  }
}
