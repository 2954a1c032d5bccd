import { calledPath, lies, statementsOf, type Statement } from '../model';
import type { Place } from '../text/place';
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
            fixes: () => {
              const raised = space.edits.insertBefore(call.place, 'raise ');
              const between = (upper: Place, lower: Place): string =>
                space.text({ ...upper, start: upper.end, end: lower.start });
              const left = returnBehind(call.statement, statementsOf(code));
              const title = `Raise \`${space.text(call.calleePlace)}\``;
              // Nothing gets there any more.
              return left && /^[ \t]*(?:#.*)?\r?\n[ \t]*$/.test(between(call.statement, left.place))
                ? [reviewFix(`${title} instead of returning`, raised, space.edits.remove(left.place))]
                : [reviewFix(title, raised)];
            },
          },
        );
      }
    },
  },
});

/** The `return` that follows the statement in its block. */
function returnBehind(place: Place, block: readonly Statement[]): Statement | undefined {
  const index = block.findIndex((statement) => lies(place, statement.place));
  const found = block[index];
  if (!found) return undefined;
  if (found.blocks.length === 0) return block[index + 1]?.kind === 'Return' ? block[index + 1] : undefined;
  const inner = found.blocks.find((each) => each.some((statement) => lies(place, statement.place)));
  return inner && returnBehind(place, inner);
}
