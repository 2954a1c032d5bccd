/** Where control goes behind a block: whether it always leaves the loop or the function that holds it. */
import type { Stmt, Expr } from '../../syntax/python/ast';
import { childBlocks, childrenOf, comparedWithNone, lastName, namesIn, timesBound } from '../names/scope';

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

type LoopStatement = Extract<Stmt, { kind: 'For' | 'While' }>;

/** The loop's body leaves it, or sets the flag that it waits for. */
export function endsAfterFirstPass(statement: LoopStatement): boolean {
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

/**
 * The first of the statements in a loop is `poem = compose(topic)`, and what it gives decides whether the same is tried
 * again: nothing that the call is given is any other in the next pass, save a seed, and what it gave before is not kept.
 */
export function isTriedAgain([first, ...others]: readonly Stmt[], loop: LoopStatement): boolean {
  const [made, behind] = first?.kind === 'Try' ? [first.body.at(-1), [...first.orelse, ...others]] : [first, others];
  if (made?.kind !== 'Assign' || made.targets.some((target) => target.kind !== 'Name')) return false;
  const call = made.value?.kind === 'Await' ? made.value.operand : made.value;
  if (call?.kind !== 'Call' || call.args.length === 0) return false;
  if (!decidesOn(new Set(made.targets.flatMap(namesIn)), behind, loop)) return false;
  const callee = call.callee.kind === 'Name' ? [] : namesIn(call.callee);
  // Another seed asks for the same once more.
  const same = call.args.filter(
    ({ keyword, value }) => ![keyword ?? '', ...namesIn(value)].some((name) => SEED.test(name)),
  );
  const given = [...callee, ...same.flatMap(({ value }) => namesIn(value))];
  // One of several pictures, each kept: `if image is None: break` and then `images.append(image)`.
  const results = made.targets.flatMap(namesIn);
  if (same.length < call.args.length && behind.some((each) => results.some((name) => isAddedToList(name, each))))
    return false;
  const turned = loop.kind === 'For' ? namesIn(loop.target) : [];
  return !given.some((name) => turned.includes(name) || timesBound(loop.body, name) > 0 || isChanged(name, loop.body));
}

/** What a try may get that differs from the one before: chance, or that it is another try. */
const SEED = /(?:^|_)(?:seed|temperature|attempt|retry|retries|tries)(?![a-z])/;

/** A test of what was given, or of what was made of it, leaves the loop, and nothing before that keeps it. */
function decidesOn(tried: Set<string>, statements: readonly Stmt[], loop: LoopStatement): boolean {
  const names = (expr: Expr): boolean => namesIn(expr).some((name) => tried.has(name));
  for (const statement of statements) {
    if (statement.kind === 'If' && names(statement.test)) {
      return leavingOf(statement.body) !== undefined || leavingOf(statement.orelse) !== undefined;
    }
    if (statement.kind === 'Assign' && statement.value && names(statement.value)) {
      if (statement.targets.some((target) => target.kind !== 'Name' && target.kind !== 'Tuple')) return false;
      for (const name of statement.targets.flatMap(namesIn)) tried.add(name);
    } else if ([...tried].some((name) => isHandedOn(name, statement))) return false;
  }
  return loop.kind === 'While' && names(loop.test);
}

/** `images.append(image)`. */
function isAddedToList(name: string, statement: Stmt): boolean {
  if (statement.kind !== 'Expr' || statement.value.kind !== 'Call') return false;
  const { callee, args } = statement.value;
  return /^(?:append|extend)$/.test(lastName(callee) ?? '') && args.some(({ value }) => namesIn(value).includes(name));
}

/** What only says what happens. */
const TELLING = /^(?:print|log|debug|info|warning|error|exception)$/i;

/** The statement does something with what the name stands for, more than to tell it or to test it. */
function isHandedOn(name: string, statement: Stmt): boolean {
  const blocks = childBlocks(statement);
  if (blocks.length > 0) return blocks.some((block) => block.some((each) => isHandedOn(name, each)));
  if (statement.kind === 'AugAssign') return namesOutsideText(statement.value).includes(name);
  if (statement.kind === 'Assign') return !!statement.value && namesOutsideText(statement.value).includes(name);
  if (statement.kind !== 'Expr') return false;
  const { value } = statement;
  if (value.kind === 'Call' && TELLING.test(lastName(value.callee) ?? '')) return false;
  return namesOutsideText(value).includes(name);
}

/** The names in an expression, save those whose text an f-string holds. */
function namesOutsideText(expr: Expr): readonly string[] {
  if (expr.kind === 'Name') return [expr.id];
  return expr.kind === 'String' ? [] : childrenOf(expr).flatMap(namesOutsideText);
}

/** What the name stands for may be another after the statements: something is put into it, or it is handed on. */
function isChanged(name: string, statements: readonly Stmt[]): boolean {
  return statements.some((statement) => {
    const targets =
      statement.kind === 'Assign' || statement.kind === 'Delete'
        ? statement.targets
        : statement.kind === 'AugAssign'
          ? [statement.target]
          : [];
    if (targets.some((target) => target.kind !== 'Name' && namesIn(target).includes(name))) return true;
    if (statement.kind === 'Expr' && isHandedOn(name, statement)) return true;
    return childBlocks(statement).some((block) => isChanged(name, block));
  });
}
