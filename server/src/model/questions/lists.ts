/** What code puts into a list, and what it does with what is in it. */
import type { Expr } from '../../syntax/python/ast';
import { childrenOf, lastName, simpleName } from '../names/scope';
import type { Code } from '../program';
import { allStatementsOf } from './statements';
import { attributePath, filling, someExpression } from './variables';

/**
 * The code does something with what is in the list, other than to look for something in it, to sum it up, to log it, also
 * to a file, or to shorten it. The list may be an attribute: `self.turns`. Functions inside are not looked at.
 */
export function usesItems(code: Code, name: string): boolean {
  const isList = (expr: Expr): boolean =>
    expr.kind === 'Name' ? expr.id === name : expr.kind === 'Attribute' && attributePath(expr) === name;
  // `turns = turns[-9:]` and `turns[:] = turns[-9:]`.
  const isShortened = (target: Expr): boolean => isList(target.kind === 'Subscript' ? target.object : target);
  const inExpression = (expr: Expr, isReturned: boolean): boolean => {
    const within = (part: Expr): boolean => inExpression(part, isReturned);
    if (isList(expr)) return true;
    if (expr.kind === 'Compare') return expr.operands.some((operand) => !isList(operand) && within(operand));
    const isLast =
      expr.kind === 'Subscript' && isList(expr.object) && expr.indices.some(({ kind }) => kind === 'Unary');
    if (isLast) return false;
    if (expr.kind !== 'Call') return childrenOf(expr).some(within);
    const { callee, args } = expr;
    const called = lastName(callee) ?? '';
    const isText = isReturned && GIVES_TEXT.has(called);
    if (!isText && SUMS_UP.has(called)) return false;
    if (!isText && callee.kind === 'Attribute' && WRITES_FILE.test(called)) return false;
    const filled = filling(expr);
    return ((!filled || !isList(filled.object)) && within(callee)) || args.some(({ value }) => within(value));
  };
  return someExpression(
    code,
    inExpression,
    (statement) =>
      statement.kind === 'Assign' && statement.targets.some(isShortened) && statement.value?.kind === 'Subscript',
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
    const filled = filling(expr);
    if (filled && simpleName(filled.object) === name) for (const given of filled.given) keptNames(given, found);
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
      if ((expr.operator === '+' || expr.operator === '%') && [expr.left, expr.right].some(isText))
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
