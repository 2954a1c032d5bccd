import type { Language, Node, TreeCursor } from 'web-tree-sitter';
import { beyond, type Span } from '../../text/span';

/** The part of a tree cursor that reading needs. */
export type Cursor = Pick<
  TreeCursor,
  | 'currentDescendantIndex'
  | 'currentFieldId'
  | 'delete'
  | 'endIndex'
  | 'gotoDescendant'
  | 'gotoFirstChild'
  | 'gotoNextSibling'
  | 'gotoParent'
  | 'nodeTypeId'
  | 'startIndex'
> & { readonly currentNode: Pick<Node, 'hasError'> };

/** Starts a walk below a node, which ends with `delete` before the runtime is asked for anything else. */
export type OpenCursor = (node: Node) => Cursor;

/**
 * A node of the syntax tree, read out of WebAssembly. Offsets are UTF-16 code units. Of children without a name only those
 * that are a field are known. Children may still be read when they are asked for: not after the tree was edited or deleted.
 */
export interface SyntaxNode extends Span {
  readonly type: string;
  readonly isNamed: boolean;
  /** The name under which its parent holds it. */
  readonly field: string | undefined;
  /** It, or something below it, did not parse. */
  readonly hasError: boolean;
  readonly children: readonly SyntaxNode[];
}

const EXTRAS = new Set(['comment', 'line_continuation']);

/** Gives the children that have names, without what can stand between any two tokens. */
export function namedChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter(({ isNamed, type }) => isNamed && !EXTRAS.has(type));
}

/** Gives the first child that its parent holds under this name. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** Gives all children that their parent holds under this name. */
export function childrenOf(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

/** Gives a node and what is below it in source order, but nothing below those that are not to be entered. */
export function* walk(node: SyntaxNode, enters: (node: SyntaxNode) => boolean): Generator<SyntaxNode> {
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    // Not all at once: a literal can have more of them than a call can have arguments.
    if (enters(next)) for (const child of next.children.toReversed()) waiting.push(child);
  }
}

/** Named nodes that hold no others: nothing is asked about what is below them. */
const LEAVES = new Set([
  'identifier',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'comment',
  'string_start',
  'string_end',
]);

/** Of an edited one all parts are lowered again: asking for each of thousands by itself costs more than to read them in one walk. */
const WHOLE = new Set(['argument_list', 'dictionary', 'list', 'set', 'tuple']);

/** Below this depth nodes are read level by level, when they are asked for: the stack is finite. */
const MAX_DEPTH = 500;

/** The type of what did not parse, in every grammar. */
const ERROR = 0xffff;

const none: readonly SyntaxNode[] = [];

const whole: Span = { start: 0, end: beyond };

interface Place {
  readonly reading: Reading;
  /** Of the node among all below the one that the reading started at. */
  readonly index: number;
}

class ReadNode implements SyntaxNode {
  /** Where to read them, before they are. */
  #children: readonly SyntaxNode[] | Place = none;

  constructor(
    readonly type: string,
    readonly isNamed: boolean,
    readonly field: string | undefined,
    readonly start: number,
    readonly end: number,
    readonly hasError: boolean,
  ) {}

  get children(): readonly SyntaxNode[] {
    if ('reading' in this.#children) {
      this.#children = this.#children.reading.childrenAt(this.#children.index, this.hasError);
    }
    return this.#children;
  }

  set below(children: readonly SyntaxNode[] | Place) {
    this.#children = children;
  }
}

/** Reads the nodes of a grammar. Asking WebAssembly for them one by one, when they are needed, costs several times as much. */
export class NodeReader {
  readonly types: readonly string[];
  readonly named: readonly boolean[];
  readonly fields: readonly (string | null)[];
  readonly open: OpenCursor;

  constructor(language: Language, open: OpenCursor) {
    this.types = language.types;
    this.named = language.types.map((_, id) => language.nodeTypeIsNamed(id));
    this.fields = language.fields;
    this.open = open;
  }

  /** Reads a node with what is below it; what does not touch `dirty` is left until it is asked for. */
  read(node: Node, dirty = whole): SyntaxNode {
    return new Reading(this, node).all(dirty);
  }
}

/** The reading of one node. */
class Reading {
  readonly #reader: NodeReader;
  readonly #node: Node;

  constructor(reader: NodeReader, node: Node) {
    this.#reader = reader;
    this.#node = node;
  }

  all(dirty: Span): SyntaxNode {
    const { hasError } = this.#node;
    const cursor = this.#reader.open(this.#node);
    try {
      return this.#here(cursor, cursor.nodeTypeId, undefined, hasError, dirty, 0);
    } finally {
      cursor.delete();
    }
  }

  childrenAt(index: number, inError: boolean): readonly SyntaxNode[] {
    const cursor = this.#reader.open(this.#node);
    try {
      cursor.gotoDescendant(index);
      return this.#below(cursor, inError, { start: beyond, end: -1 }, 0);
    } finally {
      cursor.delete();
    }
  }

  /** `inError`: something in the node around it did not parse. */
  #here(
    cursor: Cursor,
    typeId: number,
    field: string | undefined,
    inError: boolean,
    dirty: Span,
    depth: number,
  ): SyntaxNode {
    const type = this.#reader.types[typeId] ?? 'ERROR';
    const isNamed = this.#reader.named[typeId] ?? true;
    const { startIndex: start, endIndex: end } = cursor;
    // The library does not say so of a lone character that was skipped.
    const hasError = inError && (typeId === ERROR || cursor.currentNode.hasError);
    const node = new ReadNode(type, isNamed, field, start, end, hasError);
    if (LEAVES.has(type) || (!isNamed && !hasError)) return node;
    const isLeft = end < dirty.start || start > dirty.end || depth > MAX_DEPTH;
    node.below = isLeft
      ? { reading: this, index: cursor.currentDescendantIndex }
      : this.#below(cursor, hasError, WHOLE.has(type) ? whole : dirty, depth + 1);
    return node;
  }

  #below(cursor: Cursor, inError: boolean, dirty: Span, depth: number): readonly SyntaxNode[] {
    if (!cursor.gotoFirstChild()) return none;
    const children: SyntaxNode[] = [];
    do {
      const typeId = cursor.nodeTypeId;
      const field = this.#reader.fields[cursor.currentFieldId] ?? undefined;
      const isKnown = field !== undefined || (this.#reader.named[typeId] ?? true);
      if (isKnown) children.push(this.#here(cursor, typeId, field, inError, dirty, depth));
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    return children;
  }
}
