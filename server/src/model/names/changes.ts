/** What functions change in lists, dictionaries and other objects, and what is still known of them then. */
import type { Expr, FunctionDef, Lambda, Stmt } from '../../syntax/python/ast';
import { CHANGING } from '../flow/containerMethods';
import { moveOf } from '../flow/moves';
import { childBlocks, childrenOf, dotted, expressionsOf } from './scope';
import { opened, withAlternatives, type Alternative, type Value } from '../value';

/**
 * The attributes that a statement sets on other objects than `self`, after `=`; for those of a name also after `@`, the name
 * and a dot before them, `*` in place of any of them; with a dot behind it the attribute that holds a pipeline of which it replaces a part.
 */
export function attributesIn(statement: Stmt, names: Set<string>): void {
  attributesOf(statement, names);
  for (const block of childBlocks(statement)) for (const child of block) attributesIn(child, names);
}

function attributesOf(statement: Stmt, names: Set<string>): void {
  for (const target of targetsOf(statement)) {
    if (target.kind === 'Attribute') attributeOf(target.object, target.attr, names);
    if (target.kind === 'Subscript') filled(target.object, names);
    else filled(target, names);
  }
  if (statement.kind === 'Expr') setBy(statement.value, names);
  const holder = moveOf(statement);
  if (!holder?.name.includes('.=') || holder.device === 'cuda') return;
  const [root = '', ...members] = holder.name.split('.').slice(0, -1);
  if (root !== 'self' && root !== 'cls' && members.length > 0) names.add(`=${members.at(-1) ?? ''}.`);
}

/** `setattr(object, "name", value)`, and what sets attributes by names that only the running program knows. */
function setBy(expression: Expr, names: Set<string>): void {
  if (expression.kind !== 'Call') return;
  const [object, name] = expression.args;
  const { callee } = expression;
  if (callee.kind === 'Attribute') {
    if (callee.attr === 'update') filled(callee.object, names);
  } else if (object && name && dotted(callee) === 'setattr') {
    if (name.value.kind !== 'String') anyOf(object.value, names);
    else if (name.value.value !== undefined) attributeOf(object.value, name.value.value, names);
  }
}

/** `vars(object)` and `object.__dict__` hold the attributes of an object. */
function filled(holder: Expr, names: Set<string>): void {
  if (holder.kind === 'Attribute' && holder.attr === '__dict__') anyOf(holder.object, names);
  const [object] = holder.kind === 'Call' && dotted(holder.callee) === 'vars' ? holder.args : [];
  if (object) anyOf(object.value, names);
}

function anyOf(object: Expr, names: Set<string>): void {
  const path = dotted(object);
  if (path !== 'self' && path !== 'cls') names.add(`=${ANY}`);
}

/** In place of the name of an attribute: any of them. */
export const ANY = '*';

function attributeOf(object: Expr, name: string, names: Set<string>): void {
  const path = dotted(object);
  if (path === 'self' || path === 'cls') return;
  names.add(`=${name}`);
  if (path !== undefined) names.add(`@${path.split('.', 1)[0] ?? path}.${name}`);
}

const known = new WeakMap<FunctionDef | Lambda, ReadonlySet<string>>();

/** What a function changes by setting an item and the like, and the attributes that it sets. */
export function changesOf(node: FunctionDef | Lambda): ReadonlySet<string> {
  let names = known.get(node);
  if (!names) {
    const found = new Set<string>();
    if (node.kind === 'FunctionDef') for (const statement of node.body) changesIn(statement, found);
    else changesBy(node.body, found);
    known.set(node, (names = found));
  }
  return names;
}

/** What a statement changes by setting an item, as `cache["x"] = y` does, by a method such as `append`, or as an attribute. */
function changesIn(statement: Stmt, names: Set<string>): void {
  if (statement.kind === 'Nonlocal') for (const name of statement.names) names.add(`^${name}`);
  for (const target of targetsOf(statement)) {
    if (target.kind === 'Subscript' || statement.kind === 'AugAssign') holds(target, names);
  }
  attributesOf(statement, names);
  for (const expression of expressionsOf(statement)) changesBy(expression, names);
  for (const block of childBlocks(statement)) for (const child of block) changesIn(child, names);
}

function targetsOf(statement: Stmt): readonly Expr[] {
  const targets =
    statement.kind === 'Assign' || statement.kind === 'Delete'
      ? statement.targets
      : statement.kind === 'AugAssign'
        ? [statement.target]
        : [];
  return targets.flatMap(partsOf);
}

function partsOf(target: Expr): readonly Expr[] {
  if (target.kind === 'Starred') return partsOf(target.operand);
  return target.kind === 'Tuple' || target.kind === 'List' ? target.elements.flatMap(partsOf) : [target];
}

/** The same of an expression. */
function changesBy(expression: Expr, names: Set<string>): void {
  if (expression.kind === 'Call' && expression.callee.kind === 'Attribute' && CHANGING.has(expression.callee.attr)) {
    holds(expression.callee.object, names);
  }
  setBy(expression, names);
  for (const child of childrenOf(expression)) changesBy(child, names);
}

/** The name or attribute that holds the item: `state` of `state["jobs"][0]`, `.jobs` of `self.jobs[0]`. */
function holds(item: Expr, names: Set<string>): void {
  let holder = item;
  while (holder.kind === 'Subscript') holder = holder.object;
  if (holder.kind === 'Name') names.add(holder.id);
  if (holder.kind === 'Attribute') names.add(`.${holder.attr}`);
}

/** A list, set or dictionary: not a tuple, which nobody changes. */
export function isContainer(alternative: Alternative): boolean {
  return alternative.kind === 'dict' || (alternative.kind === 'sequence' && alternative.form !== 'tuple');
}

/** The value without what changes of its items make uncertain: how many there are, and what plain data they are. */
export function loosened(value: Value): Value {
  const item = (part: Value): Value => (part.alts.every(({ kind }) => PLAIN.has(kind)) ? opened(part) : loosened(part));
  return withAlternatives(
    value,
    value.alts.map((alternative) => {
      if (!isContainer(alternative)) return alternative;
      if (alternative.kind === 'sequence') {
        return { kind: 'sequence', form: alternative.form, element: item(alternative.element) };
      }
      if (alternative.kind !== 'dict') return alternative;
      const entries = alternative.entries.map(([key, part]) => [key, item(part)] as const);
      return { ...alternative, entries, rest: opened(alternative.rest) };
    }),
  );
}

/** Plain data, whatever it says. */
export function isPlain({ alts }: Value): boolean {
  return alts.every(({ kind }) => PLAIN.has(kind));
}

const PLAIN: ReadonlySet<Alternative['kind']> = new Set(['none', 'bool', 'number', 'text']);
