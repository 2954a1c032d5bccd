import { burdenOf, runsInlineOnly } from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-on-method',
  summary: 'A GPU function is a method of an object that is heavy or impossible to pickle',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    heavy:
      '`{name}` is a method, so each call from outside GPU functions pickles `self`, with the model in `self.{attribute}`; a function that uses a module-level model sends nothing of it',
    empty:
      '`{name}` is a method, so each call from outside GPU functions pickles `self`: `self.{attribute}`, on CUDA, has no content in the main process and arrives empty, or the call fails with “_share_cuda_: only available on CUDA”; use a module-level model in a function',
    impossible:
      '`{name}` is a method, so each call from outside GPU functions pickles `self`, and `self.{attribute}` can’t be pickled',
  },
  explains: ['PicklingError', "Can't pickle", "cannot pickle 'module' object", '_share_cuda_: only available on CUDA'],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://github.com/pytorch/pytorch/blob/v2.8.0/torch/multiprocessing/reductions.py', read: '2026-11-22' },
    { url: 'https://github.com/kuotunyu/tw-longcare-rag', read: '2026-11-22' },
  ],
  check: {
    gpuFunction(gpu, report, space) {
      const [target] = gpu.targets;
      const cls = target?.cls;
      const [first] = target?.params ?? [];
      if (!target || !cls || first?.name !== 'self' || runsInlineOnly(target, space)) return;
      // `spaces.GPU(painter.paint)`: a bound method has its object with it, and workers are forks.
      if (gpu.given.alts.some((item) => item.kind === 'function' && item.self !== undefined)) return;
      const burden = burdenOf(cls, space);
      if (!burden) return;
      const { message, attribute } = burden;
      report(
        gpu.place,
        message,
        { name: target.name, attribute },
        {
          related: [{ place: target.namePlace, message: 'The method' }],
          ...(message === 'heavy' ? { severity: 'information' } : {}),
        },
      );
    },
  },
});
