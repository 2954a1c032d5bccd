import { isGpuDecorator, only } from '../model';
import { rule } from './rule';

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
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
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
              fixes: () => [
                {
                  title: 'Remove `enable_queue`',
                  safety: 'safe',
                  edits: [space.edits.removeArgument(call.argsPlace, whole)],
                },
              ],
            },
          );
        }
      }
    },
  },
});
