import {
  externalPath,
  gpuCallsIn,
  isHandledItself,
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
  },
  explains: [],
  concerns: ['gpuFunction'],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/blocks.py', read: '2026-11-23' },
    { url: 'https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread', read: '2026-11-23' },
  ],
  check: {
    code(code, report, space) {
      // What runs in a loop of its own, as by `asyncio.run`, here or in a decorator, holds up nobody.
      if (!code.isAsync || code.runsOnGpu || !isHandledItself(code, space)) return;
      for (const { call, gpu } of gpuCallsIn(code, space)) {
        // Such a GPU function fails altogether.
        if (gpu.functions.some(({ isAsync }) => isAsync)) continue;
        report(
          call.calleePlace,
          'blocks',
          { handler: code.name, name: gpu.name },
          {
            related: [
              { place: code.namePlace, message: `\`${code.name}\` is defined here` },
              { place: gpu.place, message: `\`${gpu.name}\` is made a GPU function here` },
            ],
            fixes: () => (code.awaits ? onThread(call, gpu, code, space) : asPlainFunction(code, space)),
          },
        );
      }
    },
  },
});

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

/** The call in a thread, which knows the request, where it stands by itself and gives no stream. */
function onThread(call: CallFact, gpu: GpuFunction, code: Code, space: SpaceView): readonly Fix[] {
  const { assigned, isStatement, calleePlace, argsPlace, args } = call;
  const isResult = gpu.functions.length > 0 && gpu.functions.every((each) => !each.isGenerator);
  if ((!assigned && !isStatement) || !isResult || code.owns('asyncio')) return [];
  const isImported = externalPath(space.global(code.module, 'asyncio')) === 'asyncio';
  const added = isImported ? undefined : space.edits.addImport(code.module, 'import asyncio');
  if (!isImported && !added) return [];
  const opening = { ...calleePlace, end: argsPlace.start + 1 };
  const handed = `await asyncio.to_thread(${space.text(calleePlace)}${args.length > 0 ? ', ' : ''}`;
  return [reviewFix('Wait for it in a thread', space.edits.replace(opening, handed), ...(added ? [added] : []))];
}
