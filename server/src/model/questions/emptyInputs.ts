/** What happens where a visitor gives nothing, and a parameter is None. */
import type { Expr, Stmt } from '../../syntax/python/ast';
import { sameData } from '../../text/equality';
import type { Place } from '../../text/place';
import { functionsOf } from '../callables';
import { childBlocks, childrenOf, comparedWithNone, expressionsOf, namesIn, timesBound } from '../names/scope';
import type { Code } from '../program';
import { externalPath } from '../value';
import type { SpaceView } from '../views';

/** The function asks whether the parameter is None, or empty, before the name stands for something else: it may well be. */
export function asksWhetherGiven({ node }: Code, name: string): boolean {
  if (node?.kind !== 'FunctionDef') return false;
  const inTest = (test: Expr): boolean => {
    if (test.kind === 'Name') return test.id === name;
    if (comparedWithNone(test)?.name === name) return true;
    const isJoined = test.kind === 'BoolOp' || (test.kind === 'Unary' && test.operator === 'not');
    return isJoined && childrenOf(test).some(inTest);
  };
  const inExpression = (expr: Expr): boolean =>
    (expr.kind === 'Conditional' && inTest(expr.test)) || childrenOf(expr).some(inExpression);
  const inStatement = (statement: Stmt): boolean =>
    (statement.kind === 'If' && inTest(statement.test)) ||
    expressionsOf(statement).some(inExpression) ||
    childBlocks(statement).some(inBlock);
  const inBlock = (block: readonly Stmt[]): boolean => {
    const bound = block.findIndex((each) => childBlocks(each).length === 0 && timesBound([each], name) > 0);
    return (bound < 0 ? block : block.slice(0, bound + 1)).some(inStatement);
  };
  return inBlock(node.body);
}

/** Builtins that do nothing with what they are given that would keep it from being None. */
const LOOKS_ONLY = new Set('print type str repr id bool isinstance hasattr callable'.split(' '));

/** Library calls that fail where the file that they read, their first argument, is None. */
const READS_FILE =
  /^(?:os\.path\.getsize|PIL\.Image\.open|soundfile\.(?:info|read)|librosa\.(?:load|get_duration)|torchaudio\.(?:info|load)|wave\.open)$/;

/** How many functions may stand between the one that is asked about and the one that fails. */
const MOST_BETWEEN = 2;

/** What fails, and the statement in which it does; undefined in a lambda. */
interface Failure {
  readonly place: Place;
  readonly statement: Place | undefined;
}

/**
 * Where the function fails for certain when the parameter is None: the first thing that it does with it takes a part of it,
 * or its length. Undefined as soon as anything before may ask, or leave, such as a function that is given it.
 */
export function failsWithout(code: Code, name: string, space: SpaceView, depth = 0): Failure | undefined {
  const { node } = code;
  if (!node) return undefined;
  const failing = (expr: Expr): Place | 'unclear' | undefined => {
    const isIt = (part: Expr | undefined): boolean => part?.kind === 'Name' && part.id === name;
    const [certain, uncertain] = evaluated(expr);
    for (const part of certain) {
      const found = failing(part);
      if (found) return found;
    }
    if (uncertain.some((part) => namesIn(part).includes(name))) return 'unclear';
    if ((expr.kind === 'Attribute' || expr.kind === 'Subscript') && isIt(expr.object)) return code.placeOf(expr);
    if (expr.kind !== 'Call') return undefined;
    const position = expr.args.findIndex(({ value }) => isIt(value));
    const argument = expr.args[position];
    const builtin = expr.callee.kind === 'Name' && !code.owns(expr.callee.id) ? expr.callee.id : '';
    if (LOOKS_ONLY.has(builtin)) return undefined;
    if (!argument) return expr.args.some(({ value }) => holds(value, name)) ? 'unclear' : undefined;
    const place = code.placeOf(expr);
    if (builtin === 'len') return place;
    const call = code.calls.find((each) => sameData(each.place, place));
    if (!call) return 'unclear';
    if (position === 0 && READS_FILE.test(externalPath(call.callee) ?? '')) return place;
    const [fn, ...others] = functionsOf(call.callee);
    if (!fn || others.length > 0) return 'unclear';
    const called = space.code(fn);
    const isPlain = !called.cls && !called.isAsync && !called.isGenerator && called.decorators.length === 0;
    const given = called.params.find(
      (param, i) => param.name === argument.keyword || (i === position && !argument.keyword),
    );
    const isTaken = isPlain && given?.star === '' && depth < MOST_BETWEEN;
    return isTaken && failsWithout(called, given.name, space, depth + 1) ? place : 'unclear';
  };
  const failure = (found: ReturnType<typeof failing>, statement?: Stmt): Failure | undefined =>
    found && found !== 'unclear' ? { place: found, statement: statement && code.placeOf(statement) } : undefined;
  if (node.kind === 'Lambda') return failure(failing(node.body));
  for (const statement of node.body) {
    if (childBlocks(statement).length > 0) {
      const found = expressionsOf(statement).map(failing).find(Boolean);
      if (found) return failure(found, statement);
      if (mentions(statement, name) || mayLeave(statement)) return undefined;
      continue;
    }
    if (statement.kind === 'Assert') return undefined;
    for (const expr of expressionsOf(statement)) {
      const found = failing(expr);
      if (found) return failure(found, statement);
    }
    if (timesBound([statement], name) > 0 || statement.kind === 'Raise' || statement.kind === 'Return')
      return undefined;
  }
  return undefined;
}

/** The name is in the list, dictionary or tuple: `[image, mask]`. */
function holds(expr: Expr, name: string): boolean {
  if (expr.kind === 'Name') return expr.id === name;
  return ['List', 'Tuple', 'Dict', 'Set'].includes(expr.kind) && childrenOf(expr).some((part) => holds(part, name));
}

/** The parts of an expression that are evaluated whenever it is, and those that may be. */
function evaluated(expr: Expr): readonly [certain: readonly Expr[], uncertain: readonly Expr[]] {
  switch (expr.kind) {
    case 'BoolOp':
      // What stands on the left may be what asks.
      return [[], [expr.left, expr.right]];
    case 'Conditional':
    case 'Lambda':
    case 'Comprehension':
    case 'Unknown':
      return [[], childrenOf(expr)];
    default:
      return [childrenOf(expr), []];
  }
}

function mentions(statement: Stmt, name: string): boolean {
  return (
    expressionsOf(statement).some((expr) => namesIn(expr).includes(name)) ||
    statement.kind === 'Match' ||
    timesBound([statement], name) > 0 ||
    childBlocks(statement).some((block) => block.some((each) => mentions(each, name)))
  );
}

function mayLeave(statement: Stmt): boolean {
  return (
    statement.kind === 'Return' ||
    statement.kind === 'Raise' ||
    childBlocks(statement).some((block) => block.some(mayLeave))
  );
}
