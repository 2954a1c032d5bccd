import {
  argumentOf,
  calledPath,
  constantOf,
  gpuFunctionAround,
  only,
  type CallArgument,
  type CallFact,
  type Code,
  type SpaceView,
} from '../model';
import { sameData } from '../text/equality';
import { rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

/**
 * What a DataLoader without workers refuses, with a ValueError or an AssertionError: where it stands among the arguments
 * without a keyword, and the value that turns it off (torch/utils/data/dataloader.py of torch 2, 2026-11-22).
 */
const NEED_WORKERS = [
  { name: 'timeout', index: 9, off: 0, written: '0' },
  { name: 'multiprocessing_context', index: 11, off: null, written: 'None' },
  { name: 'prefetch_factor', index: undefined, off: null, written: 'None' },
  { name: 'persistent_workers', index: undefined, off: false, written: 'False' },
] as const;

export default rule({
  name: 'dataloader-workers-in-gpu',
  summary: 'A DataLoader in a GPU function starts worker processes, which GPU workers may not do',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    workers:
      '`num_workers={count}` makes the DataLoader start processes, but a GPU worker is a daemon and may not have children: iterating fails with an `AssertionError`',
  },
  explains: ['daemonic processes are not allowed to have children'],
  concerns: ['torch.utils.data.DataLoader', 'torch.utils.data.dataloader.DataLoader'],
  sources: [
    SPACES_PACKAGE,
    {
      url: 'https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Process.daemon',
      read: '2026-11-21',
    },
    { url: 'https://docs.pytorch.org/docs/stable/data.html#multi-process-data-loading', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        if (!/^torch\.utils\.data\.(?:dataloader\.)?DataLoader$/.test(calledPath(call) ?? '')) continue;
        const workers = argumentOf(call, 'num_workers', 5);
        const gpu = gpuFunctionAround(code, space);
        const unpacked = workers ? undefined : unpackedWorkers(call);
        if (unpacked)
          report(unpacked.argument.whole, 'workers', { count: unpacked.count }, { related: inWorkerOf(gpu) });
        const count = workers && countOf(workers, code, space);
        if (!workers || count === undefined) continue;
        report(
          workers.whole,
          'workers',
          { count },
          {
            related: inWorkerOf(gpu),
            fixes: () => [
              {
                title: 'Load in the worker itself: `num_workers=0`',
                safety: call.args.some(({ keyword }) => keyword === '**') ? 'review' : 'safe',
                edits: [
                  space.edits.replace(workers.place, '0'),
                  ...NEED_WORKERS.flatMap(({ name, index, off, written }) => {
                    const argument = argumentOf(call, name, index);
                    const isOff = !argument || constantOf(argument.value) === off;
                    return isOff ? [] : [space.edits.replace(argument.place, written)];
                  }),
                ],
              },
            ],
          },
        );
      }
    },
  },
});

/** The dictionary behind `**` that has one worker or more. */
function unpackedWorkers({ args }: CallFact): { argument: CallArgument; count: number } | undefined {
  for (const argument of args) {
    const item = argument.keyword === '**' ? only(argument.value) : undefined;
    const value = item?.kind === 'dict' ? item.entries.find(([key]) => key === 'num_workers')?.[1] : undefined;
    const count = value && constantOf(value);
    if (typeof count === 'number' && count >= 1) return { argument, count };
  }
  return undefined;
}

/** How many workers there are, one or more: as a number, or as it is written when it is that of the processors. */
function countOf({ value, place }: CallArgument, code: Code, space: SpaceView): number | string | undefined {
  const count = constantOf(value);
  if (typeof count === 'number') return count >= 1 ? count : undefined;
  const asked = code.calls.find((call) => sameData(call.place, place));
  return asked && /^(?:os|multiprocessing)\.cpu_count$/.test(calledPath(asked) ?? '') ? space.text(place) : undefined;
}
