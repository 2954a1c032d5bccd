/** Questions about the front matter of the Space's README. */
import { cardKeyOf, cardProblems, newestOf, newestRelease, type CardProblem } from '../../platform';
import type { Edit, Place } from '../../text/place';
import { entryOf, type FrontMatterEntry, type FrontMatterError, type FrontMatterNode } from '../../syntax/frontmatter';
import { nearest } from '../../text/nearest';
import type { FrontMatterView, SpaceView } from '../views';

export type { FrontMatterEntry, FrontMatterError, FrontMatterNode };

/** The entry that counts for a key. */
export function cardEntry(file: FrontMatterView, key: string): FrontMatterEntry | undefined {
  return entryOf(file.parsed, key);
}

/** What is written for a key as text: a number as it was written. Undefined for anything else. */
export function cardText(space: SpaceView, key: string): string | undefined {
  const value = space.frontMatter && entryOf(space.frontMatter.parsed, key)?.value;
  if (value?.kind === 'string' && typeof value.value === 'string') return value.value;
  return value?.kind === 'number' ? value.raw : undefined;
}

/** The README is the card of a Space that the Hub reads, and no template. */
export function isCard(file: FrontMatterView | undefined): file is FrontMatterView {
  return file?.parsed.status === 'present' && !file.parsed.template && entryOf(file.parsed, 'sdk') !== undefined;
}

/** The `sdk: gradio` of a Space's card; undefined in any other README. */
export function gradioSdk(file: FrontMatterView | undefined): FrontMatterEntry | undefined {
  const sdk = isCard(file) ? entryOf(file.parsed, 'sdk') : undefined;
  return sdk?.value.value === 'gradio' ? sdk : undefined;
}

/** The folder is what the Hub builds a Gradio Space from, and not a project that is a Space somewhere else as well. */
export function isGradioSpace({ frontMatter }: SpaceView): boolean {
  return gradioSdk(frontMatter) !== undefined;
}

/** The edit that writes a key: over its value when it is there, else behind the first of `after` that is. */
export function setKey(
  space: SpaceView,
  file: FrontMatterView,
  key: string,
  value: string,
  after: readonly string[] = [],
): Edit {
  const existing = entryOf(file.parsed, key);
  if (existing) {
    const { span } = existing.value;
    const blank = span.start === span.end && file.text.charAt(span.start - 1) === ':' ? ' ' : '';
    return space.edits.replace(file.place(span), `${blank}${value}`);
  }
  return addKeys(space, file, [[key, value]], after);
}

/** The edit that adds keys that are not there, behind the first of `after` that is. */
export function addKeys(
  space: SpaceView,
  file: FrontMatterView,
  rows: readonly (readonly [key: string, value: string])[],
  after: readonly string[],
): Edit {
  const { isFlow, entries, content, lineEnding } = file.parsed;
  const insert = (at: number, text: string): Edit => space.edits.replace(file.place({ start: at, end: at }), text);
  const previous = after.map((name) => entryOf(file.parsed, name)).find((entry) => entry !== undefined);
  const written = rows.map(([key, value]) => `${key}: ${value}`);
  if (!isFlow) {
    return insert(previous?.lineSpan.end ?? content.end, written.map((line) => `${line}${lineEnding}`).join(''));
  }
  const last = previous ?? entries.at(-1);
  return last
    ? insert(last.value.span.end, `, ${written.join(', ')}`)
    : insert(file.text.indexOf('{', content.start) + 1, written.join(', '));
}

/** The edit that deletes an entry: with its lines, or in braces with one of the commas around it. */
export function removeEntry(space: SpaceView, file: FrontMatterView, entry: FrontMatterEntry): Edit {
  if (!file.parsed.isFlow) return space.edits.replace(file.place(entry.lineSpan), '');
  const { start } = entry.keySpan;
  const { end } = entry.value.span;
  const before = /,\s*$/.exec(file.text.slice(file.parsed.content.start, start))?.[0] ?? '';
  const behind = before === '' ? (/^\s*,\s*/.exec(file.text.slice(end))?.[0] ?? '') : '';
  return space.edits.replace(file.place({ start: start - before.length, end: end + behind.length }), '');
}

