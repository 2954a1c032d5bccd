import type { Span } from '../../text/span';
import type {
  Argument,
  ClassDef,
  Comment,
  ComprehensionClause,
  Decorator,
  DictEntry,
  ExceptHandler,
  Expr,
  FunctionDef,
  ImportedName,
  Lambda,
  MatchCase,
  Name,
  Param,
  Stmt,
  WithItem,
} from './ast';
import { Move } from './move';
import { childOf, childrenOf, namedChildren as named, type SyntaxNode, walk } from './nodes';
import { unescapePython } from './strings';

/** What one unit says, in the small tree. Spans are relative to the unit. */
export interface UnitTree {
  /** Undefined for a unit that is only a comment. */
  readonly statement: UnitStatement | undefined;
  /** Functions, methods and lambdas in source order, outer before inner. */
  readonly functions: readonly (FunctionDef | Lambda)[];
  readonly classes: readonly ClassDef[];
  readonly comments: readonly Comment[];
  /** What its text may say: who looks for one of these need not look into units without the hint. */
  readonly hints: readonly Hint[];
  /** Something in it did not parse. */
  readonly hasError: boolean;
}

const HINTS = {
  import: /import|spec_from_file_location|\brun_(?:path|module)\b|\bexec\b/,
  global: /\bglobal\b/,
  move: /\.\s*(?:(?:to|cuda|cpu)\b|\w+\s*=(?!=))/,
} as const;
type Hint = keyof typeof HINTS;
const hints = Object.keys(HINTS) as readonly Hint[];

/** The `except` line of a top-level `try`, whose body is in units of its own. */
export interface ExceptHeader extends Span {
  readonly kind: 'Except';
  readonly type: Expr | undefined;
  readonly name: string | undefined;
}

export type UnitStatement = Stmt | ExceptHeader;

/** The headers of compound statements whose bodies are units of their own. */
const HEADERS = new Set([
  'with_statement',
  'if_statement',
  'elif_clause',
  'for_statement',
  'while_statement',
  'try_statement',
  'except_clause',
]);

/** True when the statements inside such a top-level node become units of their own. */
export function isSplit(nodeType: string): boolean {
  return HEADERS.has(nodeType);
}

/** How deep statements and expressions nest before the rest is left alone: nobody writes more, and the stack is finite. */
const MAX_DEPTH = 150;

/** Slices share the text they were cut from: without a copy every statement would keep the version of the file it was lowered from. */
export function copied(slice: string): string {
  return ` ${slice}`.slice(1);
}

/** A statement inside a unit as it was lowered, with all that came of it. Offsets are relative to the unit. */
interface LoweredStatement extends Span {
  readonly statement: Stmt;
  readonly depth: number;
  /** Where its own functions, classes and inner statements start in the lists of the unit, and where they end. */
  readonly functions: Span;
  readonly classes: Span;
  readonly firstInner: number;
  readonly yields: boolean;
  readonly awaits: boolean;
}

/** A small tree, and what makes the next one of the same unit cheap. */
export interface LoweredUnit {
  readonly tree: UnitTree;
  /** The statements of its blocks, inner before outer. */
  readonly statements: readonly LoweredStatement[];
}

/** What a definition says before its body. */
type Header = Omit<FunctionDef, 'start' | 'end' | 'index' | 'defSpan' | 'body' | 'bodySpan' | 'isGenerator' | 'awaits'>;

/** What makes a header say something about the code around it, or holds a function of its own. */
const ENTANGLED = /\b(?:lambda|yield|await)\b/;

/** A unit before an edit of the text. */
export interface PreviousUnit {
  readonly lowered: LoweredUnit;
  /** Where the unit started then. */
  readonly offset: number;
  /** How much of it was lowered. */
  readonly length: number;
  /** What the edit changed, in the new text. */
  readonly dirty: Span;
  /** Where an offset of the old text is in the new one. */
  readonly shifted: (offset: number) => number;
}

/**
 * Lowers one unit. `headerOnly` leaves out the bodies of a compound statement, which are units of their own. Statements
 * that the edit since `previous` did not touch are taken from there: crossing into WASM for every node is what lowering
 * costs.
 */
export function lowerUnit(node: SyntaxNode, source: string, headerOnly: boolean, previous?: PreviousUnit): LoweredUnit {
  return new Lowering(source, node.start, previous).unit(node, headerOnly);
}

class Lowering {
  readonly #source: string;
  readonly #base: number;
  readonly #functions: (FunctionDef | Lambda)[] = [];
  readonly #classes: ClassDef[] = [];
  readonly #comments: Comment[] = [];
  #yields = false;
  #awaits = false;
  #headerOnly = false;
  #depth = 0;
  readonly #statements: LoweredStatement[] = [];
  readonly #previous: PreviousUnit | undefined;
  /** Untouched statements of the previous tree, by where they start in the new text. */
  readonly #untouched = new Map<number, LoweredStatement>();
  /** Definitions of the previous tree whose headers are untouched, by where they start in the new text. */
  readonly #headers = new Map<number, FunctionDef>();

  constructor(source: string, base: number, previous: PreviousUnit | undefined) {
    this.#source = source;
    this.#base = base;
    this.#previous = previous;
    if (!previous) return;
    const { lowered, offset, dirty, shifted } = previous;
    for (const statement of lowered.statements) {
      const start = shifted(offset + statement.start);
      const end = shifted(offset + statement.end);
      // The outer one of two that start together comes later and wins.
      if (end < dirty.start || start > dirty.end) this.#untouched.set(start, statement);
    }
    for (const fn of lowered.tree.functions) {
      if (fn.kind !== 'FunctionDef') continue;
      const start = shifted(offset + fn.start);
      if (shifted(offset + fn.bodySpan.start) < dirty.start) this.#headers.set(start, fn);
    }
  }

