import type { Expr, Stmt } from '../../syntax/python/ast';
import type { UnitStatement } from '../../syntax/python/lower';
import type { Unit, UnitContent } from '../../syntax/python/units';
import type { Span } from '../../text/span';
import { isAlwaysInstalled } from '../flow/installed';
import { childBlocks, childrenOf, dotted, expressionsOf, lastName } from './scope';

/** One import statement's module, as written. */
export interface WrittenImport {
  /** Empty in an `import_module(…)` whose module is computed, and where a file is run by its path or text. */
  readonly module: string;
  readonly level: number;
  /** For `from module import name`. */
  readonly names: readonly string[];
  /** Of `import module as alias`. */
  readonly alias?: string;
  readonly span: Span;
  readonly statement: Span;
  /** Inside `try` with handlers, `with suppress(…)`, a condition, or a function. */
  readonly optional: boolean;
}

/** The module, by its dotted name, is Hugging Face's `spaces` or a part of it. */
export function isOfSpaces(module: string): boolean {
  return module === 'spaces' || module.startsWith('spaces.');
}

/** What `typing` has in its `__all__` besides types, whose names begin with a capital (Python 3.11 to 3.14). */
const OF_TYPING: ReadonlySet<string> = new Set(
  (
    'assert_never assert_type cast clear_overloads dataclass_transform evaluate_forward final get_args get_origin ' +
    'get_overloads get_protocol_members get_type_hints is_protocol is_typeddict no_type_check no_type_check_decorator ' +
    'overload override reveal_type runtime_checkable'
  ).split(' '),
);

/** `from module import *` may bind the name. Of libraries, only what `typing` has is known: 3D demos begin with that. */
export function mayExport(module: string, name: string): boolean {
  return module !== 'typing' || /^[A-Z]/.test(name) || OF_TYPING.has(name);
}

/**
 * Every import in a unit, those inside functions and classes too, and none that is for type checkers. Spans are relative to
 * the unit. `headerOf` tells the statement of the header of a block.
 */
export function importsIn(
  { tree, frames }: UnitContent,
  headerOf: (header: Unit) => UnitStatement | undefined,
): readonly WrittenImport[] {
  const found: WrittenImport[] = [];
  const { statement, hints } = tree;
  if (!statement || statement.kind === 'Except' || !hints.includes('import')) return found;
  const blocks = frames.map(({ header, branch }) => ({ header: headerOf(header), branch }));
  if (blocks.some(({ header, branch }) => branch === 'body' && isForTypeCheckers(header))) return found;
  const optional = blocks.some(({ header }) => mayFail(header));
  collect(statement, optional, found);
  return found;
}

/** `if TYPE_CHECKING:` */
function isForTypeCheckers(header: UnitStatement | undefined): boolean {
  return header?.kind === 'If' && lastName(header.test) === 'TYPE_CHECKING';
}

/** What stands in the block may not run, or fail without harm: all blocks but most of `with`. */
function mayFail(header: UnitStatement | undefined): boolean {
  return header?.kind !== 'With' || header.items.some(({ context }) => isSuppress(context));
}

/** `contextlib.suppress(…)` */
function isSuppress(context: Expr): boolean {
  return context.kind === 'Call' && lastName(context.callee) === 'suppress';
}

function collect(statement: Stmt, optional: boolean, found: WrittenImport[]): void {
  switch (statement.kind) {
    case 'Import':
      for (const item of statement.names) {
        const alias = item.alias === undefined ? {} : { alias: item.alias };
        found.push({ module: item.name, level: 0, names: [], ...alias, span: item.nameSpan, statement, optional });
      }
      return;
    case 'ImportFrom':
      found.push({
        module: statement.module,
        level: statement.level,
        names: statement.names.map((item) => item.name),
        span: statement.moduleSpan,
        statement,
        optional,
      });
      return;
    case 'FunctionDef':
    case 'ClassDef':
      for (const child of statement.body) collect(child, true, found);
      return;
    default:
      for (const expression of expressionsOf(statement)) collectCalls(expression, statement, optional, found);
      for (const block of childBlocks(statement)) for (const child of block) collect(child, true, found);
  }
}

