/** Models under the names they have, and those that functions take from dictionaries: `MODELS = {"small": (processor, small)}`. */
import type { Call, Compare, Dict, Expr } from '../../syntax/python/ast';
import type { Unit } from '../../syntax/python/units';
import { functionsOf } from '../callables';
import { assignmentsIn, childrenOf, simpleName, type Assignment } from '../names/scope';
import type { CallFact } from '../facts';
import type { Code } from '../program';
import { inferenceOf, isModel, loadsModel } from './libraryCalls';
import { isOfInput } from './moves';
import { passesOn, someExpression } from './variables';
import type { SpaceView } from '../views';

/** What a variable gets wherever it is bound: an entry of a dictionary of the module, or a part of each entry. */
interface Picked {
  readonly table: string;
  /** The place in the tuple, or the key in the dictionary, that an entry is; undefined when it is the entry itself. */
  readonly part: number | string | undefined;
  /** What says which entry it is. */
  readonly keys: readonly Expr[];
}

/** The variables of the module that a dictionary holds for a variable of a function. */
export interface Held {
  readonly names: readonly string[];
  /** The statement that makes the dictionary. */
  readonly madeIn: Unit;
}

/**
 * What the variable of a function stands for, where that is always an entry of a dictionary of variables: `model` of
 * `processor, model = MODELS[name]`, or of `= select(name)`, which returns that. Undefined when what it holds may be handed to
 * others. What is done to it under the name that it has in a function is not looked for.
 */
export function heldFor(name: string, code: Code, space: SpaceView): Held | undefined {
  const picks = pickedAs(name, code, space);
  const [{ table, part } = {}] = picks;
  const dict = table === undefined ? undefined : dictionaryOf(table, code, space);
  if (table === undefined || !dict || !picks.every((pick) => mayBeAny(pick, dict.node, code))) return undefined;
  const names = dict.node.entries.map(({ key, value }) => (key ? simpleName(partOf(value, part)) : undefined));
  const known = names.filter((each) => each !== undefined);
  const users = space.codesUsing(table).filter((user) => user.unit !== dict.unit && !user.owns(table));
  const isKept = known.length === names.length && users.every((user) => keeps(user, table, part, space));
  return isKept ? { names: known, madeIn: dict.unit } : undefined;
}

function dictionaryOf(table: string, { module }: Code, space: SpaceView): { node: Dict; unit: Unit } | undefined {
  const bound = space.bindingPlace(module, table);
  const maker = bound && space.codesUsing(table).find((each) => !each.fn && each.unit === bound.anchor);
  const statement = maker && module.content(maker.unit).tree.statement;
  if (!maker || statement?.kind !== 'Assign' || statement.targets.length !== 1) return undefined;
  return simpleName(statement.targets[0]) === table && statement.value?.kind === 'Dict'
    ? { node: statement.value, unit: maker.unit }
    : undefined;
}

/** Where the name gets an entry, which is what it gets wherever it is bound. */
function pickedAs(name: string, code: Code, space: SpaceView): readonly Picked[] {
  const { node } = code;
  if (node?.kind !== 'FunctionDef' || node.params.some((param) => param.name === name)) return [];
  const bound = assignmentsIn(node.body).filter((each) => each.name === name);
  const picks = bound.map((each) => pickOf(each, code, space)).filter((each) => each !== undefined);
  const isOther = ({ table, part }: Picked, i: number): boolean =>
    picks.slice(i).some((each) => each.table !== table || each.part !== part);
  return picks.length < bound.length || picks.some(isOther) ? [] : picks;
}

