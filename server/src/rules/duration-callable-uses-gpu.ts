import { inferenceOf, isGpuValue } from '../model';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'duration-callable-uses-gpu',
  summary: 'A duration function that needs the GPU it is about to request',
  group: 'duration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    model:
      '`{callable}` runs in the main process before there is a GPU, so `{call}` only meets ZeroGPU’s emulated CUDA; estimate the seconds with plain arithmetic',
    gpu: '`{callable}`, which says how long `{name}` takes, calls the GPU function `{call}` to find out: every call then waits for a GPU twice',
  },
  explains: [
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init',
  ],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction({ duration, name, place }, report, space) {
      if (duration.kind !== 'callable') return;
      for (const fn of duration.functions) {
        const callable = space.code(fn);
        for (const call of callable.calls) {
          // What torch is asked about the card, `mem_get_info` too, the emulation answers with what it was told of it
          // (`zero/torch/cudart.py` and `static.py` of spaces 0.47, read 2026-11-22).
          const runsModel = inferenceOf(call)?.device === 'cuda';
          const message = isGpuValue(call.callee) ? 'gpu' : runsModel ? 'model' : undefined;
          if (!message) continue;
          report(
            call.place,
            message,
            { callable: callable.name, name, call: call.calleeText ?? space.text(call.calleePlace) },
            { related: [{ place, message: `\`${name}\` asks \`${callable.name}\` how long it takes` }] },
          );
        }
      }
    },
  },
});
