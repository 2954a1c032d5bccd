/** Which functions need a GPU, judged by what they do rather than by how they are decorated. */
import { limitOf } from '../../platform';
import { sameData } from '../../text/equality';
import { lies, type Edit, type Place } from '../../text/place';
import { argumentOf } from '../arguments';
import { callsOf, decoratorCalls, decoratorItself, functionsOf, isGpuDecorator, isRoute } from '../callables';
import { deviceOfValue } from '../devices';
import type { CallArgument, CallFact, DecoratorFact } from '../facts';
import type { GpuFunction } from '../gpuFunctions';
import {
  ASKS,
  effectOf,
  inferenceOf,
  isCudaGenerator,
  isModel,
  isUnknownCall,
  loadsModel,
  usesCudaOutsideTorch,
} from './libraryCalls';
import { isOffload, movesToCuda } from './moves';
import type { Code } from '../program';
import { rootOf, runsOnCuda } from './onCuda';
import { codesBehind, enters, isKeptAs } from './running';
import { threadTarget } from './threads';
import { contextOfDecorator, isGradContext, isTorchContextDecorator, torchContext } from './torchContexts';
import { externalPath, one, only, type Value } from '../value';
import type { SpaceView } from '../views';

/** One thing that code does on the GPU. */
export interface GpuWork {
  /** `places`: it puts a model there, which is no reason to hold a GPU by itself. */
  readonly kind: 'computes' | 'places';
  /** The code that does it: the one that was asked about, or one that it calls. */
  readonly code: Code;
  /** The call that does it; undefined for a decorator such as `@torch.inference_mode()`. */
  readonly call: CallFact | undefined;
}

/**
 * What the code itself does that needs a GPU: it runs a model that is not known to lie on the CPU, puts something on CUDA,
 * or computes under `torch.no_grad`, `torch.inference_mode` or `torch.autocast`. What it calls is not looked at.
 */
export function gpuWorkOf(code: Code, space: SpaceView): readonly GpuWork[] {
  const contexts = code.decorators.filter((decorator) => isTorchContextDecorator(decorator, code));
  return [
    ...contexts.map(() => ({ kind: 'computes' as const, code, call: undefined })),
    ...code.calls.flatMap((call): readonly GpuWork[] => {
      const kind = call.isDecorator ? undefined : kindOf(call, code, space);
      return kind ? [{ kind, code, call }] : [];
    }),
  ];
}

/** What a function does on the GPU, itself and in all that it is known to call, save what is behind functions of `except`. */
export function gpuWorkBehind(code: Code, space: SpaceView, except: ReadonlySet<Code> = new Set()): readonly GpuWork[] {
  return [...codesBehind(code, space, except)].flatMap((each) => gpuWorkOf(each, space));
}

/**
 * The function runs a model, itself or in what it calls, and nothing there keeps autograd from recording that. Torch refuses
 * to pickle a tensor that came of it ("Cowardly refusing to serialize non-leaf tensor which requires_grad",
 * torch/multiprocessing/reductions.py of torch 2.9, read 2026-11-22).
 */
export function recordsGradients(code: Code, space: SpaceView): boolean {
  return runsModelOutside(isGradContext, code, space);
}

/** Methods of models, and of pipelines, that record gradients as the call of a model does; `generate` records none. */
const COMPUTES = /^(?:forward|encode|decode|encode_(?:prompt|image|text)|get_(?:image|text)_features)$/;

/** The function runs a model, itself or in what it calls, and nothing there enters a torch context that fits. */
export function runsModelOutside(fits: (context: string) => boolean, code: Code, space: SpaceView): boolean {
  const codes = [...codesBehind(code, space)];
  const runsModel = (call: CallFact): boolean =>
    runsOwnModel(call, space) ||
    call.callee.alts.some((item) => item.kind === 'object' && item.object === 'model') ||
    (call.receiver !== undefined && isModel(call.receiver) && COMPUTES.test(call.method ?? ''));
  if (!codes.some(({ calls }) => calls.some(runsModel))) return false;
  const contexts = codes.flatMap((each) => [
    ...each.calls.map(({ callee }) => torchContext(callee)),
    ...each.decorators.map((decorator) => contextOfDecorator(decorator, each)),
  ]);
  return !contexts.some((path) => path !== undefined && fits(path));
}

