import {
  handsOut,
  objectOf,
  only,
  runsInlineOnly,
  unpicklable,
  type ExitFact,
  type ExitPart,
  type Value,
} from '../model';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'unpicklable-return',
  summary: 'A GPU function returns or yields something that cannot leave its process',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    value:
      'What `{name}` {verb}s is pickled on its way out of the GPU worker, and {what} can’t be pickled: the visitor sees “ZeroGPU worker error”; {verb} data, or the path of a file',
  },
  explains: [
    'PicklingError',
    "Can't pickle",
    "Can't pickle <function <lambda>",
    'ZeroGPU worker error',
    "cannot pickle '_thread.lock' object",
    "cannot pickle '_io.TextIOWrapper' object",
  ],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      const { gpu } = code;
      if (!gpu || runsInlineOnly(code, space) || !handsOut(gpu, code, space)) return;
      for (const exit of code.exits) {
        // What a generator returns goes nowhere; a returned generator is the business of gpu-returns-generator.
        if (exit.kind === 'return' && (code.isGenerator || isGenerator(exit.value))) continue;
        const parts = exit.parts.length > 0 ? exit.parts : innerOfRecord(exit);
        for (const part of parts) {
          const what = unpicklable(part.value, space);
          if (what === undefined) continue;
          report(
            part.place,
            'value',
            { name: code.name, verb: exit.kind, what },
            {
              related: inWorkerOf(gpu, code.name),
              ...(gpu.certain ? {} : { severity: 'warning' as const }),
              fixes: () =>
                isFile(part.value)
                  ? [
                      reviewFix(
                        `${exit.kind === 'yield' ? 'Yield' : 'Return'} the path of the file: \`${space.text(part.place)}.name\``,
                        space.edits.appendMethod(part.place, part.needsParens, '.name'),
                      ),
                    ]
                  : [],
            },
          );
        }
      }
    },
  },
});

/** What a dataclass is made with where it is given away; the value itself otherwise. */
function innerOfRecord(exit: ExitFact): readonly ExitPart[] {
  return only(exit.value)?.kind === 'instance' && exit.inner.length > 0 ? exit.inner : [exit];
}

function isGenerator(value: Value): boolean {
  return (objectOf(value, 'generator') ?? objectOf(value, 'asyncIterator')) !== undefined;
}

/** Opened by name. What a temporary file names may be gone when it is read. */
function isFile(value: Value): boolean {
  return objectOf(value, 'file')?.type === 'open';
}
