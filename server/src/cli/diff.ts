import { applyEdits, type SpanEdit } from '../text/edits';

const context = 3;

/** Lines `from` to `to` of the old text become `lines`. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** A unified diff of what edits do to a file. */
export function unifiedDiff(file: string, text: string, edits: readonly SpanEdit[]): string {
  const old = splitLines(text);
  const hunks = changedLines(text, old, edits);
  if (hunks.length === 0) return '';
  let shift = 0;
  const parts = [`--- a/${file}\n+++ b/${file}\n`];
  for (const group of withContext(hunks)) {
    const first = group[0];
    const last = group.at(-1);
    if (!first || !last) continue;
    const from = Math.max(0, first.from - context);
    const to = Math.min(old.length, last.to + context);
    const body: string[] = [];
    let line = from;
    let grown = 0;
    for (const hunk of group) {
      body.push(...old.slice(line, hunk.from).map((each) => ` ${each}`));
      body.push(...old.slice(hunk.from, hunk.to).map((each) => `-${each}`));
      body.push(...hunk.lines.map((each) => `+${each}`));
      grown += hunk.lines.length - (hunk.to - hunk.from);
      line = hunk.to;
    }
    body.push(...old.slice(line, to).map((each) => ` ${each}`));
    parts.push(`@@ -${range(from, to - from)} +${range(from + shift, to - from + grown)} @@\n`);
    parts.push(...body.map((each) => (each.endsWith('\n') ? each : `${each}\n\\ No newline at end of file\n`)));
    shift += grown;
  }
  return parts.join('');
}

function range(from: number, count: number): string {
  return count === 1 ? `${from + 1}` : `${count === 0 ? from : from + 1},${count}`;
}

/** Whole lines that differ; what an edit leaves as it was at the borders of its lines is not part of them. */
function changedLines(text: string, lines: readonly string[], edits: readonly SpanEdit[]): readonly Hunk[] {
  const starts = [0];
  for (const line of lines) if (line.endsWith('\n')) starts.push((starts.at(-1) ?? 0) + line.length);
  const lineAt = (offset: number): number => starts.findLastIndex((start) => start <= offset);
  const lineStart = (line: number): number => starts[line] ?? text.length;
  const groups: { from: number; to: number; edits: SpanEdit[] }[] = [];
  for (const edit of edits) {
    const from = lineAt(edit.span.start);
    const to = lineAt(edit.span.end) + 1;
    const previous = groups.at(-1);
    if (previous && from < previous.to) {
      previous.to = Math.max(previous.to, to);
      previous.edits.push(edit);
    } else {
      groups.push({ from, to, edits: [edit] });
    }
  }
  return groups.flatMap(({ from, to, edits: own }) => {
    const start = lineStart(from);
    const part = text.slice(start, lineStart(to));
    const moved = own.map(({ span, newText }) => ({
      span: { start: span.start - start, end: span.end - start },
      newText,
    }));
    return trimmed(from, splitLines(part), splitLines(applyEdits(part, moved)));
  });
}

function trimmed(from: number, before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (head === before.length && head === after.length) return [];
  return [{ from: from + head, to: from + before.length - tail, lines: after.slice(head, after.length - tail) }];
}

function withContext(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group && previous && hunk.from - previous.to <= 2 * context) group.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

/** As those who apply patches count them: a lone `\r` ends no line. */
function splitLines(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
