/** What code does with the variable of a name, or with an attribute of what it stands for. */
import type { Expr, FunctionDef, Lambda, Stmt } from '../../syntax/python/ast';
import type { Unit } from '../../syntax/python/units';
import type { ModuleEntity } from '../entities';
import { childBlocks, childrenOf, expressionsOf, simpleName } from '../names/scope';
import type { Code } from '../program';

/**
 * The code uses the name for itself, other than to call or test it, for a member of it, or to give it to another variable
 * (`aliasesOf`): what it stands for may be changed under another name then, as in `for model in (a, b): model.to("cuda")`.
 * Functions inside are not looked at.
 */
export function usesAlone(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean => {
    if (isVariable(expr, name)) return true;
    const inPart = (part: Expr): boolean => !isVariable(part, name) && inExpression(part);
    switch (expr.kind) {
      case 'Attribute':
        return inPart(expr.object);
      case 'Call':
        return inPart(expr.callee) || expr.args.some(({ value }) => inExpression(value));
      case 'Compare':
        return expr.operands.some(inPart);
      default:
        return childrenOf(expr).some(inExpression);
    }
  };
  return someExpression(code, inExpression, (statement) => namesGiven(statement).some(([to]) => code.owns(to)));
}

/** The variables of a function that get what other names stand for, with those: `model = small` and `a, b = c, d`. */
export function aliasesOf(code: Code): readonly (readonly [name: string, of: string])[] {
  const { node } = code;
  const inBlock = (block: readonly Stmt[]): readonly (readonly [string, string])[] =>
    block.flatMap((statement) => [...namesGiven(statement), ...childBlocks(statement).flatMap(inBlock)]);
  return node?.kind === 'FunctionDef' ? inBlock(node.body) : [];
}

/** Of an assignment of nothing but names to names, each with the one that it gets. */
function namesGiven(statement: Stmt): readonly (readonly [string, string])[] {
  const [target, ...others] = statement.kind === 'Assign' ? statement.targets : [];
  const value = statement.kind === 'Assign' ? statement.value : undefined;
  if (!target || !value || others.length > 0) return [];
  const names = (expr: Expr): readonly (string | undefined)[] =>
    (expr.kind === 'Tuple' ? expr.elements : [expr]).map(simpleName);
  const [to, of] = [names(target), names(value)];
  const pairs = to.flatMap((name, i) => {
    const given = of[i];
    return name !== undefined && given !== undefined ? [[name, given] as const] : [];
  });
  return pairs.length === to.length && to.length === of.length ? pairs : [];
}

/** The code gives what the name stands for to a call. Functions inside are not looked at. */
export function passesOn(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean =>
    (expr.kind === 'Call' && expr.args.some(({ value }) => isVariable(value, name))) ||
    childrenOf(expr).some(inExpression);
  return someExpression(code, inExpression);
}

/** The code uses the name otherwise than in what it gives to calls. Functions inside are not looked at. */
export function usesOutsideCalls(code: Code, name: string): boolean {
  const inExpression = (expr: Expr): boolean =>
    isVariable(expr, name) || (expr.kind === 'Call' ? inExpression(expr.callee) : childrenOf(expr).some(inExpression));
  return someExpression(code, inExpression);
}

/** The name, or, where another module imports the one that binds it, `module.name`. */
function isVariable(expr: Expr, name: string): boolean {
  return expr.kind === 'Name' ? expr.id === name : expr.kind === 'Attribute' && expr.attr === name;
}

/**
 * The code reads the name, other than to put something into what it stands for, and with a `key` what is under that: in
 * `state["seed"]` nothing else is read. Functions inside are not looked at.
 */
export function reads(code: Code, name: string, key?: string): boolean {
  const inExpression = (expr: Expr): boolean => {
    if (expr.kind === 'Name') return expr.id === name;
    const read = key === undefined ? undefined : keyRead(expr, name);
    if (read !== undefined && read !== key) return childrenOf(expr).slice(1).some(inExpression);
    const filled = filling(expr);
    return (filled?.object.kind === 'Name' ? filled.given : childrenOf(expr)).some(inExpression);
  };
  return someExpression(code, inExpression);
}

/** `seed` of `state["seed"]` and of `state.get("seed")`. */
function keyRead(expr: Expr, name: string): string | undefined {
  const isCalled = expr.kind === 'Call' && expr.callee.kind === 'Attribute' && expr.callee.attr === 'get';
  const object = expr.kind === 'Subscript' ? expr.object : isCalled && expr.callee.object;
  if (!object || object.kind !== 'Name' || object.id !== name) return undefined;
  const [key] =
    expr.kind === 'Subscript' ? expr.indices : expr.kind === 'Call' ? expr.args.map((arg) => arg.value) : [];
  return key?.kind === 'String' ? key.value : undefined;
}

/**
 * The attributes of what names stand for that the code reads, as `state.last`, other than to put something into them or to
 * empty them. Functions inside are not looked at.
 */
export function attributesRead(code: Whole): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (expr: Expr): boolean => {
    const path = attributePath(expr);
    if (path !== undefined) found.add(path);
    const filled = filling(expr);
    return (filled && attributePath(filled.object) !== undefined ? filled.given : childrenOf(expr)).some(visit);
  };
  someExpression(code, visit);
  return found;
}

/** `state.last`. */
export function attributePath(expr: Expr): string | undefined {
  return expr.kind === 'Attribute' && expr.object.kind === 'Name' ? `${expr.object.id}.${expr.attr}` : undefined;
}

/** Methods of lists, sets, dicts and queues that change them and give nothing back: calling them reads nothing. */
const GIVES_NOTHING = new Set(
  'append extend insert add update appendleft extendleft clear remove discard reverse sort put put_nowait'.split(' '),
);

/** Of `name.append(…)` and the like, what is changed, of which nothing is read by that, and what it is given. */
export function filling(expr: Expr): { readonly object: Expr; readonly given: readonly Expr[] } | undefined {
  if (expr.kind !== 'Call' || expr.callee.kind !== 'Attribute' || !GIVES_NOTHING.has(expr.callee.attr))
    return undefined;
  return { object: expr.callee.object, given: expr.args.map(({ value }) => value) };
}

/** All of a function, or a statement outside functions. */
interface Whole {
  readonly node: FunctionDef | Lambda | undefined;
  readonly unit: Unit;
  readonly module: ModuleEntity;
}

/** Whether the test holds for one of the expressions that are whole in the code; what is assigned to is none. */
export function someExpression(
  { node, unit, module }: Whole,
  test: (expr: Expr, isReturned: boolean) => boolean,
  isLeftOut: (statement: Stmt) => boolean = () => false,
): boolean {
  const inStatement = (statement: Stmt): boolean =>
    (!isLeftOut(statement) && expressionsOf(statement).some((expr) => test(expr, statement.kind === 'Return'))) ||
    childBlocks(statement).some((block) => block.some(inStatement));
  if (node) return node.kind === 'Lambda' ? test(node.body, true) : node.body.some(inStatement);
  const { statement } = module.content(unit).tree;
  return statement !== undefined && statement.kind !== 'Except' && inStatement(statement);
}
