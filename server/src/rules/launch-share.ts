import { argumentOf, constantOf, isBlocksCall } from '../model';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'launch-share',
  summary: '`share=True`, which Spaces ignore',
  group: 'gradio',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    ignored:
      '`share=True` does nothing on a Space, which has a public address already; Gradio warns about it in the log',
  },
  explains: ['Setting share=True is not supported on Hugging Face Spaces'],
  concerns: ['.launch'],
  sources: [{ url: 'https://github.com/gradio-app/gradio/blob/main/gradio/blocks.py', read: '2026-11-21' }],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      for (const call of calls) {
        if (!isBlocksCall(call, 'launch')) continue;
        const share = argumentOf(call, 'share');
        // A flag that is true here may be false elsewhere.
        if (!share || constantOf(share.value) !== true || space.text(share.place) !== 'True') continue;
        report(
          share.whole,
          'ignored',
          {},
          {
            unnecessary: true,
            fixes: () => [reviewFix('Remove `share=True`', space.edits.removeArgument(call.argsPlace, share.whole))],
          },
        );
      }
    },
  },
});
