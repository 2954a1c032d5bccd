/** Which code runs together: in whose worker, along which calls, and what comes back from there. */
import type { ObjectKind } from '../../platform/libraries';
import { sameData } from '../../text/equality';
import { functionsBehind, functionsOf, isGpuValue } from '../callables';
import { methodKind } from '../names/classes';
import type { ClassEntity } from '../entities';
import type { CallArgument, CallFact, ExitFact } from '../facts';
import type { GpuFunction } from '../gpuFunctions';
import type { Code } from '../program';
import { constantOf, only, type Value } from '../value';
import type { SpaceView } from '../views';
import { calledPath } from './libraryCalls';
import { threadTargets } from './threads';

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

/** Neither the GPU function nor those of the Space that it calls call anything else: it is there to be there. */
export function isPlaceholder({ functions }: GpuFunction, space: SpaceView): boolean {
  return functions.length > 0 && functions.every((code) => callsNothing(code, space));
}

function callsNothing(code: Code, space: SpaceView): boolean {
  for (const { calls } of codesRunBy(code, space)) {
    if (calls.some(({ callee }) => functionsOf(callee).length === 0)) return false;
  }
  return true;
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

/** The GPU function that running this code enters, or the first of several that it may: itself, or one that it calls. */
export function gpuReachedBy(code: Code, space: SpaceView): GpuFunction | undefined {
  if (code.gpu) return code.gpu;
  for (const call of code.calls) {
    if (call.isDecorator || !isGpuValue(call.callee)) continue;
    const [fn] = functionsOf(call.callee);
    const gpu = fn && space.gpuOf(fn);
    if (gpu) return gpu;
  }
  return undefined;
}

/** What a call of the function gives its parameters, by name, and the constants that they then have, defaults included. */
export function constantsGiven(
  args: readonly CallArgument[],
  { fn, cls, params }: Code,
): { readonly given: ReadonlyMap<string, Value>; readonly known: ReadonlyMap<string, Value> } {
  // A method is given its object, or its class.
  const own = fn && cls && methodKind(fn) !== 'static' ? params.slice(1) : params;
  const given = new Map(args.map(({ keyword, value }, i) => [keyword ?? own[i]?.name ?? '*', value]));
  const isSpread = [...given.keys()].some((name) => name.startsWith('*'));
  const known = new Map<string, Value>();
  for (const { name, defaultValue } of own) {
    const value = given.get(name) ?? (isSpread ? undefined : defaultValue);
    if (value && constantOf(value) !== undefined) known.set(name, value);
  }
  return { given, known };
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

/** A class of the Space's own whose `start()` runs its `run` on a new thread. */
export function isThreadClass(cls: ClassEntity, space: SpaceView): boolean {
  return space.libraryBaseOf(cls) === 'threading.Thread';
}

/** The call runs the function, makes an instance of a class whose constructor it is, or calls one whose `__call__` it is. */
export function enters(call: CallFact, { fn }: Code, space: SpaceView): boolean {
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
