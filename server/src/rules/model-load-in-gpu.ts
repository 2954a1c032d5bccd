import { isGivenInstead, keptBy, loadsFixedModel, readsScript, paidGpuFunctionAround } from '../model';
import { hoistModelLoad } from '../refactorings/hoistModelLoad';
import { proposed, rule, ZEROGPU_DOCS } from './rule';
import { heldBy } from './shared/related';

export default rule({
  name: 'model-load-in-gpu',
  summary: 'A model is loaded inside a GPU function, on every call',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    load: '`{callee}` loads a model on every call, while `{gpu}` holds the GPU and the visitor waits; at module scope it loads once, before anyone waits',
    script:
      '`{callee}` reads a TorchScript file on every call, while `{gpu}` holds the GPU and the visitor waits; read it once at module scope, with `map_location="cpu"`, and move it to CUDA in `{gpu}`',
  },
  explains: [],
  concerns: ['loadsModel'],
  sources: [ZEROGPU_DOCS, { url: 'https://huggingface.co/blog/run-comfyui-workflows-on-spaces', read: '2026-11-23' }],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        if (!loadsFixedModel(call, code, space)) continue;
        const kept = keptBy(call, code, space);
        if (kept && (kept.onDemand || !code.gpu)) continue;
        const gpu = paidGpuFunctionAround(code, space);
        if (!gpu || isGivenInstead(call, code, space)) continue;
        const callee = call.calleeText ?? call.method ?? 'load';
        report(
          call.calleePlace,
          readsScript(call) ? 'script' : 'load',
          { callee, gpu: gpu.name },
          {
            related: [heldBy(gpu)],
            fixes: () => proposed(hoistModelLoad(call, code, space)),
          },
        );
      }
    },
  },
});
