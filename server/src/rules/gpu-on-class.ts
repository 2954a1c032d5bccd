import {
  isGpuDecorator,
  isLightMethod,
  placeOfGpuDecorator,
  runsOnCuda,
  type ClassEntity,
  type DecoratorFact,
  type SpaceView,
} from '../model';
import { reviewFix, rule, SPACES_PACKAGE, type Fix } from './rule';

export default rule({
  name: 'gpu-on-class',
  summary: '`spaces.GPU` decorates a class',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    cls: '`spaces.GPU` turns the class `{name}` into a function: instances are created in a GPU worker and pickled back, and their methods run without a GPU',
  },
  explains: ['PicklingError', "Can't pickle"],
  concerns: ['@class'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const { cls, decorators, namePlace } of code.decoratedClasses) {
        for (const decorator of decorators) {
          if (!isGpuDecorator(decorator.value)) continue;
          report(
            decorator.place,
            'cls',
            { name: cls.header.name ?? '' },
            {
              related: [{ place: namePlace, message: 'The class' }],
              fixes: () => [decoratingMethods(cls, decorator, space)],
            },
          );
        }
      }
    },
  },
});

/** Moves the decorator to the methods that run a model, where that makes light GPU functions of all of them. */
function decoratingMethods(cls: ClassEntity, decorator: DecoratorFact, space: SpaceView): Fix {
  const removed = space.edits.remove(decorator.whole);
  const written = space.text(decorator.whole);
  const methods = space
    .ownMethodsOf(cls)
    .filter((code) => !code.runsOnGpu && code.calls.some((call) => runsOnCuda(call, code, space)));
  if (methods.length === 0 || written.includes('\n') || !methods.every((code) => isLightMethod(code, space))) {
    return reviewFix('Remove the decorator: decorate what runs the model instead', removed);
  }
  return reviewFix(
    `Decorate ${methods.map(({ name }) => `\`${name}\``).join(' and ')} instead, which ${methods.length === 1 ? 'runs' : 'run'} the model`,
    removed,
    ...methods.map((code) => space.edits.insertLineAbove(placeOfGpuDecorator(code), written)),
  );
}
