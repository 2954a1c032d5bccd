import {
  allStatementsOf,
  functionsOf,
  isCached,
  isModel,
  isReached,
  keptBy,
  lies,
  loadsModel,
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
      if ((call.insideTry && !isMissed(call, code)) || isForOthers(call, code, space)) continue;
      if (needsEmulatedCuda(call) && (!call.insideTry || placesModel(call))) found.push({ code, call });
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

/** A model is what it puts there; a tensor may be there to see whether that can be done. */
function placesModel({ receiver, result }: CallFact): boolean {
  return (receiver !== undefined && isModel(receiver)) || isModel(result);
}

/** Whoever catches what goes wrong there only says so: no handler gives another answer, or loads something else. */
function isMissed(call: CallFact, code: Code): boolean {
  const tries = allStatementsOf(code).filter(
    ({ kind, blocks }) => kind === 'Try' && blocks[0]?.some(({ place }) => lies(call.place, place)) === true,
  );
  if (tries.length === 0) return false;
  const isOutside = ({ place }: Pick<CallFact, 'place'>): boolean =>
    !tries.every(({ blocks }) => blocks[0]?.some((tried) => lies(place, tried.place)));
  const isHandled = ({ place }: Pick<CallFact, 'place'>): boolean =>
    tries.some(({ handlers }) => handlers.flat().some((each) => lies(place, each.place)));
  return (
    !code.exits.some(isHandled) &&
    !code.calls.some(
      (other) =>
        (isOutside(other) && loadsModel(other)) ||
        (isHandled(other) && (functionsOf(other.callee).length > 0 || placesModel(other))),
    )
  );
}
