import {
  codesRunBy,
  externalPath,
  functionsOf,
  gpuCallsIn,
  gradioNameIn,
  lies,
  only,
  runsInlineOnly,
  type CatchFact,
  type Code,
  type GpuFunction,
  type RaiseFact,
  type SpaceView,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';

const PLAIN = new Set([
  'Exception',
  'ValueError',
  'RuntimeError',
  'TypeError',
  'KeyError',
  'FileNotFoundError',
  'OSError',
  'IOError',
]);

/** What ends a GPU function most often: the log shows the name alone, with the reason above (spaces 0.51.3 `zero/wrappers.py`). */
const OFTEN_SEEN = (
  'AssertionError AttributeError FileNotFoundError ImportError IndexError KeyError ModuleNotFoundError NameError ' +
  'NotImplementedError OSError OutOfMemoryError RuntimeError TypeError ValueError'
).split(' ');

export default rule({
  name: 'plain-exception-in-gpu',
  summary: 'The text of an exception in a GPU function does not reach the visitor',
  group: 'process',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    text: 'From a GPU worker, visitors only see the name `{name}` and not the text of the exception; raise `gr.Error` to show it',
    missed:
      'Only `gr.Error` and what derives from it leaves a GPU worker as it is: what `{gpu}` raises as `{name}` arrives here as a `gr.Error` that says “{name}”, which this `except` does not catch; catch it in `{gpu}`',
  },
  explains: ['ZeroGPU worker error', ...OFTEN_SEEN.map((name) => `gradio.exceptions.Error: '${name}'`)],
  concerns: ['raise', 'gpuFunction'],
  sources: [SPACES_PACKAGE, { url: 'https://www.gradio.app/docs/gradio/error', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (!code.runsOnGpu) {
        for (const caught of code.catches) {
          const missed = missedBy(caught, code, space);
          if (!missed) continue;
          const { gpu, name, raised } = missed;
          report(
            caught.place,
            'missed',
            { name, gpu: gpu.name },
            {
              severity: 'warning',
              related: raised ? [{ place: raised.place, message: `\`${name}\` is raised in the worker` }] : [],
            },
          );
        }
        return;
      }
      const { gpu } = code;
      if (!gpu?.certain || runsInlineOnly(code, space) || isCaughtBetween(code, gpu, space)) return;
      for (const raised of code.raises) {
        const name = raised.insideTry ? undefined : plainName(raised.value, space);
        if (name === undefined) continue;
        const call = code.calls.find((each) => lies(each.place, raised.place) && lies(raised.place, each.place));
        const text = call?.args[0];
        if (!call || !text || only(text.value)?.kind !== 'text') continue;
        report(
          raised.place,
          'text',
          { name },
          {
            related: [{ place: gpu.place, message: `\`${code.name}\` runs in a worker` }],
            fixes: () => {
              const alias = gradioNameIn(code, space);
              if (alias === undefined) return [];
              return [reviewFix(`Raise \`${alias}.Error\``, space.edits.replace(call.calleePlace, `${alias}.Error`))];
            },
          },
        );
      }
    },
  },
});

interface Missed {
  readonly gpu: GpuFunction;
  readonly name: string;
  /** Where the GPU function raises it; of memory that runs out torch does. */
  readonly raised: RaiseFact | undefined;
}

/** What is to be caught of a GPU function that is called in the body, and nothing else there raises as far as is known. */
function missedBy({ value, body }: CatchFact, code: Code, space: SpaceView): Missed | undefined {
  const isMemory = /^torch\.(?:cuda\.)?OutOfMemoryError$/.test(externalPath(value) ?? '');
  const cls = only(value);
  if (!isMemory && cls?.kind !== 'class') return undefined;
  const raisesIt = (each: Code): RaiseFact | undefined =>
    each.raises.find(({ value: raised, insideTry }) => {
      const item = only(raised);
      const isIt =
        (item?.kind === 'instance' || item?.kind === 'class') && cls?.kind === 'class' && item.cls === cls.cls;
      return isIt && !insideTry;
    });
  const inBody = code.calls.filter(({ place }) => lies(place, body));
  const entered = gpuCallsIn(code, space).filter(({ call, gpu }) => gpu.certain && inBody.includes(call));
  const others = inBody.filter((call) => !entered.some((each) => each.call === call));
  const isRaisedHere =
    code.raises.some(({ place }) => lies(place, body)) ||
    others
      .flatMap(({ callee }) => functionsOf(callee))
      .some((fn) => [...codesRunBy(space.code(fn), space)].some((each) => each.raises.length > 0));
  if (isRaisedHere) return undefined;
  for (const { gpu } of entered) {
    if (gpu.duration.kind === 'callable') continue;
    if (isMemory) return { gpu, name: 'OutOfMemoryError', raised: undefined };
    if (cls?.kind !== 'class' || !PLAIN.has(space.libraryBaseOf(cls.cls) ?? '')) continue;
    const raised = gpu.targets
      .flatMap((target) => [...codesRunBy(target, space)])
      .flatMap((each) => raisesIt(each) ?? []);
    if (raised[0]) return { gpu, name: cls.cls.node?.name ?? '', raised: raised[0] };
  }
  return undefined;
}

/** A decorator of the Space that stands below `spaces.GPU` calls something in a `try`: the function, most likely. */
function isCaughtBetween({ decorators }: Code, gpu: GpuFunction, space: SpaceView): boolean {
  const index = decorators.findIndex(({ place }) => sameData(place, gpu.place));
  return decorators
    .slice(index + 1)
    .flatMap(({ value }) => functionsOf(value))
    .flatMap((fn) => space.code(fn).definitions)
    .some(({ fn }) => space.code(fn).calls.some(({ insideTry }) => insideTry));
}

/** The class of a plain exception, or of one of the Space's own that is made from it. */
function plainName(value: Value, space: SpaceView): string | undefined {
  const exception = only(value);
  if (exception?.kind === 'object') return PLAIN.has(exception.type) ? exception.type : undefined;
  if (exception?.kind !== 'instance') return undefined;
  return PLAIN.has(space.libraryBaseOf(exception.cls) ?? '') ? exception.cls.node?.name : undefined;
}
