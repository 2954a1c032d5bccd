import { calledPath, CUDA_CHECK, lies } from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'is-available-branch',
  summary: '`torch.cuda.is_available()` is always true in the main process',
  group: 'cuda',
  severity: 'hint',
  confidence: 'high',
  audience: 'pedantic',
  messages: {
    always:
      'On ZeroGPU `torch.cuda.is_available()` is true even in the main process, which has no GPU: this test does not tell whether there is one',
  },
  explains: [],
  concerns: [CUDA_CHECK],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report) {
      if (!code.contexts.includes('request') || code.runsOnGpu) return;
      for (const test of code.tests) {
        const asks = code.calls.some((call) => calledPath(call) === CUDA_CHECK && lies(call.place, test));
        if (asks) report(test, 'always', {});
      }
    },
  },
});