/** A parameter says which entry it is, and the function does not ask which: some may be for the CPU. */
function mayBeAny({ table, keys }: Picked, { entries }: Dict, code: Code): boolean {
  const { node } = code;
  const params = node?.kind === 'FunctionDef' ? node.params.map(({ name }) => name) : [];
  const deciding = params.filter((name) => keys.some((key) => someName(key, name)));
  const isParam = (expr: Expr): boolean => deciding.includes(simpleName(expr) ?? '');
  const isTable = (expr: Expr): boolean => simpleName(expr) === table;
  const known = entries.flatMap(({ key }) => (key?.kind === 'String' && key.value !== undefined ? [key.value] : []));
  // `if name == "remote"`, where no entry is called that.
  const isNoKey = (expr: Expr): boolean =>
    expr.kind === 'String' &&
    expr.value !== undefined &&
    known.length === entries.length &&
    !known.includes(expr.value);
  const tellsApart = ({ operands, operators }: Compare): boolean =>
    operands.some(isParam) &&
    !operands.some(isTable) &&
    !(operands.some(isNoKey) && operators.every((each) => each === '==' || each === '!='));
  const asks = (expr: Expr): boolean =>
    (expr.kind === 'Compare' && tellsApart(expr)) ||
    (expr.kind === 'Attribute' && isParam(expr.object)) ||
    childrenOf(expr).some(asks);
  // As a whole it goes under another name, or is what `match` looks at.
  return deciding.length > 0 && !someExpression(code, (expr) => isParam(expr) || asks(expr));
}

function someName(expr: Expr, name: string): boolean {
  return simpleName(expr) === name || childrenOf(expr).some((part) => someName(part, name));
}

/** What an assignment of an entry, or of a part of it, gives its name. */
function pickOf({ name, from }: Assignment, code: Code, space: SpaceView): Picked | undefined {
  const entry = from.kind === 'value' ? entryOf(from.value, code, space) : undefined;
  if (!entry || from.kind !== 'value' || from.target.kind === 'Name') return entry;
  const place = from.target.kind === 'Tuple' ? from.target.elements.findIndex((each) => simpleName(each) === name) : -1;
  return place < 0 || entry.part !== undefined ? undefined : { ...entry, part: place };
}

/** `MODELS[name]`, `MODELS[name][1]`, `MODELS[name]["model"]`, or a call of a function that returns an entry. */
function entryOf(value: Expr, code: Code, space: SpaceView): Picked | undefined {
  const table = tableOf(value, code);
  if (value.kind === 'Subscript') {
    if (table !== undefined) return { table, part: undefined, keys: value.indices };
    const entry = entryOf(value.object, code, space);
    const [index] = value.indices;
    const part = index?.kind === 'Number' || index?.kind === 'String' ? index.value : undefined;
    return entry && entry.part === undefined && part !== undefined ? { ...entry, part } : undefined;
  }
  if (value.kind !== 'Call' || value.callee.kind !== 'Name' || code.owns(value.callee.id)) return undefined;
  const [fn, ...others] = functionsOf(space.global(code.module, value.callee.id));
  if (!fn || others.length > 0 || fn.module !== code.module) return undefined;
  const returned = new Set<string | undefined>();
  someExpression(space.code(fn), (expr, isReturned) => {
    if (isReturned) returned.add(tableOf(expr, space.code(fn)));
    return false;
  });
  const [given, ...more] = returned;
  if (given === undefined || more.length > 0) return undefined;
  return { table: given, part: undefined, keys: value.args.map((arg) => arg.value) };
}

/** `MODELS` of `MODELS[name]`. */
function tableOf(value: Expr, code: Code): string | undefined {
  const name = value.kind === 'Subscript' ? simpleName(value.object) : undefined;
  return name === undefined || code.owns(name) ? undefined : name;
}

function partOf(entry: Expr, part: Picked['part']): Expr | undefined {
  if (part === undefined) return entry;
  if (typeof part === 'number') return entry.kind === 'Tuple' ? entry.elements[part] : undefined;
  const found =
    entry.kind === 'Dict' ? entry.entries.find(({ key }) => key?.kind === 'String' && key.value === part) : undefined;
  return found?.value;
}

