import {
  calledPath,
  constantsGiven,
  gpuOfValue,
  isAwaitedOnThread,
  isCached,
  isCachedInWorker,
  isOccasional,
  isThreadClass,
  lies,
  only,
  statementsOf,
  withCaptured,
  type CallArgument,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
  type Statement,
  type Value,
} from '../model';
import { moveDecorator } from '../refactorings/moveDecorator';
import { sameData } from '../text/equality';
import type { Place } from '../text/place';
import { proposed, rule, ZEROGPU_DOCS } from './rule';
import { queueTimeout, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'gpu-call-in-loop',
  summary: 'A GPU function is called anew on every iteration of a loop',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    perPass:
      '`{callee}` is a GPU function: every iteration of this loop queues for a GPU again and sends arguments and results between processes, and the visitor’s quota can run out midway',
    through:
      '`{callee}` calls the GPU function `{gpu}`: every iteration of this loop queues for a GPU again and sends arguments and results between processes, and the visitor’s quota can run out midway',
  },
  explains: [...queueTimeout, ...quotaExceeded, 'Expired ZeroGPU proxy token'],
  concerns: ['loop'],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      if (code.fn && code.runsOnGpu) return;
      // What the app does while it starts, or a script of its own, costs no visitor anything.
      if (code.contexts.includes('import') && !code.contexts.includes('request')) return;
      // A worker thread takes one job after the other: that it is a thread is what is wrong with it.
      if (code.cls && code.name === 'run' && isThreadClass(code.cls, space)) return;
      for (const call of code.calls) {
        const loop = call.loops.find((item) => !item.leftAfterFirstPass);
        if (!loop || runsAFewTimes(call)) continue;
        const { value, place, args } = calledInLoop(call);
        const gpu = gpuIn(value, space) ?? gpuBehind(value, args, space);
        if (!gpu) continue;
        const details = {
          related: [
            { place: loop.place, message: 'The loop' },
            { place: gpu.place, message: `\`${gpu.name}\` is made a GPU function here` },
          ],
          fixes: () => proposed(moveDecorator(code, gpu, space)),
        };
        if (gpuIn(value, space)) report(place, 'perPass', { callee: gpu.name }, details);
        else report(place, 'through', { callee: space.text(place), gpu: gpu.name }, details);
      }
    },
  },
});

/** What the loop calls: for `map`, and for what runs it on a thread, its first argument. */
function calledInLoop(call: CallFact): {
  readonly value: Value;
  readonly place: Place;
  readonly args: readonly CallArgument[];
} {
  const [first, ...others] = call.args;
  const isMapped = call.loops[0]?.kind === 'map';
  const handsOn = isMapped || isAwaitedOnThread(calledPath(call));
  return handsOn && first
    ? // What `map` gives is not written down.
      { value: first.value, place: first.place, args: isMapped ? [{ ...first, keyword: '*' }] : others }
    : { value: call.callee, place: call.calleePlace, args: call.args };
}

/** The GPU function that a value is, or that a decorator of the Space's own has put another function around. */
function gpuIn(value: Value, space: SpaceView): GpuFunction | undefined {
  const callee = only(value);
  if (callee?.kind === 'function' && callee.captured) {
    const code = space.code(callee.fn);
    const { calls, exits } = code;
    const [first] = calls.filter(({ callee: called }) => only(called)?.kind === 'param');
    if (!first || first.conditional || first.insideTry || first.loops.length > 0 || isCached(code)) return undefined;
    // What returns above it may have the result already.
    if (exits.some(({ statement }) => statement.start < first.statement.start)) return undefined;
    return gpuIn(withCaptured(first.callee, callee.captured), space);
  }
  if (callee?.kind !== 'gpuFunction') return undefined;
  const target = only(callee.target);
  if (target?.kind !== 'function') return undefined;
  const code = space.code(target.fn);
  return isCached(code) && !isCachedInWorker(code) ? undefined : gpuOfValue(value, space);
}

/** How many functions may stand between the loop and the GPU function. */
const MOST_BETWEEN = 3;

/** The GPU function that an ordinary function calls whenever it runs, itself or by others. */
function gpuBehind(value: Value, args: readonly CallArgument[], space: SpaceView, depth = 1): GpuFunction | undefined {
  const callee = only(value);
  if (callee?.kind !== 'function' || depth > MOST_BETWEEN) return undefined;
  const code = space.code(callee.fn);
  if (code.isGenerator || code.isAsync) return undefined;
  const leading = (calls: readonly CallFact[]): readonly { readonly call: CallFact; readonly gpu: GpuFunction }[] =>
    calls.flatMap((call) => {
      const gpu = call.insideTry
        ? undefined
        : (gpuIn(call.callee, space) ?? gpuBehind(call.callee, call.args, space, depth + 1));
      return gpu ? [{ call, gpu }] : [];
    });
  const all = leading(code.calls);
  // `run(text, dry=True)`, where `run` returns then, or has `dry=False` and asks for that.
  const { known } = constantsGiven(args, code);
  const found = all.length > 0 && known.size > 0 ? leading(code.factsWith(known).calls) : all;
  const sure = found.find(({ call }) => !isOccasional(call, code, space));
  if (sure) return sure.gpu;
  if (found.length === 0) return undefined;
  const whole = all.filter(({ call }) => isWholeStatement(call, code)).map(({ call }) => call);
  return isCached(code) || !callsInEachBranch(statementsOf(code), whole) ? undefined : found[0]?.gpu;
}

/** The statement does nothing but to make the call, and to keep or return what it gives. */
function isWholeStatement({ place, isStatement, assigned }: CallFact, { exits }: Code): boolean {
  return isStatement || assigned !== undefined || exits.some((exit) => sameData(exit.place, place));
}

/** Whichever branches are taken, one of the calls is made, before anything leaves the block; an error ends the loop, too. */
function callsInEachBranch(block: readonly Statement[], calls: readonly CallFact[]): boolean {
  for (const { kind, place, blocks, leaves } of block) {
    if (kind === 'Raise') return true;
    const isBranched = kind === 'If' && blocks.every((each) => each.length > 0);
    if (isBranched && blocks.every((each) => callsInEachBranch(each, calls))) return true;
    if (blocks.length === 0 && calls.some((call) => lies(call.place, place))) return true;
    if (leaves) return false;
  }
  return false;
}

const FEW = 2;

function runsAFewTimes({ loops }: CallFact): boolean {
  const passes = loops
    .filter((loop) => !loop.leftAfterFirstPass)
    .reduce((product, { times = Number.POSITIVE_INFINITY }) => product * times, 1);
  return passes <= FEW;
}
