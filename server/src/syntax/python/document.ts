import { Edit, type Node, type Tree } from 'web-tree-sitter';
import { LineIndex } from '../../text/lineIndex';
import { sameData } from '../../text/equality';
import type { Span } from '../../text/span';
import { DroppedUnits } from './droppedUnits';
import { type Leaf, leavesOf } from './leaves';
import { isSplit } from './lower';
import type { PythonParser } from './parser';
import { keepsTokens } from './sameTokens';
import { MutableUnit, sameFrames, type Unit } from './units';

/** Calls that change nothing. */
const ASKS = /^(?:torch\.cuda\.is_available|next|str|getattr|hasattr|isinstance|[\w.]+\.parameters)$/;

/** Expressions that nothing around can take a part of. */
const CLOSED: ReadonlySet<string> = new Set([
  'identifier',
  'parenthesized_expression',
  'list',
  'dictionary',
  'set',
  'tuple',
  'list_comprehension',
  'dictionary_comprehension',
  'set_comprehension',
  'string',
]);

/** The field of the expression that another one is an attribute, a call or an item of. */
function headOf(node: Node | null): string | undefined {
  switch (node?.type) {
    case 'attribute':
      return 'object';
    case 'call':
      return 'function';
    case 'subscript':
      return 'value';
    default:
      return undefined;
  }
}

/** An edit, as far as units are concerned, and the ranks between which it lies. */
interface Adoption {
  /** What it changed, in the new text. */
  readonly dirty: Span;
  /** Where an offset of the old text is in the new one. */
  readonly shifted: (offset: number) => number;
  readonly low: number;
  readonly high: number;
}

/** What an edit did to the units of a document. */
export interface UnitChanges {
  /** Units whose `content` is new. */
  readonly changed: readonly Unit[];
  /** Units were added, removed or re-ordered. */
  readonly orderChanged: boolean;
}

/**
 * The text of one Python file, its tree-sitter tree and its units, made when they are first asked for and from then on kept
 * in step by edits. Call `dispose` when done: the tree lives in WASM memory.
 */
export class PythonDocument {
  readonly path: string;
  readonly lines: LineIndex;
  readonly #parser: PythonParser;
  #text: string;
  #tree: Tree | undefined;
  #units: MutableUnit[] = [];
  readonly #dropped = new DroppedUnits();

  constructor(path: string, text: string, parser: PythonParser) {
    this.path = path;
    this.#parser = parser;
    this.#text = text;
    this.lines = new LineIndex(text);
  }

  get text(): string {
    return this.#text;
  }

  /** In source order. */
  get units(): readonly Unit[] {
    this.#parsed();
    return this.#units;
  }

  /** Units that are no longer in the text, but may come back. */
  get dropped(): Iterable<Unit> {
    return this.#dropped.units;
  }

  /** Somewhere the text is not Python, or not yet. */
  get hasError(): boolean {
    return this.#parsed().rootNode.hasError;
  }

  /** Between the first and the last character of a string, where a line could not be added without changing it. */
  isInString(offset: number): boolean {
    for (let node = this.#parsed().rootNode.descendantForIndex(offset, offset); node; node = node.parent) {
      if (node.type === 'string' && node.startIndex < offset && offset < node.endIndex) return true;
    }
    return false;
  }

  dispose(): void {
    this.#tree?.delete();
  }

