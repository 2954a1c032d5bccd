import type { Span } from '../../text/span';
import type { LineOption } from './types';

// The options pip reads in a requirements file (pip 26.2, `pip/_internal/req/req_file.py`, read 2026-11-21), with
// `--global-option`, which pip before 25 also read.
const WITH_VALUE = [
  '--index-url',
  '--pypi-url',
  '--extra-index-url',
  '--constraint',
  '--requirement',
  '--editable',
  '--find-links',
  '--no-binary',
  '--only-binary',
  '--all-releases',
  '--only-final',
  '--trusted-host',
  '--use-feature',
  '--hash',
  '--config-settings',
  '--config-setting',
  '--global-option',
];
const FLAGS = ['--no-index', '--prefer-binary', '--require-hashes', '--no-require-hashes', '--pre'];
const LONG = [...WITH_VALUE, ...FLAGS];
const SHORT: Readonly<Record<string, string>> = {
  '-i': '--index-url',
  '-c': '--constraint',
  '-r': '--requirement',
  '-e': '--editable',
  '-f': '--find-links',
  '-C': '--config-settings',
};
const CANONICAL: Readonly<Record<string, string>> = {
  '--pypi-url': '--index-url',
  '--config-setting': '--config-settings',
};
const FOR_REQUIREMENTS = new Set(['--hash', '--config-settings', '--global-option']);

/** True for the options that say something about the requirement they follow. */
export function isRequirementOption(option: LineOption): boolean {
  return FOR_REQUIREMENTS.has(option.name);
}

export interface OptionsFailure {
  readonly reason: 'unknown-option' | 'option-without-value' | 'stray-dash';
  /** Range of the logical text. */
  readonly start: number;
  readonly end: number;
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Splits at blanks as a shell would, quotes kept in the range and dropped from the text. */
function words(text: string, from: number): Word[] {
  const found: Word[] = [];
  const pattern = /(?:'[^']*'|"[^"]*"|[^\s'"]|['"])+/g;
  pattern.lastIndex = from;
  for (const match of text.matchAll(pattern)) {
    found.push({
      start: match.index,
      end: match.index + match[0].length,
      text: match[0].replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
    });
  }
  return found;
}

/**
 * Reads options from offset `from` of a logical line. Words that belong to no option are skipped, as pip skips them.
 * `spanOf` gives the file's span of a range of the line. Never throws.
 */
export function parseOptions(
  text: string,
  from: number,
  spanOf: (start: number, end: number) => Span,
): readonly LineOption[] | OptionsFailure {
  const options: LineOption[] = [];
  const queue = words(text, from);
  for (let index = 0; index < queue.length; index++) {
    const word = queue[index];
    if (word === undefined || !word.text.startsWith('-')) {
      continue;
    }
    if (word.text === '-') {
      if (text.slice(0, word.start).trim() === '') {
        return { reason: 'stray-dash', start: word.start, end: word.end };
      }
      continue;
    }
    if (word.text === '--') {
      break;
    }
    const split = splitOption(word);
    if (split === undefined) {
      return { reason: 'unknown-option', start: word.start, end: word.end };
    }
    const { name, written, value } = split;
    const nameSpan = spanOf(word.start, word.start + written.length);
    if (FLAGS.includes(name)) {
      options.push({ name, written, nameSpan, value: undefined, valueSpan: undefined, span: nameSpan });
      continue;
    }
    if (value !== undefined) {
      const valueSpan = spanOf(word.end - value.raw, word.end);
      options.push({ name, written, nameSpan, value: value.text, valueSpan, span: spanOf(word.start, word.end) });
      continue;
    }
    const next = queue[++index];
    if (next === undefined) {
      return { reason: 'option-without-value', start: word.start, end: word.end };
    }
    const valueSpan = spanOf(next.start, next.end);
    options.push({ name, written, nameSpan, value: next.text, valueSpan, span: spanOf(word.start, next.end) });
  }
  return options;
}

interface SplitOption {
  readonly name: string;
  readonly written: string;
  /** A value in the same word: its text, and how many characters of the word it takes. */
  readonly value: { readonly text: string; readonly raw: number } | undefined;
}

function splitOption(word: Word): SplitOption | undefined {
  const length = word.end - word.start;
  if (word.text.startsWith('--')) {
    const equals = word.text.indexOf('=');
    const written = equals < 0 ? word.text : word.text.slice(0, equals);
    const candidates = LONG.includes(written) ? [written] : LONG.filter((name) => name.startsWith(written));
    const names = [...new Set(candidates.map((name) => CANONICAL[name] ?? name))];
    const [name] = names;
    if (name === undefined || names.length !== 1 || (equals >= 0 && FLAGS.includes(name))) {
      return undefined;
    }
    const value = equals < 0 ? undefined : { text: word.text.slice(equals + 1), raw: length - equals - 1 };
    return { name, written, value };
  }
  const written = word.text.slice(0, 2);
  const name = SHORT[written];
  if (name === undefined) {
    return undefined;
  }
  const rest = word.text.slice(2);
  return { name, written, value: rest === '' ? undefined : { text: rest, raw: length - 2 } };
}
