import { deviceOfValue } from '../model';
import { gpuSizeOf } from '../platform';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { cudaAt } from './shared/deviceName';

export default rule({
  name: 'cpu-offload',
  summary: 'CPU offload works against the way ZeroGPU moves weights',
  group: 'cuda',
  severity: 'hint',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    offload:
      '`{method}` keeps the weights on the CPU and copies them to the GPU while a visitor waits; moved to `cuda` at module scope, they are packed once (the GPU has {vram} GB as of {asOf})',
  },
  explains: [],
  concerns: ['.enable_model_cpu_offload', '.enable_sequential_cpu_offload'],
  sources: [ZEROGPU_DOCS, { url: 'https://huggingface.co/docs/diffusers/optimization/memory', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const { method, receiverPlace } = call;
        if (method === undefined || !/^enable_(?:model|sequential)_cpu_offload$/.test(method) || !receiverPlace)
          continue;
        // Behind a switch it is for smaller machines.
        if (call.conditional) continue;
        const { gpuSizes } = space.tables;
        const vram = gpuSizeOf(space.tables, 'large')?.vram ?? 48;
        report(
          call.calleePlace,
          'offload',
          { method, vram, asOf: gpuSizes.asOf },
          {
            fixes: () => {
              // In a GPU function it would be moved on every call.
              if (!call.isStatement || code.runsOnGpu) return [];
              const name = space.text(receiverPlace);
              const isThere = call.receiver !== undefined && deviceOfValue(call.receiver) === 'cuda';
              if (isThere)
                return [reviewFix(`Leave \`${name}\` on CUDA as a whole`, space.edits.remove(call.statement))];
              return [
                reviewFix(
                  `Put \`${name}\` on CUDA as a whole`,
                  space.edits.replace(call.place, `${name}.to(${cudaAt(call.place, code.module, space, code)})`),
                ),
              ];
            },
          },
        );
      }
    },
  },
});
