import { UNPICKLABLE } from '../platform/libraries';
import { only, PICKLES_ITSELF, runsInlineOnly, type ClassEntity, type SpaceView, type Value } from '../model';
import { rule } from './rule';

export default rule({
  name: 'gpu-on-method',
  summary: 'A GPU function is a method of an object that is heavy or impossible to pickle',
  group: 'process',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    heavy:
      '`{name}` is a method, so `self` is pickled for every call from outside the GPU, with the model in `self.{attribute}`; a function that uses a model of the module would not send it',
    impossible:
      '`{name}` is a method, so `self` is pickled for every call from outside the GPU, and `self.{attribute}` can’t be pickled',
  },
  explains: ['PicklingError', "Can't pickle", "cannot pickle 'module' object"],
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
  check: {
    gpuFunction(gpu, report, space) {
      const [target] = gpu.targets;
      const cls = target?.cls;
      const [first] = target?.params ?? [];
      if (!target || !cls || first?.name !== 'self' || runsInlineOnly(target, space)) return;
      // `spaces.GPU(painter.paint)`: a bound method has its object with it, and workers are forks.
      if (gpu.given.alts.some((item) => item.kind === 'function' && item.self !== undefined)) return;
      // What says how it is pickled may leave out what can't be.
      if (PICKLES_ITSELF.some((name) => space.methodsOf(cls, name).length > 0)) return;
      const attributes = [...space.attributesOf(cls)].filter(([name]) => !isSetInWorkers(cls, name, space));
      const impossible = attributes.find(([, value]) => isObject(value, (kind) => kind in UNPICKLABLE));
      const heavy = attributes.find(([, value]) => isObject(value, (kind) => kind === 'model' || kind === 'pipeline'));
      const related = [{ place: target.namePlace, message: 'The method' }];
      if (impossible) {
        report(
          gpu.place,
          'impossible',
          { name: target.name, attribute: impossible[0] },
          { severity: 'warning', related },
        );
      } else if (heavy) {
        report(gpu.place, 'heavy', { name: target.name, attribute: heavy[0] }, { related });
      }
    },
  },
});

/** Only GPU functions make it more than None, so that the object that is sent does not have it. */
function isSetInWorkers(cls: ClassEntity, attribute: string, space: SpaceView): boolean {
  const setters = space
    .ownMethodsOf(cls)
    .filter(({ writes }) =>
      writes.some(
        ({ kind, root, attribute: written, value }) =>
          kind === 'attribute' && root.owner === 'self' && written === attribute && only(value)?.kind !== 'none',
      ),
    );
  return setters.length > 0 && setters.every(({ gpu, isGpuOnly }) => gpu !== undefined || isGpuOnly);
}

function isObject(value: Value, test: (kind: string) => boolean): boolean {
  return !value.open && value.alts.some((item) => item.kind === 'object' && test(item.object));
}
