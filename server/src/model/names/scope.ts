import type { ClassDef, Expr, FunctionDef, Lambda, Stmt } from '../../syntax/python/ast';

/** The names of one function, by who owns them. */
export interface FunctionScope {
  readonly params: readonly string[];
  /** Assigned in the body, parameters not included unless they are assigned too. */
  readonly locals: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  readonly nonlocals: ReadonlySet<string>;
}

/** The two sets hold the same names. */
export function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const name of a) if (!b.has(name)) return false;
  return true;
}

/** Something that gives a name a value. */
export interface Assignment {
  readonly name: string;
  readonly from:
    | { readonly kind: 'value'; readonly target: Expr; readonly value: Expr }
    | { readonly kind: 'element'; readonly target: Expr; readonly iterable: Expr }
    | { readonly kind: 'context'; readonly target: Expr; readonly context: Expr }
    | { readonly kind: 'function'; readonly node: FunctionDef }
    | { readonly kind: 'class'; readonly node: ClassDef }
    | { readonly kind: 'import'; readonly path: string; readonly level: number; readonly member: string | undefined }
    | { readonly kind: 'unknown' };
}

/** Asked for each name of a body. */
const assignments = new WeakMap<readonly Stmt[], readonly Assignment[]>();

/** Every assignment in some statements, in source order, without those inside functions and classes. */
export function assignmentsIn(statements: readonly Stmt[]): readonly Assignment[] {
  const known = assignments.get(statements);
  if (known) return known;
  const found: Assignment[] = [];
  for (const statement of statements) collect(statement, found);
  assignments.set(statements, found);
  return found;
}

/** How often statements bind or delete a name, those inside functions and classes not counted. */
export function timesBound(statements: readonly Stmt[], name: string): number {
  return (
    assignmentsIn(statements).filter((assignment) => assignment.name === name).length + deletions(statements, name)
  );
}

function deletions(statements: readonly Stmt[], name: string): number {
  return statements.reduce((count, statement) => {
    const own =
      statement.kind === 'Delete'
        ? statement.targets.filter((target) => target.kind === 'Name' && target.id === name).length
        : 0;
    return childBlocks(statement).reduce((sum, block) => sum + deletions(block, name), count + own);
  }, 0);
}

/** The blocks directly inside a statement; what a function or a class holds is none of its own. */
export function childBlocks(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.orelse];
    case 'With':
      return [statement.body];
    case 'Try':
      return [
        statement.body,
        ...statement.handlers.map((handler) => handler.body),
        statement.orelse,
        statement.finalbody,
      ];
    case 'Match':
      return statement.cases.map((item) => item.body);
    default:
      return [];
  }
}

function collect(statement: Stmt, found: Assignment[]): void {
  switch (statement.kind) {
    case 'Assign':
      if (statement.value) {
        for (const target of statement.targets)
          bindTarget(target, { kind: 'value', target, value: statement.value }, found);
      }
      break;
    case 'AugAssign':
      bindTarget(statement.target, { kind: 'unknown' }, found);
      break;
    case 'For':
      bindTarget(statement.target, { kind: 'element', target: statement.target, iterable: statement.iterable }, found);
      break;
    case 'With':
      for (const { context, target } of statement.items) {
        if (target) bindTarget(target, { kind: 'context', target, context }, found);
      }
      break;
    case 'FunctionDef':
      found.push({ name: statement.name, from: { kind: 'function', node: statement } });
      break;
    case 'ClassDef':
      found.push({ name: statement.name, from: { kind: 'class', node: statement } });
      break;
    case 'Import':
      for (const item of statement.names) {
        const [first = ''] = item.name.split('.');
        const path = item.alias === undefined ? first : item.name;
        found.push({ name: item.alias ?? first, from: { kind: 'import', path, level: 0, member: undefined } });
      }
      break;
    case 'ImportFrom':
      for (const item of statement.names) {
        found.push({
          name: item.alias ?? item.name,
          from: { kind: 'import', path: statement.module, level: statement.level, member: item.name },
        });
      }
      break;
    case 'Try':
      for (const handler of statement.handlers) {
        if (handler.name !== undefined) found.push({ name: handler.name, from: { kind: 'unknown' } });
      }
      break;
    case 'Match':
      for (const item of statement.cases) {
        for (const name of item.binds) found.push({ name: name.id, from: { kind: 'unknown' } });
      }
      break;
    default:
      break;
  }
  for (const expression of expressionsOf(statement)) walruses(expression, found);
  for (const block of childBlocks(statement)) for (const child of block) collect(child, found);
}

function bindTarget(target: Expr, from: Assignment['from'], found: Assignment[]): void {
  switch (target.kind) {
    case 'Name':
      found.push({ name: target.id, from });
      break;
    case 'Tuple':
    case 'List':
      for (const element of target.elements) bindTarget(element, from, found);
      break;
    case 'Starred':
      bindTarget(target.operand, { kind: 'unknown' }, found);
      break;
    default:
      break;
  }
}

/** The names that assigning to a target binds. */
export function namesBound(target: Expr): readonly string[] {
  const found: Assignment[] = [];
  bindTarget(target, { kind: 'unknown' }, found);
  return found.map(({ name }) => name);
}

/** The expressions that a statement evaluates itself, those in nested statements not included. */
export function expressionsOf(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'Expr':
      return [statement.value];
    case 'Assign':
      return statement.value ? [statement.value] : [];
    case 'AugAssign':
      return [statement.value];
    case 'Return':
      return statement.value ? [statement.value] : [];
    case 'If':
    case 'While':
    case 'Assert':
      return [statement.test];
    case 'For':
      return [statement.iterable];
    case 'With':
      return statement.items.map((item) => item.context);
    default:
      return [];
  }
}

