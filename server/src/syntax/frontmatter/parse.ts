import { isMap, isScalar, isSeq, Lexer, type Document, parseDocument, type ParsedNode, visit } from 'yaml';
import type { Span } from '../../text/span';
import type { SourceComment } from '../requirements/types';
import { displacedFences, topFences } from './fences';
import type { FrontMatter, FrontMatterEntry, FrontMatterError, FrontMatterNode } from './types';

/**
 * Reads the front matter of a Space's README (YAML 1.2, core schema). Broken YAML gives errors and those entries that
 * can be read on their own; nothing throws. Work is proportional to the block, not to the body below it.
 */
export function parseFrontMatter(text: string): FrontMatter {
  const lineEnding = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const atTop = topFences(text);
  const fences = atTop ?? displacedFences(text);
  if (fences === undefined) {
    return {
      status: 'absent',
      displacedBy: undefined,
      span: undefined,
      content: { start: 0, end: 0 },
      bodyStart: 0,
      isFlow: false,
      entries: [],
      errors: [],
      recovered: false,
      comments: [],
      template: false,
      lineEnding,
    };
  }
  const content = fences.close === undefined ? plausibleBlock(text, fences.content) : fences.content;
  const block = readBlock(text, content, fences.close === undefined);
  return {
    ...block,
    status: fences.close === undefined ? 'unterminated' : atTop === undefined ? 'displaced' : 'present',
    displacedBy: atTop ? undefined : { start: 0, end: fences.open },
    span: { start: fences.open, end: fences.close ?? content.end },
    content,
    bodyStart: fences.close === undefined ? content.end : fences.bodyStart,
    comments: commentsOf(text, content),
    template: hasTemplate(block.entries),
    lineEnding,
  };
}

/** Whether an edit whose range begins at `editStart` (before the edit) can change the front matter. */
export function editTouchesFrontMatter(frontMatter: FrontMatter, editStart: number): boolean {
  return frontMatter.status !== 'present' || editStart < frontMatter.bodyStart;
}

/** The entry that counts for `key`: the first one. */
export function entryOf(frontMatter: FrontMatter, key: string): FrontMatterEntry | undefined {
  return frontMatter.entries.find((entry) => entry.key === key);
}

/** Inside a value that is no list or map, behind its first character. */
export function isInScalar({ entries }: FrontMatter, offset: number): boolean {
  const holds = ({ kind, span, items, entries: own }: FrontMatterNode): boolean =>
    kind === 'list' || kind === 'map'
      ? items.some(holds) || own.some(({ value }) => holds(value))
      : span.start < offset && offset < span.end;
  return entries.some(({ value }) => holds(value));
}

