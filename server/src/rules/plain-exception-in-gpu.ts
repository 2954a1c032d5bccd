import {
  codesRunBy,
  externalPath,
  functionsOf,
  gpuCallsIn,
  gradioNameIn,
  lies,
  only,
  runsInlineOnly,
  type CallFact,
  type CatchFact,
  type ClassEntity,
  type Code,
  type GpuFunction,
  type RaiseFact,
  type SpaceView,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

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
      'Only `gr.Error` and its subclasses leave a GPU worker as they are: the `{name}` that `{gpu}` raises arrives here as a `gr.Error` that says “{name}”, which this `except` does not catch; catch it in `{gpu}`',
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
      if (!gpu?.certain || gpu.isTried || runsInlineOnly(code, space) || isCaughtBetween(code, gpu, space)) return;
      for (const raised of code.raises) {
        const name = raised.insideTry ? undefined : plainName(raised.value, space);
        if (name === undefined || isAwaitedOutside(raised, gpu, space)) continue;
        const call = code.calls.find((each) => lies(each.place, raised.place) && lies(raised.place, each.place));
        const text = call?.args[0];
        if (!call || !text || only(text.value)?.kind !== 'text') continue;
        report(
          raised.place,
          'text',
          { name },
          {
            related: inWorkerOf(gpu, code.name),
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
  const cls = only(value);
  const entity = cls?.kind === 'class' ? cls.cls : undefined;
  const isMemory = /^torch\.(?:cuda\.)?OutOfMemoryError$/.test(externalPath(value) ?? '');
  if (!isMemory && (!entity || !PLAIN.has(space.libraryBaseOf(entity) ?? ''))) return undefined;
  const inBody = code.calls.filter(({ place }) => lies(place, body));
  const entered = gpuCallsIn(code, space).filter(
    ({ call, gpu }) => gpu.certain && gpu.duration.kind !== 'callable' && inBody.includes(call),
  );
  if (entered.length === 0) return undefined;
  const others = inBody.filter((call) => !entered.some((each) => each.call === call));
  const isRaisedHere =
    code.raises.some(({ place }) => lies(place, body)) ||
    others
      .flatMap(({ callee }) => functionsOf(callee))
      .some((fn) => [...codesRunBy(space.code(fn), space)].some((each) => each.raises.length > 0));
  if (isRaisedHere) return undefined;
  if (isMemory) {
    // Who catches it in the worker as well wrote this one for machines with a GPU of their own, and who asks for the
    // `gr.Error` knows what arrives here.
    const isKnown = code.catches.some((other) => sameData(other.body, body) && isGradioError(other.value));
    const open = isKnown ? undefined : entered.find(({ gpu }) => !gpu.targets.some((target) => tries(target, space)));
    return open && { gpu: open.gpu, name: 'OutOfMemoryError', raised: undefined };
  }
  const raisers = space.codesNaming('raise').filter((each) => each.raises.some((raised) => isOf(raised, entity)));
  const mayRaise = ({ callee, args }: CallFact): boolean =>
    externalPath(callee) === undefined || args.some((argument) => functionsOf(argument.value).length > 0);
  if (raisers.some((each) => !each.isGpuOnly) && others.some(mayRaise)) return undefined;
  for (const { gpu } of entered) {
    const raised = gpu.targets.flatMap((target) => leaving(target, entity, space) ?? [])[0];
    if (raised) return { gpu, name: entity?.node?.name ?? '', raised };
  }
  return undefined;
}

/** Somebody in the main process means to catch it, and is told there that it does not arrive. */
function isAwaitedOutside({ value }: RaiseFact, gpu: GpuFunction, space: SpaceView): boolean {
  const item = only(value);
  const name = item?.kind === 'instance' ? item.cls.header.name : undefined;
  if (item?.kind !== 'instance' || name === undefined) return false;
  return space.codesUsing(name).some(
    (other) =>
      !other.runsOnGpu &&
      other.catches.some((caught) => {
        const cls = only(caught.value);
        return cls?.kind === 'class' && cls.cls === item.cls && missedBy(caught, other, space)?.gpu === gpu;
      }),
  );
}

function isOf({ value }: RaiseFact, entity: ClassEntity | undefined): boolean {
  const item = only(value);
  return (item?.kind === 'instance' || item?.kind === 'class') && item.cls === entity;
}

/** Where the code, or what it calls, raises such an exception with nothing around that may catch it. */
function leaving(target: Code, entity: ClassEntity | undefined, space: SpaceView): RaiseFact | undefined {
  const found = new Set([target]);
  for (const code of found) {
    const raised = code.raises.find((each) => !each.insideTry && isOf(each, entity));
    if (raised) return raised;
    const passed = code.calls.filter(({ insideTry }) => !insideTry);
    for (const fn of passed.flatMap(({ callee }) => functionsOf(callee))) found.add(space.code(fn));
  }
  return undefined;
}

/** Some call of the code, or of what it runs, has something around that may catch its exceptions. */
function tries(target: Code, space: SpaceView): boolean {
  return [...codesRunBy(target, space)].some(({ calls }) => calls.some(({ insideTry }) => insideTry));
}

function isGradioError({ alts }: Value): boolean {
  return alts.some((item) => item.kind === 'external' && /^gradio\.(?:.*\.)?Error$/.test(item.path));
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
  return PLAIN.has(space.libraryBaseOf(exception.cls) ?? '') ? exception.cls.header.name : undefined;
}
