import {
  constantOf,
  gpuReachedBy,
  isBlocksCall,
  isPlaceholder,
  type CallArgument,
  type CallFact,
  type GpuFunction,
  type Handler,
  type SpaceView,
} from '../model';
import { reviewFix, rule, type Fix } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'queue-concurrency-one',
  summary: 'A limit that only lets one visitor at a time through to ZeroGPU',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    queue:
      'With `default_concurrency_limit=1` visitors wait for each other, although every call of `{name}` gets a GPU worker of its own{full}',
    event:
      'With `concurrency_limit=1` visitors wait for each other to run `{name}`, although every call gets a GPU worker of its own',
  },
  explains: ['Queue is full. Max size is 1 and size is 1.'],
  concerns: ['.queue'],
  sources: [
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/queueing.py', read: '2026-11-21' },
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/blocks.py', read: '2026-11-21' },
  ],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      const gpu = limitedByDefault(space);
      // A Space that has one only to be a ZeroGPU Space limits what it does without.
      if (!gpu || (space.gpuFunctions.length === 1 && isPlaceholder(gpu, space))) return;
      for (const call of calls) {
        if (!isBlocksCall(call, 'queue')) continue;
        const limit = keywordIsOne(call, 'default_concurrency_limit');
        if (!limit) continue;
        const hasSize = call.args.some(({ keyword }) => keyword === 'max_size' || keyword === '**');
        const full = hasSize
          ? ''
          : '; without `max_size` only one of them may wait, and the next reads “Queue is full”';
        report(limit.whole, 'queue', { name: gpu.name, full }, { fixes: () => withoutLimit(space, call, limit) });
      }
    },
    handler(handler, report, space) {
      const { call } = handler;
      const limit = call && keywordIsOne(call, 'concurrency_limit');
      const gpu = handler.functions.map((code) => gpuReachedBy(code, space)).find((each) => each !== undefined);
      if (!limit || !gpu || handler.event === 'Examples') return;
      report(
        limit.whole,
        'event',
        { name: gpu.name },
        {
          related: [asksForGpu(gpu)],
          fixes: () => withoutLimit(space, call, limit),
        },
      );
    },
  },
});

/** A GPU function that visitors run, and not only by events with a limit of their own. */
function limitedByDefault(space: SpaceView): GpuFunction | undefined {
  return space.gpuFunctions.find((gpu) => {
    if (gpu.runsAtStartup) return false;
    const running = new Set(gpu.functions.flatMap(({ fn }) => fn ?? []));
    // A set that grows is walked to its end.
    for (const fn of running) for (const caller of space.callersOf(fn)) if (caller.fn) running.add(caller.fn);
    const handlers = [...running].flatMap((fn) => space.handlersOf(fn)).filter(({ event }) => event !== 'Examples');
    return handlers.length === 0 || !handlers.every(hasOwnLimit);
  });
}

/** It says how many may run at once, or shares the limit of others. */
function hasOwnLimit(handler: Handler): boolean {
  const limit = handler.argument('concurrency_limit');
  return (limit && constantOf(limit.value) !== 'default') ?? handler.argument('concurrency_id') !== undefined;
}

function keywordIsOne(call: CallFact, name: string): CallArgument | undefined {
  const argument = call.args.find(({ keyword }) => keyword === name);
  return argument && constantOf(argument.value) === 1 ? argument : undefined;
}

function withoutLimit(space: SpaceView, call: CallFact, limit: CallArgument): readonly Fix[] {
  const edit = space.edits.removeArgument(call.argsPlace, limit.whole);
  return [reviewFix(`Remove \`${space.text(limit.whole)}\``, edit)];
}
