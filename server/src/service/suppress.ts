import type { FileEdit, Finding } from '../engine/finding';
import { suppressionsIn } from '../engine/suppressions';
import type { Workspace } from '../engine/workspace';
import type { LineIndex } from '../text/lineIndex';
import { nameOf } from '../text/paths';

/**
 * The edit that silences one finding: its rule joins the suppression comment above, or a new comment is put there, above
 * the whole statement and with its indentation. Undefined where no comment can stand.
 */
export function suppression(workspace: Workspace, finding: Finding): FileEdit | undefined {
  const { path, rule, span } = finding;
  const space = workspace.spaceOf(path);
  const text = workspace.text(path);
  const lines = workspace.lines(path);
  // A comment in packages.txt is a package name to apt.
  if (!space || text === undefined || !lines || nameOf(path) === 'packages.txt') return undefined;
  const statement = space.model.statementsAt(path, span.start)[0];
  const line = firstLine(text, lines, lines.lineAt(statement?.start ?? span.start));
  if (nameOf(path) === 'README.md') {
    const parsed = space.model.view.frontMatter?.parsed;
    const content = parsed?.content;
    const lineStart = lines.lineStart(line);
    // In broken YAML a comment may be part of a value.
    if (!content || parsed.recovered || lineStart < content.start || lineStart >= content.end) return undefined;
  }
  const above = suppressionsIn(space.model.comments(path), text, lines).find(
    (existing) => existing.kind === 'line' && existing.ownLine && existing.line === line - 1,
  );
  if (above?.listSpan) {
    const names = [...above.names.map(({ name }) => name), rule];
    return { path, span: above.listSpan, newText: names.join(', ') };
  }
  const start = lines.lineStart(line);
  const hasBom = start === 0 && text.startsWith('\uFEFF');
  const at = hasBom ? 1 : start;
  const indentation = /^[ \t]*/.exec(text.slice(at, at + 400))?.[0] ?? '';
  const newText = `${indentation}# zerogpu: ignore[${rule}]${lineEnding(text, lines)}`;
  return { path, span: { start: at, end: at }, newText };
}

/** The first of the lines that a backslash joins to this one. */
function firstLine(text: string, lines: LineIndex, line: number): number {
  let first = line;
  while (first > 0 && text.charAt(lines.lineEnd(first - 1) - 1) === '\\') first--;
  return first;
}

function lineEnding(text: string, lines: LineIndex): string {
  return lines.lineCount > 1 && text.slice(lines.lineEnd(0), lines.lineStart(1)) === '\r\n' ? '\r\n' : '\n';
}
