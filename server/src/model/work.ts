/** What code does on its device and around it: loads, moves, inference, processes. Questions that several rules share. */
import { cudaArgumentOf, cudaChoiceOf, effectOfCall, readerOf, type CallEffectName } from '../platform/effects';
import { callRow } from '../platform/libraries';
import { sameData } from '../text/equality';
import type { Place } from '../text/place';
import { argumentOf } from './arguments';
import { callsOf, functionsBehind, functionsOf, isGpuDecorator } from './callables';
import { CHANGING, NOT_GROWING } from './calls';
import { deviceNamed, deviceOfValue } from './devices';
import type { ClassEntity, FunctionEntity, ModuleEntity } from './entities';
import type { CallArgument, CallFact, DecoratorFact, ExitFact, WriteFact } from './facts';
import type { GpuFunction } from './gpuFunctions';
import type { Code } from './program';
import { passesOn, statementsOf, type Statement } from './statements';
import { alternatives, constantOf, externalPath, objectOf, only, type Device, type Value } from './value';
import type { SpaceView } from './views';

/** The full dotted name of the library function that is called. */
export function calledPath(call: CallFact): string | undefined {
  return externalPath(call.callee);
}

/** What calling the library function does besides giving a result; undefined when that is nothing of interest. */
export function effectOf(call: CallFact): CallEffectName | undefined {
  const path = calledPath(call);
  return path === undefined ? undefined : effectOfCall(path);
}

/** The call uses a GPU otherwise than through torch: always, or because an argument asks for it. */
export function usesCudaOutsideTorch(call: CallFact): boolean {
  const path = calledPath(call);
  if (path === undefined) return false;
  if (effectOfCall(path) === 'usesCudaOutsideTorch') return true;
  const row = cudaArgumentOf(path);
  const given = row && argumentOf(call, row.keyword, row.position);
  if (!given) return false;
  const alternative = only(given.value);
  const value = alternative?.kind === 'sequence' ? alternative.items?.map(constantOf) : constantOf(given.value);
  return row.fits(value);
}

/** A read of safetensors that ends on CUDA. */
export interface CudaRead {
  /** The keyword that says where to. */
  readonly keyword: string;
  /** What says so. */
  readonly given: CallArgument | undefined;
  /** It is copied into a model, wherever that lies: reading it elsewhere comes to the same. */
  readonly fills: boolean;
  /** The call takes no such argument. */
  readonly isAuto: boolean;
}

/** How the call reads safetensors straight to CUDA, as what loads a PEFT adapter does unless told otherwise. */
export function cudaReadOf(call: CallFact): CudaRead | undefined {
  const adapted = call.method === 'load_adapter' && call.receiver ? only(call.receiver) : undefined;
  const isAdapter =
    adapted?.kind === 'object' && /^peft\..*\.from_pretrained$|^peft\..*get_peft_model$/.test(adapted.type);
  const path = isAdapter ? 'peft.PeftModel.load_adapter' : calledPath(call);
  const row = path === undefined ? undefined : readerOf(path);
  if (!row || call.args.some(({ keyword }) => keyword === '*' || keyword === '**')) return undefined;
  const given = argumentOf(call, row.keyword, row.position);
  const device = given && only(given.value)?.kind !== 'none' ? deviceNamed(given.value) : row.absent;
  return device === 'cuda' ? { keyword: row.keyword, given, fills: row.fills, isAuto: row.isAuto === true } : undefined;
}

/**
 * The call reads a TorchScript file to CUDA: in C++, where nothing of torch is replaced, so that it fails in the main process
 * (a deployed Space measured it on 2026-08-04).
 */
export function readsScriptToCuda(call: CallFact): boolean {
  const target = calledPath(call) === 'torch.jit.load' ? argumentOf(call, 'map_location', 1) : undefined;
  return target !== undefined && deviceNamed(target.value) === 'cuda';
}

