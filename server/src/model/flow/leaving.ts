/** Where control goes behind a block: whether it always leaves the loop or the function that holds it. */
import type { Stmt, Expr } from '../../syntax/python/ast';
import { comparedWithNone, namesIn, timesBound } from '../names/scope';

/** What control leaves: the innermost loop around, or the whole function. */
export type Leaving = 'loop' | 'function';

/** Every path through the statements ends in `return`, `raise` or `break`, unless an error is caught: a retry. */
export function alwaysLeaves(statements: readonly Stmt[]): boolean {
  return leavingOf(statements) !== undefined;
}

/** Every error that the handler of a `try` takes it raises again as it is: nothing is caught there. */
export function raisesAgain(body: readonly Stmt[], name: string | undefined): boolean {
  const last = body.at(-1);
  if (last?.kind !== 'Raise') return false;
  const isSame = !last.value || (last.value.kind === 'Name' && last.value.id === name);
  return isSame && body.slice(0, -1).every((statement) => statement.kind === 'Expr' || statement.kind === 'Assign');
}

/** What names stand for on the way: a flag that was set or taken away, or what a call gave. */
type Flags = Map<string, boolean | 'result'>;

/** The loop's body leaves it, or sets the flag that it waits for. */
export function endsAfterFirstPass(statement: Extract<Stmt, { kind: 'For' | 'While' }>): boolean {
  const flags: Flags = new Map();
  if (leavingOf(statement.body, flags) !== undefined) return true;
  return statement.kind === 'While' && truthBy(statement.test, flags) === false;
}

/**
 * What control leaves at the end of every path through the statements; undefined when it may go on behind them. `flags`
 * holds what was set on the way. A path on which an error is raised does not count: what is tried again ends it otherwise.
 */
export function leavingOf(statements: readonly Stmt[], flags: Flags = new Map()): Leaving | undefined {
  for (const statement of statements) {
    const leaving = leavingBy(statement, flags);
    if (leaving) return leaving;
    if (statement.kind === 'Continue') return undefined;
    // What is followed inside leaves its flags behind; what another statement may have set is neither on nor off for sure.
    if (['Assign', 'With', 'Try'].includes(statement.kind)) continue;
    for (const [name, flag] of flags) if (flag !== 'result' && timesBound([statement], name) > 0) flags.delete(name);
  }
  return undefined;
}

/** Whether a test holds where the flags are set; a result is taken for more than None. */
function truthBy(test: Expr, flags: Flags): boolean | undefined {
  if (test.kind === 'Name') {
    const flag = flags.get(test.id);
    return flag === 'result' ? undefined : flag;
  }
  if (test.kind === 'Unary' && test.operator === 'not') {
    const operand = truthBy(test.operand, flags);
    return operand === undefined ? undefined : !operand;
  }
  if (test.kind === 'BoolOp' && test.operator === 'and') {
    return truthBy(test.left, flags) === false || truthBy(test.right, flags) === false ? false : undefined;
  }
  const compared = comparedWithNone(test);
  return compared && flags.has(compared.name) ? !compared.isNone : undefined;
}

function flagOf(value: Expr | undefined): boolean | 'result' | undefined {
  if (value?.kind === 'Constant') return typeof value.value === 'boolean' ? value.value : undefined;
  return value?.kind === 'Call' || value?.kind === 'Await' ? 'result' : undefined;
}

function assign(target: Expr, value: Expr | undefined, flags: Flags): void {
  if (target.kind === 'Tuple' && value?.kind === 'Tuple' && target.elements.length === value.elements.length) {
    target.elements.forEach((element, i) => {
      assign(element, value.elements[i], flags);
    });
    return;
  }
  const flag = flagOf(value);
  if (target.kind !== 'Name' || flag === undefined) namesIn(target).forEach((name) => flags.delete(name));
  else flags.set(target.id, flag);
}

function leavingBy(statement: Stmt, flags: Flags): Leaving | undefined {
  switch (statement.kind) {
    case 'Return':
    case 'Raise':
      return 'function';
    case 'Break':
      return 'loop';
    case 'Assign': {
      for (const target of statement.targets) assign(target, statement.value, flags);
      return undefined;
    }
    case 'If': {
      const truth = truthBy(statement.test, flags);
      const body = leavingOf(statement.body, new Map(flags));
      if (truth === true) return body;
      const orelse = leavingOf(statement.orelse, new Map(flags));
      if (truth === false) return orelse;
      return body && orelse && (body === orelse ? body : 'loop');
    }
    case 'With':
      return leavingOf(statement.body, flags);
    case 'Try':
      return (
        leavingOf(statement.body, flags) ?? leavingOf(statement.orelse, flags) ?? leavingOf(statement.finalbody, flags)
      );
    default:
      return undefined;
  }
}
