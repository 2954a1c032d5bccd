/** Which functions need a GPU, judged by what they do rather than by how they are decorated. */
import { isTorchContext, type ObjectKind } from '../../platform/libraries';
import { limitOf } from '../../platform';
import { sameData } from '../../text/equality';
import { lies, type Edit, type Place } from '../../text/place';
import { argumentOf } from '../arguments';
import {
  callsOf,
  decoratorCalls,
  decoratorItself,
  functionsOf,
  isGpuDecorator,
  isGpuValue,
  isRoute,
} from '../callables';
import { deviceOfValue } from '../devices';
import type { CallArgument, CallFact, DecoratorFact } from '../facts';
import type { GpuFunction } from '../gpuFunctions';
import {
  ASKS,
  calledPath,
  effectOf,
  inferenceOf,
  isCudaGenerator,
  isModel,
  isUnknownCall,
  loadsModel,
  mayRunModel,
  movesToCuda,
  threadTarget,
  threadTargets,
  usesCudaOutsideTorch,
} from './libraryCalls';
import type { Code } from '../program';
import { enters, isKeptAs } from './running';
import { aliasesOf, usesAlone } from './statements';
import { constantOf, externalPath, one, only, type Value } from '../value';
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

/** The function with all that it is known to call, save the functions of `except` and what only those call. */
export function codesBehind(code: Code, space: SpaceView, except: ReadonlySet<Code> = new Set()): ReadonlySet<Code> {
  const reached = new Set([code]);
  for (const each of reached) {
    for (const call of each.calls) {
      for (const next of calledBy(call, space)) if (!except.has(next)) reached.add(next);
    }
  }
  return reached;
}

/** The functions of the Space that a call runs, now or on a thread of its own, or hands on to who may run them. */
export function calledBy(call: CallFact, space: SpaceView): readonly Code[] {
  if (call.isDecorator) return [];
  const called = [...functionsOf(call.callee), ...threadTargets(call).map(({ fn }) => fn)];
  // Gradio runs what it is given for visitors, later.
  if (!isOfGradio(call)) for (const argument of call.args) called.push(...functionsOf(argument.value));
  for (const item of call.callee.alts) {
    if (item.kind === 'class') called.push(...space.methodsOf(item.cls, '__init__'));
    if (item.kind === 'instance') {
      called.push(...space.methodsOf(item.cls, '__call__'), ...space.methodsOf(item.cls, 'forward'));
    }
  }
  return [...new Set(called)].map((fn) => space.code(fn));
}

/** A component is made, or an event of one registered. */
function isOfGradio(call: CallFact): boolean {
  const { receiver } = call;
  if (calledPath(call)?.startsWith('gradio.') === true) return true;
  return receiver !== undefined && receiver.alts.some((item) => item.kind === 'object' && GRADIO.has(item.object));
}

const GRADIO: ReadonlySet<ObjectKind> = new Set(['component', 'blocks', 'state', 'event']);

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

/** A torch context by its dotted name that says whether gradients are recorded. */
export function isGradContext(path: string): boolean {
  return isTorchContext(path) && !isAutocast(path);
}

/** `torch.autocast` under any of its names. */
export function isAutocast(path: string): boolean {
  return path.endsWith('autocast');
}

