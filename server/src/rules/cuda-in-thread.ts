import { functionsOf, needsEmulatedCuda, threadTargets, type CallFact, type Code, type SpaceView } from '../model';
import { rule } from './rule';

export default rule({
  name: 'cuda-in-thread',
  summary: 'Something is put on CUDA on a thread, where CUDA is not emulated',
  group: 'cuda',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    move: '`{name}` runs on a thread of its own, and ZeroGPU emulates CUDA only on the thread that imported `spaces`: it reaches the real driver and fails; move it to CUDA on the main thread',
  },
  explains: [
    'Low-level CUDA init reached',
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
  ],
  concerns: ['threading.Thread', 'threading.Timer', 'executor', '.run_in_executor'],
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.runsOnGpu || code.contexts.length === 0) return;
      for (const call of code.calls) {
        for (const { fn } of threadTargets(call)) {
          for (const { code: target, call: move } of movesIn(space.code(fn), space)) {
            const isHere = target.module === code.module;
            const related = isHere
              ? { place: call.place, message: 'The thread is started here' }
              : { place: move.calleePlace, message: 'This is reached' };
            report(isHere ? move.calleePlace : call.place, 'move', { name: target.name }, { related: [related] });
          }
        }
      }
    },
  },
});

/**
 * What is put on CUDA in a function and in those it calls; what is only tried, and GPU functions, left out. A loader that
 * GPU functions call too is on the thread first, unless the app has called it before.
 */
function movesIn(start: Code, space: SpaceView): readonly { readonly code: Code; readonly call: CallFact }[] {
  const seen = new Set<Code>();
  const queue = [start];
  const found: { readonly code: Code; readonly call: CallFact }[] = [];
  for (let code = queue.pop(); code; code = queue.pop()) {
    if (seen.has(code) || code.gpu || (code === start && code.runsOnGpu)) continue;
    seen.add(code);
    const { fn, runsOnGpu } = code;
    const isCalledBefore = runsOnGpu && fn && space.callersOf(fn).some((each) => !seen.has(each) && !each.runsOnGpu);
    for (const call of code.calls) {
      if (call.insideTry || (isCalledBefore && call.conditional)) continue;
      if (needsEmulatedCuda(call)) found.push({ code, call });
      queue.push(...functionsOf(call.callee).map((fn) => space.code(fn)));
    }
  }
  return found;
}