/** What decorates a function with `spaces.GPU`. */
export interface GpuDecoration {
  /** As it is written. */
  readonly decorator: string;
  readonly edit: Edit;
  /** Imports `spaces`, where it is not yet. */
  readonly added: Edit | undefined;
}

/** A plain function of a module: what it is when it is decorated is known before anybody calls it. */
export function canBeDecorated({ fn, node, isAsync, cls, outer }: Code): boolean {
  return fn !== undefined && node?.kind === 'FunctionDef' && !isAsync && !cls && !outer.fn;
}

/** Decorates a function that is defined by `def` and not async; for the default time unless `seconds` are given. */
export function gpuDecoration(
  code: Code,
  space: SpaceView,
  seconds = limitOf(space.tables, 'default-duration'),
): GpuDecoration {
  const name = space.gpuNameIn(code.module);
  const added = name === undefined ? space.edits.addImport(code.module, 'import spaces') : undefined;
  const decorator = `@${name ?? 'spaces.GPU'}${seconds === undefined ? '' : `(duration=${seconds})`}`;
  return { decorator, added, edit: space.edits.insertLineAbove(placeOfGpuDecorator(code), decorator) };
}

/** Above the torch contexts next to the function, which must run inside the worker; below all other decorators. */
export function placeOfGpuDecorator(code: Code): Place {
  const outer = code.decorators.findLastIndex((decorator) => !isTorchContextDecorator(decorator, code));
  return code.decorators[outer + 1]?.whole ?? code.definitionPlace;
}

/**
 * The decorators between `spaces.GPU` and a function that it makes a GPU function, the outermost first, where they are torch
 * contexts; undefined where others, or a wrapper, may have made another function of it. `functools.wraps` is none, and
 * neither is one that serves the function at a route.
 */
export function contextsBelow(gpu: GpuFunction, code: Code): readonly DecoratorFact[] | undefined {
  const { decorators, fn } = code;
  if (!fn || !functionsOf(gpu.given).includes(fn)) return undefined;
  const index = decorators.findLastIndex(({ place, value }) => sameData(place, gpu.place) || isGpuDecorator(value));
  const routes = decoratorCalls(code).filter(isRoute);
  const isCopy = (decorator: DecoratorFact): boolean =>
    externalPath(decoratorItself(decorator, code)) === 'functools.wraps' ||
    routes.some(({ place }) => sameData(place, decorator.place));
  const below = decorators.slice(index + 1).filter((decorator) => !isCopy(decorator));
  return below.every((decorator) => isTorchContextDecorator(decorator, code)) ? below : undefined;
}

/** What the only call of a function passes for the parameter that a value is, through as many functions as it takes. */
export function givenFor(value: Value, space: SpaceView, depth = 0): CallArgument | undefined {
  const item = only(value);
  if (item?.kind !== 'param' || depth > 3) return undefined;
  const { fn, index } = item;
  const code = space.code(fn);
  const isConstructor = code.name === '__init__' && code.cls !== undefined;
  const callsIn = (caller: Code): readonly CallFact[] =>
    isConstructor ? caller.calls.filter((each) => enters(each, code, space)) : callsOf(fn, caller);
  const [call, ...others] = space.callersOf(fn).flatMap(callsIn);
  const name = code.params[index]?.name;
  if (!call || others.length > 0 || name === undefined) return undefined;
  const given = argumentOf(call, name, index - (code.cls ? 1 : 0));
  return given && (givenFor(given.value, space, depth + 1) ?? given);
}

/** The call with what is passed for a parameter that is called, or whose method is: the model that a function is given. */
export function asGiven(call: CallFact, space: SpaceView): CallFact {
  const { receiver, method } = call;
  const value = givenFor(receiver ?? call.callee, space)?.value;
  if (!value) return call;
  if (!receiver) return { ...call, callee: value };
  const callee = method === undefined ? call.callee : one({ kind: 'method', receiver: value, name: method });
  return { ...call, receiver: value, callee };
}

