import { constantOf, environmentWrites, wordsForSetting } from '../model';
import { rule, SPACES_PACKAGE } from './rule';
import { withoutAssignment } from './shared/environment';

export default rule({
  name: 'cuda-visible-devices',
  summary: 'Choosing a GPU with `CUDA_VISIBLE_DEVICES` has no effect on ZeroGPU',
  group: 'cuda',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    unused:
      'ZeroGPU sets `CUDA_VISIBLE_DEVICES` itself in each worker, to the GPU that the worker got: this assignment has no effect',
  },
  explains: [],
  concerns: wordsForSetting('CUDA_VISIBLE_DEVICES'),
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const write of environmentWrites(code, space)) {
        const value = constantOf(write.value);
        // Hidden from other libraries on purpose.
        if (write.variable !== 'CUDA_VISIBLE_DEVICES' || value === undefined || value === '' || value === '-1')
          continue;
        report(
          write.place,
          'unused',
          {},
          {
            unnecessary: true,
            fixes: () => withoutAssignment(write, code, 'safe', space),
          },
        );
      }
    },
  },
});
