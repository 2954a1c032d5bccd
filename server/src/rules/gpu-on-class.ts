import { isGpuDecorator } from '../model';
import { rule } from './rule';

export default rule({
  name: 'gpu-on-class',
  summary: '`spaces.GPU` decorates a class',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    cls: '`spaces.GPU` on the class `{name}` turns it into a function: instances are made in a GPU worker and pickled back, and their methods run without a GPU',
  },
  explains: ['PicklingError', "Can't pickle"],
  concerns: ['@class'],
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      for (const { cls, decorators, namePlace } of code.decoratedClasses) {
        for (const decorator of decorators) {
          if (!isGpuDecorator(decorator.value)) continue;
          report(
            decorator.place,
            'cls',
            { name: cls.node?.name ?? '' },
            {
              related: [{ place: namePlace, message: 'The class' }],
              fixes: () => [
                {
                  title: 'Remove the decorator: decorate what runs the model instead',
                  safety: 'review',
                  edits: [space.edits.remove(decorator.whole)],
                },
              ],
            },
          );
        }
      }
    },
  },
});