/** Every expression written in a statement itself, assigned to or evaluated; not those in its blocks. */
export function allExpressionsOf(statement: Stmt): readonly Expr[] {
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

/** What a definition evaluates where it stands. */
function outsideOf({ decorators, params, returns }: FunctionDef): readonly Expr[] {
  const own = params.flatMap(({ annotation, defaultValue }) => [annotation, defaultValue]);
  return [...decorators.map(({ expr }) => expr), ...own, returns].filter((part) => part !== undefined);
}

function walruses(expression: Expr, found: Assignment[]): void {
  if (expression.kind === 'Walrus') {
    found.push({
      name: expression.target.id,
      from: { kind: 'value', target: expression.target, value: expression.value },
    });
  }
  for (const child of childrenOf(expression)) walruses(child, found);
}

/** The direct parts of an expression, lambdas and comprehensions included. */
export function childrenOf(expression: Expr): readonly Expr[] {
  switch (expression.kind) {
    case 'Attribute':
      return [expression.object];
    case 'Call':
      return [expression.callee, ...expression.args.map((arg) => arg.value)];
    case 'Subscript':
      return [expression.object, ...expression.indices];
    case 'Slice':
      return expression.parts;
    case 'String':
      return expression.interpolations;
    case 'Tuple':
    case 'List':
    case 'Set':
      return expression.elements;
    case 'Dict':
      return expression.entries.flatMap((entry) => (entry.key ? [entry.key, entry.value] : [entry.value]));
    case 'Unary':
    case 'Await':
    case 'Starred':
      return [expression.operand];
    case 'Binary':
    case 'BoolOp':
      return [expression.left, expression.right];
    case 'Compare':
      return expression.operands;
    case 'Conditional':
      return [expression.test, expression.then, expression.otherwise];
    case 'Lambda':
      return [expression.body];
    case 'Comprehension':
      return [
        ...expression.clauses.flatMap((clause) => [clause.iterable, ...clause.conditions]),
        ...(expression.key ? [expression.key] : []),
        expression.element,
      ];
    case 'Yield':
      return expression.value ? [expression.value] : [];
    case 'Walrus':
      return [expression.value];
    case 'Unknown':
      return expression.children;
    case 'Name':
    case 'Number':
    case 'Constant':
    case 'Ellipsis':
      return [];
  }
}

/** The dotted name that an expression is, if it is one. */
export function dotted(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  if (expr.kind !== 'Attribute') return undefined;
  const object = dotted(expr.object);
  return object === undefined ? undefined : `${object}.${expr.attr}`;
}

/** The name that an expression is, if it is one without dots. */
export function simpleName(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'Name' ? expr.id : undefined;
}

/** The last part of a name, dotted or not: `GPU` of `spaces.GPU`. */
export function lastName(expr: Expr): string | undefined {
  return expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' ? expr.attr : undefined;
}

/** The names in an expression, each as often as it stands there. */
export function namesIn(expr: Expr): readonly string[] {
  return expr.kind === 'Name' ? [expr.id] : childrenOf(expr).flatMap(namesIn);
}

/** `name is None` and `name is not None`: the name, and whether the test is true of None. */
export function comparedWithNone(test: Expr): { readonly name: string; readonly isNone: boolean } | undefined {
  if (test.kind === 'Unary' && test.operator === 'not') {
    const compared = comparedWithNone(test.operand);
    return compared && { ...compared, isNone: !compared.isNone };
  }
  if (test.kind !== 'Compare' || test.operators.length !== 1) return undefined;
  const [operator] = test.operators;
  const isNone = (operand: Expr | undefined): boolean => operand?.kind === 'Constant' && operand.value === null;
  const [left, right] = isNone(test.operands[0]) ? [...test.operands].reverse() : test.operands;
  if (left?.kind !== 'Name' || !isNone(right)) return undefined;
  return operator === 'is' || operator === 'is not' ? { name: left.id, isNone: operator === 'is' } : undefined;
}

/** Names declared `global` or `nonlocal` in a body. */
function declared(statements: readonly Stmt[], kind: 'Global' | 'Nonlocal', found: Set<string>): void {
  for (const statement of statements) {
    if (statement.kind === kind) for (const name of statement.names) found.add(name);
    for (const block of childBlocks(statement)) declared(block, kind, found);
  }
}

const scopes = new WeakMap<FunctionDef | Lambda, FunctionScope>();

/** Who owns the names used in a function. */
export function scopeOf(node: FunctionDef | Lambda): FunctionScope {
  let scope = scopes.get(node);
  if (!scope) scopes.set(node, (scope = computeScope(node)));
  return scope;
}

function computeScope(node: FunctionDef | Lambda): FunctionScope {
  const params = node.params.filter((param) => param.name !== '').map((param) => param.name);
  const globals = new Set<string>();
  const nonlocals = new Set<string>();
  const locals = new Set<string>();
  if (node.kind === 'FunctionDef') {
    declared(node.body, 'Global', globals);
    declared(node.body, 'Nonlocal', nonlocals);
    for (const { name } of assignmentsIn(node.body)) {
      if (!globals.has(name) && !nonlocals.has(name)) locals.add(name);
    }
  } else {
    const found: Assignment[] = [];
    walruses(node.body, found);
    for (const { name } of found) locals.add(name);
  }
  return { params, locals, globals, nonlocals };
}
