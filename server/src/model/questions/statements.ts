/** The statements of a function, as what asks about their order and their blocks, or moves them, has to know them. */
import type { Expr, Stmt } from '../../syntax/python/ast';
import type { Place } from '../../text/place';
import {
  allExpressionsOf,
  childBlocks,
  childrenOf,
  comparedWithNone,
  dotted,
  expressionsOf,
  simpleName,
} from '../names/scope';
import { namesBoundBy, namesReadBy } from '../names/usedNames';
import type { Code } from '../program';
import { filling } from './variables';

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
    this.#reads ??= namesReadBy(this.#statement);
    return this.#reads;
  }

  /** Names that it binds or deletes, in its blocks too. */
  get binds(): ReadonlySet<string> {
    this.#binds ??= namesBoundBy(this.#statement);
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
    return this.#statement.kind === 'Expr' ? simpleName(filling(this.#statement.value)?.object) : undefined;
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

  /** The same of the tests inside its expressions, as in `run(x) if device == "cuda" else None`, and of what `match` looks at. */
  get asksInside(): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.#statement.kind === 'Match') asked(this.#statement.subject, found);
    for (const expr of expressionsOf(this.#statement)) askedInside(expr, found);
    return found;
  }

  /** Of `name = kept.get(key)` and `name = kept[key]`, what is looked into. */
  get looksInto(): string | undefined {
    const statement = this.#statement;
    if (statement.kind !== 'Assign' || statement.targets.length !== 1 || !simpleName(statement.targets[0]))
      return undefined;
    const { value } = statement;
    if (value?.kind === 'Subscript') return dotted(value.object);
    if (value?.kind !== 'Call' || value.callee.kind !== 'Attribute') return undefined;
    return value.callee.attr === 'get' ? dotted(value.callee.object) : undefined;
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
  return test.kind === 'Unary' && test.operator === 'not' ? simpleName(test.operand) : undefined;
}

function testedForPresence(test: Expr): string | undefined {
  const compared = comparedWithNone(test);
  return compared?.isNone === false ? compared.name : simpleName(test);
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
  const name = callee.kind === 'Attribute' ? callee.attr : simpleName(callee);
  return /^(?:exists|is_?file|is_?dir)$/.test(name ?? '') || test.args.some(({ value }) => asksForFile(value));
}

function changedBy(targets: readonly Expr[]): string | undefined {
  let target = targets.length === 1 ? targets[0] : undefined;
  if (target?.kind !== 'Attribute' && target?.kind !== 'Subscript') return undefined;
  while (target.kind === 'Attribute' || target.kind === 'Subscript') target = target.object;
  return target.kind === 'Name' ? target.id : undefined;
}

function leaves(statement: Stmt): boolean {
  if (statement.kind === 'Return') return true;
  if ((statement.kind === 'For' || statement.kind === 'With') && statement.isAsync) return true;
  return (
    allExpressionsOf(statement).some(waits) ||
    childBlocks(statement).some((block) => block.some((child) => leaves(child)))
  );
}

function waits(expr: Expr): boolean {
  return expr.kind === 'Yield' || expr.kind === 'Await' || (expr.kind !== 'Lambda' && childrenOf(expr).some(waits));
}

function isImportError(type: Expr | undefined): boolean {
  if (type?.kind === 'Tuple') return type.elements.length > 0 && type.elements.every(isImportError);
  return type?.kind === 'Name' && (type.id === 'ImportError' || type.id === 'ModuleNotFoundError');
}
