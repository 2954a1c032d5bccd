import { asGiven, asksTooEarly, isReached, reads, runsOnCuda, type CallFact, type SpaceView } from '../model';
import { reviewFix, rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { calleeName } from './shared/callee';

export default rule({
  name: 'module-scope-inference',
  summary: 'A model on CUDA is run while the app starts, where there is no GPU',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    inference:
      'There is no GPU while the app starts: `{callee}` computes on CPU copies of its CUDA weights or fails, and nothing it warms up reaches a GPU worker',
  },
  explains: [
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init',
    'found at least two devices, cuda:0 (ZeroGPU) and cpu!',
    'Cannot apply function',
    'on disk-offloaded Tensor',
  ],
  concerns: ['model', 'pipeline', 'embedder', 'mayRunModel', '.from_texts', '.from_documents'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (!code.isStartupOnly) return;
      for (const call of code.calls) {
        if (!runsOnCuda(asGiven(call, space), code, space) || !isReached(code, 'import', space)) continue;
        // It lies on the CPU then, where it computes as it should.
        if (asksTooEarly(space)) return;
        report(
          call.calleePlace,
          'inference',
          { callee: calleeName(call, space) },
          {
            fixes: () =>
              isForNothing(call, space)
                ? [reviewFix(`Remove the call to \`${calleeName(call, space)}\``, space.edits.remove(call.statement))]
                : [],
          },
        );
      }
    },
  },
});

/** Nothing is done with what it gives: it stands alone, or is given to `_`. */
function isForNothing(call: CallFact, space: SpaceView): boolean {
  if (call.isStatement) return true;
  if (!/^_ *= *$/.test(space.text(call.statement).slice(0, -space.text(call.place).length))) return false;
  return !space.codesUsing('_').some((code) => reads(code, '_'));
}
