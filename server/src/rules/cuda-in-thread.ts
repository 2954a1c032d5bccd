import {
  functionsOf,
  isCached,
  isReached,
  keptBy,
  mayBeSkipped,
  needsEmulatedCuda,
  threadTargets,
  type CallFact,
  type Code,
  type SpaceView,
} from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'cuda-in-thread',
  summary: 'Something is put on CUDA in a thread, where CUDA is not emulated',
  group: 'cuda',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    move: '`{name}` runs in a thread of its own, but ZeroGPU emulates CUDA only in the thread that imported `spaces`: this reaches the real driver and fails; move it to CUDA in the main thread',
  },
  explains: [
    'Low-level CUDA init',
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
  ],
  concerns: ['threading.Thread', 'threading.Timer', 'executor', '.run_in_executor'],
  sources: [SPACES_PACKAGE],
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
 * What is put on CUDA in a function and in those it calls; what is only tried, and GPU functions, left out. What loads on
 * first use does so on the thread, unless the app has called it before.
 */
function movesIn(start: Code, space: SpaceView): readonly { readonly code: Code; readonly call: CallFact }[] {
  const seen = new Set<Code>();
  const queue = [start];
  const found: { readonly code: Code; readonly call: CallFact }[] = [];
  for (let code = queue.pop(); code; code = queue.pop()) {
    if (seen.has(code) || code.gpu) continue;
    seen.add(code);
    for (const call of code.calls) {
      if (call.insideTry || isForOthers(call, code, space)) continue;
      if (needsEmulatedCuda(call)) found.push({ code, call });
      queue.push(...functionsOf(call.callee).map((fn) => space.code(fn)));
    }
  }
  return found;
}

/** The call is made under a condition that need not hold on the thread: it was made before, or is what GPU functions ask for. */
function isForOthers(call: CallFact, code: Code, space: SpaceView): boolean {
  if (!mayBeSkipped(call, code) && !isCached(code)) return false;
  if (isReached(code, 'import', space)) return true;
  return code.runsOnGpu && keptBy(call, code, space)?.onDemand !== true;
}
