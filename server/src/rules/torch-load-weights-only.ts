import { isKeptAs, mayBeExternal, type CallFact, type SpaceView } from '../model';
import { sameData } from '../text/equality';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'torch-load-weights-only',
  summary: '`torch.load` of a file that may be more than weights',
  group: 'cuda',
  severity: 'hint',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    changed:
      'Since torch 2.6 `torch.load` only reads weights, and ZeroGPU runs torch 2.8 and newer: an old checkpoint with other objects fails with “Weights only load failed”; say which this file is with `weights_only`',
  },
  explains: ['Weights only load failed'],
  concerns: ['torch.load'],
  sources: [{ url: 'https://docs.pytorch.org/docs/stable/generated/torch.load.html', read: '2026-11-21' }],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      for (const call of calls) {
        if (!mayBeExternal(call.callee, 'torch.load') || call.insideTry) continue;
        if (call.args.some(({ keyword }) => ['weights_only', '*', '**'].includes(keyword ?? ''))) continue;
        if (isStateOfModel(call, calls, space)) continue;
        report(
          call.calleePlace,
          'changed',
          {},
          {
            fixes: () =>
              (
                [
                  ['True', 'Read weights only, as now: `weights_only=True`'],
                  ['False', 'Trust the file to run code of its own: `weights_only=False`'],
                ] as const
              ).map(([value, title]) =>
                reviewFix(title, space.edits.addArgument(call.argsPlace, `weights_only=${value}`)),
              ),
          },
        );
      }
    },
  },
});

/** All that the file holds is handed to a model as its weights, directly or by a name. */
function isStateOfModel(call: CallFact, calls: readonly CallFact[], space: SpaceView): boolean {
  return calls.some(({ method, args: [state] }) => {
    if (method !== 'load_state_dict' || !state) return false;
    return sameData(state.place, call.place) || (state.name !== undefined && isKeptAs(state.name, call, space));
  });
}
