import { gpuFunctionAround, keptBy, loadsFixedModel } from '../model';
import { hoistModelLoad } from '../refactorings/hoistModelLoad';
import { rule } from './rule';
import { proposed } from './shared';

export default rule({
  name: 'lazy-model-load',
  summary: 'A model is loaded on first use inside a GPU function, by every new worker again',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    kept: 'Loaded on first use, in a GPU worker: `{name}` stays in that worker only, so every new worker loads it again while its visitor waits with the GPU held; loaded at module scope it is packed once and moved to each worker in seconds',
    cached:
      '`{cache}` keeps the model for one GPU worker only: every new worker loads it again while its visitor waits with the GPU held; loaded at module scope it is packed once and moved to each worker in seconds',
  },
  explains: [],
  concerns: ['loadsModel'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://github.com/huggingface/skills', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        if (!loadsFixedModel(call, code, space)) continue;
        const kept = keptBy(call, code, space);
        if (!kept?.onDemand) continue;
        const gpu = gpuFunctionAround(code, space);
        const related = gpu ? [{ place: gpu.place, message: `It runs in the workers of \`${gpu.name}\`` }] : [];
        const fixes = () => proposed(hoistModelLoad(call, code, space));
        if (kept.by === 'cache') report(call.calleePlace, 'cached', { cache: kept.name }, { related, fixes });
        else report(call.calleePlace, 'kept', { name: kept.name }, { related, fixes });
      }
    },
  },
});
