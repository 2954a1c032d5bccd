import type { FileEdit, Finding } from '../engine/finding';
import { anchorLines, type SuppressedName, suppressionsIn } from '../engine/suppressions';
import type { Workspace } from '../engine/workspace';
import type { SpaceModel } from '../model';
import type { LineIndex } from '../text/lineIndex';
import { nameOf } from '../text/paths';
import type { Span } from '../text/span';

/**
 * The edit that silences one finding: its rule joins a suppression comment that speaks for it already, or a new comment
 * is put above the whole statement, with its indentation, or, where the line above is not free, behind it. Undefined where
 * no comment can stand.
 */
export function suppression(workspace: Workspace, finding: Finding): FileEdit | undefined {
  const { path, rule, span } = finding;
  const model = workspace.spaceOf(path)?.model;
  const text = workspace.text(path);
  const lines = workspace.lines(path);
  // A comment in packages.txt is a package name to apt.
  if (!model || text === undefined || !lines || nameOf(path) === 'packages.txt') return undefined;
  const anchors = anchorLines(model, path, lines, span.start);
  // The statement's lines and the one above.
  const near = { start: lines.lineStart(Math.min(...anchors) - 1), end: lines.lineEnd(Math.max(...anchors)) };
  const existing = suppressionsIn(model.comments(path, near), text, lines).find(
    ({ kind, listSpan, line, ownLine }) =>
      kind === 'line' &&
      listSpan !== undefined &&
      anchors.some((anchor) => line === anchor || (ownLine && line === anchor - 1)),
  );
  if (existing?.listSpan) return joined(path, existing.listSpan, existing.names, rule);
  const comment = `# zerogpu: ignore[${rule}]`;
  const file: TextOfFile = { model, path, text, lines };
  const first = Math.min(...anchors);
  if (isFreeAbove(file, first)) {
    const start = lines.lineStart(first);
    const at = start === 0 && text.startsWith('\uFEFF') ? 1 : start;
    const indentation = /^[ \t]*/.exec(text.slice(at, lines.lineEnd(first)))?.[0] ?? '';
    return { path, span: { start: at, end: at }, newText: `${indentation}${comment}${lineEnding(text, lines)}` };
  }
  const line = anchors.find((anchor) => isFreeBehind(file, anchor));
  if (line === undefined) return undefined;
  const at = lines.lineEnd(line);
  return { path, span: { start: at, end: at }, newText: `  ${comment}` };
}

/**
 * The edit that silences a finding's rule in its whole file: it joins such a comment that is there, or one is put at the top,
 * below what has to stand in the first lines. Undefined where no comment can stand.
 */
export function fileSuppression(workspace: Workspace, { path, rule }: Finding): FileEdit | undefined {
  const model = workspace.spaceOf(path)?.model;
  const text = workspace.text(path);
  const lines = workspace.lines(path);
  if (!model || text === undefined || !lines || nameOf(path) === 'packages.txt') return undefined;
  const existing = suppressionsIn(model.comments(path), text, lines).find(
    ({ kind, listSpan }) => kind === 'file' && listSpan !== undefined,
  );
  if (existing?.listSpan) return joined(path, existing.listSpan, existing.names, rule);
  const at = topOf(model, path, text, lines);
  if (!isInBlock(model, path, at)) return undefined;
  return { path, span: { start: at, end: at }, newText: `# zerogpu: ignore-file[${rule}]${lineEnding(text, lines)}` };
}

function joined(path: string, span: Span, names: readonly SuppressedName[], rule: string): FileEdit {
  return { path, span, newText: [...names.map(({ name }) => name), rule].join(', ') };
}

/** Below the `#!` line and the one that names the encoding, which count in the first two lines only (PEP 263). */
function topOf(model: SpaceModel, path: string, text: string, lines: LineIndex): number {
  if (nameOf(path) === 'README.md') return model.view.frontMatter?.parsed.content.start ?? 0;
  const textOf = (line: number): string => text.slice(lines.lineStart(line), lines.lineEnd(line));
  const isEncodingSecond = lines.lineCount > 2 && NO_CODE.test(textOf(0)) && NAMES_ENCODING.test(textOf(1));
  const isFirstTaken = lines.lineCount > 1 && (/^\uFEFF?#!/.test(textOf(0)) || NAMES_ENCODING.test(textOf(0)));
  const start = lines.lineStart(isEncodingSecond ? 2 : isFirstTaken ? 1 : 0);
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

const NO_CODE = /^\uFEFF?[ \t\f]*(?:#.*)?$/;
const NAMES_ENCODING = /^\uFEFF?[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/;

interface TextOfFile {
  readonly model: SpaceModel;
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
}

/** A line of its own can be added above this one without becoming part of something else, or taking the first line. */
function isFreeAbove({ model, path, text, lines }: TextOfFile, line: number): boolean {
  const start = lines.lineStart(line);
  if (!isInBlock(model, path, start) || model.isInText(path, start)) return false;
  if (line === 0) return !text.startsWith('#!');
  return !isContinued({ model, path, text, lines }, line - 1);
}

/** A comment can be added at the end of this line. */
function isFreeBehind(file: TextOfFile, line: number): boolean {
  const { model, path, lines } = file;
  const end = lines.lineEnd(line);
  return isInBlock(model, path, lines.lineStart(line)) && !model.isInText(path, end) && !isContinued(file, line);
}

/** In a README only the front matter has comments, between its fences. */
function isInBlock(model: SpaceModel, path: string, lineStart: number): boolean {
  if (nameOf(path) !== 'README.md') return true;
  const parsed = model.view.frontMatter?.parsed;
  // In broken YAML it may become part of a value.
  if (!parsed || parsed.recovered) return false;
  const { content } = parsed;
  return content.start <= lineStart && lineStart < content.end;
}

/** A backslash joins the next line to this one; at the end of a comment it doesn't. */
function isContinued({ model, path, text, lines }: TextOfFile, line: number): boolean {
  const end = lines.lineEnd(line);
  return (
    text.charAt(end - 1) === '\\' && !model.comments(path, { start: end, end }).some(({ span }) => span.start < end)
  );
}

function lineEnding(text: string, lines: LineIndex): string {
  return lines.lineCount > 1 && text.slice(lines.lineEnd(0), lines.lineStart(1)) === '\r\n' ? '\r\n' : '\n';
}
