import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';
import { rules } from '../rules';
import type { Span } from '../text/span';
import { isGpuDecorator, mayBeExternal } from '../model';
import { gpuSizeOf, limitOf, shutOut } from '../platform';
import { cardCompletions } from './card';
import { seconds } from './duration';
import { openCall, stateAt } from './openCall';
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

/** Longer lines are not looked at. */
const farthest = 2000;

/**
 * `duration=` and `size=` of a GPU decorator and values for them, rule names in a suppression comment, keys and values of the front
 * matter, versions of torch and its side packages.
 */
export function completions(workspace: Workspace, path: string, offset: number): readonly CompletionItem[] {
  const space = workspace.spaceOf(path);
  const text = workspace.text(path);
  if (!space?.model.view.isZeroGpu || text === undefined) return [];
  // What has been typed whole would only keep Enter from ending the line.
  return itemsAt(space, path, text, offset).filter(
    ({ span, newText }) => span.end > offset || text.slice(span.start, offset) !== newText,
  );
}

function itemsAt(space: Space, path: string, text: string, offset: number): readonly CompletionItem[] {
  const before = text.slice(Math.max(0, offset - farthest), offset);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  const names = ruleNames(space, path, line, text, offset);
  if (names) return names;
  if (path.endsWith('.py')) return argumentsOf(space, path, text, offset);
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
  const comment = /#\s*zerogpu:\s*ignore(?:-file)?\[([^\]]*)$/.exec(line);
  if (!comment) return undefined;
  const [, list = ''] = comment;
  const at = offset - line.length + comment.index;
  if (space.model.isInText(path, at) || (path.endsWith('.py') && stateAt(text, at) === 'string')) return undefined;
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

function argumentsOf(space: Space, path: string, text: string, offset: number): readonly CompletionItem[] {
  const call = openCall(
    text,
    offset,
    (callee, at) => isGpu(space, path, callee) && stateAt(text, at) === 'code' && !space.model.isInText(path, at),
  );
  if (!call) return [];
  const keyword = /^\s*([A-Za-z_]?\w*)$/.exec(call.typed)?.[1];
  if (keyword !== undefined) return keywords(space, call.args, spanOf(text, offset, keyword), text);
  const [, of, quote = '', typed = ''] = /^\s*(duration|size)\s*=\s*(["']?)(\w*)$/.exec(call.typed) ?? [];
  const span = spanOf(text, offset, typed);
  if (of === 'size') return sizes(space, span, quote);
  return of === 'duration' && quote === '' && /^\d*$/.test(typed) ? durations(space, span, sizeIn(call.args)) : [];
}

/** What was typed up to the caret, and the rest of that word. */
function spanOf(text: string, offset: number, typed: string): Span {
  const rest = /^\w*/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  return { start: offset - typed.length, end: offset + rest.length };
}

/** Half-typed code is often no call to the parser, so the imports of the module decide. */
function isGpu({ model: { view } }: Space, path: string, callee: string): boolean {
  if (callee.includes('.') && !callee.endsWith('.GPU')) return false;
  const module = view.modules.find((each) => each.path === path);
  if (!module) return false;
  const [name = '', member, ...rest] = callee.split('.');
  const value = view.global(module, name);
  if (member === undefined) return isGpuDecorator(value);
  const isPackage = mayBeExternal(value, 'spaces');
  const isMissing = name === 'spaces' && view.bindingPlace(module, name) === undefined;
  return member === 'GPU' && rest.length === 0 && (isPackage || isMissing);
}

function keywords(space: Space, args: string, span: Span, text: string): readonly CompletionItem[] {
  const { tables } = space.model.view;
  const byDefault = limitOf(tables, 'default-duration');
  const isWritten = /^\s*=/.test(text.slice(span.end, span.end + 20));
  return [
    {
      label: 'duration',
      detail: `seconds per call${byDefault === undefined ? '' : `; ${byDefault} by default`}`,
    },
    { label: 'size', detail: tables.gpuSizes.rows.map(({ size, vram }) => `${size}: ${vram} GB`).join(', ') },
  ]
    .filter(({ label }) => isWritten || !new RegExp(`\\b${label}\\s*=(?!=)`).test(args))
    .map(({ label, detail }) => ({ label, detail, sortText: label, span, newText: isWritten ? label : `${label}=` }));
}

/** The size that is written among the arguments; undefined when it is decided elsewhere. */
function sizeIn(args: string): string | undefined {
  const [, value] = /\bsize\s*=(?!=)\s*([^,]*)/.exec(args) ?? [];
  return value === undefined ? 'large' : /^["'](\w+)["']\s*$/.exec(value)?.[1];
}

const usualDurations = [10, 15, 30, 45, 60, 90, 120, 180, 240, 300];

function durations(space: Space, span: Span, size: string | undefined): readonly CompletionItem[] {
  const { tables, settings } = space.model.view;
  const factor = size === undefined ? undefined : gpuSizeOf(tables, size)?.quotaFactor;
  return usualDurations
    .filter((value) => settings.maxDuration === null || value <= settings.maxDuration)
    .map((value, index) => {
      const shut = size === undefined ? [] : shutOut(tables, value, size).map(({ label }) => label);
      const notes = [
        ...(factor === undefined || factor === 1 ? [] : [`counts ${seconds(value * factor)}`]),
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
