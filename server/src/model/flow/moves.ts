/** What statements move to another device, and what becomes of values that somebody may have moved. */
import type { Call, Expr, Stmt } from '../../syntax/python/ast';
import { attributeRow } from '../../platform/libraries';
import { deviceNamed } from '../devices';
import { MODULE_METHODS } from './members';
import { childBlocks, childrenOf, dotted, expressionsOf, type Assignment } from '../names/scope';
import { NEVER, ON_CUDA, onDevice, text, UNKNOWN, withAlternatives, type Device, type Value } from '../value';

/** `name.to(…)` and the like, and what lies elsewhere in place of a part of it. */
export interface Move {
  /** `name`, or `self.name`; `name.=vae` for a part of `name` that is replaced. */
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
  const part = statement.kind === 'Assign' ? replacedPart(statement) : undefined;
  if (part) return part;
  const name = value && itself(value);
  if (name === undefined || (statement.kind === 'Assign' && !statement.targets.every((to) => dotted(to) === name))) {
    return undefined;
  }
  const move = value && moveInChain(value);
  return move && { name, ...move, isAssigned: statement.kind === 'Assign' };
}

/** `pipe.vae = …`: where what takes the place lies. */
function replacedPart({ targets, value }: Extract<Stmt, { kind: 'Assign' }>): Move | undefined {
  const [target, ...others] = targets;
  if (target?.kind !== 'Attribute' || others.length > 0 || !isPartOfPipeline(target.attr)) return undefined;
  const whole = dotted(target.object);
  // As in `pipe.vae = torch.compile(pipe.vae)`.
  if (!value || whole === undefined || value.kind === 'Constant' || mentions(value, `${whole}.${target.attr}`)) {
    return undefined;
  }
  const move = moveInChain(value) ?? { device: undefined, argument: value };
  return { name: `${whole}.=${target.attr}`, ...move, isAssigned: false };
}

/** The attribute of a pipeline holds one of the models that it is made of. */
export function isPartOfPipeline(attribute: string): boolean {
  return attributeRow('pipeline', attribute)?.gives === 'model';
}

function mentions(expr: Expr, name: string): boolean {
  return dotted(expr) === name || childrenOf(expr).some((child) => mentions(child, name));
}

function moveInChain(value: Expr): Pick<Move, 'device' | 'argument'> | undefined {
  for (let call = value; call.kind === 'Call' && call.callee.kind === 'Attribute'; call = call.callee.object) {
    const move = moveBy(call, call.callee.attr);
    if (move) return move;
  }
  return undefined;
}

/** The name of what the function gets for its parameter, as a name that it may move. */
export function handedOver(fn: string, param: number | string): string {
  return `${fn}()${param}`;
}

/** Names that the statements hand to functions, with what those may move them by. Asked of each edited unit. */
export function handedIn(statements: readonly Stmt[]): readonly Handed[] {
  const known = knownHanded.get(statements);
  if (known) return known;
  const found: Handed[] = [];
  for (const statement of statements) {
    for (const expression of expressionsOf(statement)) addHanded(expression, found);
    for (const block of childBlocks(statement)) found.push(...handedIn(block));
  }
  knownHanded.set(statements, found);
  return found;
}

const knownHanded = new WeakMap<readonly Stmt[], readonly Handed[]>();

type Handed = readonly [name: string, as: string];

function addHanded(expr: Expr, found: Handed[]): void {
  if (expr.kind === 'Name' || expr.kind === 'Constant' || expr.kind === 'Number') return;
  if (expr.kind === 'Call' && expr.callee.kind === 'Name') {
    for (const [i, { keyword, value }] of expr.args.entries()) {
      const name = dotted(value);
      if (name !== undefined) found.push([name, handedOver(expr.callee.id, keyword ?? i)]);
    }
  }
  for (const child of childrenOf(expr)) addHanded(child, found);
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
    (before) => (moves.every(({ device }) => device === before) ? before : undefined),
    moves.some(({ isAssigned }) => isAssigned),
  );
}

/** Whoever moves a module moves what it holds, save a pipeline, which is none. */
export function heldByModule(value: Value): Value {
  return eachModel(value, (before, isPipeline) => (isPipeline ? before : 'module'));
}

/** The value with its models, pipelines, torch modules of the Space, what is unknown, and perhaps tensors moved, in lists too. */
export function eachModel(
  value: Value,
  moveFrom: (before: Device, isPipeline: boolean) => Device,
  withTensors = false,
): Value {
  const inner = (part: Value): Value => eachModel(part, moveFrom, withTensors);
  const kinds = withTensors ? ['model', 'pipeline', 'tensor', 'tensors'] : ['model', 'pipeline'];
  const isOnCuda = value.open && moveFrom(value.device, false) === 'cuda';
  const elsewhere = value.open ? UNKNOWN : NEVER;
  return withAlternatives(
    isOnCuda ? ON_CUDA : elsewhere,
    value.alts.map((alternative) => {
      switch (alternative.kind) {
        case 'object':
          return kinds.includes(alternative.object)
            ? onDevice(alternative, moveFrom(alternative.device, alternative.object === 'pipeline'))
            : alternative;
        case 'instance':
          return onDevice(alternative, moveFrom(alternative.device, false));
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
  );
}