  /** Replaces `span` of the current text and brings tree and units up to date. */
  edit(span: Span, inserted: string): UnitChanges {
    const old = this.#parsed();
    const start = Math.max(0, Math.min(span.start, this.#text.length));
    const oldEnd = Math.max(start, Math.min(span.end, this.#text.length));
    const newEnd = start + inserted.length;
    const delta = newEnd - oldEnd;
    const startPoint = point(this.lines, start);
    const oldEndPoint = point(this.lines, oldEnd);
    const before = this.#text;
    const isParsed = keepsTokens(old, before, { start, oldEnd, inserted });
    this.#text = before.slice(0, start) + inserted + before.slice(oldEnd);
    this.lines.edit({ start, end: oldEnd }, inserted, this.#text);
    old.edit(
      new Edit({
        startIndex: start,
        oldEndIndex: oldEnd,
        newEndIndex: newEnd,
        startPosition: startPoint,
        oldEndPosition: oldEndPoint,
        newEndPosition: point(this.lines, newEnd),
      }),
    );
    const dirty = { start, end: newEnd };
    if (!isParsed) {
      const tree = this.#parse(old);
      this.#tree = tree;
      // Ranges are empty when only the text of a token changed, so the edit itself always counts as dirty.
      for (const range of old.getChangedRanges(tree)) {
        dirty.start = Math.min(dirty.start, range.startIndex);
        dirty.end = Math.max(dirty.end, range.endIndex);
      }
      old.delete();
    }
    return this.#reconcile(dirty, { start, oldEnd, delta, before });
  }

  /**
   * Parses text with syntax errors again from scratch. How tree-sitter recovers from an error depends on the trees before
   * it, so after a pause in typing this makes the units those of a fresh document. Does nothing where the syntax is right.
   */
  settle(): UnitChanges {
    if (!this.#tree?.rootNode.hasError) return { changed: [], orderChanged: false };
    this.#tree.delete();
    this.#tree = this.#parse(null);
    const old = this.#units;
    const byStart = new Map(old.map((unit) => [unit.offset, unit]));
    const changed: Unit[] = [];
    const whole = { start: 0, end: this.#text.length };
    this.#units = this.#adopt(
      leavesOf(this.#parser.read(this.#tree.rootNode).children),
      byStart,
      { dirty: whole, shifted: (offset) => offset, low: -Infinity, high: Infinity },
      changed,
    );
    const orderChanged = old.length !== this.#units.length || this.#units.some((unit, i) => unit !== old[i]);
    if (orderChanged) this.#renumber();
    return { changed, orderChanged };
  }

  /** True for the span of a statement that is all its block holds but for comments: without it the block would be empty. */
  isAloneInBlock(span: Span): boolean {
    let node = this.#parsed().rootNode.descendantForIndex(span.start, span.end);
    while (node?.parent && node.parent.type !== 'block') node = node.parent;
    const block = node?.parent;
    if (!block || node?.startIndex !== span.start || node.endIndex !== span.end) return false;
    return block.namedChildren.filter(({ type }) => type !== 'comment').length === 1;
  }

  /**
   * The `if` with nothing but the statement at `span` in it: no other branch, no comment of its own, and a test that only
   * asks, so that without the statement it means nothing. Undefined where that is the only statement of its own block.
   */
  testAround(span: Span): Span | undefined {
    let node = this.#parsed().rootNode.descendantForIndex(span.start, span.end);
    while (node?.parent && node.parent.type !== 'block') node = node.parent;
    const around = node?.parent?.parent;
    const test = around?.childForFieldName('condition');
    if (around?.type !== 'if_statement' || !test || around.childForFieldName('alternative')) return undefined;
    // The one behind the statement goes with it.
    const isOwn = (comment: Node): boolean =>
      comment.startIndex >= span.end && comment.startPosition.row === node?.endPosition.row;
    if (!around.descendantsOfType('comment').every(isOwn)) return undefined;
    const isQuestion =
      test.descendantsOfType(['named_expression', 'await']).length === 0 &&
      test.descendantsOfType('call').every((call) => ASKS.test(this.#textOf(call.childForFieldName('function'))));
    const { startIndex: start, endIndex: end } = around;
    return isQuestion && !this.isAloneInBlock({ start, end }) ? { start, end } : undefined;
  }

  /** True for the span of an expression that needs no parentheses around it, whatever it is made a part of. */
  isClosed(span: Span): boolean {
    let node = this.#parsed().rootNode.descendantForIndex(span.start, span.end);
    for (let field = headOf(node); node && field !== undefined; field = headOf(node)) {
      const head: Node | null = node.childForFieldName(field);
      // Outside brackets a line break would end it.
      const row = head?.endPosition.row;
      const [next, last] = [head?.nextSibling, node.lastChild];
      if (next?.startPosition.row !== row || (field === 'object' && last?.startPosition.row !== row)) return false;
      node = head;
    }
    return node !== null && CLOSED.has(node.type);
  }

  /** The last argument in parentheses at `span`, and where a comma behind it ends; undefined for a lone generator. */
  lastArgument(span: Span): { readonly start: number; readonly end: number; readonly commaEnd?: number } | undefined {
    const list = this.#parsed().rootNode.descendantForIndex(span.start, span.end);
    if (list?.type !== 'argument_list') return undefined;
    const last = list.namedChildren.findLast(({ type }) => type !== 'comment');
    if (!last) return undefined;
    const { startIndex: start, endIndex: end } = last;
    const comma = list.children.find(({ type, startIndex }) => type === ',' && startIndex >= end);
    return comma ? { start, end, commaEnd: comma.endIndex } : { start, end };
  }

  /** The quote that most strings of the file are in; the double one when neither leads. */
  get usualQuote(): '"' | "'" {
    const starts = this.#parsed()
      .rootNode.descendantsOfType('string_start')
      .map((node) => this.#textOf(node).replace(/^\w+/, ''));
    const count = (quote: string): number => starts.filter((start) => start === quote).length;
    return count("'") > count('"') ? "'" : '"';
  }

  /** Not `node.text`: a tree that was edited and not parsed still speaks of the text of before. */
  #textOf(node: Node | null): string {
    return node ? this.#text.slice(node.startIndex, node.endIndex) : '';
  }

  #parsed(): Tree {
    if (this.#tree) return this.#tree;
    this.#tree = this.#parse(null);
    this.#units = this.#adopt(leavesOf(this.#parser.read(this.#tree.rootNode).children), new Map(), undefined, []);
    this.#renumber();
    return this.#tree;
  }

  #parse(old: Tree | null): Tree {
    const tree = this.#parser.parse(this.#text, old);
    if (!tree) throw new Error(`the Python parser gave no tree for ${this.path}`);
    return tree;
  }

  #reconcile(
    dirty: Span,
    edit: { readonly start: number; readonly oldEnd: number; readonly delta: number; readonly before: string },
  ): UnitChanges {
    const old = this.#units;
    const shifted = (offset: number): number => {
      if (offset >= edit.oldEnd) return offset + edit.delta;
      return Math.min(offset, edit.start);
    };
    const tops = this.#topLevelNodes(dirty);
    let from = Math.min(dirty.start, tops[0]?.startIndex ?? dirty.start);
    let to = Math.max(dirty.end, tops.at(-1)?.endIndex ?? dirty.end);
    // Old units that reach into the new nodes, and new nodes that old units reach into, belong to the stretch too.
    let first = 0;
    let last = old.length;
    for (;;) {
      first = lowerBound(old, (unit) => unit.offset + unit.length >= from);
      last = lowerBound(old, (unit) => shifted(unit.offset) > to);
      const oldFrom = old[first]?.offset ?? from;
      const lastUnit = old[last - 1];
      const oldTo = lastUnit && last > first ? shifted(lastUnit.offset + lastUnit.length) : to;
      if (oldFrom >= from && oldTo <= to) break;
      from = Math.min(from, oldFrom);
      to = Math.max(to, oldTo);
      const wider = this.#topLevelNodes({ start: from, end: to });
      tops.splice(0, tops.length, ...wider);
      from = Math.min(from, tops[0]?.startIndex ?? from);
      to = Math.max(to, tops.at(-1)?.endIndex ?? to);
    }
    const replaced = old.slice(first, last);
    const byStart = new Map<number, MutableUnit>();
    for (const unit of replaced) byStart.set(shifted(unit.offset), unit);
    for (let i = last; i < old.length; i++) {
      const unit = old[i];
      if (unit) unit.offset += edit.delta;
    }
    const changed: Unit[] = [];
    const low = old[first - 1]?.rank ?? -Infinity;
    const high = old[last]?.rank ?? Infinity;
    const fresh = this.#adopt(
      leavesOf(tops.map((node) => this.#parser.read(node, dirty))),
      byStart,
      { dirty, shifted, low, high },
      changed,
    );
    const sameOrder = fresh.length === replaced.length && fresh.every((unit, index) => unit === replaced[index]);
    if (!sameOrder) {
      this.#units = [...old.slice(0, first), ...fresh, ...old.slice(last)];
      this.#dropped.limit = this.#text.length;
      const kept = new Set(fresh);
      for (const unit of replaced) if (!kept.has(unit)) this.#dropped.add(unit, edit.before);
      this.#rank(first, first + fresh.length);
    }
    return { changed, orderChanged: !sameOrder };
  }

  /** Gives new units among some a rank between those around them. */
  #rank(from: number, to: number): void {
    const units = this.#units;
    for (let i = from; i < to; i++) {
      if (!Number.isNaN(units[i]?.rank)) continue;
      let next = i + 1;
      while (next < to && Number.isNaN(units[next]?.rank)) next++;
      const steps = next - i + 1;
      const low = units[i - 1]?.rank ?? (units[next]?.rank ?? 0) - steps;
      const high = units[next]?.rank ?? low + steps;
      for (let step = 1; i < next; i++, step++) {
        const unit = units[i];
        if (unit) unit.rank = low + ((high - low) * step) / steps;
      }
      // There are only so many numbers between two others.
      if ((high - low) / steps < 1e-6) this.#renumber();
    }
  }

  #renumber(): void {
    this.#units.forEach((unit, index) => (unit.rank = index));
    this.#dropped.clear();
  }

  /** The top-level nodes that touch a range of the current text. */
  #topLevelNodes(range: Span): Node[] {
    const root = this.#parsed().rootNode;
    const nodes: Node[] = [];
    let node = root.firstNamedChildForIndex(Math.max(0, range.start - 1));
    while (node && node.startIndex <= range.end + 1) {
      nodes.push(node);
      node = node.nextNamedSibling;
    }
    return nodes;
  }

  /** Gives every leaf its unit: an old one untouched by the edit, an old one with new content, or a new one. */
  #adopt(
    leaves: readonly Leaf[],
    old: Map<number, MutableUnit>,
    edit: Adoption | undefined,
    changed: Unit[],
  ): MutableUnit[] {
    let low = edit?.low ?? -Infinity;
    const highs: number[] = [];
    for (let i = leaves.length - 1, high = edit?.high ?? Infinity; i >= 0; i--) {
      highs[i] = high;
      high = old.get(leaves[i]?.start ?? -1)?.rank ?? high;
    }
    return leaves.map((leaf, index) => {
      const frames = leaf.frames.map((frame) => ({ header: frame.header.unit as Unit, branch: frame.branch }));
      const unit = old.get(leaf.start);
      if (unit) low = unit.rank;
      const belongs = (rank: number): boolean => low < rank && rank < (highs[index] ?? Infinity);
      const back = unit ? undefined : this.#dropped.take(leaf, this.#text, belongs);
      if (back) {
        low = back.rank;
        back.offset = leaf.start;
        leaf.unit = back;
        if (sameFrames(back.content.frames, frames)) return back;
        back.content = { tree: back.content.tree, frames };
        changed.push(back);
        return back;
      }
      if (!unit || !edit) {
        const { tree, statements } = this.#parser.lower(leaf.node, this.#text, leaf.headerOnly);
        const content = { tree, frames };
        leaf.unit = new MutableUnit(this, leaf.start, leaf.end - leaf.start, content, leaf.node.type, statements);
        return leaf.unit;
      }
      old.delete(leaf.start);
      leaf.unit = unit;
      const untouched =
        (leaf.end < edit.dirty.start || leaf.start > edit.dirty.end) &&
        edit.shifted(unit.offset + unit.length) === leaf.end &&
        unit.nodeType === leaf.node.type;
      const { offset, length, nodeType } = unit;
      unit.offset = leaf.start;
      if (untouched && sameFrames(unit.content.frames, frames)) return unit;
      unit.length = leaf.end - leaf.start;
      unit.nodeType = leaf.node.type;
      const lowered = { tree: unit.content.tree, statements: unit.statements };
      // Of a header no comments are known.
      const previous = { lowered, offset, length: isSplit(nodeType) ? 0 : length, ...edit };
      const { tree, statements } = untouched
        ? lowered
        : this.#parser.lower(leaf.node, this.#text, leaf.headerOnly, previous);
      const content = { tree, frames };
      // The length belongs to the content, and so do the statements: they are those that it holds.
      if (length === unit.length && sameData(unit.content, content)) return unit;
      unit.content = content;
      unit.statements = statements;
      changed.push(unit);
      return unit;
    });
  }
}

function point(lines: LineIndex, offset: number): { row: number; column: number } {
  const { line, character } = lines.positionAt(offset);
  return { row: line, column: character };
}

function lowerBound(units: readonly MutableUnit[], isPast: (unit: MutableUnit) => boolean): number {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const unit = units[middle];
    if (unit && isPast(unit)) high = middle;
    else low = middle + 1;
  }
  return low;
}
