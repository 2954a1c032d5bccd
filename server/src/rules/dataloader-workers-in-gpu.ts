import { argumentOf, calledPath, constantOf, gpuFunctionAround } from '../model';
import { rule } from './rule';

export default rule({
  name: 'dataloader-workers-in-gpu',
  summary: 'A DataLoader in a GPU function starts worker processes, which a GPU worker may not',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    workers:
      '`num_workers={count}` makes the DataLoader start processes, and a GPU worker is a daemon, which may not have children: iterating fails with an AssertionError',
  },
  explains: ['daemonic processes are not allowed to have children'],
  concerns: ['torch.utils.data.DataLoader', 'torch.utils.data.dataloader.DataLoader'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
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
        const count = workers && constantOf(workers.value);
        if (!workers || typeof count !== 'number' || count < 1) continue;
        const gpu = gpuFunctionAround(code, space);
        report(
          workers.whole,
          'workers',
          { count },
          {
            related: gpu ? [{ place: gpu.place, message: `\`${gpu.name}\` runs in a worker` }] : [],
            fixes: () => [
              {
                title: 'Load in the worker itself: `num_workers=0`',
                safety: 'safe',
                edits: [space.edits.replace(workers.place, '0')],
              },
            ],
          },
        );
      }
    },
  },
});