function kindOf(written: CallFact, code: Code, space: SpaceView): GpuWork['kind'] | undefined {
  const call = asGiven(written, space);
  if (effectOf(call) === 'initializesCuda' || usesCudaOutsideTorch(call)) return 'computes';
  const inference = inferenceOf(call);
  if (inference) return inference.device === 'cpu' && !usesPlacedObject(call, code, space) ? undefined : 'computes';
  if (torchContext(call.callee) !== undefined || answers(call) || startsModel(call)) return 'computes';
  const made = only(call.result);
  if (isOffload(call)) return 'places';
  if (movesToCuda(call)) return placesModel(call, space) ? 'places' : 'computes';
  if (made?.kind === 'object' && made.device === 'cuda' && made.object !== 'device') {
    return ['model', 'pipeline', 'embedder'].includes(made.object) || loadsModel(call) ? 'places' : 'computes';
  }
  if (isCudaGenerator(call) || runsOnCuda(call, code, space)) return 'computes';
  return runsOwnModel(call, space) || runsPlacedObject(call, code, space) ? 'computes' : undefined;
}

/** What is moved is a model, or can hardly be anything else: a tensor is never moved in place, and belongs to no module. */
function placesModel({ receiver, receiverRoot, isStatement }: CallFact, space: SpaceView): boolean {
  if (!receiver || isStatement || isModel(receiver)) return true;
  if (receiver.alts.some((item) => item.kind === 'instance' && space.isTorchModule(item.cls))) return true;
  return (
    receiver.open && receiver.alts.length === 0 && (receiverRoot?.owner === 'global' || receiverRoot?.owner === 'self')
  );
}

/** A model that is not known to lie on the CPU is asked by a method of its own. */
function answers({ method, receiver }: CallFact): boolean {
  return receiver !== undefined && ASKS.test(method ?? '') && isModel(receiver) && deviceOfValue(receiver) !== 'cpu';
}

/** A thread runs a method of a model that is not known to lie on the CPU: `Thread(target=model.generate)`. */
function startsModel(call: CallFact): boolean {
  const target = threadTarget(call)?.value;
  if (!target || target.open || target.alts.length === 0) return false;
  return target.alts.every(
    (item) =>
      item.kind === 'method' &&
      !NEUTRAL.has(item.name) &&
      isModel(item.receiver) &&
      deviceOfValue(item.receiver) !== 'cpu',
  );
}

/** An instance of a `torch.nn.Module` of the Space is called. */
function runsOwnModel(call: CallFact, space: SpaceView): boolean {
  const callee = only(call.callee);
  return callee?.kind === 'instance' && space.isTorchModule(callee.cls);
}

/** Methods of a model that compute nothing. */
const NEUTRAL = new Set(
  'to cuda cpu eval train half float bfloat16 requires_grad_ load_state_dict state_dict parameters named_parameters'.split(
    ' ',
  ),
);

/** An unknown object is used otherwise than to move or load it, and it was put on CUDA. */
function runsPlacedObject(call: CallFact, code: Code, space: SpaceView): boolean {
  if (!isUnknownCall(call) || NEUTRAL.has(call.method ?? '')) return false;
  return deviceOfValue(call.receiver ?? call.callee) === 'cuda' || usesPlacedObject(call, code, space);
}

/** The code of the same module that uses the name for the same thing. */
function usersOf(name: string, { module }: Code, space: SpaceView): readonly Code[] {
  return space.codesUsing(name).filter((other) => other.module === module && !other.owns(name));
}

/** The object that is called belongs to the module, which puts it on CUDA or lets it use the GPU from the CPU. */
function usesPlacedObject(call: CallFact, code: Code, space: SpaceView): boolean {
  const name = rootOf(call, code, space);
  return name !== undefined && usersOf(name, code, space).some((other) => placingOf(name, other, space).length > 0);
}

/** The calls that put what the name stands for on CUDA, or let it use the GPU from the CPU. */
function placingOf(name: string, code: Code, space: SpaceView): readonly CallFact[] {
  return placingIn(code.calls).filter(
    (each) =>
      (each.receiverRoot?.name === name && (movesToCuda(each) || isOffload(each))) ||
      ((movesToCuda(each) || usesCudaOutsideTorch(each)) &&
        code.calls.some((kept) => isKeptAs(name, kept, space) && lies(each.place, kept.place))),
  );
}

/** Asked for each call of the code, of which few are such. */
const placing = new WeakMap<readonly CallFact[], readonly CallFact[]>();

/** The calls that may put something on CUDA, or let it use the GPU from the CPU. */
function placingIn(calls: readonly CallFact[]): readonly CallFact[] {
  let found = placing.get(calls);
  if (!found) {
    found = calls.filter((call) => movesToCuda(call) || usesCudaOutsideTorch(call) || isOffload(call));
    placing.set(calls, found);
  }
  return found;
}
