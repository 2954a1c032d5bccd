import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';
import { rules } from '../rules';
import { absolute } from '../text/place';
import type { Span } from '../text/span';
import { limitOf, shutOut } from '../platform';
import { cardCompletions } from './card';
import { seconds } from './duration';
import { requirementCompletions } from './requirements';

export interface CompletionItem {
  readonly label: string;
  readonly detail: string;
  /** In Markdown. */
  readonly documentation?: string;
  readonly sortText: string;
  /** What the new text replaces. */
  readonly span: Span;
  readonly newText: string;
}

/** Longer argument lists are not looked at. */
const farthest = 2000;

/**
 * Values for `duration=` and `size=` of a GPU decorator, rule names in a suppression comment, keys and values of the front
 * matter, versions of torch and its side packages.
 */
export function completions(workspace: Workspace, path: string, offset: number): readonly CompletionItem[] {
  const space = workspace.spaceOf(path);
  const text = workspace.text(path);
  if (!space?.model.view.isZeroGpu || text === undefined) return [];
  const before = text.slice(Math.max(0, offset - farthest), offset);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  const names = ruleNames(space, path, line, text, offset);
  if (names) return names;
  if (path.endsWith('.py')) return argumentValues(space, path, before, text, offset);
  return path.endsWith('.md')
    ? cardCompletions(space, path, line, text, offset)
    : requirementCompletions(space, path, line, text, offset);
}

function ruleNames(
  space: Space,
  path: string,
  line: string,
  text: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const list = /#\s*zerogpu:\s*ignore(?:-file)?\[([^\]]*)$/.exec(line)?.[1];
  if (list === undefined) return undefined;
  const names = list.split(/[\s,]+/);
  const typed = names.pop() ?? '';
  const rest = /^[\w-]*/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset + rest.length };
  const reported = new Set(space.findings(path).map(({ rule }) => rule));
  return rules
    .filter(({ name }) => !names.includes(name))
    .map(({ name, summary }) => ({
      label: name,
      detail: summary,
      sortText: `${reported.has(name) ? 0 : 1}${name}`,
      span,
      newText: name,
    }));
}

function argumentValues(
  space: Space,
  path: string,
  before: string,
  text: string,
  offset: number,
): readonly CompletionItem[] {
  const match = /\b(duration|size)\s*=\s*(["']?)(\w*)$/.exec(before);
  const [, keyword, quote = '', typed = ''] = match ?? [];
  if (!match || !isInGpuCall(space, path, before.slice(0, match.index), offset)) return [];
  const rest = /^\w*/.exec(text.slice(offset, offset + 20))?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset + rest.length };
  return keyword === 'duration' ? (quote === '' ? durations(space, span) : []) : sizes(space, span, quote);
}

/** Half-typed code is often no call to the parser, so the text before the keyword decides as well. */
function isInGpuCall(space: Space, path: string, before: string, offset: number): boolean {
  const callee = openCall(before);
  if (callee === undefined) return false;
  if (/(?:^|\.)GPU$/.test(callee)) return true;
  const { view } = space.model;
  return view.gpuFunctions.some(({ place }) => {
    const { start, end } = absolute(place);
    const isHere = place.anchor.path === path && start <= offset && offset <= end;
    return isHere && callee !== '' && view.text(place).startsWith(callee);
  });
}

/** The name before the innermost parenthesis that is still open. */
function openCall(before: string): string | undefined {
  let depth = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const character = before.charAt(i);
    if (character === ')' || character === ']') depth++;
    else if ((character === '(' || character === '[') && depth-- === 0) {
      return /[\w.]*$/.exec(before.slice(0, i).trimEnd())?.[0];
    }
  }
  return undefined;
}

const usualDurations = [10, 15, 30, 45, 60, 90, 120, 180, 240, 300];

function durations(space: Space, span: Span): readonly CompletionItem[] {
  const { tables, settings } = space.model.view;
  return usualDurations
    .filter((value) => settings.maxDuration === null || value <= settings.maxDuration)
    .map((value, index) => {
      const shut = shutOut(tables, value, 'large').map(({ label }) => label);
      const notes = [
        ...(value === limitOf(tables, 'default-duration') ? ['the default'] : []),
        ...(shut.length > 0 ? [`more than ${shut.join(' and ')} have in a day`] : []),
      ];
      const detail = notes.length === 0 ? seconds(value) : `${seconds(value)}: ${notes.join(', ')}`;
      return { label: String(value), detail, sortText: String(index).padStart(2, '0'), span, newText: String(value) };
    });
}

function sizes(space: Space, span: Span, quote: string): readonly CompletionItem[] {
  const { tables } = space.model.view;
  return tables.gpuSizes.rows.map(({ size, backing, vram, quotaFactor }, index) => ({
    label: size,
    detail: `${vram} GB, ${backing}; ${quotaFactor}× quota`,
    sortText: String(index),
    span,
    newText: quote === '' ? `"${size}"` : size,
  }));
}