const KEY_LINE = /^(?:(?:"[^"\n]*"|'[^'\n]*')[ \t]*|[^\s#"'\-[\]{},&*!|>%@`:][^\n]*?):(?=[ \t\r\n]|$)/;

/** Without a closing fence: the lines that still look like YAML, up to the first blank or Markdown one. */
function plausibleBlock(text: string, content: Span): Span {
  let end = content.start;
  while (end < content.end) {
    const lineFeed = text.indexOf('\n', end);
    const next = lineFeed < 0 ? content.end : lineFeed + 1;
    const line = text.slice(end, next);
    if (!KEY_LINE.test(line) && !/^(?:[ \t]+\S|-[ \t]|#[ \t]*zerogpu:)/.test(line)) {
      break;
    }
    end = next;
  }
  return { start: content.start, end };
}

type Block = Pick<FrontMatter, 'isFlow' | 'entries' | 'errors' | 'recovered'>;

function readBlock(text: string, content: Span, unterminated: boolean): Block {
  const source = text.slice(content.start, content.end);
  const document = documentOf(source);
  const errors: FrontMatterError[] = [...document.errors, ...unknownNames(document)].map(({ pos, message, code }) => ({
    span: clamped({ start: content.start + pos[0], end: content.start + Math.max(pos[1], pos[0]) }, content),
    message,
    code,
  }));
  const { contents } = document;
  if (document.errors.length === 0 && isMap<ParsedNode, ParsedNode | null>(contents)) {
    const entries = new Lowering(text, content.start, document).entries(contents);
    return { isFlow: contents.flow === true, entries, errors, recovered: errors.length > 0 };
  }
  if (errors.length === 0 && contents === null) {
    return { isFlow: false, entries: [], errors, recovered: false };
  }
  if (errors.length === 0 && !unterminated) {
    errors.push({
      span: trimmedSpan(text, content),
      message: 'The front matter must be a mapping of keys to values',
      code: 'NOT_A_MAP',
    });
  }
  return { isFlow: false, entries: recoveredEntries(text, content), errors, recovered: true };
}

function documentOf(source: string): Document.Parsed {
  return parseDocument(source, { version: '1.2', prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
}

interface Problem {
  readonly pos: readonly [number, number];
  readonly message: string;
  readonly code: string;
}

/**
 * `*name` without an anchor of this name, and `!name`, a type that nobody defined: the library parses both, while whoever
 * reads the values, as the Hub does with js-yaml, stops there.
 */
function unknownNames(document: Document.Parsed): readonly Problem[] {
  const found: Problem[] = document.warnings.filter(({ message }) => message.startsWith('Unresolved tag: !'));
  visit(document, {
    Alias(_, node) {
      const [start = 0, end = 0] = node.range ?? [];
      if (node.resolve(document) === undefined) {
        found.push({ pos: [start, end], code: 'BAD_ALIAS', message: `Unresolved alias: ${node.source}` });
      }
    },
  });
  return found;
}

/** The top-level entries, each parsed by itself, so that one broken value leaves the others readable. */
function recoveredEntries(text: string, content: Span): readonly FrontMatterEntry[] {
  const entries: FrontMatterEntry[] = [];
  const seen = new Set<string>();
  for (const chunk of chunks(text, content)) {
    const entry = recoveredEntry(text, chunk);
    entries.push({ ...entry, duplicate: seen.has(entry.key) });
    seen.add(entry.key);
  }
  return entries;
}

interface Chunk {
  readonly span: Span;
  /** The key with its colon, as a length from the chunk's start. */
  readonly colonEnd: number;
}

function* chunks(text: string, content: Span): Generator<Chunk> {
  let open: { readonly start: number; readonly colonEnd: number } | undefined;
  let lineStart = content.start;
  while (lineStart < content.end) {
    const lineFeed = text.indexOf('\n', lineStart);
    const next = lineFeed < 0 || lineFeed >= content.end ? content.end : lineFeed + 1;
    const line = text.slice(lineStart, next);
    const key = KEY_LINE.exec(line);
    if (key !== null || /^#/.test(line)) {
      if (open !== undefined) {
        yield { span: { start: open.start, end: lineStart }, colonEnd: open.colonEnd };
        open = undefined;
      }
      if (key !== null) {
        open = { start: lineStart, colonEnd: key[0].length };
      }
    }
    lineStart = next;
  }
  if (open !== undefined) {
    yield { span: { start: open.start, end: content.end }, colonEnd: open.colonEnd };
  }
}

function recoveredEntry(text: string, chunk: Chunk): FrontMatterEntry {
  const source = text.slice(chunk.span.start, chunk.span.end);
  const document = documentOf(source);
  if (document.errors.length === 0 && isMap<ParsedNode, ParsedNode | null>(document.contents)) {
    const [entry, ...more] = new Lowering(text, chunk.span.start, document).entries(document.contents);
    if (entry !== undefined && more.length === 0) {
      return entry;
    }
  }
  const written = source.slice(0, chunk.colonEnd - 1).trimEnd();
  const keySpan = { start: chunk.span.start, end: chunk.span.start + written.length };
  const whole = trimmedSpan(text, { start: chunk.span.start + chunk.colonEnd, end: chunk.span.end });
  const comment =
    /^[^"'|>[{\n](?:[^\n]*?[^ \t\n])??([ \t]+#[^\n]*)$/.exec(text.slice(whole.start, whole.end))?.[1] ?? '';
  const span = { start: whole.start, end: whole.end - comment.length };
  const raw = text.slice(span.start, span.end);
  return {
    key: written.replace(/^(["'])(.*)\1$/, '$2'),
    keySpan,
    value: { kind: 'invalid', value: undefined, raw, span, style: styleOf(raw), items: [], entries: [] },
    lineSpan: chunk.span,
    duplicate: false,
  };
}

function styleOf(raw: string): FrontMatterNode['style'] {
  switch (raw.charAt(0)) {
    case '"':
      return 'double';
    case "'":
      return 'single';
    case '[':
    case '{':
      return 'flow';
    case '|':
    case '>':
      return 'block';
    default:
      return 'plain';
  }
}

const PLACEHOLDER = /^["']?\{\{[^{}\n]*\}\}["']?$/;

/** Turns the `yaml` package's nodes into ours. */
class Lowering {
  constructor(
    private readonly text: string,
    /** Offset of the document's source in the file. */
    private readonly base: number,
    private readonly document: Document.Parsed,
  ) {}

  entries(map: {
    readonly items: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[];
  }): readonly FrontMatterEntry[] {
    const seen = new Set<string>();
    return map.items.map(({ key, value }) => {
      const keySpan = this.span(key);
      const name = isScalar(key) ? String(key.value) : this.text.slice(keySpan.start, keySpan.end);
      const node = this.node(value, keySpan);
      const entry = {
        key: name,
        keySpan,
        value: node,
        lineSpan: this.lines(keySpan.start, node.span.end),
        duplicate: seen.has(name),
      };
      seen.add(name);
      return entry;
    });
  }

  private node(node: ParsedNode | null, keySpan: Span | undefined): FrontMatterNode {
    const written = node === null ? undefined : trimmedSpan(this.text, this.span(node));
    const span = written === undefined || written.start === written.end ? this.emptySpan(node, keySpan) : written;
    const raw = this.text.slice(span.start, span.end);
    const common = { raw, span, items: [], entries: [] };
    if (PLACEHOLDER.test(raw)) {
      return { kind: 'template', value: undefined, style: styleOf(raw), ...common };
    }
    const value = this.valueOf(node);
    if (isSeq<ParsedNode>(node)) {
      const items = node.items.map((item) => this.node(item, undefined));
      return { kind: 'list', value, style: node.flow === true ? 'flow' : 'block', ...common, items };
    }
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      return {
        kind: 'map',
        value,
        style: node.flow === true ? 'flow' : 'block',
        ...common,
        entries: this.entries(node),
      };
    }
    const style = isScalar(node) ? SCALAR_STYLES[node.type ?? 'PLAIN'] : 'plain';
    return { kind: kindOf(value), value, style: style ?? 'plain', ...common };
  }

  private valueOf(node: ParsedNode | null): unknown {
    try {
      return node?.toJS(this.document) ?? null;
    } catch {
      return undefined; // an alias to nowhere, or too many of them
    }
  }

  /** Where a value that is not written would stand: after the key's colon. */
  private emptySpan(node: ParsedNode | null, keySpan: Span | undefined): Span {
    if (keySpan !== undefined) {
      const colon = /^[ \t]*:/.exec(this.text.slice(keySpan.end, keySpan.end + 80));
      const at = keySpan.end + (colon?.[0].length ?? 0);
      return { start: at, end: at };
    }
    const at = this.base + (node?.range[0] ?? 0);
    return { start: at, end: at };
  }

  private span(node: ParsedNode): Span {
    return { start: this.base + node.range[0], end: this.base + Math.max(node.range[0], node.range[1]) };
  }

  /** The lines `start` to `end` lie on, with the last one's ending. */
  private lines(start: number, end: number): Span {
    const lineFeed = this.text.indexOf('\n', end);
    return {
      start: this.text.lastIndexOf('\n', start - 1) + 1,
      end: lineFeed < 0 ? this.text.length : lineFeed + 1,
    };
  }
}

const SCALAR_STYLES: Readonly<Record<string, FrontMatterNode['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_FOLDED: 'block',
  BLOCK_LITERAL: 'block',
};

function kindOf(value: unknown): FrontMatterNode['kind'] {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'list' : 'map';
    default:
      return 'invalid';
  }
}

function hasTemplate(entries: readonly FrontMatterEntry[]): boolean {
  return entries.some(({ value }) => isTemplate(value));
}

function isTemplate(node: FrontMatterNode): boolean {
  return node.kind === 'template' || node.items.some(isTemplate) || hasTemplate(node.entries);
}

function commentsOf(text: string, content: Span): readonly SourceComment[] {
  const comments: SourceComment[] = [];
  const source = text.slice(content.start, content.end);
  let at = content.start;
  let scalarNext = false;
  for (const token of new Lexer().lex(source)) {
    // The lexer announces documents, scalars and errors by single control characters that take no room in the source.
    if (CONTROL.has(token) && !text.startsWith(token, at)) {
      scalarNext = token === SCALAR;
      continue;
    }
    if (token.startsWith('#') && !scalarNext) {
      const written = token.trimEnd();
      comments.push({ span: { start: at, end: at + written.length }, text: written });
    }
    at += token.length;
    scalarNext = false;
  }
  return comments;
}

const SCALAR = '\x1F';
const CONTROL = new Set(['\x02', '\x18', SCALAR]);

function trimmedSpan(text: string, span: Span): Span {
  const written = text.slice(span.start, span.end);
  const start = span.start + (written.length - written.trimStart().length);
  return start >= span.end
    ? { start: span.start, end: span.start }
    : { start, end: span.start + written.trimEnd().length };
}

function clamped(span: Span, within: Span): Span {
  const clamp = (offset: number): number => Math.min(Math.max(offset, within.start), within.end);
  return { start: clamp(span.start), end: clamp(span.end) };
}
