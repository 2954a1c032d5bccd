import { effectOf, gpuDecoration, inferenceOf, isReached } from '../model';
import { rule } from './rule';

export default rule({
  name: 'cuda-in-undecorated-handler',
  summary: 'A handler runs a CUDA model without being a GPU function',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    inference:
      '`{name}` runs in the main process, where there is no GPU: `{callee}` works on weights that were packed away for the GPU workers, and fails',
    init: '`{name}` runs in the main process, where there is no GPU: `{callee}` needs a real CUDA context and fails',
  },
  explains: [
    'Cannot apply function',
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init reached',
    'No CUDA GPUs are available',
    'Found no NVIDIA driver on your system',
  ],
  concerns: ['initializesCuda', 'model', 'pipeline'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (!code.contexts.includes('request') || code.runsOnGpu) return;
      // It is decorated, but for the import.
      if (code.decorators.some(({ text }) => text === 'spaces.GPU')) return;
      for (const call of code.calls) {
        const inits = effectOf(call) === 'initializesCuda';
        if (!inits && inferenceOf(call)?.device !== 'cuda') continue;
        if (!isReached(code, 'request', space)) return;
        const handler = code.fn && space.handlersOf(code.fn)[0];
        report(
          call.calleePlace,
          inits ? 'init' : 'inference',
          { name: code.name, callee: call.calleeText ?? call.method ?? 'the model' },
          {
            related: handler
              ? [{ place: handler.place, message: `Gradio calls \`${code.name}\` for each visitor` }]
              : [],
            fixes: () => {
              const decoration = gpuDecoration(code, space);
              if (!decoration) return [];
              const { decorator, edits } = decoration;
              return [{ title: `Decorate \`${code.name}\` with \`${decorator}\``, safety: 'review', edits }];
            },
          },
        );
      }
    },
  },
});
