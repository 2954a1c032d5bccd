import { applyEdits, type SpanEdit } from '../text/edits';
import { LineIndex } from '../text/lineIndex';

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
  const hunks = changedLines(text, edits);
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
function changedLines(text: string, edits: readonly SpanEdit[]): readonly Hunk[] {
  const index = new LineIndex(text);
  const groups: { from: number; to: number; edits: SpanEdit[] }[] = [];
  for (const edit of edits) {
    const from = index.lineAt(edit.span.start);
    const to = index.lineAt(edit.span.end) + 1;
    const previous = groups.at(-1);
    if (previous && from < previous.to) {
      previous.to = Math.max(previous.to, to);
      previous.edits.push(edit);
    } else {
      groups.push({ from, to, edits: [edit] });
    }
  }
  return groups.flatMap(({ from, to, edits: own }) => {
    const start = index.lineStart(from);
    const part = text.slice(start, index.lineStart(to));
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

function splitLines(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