/** Whether a place lies in another one. */
export function lies(inner: Place, outer: Place): boolean {
  if (inner.anchor !== outer.anchor) return false;
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** It reads a model's weights. */
export function loadsModel(call: CallFact): boolean {
  const path = calledPath(call);
  return path !== undefined && callRow(path)?.loadsModel === true;
}

/** It reads a model's weights, and always the same ones: what it loads does not depend on who asks. */
export function loadsFixedModel(call: CallFact, code: Code, space: SpaceView): boolean {
  if (!loadsModel(call)) return false;
  const which = call.args.filter((argument) => argument.keyword === undefined || IDENTIFIES.has(argument.keyword));
  // `ChatterboxTTS.from_pretrained(device=device)` knows which weights.
  if (which.length === 0)
    return calledPath(call)?.endsWith('.from_pretrained') === true && call.args.every(isPlacement);
  return which.every((argument) => isFixed(argument, code, space));
}

/** It says where the weights go, and in what format. */
function isPlacement({ keyword }: CallArgument): boolean {
  return keyword !== undefined && /^(?:device|device_map|dtype|torch_dtype)$/.test(keyword);
}

const IDENTIFIES = new Set([
  'pretrained_model_name_or_path',
  'model',
  'model_id',
  'model_name',
  'repo_or_dir',
  'name',
  'subfolder',
  'variant',
  'revision',
  '*',
  '**',
]);

function isFixed(argument: CallArgument, code: Code, space: SpaceView): boolean {
  const { value, name } = argument;
  if (constantOf(value) !== undefined || isAlwaysDefault(value, code, space)) return true;
  if (name === undefined || code.owns(name) || value.alts.length === 0) return false;
  const isLocal = code.outer.fn !== undefined;
  return !isLocal && value.alts.every(namesFile) && !isReassigned(code, name, space);
}

/** A parameter whose constant default nobody who calls the function replaces. */
function isAlwaysDefault(value: Value, { fn, params, cls }: Code, space: SpaceView): boolean {
  const item = only(value);
  if (item?.kind !== 'param' || item.fn !== fn || cls || space.handlersOf(fn).length > 0) return false;
  const param = params[item.index];
  if (param?.star !== '' || !param.defaultValue || constantOf(param.defaultValue) === undefined) return false;
  const callers = space.callersOf(fn);
  return (
    callers.length > 0 &&
    callers.every((caller) => {
      const own = callsOf(fn, caller);
      return (
        own.length > 0 &&
        own.every(
          ({ args }) =>
            args.filter(({ keyword }) => keyword === undefined).length <= item.index &&
            !args.some(({ keyword = '' }) => keyword === param.name || keyword.startsWith('*')),
        )
      );
    })
  );
}

/** Text, or the path that a download gives. */
function namesFile(item: Value['alts'][number]): boolean {
  return item.kind === 'text' || (item.kind === 'object' && item.object === 'path');
}

function isReassigned(code: Code, name: string, space: SpaceView): boolean {
  return space
    .codesUsing(name)
    .some(
      (other) =>
        other.fn !== undefined &&
        other.module === code.module &&
        other.writes.some(
          (write) => write.kind === 'assign' && write.root.name === name && write.root.owner === 'global',
        ),
    );
}

/** Where the result of a call is kept for the next time: a name of the module, an attribute, an item, a cache. */
export interface Kept {
  readonly by: 'cache' | 'name';
  readonly name: string;
  /** Only when nothing is kept yet. */
  readonly onDemand: boolean;
}

/** What keeps the result of a call, in the code itself or in the functions that call it for its result. */
export function keptBy(call: CallFact, code: Code, space: SpaceView, depth = 0): Kept | undefined {
  // What a GPU function remembers are answers.
  if (isCached(code) && (!code.gpu || isModel(code.facts.returns))) {
    return { by: 'cache', name: code.name, onDemand: true };
  }
  const path = calledPath(call);
  const write = code.writes.find(
    (each) =>
      ['assign', 'attribute', 'item'].includes(each.kind) &&
      each.root.owner !== 'param' &&
      code.name !== '__init__' &&
      (sameData(each.statement, call.statement) ||
        (path !== undefined && each.value.alts.some((item) => item.kind === 'object' && item.type === path))),
  );
  if (write) {
    const onDemand = write.conditional || call.conditional || isSkippedOnceDone(call, code);
    return { by: 'name', name: write.member ?? write.root.name, onDemand };
  }
  const missing = missingAround(call, statementsOf(code));
  if (missing !== undefined && !code.owns(missing)) return { by: 'name', name: missing, onDemand: true };
  const { fn } = code;
  if (!fn || code.gpu || depth > 3) return undefined;
  const kept = space
    .callersOf(fn)
    .flatMap((caller) =>
      caller.calls.filter((each) => enters(each, code, space)).map((each) => keptBy(each, caller, space, depth + 1)),
    );
  return kept.find((each) => each !== undefined);
}

/** The name without whose value the call is made, which then gets one: what the call gives may be a part of it. */
function missingAround(call: CallFact, block: readonly Statement[]): string | undefined {
  const at = block.findIndex(({ place }) => lies(call.statement, place));
  const statement = block[at];
  if (!statement) return undefined;
  for (const inner of statement.blocks) {
    const missing = missingAround(call, inner);
    if (missing !== undefined) return missing;
  }
  const { whenMissing } = statement;
  if (whenMissing !== undefined && namesMadeOf(call, [statement]).has(whenMissing)) return whenMissing;
  const made = namesMadeOf(call, block);
  return block
    .slice(0, at)
    .map(({ returnsWhenThere }) => returnsWhenThere)
    .find((name) => name !== undefined && made.has(name));
}

/** The names that get what the call gives, or what later statements make of it. */
function namesMadeOf(call: CallFact, block: readonly Statement[]): ReadonlySet<string> {
  const at = block.findIndex(({ place }) => lies(call.statement, place));
  const statement = block[at];
  if (!statement) return new Set();
  const inner = statement.blocks.find((each) => each.some(({ place }) => lies(call.statement, place)));
  const made = new Set(inner ? namesMadeOf(call, inner) : statement.binds);
  for (const later of block.slice(at + 1)) {
    if ([...later.reads].some((name) => made.has(name))) for (const name of later.binds) made.add(name);
  }
  return made;
}

/** Not every run of the code makes the call, or writes: it stands under a condition, or below a `return` that does. */
export function mayBeSkipped(fact: CallFact | WriteFact, code: Code): boolean {
  return fact.conditional || returnsAbove(fact, code);
}

/** Where the code is left above the place, which is reached all the same: under a condition. */
function returnsAbove({ place: { start } }: Pick<CallFact, 'place'>, code: Code): boolean {
  const returns = code.exits.filter(({ kind }) => kind === 'return').map(({ place }) => place);
  return [...code.facts.bareReturns, ...returns].some((place) => place.start < start);
}

/**
 * `if model is not None: return` stands above it, or asks about another thing that the code sets, such as `loaded[key]`, or
 * whether a file is there.
 */
function isSkippedOnceDone(call: CallFact, code: Code): boolean {
  if (!returnsAbove(call, code)) return false;
  const above = (statement: Statement): readonly Statement[] =>
    statement.place.start < call.place.start ? [statement, ...statement.blocks.flat().flatMap(above)] : [];
  const statements = statementsOf(code).flatMap(above);
  if (statements.some(({ returnsWhenFileIsThere }) => returnsWhenFileIsThere)) return true;
  const asked = new Set(statements.flatMap(({ asks }) => [...asks]));
  return code.writes.some(({ kind, root, member, attribute }) => {
    if (kind === 'attribute') return asked.has(`${root.name}.${member ?? ''}`);
    if (kind !== 'assign' && kind !== 'item') return false;
    return attribute === undefined
      ? root.owner === 'global' && asked.has(root.name)
      : asked.has(`${root.name}.${attribute}`);
  });
}

/** The function's results are remembered by a decorator such as `functools.lru_cache`. */
export function isCached(code: Code): boolean {
  return code.decorators.some((decorator) => isCache(decorator, code));
}

/** The same by a decorator below `spaces.GPU`: it is the worker that remembers. */
export function isCachedInWorker(code: Code): boolean {
  const gpu = code.decorators.findIndex(({ value }) => isGpuDecorator(value));
  return gpu >= 0 && code.decorators.slice(gpu + 1).some((decorator) => isCache(decorator, code));
}

function isCache(decorator: DecoratorFact, code: Code): boolean {
  const path = externalPath(decoratorItself(decorator, code));
  return path !== undefined && effectOfCall(path) === 'caches';
}

/** Methods that run a model, or a part of it, in transformers, diffusers and sentence-transformers. */
const RUNS = new Set([
  'generate',
  'generate_speech',
  'forward',
  'encode',
  'decode',
  'encode_prompt',
  'get_text_features',
  'get_image_features',
  'get_audio_features',
]);

/** A model or pipeline that is run by the call, with the device it lies on. */
export function inferenceOf(call: CallFact): { readonly device: Device } | undefined {
  const embedder = call.receiver && objectOf(call.receiver, 'embedder');
  if (embedder) {
    if (!/^(?:encode(?:_query|_document)?|predict|rank)$/.test(call.method ?? '')) return undefined;
    // A `device` moves it there first.
    const given = argumentOf(call, 'device');
    return { device: given ? deviceNamed(given.value) : embedder.device };
  }
  const subject = RUNS.has(call.method ?? '') && call.receiver ? call.receiver : call.callee;
  return isModel(subject) ? { device: deviceOfValue(subject) } : undefined;
}

/** The value can be nothing but a model or a pipeline. */
export function isModel(value: Value): boolean {
  return (
    !value.open &&
    value.alts.length > 0 &&
    value.alts.every((item) => item.kind === 'object' && (item.object === 'model' || item.object === 'pipeline'))
  );
}

/** `.to("cuda")`, `.cuda()`. */
export function movesToCuda(call: CallFact): boolean {
  return movesTo(call) === 'cuda';
}

/**
 * The call puts something on CUDA or makes it there, which ZeroGPU emulates in the main process only on the thread that
 * imported `spaces` (spaces 0.47 `torch/patching.py`: torch's modes are kept by thread).
 */
export function needsEmulatedCuda(call: CallFact): boolean {
  // A method of the Space does what it does.
  if (movesToCuda(call)) return functionsOf(call.callee).length === 0;
  const path = calledPath(call);
  if (path === undefined || call.isDecorator) return false;
  const choice = cudaChoiceOf(path);
  if (choice) {
    const { keyword, position, absent, onCuda } = choice;
    if (call.args.some(({ keyword: name }) => name === '*' || name === '**')) return false;
    const given = argumentOf(call, keyword, position);
    return (given ? constantOf(given.value) : absent) === onCuda;
  }
  const made = only(call.result);
  if (loadsModel(call)) return made?.kind === 'object' && made.device === 'cuda';
  if (isCudaGenerator(call)) return true;
  return made?.kind === 'object' && made.object === 'tensor' && made.device === 'cuda' && path.startsWith('torch.');
}

/** `torch.Generator("cuda")`. */
export function isCudaGenerator(call: CallFact): boolean {
  const device = calledPath(call) === 'torch.Generator' ? argumentOf(call, 'device', 0) : undefined;
  return device !== undefined && deviceNamed(device.value) === 'cuda';
}

/** The device that `.to(…)`, `.cuda()` and `.cpu()` move their object to. */
export function movesTo(call: CallFact): Device {
  switch (call.method) {
    case 'cuda':
    case 'cpu':
      return call.method;
    case 'to': {
      const target = argumentOf(call, 'torch_device') ?? argumentOf(call, 'device', 0);
      return target && deviceNamed(target.value);
    }
    default:
      return undefined;
  }
}

/** Functions that the call hands to a thread, a timer or an executor, with the argument that names each. */
export function threadTargets(
  call: CallFact,
): readonly { readonly fn: FunctionEntity; readonly argument: CallArgument }[] {
  const target = threadTarget(call);
  return target ? functionsOf(target.value).map((fn) => ({ fn, argument: target })) : [];
}

/** What a call runs on a thread of its own, or of a pool. */
export function threadTarget(call: CallFact): CallArgument | undefined {
  if (/^threading\.(?:Thread|Timer)$/.test(calledPath(call) ?? ''))
    return argumentOf(call, 'target') ?? argumentOf(call, 'function', 1);
  if (call.receiver && isThreadPool(call.receiver)) return argumentOf(call, 'fn', 0) ?? argumentOf(call, 'func');
  // `loop.run_in_executor(None, fn)`: a pool of threads of the loop's own (asyncio/base_events.py, Python 3.12).
  if (call.method !== 'run_in_executor') return undefined;
  const executor = argumentOf(call, 'executor', 0)?.value;
  const isThreads = executor && (only(executor)?.kind === 'none' || isThreadPool(executor));
  return isThreads ? argumentOf(call, 'func', 1) : undefined;
}

function isThreadPool(value: Value): boolean {
  return /ThreadPool(?:Executor)?$/.test(objectOf(value, 'executor')?.type ?? '');
}

/** The command that a call of `subprocess` or `os.system` runs, as far as its words are known. */
export function commandOf(call: CallFact): string | undefined {
  if (effectOf(call) !== 'runsCommand') return undefined;
  const command = argumentOf(call, 'args', 0) ?? argumentOf(call, 'command');
  const alternative = command && only(command.value);
  if (alternative?.kind === 'text') return alternative.value;
  if (alternative?.kind !== 'sequence' || !alternative.items) return undefined;
  return alternative.items.map(wordOf).join(' ');
}

function wordOf(value: Value): string {
  return externalPath(value) === 'sys.executable' ? 'python' : String(constantOf(value) ?? '…');
}

/** The GPU function in whose worker the code runs: itself, or one that calls it; of several, one that `counts`. */
export function gpuFunctionAround(
  code: Code,
  space: SpaceView,
  counts: (gpu: GpuFunction) => boolean = () => true,
): GpuFunction | undefined {
  const seen = new Set<Code>();
  const queue = [code];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.gpu && counts(next.gpu)) return next.gpu;
    if (next.fn && !next.gpu) queue.push(...space.callersOf(next.fn).filter((caller) => caller.runsOnGpu));
  }
  return undefined;
}

