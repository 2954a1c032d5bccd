import type { Expr, Stmt } from '../../syntax/python/ast';
import type { FunctionEntity } from '../entities';
import { assignmentsIn, childBlocks, lastName } from '../names/scope';

/** Calls through which a number stays as large as it was. */
const KEEPS_SIZE = new Set(['int', 'float', 'round', 'len', 'abs', 'sum', 'ceil', 'floor', 'max']);

/**
 * The parameters without which a returned product would be smaller: `return 2 * steps` grows with `steps` without end.
 * Empty as soon as anything that could bound the result is seen: a `min`, a branch, a call that is not understood.
 */
export function uncappedParameters(fn: FunctionEntity): readonly string[] {
  const { node } = fn;
  if (!node) return [];
  if (node.kind === 'Lambda') return products(node.body, new Map(), new Set(node.params.map(({ name }) => name)));
  if (node.body.some(branches)) return [];
  const params = new Set(node.params.filter(({ star }) => star === '').map(({ name }) => name));
  const locals = new Map<string, Expr>();
  for (const { name, from } of assignmentsIn(node.body)) {
    // A name that is bound twice, or by anything but a plain assignment, may hold any value.
    if (from.kind !== 'value' || from.target.kind !== 'Name' || locals.has(name) || params.has(name)) return [];
    locals.set(name, from.value);
  }
  const found = new Set<string>();
  for (const statement of node.body) {
    if (statement.kind !== 'Return' || !statement.value) continue;
    for (const name of products(statement.value, locals, params)) found.add(name);
  }
  return [...found];
}

function branches(statement: Stmt): boolean {
  return childBlocks(statement).length > 0 || statement.kind === 'AugAssign' || statement.kind === 'Assert';
}

/** The parameters that an expression multiplies, where nothing bounds it. */
function products(expr: Expr, locals: ReadonlyMap<string, Expr>, params: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  const visit = (part: Expr, isFactor: boolean, depth: number): boolean => {
    if (depth > 20) return false;
    switch (part.kind) {
      case 'Number':
        return true;
      case 'Name': {
        const local = locals.get(part.id);
        if (local) return visit(local, isFactor, depth + 1);
        if (isFactor && params.has(part.id)) found.add(part.id);
        return true;
      }
      case 'Binary': {
        const { operator } = part;
        if (operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/') return false;
        const right =
          operator === '/' || operator === '-'
            ? isConstant(part.right, params)
            : visit(part.right, isFactor || operator === '*', depth + 1);
        return right && visit(part.left, isFactor || operator === '*', depth + 1);
      }
      case 'Call': {
        const name = lastName(part.callee) ?? '';
        return (
          KEEPS_SIZE.has(name) &&
          part.args.every((arg) => arg.keyword === undefined && visit(arg.value, isFactor, depth + 1))
        );
      }
      default:
        return false;
    }
  };
  return visit(expr, false, 0) ? [...found] : [];
}

function isConstant(expr: Expr, params: ReadonlySet<string>): boolean {
  return expr.kind === 'Number' || (expr.kind === 'Name' && !params.has(expr.id));
}
