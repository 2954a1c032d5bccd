import { isGpuDecorator, only } from '../model';
import { rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-enable-queue',
  summary: '`enable_queue` has no effect',
  group: 'registration',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    ignored: '`enable_queue` is ignored: ZeroGPU always queues',
  },
  explains: ['`enable_queue` parameter is now ignored and always set to `True`'],
  concerns: ['enable_queue='],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        if (only(call.callee)?.kind !== 'external' || !isGpuDecorator(call.callee)) continue;
        for (const { keyword, whole } of call.args) {
          if (keyword !== 'enable_queue') continue;
          report(
            whole,
            'ignored',
            {},
            {
              unnecessary: true,
              fixes: () => [safeFix('Remove `enable_queue`', space.edits.removeArgument(call.argsPlace, whole))],
            },
          );
        }
      }
    },
  },
});
