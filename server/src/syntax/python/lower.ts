import type { Node } from 'web-tree-sitter';
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
import { unescapePython } from './strings';

/** What one unit says, in the small tree. Spans are relative to the unit. */
export interface UnitTree {
  /** Undefined for a unit that is only a comment. */
  readonly statement: UnitStatement | undefined;
  /** Functions, methods and lambdas in source order, outer before inner. */
  readonly functions: readonly (FunctionDef | Lambda)[];
  readonly classes: readonly ClassDef[];
  readonly comments: readonly Comment[];
  /** Those of the words that its text holds: who looks for what they begin need not look into the other units. */
  readonly words: readonly Word[];
  /** Something in it did not parse. */
  readonly hasError: boolean;
}

const WORDS = { import: /import/, global: /\bglobal\b/, move: /\.\s*(?:to|cuda|cpu)\b/ } as const;
type Word = keyof typeof WORDS;
const words = Object.keys(WORDS) as readonly Word[];

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

const EXTRAS = new Set(['comment', 'line_continuation']);

/** Slices share the text they were cut from: without a copy every statement would keep the version of the file it was lowered from. */
export function copied(slice: string): string {
  return ` ${slice}`.slice(1);
}

function named(node: Node): Node[] {
  return node.namedChildren.filter((child) => !EXTRAS.has(child.type));
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
export function lowerUnit(node: Node, source: string, headerOnly: boolean, previous?: PreviousUnit): LoweredUnit {
  return new Lowering(source, node.startIndex, previous).unit(node, headerOnly);
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

  unit(node: Node, headerOnly: boolean): LoweredUnit {
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
      words: words.filter((word) => WORDS[word].test(text)),
      hasError: headerOnly ? false : node.hasError,
    };
    return { tree, statements: this.#statements };
  }

  #span(node: Node): Span {
    return { start: node.startIndex - this.#base, end: node.endIndex - this.#base };
  }

  #between(from: number, to: number): Span {
    return { start: from - this.#base, end: to - this.#base };
  }

  #text(node: Node): string {
    return copied(this.#source.slice(node.startIndex, node.endIndex));
  }

  #comment(node: Node): void {
    this.#comments.push({ ...this.#span(node), text: this.#text(node) });
  }

  /** Comments can stand between any two tokens, so they are found by text first and by tree only where a `#` occurs. */
  #collectComments(node: Node): void {
    const text = this.#source.slice(node.startIndex, node.endIndex);
    if (!text.includes('#')) return;
    for (const comment of node.descendantsOfType('comment')) this.#comment(comment);
  }

  // Statements

  #block(node: Node | null | undefined): readonly Stmt[] {
    if (!node || this.#headerOnly) return [];
    const statements: Stmt[] = [];
    for (const child of node.namedChildren) {
      if (!EXTRAS.has(child.type)) statements.push(this.#blockStatement(child));
    }
    return statements;
  }

  #blockStatement(node: Node): Stmt {
    const reused = this.#reuse(node);
    if (reused) return reused;
    const functions = this.#functions.length;
    const classes = this.#classes.length;
    const firstInner = this.#statements.length;
    const outerYields = this.#yields;
    const outerAwaits = this.#awaits;
    this.#yields = false;
    this.#awaits = false;
    const statement = this.#statement(node);
    this.#statements.push({
      ...this.#span(node),
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
  #reuse(node: Node): Stmt | undefined {
    const old = this.#untouched.get(node.startIndex);
    if (!this.#previous || !old) return undefined;
    const { lowered, offset, shifted } = this.#previous;
    const fits =
      shifted(offset + old.end) === node.endIndex &&
      old.depth === this.#depth &&
      old.functions.start === this.#functions.length &&
      old.classes.start === this.#classes.length;
    if (!fits) return undefined;
    const delta = node.startIndex - this.#base - old.start;
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

  #statement(node: Node): Stmt {
    if (this.#depth >= MAX_DEPTH) return { kind: 'Broken', ...this.#span(node) };
    this.#depth++;
    try {
      return this.#statementOf(node);
    } finally {
      this.#depth--;
    }
  }

  #statementOf(node: Node): Stmt {
    const span = this.#span(node);
    switch (node.type) {
      case 'expression_statement':
        return this.#expressionStatement(node, span);
      case 'return_statement': {
        const [value] = named(node);
        return { kind: 'Return', ...span, value: value && this.#expr(value) };
      }
      case 'raise_statement': {
        const causeNode = node.childForFieldName('cause');
        const value = named(node).find((child) => child.startIndex !== causeNode?.startIndex);
        return {
          kind: 'Raise',
          ...span,
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
        return { kind: 'Import', ...span, names: named(node).map((child) => this.#importedName(child)) };
      case 'future_import_statement':
        return { kind: 'Pass', ...span };
      case 'import_from_statement':
        return this.#importFrom(node, span);
      case 'if_statement':
      case 'elif_clause':
        return this.#if(node, span);
      case 'for_statement': {
        const right = this.#field(node, 'right');
        const left = this.#field(node, 'left');
        return {
          kind: 'For',
          ...span,
          isAsync: this.#awaitsIn(node),
          target: this.#exprOr(left, span),
          iterable: this.#exprOr(right, span),
          body: this.#block(node.childForFieldName('body')),
          orelse: this.#elseBody(node),
          header: this.#between(node.startIndex, right?.endIndex ?? node.endIndex),
        };
      }
      case 'while_statement': {
        const condition = this.#field(node, 'condition');
        return {
          kind: 'While',
          ...span,
          test: this.#exprOr(condition, span),
          body: this.#block(node.childForFieldName('body')),
          orelse: this.#elseBody(node),
          header: this.#between(node.startIndex, condition?.endIndex ?? node.endIndex),
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
          ...span,
          names: named(node).map((child) => this.#text(child)),
        };
      case 'delete_statement':
        return { kind: 'Delete', ...span, targets: named(node).flatMap((child) => this.#elementsOf(child)) };
      case 'assert_statement': {
        const [test] = named(node);
        return test ? { kind: 'Assert', ...span, test: this.#expr(test) } : { kind: 'Broken', ...span };
      }
      case 'pass_statement':
      case 'type_alias_statement':
        return { kind: 'Pass', ...span };
      case 'break_statement':
        return { kind: 'Break', ...span };
      case 'continue_statement':
        return { kind: 'Continue', ...span };
      default:
        return { kind: 'Broken', ...span };
    }
  }

  #field(node: Node, name: string): Node | undefined {
    return node.childForFieldName(name) ?? undefined;
  }

  /** Whether a loop, `with` or comprehension clause is an `async` one, which only an async function can hold. */
  #awaitsIn(node: Node): boolean {
    const isAsync = this.#startsWith(node, 'async');
    if (isAsync) this.#awaits = true;
    return isAsync;
  }

  #startsWith(node: Node, word: string): boolean {
    return this.#source.startsWith(word, node.startIndex);
  }

  #expressionStatement(node: Node, span: Span): Stmt {
    const children = named(node);
    const [first] = children;
    if (!first) return { kind: 'Broken', ...span };
    if (children.length > 1) {
      const elements = children.map((child) => this.#expr(child));
      return { kind: 'Expr', ...span, value: { kind: 'Tuple', ...span, elements } };
    }
    if (first.type === 'assignment') return this.#assignment(first, span);
    if (first.type === 'augmented_assignment') {
      const operator = first.childForFieldName('operator');
      return {
        kind: 'AugAssign',
        ...span,
        target: this.#exprOr(this.#field(first, 'left'), span),
        operator: operator ? this.#text(operator).replace('=', '') : '',
        value: this.#exprOr(this.#field(first, 'right'), span),
      };
    }
    if (first.type === 'ERROR') return { kind: 'Broken', ...span };
    return { kind: 'Expr', ...span, value: this.#expr(first) };
  }

  #assignment(node: Node, span: Span): Stmt {
    const targets: Expr[] = [];
    let current: Node = node;
    let annotation: Expr | undefined;
    for (;;) {
      const left = current.childForFieldName('left');
      if (left) targets.push(this.#expr(left));
      const type = current.childForFieldName('type');
      if (type) annotation = this.#annotation(type);
      const right = current.childForFieldName('right');
      if (right?.type === 'assignment') {
        current = right;
        continue;
      }
      return { kind: 'Assign', ...span, targets, value: right ? this.#expr(right) : undefined, annotation };
    }
  }

  #decorated(node: Node): Stmt {
    const definition = node.childForFieldName('definition');
    if (definition?.type === 'function_definition') return this.#function(definition, node);
    const decorators = this.#decorators(node);
    if (definition?.type === 'class_definition') return this.#class(definition, decorators, node);
    return { kind: 'Broken', ...this.#span(node) };
  }

  #decorators(node: Node): readonly Decorator[] {
    return named(node).flatMap((child) => {
      const [expr] = child.type === 'decorator' ? named(child) : [];
      return expr ? [{ ...this.#span(child), expr: this.#expr(expr) }] : [];
    });
  }

  /** `whole` holds the decorators, when there are some. */
  #function(node: Node, whole: Node): FunctionDef {
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
    const bodyNode = node.childForFieldName('body');
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
      ...header,
      ...this.#span(whole),
      index,
      defSpan: this.#span(node),
      body,
      bodySpan: this.#span(bodyNode ?? node),
      isGenerator,
      awaits,
    };
    this.#functions[index] = definition;
    return definition;
  }

  #header(whole: Node, node: Node): Header {
    const decorators = whole === node ? [] : this.#decorators(whole);
    const nameNode = node.childForFieldName('name');
    const paramsNode = node.childForFieldName('parameters');
    const returnType = node.childForFieldName('return_type');
    const params = this.#params(paramsNode);
    const returns = returnType ? this.#annotation(returnType) : undefined;
    const [asyncWord] =
      /^async\s+/.exec(this.#source.slice(node.startIndex, nameNode?.startIndex ?? node.endIndex)) ?? [];
    return {
      kind: 'FunctionDef',
      name: nameNode ? this.#text(nameNode) : '',
      nameSpan: this.#span(nameNode ?? node),
      isAsync: asyncWord !== undefined,
      asyncSpan:
        asyncWord === undefined ? undefined : this.#between(node.startIndex, node.startIndex + asyncWord.length),
      decorators,
      params,
      paramsSpan: this.#span(paramsNode ?? node),
      returns,
    };
  }

  /** The header as it was before an edit of the body, moved to where it is now. */
  #keptHeader(whole: Node, node: Node, body: Node | null): Header | undefined {
    const { startIndex } = whole;
    const old = this.#headers.get(startIndex);
    if (!this.#previous || !old || !body || node.hasError || this.#previous.lowered.tree.hasError) return undefined;
    const { offset, shifted } = this.#previous;
    const fits =
      shifted(offset + old.bodySpan.start) === body.startIndex &&
      shifted(offset + old.defSpan.start) === node.startIndex &&
      !ENTANGLED.test(this.#source.slice(startIndex, body.startIndex));
    if (!fits) return undefined;
    const { kind, name, nameSpan, isAsync, asyncSpan, decorators, params, paramsSpan, returns } = old;
    const header = { kind, name, nameSpan, isAsync, asyncSpan, decorators, params, paramsSpan, returns };
    return new Move(startIndex - this.#base - old.start).of(header);
  }

  #class(node: Node, decorators: readonly Decorator[], whole: Node): ClassDef {
    const index = this.#classes.length;
    const nameNode = node.childForFieldName('name');
    const bases = node.childForFieldName('superclasses');
    const header = {
      kind: 'ClassDef' as const,
      ...this.#span(whole),
      index,
      name: nameNode ? this.#text(nameNode) : '',
      nameSpan: this.#span(nameNode ?? node),
      decorators,
      bases: bases ? this.#args(bases) : [],
    };
    this.#classes.push({ ...header, body: [] });
    const definition: ClassDef = { ...header, body: this.#block(node.childForFieldName('body')) };
    this.#classes[index] = definition;
    return definition;
  }

  #params(node: Node | null): readonly Param[] {
    if (!node) return [];
    return named(node).flatMap((child) => this.#param(child) ?? []);
  }

  #param(node: Node): Param | undefined {
    const span = this.#span(node);
    const plain = (nameNode: Node, star: Param['star'], annotation?: Node | null, value?: Node | null): Param => ({
      ...span,
      name: this.#text(nameNode),
      nameSpan: this.#span(nameNode),
      star,
      annotation: annotation ? this.#annotation(annotation) : undefined,
      defaultValue: value ? this.#expr(value) : undefined,
    });
    switch (node.type) {
      case 'identifier':
        return plain(node, '');
      case 'default_parameter':
      case 'typed_default_parameter': {
        const name = node.childForFieldName('name');
        return name ? plain(name, '', node.childForFieldName('type'), node.childForFieldName('value')) : undefined;
      }
      case 'typed_parameter': {
        const [inner] = named(node);
        if (!inner) return undefined;
        const type = node.childForFieldName('type');
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
        return { ...span, name: '', nameSpan: span, star: '*', annotation: undefined, defaultValue: undefined };
      case 'positional_separator':
        return { ...span, name: '', nameSpan: span, star: '/', annotation: undefined, defaultValue: undefined };
      default:
        return undefined;
    }
  }

  #importedName(node: Node): ImportedName {
    if (node.type === 'aliased_import') {
      const name = node.childForFieldName('name') ?? node;
      const alias = node.childForFieldName('alias');
      return {
        ...this.#span(node),
        name: this.#text(name),
        nameSpan: this.#span(name),
        alias: alias ? this.#text(alias) : undefined,
      };
    }
    return { ...this.#span(node), name: this.#text(node), nameSpan: this.#span(node), alias: undefined };
  }

  #importFrom(node: Node, span: Span): Stmt {
    const moduleNode = node.childForFieldName('module_name');
    if (!moduleNode) return { kind: 'Broken', ...span };
    const written = this.#text(moduleNode);
    const dots = /^[.\s]*/.exec(written)?.[0] ?? '';
    const names = named(node)
      .filter((child) => child.startIndex !== moduleNode.startIndex)
      .map((child) =>
        child.type === 'wildcard_import'
          ? { ...this.#span(child), name: '*', nameSpan: this.#span(child), alias: undefined }
          : this.#importedName(child),
      );
    return {
      kind: 'ImportFrom',
      ...span,
      level: dots.replace(/\s/g, '').length,
      module: written.slice(dots.length).trim(),
      moduleSpan: this.#span(moduleNode),
      names,
    };
  }

  #if(node: Node, span: Span): Stmt {
    const condition = this.#field(node, 'condition');
    const test = this.#exprOr(condition, span);
    const body = this.#block(node.childForFieldName('consequence'));
    const orelse = node.type === 'if_statement' ? this.#alternatives(node) : [];
    return {
      kind: 'If',
      ...span,
      test,
      body,
      orelse,
      header: this.#between(node.startIndex, condition?.endIndex ?? node.endIndex),
    };
  }

  /** `elif` clauses nest in the `else` of the one before. */
  #alternatives(node: Node): readonly Stmt[] {
    if (this.#headerOnly) return [];
    const clauses = node.childrenForFieldName('alternative');
    let rest: readonly Stmt[] = [];
    // Functions are numbered in source order, so the clauses are lowered forwards and nested backwards.
    const lowered = clauses.map((clause) =>
      clause.type === 'elif_clause'
        ? { clause: this.#if(clause, this.#span(clause)) }
        : { body: this.#block(clause.childForFieldName('body')) },
    );
    for (const item of lowered.slice(0, MAX_DEPTH).reverse()) {
      if (item.body) rest = item.body;
      else if (item.clause.kind === 'If') rest = [{ ...item.clause, orelse: rest }];
    }
    return rest;
  }

  #elseBody(node: Node): readonly Stmt[] {
    const alternative = node.childForFieldName('alternative');
    return alternative ? this.#block(alternative.childForFieldName('body')) : [];
  }

  #try(node: Node, span: Span): Stmt {
    const header = this.#between(node.startIndex, node.startIndex + 'try'.length);
    if (this.#headerOnly) {
      return { kind: 'Try', ...header, body: [], handlers: [], orelse: [], finalbody: [], header };
    }
    const body = this.#block(node.childForFieldName('body'));
    const handlers: ExceptHandler[] = [];
    let orelse: readonly Stmt[] = [];
    let finalbody: readonly Stmt[] = [];
    for (const child of named(node)) {
      if (child.type === 'except_clause') {
        const block = named(child).find((inner) => inner.type === 'block');
        const { type, name } = this.#exceptHeader(child);
        handlers.push({ ...this.#span(child), type, name, body: this.#block(block) });
      } else if (child.type === 'else_clause') {
        orelse = this.#block(child.childForFieldName('body'));
      } else if (child.type === 'finally_clause') {
        finalbody = this.#block(named(child).find((inner) => inner.type === 'block'));
      }
    }
    return { kind: 'Try', ...span, body, handlers, orelse, finalbody, header };
  }

  #exceptHeader(node: Node): ExceptHeader {
    const value = node.childForFieldName('value');
    const alias = node.childForFieldName('alias');
    // The grammar wraps `X as name` in an as_pattern, or gives the two fields apart, depending on the form.
    const [inner, target] = value?.type === 'as_pattern' ? named(value) : [value ?? undefined, alias ?? undefined];
    const end = (target ?? inner)?.endIndex ?? node.startIndex + 'except'.length;
    return {
      kind: 'Except',
      ...this.#between(node.startIndex, end),
      type: inner ? this.#expr(inner) : undefined,
      name: target ? this.#text(target) : undefined,
    };
  }

  #with(node: Node, span: Span): Stmt {
    const clause = named(node).find((child) => child.type === 'with_clause');
    const items: WithItem[] = [];
    for (const item of clause ? named(clause) : []) {
      const value = item.childForFieldName('value');
      if (!value) continue;
      if (value.type === 'as_pattern') {
        const [context] = named(value);
        const target = value.childForFieldName('alias');
        const [name] = target ? named(target) : [];
        if (context) items.push({ context: this.#expr(context), target: name && this.#expr(name) });
      } else if (value.type === 'tuple') {
        // `with (a as b, c as d):` is a tuple to the grammar when the parentheses hold only expressions.
        for (const element of named(value)) items.push({ context: this.#expr(element), target: undefined });
      } else {
        items.push({ context: this.#expr(value), target: undefined });
      }
    }
    return {
      kind: 'With',
      ...span,
      isAsync: this.#awaitsIn(node),
      items,
      body: this.#block(node.childForFieldName('body')),
      header: this.#between(node.startIndex, clause?.endIndex ?? node.endIndex),
    };
  }

  #match(node: Node, span: Span): Stmt {
    const body = node.childForFieldName('body');
    const subject = this.#exprOr(this.#field(node, 'subject'), span);
    const cases: MatchCase[] = [];
    for (const clause of body ? named(body) : []) {
      if (clause.type !== 'case_clause') continue;
      const guard = clause.childForFieldName('guard');
      const [guardExpr] = guard ? named(guard) : [];
      const patterns = named(clause).filter((child) => child.type === 'case_pattern');
      cases.push({
        ...this.#span(clause),
        binds: patterns.flatMap((pattern) => this.#patternNames(pattern)),
        guard: guardExpr && this.#expr(guardExpr),
        takesAll: !guardExpr && patterns.length === 1 && /^[A-Za-z_]\w*$/.test(this.#text(patterns[0] ?? clause)),
        body: this.#block(clause.childForFieldName('consequence')),
      });
    }
    return { kind: 'Match', ...span, subject, cases };
  }

  #patternNames(pattern: Node): Name[] {
    return pattern
      .descendantsOfType('identifier')
      .filter((identifier) => identifier.parent?.type !== 'keyword_pattern')
      .map((identifier) => ({ kind: 'Name', ...this.#span(identifier), id: this.#text(identifier) }));
  }

  // Expressions

  #exprOr(node: Node | undefined, span: Span): Expr {
    return node ? this.#expr(node) : { kind: 'Unknown', ...span, children: [] };
  }

  #elementsOf(node: Node): readonly Expr[] {
    if (node.type === 'expression_list' || node.type === 'pattern_list') {
      return named(node).map((child) => this.#expr(child));
    }
    return [this.#expr(node)];
  }

  #annotation(node: Node): Expr {
    const [inner] = named(node);
    return node.type === 'type' && inner ? this.#expr(inner) : this.#expr(node);
  }

  #expr(node: Node): Expr {
    if (this.#depth >= MAX_DEPTH) return this.#unknown(node);
    this.#depth++;
    try {
      return this.#exprOf(node);
    } finally {
      this.#depth--;
    }
  }

  #exprOf(node: Node): Expr {
    const span = this.#span(node);
    switch (node.type) {
      case 'identifier':
        return { kind: 'Name', ...span, id: this.#text(node) };
      case 'attribute': {
        const object = this.#field(node, 'object');
        const attr = this.#field(node, 'attribute');
        if (!object || !attr) return this.#unknown(node);
        return {
          kind: 'Attribute',
          ...span,
          object: this.#expr(object),
          attr: this.#text(attr),
          attrSpan: this.#span(attr),
        };
      }
      case 'member_type': {
        const [object, attr] = named(node);
        if (!object || !attr) return this.#unknown(node);
        return {
          kind: 'Attribute',
          ...span,
          object: this.#expr(object),
          attr: this.#text(attr),
          attrSpan: this.#span(attr),
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
        return { kind: 'Constant', ...span, value: true };
      case 'false':
        return { kind: 'Constant', ...span, value: false };
      case 'none':
        return { kind: 'Constant', ...span, value: null };
      case 'ellipsis':
        return { kind: 'Ellipsis', ...span };
      case 'parenthesized_expression': {
        const [inner] = named(node);
        return inner ? { ...this.#expr(inner), parens: span } : this.#unknown(node);
      }
      case 'tuple':
      case 'expression_list':
      case 'pattern_list':
      case 'tuple_pattern':
        return { kind: 'Tuple', ...span, elements: named(node).map((child) => this.#expr(child)) };
      case 'list':
      case 'list_pattern':
        return { kind: 'List', ...span, elements: named(node).map((child) => this.#expr(child)) };
      case 'set':
        return { kind: 'Set', ...span, elements: named(node).map((child) => this.#expr(child)) };
      case 'dictionary':
        return { kind: 'Dict', ...span, entries: named(node).flatMap((child) => this.#dictEntry(child)) };
      case 'subscript': {
        const object = this.#field(node, 'value');
        if (!object) return this.#unknown(node);
        const indices = node.childrenForFieldName('subscript').map((child) => this.#expr(child));
        return { kind: 'Subscript', ...span, object: this.#expr(object), indices };
      }
      case 'generic_type': {
        const [object, parameters] = named(node);
        if (!object) return this.#unknown(node);
        const indices = parameters ? named(parameters).map((child) => this.#annotation(child)) : [];
        return { kind: 'Subscript', ...span, object: this.#expr(object), indices };
      }
      case 'union_type': {
        const [left, right] = named(node).map((child) => this.#annotation(child));
        return left && right ? { kind: 'Binary', ...span, operator: '|', left, right } : this.#unknown(node);
      }
      case 'type':
        return this.#annotation(node);
      case 'slice':
        return { kind: 'Slice', ...span, parts: named(node).map((child) => this.#expr(child)) };
      case 'unary_operator': {
        const operand = this.#field(node, 'argument');
        const operator = this.#source.charAt(node.startIndex);
        if (!operand || (operator !== '-' && operator !== '+' && operator !== '~')) return this.#unknown(node);
        return { kind: 'Unary', ...span, operator, operand: this.#expr(operand) };
      }
      case 'not_operator': {
        const operand = this.#field(node, 'argument');
        return operand
          ? { kind: 'Unary', ...span, operator: 'not', operand: this.#expr(operand) }
          : this.#unknown(node);
      }
      case 'binary_operator': {
        const left = this.#field(node, 'left');
        const right = this.#field(node, 'right');
        const operator = this.#field(node, 'operator');
        if (!left || !right || !operator) return this.#unknown(node);
        return {
          kind: 'Binary',
          ...span,
          operator: this.#text(operator),
          left: this.#expr(left),
          right: this.#expr(right),
        };
      }
      case 'boolean_operator': {
        const left = this.#field(node, 'left');
        const right = this.#field(node, 'right');
        const operator = this.#field(node, 'operator');
        if (!left || !right || !operator) return this.#unknown(node);
        return {
          kind: 'BoolOp',
          ...span,
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
          ...span,
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
        return operand ? { kind: 'Await', ...span, operand: this.#expr(operand) } : this.#unknown(node);
      }
      case 'yield': {
        this.#yields = true;
        const [value] = named(node);
        const isFrom = /^yield\s+from\b/.test(this.#source.slice(node.startIndex, value?.startIndex ?? node.endIndex));
        return { kind: 'Yield', ...span, from: isFrom, value: value && this.#expr(value) };
      }
      case 'list_splat':
      case 'list_splat_pattern':
      case 'dictionary_splat_pattern': {
        const [operand] = named(node);
        return operand ? { kind: 'Starred', ...span, operand: this.#expr(operand) } : this.#unknown(node);
      }
      case 'named_expression': {
        const name = this.#field(node, 'name');
        const value = this.#field(node, 'value');
        if (!name || !value) return this.#unknown(node);
        const target: Name = { kind: 'Name', ...this.#span(name), id: this.#text(name) };
        return { kind: 'Walrus', ...span, target, value: this.#expr(value) };
      }
      case 'as_pattern': {
        const [inner] = named(node);
        return inner ? this.#expr(inner) : this.#unknown(node);
      }
      default:
        return this.#unknown(node);
    }
  }

  #unknown(node: Node): Expr {
    return { kind: 'Unknown', ...this.#span(node), children: [] };
  }

  #call(node: Node, span: Span): Expr {
    const callee = this.#field(node, 'function');
    const args = this.#field(node, 'arguments');
    if (!callee || !args) return this.#unknown(node);
    const generator = args.type === 'generator_expression';
    return {
      kind: 'Call',
      ...span,
      callee: this.#expr(callee),
      args: generator ? [{ ...this.#span(args), value: this.#expr(args) }] : this.#args(args),
      argsSpan: this.#span(args),
    };
  }

  #args(node: Node): readonly Argument[] {
    const result: Argument[] = [];
    for (const child of named(node)) {
      const span = this.#span(child);
      if (child.type === 'keyword_argument') {
        const name = this.#field(child, 'name');
        const value = this.#field(child, 'value');
        if (name && value) {
          result.push({ ...span, keyword: this.#text(name), keywordSpan: this.#span(name), value: this.#expr(value) });
        }
      } else if (child.type === 'list_splat' || child.type === 'dictionary_splat') {
        const [operand] = named(child);
        if (operand) {
          result.push({ ...span, keyword: child.type === 'list_splat' ? '*' : '**', value: this.#expr(operand) });
        }
      } else {
        result.push({ ...span, value: this.#expr(child) });
      }
    }
    return result;
  }

  #string(node: Node, span: Span): Expr {
    const children = node.namedChildren;
    const [open] = children;
    const opening = open?.type === 'string_start' ? this.#text(open) : '';
    const prefix = opening.replace(/['"]+$/, '').toLowerCase();
    const interpolations: Expr[] = [];
    const texts = [''];
    let isPlain = true;
    for (const child of children) {
      if (child.type === 'string_content') texts.push((texts.pop() ?? '') + this.#text(child));
      else if (child.type === 'interpolation') {
        const expression = this.#field(child, 'expression');
        // A conversion, a format or `=` changes how the value is written.
        isPlain &&= expression !== undefined && child.namedChildCount === 1 && !/=\s*\}$/.test(this.#text(child));
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
      ...span,
      value,
      interpolations,
      ...(value === undefined && isPlain ? { texts: resolved } : {}),
      prefix,
    };
  }

  #concatenated(node: Node, span: Span): Expr {
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
    return { kind: 'String', ...span, value, interpolations, prefix };
  }

  #number(node: Node, span: Span): Expr {
    const text = this.#text(node).replace(/_/g, '').toLowerCase();
    if (text.endsWith('j')) return this.#unknown(node);
    const value = text.startsWith('0') && /^0\d+$/.test(text) ? parseInt(text, 10) : Number(text);
    return { kind: 'Number', ...span, value, isFloat: node.type === 'float' };
  }

  #dictEntry(node: Node): DictEntry[] {
    if (node.type === 'pair') {
      const key = this.#field(node, 'key');
      const value = this.#field(node, 'value');
      return key && value ? [{ key: this.#expr(key), value: this.#expr(value) }] : [];
    }
    if (node.type === 'dictionary_splat') {
      const [operand] = named(node);
      return operand ? [{ key: undefined, value: this.#expr(operand) }] : [];
    }
    return [];
  }

  #comparison(node: Node, span: Span): Expr {
    const operandNodes = named(node);
    const operators: string[] = [];
    for (let i = 0; i + 1 < operandNodes.length; i++) {
      const between = this.#source.slice(operandNodes[i]?.endIndex, operandNodes[i + 1]?.startIndex);
      operators.push(/is\s+not|not\s+in|is|in|[<>=!]+/.exec(between)?.[0].replace(/\s+/g, ' ') ?? '');
    }
    return { kind: 'Compare', ...span, operands: operandNodes.map((child) => this.#expr(child)), operators };
  }

  #lambda(node: Node, span: Span): Expr {
    const index = this.#functions.length;
    this.#functions.push({ kind: 'Lambda', index, ...span, params: [], body: { kind: 'Ellipsis', ...span } });
    const params = this.#params(node.childForFieldName('parameters'));
    const outerYields = this.#yields;
    const body = this.#exprOr(this.#field(node, 'body'), span);
    this.#yields = outerYields;
    const lambda: Lambda = { kind: 'Lambda', index, ...span, params, body };
    this.#functions[index] = lambda;
    return lambda;
  }

  #comprehension(node: Node, span: Span): Expr {
    const body = this.#field(node, 'body');
    const clauses: { target: Expr; iterable: Expr; conditions: Expr[]; isAsync: boolean }[] = [];
    let element: Expr = { kind: 'Unknown', ...span, children: [] };
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
        const left = this.#field(child, 'left');
        const rights = child.childrenForFieldName('right');
        const [right] = rights;
        clauses.push({
          target: this.#exprOr(left, span),
          iterable: this.#exprOr(right, span),
          conditions: [],
          isAsync: this.#awaitsIn(child),
        });
      } else if (child.type === 'if_clause') {
        const [condition] = named(child);
        if (condition) clauses.at(-1)?.conditions.push(this.#expr(condition));
      }
    }
    const result = COMPREHENSIONS[node.type] ?? 'list';
    const finished: readonly ComprehensionClause[] = clauses;
    return { kind: 'Comprehension', ...span, result, element, ...(key ? { key } : {}), clauses: finished };
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

/** Copies of statements whose text moved inside their unit. What occurs twice in a unit is one object in the copy too. */
class Move {
  readonly #delta: number;
  readonly #copies = new Map<object, object>();

  constructor(delta: number) {
    this.#delta = delta;
  }

  of<T extends object>(node: T): T {
    if (this.#delta === 0) return node;
    const known = this.#copies.get(node);
    if (known) return known as T;
    const copy = this.#copy(node);
    this.#copies.set(node, copy);
    return copy;
  }

  #copy<T extends object>(node: T): T {
    if (Array.isArray(node)) return node.map((item: unknown) => this.#value(item)) as T & unknown[];
    const copy: Record<string, unknown> = { ...(node as object) };
    for (const key in copy) {
      const value = copy[key];
      if (typeof value === 'object') copy[key] = this.#value(value);
      else if ((key === 'start' || key === 'end') && typeof value === 'number') copy[key] = value + this.#delta;
    }
    return copy as T;
  }

  #value(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    if (known) return known;
    return SHARED.has((value as { readonly kind?: string }).kind ?? '') ? this.of(value) : this.#copy(value);
  }
}

/** What the unit lists besides the statement that holds it. */
const SHARED: ReadonlySet<string> = new Set(['FunctionDef', 'ClassDef', 'Lambda']);

const COMPREHENSIONS: Readonly<Record<string, 'list' | 'set' | 'dict' | 'generator'>> = {
  list_comprehension: 'list',
  set_comprehension: 'set',
  dictionary_comprehension: 'dict',
  generator_expression: 'generator',
};
