import { calledPath, effectOf } from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'manual-seed-at-module-scope',
  summary: 'A seed set at startup makes every new GPU worker start alike',
  group: 'cuda',
  severity: 'hint',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    seed: 'Every new GPU worker starts from this seed, so visitors who choose none get the same results; seed inside the GPU function, from an input',
  },
  explains: [],
  concerns: ['seedsTorch', 'seedsNumpy'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report) {
      if (code.fn || !code.isStartupOnly) return;
      for (const call of code.calls) {
        const path = calledPath(call);
        if (effectOf(call) === 'seedsTorch' || path === 'numpy.random.seed') report(call.place, 'seed', {});
      }
    },
  },
});
