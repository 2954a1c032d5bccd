import { allStatementsOf, effectOf, gpuCallsIn, lies, type CallFact, type Code } from '../model';
import { sameData } from '../text/equality';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'gpu-calls-chained',
  summary: 'One handler calls several GPU functions, one after the other',
  group: 'process',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    chained:
      '`{handler}` asks for a GPU {count} times: each of `{names}` queues for a worker of its own; one GPU function around them asks once',
    repeated:
      '`{handler}` calls `{name}` {count} times, and each call queues for a GPU again; one GPU function around them asks once',
  },
  explains: ['Expired ZeroGPU proxy token'],
  concerns: ['gpuFunction'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (code.runsOnGpu || !code.contexts.includes('request')) return;
      const certain = gpuCallsIn(code, space).filter(({ call }) => !call.conditional && !call.insideTry);
      const entered = certain.filter(({ call }) => call.loops.length === 0);
      const [first, next] = entered;
      const second = entered.find(({ gpu }) => gpu !== first?.gpu) ?? next;
      if (first && second) {
        // Work for the CPU in between is a reason to give the GPU back.
        const between = code.calls.slice(code.calls.indexOf(first.call) + 1, code.calls.indexOf(second.call));
        if (between.some((call) => effectOf(call) !== undefined)) return;
        const names = [...new Set(entered.map(({ gpu }) => gpu.name))];
        report(
          second.call.calleePlace,
          names.length > 1 ? 'chained' : 'repeated',
          { handler: code.name, count: entered.length, name: first.gpu.name, names: names.join('`, `') },
          { related: [{ place: first.call.calleePlace, message: `\`${first.gpu.name}\` asks for a GPU before` }] },
        );
        return;
      }
      const twice = certain.find(({ call }) => takesTwoTurns(call, code));
      const [loop] = twice?.call.loops ?? [];
      if (!twice || !loop) return;
      report(
        twice.call.calleePlace,
        'repeated',
        { handler: code.name, count: 'up to 2', name: twice.gpu.name },
        { related: [{ place: loop.place, message: 'The loop' }] },
      );
    },
  },
});

/** In a loop of two turns, which does nothing else of weight and neither ends early nor skips a turn; more are for `gpu-call-in-loop`. */
function takesTwoTurns({ loops, place }: CallFact, code: Code): boolean {
  const [loop, ...others] = loops;
  if (loop?.times !== 2 || loop.leftAfterFirstPass || others.length > 0) return false;
  const all = allStatementsOf(code);
  const around = all.filter((each) => each.kind === 'For' && lies(place, each.place));
  const leaving = all.filter(({ kind }) => /^(?:Break|Continue|Return|Raise)$/.test(kind));
  const isLeft = leaving.some((each) => around.some((outer) => lies(each.place, outer.place)));
  const inLoop = code.calls.filter((call) => call.loops.some((each) => sameData(each.place, loop.place)));
  return !isLeft && inLoop.every((call) => effectOf(call) === undefined);
}
