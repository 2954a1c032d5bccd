/** Help with the front matter of a Space's README: what its keys mean, and what can be written. */
import type { Space } from '../engine/space';
import { cardEntry, type FrontMatterView } from '../model';
import { allowedValues, cardKeyOf, newestRelease, type CardKey } from '../platform';
import { touches, type Span } from '../text/span';
import type { CompletionItem } from './completion';
import type { Hover } from './hover';

/** What a key is for, where the pointer is on it or on its value. */
export function cardHover(space: Space, path: string, offset: number): Hover | undefined {
  const file = cardAt(space, path);
  const entry = file?.parsed.entries.find(
    ({ keySpan, value }) => touches(keySpan, offset) || (value.kind !== 'map' && touches(value.span, offset)),
  );
  const row = entry && cardKeyOf(space.model.view.tables, entry.key);
  if (!entry || !row) return undefined;
  const span = touches(entry.keySpan, offset) ? entry.keySpan : entry.value.span;
  return { markdown: `**${row.key}**\n\n${aboutKey(space, row)}`, span };
}

function aboutKey(space: Space, row: CardKey): string {
  const { tables } = space.model.view;
  const values = row.type === 'map' ? row.values : allowedValues(tables, row);
  return [
    row.doc,
    ...(values.length > 0 ? [`One of ${values.map((value) => `\`${value}\``).join(', ')}.`] : []),
    ...(row.default === undefined ? [] : [`Without it: \`${row.default}\`.`]),
    ...(row.sdks.length > 0 ? [`For ${row.sdks.join(' and ')} Spaces.`] : []),
    `As of ${tables.cardKeys.asOf}, [Hugging Face](${row.link}).`,
  ].join('\n\n');
}

/** Keys that are not there yet, and the values of the key on this line. */
export function cardCompletions(
  space: Space,
  path: string,
  line: string,
  text: string,
  offset: number,
): readonly CompletionItem[] {
  const file = cardAt(space, path);
  if (!file?.parsed.span || offset < file.parsed.content.start) return [];
  const key = /^[\w-]*$/.exec(line)?.[0];
  // Half a key is no line of a block that is not closed yet, and may be its next.
  const { status, content } = file.parsed;
  if ((status === 'unterminated' && key !== undefined ? offset - key.length : offset) > content.end) return [];
  if (key !== undefined) return keys(space, file, key, text, offset);
  const [, name = '', blank = '', quote = '', typed = ''] =
    /^([\w-]+):([ \t]*)(["']?)((?![ \t])[^"'#]*)$/.exec(line) ?? [];
  const row = cardKeyOf(space.model.view.tables, name);
  if (!row) return [];
  const rest = /^[^\s"'#]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset + rest.length };
  return valuesOf(space, row).map((value, index) => ({
    label: value.label,
    detail: value.detail,
    documentation: aboutKey(space, row),
    sortText: String(index).padStart(3, '0'),
    span,
    newText: `${blank === '' ? ' ' : ''}${quote === '' ? value.newText : value.label}`,
  }));
}

function keys(
  space: Space,
  file: FrontMatterView,
  typed: string,
  text: string,
  offset: number,
): readonly CompletionItem[] {
  const { tables } = space.model.view;
  const rest = /^[\w-]*(:?)/.exec(text.slice(offset, offset + 100)) ?? [''];
  const hasColon = rest[1] === ':';
  const span: Span = { start: offset - typed.length, end: offset + rest[0].length - (hasColon ? 1 : 0) };
  const { lineEnding } = file.parsed;
  return tables.cardKeys.rows
    .filter(({ key, status }) => status === 'space' || (status === 'hub' && key === 'license'))
    .filter(
      ({ key, sdks }) => key === typed || (!cardEntry(file, key) && (sdks.length === 0 || sdks.includes('gradio'))),
    )
    .map((row) => ({
      label: row.key,
      detail: row.form ?? row.type,
      documentation: aboutKey(space, row),
      sortText: String(row.order).padStart(3, '0'),
      span,
      newText: hasColon ? row.key : `${row.key}:${row.type === 'list' ? `${lineEnding}  - ` : ' '}`,
    }));
}

interface Value {
  readonly label: string;
  readonly detail: string;
  /** With quotes, where YAML would read something else without them. */
  readonly newText: string;
}

function valuesOf(space: Space, row: CardKey): readonly Value[] {
  const { tables, pythonFiles } = space.model.view;
  const plain = (label: string, detail = ''): Value => ({ label, detail, newText: label });
  const quoted = (label: string, detail: string): Value => ({ label, detail, newText: `"${label}"` });
  switch (row.key) {
    case 'python_version':
      return [...tables.pythonVersions.rows]
        .reverse()
        .map(({ version, exact }) => quoted(version, `ZeroGPU has ${exact} (as of ${tables.pythonVersions.asOf})`));
    case 'sdk_version': {
      const newest = newestRelease(tables, 'gradio');
      return newest === undefined ? [] : [plain(newest, `the newest Gradio as of ${tables.newestReleases.asOf}`)];
    }
    case 'app_file':
      return pythonFiles.filter((file) => file.split('/').length <= 2).map((file) => plain(file));
    default:
      if (row.type === 'boolean') return ['true', 'false'].map((value) => plain(value, defaultNote(row, value)));
      return row.type === 'map' ? [] : allowedValues(tables, row).map((value) => plain(value, defaultNote(row, value)));
  }
}

function defaultNote(row: CardKey, value: string): string {
  return row.default === value ? 'the default' : '';
}

/** The README, when the file is that of the Space. */
export function cardAt(space: Space, path: string): FrontMatterView | undefined {
  const { frontMatter } = space.model.view;
  return frontMatter?.path === path && !frontMatter.parsed.template ? frontMatter : undefined;
}
