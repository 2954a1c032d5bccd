import type { Span } from '../../text/span';
import type { MarkerExpression } from './markers';

/** A comment, from its `#` to the end of the line without trailing blanks; `text` is exactly that slice of the file. */
export interface SourceComment {
  readonly span: Span;
  readonly text: string;
}

/** What `parseRequirements` returns. Every span is an absolute offset in UTF-16 code units. */
export interface RequirementsFile {
  /** Logical lines in file order; blank and comment-only lines have no entry. */
  readonly entries: readonly RequirementEntry[];
  readonly comments: readonly SourceComment[];
  /** The file holds NULs, as a UTF-16 file read as UTF-8 does. `entries` is empty then. */
  readonly looksBinary: boolean;
  /** The line ending to use for inserted lines: that of the first line, `\n` in a one-line file. */
  readonly lineEnding: '\n' | '\r\n';
}

export type RequirementEntry = Requirement | OptionLine | InvalidLine | UnresolvedLine;

interface EntryBase {
  /** The content, without the comment and the blanks around it. */
  readonly span: Span;
  /** The whole logical line with its line ending: what to cut to delete the entry. */
  readonly lineSpan: Span;
  /** Names of `${NAME}` variables in the line: pip expands them when they are set. */
  readonly variables: readonly string[];
}

/** A line that asks for a distribution. */
export interface Requirement extends EntryBase {
  readonly kind: 'requirement';
  /** `torch>=2`, `torch @ https://…`, `https://…` or `git+https://…`, `./wheels/x.whl`. */
  readonly form: 'name' | 'name-at-url' | 'url' | 'path';
  /** Undefined when a URL or path does not tell. */
  readonly name: NamePart | undefined;
  /** The brackets of the extras, and what is in them. */
  readonly extrasSpan: Span | undefined;
  readonly specifiers: readonly Specifier[];
  /** From the first operator (or opening parenthesis) to the last version (or closing parenthesis). */
  readonly specifierSpan: Span | undefined;
  /** The specifiers without blanks, `>=2.0,<3`; empty when there are none. */
  readonly specifierText: string;
  readonly url: UrlPart | undefined;
  readonly marker: MarkerPart | undefined;
  /** `--hash`, `--config-settings`, `--global-option`. */
  readonly options: readonly LineOption[];
  /** Options that pip parses and then ignores, because they mean nothing after a requirement: `torch --pre`. */
  readonly ignoredOptions: readonly LineOption[];
}

export interface NamePart {
  readonly text: string;
  readonly span: Span;
  /** As PEP 503 normalises it: `Flash_Attn` is `flash-attn`. */
  readonly normalized: string;
}

export interface Specifier {
  readonly operator: '===' | '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>';
  readonly operatorSpan: Span;
  /** As written, with a trailing `.*` where there is one. */
  readonly version: string;
  readonly versionSpan: Span;
}

export interface UrlPart {
  readonly text: string;
  readonly span: Span;
  /** Lower case, with the version control prefix: `https`, `git+ssh`, `file`; empty for a path. */
  readonly scheme: string;
  readonly vcs: 'git' | 'hg' | 'svn' | 'bzr' | undefined;
  /** Percent-decoded, without revision, query and fragment. */
  readonly path: string;
  /** The first two segments of the path of a version control URL, without `.git`. */
  readonly repository: { readonly owner: string; readonly name: string } | undefined;
  readonly revision: string | undefined;
  readonly egg: string | undefined;
  readonly subdirectory: string | undefined;
  /** The last path segment, when it is a well-formed wheel file name. */
  readonly wheel: WheelPart | undefined;
}

/** A wheel's file name, decoded (`%2B` is `+`); spans are those of the encoded text in the file. */
export interface WheelPart {
  readonly fileName: string;
  readonly span: Span;
  /** As PEP 503 normalises it. */
  readonly name: string;
  readonly version: string;
  readonly pythonTags: readonly string[];
  readonly abiTags: readonly string[];
  readonly platformTags: readonly string[];
  readonly platformSpan: Span;
  /** The torch the wheel was built for (`2.8`, `2.9.1`), where the local version or build tag says so. */
  readonly torch: string | undefined;
  /** The CUDA it was built for as the file name spells it: `cu12`, `cu128`. */
  readonly cuda: string | undefined;
  readonly cxx11abi: boolean | undefined;
}

export interface MarkerPart {
  readonly text: string;
  readonly expression: MarkerExpression;
}

/** A line of options only: `--extra-index-url https://…`. */
export interface OptionLine extends EntryBase {
  readonly kind: 'option';
  readonly options: readonly LineOption[];
}

export interface LineOption {
  /** The long name: `--index-url` for `-i`. */
  readonly name: string;
  readonly written: string;
  readonly nameSpan: Span;
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  readonly span: Span;
}

export type InvalidReason =
  /** The line does not begin with a package name. */
  | 'no-name'
  /** Something other than a specifier, a marker or the end follows: `torch numpy`, `pip install torch`, prose. */
  | 'unexpected-text'
  /** `torch=2.0`. */
  | 'single-equals'
  /** An operator without a version, or a version PEP 440 does not know. */
  | 'bad-version'
  | 'bad-extras'
  | 'bad-marker'
  | 'bad-url'
  /** A `.whl` whose file name is not that of a wheel. */
  | 'bad-wheel-name'
  | 'unknown-option'
  | 'option-without-value'
  /** A dash alone, as in a Markdown list: pip skips the line. */
  | 'stray-dash';

/** A line pip refuses, so that the whole install stops there; after a stray dash it only skips the line. */
export interface InvalidLine extends EntryBase {
  readonly kind: 'invalid';
  readonly reason: InvalidReason;
  readonly text: string;
  /** What pip stumbles over; may be empty, at the end of the content. */
  readonly at: Span;
}

/** A line that cannot be read without knowing its `${VARIABLES}`. */
export interface UnresolvedLine extends EntryBase {
  readonly kind: 'unresolved';
}