/** A GPU function in whose worker the code runs, and for whose time visitors pay. */
export function paidGpuFunctionAround(code: Code, space: SpaceView): GpuFunction | undefined {
  return gpuFunctionAround(code, space, (gpu) => !gpu.runsAtStartup);
}

/** The code is one of several that a GPU function may lead to: which of them runs is decided where the app runs. */
export function isOneOfSeveral(code: Code, space: SpaceView, seen = new Set<Code>()): boolean {
  const { fn } = code;
  if (!fn || code.gpu || seen.has(code)) return false;
  seen.add(code);
  const callers = space.callersOf(fn).filter((caller) => caller.runsOnGpu && !seen.has(caller));
  return (
    callers.length > 0 &&
    callers.every((caller) => {
      const called = caller.calls.map((call) => functionsOf(call.callee)).filter((fns) => fns.includes(fn));
      const isSure = called.length === 0 || called.some((fns) => fns.every((each) => each === fn));
      return !isSure || isOneOfSeveral(caller, space, seen);
    })
  );
}

/** Not every run of a GPU function makes the call: it, or what leads to it, depends on something, or was done before. */
export function isOccasional(call: CallFact, code: Code, space: SpaceView, seen: readonly Code[] = []): boolean {
  if (call.conditional || isCached(code) || isSkippedOnceDone(call, code)) return true;
  if (code.gpu || !code.fn || seen.includes(code)) return false;
  const ways = space
    .callersOf(code.fn)
    .filter((caller) => caller.runsOnGpu)
    .flatMap((caller) =>
      caller.calls.filter((each) => enters(each, code, space)).map((each) => [each, caller] as const),
    );
  return ways.length > 0 && ways.every(([each, caller]) => isOccasional(each, caller, space, [...seen, code]));
}

