import { constantOf, environmentWrites, wordsForSetting } from '../model';
import { rule } from './rule';
import { withoutAssignment } from './shared/environment';

export default rule({
  name: 'hardcoded-cuda-home',
  summary: 'A fixed `CUDA_HOME` does not lead to ZeroGPU’s CUDA toolkit',
  group: 'cuda',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    fixed:
      'ZeroGPU’s CUDA toolkit is not under `{path}` (seen in `/cuda-image/usr/local` in 2026): with this `{variable}` nothing finds `nvcc`',
  },
  explains: [],
  concerns: wordsForSetting('CUDA_HOME', 'CUDA_PATH'),
  sources: [{ url: 'https://github.com/huggingface/skills', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0 || code.reach.runs !== 'always') return;
      for (const write of environmentWrites(code, space)) {
        const { variable, place } = write;
        const path = constantOf(write.value);
        if (variable !== 'CUDA_HOME' && variable !== 'CUDA_PATH') continue;
        if (typeof path !== 'string' || !path.startsWith('/usr/local/cuda')) continue;
        report(place, 'fixed', { variable, path }, { fixes: () => withoutAssignment(write, code, 'review', space) });
      }
    },
  },
});
