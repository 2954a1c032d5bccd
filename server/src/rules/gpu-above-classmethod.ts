import { isGpuDecorator } from '../model';
import { decoratorBelow, moveBelow } from './shared/decorators';
import { rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-above-classmethod',
  summary: '`spaces.GPU` is above `@classmethod` or `@property`',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    bare: '`spaces.GPU` above `@{other}` mistakes the {other} object, which can’t be called, for a duration: `{name}` never runs and just returns what it is called with',
    called: '`spaces.GPU(…)` above `@{other}` gets an object that can’t be called: importing the module fails',
  },
  explains: ["'classmethod' object is not callable", "'property' object is not callable"],
  concerns: ['@classmethod', '@property'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const definition of code.definitions) {
        definition.decorators.forEach((decorator, index) => {
          if (!definition.inClass || !isGpuDecorator(decorator.value)) return;
          const other = ['classmethod', 'property'].find(
            (path) => decoratorBelow(definition, index, path) !== undefined,
          );
          if (other === undefined) return;
          const last = decoratorBelow(definition, index, other) ?? index;
          const isCalled = decorator.value.alts.some((item) => item.kind === 'gpuDecorator');
          report(
            decorator.place,
            isCalled ? 'called' : 'bare',
            { other, name: space.code(definition.fn).name },
            {
              fixes: () => [
                safeFix(`Move \`spaces.GPU\` below \`@${other}\``, ...moveBelow(definition, index, last, space)),
              ],
            },
          );
        });
      }
    },
  },
});