/** Only GPU code calls the function: it runs inline there, and nothing of it crosses a process boundary. */
export function runsInlineOnly(code: Code, space: SpaceView): boolean {
  const { fn } = code;
  if (!fn || space.handlersOf(fn).length > 0) return false;
  const callers = space.callersOf(fn).filter((caller) => caller.fn !== fn);
  return callers.length > 0 && callers.every((caller) => caller.isGpuOnly);
}

/** Everybody who calls the GPU function is in a GPU worker already, where what its own decorator asks for means nothing. */
export function asksForNothing(gpu: GpuFunction, space: SpaceView): boolean {
  return gpu.functions.length > 0 && gpu.functions.every((code) => runsInlineOnly(code, space));
}

/** `spaces.GPU` was given the function, or a decorator's wrapper around it that gives what the function gives, as it is. */
export function handsOut(gpu: GpuFunction, { fn }: Code, space: SpaceView): boolean {
  const leadsThere = (value: Value, depth = 0): boolean =>
    value.alts.some((item) => {
      if (item.kind === 'partial') return leadsThere(item.callee, depth + 1);
      if (item.kind !== 'function' || depth > 3) return false;
      if (item.fn === fn) return true;
      const made = item.captured?.flatMap(({ args }) => args) ?? [];
      return handsOn(space.code(item.fn), space) && made.some((each) => leadsThere(each, depth + 1));
    });
  return leadsThere(gpu.given);
}

