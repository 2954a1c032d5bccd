/** How often a loop runs its body. */
import type { Call, Expr, Slice } from '../../syntax/python/ast';
import { constantOf, externalPath, lengthOf, type Value } from '../value';

/** What gives as many elements as its first argument has. */
const KEEPING = /^(?:list|tuple|sorted|set|reversed|enumerate|iter|tqdm\.(?:auto\.|notebook\.)?tqdm)$/;

/** How many elements it has at most, however many there may be of what it is made of; undefined when that is not known. */
export function mostElements(expr: Expr, evaluate: (expr: Expr) => Value): number | undefined {
  const length = lengthOf(evaluate(expr));
  if (length !== undefined) return length;
  if (expr.kind === 'Subscript') {
    const [index, ...others] = expr.indices;
    return index?.kind === 'Slice' && others.length === 0 ? mostInSlice(index, evaluate) : undefined;
  }
  if (expr.kind !== 'Call' || expr.args.some(({ keyword }) => keyword?.startsWith('*'))) return undefined;
  const path = externalPath(evaluate(expr.callee)) ?? '';
  const [first] = expr.args;
  if (path === 'range') return mostInRange(expr, evaluate);
  if (path === 'zip') return least(expr.args.map(({ value }) => mostElements(value, evaluate)));
  return first && KEEPING.test(path) ? mostElements(first.value, evaluate) : undefined;
}

function mostInSlice({ parts, roles }: Slice, evaluate: (expr: Expr) => Value): number | undefined {
  const bound = (role: number): Expr | undefined => parts[roles.indexOf(role)];
  const lower = bound(0);
  const upper = bound(1);
  const start = lower ? constantOf(evaluate(lower)) : 0;
  if (typeof start !== 'number' || bound(2)) return undefined;
  // The last ones.
  if (start < 0 && !upper) return -start;
  const stop = upper && mostOf(upper, evaluate);
  return stop === undefined || stop < 0 || start < 0 ? undefined : Math.max(0, stop - start);
}

function mostInRange({ args }: Call, evaluate: (expr: Expr) => Value): number | undefined {
  const [first, second, third] = args;
  const end = second ?? first;
  const start = second && first ? constantOf(evaluate(first.value)) : 0;
  const step = third ? constantOf(evaluate(third.value)) : 1;
  const stop = end && mostOf(end.value, evaluate);
  if (typeof start !== 'number' || typeof step !== 'number' || step <= 0 || stop === undefined) return undefined;
  return Math.max(0, Math.ceil((stop - start) / step));
}

/** The number, or of `min(len(prompts), 4)` the least that is known. */
function mostOf(expr: Expr, evaluate: (expr: Expr) => Value): number | undefined {
  const constant = constantOf(evaluate(expr));
  if (typeof constant === 'number') return constant;
  if (expr.kind !== 'Call' || externalPath(evaluate(expr.callee)) !== 'min') return undefined;
  return least(expr.args.map(({ keyword, value }) => (keyword === undefined ? mostOf(value, evaluate) : undefined)));
}

function least(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((each) => each !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