  unit(node: SyntaxNode, headerOnly: boolean): LoweredUnit {
    this.#headerOnly = headerOnly;
    let statement: UnitStatement | undefined;
    if (node.type === 'comment') this.#comment(node);
    else if (node.type === 'except_clause') statement = this.#exceptHeader(node);
    else statement = this.#statement(node);
    // The units of the body are not part of the header's text.
    if (headerOnly && statement && 'header' in statement) statement = { ...statement, ...statement.header };
    if (!headerOnly && node.type !== 'comment') this.#collectComments(node);
    const { start, end } = statement ?? this.#span(node);
    const text = this.#source.slice(this.#base + start, this.#base + end);
    const tree: UnitTree = {
      statement,
      functions: this.#functions,
      classes: this.#classes,
      comments: this.#comments,
      hints: hints.filter((hint) => HINTS[hint].test(text)),
      hasError: headerOnly ? false : node.hasError,
    };
    return { tree, statements: this.#statements };
  }

  #span(node: SyntaxNode): Span {
    return { start: node.start - this.#base, end: node.end - this.#base };
  }

  #between(from: number, to: number): Span {
    return { start: from - this.#base, end: to - this.#base };
  }

  #text(node: SyntaxNode): string {
    return copied(this.#source.slice(node.start, node.end));
  }

  #comment(node: SyntaxNode): void {
    this.#comments.push({ text: this.#text(node), ...this.#span(node) });
  }

