import { calledPath, dependency, suggestedTorch } from '../model';
import { everyAdmittedBelow, OLDEST_AOTI_TORCH } from '../platform';
import { rule, SPACES_PACKAGE } from './rule';
import { pinTorch } from './shared/torchVersion';

export default rule({
  name: 'aoti-torch-too-old',
  summary: 'Ahead-of-time compilation on ZeroGPU needs a newer torch than the one pinned',
  group: 'cuda',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    old: '`{callee}` needs torch 2.8 or newer, but this line only allows older versions: the call raises “ZeroGPU AoTI reuqires PyTorch 2.8+”',
  },
  explains: ['ZeroGPU AoTI reuqires PyTorch 2.8+'],
  sources: [SPACES_PACKAGE, { url: 'https://huggingface.co/blog/zerogpu-aoti', read: '2026-11-21' }],
  check: {
    requirements(file, report, space) {
      const torch = dependency(space, 'torch');
      if (torch?.file !== file || !everyAdmittedBelow(torch.specifiers, OLDEST_AOTI_TORCH)) return;
      for (const code of space.codes) {
        const call = code.calls.find((each) => /^spaces\.(?:.*\.)?aoti_/.test(calledPath(each) ?? ''));
        if (!call) continue;
        report(
          torch.place,
          'old',
          { callee: call.calleeText ?? 'spaces.aoti_compile' },
          {
            related: [{ place: call.calleePlace, message: 'It is used here' }],
            fixes: () => pinTorch(space, torch, suggestedTorch(space)),
          },
        );
        return;
      }
    },
  },
});
