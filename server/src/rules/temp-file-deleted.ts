import {
  alternatives,
  calledPath,
  type CallFact,
  type Code,
  constantOf,
  type ExitFact,
  isInTemporaryDirectory,
  lies,
  mayBeExternal,
  only,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { rule, safeFix } from './rule';

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
    folder:
      'This is in a `TemporaryDirectory`, which is deleted at the end of its `with` block, before Gradio can send anything in it: make the directory with `tempfile.mkdtemp()`',
  },
  explains: [],
  concerns: ['tempfile.NamedTemporaryFile', 'tempfile.TemporaryDirectory'],
  sources: [{ url: 'https://docs.python.org/3/library/tempfile.html', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const lost = code.fn && isForVisitors(code) ? inTemporaryDirectory(code) : undefined;
      if (lost) {
        const related = [{ place: lost.made.place, message: 'The directory is made here' }];
        report(lost.exit.place, 'folder', {}, { related });
      }
      const made = code.calls.filter(isTemporaryFile);
      const [first] = made;
      // With several of them it can't be told which one is returned.
      if (!first || !code.fn || !isForVisitors(code) || !made.every(deletes)) return;
      const isEntered = ({ statement }: CallFact): boolean => /^(?:async\s+)?with\b/.test(space.text(statement));
      // What is not entered may be kept by whoever is given it, and `NamedTemporaryFile(…).name` deletes the file at once:
      // what is written there afterwards stays.
      const isHandler = space.handlersOf(code.fn).length > 0;
      if (!made.every((call) => (isEntered(call) ? isFilled(call, code) : isHandler && call.assigned))) return;
      if (code.calls.some(({ method }) => method === 'close')) return;
      const exit = code.exits.find(
        (each: ExitFact) => each.kind === 'return' && [each, ...each.parts].some(({ value }) => holdsItsName(value)),
      );
      if (!exit) return;
      report(
        exit.place,
        'deleted',
        { name: code.name },
        {
          related: [{ place: first.place, message: 'The file is made here' }],
          fixes: () => [
            safeFix(
              'Keep the file: `delete=False`',
              ...made.map((call) => space.edits.addArgument(call.argsPlace, 'delete=False')),
            ),
          ],
        },
      );
    },
  },
});

function isForVisitors({ contexts }: Code): boolean {
  return contexts.some((context) => context !== 'import');
}

/** Something is done under the `with`; else only a name is made there, for what is written later. */
function isFilled(made: CallFact, { calls }: Code): boolean {
  return calls.some(
    (call) =>
      call.entered.some((entered) => lies(made.place, entered)) &&
      !/^(?:os\.path|pathlib)\./.test(calledPath(call) ?? ''),
  );
}

function isTemporaryFile({ callee }: CallFact): boolean {
  return mayBeExternal(callee, 'tempfile.NamedTemporaryFile');
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

/** The name, alone or among several results that were put together before. */
function holdsItsName(value: Value): boolean {
  const several = only(value);
  return isItsName(value) || (several?.kind === 'sequence' && several.items?.some(isItsName) === true);
}

/** What is returned from under the only `with TemporaryDirectory() as folder:`: the folder, or a path in it. */
function inTemporaryDirectory(code: Code): { readonly made: CallFact; readonly exit: ExitFact } | undefined {
  const [made, ...others] = code.calls.filter((call) => calledPath(call) === 'tempfile.TemporaryDirectory');
  if (!made || others.length > 0 || !isFilled(made, code)) return undefined;
  if (made.args.some(({ keyword }) => ['delete', '**'].includes(keyword ?? ''))) return undefined;
  const exit = code.exits.find((each) => each.kind === 'return' && shown(each, code).some(isInTemporaryDirectory));
  return exit && { made, exit };
}

/** What Gradio gets to show: the results, also as the value of a component or an update. */
function shown(exit: ExitFact, { calls }: Code): readonly Value[] {
  const updates = calls.filter((call) => /^gradio\.(?:update|[A-Z]\w*)$/.test(calledPath(call) ?? ''));
  return [exit, ...exit.parts].flatMap(({ value, place }) => [
    value,
    ...updates
      .filter((call) => sameData(call.place, place))
      .flatMap(({ args }) => args.filter(({ keyword }, i) => keyword === 'value' || (i === 0 && !keyword)))
      .map((argument) => argument.value),
  ]);
}
