import {
  calledPath,
  effectOf,
  isCudaGenerator,
  isReached,
  usesCudaOutsideTorch,
  type CallFact,
  type SpaceView,
} from '../model';
import type { Fix } from './rule';
import { rule } from './rule';

export default rule({
  name: 'cuda-init-at-module-scope',
  summary: 'A call needs a real CUDA context while the app starts, where CUDA is only emulated',
  group: 'cuda',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    torch:
      '`{callee}` needs a real CUDA context; outside GPU functions ZeroGPU only emulates CUDA, and this call is not covered: the Space stops with “Low-level CUDA init reached”, or, with an older `spaces`, “CUDA must not be initialized in the main process”',
    generator:
      'A CUDA random generator needs a real GPU, and there is none while the app starts; make it inside the GPU function',
    other:
      '`{callee}` uses CUDA without torch, so ZeroGPU’s emulation does not cover it, and there is no GPU while the app starts: do this inside the GPU function',
  },
  explains: [
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init reached',
    'No CUDA GPUs are available',
    'Cannot re-initialize CUDA in forked subprocess',
  ],
  concerns: ['initializesCuda', 'usesCudaOutsideTorch', 'torch.Generator', 'device=', 'n_gpu_layers=', 'providers='],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://docs.pytorch.org/docs/stable/cuda.html', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (code.contexts.length !== 1 || code.contexts[0] !== 'import') return;
      if (!code.calls.some(needsGpu) || !isReached(code, 'import', space)) return;
      for (const call of code.calls) {
        const callee = call.calleeText ?? '';
        const unsure =
          call.insideTry || call.conditional ? ({ severity: 'warning', confidence: 'medium' } as const) : {};
        if (effectOf(call) === 'initializesCuda') {
          report(call.calleePlace, 'torch', { callee }, { ...unsure, fixes: () => withoutCall(call, space) });
        } else if (usesCudaOutsideTorch(call)) {
          report(call.calleePlace, 'other', { callee }, { severity: 'warning', confidence: 'medium' });
        } else if (isCudaGenerator(call)) {
          report(call.calleePlace, 'generator', {}, { severity: 'warning', confidence: 'medium' });
        }
      }
    },
  },
});

function needsGpu(call: CallFact): boolean {
  return effectOf(call) === 'initializesCuda' || usesCudaOutsideTorch(call) || isCudaGenerator(call);
}

function withoutCall(call: CallFact, space: SpaceView): readonly Fix[] {
  const path = calledPath(call) ?? '';
  if (!call.isStatement || !/\.(?:init|set_device|ipc_collect)$/.test(path)) return [];
  return [{ title: `Remove \`${path}\``, safety: 'safe', edits: [space.edits.remove(call.statement)] }];
}
