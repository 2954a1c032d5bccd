import { externalPath, gpuCallsIn, type CallFact, type Code, type GpuFunction, type SpaceView } from '../model';
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
      // What runs in a loop of its own, as by `asyncio.run`, holds up nobody.
      if (!code.isAsync || !code.fn || code.runsOnGpu || space.handlersOf(code.fn).length === 0) return;
      for (const { call, gpu } of gpuCallsIn(code, space)) {
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

/** Nobody else may wait for what it gives. */
function asPlainFunction({ name, fn, asyncPlace }: Code, space: SpaceView): readonly Fix[] {
  if (!fn || !asyncPlace || space.callersOf(fn).length > 0) return [];
  return [safeFix(`Make \`${name}\` a plain function: it awaits nothing`, space.edits.replace(asyncPlace, ''))];
}

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
