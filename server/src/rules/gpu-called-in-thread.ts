import { gpuCallsIn, threadTargets } from '../model';
import { rule } from './rule';

export default rule({
  name: 'gpu-called-in-thread',
  summary: 'A GPU function is called on a thread, where nobody knows the visitor',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    thread:
      'On a thread of its own `{name}` has no request, so that ZeroGPU can’t tell whose quota it is: once the Space’s own pool is used up, the call fails with “Space app has reached its GPU limit”',
  },
  explains: ['Space app has reached its GPU limit'],
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.runsOnGpu || code.contexts.length === 0) return;
      for (const call of code.calls) {
        for (const { fn, argument } of threadTargets(call)) {
          const gpu = space.gpuOf(fn) ?? gpuCallsIn(space.code(fn), space)[0]?.gpu;
          if (!gpu) continue;
          report(
            argument.place,
            'thread',
            { name: gpu.name },
            { related: [{ place: gpu.place, message: `\`${gpu.name}\` asks for a GPU here` }] },
          );
        }
      }
    },
  },
});
