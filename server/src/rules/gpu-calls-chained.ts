import { effectOf, gpuCallsIn } from '../model';
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
      const entered = gpuCallsIn(code, space).filter(
        ({ call }) => !call.conditional && call.loops.length === 0 && !call.insideTry,
      );
      const [first, next] = entered;
      const second = entered.find(({ gpu }) => gpu !== first?.gpu) ?? next;
      if (!first || !second) return;
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
    },
  },
});
