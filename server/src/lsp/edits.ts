import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { TextChange } from '../model';
import { LineIndex } from '../text/lineIndex';

/** A client's changes as edits with offsets, each in the text that the one before left. */
export function changesOf(
  events: readonly TextDocumentContentChangeEvent[],
  text: string,
  lines: LineIndex,
): readonly TextChange[] {
  const changes: TextChange[] = [];
  let current = text;
  let index = lines;
  for (const [position, event] of events.entries()) {
    const change = 'range' in event ? ranged(event.range, event.text, index) : replacement(current, event.text);
    changes.push(change);
    if (position === events.length - 1) break;
    current = current.slice(0, change.span.start) + change.text + current.slice(change.span.end);
    // The first change is still one of the document's own text, whose index is not ours to edit.
    if (index === lines) index = new LineIndex(current);
    else index.edit(change.span, change.text, current);
  }
  return changes;
}

function ranged(range: Parameters<LineIndex['spanOf']>[0], text: string, lines: LineIndex): TextChange {
  const { start, end } = lines.spanOf(range);
  return { span: { start: Math.min(start, end), end: Math.max(start, end) }, text };
}

/** A whole new text, as the one edit that makes it from the old one. */
function replacement(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < most - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return { span: { start, end: before.length - tail }, text: after.slice(start, after.length - tail) };
}
