import {
  calledPath,
  isHandledItself,
  lies,
  statementsOf,
  type CallFact,
  type Code,
  type ExitFact,
  type ExitPart,
  type SpaceView,
  type Statement,
} from '../model';
import { sameData } from '../text/equality';
import type { Place } from '../text/place';
import { reviewFix, rule, type Fix } from './rule';

export default rule({
  name: 'gr-error-not-raised',
  summary: '`gr.Error` is created but not raised, so nobody sees it',
  group: 'gradio',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    unraised: '`{callee}` only creates an exception: nothing is shown and the function goes on; raise it',
    returned:
      '`{handler}` hands `{callee}` to Gradio like any other output: a text box shows it as text, and most other components fail on it; raise it instead',
  },
  explains: [],
  concerns: ['gradio.Error', 'gradio.exceptions.Error'],
  sources: [
    { url: 'https://www.gradio.app/guides/alerts', read: '2026-11-21' },
    { url: 'https://www.gradio.app/docs/gradio/error', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      // A decorator of the app's own may raise what the function returns.
      const isHandler = isHandledItself(code, space);
      for (const call of code.calls) {
        if (!/^gradio\.(?:exceptions\.)?Error$/.test(calledPath(call) ?? '')) continue;
        const callee = call.calleeText ?? 'gr.Error';
        if (call.isStatement) {
          report(call.calleePlace, 'unraised', { callee }, { fixes: () => raiseHere(call, code, space) });
          continue;
        }
        // What a helper returns its caller may raise.
        const exit = isHandler ? code.exits.find((each) => givesOut(each, call)) : undefined;
        if (!exit) continue;
        report(
          call.calleePlace,
          'returned',
          { callee, handler: code.name },
          { fixes: () => raiseInstead(exit, call, code, space) },
        );
      }
    },
  },
});

/** The value that leaves the function, one of several, or a side of a condition. */
function givesOut(exit: ExitFact, call: CallFact): boolean {
  const within = (part: ExitPart): boolean => sameData(part.place, call.place) || part.inner.some(within);
  return !exit.from && (within(exit) || exit.parts.some(within));
}

function raiseHere(call: CallFact, code: Code, space: SpaceView): readonly Fix[] {
  const raised = space.edits.insertBefore(call.place, 'raise ');
  const left = uselessReturn(call.statement, code, space);
  const title = `Raise \`${space.text(call.calleePlace)}\``;
  return left
    ? [reviewFix(`${title} instead of returning`, raised, space.edits.remove(left.place))]
    : [reviewFix(title, raised)];
}

/** A `return` on the next line, where nothing gets any more once the statement raises. */
function uselessReturn(place: Place, code: Code, space: SpaceView): Statement | undefined {
  const left = returnBehind(place, statementsOf(code));
  const between = left && space.text({ ...place, start: place.end, end: left.place.start });
  return between !== undefined && /^[ \t]*(?:#.*)?\r?\n[ \t]*$/.test(between) ? left : undefined;
}

/** The other outputs stay as they are when an error is raised. */
function raiseInstead(exit: ExitFact, call: CallFact, code: Code, space: SpaceView): readonly Fix[] {
  const { kind, statement, place, parts } = exit;
  const written = space.text(statement);
  // An `except` around it would catch the error, and what comments say is not to be lost.
  if (call.insideTry || !written.startsWith(kind)) return [];
  const isWhole = sameData(place, call.place);
  if (!isWhole && (/[#\n]/.test(written) || !parts.some((part) => sameData(part.place, call.place)))) return [];
  const upTo = { ...statement, end: call.place.start };
  const behind = { ...statement, start: call.place.end };
  const edits = [space.edits.replace(upTo, 'raise ')];
  if (behind.start < behind.end) edits.push(space.edits.replace(behind, ''));
  const left = uselessReturn(statement, code, space);
  if (left) edits.push(space.edits.remove(left.place));
  return [reviewFix(`Raise \`${space.text(call.calleePlace)}\` instead`, ...edits)];
}

/** The `return` that follows the statement in its block. */
function returnBehind(place: Place, block: readonly Statement[]): Statement | undefined {
  const index = block.findIndex((statement) => lies(place, statement.place));
  const found = block[index];
  if (!found) return undefined;
  if (found.blocks.length === 0) return block[index + 1]?.kind === 'Return' ? block[index + 1] : undefined;
  const inner = found.blocks.find((each) => each.some((statement) => lies(place, statement.place)));
  return inner && returnBehind(place, inner);
}
