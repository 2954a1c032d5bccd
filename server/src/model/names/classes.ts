/** What is written in the body of a class: its methods, how they are bound, and what they set on `self`. */
import type { Stmt, Expr } from '../../syntax/python/ast';
import type { ClassEntity, FunctionEntity } from '../entities';
import { itself, movesIn } from '../flow/moves';
import type { Outline } from './outline';
import { childBlocks, childrenOf, dotted, lastName } from './scope';
import { one, withAlternatives, type Alternative, type Value } from '../value';

function bound({ fn, captured }: Extract<Alternative, { kind: 'function' }>, self: Value): Alternative {
  return { kind: 'function', fn, self, ...(captured ? { captured } : {}) };
}

/** A member looked up on an instance, or on the class when there is no `self`. */
export function bindSelf(member: Value, self: Value | undefined, cls: ClassEntity): Value {
  return withAlternatives(
    member,
    member.alts.map((alternative) => {
      if (alternative.kind === 'gpuFunction')
        return { ...alternative, target: bindSelf(alternative.target, self, cls) };
      if (alternative.kind !== 'function') return alternative;
      switch (methodKind(alternative.fn)) {
        case 'static':
          return alternative;
        case 'class':
          return bound(alternative, one({ kind: 'class', cls }));
        default:
          return self ? bound(alternative, self) : alternative;
      }
    }),
  );
}

/** What the first parameter of a method stands for. */
export function selfOf(method: FunctionEntity, cls: ClassEntity): Value | undefined {
  switch (methodKind(method)) {
    case 'static':
      return undefined;
    case 'class':
      return one({ kind: 'class', cls });
    default:
      return one({ kind: 'instance', cls, isSelf: true });
  }
}

/** How a method is bound, as its decorators say. */
export function methodKind({ node }: FunctionEntity): 'plain' | 'static' | 'class' | 'property' {
  if (node?.kind !== 'FunctionDef') return 'plain';
  for (const { expr } of node.decorators) {
    const name = lastName(expr);
    if (name === 'staticmethod') return 'static';
    if (name === 'classmethod') return 'class';
    if (name === 'property' || name === 'cached_property') return 'property';
  }
  return 'plain';
}

/** Of methods the one that a name stands for, the last of several. */
export function methodNamed(methods: readonly FunctionEntity[], name: string): FunctionEntity | undefined {
  return methods.findLast(({ node }) => {
    if (node?.kind !== 'FunctionDef' || node.name !== name) return false;
    // `@x.setter` under the same name leaves the property what it is.
    return !node.decorators.some(({ expr }) => expr.kind === 'Attribute' && expr.attr === 'setter');
  });
}

/** The names that the class itself, and not one it comes from, defines: by a method, a value, or what is set on `self`. */
export function definedBy({ node }: ClassEntity, methods: readonly FunctionEntity[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node: method } of methods) {
    if (method?.kind !== 'FunctionDef') continue;
    names.add(method.name);
    const [self] = method.params;
    if (self) for (const name of assignedTo(method.body, self.name).keys()) names.add(name);
  }
  for (const statement of node?.body ?? []) {
    const targets = statement.kind === 'Assign' ? statement.targets : [];
    for (const target of targets) if (target.kind === 'Name') names.add(target.id);
  }
  return names;
}

/** The names that the body of the class gives a type. */
export function annotatedIn({ node }: ClassEntity): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of node?.body ?? []) {
    if (statement.kind !== 'Assign' || statement.annotation === undefined) continue;
    for (const target of statement.targets) if (target.kind === 'Name') names.add(target.id);
  }
  return names;
}

/** The classes of a unit with the last name of each of their bases. */
export function basesIn({ classes }: Outline): readonly (readonly [number, string])[] {
  return classes.flatMap((node) =>
    node.bases.flatMap(({ keyword, value }) => {
      const name = lastName(value);
      return keyword === undefined && name !== undefined ? [[node.index, name] as const] : [];
    }),
  );
}

/** What is assigned to each attribute of a name. Asked for each attribute of a class, of each of its methods. */
type Assigned = ReadonlyMap<string, readonly (Expr | undefined)[]>;
const assigned = new WeakMap<readonly Stmt[], { readonly self: string; readonly attributes: Assigned }>();

/** What is assigned to `self.name`; undefined stands for a value that can't be evaluated on its own. */
export function attributeAssignments(
  statements: readonly Stmt[],
  self: string,
  name: string,
): readonly (Expr | undefined)[] {
  return assignedTo(statements, self).get(name) ?? [];
}

function assignedTo(statements: readonly Stmt[], self: string): Assigned {
  const known = assigned.get(statements);
  if (known?.self === self) return known.attributes;
  const attributes = new Map<string, (Expr | undefined)[]>();
  collectAssigned(statements, self, attributes);
  assigned.set(statements, { self, attributes });
  return attributes;
}

