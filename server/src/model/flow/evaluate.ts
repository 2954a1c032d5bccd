import type { Call, Comprehension, Expr, StringLiteral } from '../../syntax/python/ast';
import type { Unit } from '../../syntax/python/units';
import type { Place } from '../../text/place';
import type { Span } from '../../text/span';
import { BUILTINS } from '../../platform/libraries';
import { callValue, changedBy } from './calls';
import { isContainer, loosened } from '../names/changes';
import { CHANGING, emptied } from './containerMethods';
import type { CallArguments } from '../arguments';
import {
  anyItemOf,
  attributeOf,
  elementOf,
  isSetInEnvironment,
  itemOf,
  MODULE_METHODS,
  sliceOf,
  without,
} from './members';
import type { FunctionEntity, ModuleEntity } from '../entities';
import { deviceNamed, deviceOfValue, isDevice } from '../devices';
import type { Knowledge } from '../knowledge';
import { eachModel } from './moves';
import { below, formatted, isInTemporaryDirectory } from '../pathValues';
import {
  bool,
  constantOf,
  external,
  externalPath,
  join,
  joinAll,
  NEVER,
  NONE,
  number,
  object,
  onDevice,
  one,
  only,
  opened,
  sequence,
  text,
  truthOf,
  UNKNOWN,
  withAlternatives,
  type Alternative,
  type Value,
} from '../value';

/** An argument with its value. */
export interface EvaluatedArgument {
  readonly keyword: string | undefined;
  readonly value: Value;
  readonly expr: Expr;
  readonly span: Span;
}

/** What an evaluated call looked like. */
export interface EvaluatedCall {
  readonly expr: Call;
  readonly callee: Value;
  readonly method: string | undefined;
  readonly receiver: Value | undefined;
  readonly args: readonly EvaluatedArgument[];
  readonly result: Value;
}

/** What this name stands for where nothing binds it: its import was forgotten, and the rest is meant. */
const FORGOTTEN = 'spaces';

/** Where an expression is evaluated: who gives names their values, and who wants to hear what happens. */
export interface Scope {
  readonly module: ModuleEntity;
  readonly unit: Unit;
  readonly fn: FunctionEntity | undefined;
  /** Where a part of the code stands. */
  place(span: Span): Place;
  lookup(name: string): Value | undefined;
  /** `at` is the name where it is written. */
  assign(name: string, value: Value, at?: Span): void;
  /** The object that a name stands for is something else now; the name is not bound anew. */
  refine?(name: string, value: Value): void;
  /** A member of a value is looked up. */
  accessed?(owner: Value, name: string): void;
  called?(call: EvaluatedCall): void;
  /** The call is a statement of its own, so that nobody takes what it gives. */
  isStatement?(call: Call): boolean;
  /** A function of the Space has changed the list or dictionary that it was given. */
  changed?(argument: Expr): void;
  yielded?(expr: Expr, value: Value): void;
  /** `inside` runs with the comprehension's loops entered. */
  comprehension?(expr: Comprehension, iterable: Expr): void;
  /** Of so many loops just entered only the first pass is wanted. */
  comprehensionTakesOne?(loops: number): void;
  comprehensionEnd?(): void;
  /** These names are the expression's own until what is given back is called. */
  ownNames?(names: readonly string[]): () => void;
  /** `run` takes place only under a condition: when the test comes out so, if there is one. */
  conditionally?<T>(run: () => T, tested?: Tested): T;
  /** Under `with torch.device(…)`, where what is made without a device of its own is put on that one. */
  readonly isOnDevice?: boolean;
}

/** How a test comes out where something depends on it. */
export interface Tested {
  readonly test: Expr;
  readonly isTrue: boolean;
}

