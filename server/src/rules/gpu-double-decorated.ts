import { isGpuDecorator, isGpuValue, only } from '../model';
import { rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-double-decorated',
  summary: 'A function is made a GPU function twice',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    twice:
      '`{name}` is already a GPU function: only the settings closest to the function count, and these are silently dropped',
  },
  explains: [],
  concerns: ['@spaces.GPU', 'spaces.GPU'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const { decorators, fn } of code.definitions) {
        const gpu = decorators.filter(({ value }) => isGpuDecorator(value));
        const inner = gpu.at(-1);
        for (const decorator of gpu.slice(0, -1)) {
          if (!inner) continue;
          report(
            decorator.place,
            'twice',
            { name: space.code(fn).name },
            {
              unnecessary: true,
              related: [{ place: inner.place, message: 'These settings count' }],
              fixes: () => [safeFix(`Remove \`${space.text(decorator.whole)}\``, space.edits.remove(decorator.whole))],
            },
          );
        }
      }
      for (const call of code.calls) {
        const [first] = call.args;
        if (call.isDecorator || call.conditional || !first || first.keyword !== undefined) continue;
        if (!isGpuDecorator(call.callee) || only(first.value)?.kind !== 'gpuFunction' || !isGpuValue(call.result))
          continue;
        const name = space.text(first.place);
        report(
          call.place,
          'twice',
          { name },
          {
            fixes: () => [safeFix(`Use \`${name}\` as it is`, space.edits.replace(call.place, name))],
          },
        );
      }
    },
  },
});
