/** Which names a statement reads, binds and uses, all that is in it included. */
import type { Expr, Stmt } from '../../syntax/python/ast';
import { allExpressionsOf, assignmentsIn, childBlocks, childrenOf, namesBound, scopeOf } from './scope';

/** Names whose values a statement uses, in its blocks and in functions inside it too; their own names are left out. */
export function namesReadBy(statement: Stmt): ReadonlySet<string> {
  const found = new Set<string>();
  addReads(statement, found);
  return found;
}

/** Names that a statement binds or deletes, in its blocks too. */
export function namesBoundBy(statement: Stmt): ReadonlySet<string> {
  const found = new Set(assignmentsIn([statement]).map(({ name }) => name));
  addDeleted(statement, found);
  return found;
}

function addDeleted(statement: Stmt, found: Set<string>): void {
  if (statement.kind === 'Delete') {
    for (const target of statement.targets) if (target.kind === 'Name') found.add(target.id);
  }
  for (const block of childBlocks(statement)) for (const child of block) addDeleted(child, found);
}

function addReads(statement: Stmt, found: Set<string>): void {
  // What is only assigned to is no read; in `name.part = value` the name is one, and in `name += value` too.
  const assigned = statement.kind === 'Assign' ? statement.targets : statement.kind === 'For' ? [statement.target] : [];
  const contexts = statement.kind === 'With' ? statement.items.map(({ target }) => target) : [];
  for (const part of allExpressionsOf(statement)) {
    if (assigned.includes(part) || contexts.includes(part)) addTargetReads(part, found);
    else addNames(part, found);
  }
  if (statement.kind === 'FunctionDef') {
    const { params, locals } = scopeOf(statement);
    const inside = new Set<string>();
    for (const child of statement.body) addReads(child, inside);
    for (const name of inside) if (!params.includes(name) && !locals.has(name)) found.add(name);
  }
  if (statement.kind === 'ClassDef') for (const child of statement.body) addReads(child, found);
  for (const block of childBlocks(statement)) for (const child of block) addReads(child, found);
}

function addTargetReads(target: Expr, found: Set<string>): void {
  switch (target.kind) {
    case 'Name':
      break;
    case 'Tuple':
    case 'List':
      for (const element of target.elements) addTargetReads(element, found);
      break;
    case 'Starred':
      addTargetReads(target.operand, found);
      break;
    default:
      addNames(target, found);
  }
}

function addNames(expr: Expr, found: Set<string>): void {
  switch (expr.kind) {
    case 'Name':
      found.add(expr.id);
      return;
    case 'Lambda': {
      for (const { defaultValue } of expr.params) if (defaultValue) addNames(defaultValue, found);
      const own = expr.params.map(({ name }) => name);
      addOthers(expr.body, own, found);
      return;
    }
    case 'Comprehension': {
      const own = expr.clauses.flatMap(({ target }) => namesBound(target));
      for (const child of childrenOf(expr)) addOthers(child, own, found);
      return;
    }
    default:
      for (const child of childrenOf(expr)) addNames(child, found);
  }
}

function addOthers(expr: Expr, own: readonly string[], found: Set<string>): void {
  const inside = new Set<string>();
  addNames(expr, inside);
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
  allExpressionsOf(statement).forEach(visit);
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