/** What the expression may be. Expressions that are not understood are unknown. */
export function evaluate(expr: Expr, scope: Scope, knowledge: Knowledge): Value {
  switch (expr.kind) {
    case 'Name':
      return scope.lookup(expr.id) ?? (BUILTINS.has(expr.id) || expr.id === FORGOTTEN ? external(expr.id) : UNKNOWN);
    case 'Attribute': {
      const owner = evaluate(expr.object, scope, knowledge);
      scope.accessed?.(owner, expr.attr);
      return attributeOf(owner, expr.attr, knowledge);
    }
    case 'Call':
      return evaluateCall(expr, scope, knowledge);
    case 'Subscript': {
      const container = evaluate(expr.object, scope, knowledge);
      const indices = expr.indices.map((index) => evaluate(index, scope, knowledge));
      const [index] = indices;
      if (expr.indices.some((part) => part.kind === 'Slice')) return sliceOf(container);
      return indices.length === 1 && index ? itemOf(container, index) : itemOf(container, UNKNOWN);
    }
    case 'Slice':
      for (const part of expr.parts) evaluate(part, scope, knowledge);
      return UNKNOWN;
    case 'String':
      return evaluateString(expr, scope, knowledge);
    case 'Number':
      return number(expr.value, expr.isFloat);
    case 'Constant':
      return expr.value === null ? NONE : bool(expr.value);
    case 'Ellipsis':
      return object('data', 'ellipsis');
    case 'Tuple':
    case 'List':
    case 'Set':
      return evaluateSequence(expr.kind, expr.elements, scope, knowledge);
    case 'Dict': {
      const entries = new Map<string, Value>();
      let rest = NEVER;
      const anyMayBe = (value: Value): void => {
        for (const [key, before] of entries) entries.set(key, join(before, value));
        rest = join(rest, value);
      };
      for (const entry of expr.entries) {
        const key = entry.key && constantOf(evaluate(entry.key, scope, knowledge));
        const value = evaluate(entry.value, scope, knowledge);
        if (entry.key === undefined) {
          const inner = only(value);
          anyMayBe(inner?.kind === 'dict' ? inner.rest : anyItemOf(value));
          for (const [name, item] of inner?.kind === 'dict' ? inner.entries : []) entries.set(name, item);
        } else if (typeof key === 'string' || typeof key === 'number') entries.set(String(key), value);
        else anyMayBe(value);
      }
      return one({ kind: 'dict', entries: [...entries].slice(0, 40), rest: entries.size > 40 ? UNKNOWN : rest });
    }
    case 'Unary': {
      const operand = evaluate(expr.operand, scope, knowledge);
      if (expr.operator === 'not') {
        const truth = truthOf(operand);
        return bool(truth === undefined ? undefined : !truth);
      }
      const constant = constantOf(operand);
      if (typeof constant === 'number') return number(expr.operator === '-' ? -constant : constant);
      return only(operand)?.kind === 'object' ? operand : UNKNOWN;
    }
    case 'Binary':
      return binary(expr.operator, evaluate(expr.left, scope, knowledge), evaluate(expr.right, scope, knowledge));
    case 'BoolOp': {
      const left = evaluate(expr.left, scope, knowledge);
      const truth = truthOf(left);
      if (truth !== undefined && truth === (expr.operator === 'or')) return left;
      const right = maybe(scope, () => evaluate(expr.right, scope, knowledge));
      if (truth !== undefined) return right;
      const kept = expr.operator === 'or' ? without(left, (item) => item.kind === 'none') : left;
      return join(kept, right);
    }
    case 'Compare':
      return compare(
        expr.operators,
        expr.operands.map((operand) => evaluate(operand, scope, knowledge)),
      );
    case 'Conditional': {
      const truth = truthOf(evaluate(expr.test, scope, knowledge));
      if (truth === true) return evaluate(expr.then, scope, knowledge);
      if (truth === false) return evaluate(expr.otherwise, scope, knowledge);
      return join(
        maybe(scope, () => evaluate(expr.then, scope, knowledge), { test: expr.test, isTrue: true }),
        maybe(scope, () => evaluate(expr.otherwise, scope, knowledge), { test: expr.test, isTrue: false }),
      );
    }
    case 'Lambda':
      return one({ kind: 'function', fn: scope.module.fn(scope.unit, expr.index) });
    case 'Comprehension':
      return evaluateComprehension(expr, scope, knowledge);
    case 'Await':
      return evaluate(expr.operand, scope, knowledge);
    case 'Starred':
      return evaluate(expr.operand, scope, knowledge);
    case 'Yield': {
      const value = expr.value ? evaluate(expr.value, scope, knowledge) : NONE;
      scope.yielded?.(expr, expr.from ? elementOf(value) : value);
      return UNKNOWN;
    }
    case 'Walrus': {
      const value = evaluate(expr.value, scope, knowledge);
      scope.assign(expr.target.id, value, expr.target);
      return value;
    }
    case 'Unknown':
      for (const child of expr.children) evaluate(child, scope, knowledge);
      return UNKNOWN;
  }
}

/**
 * A literal; an f-string whose parts are all constant is a constant too. The interpreter in it is `python`, wherever it lies:
 * such a text is a command, and what matters is what the interpreter is told.
 */