/** `@torch.no_grad()` and its kin, which have to run in the worker and so stand below `@spaces.GPU`. */
export function isTorchContextDecorator(decorator: DecoratorFact, code: Code): boolean {
  return contextOfDecorator(decorator, code) !== undefined;
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

/** The dotted name of the torch context that decorates the function: `torch.no_grad`. */
export function contextOfDecorator(decorator: DecoratorFact, code: Code): string | undefined {
  return torchContext(decoratorItself(decorator, code));
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

/** The dotted name of the torch context that a value is: `torch.no_grad`. */
export function torchContext(value: Value): string | undefined {
  const path = externalPath(value);
  return path !== undefined && isTorchContext(path) ? path : undefined;
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

/** What lets a pipeline of diffusers lie on the CPU and compute on the GPU. */
const OFFLOADS = /^enable_\w*cpu_offload$/;

/** An unknown object is used otherwise than to move or load it, and it was put on CUDA. */
function runsPlacedObject(call: CallFact, code: Code, space: SpaceView): boolean {
  if (!isUnknownCall(call) || NEUTRAL.has(call.method ?? '')) return false;
  return deviceOfValue(call.receiver ?? call.callee) === 'cuda' || usesPlacedObject(call, code, space);
}

/** The call runs what is known as a model that lies on CUDA, or an object that lies there, of whatever class, by a method that says so. */
export function runsOnCuda(call: CallFact, code: Code, space: SpaceView): boolean {
  if (inferenceOf(call)?.device === 'cuda') return !isReplacedByGpu(call, space);
  if (!mayRunModel(call)) return false;
  const subject = call.receiver ?? call.callee;
  const item = only(subject);
  if (item?.kind === 'instance') {
    if (item.device !== 'cuda') return false;
    const behind = calledBy(call, space).flatMap((each) => [...codesBehind(each, space)]);
    if (behind.some(({ gpu }) => gpu)) return false;
    // A class of another kind may have others compute for it.
    return (space.isTorchModule(item.cls) || behind.some(entersTorchContext)) && !isReplacedByGpu(call, space);
  }
  return deviceOfValue(subject) === 'cuda' && !mayBeMovedAway(call, code, space) && !isReplacedByGpu(call, space);
}

/** The code computes under `torch.no_grad` or the like. */
function entersTorchContext(code: Code): boolean {
  return (
    code.decorators.some((decorator) => isTorchContextDecorator(decorator, code)) ||
    code.calls.some(({ callee }) => torchContext(callee) !== undefined)
  );
}

/** What is done to an object of an unknown class, by the name that it has in the module, may take it off the GPU. */
function mayBeMovedAway(call: CallFact, code: Code, space: SpaceView): boolean {
  const { method, calleeText } = call;
  const name = rootOf(call, code, space);
  if (name === undefined || calleeText !== (method === undefined ? name : `${name}.${method}`)) return false;
  const isAway = (other: CallFact): boolean =>
    other.receiverRoot?.name === name && /^(?:to|cpu|to_empty)$/.test(other.method ?? '') && !movesToCuda(other);
  return space.codesUsing(name).some(
    (other) =>
      // What is done in a worker stays there.
      !other.isGpuOnly &&
      !other.owns(name) &&
      (usesAlone(other, name) || aliasesOf(other).some(([, of]) => of === name) || other.calls.some(isAway)),
  );
}

/** The method of the object, or what calling it runs, is replaced by what may be a GPU function: `model.infer = spaces.GPU(model.infer)`. */
function isReplacedByGpu({ method, receiver, receiverRoot, calleeText }: CallFact, space: SpaceView): boolean {
  const isMethod = method !== undefined && receiver !== undefined;
  const names = isMethod ? [method] : ['__call__', 'forward'];
  const name = receiverRoot ? (receiverRoot.owner === 'global' ? receiverRoot.name : undefined) : calleeText;
  return (
    name !== undefined &&
    !name.includes('.') &&
    space
      .codesUsing(name)
      .some(
        ({ writes, calls }) =>
          writes.some(
            ({ kind, member = '', value }) => kind === 'attribute' && names.includes(member) && mayBeGpu(value),
          ) ||
          calls.some(
            ({ callee, args: [, attribute, value] }) =>
              externalPath(callee) === 'setattr' &&
              names.includes(String(attribute && constantOf(attribute.value))) &&
              value !== undefined &&
              mayBeGpu(value.value),
          ),
      )
  );
}

/** `spaces.GPU(…)` of something that is not known may be taken for a decorator. */
function mayBeGpu(value: Value): boolean {
  return value.open || isGpuValue(value) || value.alts.some(({ kind }) => kind === 'gpuDecorator');
}

/** The name of the module's own by which the call reaches what it calls. */
function rootOf(call: CallFact, code: Code, space: SpaceView): string | undefined {
  const name = call.receiverRoot?.name ?? call.calleeText;
  if (name === undefined || code.owns(name) || name.includes('.')) return undefined;
  // A builtin is used everywhere.
  return space.globalIn(code, name) ? name : undefined;
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

function isOffload({ method }: CallFact): boolean {
  return OFFLOADS.test(method ?? '');
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
