import { isGpuDecorator } from '../model';
import { decoratorBelow, moveBelow } from './shared/decorators';
import { rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-above-staticmethod',
  summary: '`spaces.GPU` is above `@staticmethod`',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    above:
      '`spaces.GPU` above `@staticmethod` makes `{name}` an ordinary method on ZeroGPU: called on an instance, it gets one argument too many, and a generator is not streamed',
  },
  explains: [],
  concerns: ['@staticmethod'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const definition of code.definitions) {
        definition.decorators.forEach((decorator, index) => {
          const last = decoratorBelow(definition, index, 'staticmethod');
          if (!definition.inClass || last === undefined || !isGpuDecorator(decorator.value)) return;
          report(
            decorator.place,
            'above',
            { name: space.code(definition.fn).name },
            {
              fixes: () => [
                safeFix('Move `spaces.GPU` below `@staticmethod`', ...moveBelow(definition, index, last, space)),
              ],
            },
          );
        });
      }
    },
  },
});