/** The edits that make the front matter that of a Gradio Space: the SDK, its version, a Python, and no key of other SDKs. */
export function gradioEdits(space: SpaceView, file: FrontMatterView): readonly Edit[] {
  const sdk = entryOf(file.parsed, 'sdk');
  if (!sdk) return [];
  const { isFlow, lineEnding, entries } = file.parsed;
  const wanted = [
    ['sdk_version', newestRelease(space.tables, 'gradio')],
    ['python_version', newestOf(space.tables.pythonVersions.rows.map(({ version }) => version))],
  ] as const;
  const edits: Edit[] = [];
  let added = '';
  for (const [key, version] of wanted) {
    const existing = entryOf(file.parsed, key);
    if (version === undefined || (existing && key === 'python_version')) continue;
    if (existing) edits.push(setKey(space, file, key, versionScalar(version)));
    else added += `${isFlow ? ', ' : lineEnding}${key}: ${versionScalar(version)}`;
  }
  // The next line may be one that goes.
  const end =
    sdk.lineSpan.end - (/\r?\n$/.exec(file.text.slice(sdk.lineSpan.start, sdk.lineSpan.end))?.[0].length ?? 0);
  edits.push(setKey(space, file, 'sdk', `${requoted(sdk.value, 'gradio')}${isFlow ? added : ''}`));
  if (added !== '' && !isFlow) edits.push(space.edits.replace(file.place({ start: end, end }), added));
  for (const entry of entries) {
    // In braces the first two would both take the comma between them along.
    if (isFlow && entry === entries[0]) continue;
    const sdks = cardKeyOf(space.tables, entry.key)?.sdks ?? [];
    if (sdks.length > 0 && !sdks.includes('gradio')) edits.push(removeEntry(space, file, entry));
  }
  return edits;
}

/** Text as a YAML scalar in double quotes. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** A version as a YAML scalar: in quotes where YAML would read it as a number, and `5.50` as 5.5. */
export function versionScalar(version: string): string {
  return /^\d+(?:\.\d+)?$/.test(version) ? quoted(version) : version;
}

/** What stands there, written again with other text in the same quotes. */
export function requoted(node: FrontMatterNode, text: string): string {
  if (node.style === 'double') return quoted(text);
  if (node.style === 'single') return `'${text.replaceAll("'", "''")}'`;
  return text;
}

/** A front matter value that is not what the table of keys asks for. */
export interface CardFault {
  readonly entry: FrontMatterEntry;
  readonly problem: CardProblem;
  /** The value, or the item of it that is at fault. */
  readonly node: FrontMatterNode;
  readonly place: Place;
}

/** What is wrong with the value of a key, for each item of it; nothing when it is a template's placeholder. */
export function cardFaults(space: SpaceView, file: FrontMatterView, key: string): readonly CardFault[] {
  const entry = entryOf(file.parsed, key);
  if (!entry || file.parsed.template || entry.value.kind === 'template' || entry.value.kind === 'invalid') return [];
  const { value } = entry;
  return cardProblems(space.tables, key, value.value).map((problem) => {
    const item = 'item' in problem ? problem.item : undefined;
    const member = typeof item === 'string' ? value.entries.find((each) => each.key === item) : undefined;
    const node = (typeof item === 'number' ? value.items[item] : member?.value) ?? value;
    return {
      entry,
      problem,
      node,
      place: file.place(problem.kind === 'member' && member ? member.keySpan : node.span),
    };
  });
}

/** The first thing that is wrong with the value of a key. */
export function cardFault(space: SpaceView, file: FrontMatterView, key: string): CardFault | undefined {
  return cardFaults(space, file, key)[0];
}

/** A key that the Hub does not know, and the one that it is most like. */
export interface MisspeltKey {
  readonly entry: FrontMatterEntry;
  readonly meant: string;
}

/** The keys that the Hub does not know and that look like one it does, which is not there. */
export function misspeltKeys(file: FrontMatterView, { tables }: SpaceView): readonly MisspeltKey[] {
  const keys = tables.cardKeys.rows.filter(({ status }) => status === 'space').map(({ key }) => key);
  return file.parsed.entries.flatMap((entry) => {
    const { key, duplicate } = entry;
    if (duplicate || key.length < 4 || cardKeyOf(tables, key)) return [];
    const meant = nearest(key, keys);
    // With the right key there as well, this is more likely to be something else on purpose.
    return meant === undefined || cardEntry(file, meant) ? [] : [{ entry, meant }];
  });
}