function evaluateString(expr: StringLiteral, scope: Scope, knowledge: Knowledge): Value {
  const values = expr.interpolations.map((part) => evaluate(part, scope, knowledge));
  if (expr.prefix.includes('b')) return object('data', 'bytes');
  if (expr.value !== undefined || !expr.texts) return text(expr.value);
  const [first] = values;
  if (
    expr.texts[0] === '' &&
    first &&
    isInTemporaryDirectory(first) &&
    ((values.length === 1 && (expr.texts[1] ?? '') === '') || /^[\\/]/.test(expr.texts[1] ?? ''))
  )
    return first;
  return formatted(
    expr.texts,
    values.map((value) => (externalPath(value) === 'sys.executable' ? text('python') : value)),
  );
}

function maybe<T>(scope: Scope, run: () => T, tested?: Tested): T {
  return scope.conditionally ? scope.conditionally(run, tested) : run();
}

function evaluateSequence(
  kind: 'Tuple' | 'List' | 'Set',
  elements: readonly Expr[],
  scope: Scope,
  knowledge: Knowledge,
): Value {
  const form = kind === 'Tuple' ? 'tuple' : kind === 'List' ? 'list' : 'set';
  const values = elements.map((element) => evaluate(element, scope, knowledge));
  const items = values.flatMap((value, i): readonly (Value | undefined)[] => {
    if (elements[i]?.kind !== 'Starred') return [value];
    const spread = only(value);
    return spread?.kind === 'sequence' && spread.form !== 'set' && spread.items ? spread.items : [undefined];
  });
  const exact = items.filter((item) => item !== undefined);
  const all = joinAll(values.map((value, i) => (elements[i]?.kind === 'Starred' ? elementOf(value) : value)));
  return sequence(form, exact.length === items.length && exact.length <= 16 ? exact : undefined, all);
}

function evaluateComprehension(expr: Comprehension, scope: Scope, knowledge: Knowledge, takesOne = false): Value {
  let entered = 0;
  const end = scope.ownNames?.(expr.clauses.flatMap(({ target }) => namesBound(target)));
  // Without a place: nothing of the function or the module is written.
  const own = { assign: (name: string, value: Value) => scope.assign(name, value) };
  for (const clause of expr.clauses) {
    const iterable = evaluate(clause.iterable, scope, knowledge);
    scope.comprehension?.(expr, clause.iterable);
    entered++;
    bind(clause.target, elementOf(iterable), own);
    for (const condition of clause.conditions) evaluate(condition, scope, knowledge);
  }
  if (takesOne) scope.comprehensionTakesOne?.(entered);
  if (expr.key) evaluate(expr.key, scope, knowledge);
  const element = evaluate(expr.element, scope, knowledge);
  for (; entered > 0; entered--) scope.comprehensionEnd?.();
  end?.();
  switch (expr.result) {
    case 'dict':
      return one({ kind: 'dict', entries: [], rest: element });
    case 'generator':
      return one({ kind: 'object', object: 'generator', type: 'generator', element });
    default:
      return sequence(expr.result, undefined, element);
  }
}

function namesBound(target: Expr): readonly string[] {
  switch (target.kind) {
    case 'Name':
      return [target.id];
    case 'Tuple':
    case 'List':
      return target.elements.flatMap(namesBound);
    case 'Starred':
      return namesBound(target.operand);
    default:
      return [];
  }
}

/** Gives the names of an assignment target their values. */
export function bind(target: Expr, value: Value, scope: Pick<Scope, 'assign'>): void {
  switch (target.kind) {
    case 'Name':
      scope.assign(target.id, value, target);
      break;
    case 'Tuple':
    case 'List': {
      const starred = target.elements.findIndex((element) => element.kind === 'Starred');
      target.elements.forEach((element, i) => {
        if (element.kind === 'Starred') bind(element.operand, sequence('list', undefined, elementOf(value)), scope);
        else bind(element, starred >= 0 && i > starred ? elementOf(value) : itemOf(value, number(i)), scope);
      });
      break;
    }
    default:
      break;
  }
}