/** A wrapper that returns just what the function gives that it was made around. */
function handsOn(wrapper: Code, space: SpaceView): boolean {
  const { fn } = wrapper.outer;
  const calls = wrapper.calls.filter(({ callee }) =>
    callee.alts.some((item) => item.kind === 'param' && item.fn === fn),
  );
  return (
    wrapper.exits.length > 0 && wrapper.exits.every((exit) => calls.some((call) => gives(exit, call, wrapper, space)))
  );
}

/** The code hands out what the call gives, as it is: the call itself, or a name that nothing else is bound to. */
export function gives({ place, name }: ExitFact, call: CallFact, code: Code, space: SpaceView): boolean {
  if (sameData(call.place, place)) return true;
  return name !== undefined && isKeptAs(name, call, space) && code.timesBound(name) === 1;
}

/** `name = …`: the call gives the object that the name stands for, such as `Voice().to("cuda").eval()`. */
export function isKeptAs(name: string, { assigned }: CallFact, space: SpaceView): boolean {
  return assigned !== undefined && space.text(assigned) === name;
}

/** The write changes the object itself, rather than what a name stands for. */
export function isMutation({ kind, member }: WriteFact): boolean {
  return (
    kind === 'item' ||
    kind === 'attribute' ||
    kind === 'delete' ||
    kind === 'augment' ||
    (kind === 'method' && CHANGING.has(member ?? ''))
  );
}