/** Calls that run a file by its path or its text. */
const RUNS_FILE = new Set(['spec_from_file_location', 'run_path', 'run_module', 'exec']);

/** The module in `importlib.import_module("name")` and `__import__("name")`; empty when it is computed, or is a file by its path. */
function importedBy(expression: Expr): { readonly module: string; readonly span: Span } | undefined {
  if (expression.kind !== 'Call') return undefined;
  const { callee, args } = expression;
  const name = callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.attr : undefined;
  const written = args[0]?.value;
  if (name === undefined || !written) return undefined;
  if (RUNS_FILE.has(name)) return { module: '', span: written };
  if (name !== 'import_module' && name !== '__import__') return undefined;
  const value = written.kind === 'String' ? written.value : undefined;
  return { module: value !== undefined && /^[A-Za-z_]/.test(value) ? value : '', span: written };
}

function collectCalls(expression: Expr, statement: Span, optional: boolean, found: WrittenImport[]): void {
  const imported = importedBy(expression);
  if (imported) {
    const { module, span } = imported;
    found.push({ module, level: 0, names: [], span, statement, optional });
  }
  const isChoice = expression.kind === 'Conditional' || expression.kind === 'BoolOp';
  for (const child of childrenOf(expression)) collectCalls(child, statement, optional || isChoice, found);
}

/** The statements only import what is always there on ZeroGPU, ask for CUDA, and make of that what can't fail there. */
export function canNotFail(statements: readonly (Stmt | undefined)[]): boolean {
  let sure = 0;
  const isSafe = (statement: Stmt | undefined): boolean => {
    switch (statement?.kind) {
      case 'Import':
        sure++;
        return statement.names.every((item) => isAlwaysInstalled(item.name));
      case 'ImportFrom':
        sure++;
        return statement.level === 0 && isAlwaysInstalled(statement.module);
      case 'Assign':
      case 'Return': {
        if (!statement.value) return false;
        const imported = importedBy(statement.value)?.module;
        const isImport = imported !== undefined && isAlwaysInstalled(imported);
        if (isImport || asksForDevice(statement.value)) sure++;
        return isImport || isHarmless(statement.value);
      }
      case 'If':
        if (asksForDevice(statement.test)) sure++;
        return isHarmless(statement.test) && childBlocks(statement).flat().every(isSafe);
      case 'FunctionDef':
        return statement.decorators.length === 0;
      default:
        return statement?.kind === 'Pass';
    }
  };
  return statements.every(isSafe) && sure > 0;
}

const PLAIN: readonly Expr['kind'][] = ['Constant', 'Name', 'Attribute', 'String', 'Number'];
const COMBINED: readonly Expr['kind'][] = ['BoolOp', 'Compare', 'Conditional', 'Unary'];

/** A constant, a name, which devices there are, or what `spaces.GPU` makes of them. */
function isHarmless(expr: Expr): boolean {
  if (PLAIN.includes(expr.kind)) return true;
  if (COMBINED.includes(expr.kind)) return childrenOf(expr).every(isHarmless);
  if (expr.kind !== 'Call' || !expr.args.every(({ value }) => isHarmless(value))) return false;
  return asksForDevice(expr) || ['spaces.GPU', 'GPU', 'torch.device'].includes(dotted(expr.callee) ?? '');
}

/** The expression asks torch which devices there are, which never fails. */
function asksForDevice(expr: Expr): boolean {
  if (expr.kind !== 'Call') return childrenOf(expr).some(asksForDevice);
  return /^torch\.(?:cuda|xpu|backends\.mps)\.is_available$/.test(dotted(expr.callee) ?? '');
}
