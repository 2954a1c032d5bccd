import { alternatives, constantOf, type CallFact, type ExitFact, type Value } from '../model';
import { rule } from './rule';

export default rule({
  name: 'temp-file-deleted',
  summary: 'A temporary file that is gone before Gradio reads it',
  group: 'gradio',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    deleted:
      'The `NamedTemporaryFile` deletes its file when `{name}` ends, before Gradio can send it: pass `delete=False`',
  },
  explains: [],
  concerns: ['tempfile.NamedTemporaryFile'],
  sources: [{ url: 'https://docs.python.org/3/library/tempfile.html', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const made = code.calls.filter(isTemporaryFile);
      const [first] = made;
      // With several of them it can't be told which one is returned.
      if (!first || !code.fn || !made.every(deletes) || space.handlersOf(code.fn).length === 0) return;
      if (code.calls.some(({ method }) => method === 'close')) return;
      const exit = code.exits.find(
        (each: ExitFact) => each.kind === 'return' && [each, ...each.parts].some(({ value }) => isItsName(value)),
      );
      if (!exit) return;
      report(
        exit.place,
        'deleted',
        { name: code.name },
        {
          related: [{ place: first.place, message: 'The file is made here' }],
          fixes: () => [
            {
              title: 'Keep the file: `delete=False`',
              safety: 'safe',
              edits: made.map((call) => space.edits.addArgument(call.argsPlace, 'delete=False')),
            },
          ],
        },
      );
    },
  },
});

function isTemporaryFile({ callee }: CallFact): boolean {
  return alternatives(callee, 'external').some(({ path }) => path === 'tempfile.NamedTemporaryFile');
}

function deletes({ args }: CallFact): boolean {
  return args.every(({ keyword }) => !['delete', '*', '**'].includes(keyword ?? ''));
}

function isItsName(value: Value): boolean {
  return (
    constantOf(value) === undefined &&
    alternatives(value, 'object').some(({ type }) => type === 'tempfile.NamedTemporaryFile.name')
  );
}