/** Who does something to the attributes of the object that methods belong to. */
export interface Setters {
  /** What the methods call their object. */
  readonly selves: readonly string[];
  /** By the attribute, the methods that give it a value, move what it holds, or replace a part of that. */
  readonly byName: ReadonlyMap<string, readonly FunctionEntity[]>;
}

/** What methods of a class, or of one that it derives from, do to the attributes of their object. */
export function settersAmong(methods: readonly FunctionEntity[]): Setters {
  const selves = new Set<string>();
  const byName = new Map<string, FunctionEntity[]>();
  for (const fn of methods) {
    const { node } = fn;
    const self = node?.params[0]?.name;
    if (node?.kind !== 'FunctionDef' || self === undefined) continue;
    selves.add(self);
    const names = new Set(assignedTo(node.body, self).keys());
    for (const move of movesIn(node.body)) {
      const [root, name] = move.name.split('.');
      if (root === self && name !== undefined) names.add(name);
    }
    for (const name of names) {
      const setters = byName.get(name);
      if (setters) setters.push(fn);
      else byName.set(name, [fn]);
    }
  }
  return { selves: [...selves], byName };
}

function collectAssigned(statements: readonly Stmt[], self: string, found: Map<string, (Expr | undefined)[]>): void {
  const add = (name: string | undefined, value: Expr | undefined): void => {
    if (name === undefined) return;
    const values = found.get(name);
    if (values) values.push(value);
    else found.set(name, [value]);
  };
  for (const statement of statements) {
    if (statement.kind === 'Assign' && statement.value) {
      for (const target of statement.targets) {
        const name = selfAttribute(target, self);
        if (name !== undefined && itself(statement.value) !== `${self}.${name}`) add(name, statement.value);
        if (target.kind !== 'Tuple') continue;
        for (const each of new Set(target.elements.map((element) => selfAttribute(element, self))))
          add(each, undefined);
      }
    } else if (statement.kind === 'AugAssign') add(selfAttribute(statement.target, self), undefined);
    for (const block of childBlocks(statement)) collectAssigned(block, self, found);
  }
}

/** The method sets attributes of `self` by names that only the running program knows: `self.__dict__.update(options)`. */
export function fillsItself({ node }: FunctionEntity): boolean {
  const self = node?.params[0]?.name;
  return node?.kind === 'FunctionDef' && self !== undefined && fills(node.body, self);
}

/** Whether the body of a method does so, and by which name it calls its object. Asked for each attribute of a class. */
const filled = new WeakMap<readonly Stmt[], { readonly self: string; readonly does: boolean }>();

function fills(statements: readonly Stmt[], self: string): boolean {
  const known = filled.get(statements);
  if (known?.self === self) return known.does;
  const does = statements.some((statement) => {
    const targets = statement.kind === 'Assign' ? statement.targets : [];
    return (
      targets.some((target) => isDictOf(target.kind === 'Subscript' ? target.object : target, self)) ||
      (statement.kind === 'Expr' && setsAny(statement.value, self)) ||
      childBlocks(statement).some((block) => fills(block, self))
    );
  });
  filled.set(statements, { self, does });
  return does;
}

function setsAny(expr: Expr, self: string): boolean {
  if (expr.kind !== 'Call') return childrenOf(expr).some((child) => setsAny(child, self));
  const { callee, args } = expr;
  if (callee.kind === 'Attribute' && callee.attr === 'update') return isDictOf(callee.object, self);
  const [object, name] = args;
  return lastName(callee) === 'setattr' || lastName(callee) === '__setattr__'
    ? object?.value.kind === 'Name' && object.value.id === self && name?.value.kind !== 'String'
    : false;
}

/** `self.__dict__` and `vars(self)` */
function isDictOf(expr: Expr, self: string): boolean {
  const object =
    expr.kind === 'Attribute' && expr.attr === '__dict__'
      ? expr.object
      : expr.kind === 'Call' && dotted(expr.callee) === 'vars'
        ? expr.args[0]?.value
        : undefined;
  return object?.kind === 'Name' && object.id === self;
}

/** Adds the names of the attributes that are set on `self`. */
export function attributeNames(statements: readonly Stmt[], self: string, names: Set<string>): void {
  for (const statement of statements) {
    const targets = statement.kind === 'Assign' ? statement.targets : [];
    for (const target of targets) {
      const name = selfAttribute(target, self);
      if (name !== undefined) names.add(name);
    }
    for (const block of childBlocks(statement)) attributeNames(block, self, names);
  }
}

function selfAttribute(target: Expr, self: string): string | undefined {
  const isOwn = target.kind === 'Attribute' && target.object.kind === 'Name' && target.object.id === self;
  return isOwn ? target.attr : undefined;
}