function evaluateCall(expr: Call, scope: Scope, knowledge: Knowledge): Value {
  let callee: Value;
  let receiver: Value | undefined;
  let method: string | undefined;
  const owner = expr.callee.kind === 'Attribute' ? expr.callee.object : undefined;
  if (expr.callee.kind === 'Attribute') {
    method = expr.callee.attr;
    receiver = evaluate(expr.callee.object, scope, knowledge);
    callee = attributeOf(receiver, method, knowledge);
    scope.accessed?.(receiver, method);
  } else {
    callee = evaluate(expr.callee, scope, knowledge);
    if (externalPath(callee) === 'super' && expr.args.length === 0 && scope.fn) {
      return knowledge.superOf(scope.fn);
    }
  }
  const takesOne = externalPath(callee) === 'next';
  const args: EvaluatedArgument[] = expr.args.map((arg) => ({
    keyword: arg.keyword,
    value:
      takesOne && arg.value.kind === 'Comprehension'
        ? evaluateComprehension(arg.value, scope, knowledge, true)
        : evaluate(arg.value, scope, knowledge),
    expr: arg.value,
    span: arg,
  }));
  const call: CallArguments = { args, expr, scope, receiver, method };
  const { result: plain, receiverAfter } = callValue(callee, call, knowledge);
  const result = scope.isOnDevice === true && method !== 'to' && method !== 'cpu' ? offCpu(plain) : plain;
  const holder = receiver && only(receiver);
  const mayChange = holder?.kind === 'param' && holder.fn === scope.fn && method !== undefined && CHANGING.has(method);
  const after = receiverAfter ?? (mayChange && receiver ? opened(receiver) : undefined);
  if (owner && after) refine(owner, after, scope);
  if (owner?.kind === 'Attribute' && receiverAfter) movePart(owner.object, receiverAfter, scope, knowledge);
  const changed = changedBy(callee, args, knowledge);
  for (const arg of changed) refine(arg.expr, emptied(arg.value), scope);
  scope.called?.({ expr, callee, method, receiver, args, result });
  for (const arg of changed) scope.changed?.(arg.expr);
  return result;
}

/** A part of a model is moved: the whole lies nowhere in particular then. */
function movePart(whole: Expr, part: Value, scope: Scope, knowledge: Knowledge): void {
  const before = evaluate(whole, scope, knowledge);
  if (deviceOfValue(before) === deviceOfValue(part)) return;
  const after = eachModel(before, () => undefined);
  refine(whole, after, scope);
}

/**
 * What a library makes lies on the CPU by default. Under another default it may lie elsewhere: torch's own functions and
 * `from_pretrained` of transformers follow it (`check_and_set_device_map`, read 2026-11-22), that of diffusers does not.
 */
function offCpu(value: Value): Value {
  const isPlaced = (item: Alternative): boolean => item.kind === 'object' && item.device === 'cpu';
  if (!value.alts.some(isPlaced)) return value;
  return withAlternatives(
    value,
    value.alts.map((item) => (item.kind === 'object' && isPlaced(item) ? onDevice(item, undefined) : item)),
  );
}

/** A method changed the object that a name stands for, as in `model.eval().to("cuda")`. */
function refine(target: Expr, value: Value, scope: Scope): void {
  if (target.kind === 'Subscript' && value.alts.some(isContainer)) {
    // Of what a list or dictionary holds, a list or dictionary.
    let whole: Expr = target;
    while (whole.kind === 'Subscript') whole = whole.object;
    const held = whole.kind === 'Name' ? scope.lookup(whole.id) : undefined;
    if (held) refine(whole, loosened(held), scope);
  } else if (target.kind === 'Name' && scope.lookup(target.id)) scope.refine?.(target.id, value);
  else if (target.kind === 'Call' && target.callee.kind === 'Attribute' && MODULE_METHODS.has(target.callee.attr)) {
    refine(target.callee.object, value, scope);
  }
}

function arithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : ((a % b) + b) % b;
    case '**':
      return a ** b;
    default:
      return undefined;
  }
}

