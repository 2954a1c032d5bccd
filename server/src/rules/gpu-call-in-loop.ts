import {
  only,
  type CallFact,
  type Code,
  type DecoratorFact,
  type FunctionEntity,
  type GpuFunction,
  type SpaceView,
  type Value,
} from '../model';
import { isTorchContext } from '../platform/libraries';
import type { Edit, Place } from '../text/place';
import { rule, type Fix } from './rule';

export default rule({
  name: 'gpu-call-in-loop',
  summary: 'A GPU function is entered again on every pass of a loop',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    perPass:
      '`{callee}` is a GPU function: every pass of this loop queues for a GPU again and ships arguments and results between processes, and the visitor’s quota can run out midway',
    through:
      '`{callee}` calls the GPU function `{gpu}`: every pass of this loop queues for a GPU again and ships arguments and results between processes, and the visitor’s quota can run out midway',
  },
  explains: ['ZeroGPU queue timeout', 'ZeroGPU quota exceeded'],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.fn && code.runsOnGpu) return;
      // What the app does while it starts, or a script of its own, costs no visitor anything.
      if (code.contexts.includes('import') && !code.contexts.includes('request')) return;
      for (const call of code.calls) {
        const loop = call.loops.find((item) => !item.leftAfterFirstPass);
        if (!loop || call.isDecorator || runsAFewTimes(call)) continue;
        const { value, place } = calledInLoop(call);
        const gpu = gpuIn(value, space) ?? gpuBehind(value, space);
        if (!gpu) continue;
        const details = {
          related: [
            { place: loop.place, message: 'The loop' },
            { place: gpu.place, message: `\`${gpu.name}\` is made a GPU function here` },
          ],
          fixes: () => moveDecorator(code, gpu, space),
        };
        if (gpuIn(value, space)) report(place, 'perPass', { callee: gpu.name }, details);
        else report(place, 'through', { callee: space.text(place), gpu: gpu.name }, details);
      }
    },
  },
});

/** What the loop calls: for `map`, its first argument. */
function calledInLoop(call: CallFact): { readonly value: Value; readonly place: Place } {
  const [first] = call.args;
  return call.loops[0]?.kind === 'map' && first
    ? { value: first.value, place: first.place }
    : { value: call.callee, place: call.calleePlace };
}

function gpuIn(value: Value, space: SpaceView): GpuFunction | undefined {
  const callee = only(value);
  if (callee?.kind !== 'gpuFunction') return undefined;
  const target = only(callee.target);
  return target?.kind === 'function' ? space.gpuOf(target.fn) : undefined;
}

/** The GPU function that an ordinary function calls whenever it runs. */
function gpuBehind(value: Value, space: SpaceView): GpuFunction | undefined {
  const callee = only(value);
  if (callee?.kind !== 'function') return undefined;
  const code = space.code(callee.fn);
  if (code.isGenerator || code.isAsync) return undefined;
  for (const call of code.calls) {
    const gpu = call.conditional || call.insideTry || call.isDecorator ? undefined : gpuIn(call.callee, space);
    if (gpu) return gpu;
  }
  return undefined;
}

const FEW = 2;

function runsAFewTimes({ loops }: CallFact): boolean {
  const passes = loops
    .filter((loop) => !loop.leftAfterFirstPass)
    .reduce((product, { times = Number.POSITIVE_INFINITY }) => product * times, 1);
  return passes <= FEW;
}

/** The decorator goes to the function that owns the loop, and stays where others need it too. */
function moveDecorator(owner: Code, gpu: GpuFunction, space: SpaceView): readonly Fix[] {
  const [callee] = gpu.targets;
  const { fn, node } = owner;
  const decorator = callee?.decorators.find(
    ({ place }) => place.start === gpu.place.start && place.anchor === gpu.place.anchor,
  );
  if (!callee?.fn || !decorator || gpu.made === 'call' || gpu.targets.length !== 1) return [];
  if (!fn || node?.kind !== 'FunctionDef' || owner.isAsync || owner.cls || owner.outer.fn) return [];
  // A callable takes the parameters of the function it was written for.
  if (gpu.duration.kind === 'callable' || gpu.duration.kind === 'unknown') return [];
  const added = decoratorFor(owner, fn, callee, decorator, gpu, space);
  if (!added) return [];
  const { written, imports } = added;
  const othersNeedIt =
    space.handlersOf(callee.fn).length > 0 ||
    space
      .callersOf(callee.fn)
      .some((code) => code !== callee.outer && code.fn !== fn && code.fn !== callee.fn && !code.isGpuOnly);
  const inserted = [...imports, space.edits.insertLineAbove(outermostAllowed(owner), written)];
  const title = othersNeedIt
    ? `Decorate \`${owner.name}\` with \`${written}\` too: \`${callee.name}\` then runs inline in its loop`
    : `Move \`${written}\` from \`${callee.name}\` to \`${owner.name}\`, which owns the loop`;
  const edits = othersNeedIt ? inserted : [space.edits.remove(decorator.whole), ...inserted];
  return [{ title, safety: 'review', edits }];
}

/** The decorator as it can be written above another function; undefined when a name in it means nothing there. */
function decoratorFor(
  owner: Code,
  fn: FunctionEntity,
  callee: Code,
  decorator: DecoratorFact,
  gpu: GpuFunction,
  space: SpaceView,
): { readonly written: string; readonly imports: readonly Edit[] } | undefined {
  if (callee.module === owner.module) {
    const isKnown = decorator.names.every((name) => space.isBoundAt(fn, name));
    return isKnown ? { written: space.text(decorator.whole), imports: [] } : undefined;
  }
  // In another module, only what is written out can come along.
  if (gpu.made !== 'decorator' || decorator.names.length > 1) return undefined;
  const name = space.gpuNameIn(owner.module);
  const added = name === undefined ? space.edits.addImport(owner.module, 'import spaces') : undefined;
  const settings = gpu.call ? space.text(gpu.call.argsPlace) : '';
  return { written: `@${name ?? 'spaces.GPU'}${settings}`, imports: added ? [added] : [] };
}

/** Above the torch contexts next to the function, which must run inside the worker; below all other decorators. */
function outermostAllowed(owner: Code) {
  let place = owner.definitionPlace;
  for (const { value, whole, place: expression } of [...owner.decorators].reverse()) {
    const called = owner.outer.calls.find((call) => call.isDecorator && call.place.start === expression.start);
    const made = only(called?.callee ?? value);
    if (made?.kind !== 'external' || !isTorchContext(made.path)) break;
    place = whole;
  }
  return place;
}