  /** Comments can stand between any two tokens. Those that the edit did not touch are as they were. */
  #collectComments(node: SyntaxNode): void {
    const mayHold = ({ start, end }: Span): boolean => this.#source.slice(start, end).includes('#');
    if (!mayHold(node)) return;
    const { kept, isKept } = this.#keptComments(node);
    for (const comment of kept) this.#comments.push(comment);
    for (const found of walk(node, (inner) => mayHold(inner) && !isKept(inner))) {
      if (found.type === 'comment' && !isKept(found)) this.#comment(found);
    }
    if (kept.length > 0) this.#comments.sort((a, b) => a.start - b.start);
  }

  #keptComments(node: Span): { readonly kept: readonly Comment[]; readonly isKept: (span: Span) => boolean } {
    if (!this.#previous) return { kept: [], isKept: () => false };
    const { lowered, offset, length, dirty, shifted } = this.#previous;
    const start = Math.max(node.start, shifted(offset));
    const end = Math.min(node.end, shifted(offset + length));
    const isKept = (span: Span): boolean =>
      span.start >= start && span.end <= end && (span.end < dirty.start || span.start > dirty.end);
    const kept = lowered.tree.comments.flatMap((comment) => {
      const now = { start: shifted(offset + comment.start), end: shifted(offset + comment.end) };
      return isKept(now) ? [{ text: comment.text, ...this.#between(now.start, now.end) }] : [];
    });
    return { kept, isKept };
  }

  // Statements

  #block(node: SyntaxNode | undefined): readonly Stmt[] {
    if (!node || this.#headerOnly) return [];
    const statements: Stmt[] = [];
    for (const child of named(node)) statements.push(this.#blockStatement(child));
    return statements;
  }

  #blockStatement(node: SyntaxNode): Stmt {
    const reused = this.#reuse(node);
    if (reused) return reused;
    const { start, end } = this.#span(node);
    const functions = this.#functions.length;
    const classes = this.#classes.length;
    const firstInner = this.#statements.length;
    const outerYields = this.#yields;
    const outerAwaits = this.#awaits;
    this.#yields = false;
    this.#awaits = false;
    const statement = this.#statement(node);
    this.#statements.push({
      start,
      end,
      statement,
      depth: this.#depth,
      functions: { start: functions, end: this.#functions.length },
      classes: { start: classes, end: this.#classes.length },
      firstInner,
      yields: this.#yields,
      awaits: this.#awaits,
    });
    this.#yields ||= outerYields;
    this.#awaits ||= outerAwaits;
    return statement;
  }

  /** The statement as it was before the edit, moved to where it is now. */
  #reuse(node: SyntaxNode): Stmt | undefined {
    const old = this.#untouched.get(node.start);
    if (!this.#previous || !old) return undefined;
    const { lowered, offset, shifted } = this.#previous;
    const fits =
      shifted(offset + old.end) === node.end &&
      old.depth === this.#depth &&
      old.functions.start === this.#functions.length &&
      old.classes.start === this.#classes.length;
    if (!fits) return undefined;
    const delta = node.start - this.#base - old.start;
    const { tree, statements } = lowered;
    const move = new Move(delta);
    for (const fn of tree.functions.slice(old.functions.start, old.functions.end)) this.#functions.push(move.of(fn));
    for (const item of tree.classes.slice(old.classes.start, old.classes.end)) this.#classes.push(move.of(item));
    const inner = this.#statements.length - old.firstInner;
    for (let index = old.firstInner; statements[index] !== old; index++) {
      const item = statements[index];
      if (!item) break;
      this.#statements.push(moved(item, move, delta, inner));
    }
    this.#statements.push(moved(old, move, delta, inner));
    this.#yields ||= old.yields;
    this.#awaits ||= old.awaits;
    return move.of(old.statement);
  }

  #statement(node: SyntaxNode): Stmt {
    if (this.#depth >= MAX_DEPTH) return { kind: 'Broken', ...this.#span(node) };
    this.#depth++;
    try {
      return this.#statementOf(node);
    } finally {
      this.#depth--;
    }
  }

  #statementOf(node: SyntaxNode): Stmt {
    const span = this.#span(node);
    const { start, end } = span;
    switch (node.type) {
      case 'expression_statement':
        return this.#expressionStatement(node, span);
      case 'return_statement': {
        const [value] = named(node);
        return { kind: 'Return', start, end, value: value && this.#expr(value) };
      }
      case 'raise_statement': {
        const causeNode = childOf(node, 'cause');
        const value = named(node).find((child) => child.start !== causeNode?.start);
        return {
          kind: 'Raise',
          start,
          end,
          value: value && this.#expr(value),
          cause: causeNode ? this.#expr(causeNode) : undefined,
        };
      }
      case 'function_definition':
        return this.#function(node, node);
      case 'class_definition':
        return this.#class(node, [], node);
      case 'decorated_definition':
        return this.#decorated(node);
      case 'import_statement':
        return { kind: 'Import', start, end, names: named(node).map((child) => this.#importedName(child)) };
      case 'future_import_statement':
        return { kind: 'Pass', start, end };
      case 'import_from_statement':
        return this.#importFrom(node, span);
      case 'if_statement':
      case 'elif_clause':
        return this.#if(node, span);
      case 'for_statement': {
        const right = childOf(node, 'right');
        const left = childOf(node, 'left');
        return {
          kind: 'For',
          start,
          end,
          isAsync: this.#awaitsIn(node),
          target: this.#exprOr(left, span),
          iterable: this.#exprOr(right, span),
          body: this.#block(childOf(node, 'body')),
          orelse: this.#elseBody(node),
          header: this.#between(node.start, right?.end ?? node.end),
        };
      }
      case 'while_statement': {
        const condition = childOf(node, 'condition');
        return {
          kind: 'While',
          start,
          end,
          test: this.#exprOr(condition, span),
          body: this.#block(childOf(node, 'body')),
          orelse: this.#elseBody(node),
          header: this.#between(node.start, condition?.end ?? node.end),
        };
      }
      case 'try_statement':
        return this.#try(node, span);
      case 'with_statement':
        return this.#with(node, span);
      case 'match_statement':
        return this.#match(node, span);
      case 'global_statement':
      case 'nonlocal_statement':
        return {
          kind: node.type === 'global_statement' ? 'Global' : 'Nonlocal',
          start,
          end,
          names: named(node).map((child) => this.#text(child)),
        };
      case 'delete_statement':
        return { kind: 'Delete', start, end, targets: named(node).flatMap((child) => this.#elementsOf(child)) };
      case 'assert_statement': {
        const [test] = named(node);
        return test ? { kind: 'Assert', start, end, test: this.#expr(test) } : { kind: 'Broken', start, end };
      }
      case 'pass_statement':
      case 'type_alias_statement':
        return { kind: 'Pass', start, end };
      case 'break_statement':
        return { kind: 'Break', start, end };
      case 'continue_statement':
        return { kind: 'Continue', start, end };
      default:
        return { kind: 'Broken', start, end };
    }
  }

  /** Whether a loop, `with` or comprehension clause is an `async` one, which only an async function can hold. */
  #awaitsIn(node: SyntaxNode): boolean {
    const isAsync = this.#startsWith(node, 'async');
    if (isAsync) this.#awaits = true;
    return isAsync;
  }

  #startsWith(node: SyntaxNode, word: string): boolean {
    return this.#source.startsWith(word, node.start);
  }

  #expressionStatement(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const children = named(node);
    const [first] = children;
    if (!first) return { kind: 'Broken', start, end };
    if (children.length > 1) {
      const elements = children.map((child) => this.#expr(child));
      return { kind: 'Expr', start, end, value: { kind: 'Tuple', start, end, elements } };
    }
    if (first.type === 'assignment') return this.#assignment(first, span);
    if (first.type === 'augmented_assignment') {
      const operator = childOf(first, 'operator');
      return {
        kind: 'AugAssign',
        start,
        end,
        target: this.#exprOr(childOf(first, 'left'), span),
        operator: operator ? this.#text(operator).replace('=', '') : '',
        value: this.#exprOr(childOf(first, 'right'), span),
      };
    }
    if (first.type === 'ERROR') return { kind: 'Broken', start, end };
    return { kind: 'Expr', start, end, value: this.#expr(first) };
  }

  #assignment(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const targets: Expr[] = [];
    let current: SyntaxNode = node;
    let annotation: Expr | undefined;
    for (;;) {
      const left = childOf(current, 'left');
      if (left) targets.push(this.#expr(left));
      const type = childOf(current, 'type');
      if (type) annotation = this.#annotation(type);
      const right = childOf(current, 'right');
      if (right?.type === 'assignment') {
        current = right;
        continue;
      }
      return { kind: 'Assign', start, end, targets, value: right ? this.#expr(right) : undefined, annotation };
    }
  }

  #decorated(node: SyntaxNode): Stmt {
    const definition = childOf(node, 'definition');
    if (definition?.type === 'function_definition') return this.#function(definition, node);
    const decorators = this.#decorators(node);
    if (definition?.type === 'class_definition') return this.#class(definition, decorators, node);
    return { kind: 'Broken', ...this.#span(node) };
  }

  #decorators(node: SyntaxNode): readonly Decorator[] {
    return named(node).flatMap((child) => {
      const [expr] = child.type === 'decorator' ? named(child) : [];
      // The comment behind it is part of it, and to the grammar `\r` is part of the comment.
      const end = this.#source[child.end - 1] === '\r' ? child.end - 1 : child.end;
      return expr ? [{ expr: this.#expr(expr), ...this.#between(child.start, end) }] : [];
    });
  }

  /** `whole` holds the decorators, when there are some. */
  #function(node: SyntaxNode, whole: SyntaxNode): FunctionDef {
    const index = this.#functions.length;
    // Reserve the place, so that outer functions come before inner ones.
    this.#functions.push({
      kind: 'Lambda',
      index,
      start: 0,
      end: 0,
      params: [],
      body: { kind: 'Ellipsis', start: 0, end: 0 },
    });
    const bodyNode = childOf(node, 'body');
    const header = this.#keptHeader(whole, node, bodyNode) ?? this.#header(whole, node);
    const outerYields = this.#yields;
    const outerAwaits = this.#awaits;
    this.#yields = false;
    this.#awaits = false;
    const body = this.#block(bodyNode);
    const isGenerator = this.#yields;
    const awaits = this.#awaits;
    this.#yields = outerYields;
    this.#awaits = outerAwaits;
    const definition: FunctionDef = {
      index,
      defSpan: this.#span(node),
      body,
      bodySpan: this.#span(bodyNode ?? node),
      isGenerator,
      awaits,
      ...this.#span(whole),
      ...header,
    };
    this.#functions[index] = definition;
    return definition;
  }

  #header(whole: SyntaxNode, node: SyntaxNode): Header {
    const decorators = whole === node ? [] : this.#decorators(whole);
    const nameNode = childOf(node, 'name');
    const paramsNode = childOf(node, 'parameters');
    const returnType = childOf(node, 'return_type');
    const params = this.#params(paramsNode);
    const returns = returnType ? this.#annotation(returnType) : undefined;
    const [asyncWord] = /^async\s+/.exec(this.#source.slice(node.start, nameNode?.start ?? node.end)) ?? [];
    return {
      kind: 'FunctionDef',
      name: nameNode ? this.#text(nameNode) : '',
      nameSpan: this.#span(nameNode ?? node),
      isAsync: asyncWord !== undefined,
      asyncSpan: asyncWord === undefined ? undefined : this.#between(node.start, node.start + asyncWord.length),
      decorators,
      params,
      paramsSpan: this.#span(paramsNode ?? node),
      returns,
    };
  }

  /** The header as it was before an edit of the body, moved to where it is now. */
  #keptHeader(whole: SyntaxNode, node: SyntaxNode, body: SyntaxNode | undefined): Header | undefined {
    const { start } = whole;
    const old = this.#headers.get(start);
    if (!this.#previous || !old || !body || node.hasError || this.#previous.lowered.tree.hasError) return undefined;
    const { offset, shifted } = this.#previous;
    const fits =
      shifted(offset + old.bodySpan.start) === body.start &&
      shifted(offset + old.defSpan.start) === node.start &&
      !ENTANGLED.test(this.#source.slice(start, body.start));
    if (!fits) return undefined;
    const { kind, name, nameSpan, isAsync, asyncSpan, decorators, params, paramsSpan, returns } = old;
    const header = { kind, name, nameSpan, isAsync, asyncSpan, decorators, params, paramsSpan, returns };
    return new Move(start - this.#base - old.start).of(header);
  }

  #class(node: SyntaxNode, decorators: readonly Decorator[], whole: SyntaxNode): ClassDef {
    const index = this.#classes.length;
    const nameNode = childOf(node, 'name');
    const bases = childOf(node, 'superclasses');
    const header = {
      kind: 'ClassDef' as const,
      ...this.#span(whole),
      index,
      name: nameNode ? this.#text(nameNode) : '',
      nameSpan: this.#span(nameNode ?? node),
      decorators,
      bases: bases ? this.#args(bases) : [],
    };
    this.#classes.push({ body: [], ...header });
    const definition: ClassDef = { body: this.#block(childOf(node, 'body')), ...header };
    this.#classes[index] = definition;
    return definition;
  }

  #params(node: SyntaxNode | undefined): readonly Param[] {
    if (!node) return [];
    return named(node).flatMap((child) => this.#param(child) ?? []);
  }

  #param(node: SyntaxNode): Param | undefined {
    const { start, end } = this.#span(node);
    const plain = (nameNode: SyntaxNode, star: Param['star'], annotation?: SyntaxNode, value?: SyntaxNode): Param => ({
      start,
      end,
      name: this.#text(nameNode),
      star,
      annotation: annotation ? this.#annotation(annotation) : undefined,
      defaultValue: value ? this.#expr(value) : undefined,
    });
    switch (node.type) {
      case 'identifier':
        return plain(node, '');
      case 'default_parameter':
      case 'typed_default_parameter': {
        const name = childOf(node, 'name');
        return name ? plain(name, '', childOf(node, 'type'), childOf(node, 'value')) : undefined;
      }
      case 'typed_parameter': {
        const [inner] = named(node);
        if (!inner) return undefined;
        const type = childOf(node, 'type');
        const [name] = named(inner);
        if (inner.type === 'list_splat_pattern') return plain(name ?? inner, '*', type);
        if (inner.type === 'dictionary_splat_pattern') return plain(name ?? inner, '**', type);
        return plain(inner, '', type);
      }
      case 'list_splat_pattern':
      case 'dictionary_splat_pattern': {
        const [name] = named(node);
        return plain(name ?? node, node.type === 'list_splat_pattern' ? '*' : '**');
      }
      case 'keyword_separator':
        return { start, end, name: '', star: '*', annotation: undefined, defaultValue: undefined };
      case 'positional_separator':
        return { start, end, name: '', star: '/', annotation: undefined, defaultValue: undefined };
      default:
        return undefined;
    }
  }

  #slice(node: SyntaxNode): Expr {
    const children = named(node);
    let colons = 0;
    let from = node.start;
    const roles = children.map((child) => {
      colons += this.#source.slice(from, child.start).split(':').length - 1;
      from = child.end;
      return colons;
    });
    return { kind: 'Slice', ...this.#span(node), parts: children.map((child) => this.#expr(child)), roles };
  }

  #importedName(node: SyntaxNode): ImportedName {
    if (node.type === 'aliased_import') {
      const name = childOf(node, 'name') ?? node;
      const alias = childOf(node, 'alias');
      return {
        name: this.#text(name),
        nameSpan: this.#span(name),
        alias: alias ? this.#text(alias) : undefined,
        ...this.#span(node),
      };
    }
    return { name: this.#text(node), nameSpan: this.#span(node), alias: undefined, ...this.#span(node) };
  }

  #importFrom(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const moduleNode = childOf(node, 'module_name');
    if (!moduleNode) return { kind: 'Broken', start, end };
    const written = this.#text(moduleNode);
    const dots = /^[.\s]*/.exec(written)?.[0] ?? '';
    const names = named(node)
      .filter((child) => child.start !== moduleNode.start)
      .map((child) =>
        child.type === 'wildcard_import'
          ? { name: '*', nameSpan: this.#span(child), alias: undefined, ...this.#span(child) }
          : this.#importedName(child),
      );
    return {
      kind: 'ImportFrom',
      start,
      end,
      level: dots.replace(/\s/g, '').length,
      module: written.slice(dots.length).trim(),
      moduleSpan: this.#span(moduleNode),
      names,
    };
  }

  #if(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const condition = childOf(node, 'condition');
    const test = this.#exprOr(condition, span);
    const body = this.#block(childOf(node, 'consequence'));
    const orelse = node.type === 'if_statement' ? this.#alternatives(node) : [];
    return {
      kind: 'If',
      start,
      end,
      test,
      body,
      orelse,
      header: this.#between(node.start, condition?.end ?? node.end),
    };
  }

  /** `elif` clauses nest in the `else` of the one before. */
  #alternatives(node: SyntaxNode): readonly Stmt[] {
    if (this.#headerOnly) return [];
    const clauses = childrenOf(node, 'alternative');
    let rest: readonly Stmt[] = [];
    // Functions are numbered in source order, so the clauses are lowered forwards and nested backwards.
    const lowered = clauses.map((clause) =>
      clause.type === 'elif_clause'
        ? { clause: this.#if(clause, this.#span(clause)) }
        : { body: this.#block(childOf(clause, 'body')) },
    );
    for (const item of lowered.slice(0, MAX_DEPTH).reverse()) {
      if (item.body) rest = item.body;
      else if (item.clause.kind === 'If') rest = [{ ...item.clause, orelse: rest }];
    }
    return rest;
  }

  #elseBody(node: SyntaxNode): readonly Stmt[] {
    const alternative = childOf(node, 'alternative');
    return alternative ? this.#block(childOf(alternative, 'body')) : [];
  }

  #try(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const header = this.#between(node.start, node.start + 'try'.length);
    if (this.#headerOnly) {
      return { kind: 'Try', ...header, body: [], handlers: [], orelse: [], finalbody: [], header };
    }
    const body = this.#block(childOf(node, 'body'));
    const handlers: ExceptHandler[] = [];
    let orelse: readonly Stmt[] = [];
    let finalbody: readonly Stmt[] = [];
    for (const child of named(node)) {
      if (child.type === 'except_clause') {
        const block = named(child).find((inner) => inner.type === 'block');
        const { type, name } = this.#exceptHeader(child);
        handlers.push({ type, name, body: this.#block(block), ...this.#span(child) });
      } else if (child.type === 'else_clause') {
        orelse = this.#block(childOf(child, 'body'));
      } else if (child.type === 'finally_clause') {
        finalbody = this.#block(named(child).find((inner) => inner.type === 'block'));
      }
    }
    return { kind: 'Try', start, end, body, handlers, orelse, finalbody, header };
  }

  #exceptHeader(node: SyntaxNode): ExceptHeader {
    const value = childOf(node, 'value');
    const alias = childOf(node, 'alias');
    // The grammar wraps `X as name` in an as_pattern, or gives the two fields apart, depending on the form.
    const [inner, target] = value?.type === 'as_pattern' ? named(value) : [value ?? undefined, alias ?? undefined];
    const end = (target ?? inner)?.end ?? node.start + 'except'.length;
    return {
      kind: 'Except',
      ...this.#between(node.start, end),
      type: inner ? this.#expr(inner) : undefined,
      name: target ? this.#text(target) : undefined,
    };
  }

  #with(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const clause = named(node).find((child) => child.type === 'with_clause');
    const items: WithItem[] = [];
    for (const item of clause ? named(clause) : []) {
      const value = childOf(item, 'value');
      if (!value) continue;
      if (value.type === 'as_pattern') {
        const [context] = named(value);
        const target = childOf(value, 'alias');
        const [name] = target ? named(target) : [];
        if (context) items.push({ context: this.#expr(context), target: name && this.#expr(name) });
      } else {
        items.push({ context: this.#expr(value), target: undefined });
      }
    }
    return {
      kind: 'With',
      start,
      end,
      isAsync: this.#awaitsIn(node),
      items,
      body: this.#block(childOf(node, 'body')),
      header: this.#between(node.start, clause?.end ?? node.end),
    };
  }

  #match(node: SyntaxNode, span: Span): Stmt {
    const { start, end } = span;
    const body = childOf(node, 'body');
    const subject = this.#exprOr(childOf(node, 'subject'), span);
    const cases: MatchCase[] = [];
    for (const clause of body ? named(body) : []) {
      if (clause.type !== 'case_clause') continue;
      const guard = childOf(clause, 'guard');
      const [guardExpr] = guard ? named(guard) : [];
      const patterns = named(clause).filter((child) => child.type === 'case_pattern');
      cases.push({
        binds: patterns.flatMap((pattern) => this.#patternNames(pattern)),
        guard: guardExpr && this.#expr(guardExpr),
        takesAll: !guardExpr && patterns.length === 1 && /^[A-Za-z_]\w*$/.test(this.#text(patterns[0] ?? clause)),
        body: this.#block(childOf(clause, 'consequence')),
        ...this.#span(clause),
      });
    }
    return { kind: 'Match', start, end, subject, cases };
  }

  #patternNames(pattern: SyntaxNode, depth = 0): readonly Name[] {
    if (depth > MAX_DEPTH) return [];
    const children = named(pattern);
    switch (pattern.type) {
      case 'identifier':
        return [{ kind: 'Name', ...this.#span(pattern), id: this.#text(pattern) }];
      case 'dotted_name':
        // `Color.RED` is compared with, it binds nothing.
        return children.length === 1 ? children.flatMap((child) => this.#patternNames(child, depth + 1)) : [];
      case 'class_pattern':
      case 'keyword_pattern':
        // The class, or the attribute, comes first.
        return children.slice(1).flatMap((child) => this.#patternNames(child, depth + 1));
      default:
        return children.flatMap((child) => this.#patternNames(child, depth + 1));
    }
  }

  // Expressions

  #exprOr(node: SyntaxNode | undefined, span: Span): Expr {
    const { start, end } = span;
    return node ? this.#expr(node) : { kind: 'Unknown', start, end, children: [] };
  }

  #elements(nodes: readonly SyntaxNode[]): readonly Expr[] {
    return nodes.map((node) => this.#expr(starred(node)));
  }

  #elementsOf(node: SyntaxNode): readonly Expr[] {
    if (node.type === 'expression_list' || node.type === 'pattern_list') {
      return named(node).map((child) => this.#expr(child));
    }
    return [this.#expr(node)];
  }

  #annotation(node: SyntaxNode): Expr {
    const [inner] = named(node);
    return node.type === 'type' && inner ? this.#expr(inner) : this.#expr(node);
  }

  #expr(node: SyntaxNode): Expr {
    if (this.#depth >= MAX_DEPTH) return this.#unknown(node);
    this.#depth++;
    try {
      return this.#exprOf(node);
    } finally {
      this.#depth--;
    }
  }

  #exprOf(node: SyntaxNode): Expr {
    const span = this.#span(node);
    const { start, end } = span;
    switch (node.type) {
      case 'identifier':
        return { kind: 'Name', start, end, id: this.#text(node) };
      case 'attribute': {
        const object = childOf(node, 'object');
        const attr = childOf(node, 'attribute');
        if (!object || !attr) return this.#unknown(node);
        return {
          kind: 'Attribute',
          start,
          end,
          object: this.#expr(object),
          attr: this.#text(attr),
        };
      }
      case 'call':
        return this.#call(node, span);
      case 'string':
        return this.#string(node, span);
      case 'concatenated_string':
        return this.#concatenated(node, span);
      case 'integer':
      case 'float':
        return this.#number(node, span);
      case 'true':
        return { kind: 'Constant', start, end, value: true };
      case 'false':
        return { kind: 'Constant', start, end, value: false };
      case 'none':
        return { kind: 'Constant', start, end, value: null };
      case 'ellipsis':
        return { kind: 'Ellipsis', start, end };
      case 'parenthesized_expression': {
        const [inner] = named(node);
        return inner ? Object.assign({}, this.#expr(inner), { parens: span }) : this.#unknown(node);
      }
      case 'tuple':
      case 'expression_list':
      case 'pattern_list':
      case 'tuple_pattern':
        return { kind: 'Tuple', start, end, elements: this.#elements(named(node)) };
      case 'list':
      case 'list_pattern':
        return { kind: 'List', start, end, elements: this.#elements(named(node)) };
      case 'set':
        return { kind: 'Set', start, end, elements: this.#elements(named(node)) };
      case 'dictionary':
        return { kind: 'Dict', start, end, entries: named(node).flatMap((child) => this.#dictEntry(child)) };
      case 'subscript': {
        const object = childOf(node, 'value');
        if (!object) return this.#unknown(node);
        const indices = this.#elements(childrenOf(node, 'subscript'));
        return { kind: 'Subscript', start, end, object: this.#expr(object), indices };
      }
      case 'generic_type': {
        const [object, parameters] = named(node);
        if (!object) return this.#unknown(node);
        const indices = parameters ? named(parameters).map((child) => this.#annotation(child)) : [];
        return { kind: 'Subscript', start, end, object: this.#expr(object), indices };
      }
      case 'union_type': {
        const [left, right] = named(node).map((child) => this.#annotation(child));
        return left && right ? { kind: 'Binary', start, end, operator: '|', left, right } : this.#unknown(node);
      }
      case 'slice':
        return this.#slice(node);
      case 'unary_operator': {
        const operand = childOf(node, 'argument');
        const operator = this.#source.charAt(node.start);
        if (!operand || (operator !== '-' && operator !== '+' && operator !== '~')) return this.#unknown(node);
        return { kind: 'Unary', start, end, operator, operand: this.#expr(operand) };
      }
      case 'not_operator': {
        const operand = childOf(node, 'argument');
        return operand
          ? { kind: 'Unary', start, end, operator: 'not', operand: this.#expr(operand) }
          : this.#unknown(node);
      }
      case 'binary_operator': {
        const left = childOf(node, 'left');
        const right = childOf(node, 'right');
        const operator = childOf(node, 'operator');
        if (!left || !right || !operator) return this.#unknown(node);
        return {
          kind: 'Binary',
          start,
          end,
          operator: this.#text(operator),
          left: this.#expr(left),
          right: this.#expr(right),
        };
      }
      case 'boolean_operator': {
        const left = childOf(node, 'left');
        const right = childOf(node, 'right');
        const operator = childOf(node, 'operator');
        if (!left || !right || !operator) return this.#unknown(node);
        return {
          kind: 'BoolOp',
          start,
          end,
          operator: this.#text(operator) === 'or' ? 'or' : 'and',
          left: this.#expr(left),
          right: this.#expr(right),
        };
      }
      case 'comparison_operator':
        return this.#comparison(node, span);
      case 'conditional_expression': {
        const [then, test, otherwise] = named(node);
        if (!then || !test || !otherwise) return this.#unknown(node);
        return {
          kind: 'Conditional',
          start,
          end,
          then: this.#expr(then),
          test: this.#expr(test),
          otherwise: this.#expr(otherwise),
        };
      }
      case 'lambda':
        return this.#lambda(node, span);
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        return this.#comprehension(node, span);
      case 'await': {
        this.#awaits = true;
        const [operand] = named(node);
        return operand ? { kind: 'Await', start, end, operand: this.#expr(operand) } : this.#unknown(node);
      }
      case 'yield': {
        this.#yields = true;
        const [value] = named(node);
        const isFrom = /^yield\s+from\b/.test(this.#source.slice(node.start, value?.start ?? node.end));
        return { kind: 'Yield', start, end, from: isFrom, value: value && this.#expr(value) };
      }
      case 'list_splat':
      case 'list_splat_pattern':
      case 'dictionary_splat_pattern': {
        const [operand] = named(node);
        return operand ? { kind: 'Starred', start, end, operand: this.#expr(operand) } : this.#unknown(node);
      }
      case 'named_expression': {
        const name = childOf(node, 'name');
        const value = childOf(node, 'value');
        if (!name || !value) return this.#unknown(node);
        const target: Name = { kind: 'Name', ...this.#span(name), id: this.#text(name) };
        return { kind: 'Walrus', start, end, target, value: this.#expr(value) };
      }
      case 'as_pattern': {
        const [inner] = named(node);
        return inner ? this.#expr(inner) : this.#unknown(node);
      }
      default:
        return this.#unknown(node);
    }
  }

  #unknown(node: SyntaxNode): Expr {
    return { kind: 'Unknown', ...this.#span(node), children: [] };
  }

  #call(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    const callee = childOf(node, 'function');
    const args = childOf(node, 'arguments');
    if (!callee || !args) return this.#unknown(node);
    const generator = args.type === 'generator_expression';
    return {
      kind: 'Call',
      start,
      end,
      callee: this.#expr(callee),
      args: generator ? [{ value: this.#expr(args), ...this.#span(args) }] : this.#args(args),
      argsSpan: this.#span(args),
    };
  }

  #args(node: SyntaxNode): readonly Argument[] {
    const result: Argument[] = [];
    let isBroken = false;
    for (const child of named(node)) {
      const span = this.#span(child);
      const { start, end } = span;
      if (child.type === 'ERROR' || (child.hasError && named(child).some(({ type }) => type === 'ERROR'))) {
        isBroken = true;
        // Of `name=` without a value only the name is left.
        if (this.#text(child).startsWith('=') && result.at(-1)?.keyword === undefined) result.pop();
        // What is not finished may be anything.
        result.push({ start, end, keyword: '**', value: this.#expr(child) });
      } else if (child.type === 'keyword_argument') {
        const name = childOf(child, 'name');
        const value = childOf(child, 'value');
        if (name && value) {
          result.push({
            start,
            end,
            keyword: this.#text(name),
            value: this.#expr(value),
          });
        }
      } else if (child.type === 'list_splat' || child.type === 'dictionary_splat') {
        const [operand] = named(child);
        if (operand) {
          result.push({ start, end, keyword: child.type === 'list_splat' ? '*' : '**', value: this.#expr(operand) });
        }
      } else if (!isBroken) {
        result.push({ start, end, value: this.#expr(child) });
      }
    }
    return result;
  }

  #string(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    const children = named(node);
    const [open] = children;
    const opening = open?.type === 'string_start' ? this.#text(open) : '';
    const prefix = opening.replace(/['"]+$/, '').toLowerCase();
    const interpolations: Expr[] = [];
    const texts = [''];
    let isPlain = true;
    for (const child of children) {
      if (child.type === 'string_content') texts.push((texts.pop() ?? '') + this.#text(child));
      else if (child.type === 'interpolation') {
        const expression = childOf(child, 'expression');
        // A conversion, a format or `=` changes how the value is written.
        isPlain &&= expression !== undefined && named(child).length === 1 && !/=\s*\}$/.test(this.#text(child));
        texts.push('');
        if (expression) interpolations.push(this.#expr(expression));
      }
    }
    const resolved = texts.map((content) => {
      const plain = prefix.includes('f') ? content.replace(/\{\{/g, '{').replace(/\}\}/g, '}') : content;
      return prefix.includes('r') ? plain : unescapePython(plain);
    });
    const value = texts.length === 1 ? resolved[0] : undefined;
    return {
      kind: 'String',
      start,
      end,
      value,
      interpolations,
      ...(value === undefined && isPlain ? { texts: resolved } : {}),
      prefix,
    };
  }

  #concatenated(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    let value: string | undefined = '';
    const interpolations: Expr[] = [];
    let prefix = '';
    for (const child of named(node)) {
      const part = this.#expr(child);
      if (part.kind !== 'String') {
        value = undefined;
        continue;
      }
      if (part.prefix.length > prefix.length) prefix = part.prefix;
      interpolations.push(...part.interpolations);
      value = value === undefined || part.value === undefined ? undefined : value + part.value;
    }
    return { kind: 'String', start, end, value, interpolations, prefix };
  }

  #number(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    const text = this.#text(node).replace(/_/g, '').toLowerCase();
    if (text.endsWith('j')) return this.#unknown(node);
    const value = text.startsWith('0') && /^0\d+$/.test(text) ? parseInt(text, 10) : Number(text);
    return { kind: 'Number', start, end, value, isFloat: node.type === 'float' };
  }

  #dictEntry(node: SyntaxNode): DictEntry[] {
    if (node.type === 'pair') {
      const key = childOf(node, 'key');
      const value = childOf(node, 'value');
      return key && value ? [{ key: this.#expr(key), value: this.#expr(value) }] : [];
    }
    if (node.type === 'dictionary_splat') {
      const [operand] = named(node);
      return operand ? [{ key: undefined, value: this.#expr(operand) }] : [];
    }
    return [];
  }

  #comparison(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    const operandNodes = named(node);
    const operators: string[] = [];
    for (let i = 0; i + 1 < operandNodes.length; i++) {
      const between = this.#source.slice(operandNodes[i]?.end, operandNodes[i + 1]?.start);
      operators.push(/is\s+not|not\s+in|is|in|[<>=!]+/.exec(between)?.[0].replace(/\s+/g, ' ') ?? '');
    }
    return { kind: 'Compare', start, end, operands: operandNodes.map((child) => this.#expr(child)), operators };
  }

  #lambda(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    const index = this.#functions.length;
    this.#functions.push({ kind: 'Lambda', index, start, end, params: [], body: { kind: 'Ellipsis', start, end } });
    const params = this.#params(childOf(node, 'parameters'));
    const outerYields = this.#yields;
    const body = this.#exprOr(childOf(node, 'body'), span);
    this.#yields = outerYields;
    const lambda: Lambda = { kind: 'Lambda', index, start, end, params, body };
    this.#functions[index] = lambda;
    return lambda;
  }

  #comprehension(node: SyntaxNode, span: Span): Expr {
    const { start, end } = span;
    const body = childOf(node, 'body');
    const clauses: { target: Expr; iterable: Expr; conditions: Expr[] }[] = [];
    let element: Expr = { kind: 'Unknown', start, end, children: [] };
    let key: Expr | undefined;
    if (body?.type === 'pair') {
      const [entry] = this.#dictEntry(body);
      if (entry) {
        element = entry.value;
        key = entry.key;
      }
    } else if (body) {
      element = this.#expr(body);
    }
    for (const child of named(node)) {
      if (child.type === 'for_in_clause') {
        const [right] = childrenOf(child, 'right');
        const target = this.#exprOr(childOf(child, 'left'), span);
        clauses.push({ target, iterable: this.#exprOr(right, span), conditions: [] });
        this.#awaitsIn(child);
      } else if (child.type === 'if_clause') {
        const [condition] = named(child);
        if (condition) clauses.at(-1)?.conditions.push(this.#expr(condition));
      }
    }
    const result = COMPREHENSIONS[node.type] ?? 'list';
    const finished: readonly ComprehensionClause[] = clauses;
    return { kind: 'Comprehension', start, end, result, element, ...(key ? { key } : {}), clauses: finished };
  }
}

function moved(item: LoweredStatement, move: Move, delta: number, by: number): LoweredStatement {
  return {
    ...item,
    start: item.start + delta,
    end: item.end + delta,
    statement: move.of(item.statement),
    firstInner: item.firstInner + by,
  };
}

const COMPREHENSIONS: Readonly<Record<string, 'list' | 'set' | 'dict' | 'generator'>> = {
  list_comprehension: 'list',
  set_comprehension: 'set',
  dictionary_comprehension: 'dict',
  generator_expression: 'generator',
};

const LEFT_RECURSIVE = new Set(['call', 'attribute', 'subscript', 'binary_operator']);

/**
 * An element of a display. The grammar takes the asterisk of `[*f(x)]` for a part of `f`, as if `*f` were called; Python
 * spreads what the whole gives.
 */
function starred(node: SyntaxNode): SyntaxNode {
  const spine: SyntaxNode[] = [];
  let left: SyntaxNode | undefined = node;
  while (left && LEFT_RECURSIVE.has(left.type)) {
    spine.push(left);
    left = left.children[0];
  }
  const [operand] = spine.length > 0 && left?.type === 'list_splat' ? named(left) : [];
  if (!left || !operand) return node;
  let inner = resized(operand, operand.start, left.field, operand.children);
  for (const outer of spine.reverse()) {
    inner = resized(outer, operand.start, outer.field, [inner, ...outer.children.slice(1)]);
  }
  return { ...resized(node, node.start, node.field, [inner]), type: 'list_splat' };
}

function resized(
  { type, isNamed, hasError, end }: SyntaxNode,
  start: number,
  field: string | undefined,
  children: readonly SyntaxNode[],
): SyntaxNode {
  return { type, isNamed, field, start, end, hasError, children };
}