/** The value of `left operator right`. */
export function binary(operator: string, left: Value, right: Value): Value {
  const a = constantOf(left);
  const b = constantOf(right);
  if (typeof a === 'number' && typeof b === 'number') {
    const result = arithmetic(operator, a, b);
    return result === undefined || !Number.isFinite(result) ? number() : number(result, operator === '/');
  }
  if (typeof a === 'string' && typeof b === 'string' && operator === '+') return text(a + b);
  const l = only(left);
  const r = only(right);
  if (typeof a === 'string' && operator === '%' && /^(?:[^%]|%s)*$/.test(a)) {
    const parts = a.split('%s');
    const values = r?.kind === 'sequence' ? r.items : [right];
    return values?.length === parts.length - 1 ? formatted(parts, values) : text();
  }
  if (operator === '+' && isInTemporaryDirectory(left) && typeof b === 'string' && /^[\\/]/.test(b)) return left;
  if (l?.kind === 'text' && (operator === '+' || operator === '%')) return text();
  if (r?.kind === 'text' && operator === '+') return text();
  if (l?.kind === 'number' && r?.kind === 'number') return number();
  if (l?.kind === 'object' && l.object === 'path' && operator === '/') {
    return below(l, [right]);
  }
  if (l?.kind === 'sequence' && r?.kind === 'sequence' && operator === '+' && l.form === r.form) {
    const items = l.items && r.items ? [...l.items, ...r.items] : undefined;
    return sequence(l.form, items, join(l.element, r.element));
  }
  if (l?.kind === 'sequence' && operator === '*') return sequence(l.form, undefined, l.element);
  return tensorOperation(l, r) ?? tensorOperation(r, l) ?? UNKNOWN;
}

/** A tensor with anything known is a tensor on the same device. */
function tensorOperation(a: Alternative | undefined, b: Alternative | undefined): Value | undefined {
  if (a?.kind !== 'object' || (a.object !== 'tensor' && a.object !== 'array')) return undefined;
  if (a.object === 'tensor' && b?.kind === 'object' && b.object === 'tensor' && b.device !== a.device) {
    return object('tensor', a.type);
  }
  return one(a);
}

function compare(operators: readonly string[], operands: readonly Value[]): Value {
  const [operator] = operators;
  const [left, right] = operands;
  if (operators.length !== 1 || operator === undefined || !left || !right) return bool();
  if (/^[<>=!]=?$/.test(operator)) {
    const compared = tensorOperation(only(left), only(right)) ?? tensorOperation(only(right), only(left));
    if (compared) return compared;
  }
  if (!left.open && !right.open && left.alts.length * right.alts.length > 1 && operator.replace('not ', '') !== 'is') {
    // Whatever they may be, the outcome may be the same.
    const outcomes = left.alts.flatMap((a) => right.alts.map((b) => compareOne(operator, one(a), one(b))));
    const [outcome, ...rest] = outcomes;
    return outcome && rest.every((other) => truthOf(other) === truthOf(outcome)) ? outcome : bool();
  }
  return compareOne(operator, left, right);
}

/** A `torch.device` is compared with one of the other kind, or its name. */
function areOtherDevices(left: Value, right: Value): boolean {
  if (!isDevice(left) && !isDevice(right)) return false;
  const devices = [deviceNamed(left), deviceNamed(right)];
  return devices.includes('cuda') && devices.includes('cpu');
}

function compareOne(operator: string, left: Value, right: Value): Value {
  if (operator === 'is' || operator === 'is not') {
    if (only(left)?.kind === 'none' && only(right)?.kind !== 'none') return compareOne(operator, right, left);
    const noneOnRight = only(right)?.kind === 'none';
    if (!noneOnRight || left.open || left.alts.length === 0) return bool();
    const nones = left.alts.filter((item) => item.kind === 'none').length;
    const unsure = left.alts.some((item) => item.kind === 'param');
    if (unsure || (nones > 0 && nones < left.alts.length)) return bool();
    return bool(nones > 0 === (operator === 'is'));
  }
  const a = constantOf(left);
  const b = constantOf(right);
  if (operator === 'in' || operator === 'not in') {
    const container = only(right);
    if (externalPath(right) === 'os.environ' && typeof a === 'string') {
      const isSet = isSetInEnvironment(a);
      return bool(isSet === undefined ? undefined : isSet === (operator === 'in'));
    }
    if (typeof a === 'string' && typeof b === 'string') return bool(b.includes(a) === (operator === 'in'));
    if (a === undefined || container?.kind !== 'sequence' || !container.items) return bool();
    const constants = container.items.map(constantOf);
    if (constants.includes(undefined)) return bool();
    return bool(constants.includes(a) === (operator === 'in'));
  }
  if ((operator === '==' || operator === '!=') && areOtherDevices(left, right)) return bool(operator === '!=');
  if (a === undefined || b === undefined || a === null || b === null) return bool();
  switch (operator) {
    case '==':
      return bool(a === b);
    case '!=':
      return bool(a !== b);
    case '<':
      return bool(a < b);
    case '<=':
      return bool(a <= b);
    case '>':
      return bool(a > b);
    case '>=':
      return bool(a >= b);
    default:
      return bool();
  }
}
