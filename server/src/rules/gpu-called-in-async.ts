import {
  calledPath,
  constantsGiven,
  externalPath,
  gpuOfValue,
  isAwaitedOnThread,
  isHandledItself,
  only,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
} from '../model';
import { reviewFix, rule, safeFix, SPACES_PACKAGE, type Fix } from './rule';

export default rule({
  name: 'gpu-called-in-async',
  summary: 'An `async` handler calls a GPU function, and the whole app waits for it',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    blocks:
      'Gradio runs `{handler}`, an `async def`, in the event loop that serves all visitors: until `{name}` has got a GPU and is done, nobody else is served and no progress is shown; a plain `def` runs in a thread',
    through:
      'Gradio runs `{handler}`, an `async def`, in the event loop that serves all visitors: `{callee}` calls the GPU function `{name}`, and until that has got a GPU and is done, nobody else is served and no progress is shown; a plain `def` runs in a thread',
  },
  explains: [],
  concerns: ['gpuFunction', 'function'],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/blocks.py', read: '2026-11-23' },
    { url: 'https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread', read: '2026-11-23' },
  ],
  check: {
    code(code, report, space) {
      // What runs in a loop of its own, as by `asyncio.run`, here or in a decorator, holds up nobody.
      if (!code.isAsync || code.runsOnGpu || !isHandledItself(code, space)) return;
      for (const call of code.calls) {
        const own = gpuEntered(call, space);
        const gpu = own ?? gpuBehind(call, space);
        // Such a GPU function fails altogether.
        if (!gpu || gpu.functions.some(({ isAsync }) => isAsync)) continue;
        // A generator does nothing before it is asked for what it gives, as in `await asyncio.to_thread(next, stream)`.
        if (gpu.functions.some(({ isGenerator }) => isGenerator) && isGivenToThread(call, code, space)) continue;
        const details = {
          related: [
            { place: code.namePlace, message: `\`${code.name}\` is defined here` },
            { place: gpu.place, message: `\`${gpu.name}\` is made a GPU function here` },
          ],
          fixes: () => {
            if (!code.awaits) return asPlainFunction(code, space);
            const isStream = own && (gpu.functions.length === 0 || gpu.functions.some((each) => each.isGenerator));
            return isStream ? [] : onThread(call, code, space);
          },
        };
        const { name: handler } = code;
        if (own) report(call.calleePlace, 'blocks', { handler, name: gpu.name }, details);
        else {
          const callee = space.text(call.calleePlace);
          report(call.calleePlace, 'through', { handler, callee, name: gpu.name }, details);
        }
      }
    },
  },
});

function gpuEntered(call: CallFact, space: SpaceView): GpuFunction | undefined {
  return call.isDecorator ? undefined : gpuOfValue(call.callee, space);
}

/** What the call gives is a variable, which something is given that runs on another thread. */
function isGivenToThread({ assigned }: CallFact, { calls }: Code, space: SpaceView): boolean {
  if (!assigned) return false;
  const stream = space.text(assigned);
  return calls.some(
    (call) =>
      (call.method === 'run_in_executor' || isAwaitedOnThread(calledPath(call))) &&
      call.args.some(({ name }) => name === stream),
  );
}

/** How many functions may stand between the handler and the GPU function. */
const MOST_BETWEEN = 3;

/** The GPU function that a plain function of the Space calls, itself or by others, given what it is given here. */
function gpuBehind(call: CallFact, space: SpaceView, depth = 1): GpuFunction | undefined {
  const callee = call.isDecorator || depth > MOST_BETWEEN ? undefined : only(call.callee);
  const code = callee?.kind === 'function' ? space.code(callee.fn) : undefined;
  // A generator does nothing when it is called.
  if (!code || code.isAsync || code.isGenerator) return undefined;
  const { known } = constantsGiven(call.args, code);
  const { calls } = known.size > 0 ? code.factsWith(known) : code;
  for (const each of calls) {
    const gpu = gpuEntered(each, space) ?? gpuBehind(each, space, depth + 1);
    if (gpu) return gpu;
  }
  return undefined;
}

/** Nobody else may wait for what it gives, and nothing in it may need the event loop, which threads don't have. */
function asPlainFunction(code: Code, space: SpaceView): readonly Fix[] {
  const { name, fn, asyncPlace } = code;
  if (!fn || !asyncPlace || space.callersOf(fn).length > 0) return [];
  const callees = space.calleesOf(code);
  if (callees.some(({ isAsync }) => isAsync) || [code, ...callees].some((each) => needsLoop(each, space))) return [];
  // Who calls a method is not always known.
  const fix = code.cls ? reviewFix : safeFix;
  return [fix(`Make \`${name}\` a plain function: it awaits nothing`, space.edits.replace(asyncPlace, ''))];
}

function needsLoop(code: Code, space: SpaceView): boolean {
  const isOfLoops = (name: string): boolean =>
    LOOPS.test(name) || LOOPS.test(externalPath(space.global(code.module, name)) ?? '');
  return [...code.outside].some(isOfLoops) || code.owns('asyncio');
}

const LOOPS = /^(?:asyncio|anyio|trio)(?:\.|$)/;

/** The call in a thread, which knows the request, where it stands by itself. */
function onThread(call: CallFact, code: Code, space: SpaceView): readonly Fix[] {
  const { assigned, isStatement, calleePlace, argsPlace, args } = call;
  if ((!assigned && !isStatement) || code.owns('asyncio')) return [];
  const isImported = externalPath(space.global(code.module, 'asyncio')) === 'asyncio';
  const added = isImported ? undefined : space.edits.addImport(code.module, 'import asyncio');
  if (!isImported && !added) return [];
  const opening = { ...calleePlace, end: argsPlace.start + 1 };
  const handed = `await asyncio.to_thread(${space.text(calleePlace)}${args.length > 0 ? ', ' : ''}`;
  return [reviewFix('Wait for it in a thread', space.edits.replace(opening, handed), ...(added ? [added] : []))];
}
