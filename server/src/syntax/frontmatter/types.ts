import type { Span } from '../../text/span';
import type { SourceComment } from '../requirements/types';

/** What `parseFrontMatter` returns. Every span is an absolute offset in UTF-16 code units. */
export interface FrontMatter {
  /**
   * - `present`: the file begins with a block between `---` lines.
   * - `absent`: there is nothing like one.
   * - `unterminated`: the file begins with `---`, and no second `---` follows.
   * - `displaced`: a block exists, but blank lines or text stand before it, so that the Hub sees none. Its entries
   *   are read all the same.
   */
  readonly status: 'present' | 'absent' | 'unterminated' | 'displaced';
  /** What stands before a displaced block. */
  readonly displacedBy: Span | undefined;
  /** From the opening `---` to the closing one, both included, without the closing line's ending. */
  readonly span: Span | undefined;
  /** The YAML between the fences; empty when there is no block. */
  readonly content: Span;
  /** The first offset of the body: an edit at or after it leaves this object valid. */
  readonly bodyStart: number;
  /** The mapping is written in braces: `{sdk: gradio}`. */
  readonly isFlow: boolean;
  /** The top-level keys in file order, repeated ones included. */
  readonly entries: readonly FrontMatterEntry[];
  readonly errors: readonly FrontMatterError[];
  /** The YAML is broken: `entries` holds what can be read line by line. */
  readonly recovered: boolean;
  readonly comments: readonly SourceComment[];
  /** Some value is a `{{PLACEHOLDER}}`: the file is a template, not a card. */
  readonly template: boolean;
  /** The line ending to use for inserted lines: that of the first line, `\n` in a one-line file. */
  readonly lineEnding: '\n' | '\r\n';
}

export interface FrontMatterError {
  readonly span: Span;
  readonly message: string;
  /** As the `yaml` package names it, `TAB_AS_INDENT`; `NOT_A_MAP` when the block is no mapping. */
  readonly code: string;
}

export interface FrontMatterEntry {
  readonly key: string;
  /** The key as written, quotes included. */
  readonly keySpan: Span;
  readonly value: FrontMatterNode;
  /** The lines of the entry with the last one's ending; in braces it may share them. */
  readonly lineSpan: Span;
  /** An earlier entry of the same mapping has this key. */
  readonly duplicate: boolean;
}

export interface FrontMatterNode {
  /**
   * The type YAML 1.2 gives the value, with two additions: `template` for a `{{PLACEHOLDER}}`, and `invalid` for a value
   * whose YAML is broken.
   */
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'list' | 'map' | 'template' | 'invalid';
  /** The JavaScript value; undefined for `template` and `invalid`. */
  readonly value: unknown;
  /** The value as written: `3.10` for the number 3.1. */
  readonly raw: string;
  /** Where `raw` stands; empty, after the colon, when nothing is written. */
  readonly span: Span;
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'flow';
  /** Of a list. */
  readonly items: readonly FrontMatterNode[];
  /** Of a map. */
  readonly entries: readonly FrontMatterEntry[];
}
