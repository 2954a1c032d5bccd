import { calledPath } from '../model';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'gr-error-not-raised',
  summary: '`gr.Error` is created but not raised, so nobody sees it',
  group: 'gradio',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    unraised: '`{callee}` only creates an exception: nothing is shown and the function goes on; raise it',
  },
  explains: [],
  concerns: ['gradio.Error', 'gradio.exceptions.Error'],
  sources: [
    { url: 'https://www.gradio.app/guides/alerts', read: '2026-11-21' },
    { url: 'https://www.gradio.app/docs/gradio/error', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        if (!call.isStatement || !/^gradio\.(?:exceptions\.)?Error$/.test(calledPath(call) ?? '')) continue;
        report(
          call.calleePlace,
          'unraised',
          { callee: call.calleeText ?? 'gr.Error' },
          {
            fixes: () => [
              reviewFix(`Raise \`${space.text(call.calleePlace)}\``, space.edits.insertBefore(call.place, 'raise ')),
            ],
          },
        );
      }
    },
  },
});
