import { isBlocksCall } from '../model';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'queue-max-size',
  summary: 'A queue without a size, which has only one place on ZeroGPU',
  group: 'gradio',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    short:
      '`queue()` without `max_size` has one place on ZeroGPU (Gradio 6.25, 2026-08-22): if concurrency is limited too, the third visitor reads “Queue is full”',
  },
  explains: ['Queue is full. Max size is 1 and size is 1.'],
  concerns: ['.queue'],
  sources: [{ url: 'https://github.com/gradio-app/gradio/blob/main/gradio/blocks.py', read: '2026-11-21' }],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      if (space.gpuFunctions.length === 0) return;
      for (const call of calls) {
        if (!isBlocksCall(call, 'queue')) continue;
        if (call.args.some(({ keyword }) => keyword === undefined || ['max_size', '*', '**'].includes(keyword)))
          continue;
        const fixes = () => [
          reviewFix('Limit the queue to 20 visitors', space.edits.addArgument(call.argsPlace, 'max_size=20')),
        ];
        report(call.calleePlace, 'short', {}, { fixes });
      }
    },
  },
});