/** The write gives an attribute of its root another value, or puts something into the list or dict that `holder` has there. */
export function changesAttribute(write: WriteFact, holder: ClassEntity, space: SpaceView): boolean {
  if (write.attribute === undefined || write.kind === 'delete') return false;
  if (write.kind === 'attribute' || write.kind === 'augment') return true;
  const held = space.attributesOf(holder).get(write.attribute);
  return held !== undefined && isMutation(write) && mayBeContainer(held);
}

/** A list, a dict or the like, as far as is known. */
export function mayBeContainer(value: Value): boolean {
  return alternatives(value, 'sequence').length + alternatives(value, 'dict').length > 0;
}

/** Something in the main process, other than the constructor of its object, may fill an attribute of this name. */
export function isSetInMainProcess(attribute: string, space: SpaceView): boolean {
  return space.codesNaming(`.${attribute}=`).some((code) => !code.isGpuOnly && code.name !== '__init__');
}

/** The first function of the main process, running for visitors, that reads a name of its module, and fits. */
export function readerOfName(
  module: ModuleEntity,
  name: string,
  space: SpaceView,
  fits: (reader: Code) => boolean = () => true,
): Code | undefined {
  return space
    .codesUsing(name)
    .find(
      (other) =>
        other.fn !== undefined &&
        other.module === module &&
        other.contexts.includes('request') &&
        other.outside.has(name) &&
        !other.owns(name) &&
        fits(other),
    );
}

/**
 * What reads a name of the module in the workers of GPU functions other than those in whose workers `write`, in `code`, gives
 * it a value: each decorated function has its own workers, forked from the main process (spaces 0.47 `wrappers.py`). Nobody
 * when the main process or a reader's own workers give it a value as well, or when it is not known where all of them run.
 */
export function readersInOtherWorkers({ root: { name } }: WriteFact, code: Code, space: SpaceView): readonly Code[] {
  const inModule = space.codesUsing(name).filter((each) => each.fn && each.module === code.module && !each.owns(name));
  const writers = inModule.filter((each) => each.writes.some((write) => fills(write, name)));
  if (!writers.includes(code)) return [];
  const filled = new Set<Code>();
  for (const writer of writers) {
    const roots = writer.isGpuOnly ? workersOf(writer, space) : undefined;
    if (!roots) return [];
    for (const root of roots) filled.add(root);
  }
  return inModule.filter((reader) => {
    if (!reader.isGpuOnly || !reader.outside.has(name)) return false;
    const roots = workersOf(reader, space);
    return roots !== undefined && ![...roots].some((root) => filled.has(root));
  });
}

/** The write gives the name something that can be read there later. */
export function fills({ kind, root, member, value }: WriteFact, name = root.name): boolean {
  if (root.owner !== 'global' || root.name !== name || kind === 'delete') return false;
  if (kind === 'method') return !NOT_GROWING.has(member ?? '');
  return kind !== 'assign' || only(value)?.kind !== 'none';
}

