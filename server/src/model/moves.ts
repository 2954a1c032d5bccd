/** What statements move to another device, and what becomes of values that somebody may have moved. */
import type { Call, Expr, Stmt } from '../syntax/python/ast';
import { deviceNamed } from './devices';
import { MODULE_METHODS } from './members';
import { childBlocks, dotted, type Assignment } from './scope';
import { onDevice, text, type Alternative, type Device, type Instance, type Value } from './value';

/** `name.to(…)` and the like. */
export interface Move {
  /** `name`, or `self.name`. */
  readonly name: string;
  readonly device: Device;
  /** What names the device, when that is no constant. */
  readonly argument?: Expr;
  /** The same, where it is a variable of the module, or a member of one: `device`, `config.device`. */
  readonly global?: string;
  /** The name stands for what the method gives: that moves tensors too. */
  readonly isAssigned: boolean;
}

/** What a statement moves, as `model.to("cuda").eval()` and `model = model.cuda()` do. */
export function moveOf(statement: Stmt): Move | undefined {
  if (statement.kind !== 'Expr' && statement.kind !== 'Assign') return undefined;
  const { value } = statement;
  const name = value && itself(value);
  if (name === undefined || (statement.kind === 'Assign' && !statement.targets.every((to) => dotted(to) === name))) {
    return undefined;
  }
  for (let call = value; call?.kind === 'Call' && call.callee.kind === 'Attribute'; call = call.callee.object) {
    const move = moveBy(call, call.callee.attr);
    if (move) return { name, ...move, isAssigned: statement.kind === 'Assign' };
  }
  return undefined;
}

/** The name or attribute that a chain such as `model.half().eval()` gives. */
export function itself(expr: Expr): string | undefined {
  let object = expr;
  while (object.kind === 'Call' && object.callee.kind === 'Attribute' && MODULE_METHODS.has(object.callee.attr)) {
    object = object.callee.object;
  }
  return object === expr ? undefined : dotted(object);
}

/** As `model = model.eval()` does. */
export function givesItself({ name, from }: Assignment): boolean {
  return from.kind === 'value' && itself(from.value) === name;
}

function moveBy({ args }: Call, method: string): Pick<Move, 'device' | 'argument'> | undefined {
  if (method === 'cpu' || method === 'cuda') return { device: method };
  if (method !== 'to') return undefined;
  const target = args.find(({ keyword }, i) => keyword === 'device' || (keyword === undefined && i === 0))?.value;
  if (target?.kind === 'String') return { device: deviceNamed(text(target.value)) };
  return target && !/^torch\.\w*(?:float|half|double)\w*$/.test(dotted(target) ?? '')
    ? { device: undefined, argument: target }
    : undefined;
}

/** Asked for each name of a body. */
const knownMoves = new WeakMap<readonly Stmt[], readonly Move[]>();

/** Statements that move what a name or an attribute of a name stands for. */
export function movesIn(statements: readonly Stmt[]): readonly Move[] {
  const known = knownMoves.get(statements);
  if (known) return known;
  const found = statements.flatMap((statement) => {
    const inside = childBlocks(statement).flatMap(movesIn);
    const move = moveOf(statement);
    return move ? [...inside, move] : inside;
  });
  knownMoves.set(statements, found);
  return found;
}

/** The statements that move what one name, or one attribute of a name, stands for, or a part of it. */
export function movesOf(statements: readonly Stmt[], name: string): readonly Move[] {
  return movesIn(statements).filter((move) => wholesOf(move.name).includes(name));
}

/** The name, and what it is a part of: `pipe.vae` and `pipe`. */
export function wholesOf(name: string): readonly string[] {
  const parts = name.split('.');
  return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** The value when somebody may have moved it. */
export function moved(value: Value, moves: readonly Pick<Move, 'device' | 'isAssigned'>[]): Value {
  if (moves.length === 0) return value;
  return eachModel(
    value,
    (model) => (moves.every(({ device }) => device === model.device) ? model : onDevice(model, undefined)),
    moves.some(({ isAssigned }) => isAssigned),
  );
}

/** Whoever moves a module moves what it holds, save a pipeline, which is none. */
export function heldByModule(value: Value): Value {
  return eachModel(value, (model) =>
    model.kind === 'object' && model.object === 'pipeline' ? model : onDevice(model, 'module'),
  );
}

/** The value with its models, pipelines, torch modules of the Space, and perhaps tensors replaced, in lists too. */
export function eachModel(
  value: Value,
  replace: <T extends Instance | Extract<Alternative, { kind: 'object' }>>(model: T) => T,
  withTensors = false,
): Value {
  const inner = (part: Value): Value => eachModel(part, replace, withTensors);
  const kinds = withTensors ? ['model', 'pipeline', 'tensor', 'tensors'] : ['model', 'pipeline'];
  return {
    alts: value.alts.map((alternative) => {
      switch (alternative.kind) {
        case 'object':
          return kinds.includes(alternative.object) ? replace(alternative) : alternative;
        case 'instance':
          return replace(alternative);
        case 'sequence':
          return {
            ...alternative,
            ...(alternative.items ? { items: alternative.items.map(inner) } : {}),
            element: inner(alternative.element),
          };
        default:
          return alternative;
      }
    }),
    open: value.open,
  };
}
