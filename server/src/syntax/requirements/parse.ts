import { valid } from '@renovatebot/pep440';
import type { Span } from '../../text/span';
import { type LogicalLine, logicalLines } from './lines';
import { parseMarker } from './markers';
import { normalizeName } from './names';
import { isRequirementOption, parseOptions } from './options';
import type {
  InvalidReason,
  LineOption,
  MarkerPart,
  NamePart,
  Requirement,
  RequirementEntry,
  RequirementsFile,
  SourceComment,
  Specifier,
  UrlPart,
} from './types';
import { endsLikeWheel, isUrl, looksLikePath, parseUrl } from './urls';

/**
 * Reads a pip requirements file (grammar of pip 26.2 and PEP 508, read 2026-11-21). A line pip would refuse becomes an
 * `invalid` entry; nothing throws. Files that `-r` names are not followed.
 */
export function parseRequirements(text: string): RequirementsFile {
  const looksBinary = text.includes('\0');
  const entries: RequirementEntry[] = [];
  const comments: SourceComment[] = [];
  if (!looksBinary) {
    for (const line of logicalLines(text, text.startsWith('\uFEFF') ? 1 : 0)) {
      if (line.comment !== undefined) {
        comments.push(line.comment);
      }
      const entry = entryOf(line);
      if (entry !== undefined) {
        entries.push(entry);
      }
    }
  }
  return { entries, comments, looksBinary, lineEnding: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n' };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Thrown inside this module only: where a line stops being a requirement. */
class Refusal extends Error {
  constructor(
    readonly reason: InvalidReason,
    /** What pip stumbles over, in the file. */
    readonly at: Span,
  ) {
    super(reason);
  }
}

function entryOf(line: LogicalLine): RequirementEntry | undefined {
  const content = trimmed(line.text, 0, line.text.length);
  if (content.start === content.end) {
    return undefined;
  }
  const spanOf = (start: number, end: number): Span => line.span(start, end);
  const text = line.text.slice(content.start, content.end);
  const variables = [...text.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map((match) => match[1] ?? '');
  const base = { span: spanOf(content.start, content.end), lineSpan: line.lineSpan, variables };
  try {
    const optionsAt = optionsStart(line.text, content);
    const options = readOptions(line.text, optionsAt, spanOf);
    const requested = trimmed(line.text, content.start, optionsAt);
    if (requested.start < requested.end) {
      const parts = requirementParts(line.text, requested, spanOf);
      return { kind: 'requirement', ...base, ...parts, ...sorted(options) };
    }
    const editable = options.find((option) => option.name === '--editable');
    if (editable?.value === undefined || editable.valueSpan === undefined) {
      return { kind: 'option', options, ...base };
    }
    const parts = editableParts(editable.value, editable.valueSpan);
    const others = options.filter((option) => option !== editable);
    return { kind: 'requirement', ...base, ...parts, ...sorted(others) };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    if (variables.length > 0) {
      return { ...base, kind: 'unresolved' };
    }
    return { ...base, kind: 'invalid', reason: error.reason, text, at: error.at };
  }
}

/** Where the options begin: pip looks for the first word, between blanks, that starts with a dash. */
function optionsStart(text: string, content: Range): number {
  if (text[content.start] === '-') {
    return content.start;
  }
  const dash = text.indexOf(' -', content.start);
  return dash < 0 || dash + 1 >= content.end ? content.end : dash + 1;
}

function readOptions(text: string, from: number, spanOf: (start: number, end: number) => Span): readonly LineOption[] {
  const options = parseOptions(text, from, spanOf);
  if ('reason' in options) {
    throw new Refusal(options.reason, spanOf(options.start, options.end));
  }
  return options;
}

function sorted(options: readonly LineOption[]): Pick<Requirement, 'options' | 'ignoredOptions'> {
  return {
    options: options.filter(isRequirementOption),
    ignoredOptions: options.filter((option) => !isRequirementOption(option)),
  };
}

type RequirementParts = Pick<
  Requirement,
  'form' | 'name' | 'extrasSpan' | 'specifiers' | 'specifierSpan' | 'specifierText' | 'url' | 'marker'
>;

const NOTHING: Omit<RequirementParts, 'form'> = {
  name: undefined,
  extrasSpan: undefined,
  specifiers: [],
  specifierSpan: undefined,
  specifierText: '',
  url: undefined,
  marker: undefined,
};

function requirementParts(text: string, range: Range, spanOf: (start: number, end: number) => Span): RequirementParts {
  const whole = text.slice(range.start, range.end);
  const url = isUrl(whole);
  // In a URL a `;` may belong to the path: pip asks for a blank after it there.
  const separator = url ? whole.search(/;\s/) : whole.indexOf(';');
  const head = separator < 0 ? range : trimmed(text, range.start, range.start + separator);
  const marker = separator < 0 ? undefined : markerPart(text, range.start + separator, range.end, spanOf);
  const headText = text.slice(head.start, head.end);
  if (url) {
    return { ...urlParts(headText, 'url', (start, end) => spanOf(head.start + start, head.start + end)), marker };
  }
  // `git+github.com/owner/name`: pip takes it for a path, and then for nothing at all.
  if (/^(?:git|hg|svn|bzr)\+[\w.-]+\.\w+\//.test(headText)) {
    throw new Refusal('bad-url', spanOf(head.start, head.end));
  }
  if (!/^[^@]*@/.test(headText) && looksLikePath(headText)) {
    return { ...urlParts(headText, 'path', (start, end) => spanOf(head.start + start, head.start + end)), marker };
  }
  return { ...namedParts(text, head, spanOf), marker };
}

function markerPart(
  text: string,
  semicolon: number,
  end: number,
  spanOf: (start: number, end: number) => Span,
): MarkerPart | undefined {
  const { start } = trimmed(text, semicolon + 1, end);
  if (start >= end) {
    return undefined;
  }
  const expression = parseMarker(text.slice(start, end));
  if ('failedAt' in expression) {
    throw new Refusal('bad-marker', spanOf(start + expression.failedAt, end));
  }
  return { text: text.slice(start, end), expression };
}

function urlParts(text: string, form: 'url' | 'path', spanOf: (start: number, end: number) => Span): RequirementParts {
  const extras = form === 'path' ? /\[[^[\]]*\]$/.exec(text) : null;
  const target = extras === null ? text : text.slice(0, extras.index);
  const blank = target.search(/\s/);
  if (blank >= 0) {
    throw new Refusal('unexpected-text', spanOf(blank, text.length));
  }
  const url = parseUrl(target, spanOf);
  if (endsLikeWheel(url) && url.wheel === undefined) {
    throw new Refusal('bad-wheel-name', spanOf(0, target.length));
  }
  const extrasSpan = extras === null ? undefined : spanOf(extras.index, text.length);
  return { ...NOTHING, form, url, name: nameFromUrl(url), extrasSpan };
}

function nameFromUrl(url: UrlPart): NamePart | undefined {
  if (url.wheel !== undefined) {
    const { wheel } = url;
    const written = wheel.fileName.slice(0, wheel.fileName.indexOf('-'));
    return { text: written, span: wheel.span, normalized: wheel.name };
  }
  const egg = url.egg?.replace(/\[.*$/, '');
  return egg === undefined || egg === '' || !NAME_ONLY.test(egg)
    ? undefined
    : { text: egg, span: url.span, normalized: normalizeName(egg) };
}

const NAME_ONLY = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?$/;
const NAME = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?/y;
const EXTRAS = /\[[ \t]*(?:([A-Za-z0-9][A-Za-z0-9._-]*(?:[ \t]*,[ \t]*[A-Za-z0-9][A-Za-z0-9._-]*)*)[ \t]*)?\]/y;
const OPERATOR = /===|~=|==|!=|<=|>=|<|>/y;

function namedParts(text: string, range: Range, spanOf: (start: number, end: number) => Span): RequirementParts {
  const { end } = range;
  let at = range.start;
  const skipBlanks = (): void => {
    while (at < end && (text[at] === ' ' || text[at] === '\t')) {
      at++;
    }
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null || found.index + found[0].length > end) {
      return null;
    }
    at += found[0].length;
    return found;
  };

  const nameAt = at;
  const name = match(NAME)?.[0];
  if (name === undefined) {
    throw new Refusal('no-name', spanOf(nameAt, end));
  }
  const namePart = { text: name, span: spanOf(nameAt, at), normalized: normalizeName(name) };
  skipBlanks();

  let extrasSpan: Span | undefined;
  if (at < end && text[at] === '[') {
    const open = at;
    if (match(EXTRAS) === null) {
      throw new Refusal('bad-extras', spanOf(open, end));
    }
    extrasSpan = spanOf(open, at);
    skipBlanks();
  }
  const parts = { ...NOTHING, name: namePart, extrasSpan };

  if (at < end && text[at] === '@') {
    at++;
    skipBlanks();
    const urlAt = at;
    const urlText = text.slice(urlAt, end);
    if (urlText === '') {
      throw new Refusal('bad-url', spanOf(at, end));
    }
    const blank = urlText.search(/[ \t]/);
    if (blank >= 0) {
      throw new Refusal('unexpected-text', spanOf(trimmed(text, urlAt + blank, end).start, end));
    }
    const url = parseUrl(urlText, (from, to) => spanOf(urlAt + from, urlAt + to));
    if (endsLikeWheel(url) && url.wheel === undefined) {
      throw new Refusal('bad-wheel-name', spanOf(urlAt, end));
    }
    return { ...parts, form: 'name-at-url', url };
  }

  const open = at < end && text[at] === '(' ? at++ : undefined;
  skipBlanks();
  const specifiersAt = at;
  const specifiers: Specifier[] = [];
  for (;;) {
    const specifier = readSpecifier();
    if (specifier === undefined) {
      break;
    }
    specifiers.push(specifier);
    skipBlanks();
    if (at >= end || text[at] !== ',') {
      break;
    }
    at++;
    skipBlanks();
  }
  let specifierEnd = at;
  if (open !== undefined) {
    if (at >= end || text[at] !== ')') {
      throw new Refusal('unexpected-text', spanOf(at, end));
    }
    specifierEnd = ++at;
    skipBlanks();
  }
  if (at < end) {
    throw new Refusal(text[at] === '=' ? 'single-equals' : 'unexpected-text', spanOf(at, end));
  }
  const specified = trimmed(text, open ?? specifiersAt, specifierEnd);
  return {
    ...parts,
    form: 'name',
    specifiers,
    specifierSpan: specified.start < specified.end ? spanOf(specified.start, specified.end) : undefined,
    specifierText: specifiers.map(({ operator, version }) => operator + version).join(','),
  };

  function readSpecifier(): Specifier | undefined {
    const operatorAt = at;
    const operator = match(OPERATOR)?.[0] as Specifier['operator'] | undefined;
    if (operator === undefined) {
      return undefined;
    }
    const operatorSpan = spanOf(operatorAt, at);
    skipBlanks();
    const versionAt = at;
    const version = match(operator === '===' ? /[^\s;)]+/y : /(?:[^\s,;()<>=!~]|!(?=\d))+/y)?.[0];
    if (version === undefined || !admissible(operator, version)) {
      throw new Refusal('bad-version', spanOf(versionAt, Math.max(at, versionAt)));
    }
    return { operator, operatorSpan, version, versionSpan: spanOf(versionAt, at) };
  }
}

/** Whether PEP 440 lets `version` stand after `operator`. */
function admissible(operator: Specifier['operator'], version: string): boolean {
  if (operator === '===') {
    return true;
  }
  const equality = operator === '==' || operator === '!=';
  const bare = equality ? version.replace(/\.\*$/, '') : version;
  if (valid(bare) === null) {
    return false;
  }
  const local = bare.includes('+');
  if (bare !== version) {
    return /^v?(?:\d+!)?\d+(?:\.\d+)*$/i.test(bare);
  }
  return (equality || !local) && (operator !== '~=' || /^v?(?:\d+!)?\d+\.\d/i.test(bare));
}

function editableParts(value: string, valueSpan: Span): RequirementParts {
  // A quoted value is shorter than its span by the quote before it.
  const shift = valueSpan.end - valueSpan.start === value.length ? 0 : 1;
  const spanOf = (start: number, end: number): Span => ({
    start: Math.min(valueSpan.start + shift + start, valueSpan.end),
    end: Math.min(valueSpan.start + shift + end, valueSpan.end),
  });
  return isUrl(value) ? urlParts(value, 'url', spanOf) : urlParts(value.replace(/\s/g, '_'), 'path', spanOf);
}

function trimmed(text: string, start: number, end: number): Range {
  let from = start;
  let to = end;
  while (from < to && BLANK.test(text.charAt(from))) {
    from++;
  }
  while (to > from && BLANK.test(text.charAt(to - 1))) {
    to--;
  }
  return { start: from, end: to };
}

const BLANK = /\s/;
