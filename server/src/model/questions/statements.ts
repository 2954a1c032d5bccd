import type { Expr, FunctionDef, Lambda, Stmt } from '../../syntax/python/ast';
import type { Unit } from '../../syntax/python/units';
import type { Place } from '../../text/place';
import type { ModuleEntity } from '../entities';
import type { Code } from '../program';
import {
  assignmentsIn,
  childBlocks,
  childrenOf,
  comparedWithNone,
  dotted,
  expressionsOf,
  scopeOf,
} from '../names/scope';

/** A statement of a function as one who moves it has to know it; worked out as it is asked for. */
export class Statement {
  readonly #statement: Stmt;
  readonly #code: Code;
  #reads: ReadonlySet<string> | undefined;
  #binds: ReadonlySet<string> | undefined;
  #blocks: readonly (readonly Statement[])[] | undefined;

  constructor(statement: Stmt, code: Code) {
    this.#statement = statement;
    this.#code = code;
  }

  get kind(): Stmt['kind'] {
    return this.#statement.kind;
  }

  /** All of it, with the blocks inside. */
  get place(): Place {
    return this.#code.placeOf(this.#statement);
  }

  /** Names whose values it uses, in its blocks and in functions inside it too; their own names are left out. */
  get reads(): ReadonlySet<string> {
    if (!this.#reads) {
      const found = new Set<string>();
      readsOf(this.#statement, found);
      this.#reads = found;
    }
    return this.#reads;
  }

  /** Names that it binds or deletes, in its blocks too. */
  get binds(): ReadonlySet<string> {
    if (!this.#binds) {
      const found = new Set(assignmentsIn([this.#statement]).map(({ name }) => name));
      deletions(this.#statement, found);
      this.#binds = found;
    }
    return this.#binds;
  }

  /** Names that it declares `global` or `nonlocal`. */
  get declares(): readonly string[] {
    const statement = this.#statement;
    return statement.kind === 'Global' || statement.kind === 'Nonlocal' ? statement.names : [];
  }

  /** What an assignment gives its target. */
  get value(): Place | undefined {
    const statement = this.#statement;
    if (statement.kind !== 'Assign' || !statement.value) return undefined;
    return this.#code.placeOf(statement.value.parens ?? statement.value);
  }

  /** The object whose attribute or item an assignment sets. */
  get changes(): string | undefined {
    return this.#statement.kind === 'Assign' ? changedBy(this.#statement.targets) : undefined;
  }

  /** The list into which `name.append(…)` puts something. */
  get fills(): string | undefined {
    const { value } = this.#statement.kind === 'Expr' ? this.#statement : {};
    if (value?.kind !== 'Call' || value.callee.kind !== 'Attribute') return undefined;
    return GIVES_NOTHING.has(value.callee.attr) ? nameOf(value.callee.object) : undefined;
  }

  /** `if name is None:` and `if not name:`: the first block is for what is not there. */
  get asksForMissing(): string | undefined {
    return this.#statement.kind === 'If' ? testedForNone(this.#statement.test) : undefined;
  }

  /** The same without an `else`: what the blocks do is done once. */
  get whenMissing(): string | undefined {
    const statement = this.#statement;
    return statement.kind === 'If' && statement.orelse.length === 0 ? this.asksForMissing : undefined;
  }

  /** The names and attributes that the test of an `if` asks about: `model`, `self.loaded`, `os.path.exists`. */
  get asks(): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.#statement.kind === 'If') asked(this.#statement.test, found);
    return found;
  }

  /** Of `name = kept.get(key)` and `name = kept[key]`, what is looked into. */
  get looksInto(): string | undefined {
    const statement = this.#statement;
    if (statement.kind !== 'Assign' || statement.targets.length !== 1 || !nameOf(statement.targets[0]))
      return undefined;
    const { value } = statement;
    if (value?.kind === 'Subscript') return dotted(value.object);
    if (value?.kind !== 'Call' || value.callee.kind !== 'Attribute') return undefined;
    return value.callee.attr === 'get' ? dotted(value.callee.object) : undefined;
  }

  /** The same of the tests inside its expressions, as in `run(x) if device == "cuda" else None`, and of what `match` looks at. */
  get asksInside(): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.#statement.kind === 'Match') asked(this.#statement.subject, found);
    for (const expr of expressionsOf(this.#statement)) askedInside(expr, found);
    return found;
  }

  /** `if name is not None:` and `if name:` without an `else`, where the block returns: what follows is done once. */
  get returnsWhenThere(): string | undefined {
    const statement = this.#statement;
    if (statement.kind !== 'If' || statement.orelse.length > 0) return undefined;
    return statement.body.at(-1)?.kind === 'Return' ? testedForPresence(statement.test) : undefined;
  }

  /** `if os.path.exists(path):`, where the block returns: what follows makes the file once. */
  get returnsWhenFileIsThere(): boolean {
    const statement = this.#statement;
    return statement.kind === 'If' && statement.body.at(-1)?.kind === 'Return' && asksForFile(statement.test);
  }

  /** Something in it leaves the function, hands a value out, or waits: `return`, `yield`, `await`. */
  get leaves(): boolean {
    return leaves(this.#statement);
  }

  get isDocstring(): boolean {
    const { node } = this.#code;
    const statement = this.#statement;
    const isFirst = node?.kind === 'FunctionDef' && node.body[0] === statement;
    return isFirst && statement.kind === 'Expr' && statement.value.kind === 'String';
  }

  /** A number is computed and nothing is done with it. */
  get computes(): boolean {
    return this.#statement.kind === 'Expr' && isArithmetic(this.#statement.value);
  }

  /** Of a `try`, the blocks that run when its first one fails. */
  get handlers(): readonly (readonly Statement[])[] {
    return this.#statement.kind === 'Try' ? this.blocks.slice(1, this.#statement.handlers.length + 1) : [];
  }

  /** Of these, the ones for a package that is not installed. */
  get handlersOfImports(): readonly (readonly Statement[])[] {
    const statement = this.#statement;
    if (statement.kind !== 'Try') return [];
    return this.handlers.filter((_, index) => isImportError(statement.handlers[index]?.type));
  }

  /** The blocks inside, in source order. */
  get blocks(): readonly (readonly Statement[])[] {
    this.#blocks ??= childBlocks(this.#statement).map((block) =>
      block.map((child) => new Statement(child, this.#code)),
    );
    return this.#blocks;
  }
}

/** The statements of a function's own block, in source order; none for a lambda and outside functions. */
export function statementsOf(code: Code): readonly Statement[] {
  const { node } = code;
  return node?.kind === 'FunctionDef' ? node.body.map((statement) => new Statement(statement, code)) : [];
}

/** The statements of a function at any depth of its blocks, in source order; those of functions inside are left out. */
export function allStatementsOf(code: Code): readonly Statement[] {
  return statementsOf(code).flatMap(withInner);
}

function withInner(statement: Statement): readonly Statement[] {
  return [statement, ...statement.blocks.flat().flatMap(withInner)];
}

function isArithmetic(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Number':
    case 'Binary':
      return true;
    case 'Conditional':
      return isArithmetic(expr.then) && isArithmetic(expr.otherwise);
    case 'Call':
      return expr.callee.kind === 'Name' && /^(?:min|max|int|float|round|abs|sum)$/.test(expr.callee.id);
    default:
      return false;
  }
}

function testedForNone(test: Expr): string | undefined {
  const compared = comparedWithNone(test);
  if (compared) return compared.isNone ? compared.name : undefined;
  return test.kind === 'Unary' && test.operator === 'not' ? nameOf(test.operand) : undefined;
}

function testedForPresence(test: Expr): string | undefined {
  const compared = comparedWithNone(test);
  return compared?.isNone === false ? compared.name : nameOf(test);
}

function asked(expr: Expr, into: Set<string>): void {
  if (expr.kind === 'Name') into.add(expr.id);
  const name = expr.kind === 'Attribute' ? dotted(expr) : undefined;
  if (name !== undefined) into.add(name);
  for (const child of childrenOf(expr)) asked(child, into);
}

function askedInside(expr: Expr, into: Set<string>): void {
  if (expr.kind === 'Conditional') asked(expr.test, into);
  if (expr.kind === 'BoolOp') asked(expr.left, into);
  for (const child of childrenOf(expr)) askedInside(child, into);
}

/** A file or folder being there is among what makes it true. */
function asksForFile(test: Expr): boolean {
  if (test.kind === 'Unary') return false;
  if (test.kind !== 'Call') return childrenOf(test).some(asksForFile);
  const { callee } = test;
  const name = callee.kind === 'Attribute' ? callee.attr : nameOf(callee);
  return /^(?:exists|is_?file|is_?dir)$/.test(name ?? '') || test.args.some(({ value }) => asksForFile(value));
}

function nameOf(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'Name' ? expr.id : undefined;
}

function changedBy(targets: readonly Expr[]): string | undefined {
  let target = targets.length === 1 ? targets[0] : undefined;
  if (target?.kind !== 'Attribute' && target?.kind !== 'Subscript') return undefined;
  while (target.kind === 'Attribute' || target.kind === 'Subscript') target = target.object;
  return target.kind === 'Name' ? target.id : undefined;
}

function deletions(statement: Stmt, found: Set<string>): void {
  if (statement.kind === 'Delete') {
    for (const target of statement.targets) if (target.kind === 'Name') found.add(target.id);
  }
  for (const block of childBlocks(statement)) for (const child of block) deletions(child, found);
}

function leaves(statement: Stmt): boolean {
  if (statement.kind === 'Return') return true;
  if ((statement.kind === 'For' || statement.kind === 'With') && statement.isAsync) return true;
  return partsOf(statement).some(waits) || childBlocks(statement).some((block) => block.some((child) => leaves(child)));
}

function waits(expr: Expr): boolean {
  return expr.kind === 'Yield' || expr.kind === 'Await' || (expr.kind !== 'Lambda' && childrenOf(expr).some(waits));
}

/** Every expression written in a statement itself, assigned to or evaluated; not those in its blocks. */
function partsOf(statement: Stmt): readonly Expr[] {
  const some = (...parts: readonly (Expr | undefined)[]): readonly Expr[] => parts.filter((part) => part !== undefined);
  switch (statement.kind) {
    case 'Expr':
      return [statement.value];
    case 'Assign':
      return some(statement.value, statement.annotation, ...statement.targets);
    case 'AugAssign':
      return [statement.value, statement.target];
    case 'Return':
      return some(statement.value);
    case 'Raise':
      return some(statement.value, statement.cause);
    case 'Delete':
      return statement.targets;
    case 'If':
    case 'While':
    case 'Assert':
      return [statement.test];
    case 'For':
      return [statement.iterable, statement.target];
    case 'With':
      return some(...statement.items.flatMap((item) => [item.context, item.target]));
    case 'Try':
      return some(...statement.handlers.map(({ type }) => type));
    case 'Match':
      return some(statement.subject, ...statement.cases.map(({ guard }) => guard));
    case 'FunctionDef':
      return outsideOf(statement);
    case 'ClassDef':
      return [...statement.decorators.map(({ expr }) => expr), ...statement.bases.map(({ value }) => value)];
    default:
      return [];
  }
}

function isImportError(type: Expr | undefined): boolean {
  if (type?.kind === 'Tuple') return type.elements.length > 0 && type.elements.every(isImportError);
  return type?.kind === 'Name' && (type.id === 'ImportError' || type.id === 'ModuleNotFoundError');
}

/** What a definition evaluates where it stands. */
function outsideOf({ decorators, params, returns }: FunctionDef): readonly Expr[] {
  const own = params.flatMap(({ annotation, defaultValue }) => [annotation, defaultValue]);
  return [...decorators.map(({ expr }) => expr), ...own, returns].filter((part) => part !== undefined);
}

function readsOf(statement: Stmt, found: Set<string>): void {
  // What is only assigned to is no read; in `name.part = value` the name is one, and in `name += value` too.
  const assigned = statement.kind === 'Assign' ? statement.targets : statement.kind === 'For' ? [statement.target] : [];
  const contexts = statement.kind === 'With' ? statement.items.map(({ target }) => target) : [];
  for (const part of partsOf(statement)) {
    if (assigned.includes(part) || contexts.includes(part)) targetReads(part, found);
    else namesIn(part, found);
  }
  if (statement.kind === 'FunctionDef') {
    const { params, locals } = scopeOf(statement);
    const inside = new Set<string>();
    for (const child of statement.body) readsOf(child, inside);
    for (const name of inside) if (!params.includes(name) && !locals.has(name)) found.add(name);
  }
  if (statement.kind === 'ClassDef') for (const child of statement.body) readsOf(child, found);
  for (const block of childBlocks(statement)) for (const child of block) readsOf(child, found);
}

function targetReads(target: Expr, found: Set<string>): void {
  switch (target.kind) {
    case 'Name':
      break;
    case 'Tuple':
    case 'List':
      for (const element of target.elements) targetReads(element, found);
      break;
    case 'Starred':
      targetReads(target.operand, found);
      break;
    default:
      namesIn(target, found);
  }
}

function namesIn(expr: Expr, found: Set<string>): void {
  switch (expr.kind) {
    case 'Name':
      found.add(expr.id);
      return;
    case 'Lambda': {
      for (const { defaultValue } of expr.params) if (defaultValue) namesIn(defaultValue, found);
      const own = expr.params.map(({ name }) => name);
      addOthers(expr.body, own, found);
      return;
    }
    case 'Comprehension': {
      const own = assignmentsIn(
        expr.clauses.map(({ target, iterable }) => ({
          kind: 'For',
          isAsync: false,
          target,
          iterable,
          body: [],
          orelse: [],
          header: expr,
          start: expr.start,
          end: expr.end,
        })),
      ).map(({ name }) => name);
      for (const child of childrenOf(expr)) addOthers(child, own, found);
      return;
    }
    default:
      for (const child of childrenOf(expr)) namesIn(child, found);
  }
}

function addOthers(expr: Expr, own: readonly string[], found: Set<string>): void {
  const inside = new Set<string>();
  namesIn(expr, inside);
  for (const name of inside) if (!own.includes(name)) found.add(name);
}

/**
 * Every name that a statement reads or assigns to, in its blocks and in functions inside too; of `models.pipe` also `pipe`,
 * which may be a variable of another module.
 */
export function namesUsedIn(statement: Stmt, found = new Set<string>()): ReadonlySet<string> {
  const visit = (expr: Expr): void => {
    if (expr.kind === 'Name') found.add(expr.id);
    if (expr.kind === 'Attribute' && expr.object.kind === 'Name') found.add(expr.attr);
    for (const child of childrenOf(expr)) visit(child);
  };
  partsOf(statement).forEach(visit);
  // What gives it another name.
  if (statement.kind === 'ImportFrom') {
    for (const { name, alias } of statement.names) if (alias !== undefined) found.add(name);
  }
  const isDefinition = statement.kind === 'FunctionDef' || statement.kind === 'ClassDef';
  for (const block of isDefinition ? [statement.body] : childBlocks(statement)) {
    for (const child of block) namesUsedIn(child, found);
  }
  return found;
}

/**
 * The code uses the name for itself, other than to call or test it, for a member of it, or to give it to another variable
 * (`aliasesOf`): what it stands for may be changed under another name then, as in `for model in (a, b): model.to("cuda")`.
 * Functions inside are not looked at.
 */
export function usesAlone(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean => {
    if (isVariable(expr, name)) return true;
    const inPart = (part: Expr): boolean => !isVariable(part, name) && inExpression(part);
    switch (expr.kind) {
      case 'Attribute':
        return inPart(expr.object);
      case 'Call':
        return inPart(expr.callee) || expr.args.some(({ value }) => inExpression(value));
      case 'Compare':
        return expr.operands.some(inPart);
      default:
        return childrenOf(expr).some(inExpression);
    }
  };
  return someExpression(code, inExpression, (statement) => namesGiven(statement).some(([to]) => code.owns(to)));
}

/** The variables of a function that get what other names stand for, with those: `model = small` and `a, b = c, d`. */
export function aliasesOf(code: Code): readonly (readonly [name: string, of: string])[] {
  const { node } = code;
  const inBlock = (block: readonly Stmt[]): readonly (readonly [string, string])[] =>
    block.flatMap((statement) => [...namesGiven(statement), ...childBlocks(statement).flatMap(inBlock)]);
  return node?.kind === 'FunctionDef' ? inBlock(node.body) : [];
}

/** Of an assignment of nothing but names to names, each with the one that it gets. */
function namesGiven(statement: Stmt): readonly (readonly [string, string])[] {
  const [target, ...others] = statement.kind === 'Assign' ? statement.targets : [];
  const value = statement.kind === 'Assign' ? statement.value : undefined;
  if (!target || !value || others.length > 0) return [];
  const names = (expr: Expr): readonly (string | undefined)[] =>
    (expr.kind === 'Tuple' ? expr.elements : [expr]).map(nameOf);
  const [to, of] = [names(target), names(value)];
  const pairs = to.flatMap((name, i) => {
    const given = of[i];
    return name !== undefined && given !== undefined ? [[name, given] as const] : [];
  });
  return pairs.length === to.length && to.length === of.length ? pairs : [];
}

/** The code gives what the name stands for to a call. Functions inside are not looked at. */
export function passesOn(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean =>
    (expr.kind === 'Call' && expr.args.some(({ value }) => isVariable(value, name))) ||
    childrenOf(expr).some(inExpression);
  return someExpression(code, inExpression);
}

/** The code uses the name otherwise than in what it gives to calls. Functions inside are not looked at. */
export function usesOutsideCalls(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean =>
    isVariable(expr, name) || (expr.kind === 'Call' ? inExpression(expr.callee) : childrenOf(expr).some(inExpression));
  return someExpression(code, inExpression);
}

/** The name, or, where another module imports the one that binds it, `module.name`. */
function isVariable(expr: Expr, name: string): boolean {
  return expr.kind === 'Name' ? expr.id === name : expr.kind === 'Attribute' && expr.attr === name;
}

/** The code reads the name, other than to put something into what it stands for. Functions inside are not looked at. */
export function reads(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean => {
    if (expr.kind === 'Name') return expr.id === name;
    const isFilled =
      expr.kind === 'Call' &&
      expr.callee.kind === 'Attribute' &&
      GIVES_NOTHING.has(expr.callee.attr) &&
      expr.callee.object.kind === 'Name';
    return (isFilled ? expr.args.map(({ value }) => value) : childrenOf(expr)).some(inExpression);
  };
  return someExpression(code, inExpression);
}

/**
 * The code does something with what is in the list, other than to look for something in it, to sum it up, to log it, also
 * to a file, or to shorten it. The list may be an attribute: `self.turns`. Functions inside are not looked at.
 */
export function usesItems(code: Code, name: string): boolean {
  const isList = (expr: Expr): boolean =>
    expr.kind === 'Name' ? expr.id === name : expr.kind === 'Attribute' && attributePath(expr) === name;
  const inExpression = (expr: Expr, isReturned: boolean): boolean => {
    const within = (part: Expr): boolean => inExpression(part, isReturned);
    if (isList(expr)) return true;
    if (expr.kind === 'Compare') return expr.operands.some((operand) => !isList(operand) && within(operand));
    const isLast =
      expr.kind === 'Subscript' && isList(expr.object) && expr.indices.some(({ kind }) => kind === 'Unary');
    if (isLast) return false;
    if (expr.kind !== 'Call') return childrenOf(expr).some(within);
    const { callee, args } = expr;
    const called = callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.attr : '';
    const isText = isReturned && GIVES_TEXT.has(called);
    if (!isText && SUMS_UP.has(called)) return false;
    if (!isText && callee.kind === 'Attribute' && WRITES_FILE.test(called)) return false;
    const isFilled = callee.kind === 'Attribute' && GIVES_NOTHING.has(called) && isList(callee.object);
    return (!isFilled && within(callee)) || args.some(({ value }) => within(value));
  };
  return someExpression(
    code,
    inExpression,
    (statement) =>
      statement.kind === 'Assign' && statement.targets.some(isList) && statement.value?.kind === 'Subscript',
  );
}

/** Calls that count or log what a list holds. */
const SUMS_UP = new Set(
  'len print sum min max mean median any all dump dumps debug info warning error Info Warning count index'.split(' '),
);

/** Those of these, and of those that write files, that give all of it as text to whoever returns that. */
const GIVES_TEXT = new Set(['dumps', 'to_csv', 'to_json']);

/** Methods of files, `csv` and pandas that write what they are given, or are called on, to a file. */
const WRITES_FILE = /^(?:write|writelines|writerows?|write_text|to_(?:csv|json|excel|parquet))$/;

/** The names that the code puts into the list as they are, or as a part of a text, a list or a dict. Functions inside are not looked at. */
export function namesPutInto(code: Code, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (expr: Expr): boolean => {
    if (expr.kind === 'Call' && expr.callee.kind === 'Attribute' && GIVES_NOTHING.has(expr.callee.attr)) {
      const { object } = expr.callee;
      if (object.kind === 'Name' && object.id === name) for (const { value } of expr.args) keptNames(value, found);
    }
    return childrenOf(expr).some(visit);
  };
  someExpression(code, visit);
  return found;
}

/** The names, and those that hold what the code makes of what they hold: by assignments, loops, and what is put into lists. */
export function namesMadeFrom(names: Iterable<string>, code: Code): ReadonlySet<string> {
  const found = new Set(names);
  const isMade = (each: string): boolean => found.has(each);
  const all = allStatementsOf(code);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const { kind, blocks, reads, binds, fills } of all) {
      if (fills !== undefined && [...reads].some(isMade)) found.add(fills);
      const isSimple = blocks.length === 0;
      if ((!isSimple && kind !== 'For' && kind !== 'With') || ![...reads].some(isMade)) continue;
      const inner = blocks.flat();
      for (const name of binds) if (!inner.some((each) => each.binds.has(name))) found.add(name);
    }
  }
  return found;
}

function keptNames(expr: Expr, found: Set<string>): void {
  switch (expr.kind) {
    case 'Name':
      found.add(expr.id);
      return;
    case 'Call':
      // `message.strip()` is the message still.
      if (expr.callee.kind === 'Attribute') keptNames(expr.callee.object, found);
      return;
    case 'Binary':
      if (expr.operator === '+' && [expr.left, expr.right].some(isText))
        for (const part of [expr.left, expr.right]) keptNames(part, found);
      return;
    case 'String':
    case 'Tuple':
    case 'List':
    case 'Dict':
      for (const child of childrenOf(expr)) keptNames(child, found);
      return;
    default:
  }
}

function isText(expr: Expr): boolean {
  return expr.kind === 'String' || (expr.kind === 'Binary' && [expr.left, expr.right].some(isText));
}

/**
 * The attributes of what names stand for that the code reads, as `state.last`, other than to put something into them or to
 * empty them. Functions inside are not looked at.
 */
export function attributesRead(code: Whole): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (expr: Expr): boolean => {
    const path = attributePath(expr);
    if (path !== undefined) found.add(path);
    const isFilled =
      expr.kind === 'Call' &&
      expr.callee.kind === 'Attribute' &&
      GIVES_NOTHING.has(expr.callee.attr) &&
      attributePath(expr.callee.object) !== undefined;
    return (isFilled ? expr.args.map(({ value }) => value) : childrenOf(expr)).some(visit);
  };
  someExpression(code, visit);
  return found;
}

/** `state.last`. */
function attributePath(expr: Expr): string | undefined {
  return expr.kind === 'Attribute' && expr.object.kind === 'Name' ? `${expr.object.id}.${expr.attr}` : undefined;
}

/** Methods of lists, sets, dicts and queues that change them and give nothing back: calling them reads nothing. */
const GIVES_NOTHING = new Set(
  'append extend insert add update appendleft extendleft clear remove discard reverse sort put put_nowait'.split(' '),
);

/** All of a function, or a statement outside functions. */
interface Whole {
  readonly node: FunctionDef | Lambda | undefined;
  readonly unit: Unit;
  readonly module: ModuleEntity;
}

/** Whether the test holds for one of the expressions that are whole in the code; what is assigned to is none. */
function someExpression(
  { node, unit, module }: Whole,
  test: (expr: Expr, isReturned: boolean) => boolean,
  isLeftOut: (statement: Stmt) => boolean = () => false,
): boolean {
  const inStatement = (statement: Stmt): boolean =>
    (!isLeftOut(statement) && expressionsOf(statement).some((expr) => test(expr, statement.kind === 'Return'))) ||
    (statement.kind !== 'FunctionDef' &&
      statement.kind !== 'ClassDef' &&
      childBlocks(statement).some((block) => block.some(inStatement)));
  if (node) return node.kind === 'Lambda' ? test(node.body, true) : node.body.some(inStatement);
  const { statement } = module.content(unit).tree;
  return statement !== undefined && statement.kind !== 'Except' && inStatement(statement);
}
