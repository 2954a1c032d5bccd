import type { Span } from '../../text/span';
import type { SourceComment } from '../requirements/types';

/** What `parsePackages` returns. Every span is an absolute offset in UTF-16 code units. */
export interface PackagesFile {
  /** Every word of the file that is no comment, in file order. */
  readonly packages: readonly PackageItem[];
  /** What looks like a comment. The build knows none: it takes the words for package names. */
  readonly comments: readonly SourceComment[];
  readonly lineEnding: '\n' | '\r\n';
}

/** One word of `packages.txt`, as apt-get would receive it. */
export interface PackageItem {
  /** The Debian package, without version, architecture, release and stray commas. */
  readonly name: string;
  /** The whole word. */
  readonly span: Span;
  readonly text: string;
  readonly issues: readonly PackageIssue[];
}

export type PackageIssue =
  /** `apt-get`, `install`, `sudo`, … */
  | 'command-word'
  /** `-y` */
  | 'option'
  /** `ffmpeg=4.2`: apt-get accepts it and fails when the archive has moved on. */
  | 'apt-version'
  /** `ffmpeg==4.2`, `ffmpeg>=4` */
  | 'pip-specifier'
  | 'comma'
  /** Not the form of a Debian package name, which is lower case. */
  | 'invalid-name'
  /** Not the first word of its line. */
  | 'same-line';

const COMMANDS = new Set(['apt', 'apt-get', 'aptitude', 'sudo', 'install', 'update', '&&', 'run', 'pip', 'pip3']);
const DEBIAN_NAME = /^[a-z0-9][a-z0-9+.-]+$/;

/**
 * Reads a Space's `packages.txt`: Debian packages, one a line, that the build hands to apt-get
 * (https://huggingface.co/docs/hub/spaces-dependencies, read 2026-11-21). Never throws.
 */
export function parsePackages(text: string): PackagesFile {
  const packages: PackageItem[] = [];
  const comments: SourceComment[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    const content = text.slice(start, next);
    const hash = content.search(/(?<=^|\s)#/);
    const names = hash < 0 ? content : content.slice(0, hash);
    if (hash >= 0) {
      const written = content.slice(hash).trimEnd();
      comments.push({ span: { start: start + hash, end: start + hash + written.length }, text: written });
    }
    let first = true;
    for (const match of names.matchAll(/\S+/g)) {
      const at = start + match.index;
      packages.push({
        ...classified(match[0], first),
        text: match[0],
        span: { start: at, end: at + match[0].length },
      });
      first = false;
    }
    start = next;
  }
  return { packages, comments, lineEnding: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n' };
}

function classified(word: string, first: boolean): Pick<PackageItem, 'name' | 'issues'> {
  const issues: PackageIssue[] = first ? [] : ['same-line'];
  const bare = word.replace(/,+/g, '');
  if (bare !== word) {
    issues.push('comma');
  }
  const specifier = /(?:===?|~=|[<>!]=?).*$|=.*$/.exec(bare);
  // `name:arch` and `name/release` are apt-get's own notations.
  const name = bare.slice(0, specifier?.index ?? bare.length).replace(/[:/][a-z0-9.-]+$/i, '');
  if (COMMANDS.has(word.toLowerCase())) {
    issues.push('command-word');
  } else if (word.startsWith('-')) {
    issues.push('option');
  } else {
    if (specifier !== null) {
      issues.push(/^=[^=]/.test(specifier[0]) ? 'apt-version' : 'pip-specifier');
    }
    if (!DEBIAN_NAME.test(name)) {
      issues.push('invalid-name');
    }
  }
  return { name, issues };
}