/** The functions in whose workers GPU code runs; undefined when not all of them are known. */
function workersOf(code: Code, space: SpaceView): ReadonlySet<Code> | undefined {
  const roots = new Set<Code>();
  const reached = new Set([code]);
  for (const each of reached) {
    const { gpu } = each;
    for (const target of gpu?.targets ?? []) roots.add(target);
    const callers = each.fn ? space.callersOf(each.fn).filter((caller) => caller !== each) : [];
    if (!gpu && (callers.length === 0 || callers.some(({ contexts }) => contexts.length === 0))) return undefined;
    for (const caller of callers) if (caller.fn && caller.runsOnGpu) reached.add(caller);
  }
  return roots;
}

/** The calls in a code that enter a GPU function, each with that function. */
export function gpuCallsIn(
  code: Code,
  space: SpaceView,
): readonly { readonly call: CallFact; readonly gpu: GpuFunction }[] {
  return code.calls.flatMap((call) => {
    const gpu = call.isDecorator ? undefined : gpuOfValue(call.callee, space);
    return gpu ? [{ call, gpu }] : [];
  });
}

/** The GPU function that a value is, with or without wrappers around what runs; undefined when it may be something else. */
export function gpuOfValue(value: Value, space: SpaceView): GpuFunction | undefined {
  if (only(value)?.kind !== 'gpuFunction') return undefined;
  return functionsBehind(value)
    .map((fn) => space.gpuOf(fn))
    .find((gpu) => gpu !== undefined);
}

/** The code and the functions of the Space that it calls or hands on, or that those do, found as they are asked for. */
export function* codesRunBy(code: Code, space: SpaceView): Iterable<Code> {
  const found = new Set([code]);
  for (const each of found) {
    yield each;
    for (const callee of space.calleesOf(each)) found.add(callee);
  }
}

/** What decorates the function: where a decorator is written as a call, what is called. */
export function decoratorItself({ place, value }: DecoratorFact, code: Code): Value {
  return code.outer.calls.find((call) => call.isDecorator && sameData(call.place, place))?.callee ?? value;
}

/** The calls as which decorators of the function are written. */
export function decoratorCalls(code: Code): readonly CallFact[] {
  return code.decorators.flatMap(({ place }) => {
    const call = code.outer.calls.find((each) => each.isDecorator && sameData(each.place, place));
    return call ? [call] : [];
  });
}

/** The name is passed to some call outside GPU code, which may do anything to what it stands for. */
export function isHandedOn(name: string, space: SpaceView): boolean {
  return space.codesUsing(name).some((code) => !code.isGpuOnly && passesOn(code, name));
}

/** The name under which a function can use gradio. */
export function gradioNameIn(code: Code, space: SpaceView): string | undefined {
  return ['gr', 'gradio'].find(
    (name) => externalPath(space.global(code.module, name)) === 'gradio' && !code.owns(name),
  );
}

/**
 * The code really runs while the app starts, or for a visitor: along calls, not merely because something names the function
 * to hand it on, and not through code that `isUnclear`.
 */
export function isReached(
  code: Code,
  by: 'import' | 'request',
  space: SpaceView,
  isUnclear: (code: Code) => boolean = () => false,
  seen = new Set<Code>(),
): boolean {
  const { fn } = code;
  if (seen.has(code) || !code.contexts.includes(by) || isUnclear(code)) return false;
  seen.add(code);
  if (!fn) return by === 'import' && (!code.reach.mainGuard || code.module === space.appModule);
  if (by === 'request' && space.handlersOf(fn).length > 0) return true;
  return space
    .callersOf(fn)
    .some(
      (caller) =>
        caller !== code &&
        caller.calls.some((call) => enters(call, code, space)) &&
        isReached(caller, by, space, isUnclear, seen),
    );
}

/** The call runs the function, makes an instance of a class whose constructor it is, or calls one whose `__call__` it is. */
function enters(call: CallFact, { fn }: Code, space: SpaceView): boolean {
  if (!fn || call.isDecorator) return false;
  return (
    functionsBehind(call.callee).includes(fn) ||
    call.callee.alts.some(
      (item) =>
        (item.kind === 'class' && space.methodsOf(item.cls, '__init__').includes(fn)) ||
        (item.kind === 'instance' && space.methodsOf(item.cls, '__call__').includes(fn)),
    )
  );
}