/**
 * The code takes nothing but entries out of the dictionary, and neither moves nor hands on what it gets so, nor runs it
 * outside of GPU functions, where it would lie on the CPU for a reason.
 */
function keeps(code: Code, table: string, part: Picked['part'], space: SpaceView): boolean {
  const isEntry = (expr: Expr): boolean => tableOf(expr, code) === table;
  const isInEntry = (expr: Expr): boolean => expr.kind === 'Subscript' && (isEntry(expr) || isInEntry(expr.object));
  const handsOn = (expr: Expr): boolean => {
    switch (expr.kind) {
      case 'Name':
        return expr.id === table;
      case 'Subscript':
        return isEntry(expr) ? code.fn === undefined || expr.indices.some(handsOn) : childrenOf(expr).some(handsOn);
      case 'Compare':
        return expr.operands.some((operand) => simpleName(operand) !== table && handsOn(operand));
      case 'Attribute':
        return isInEntry(expr.object) || handsOn(expr.object);
      case 'Call':
        return !asksForKeys(expr, table) && childrenOf(expr).some((each) => isInEntry(each) || handsOn(each));
      default:
        return childrenOf(expr).some(handsOn);
    }
  };
  if (someExpression(code, handsOn)) return false;
  const isReturned = someExpression(code, (expr, returned) => returned && isEntry(expr));
  const takers = isReturned ? [code, ...space.codesUsing(code.name)] : [code];
  return takers.every(
    (taker) => keepsWhatItTakes(taker, table, part, space) && (taker.isGpuOnly || !taker.calls.some(inferenceOf)),
  );
}

/** `list(MODELS)`, `MODELS.keys()`. */
function asksForKeys({ callee, args }: Call, table: string): boolean {
  if (callee.kind === 'Attribute') return callee.attr === 'keys' && simpleName(callee.object) === table;
  return /^(?:list|sorted|tuple|len)$/.test(simpleName(callee) ?? '') && simpleName(args[0]?.value) === table;
}

function keepsWhatItTakes(code: Code, table: string, part: Picked['part'], space: SpaceView): boolean {
  const { node } = code;
  if (node?.kind !== 'FunctionDef') return true;
  return assignmentsIn(node.body).every((assignment) => {
    const pick = pickOf(assignment, code, space);
    if (pick?.table !== table || (pick.part !== undefined && pick.part !== part)) return true;
    return pick.part === part && !isMovedIn(code, assignment.name);
  });
}

/** The code moves the model of a name, changes it as a whole, or gives it to a call, which may. */
export function isMovedIn(code: Code, name: string): boolean {
  return (
    passesOn(code, name) ||
    code.calls.some(
      ({ receiverRoot, calleeText, method = '' }) =>
        // What is taken out of something counts as that: `model = MODELS[name]`.
        (receiverRoot?.name === name || calleeText === `${name}.${method}`) &&
        /^(?:to|cuda|compile|load_state_dict|\w*offload\w*)$/.test(method),
    )
  );
}

/**
 * The call moves what may be a model, and does not say which: neither a variable of the module, nor what one of the `calls` of
 * the same code loads there and then, as in `AutoModel.from_pretrained("a").eval().to("cuda")`.
 */
export function movesUnclear(call: CallFact, calls: readonly CallFact[]): boolean {
  const { method, receiver, receiverPlace, receiverRoot, calleeText } = call;
  if (!receiver || (method !== 'to' && method !== 'cuda') || isOfInput(call)) return false;
  if (receiverRoot?.owner === 'global' && calleeText === `${receiverRoot.name}.${method}`) return !isModel(receiver);
  const isLoadedThere = ({ place }: CallFact): boolean =>
    place.anchor === receiverPlace?.anchor && place.start === receiverPlace.start && place.end <= receiverPlace.end;
  return !calls.some((other) => isLoadedThere(other) && loadsModel(other));
}
