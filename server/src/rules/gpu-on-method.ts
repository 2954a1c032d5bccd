import { UNPICKLABLE } from '../platform/libraries';
import {
  emulatedCuda,
  only,
  PICKLES_ITSELF,
  runsInlineOnly,
  type ClassEntity,
  type SpaceView,
  type Value,
} from '../model';
import { rule } from './rule';

export default rule({
  name: 'gpu-on-method',
  summary: 'A GPU function is a method of an object that is heavy or impossible to pickle',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    heavy:
      '`{name}` is a method, so `self` is pickled for every call from outside the GPU, with the model in `self.{attribute}`; a function that uses a model of the module would not send it',
    empty:
      '`{name}` is a method, so `self` is pickled for every call from outside the GPU, and what is on CUDA in `self.{attribute}` has no content in the app’s own process: it arrives empty, or the call fails with “_share_cuda_: only available on CUDA”; use a model of the module in a function',
    impossible:
      '`{name}` is a method, so `self` is pickled for every call from outside the GPU, and `self.{attribute}` can’t be pickled',
  },
  explains: ['PicklingError', "Can't pickle", "cannot pickle 'module' object", '_share_cuda_: only available on CUDA'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://github.com/pytorch/pytorch/blob/v2.8.0/torch/multiprocessing/reductions.py', read: '2026-11-22' },
    { url: 'https://github.com/kuotunyu/tw-longcare-rag', read: '2026-11-22' },
  ],
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
      const empty = attributes.find(([, value]) => emulatedCuda(value, space) !== undefined);
      const heavy = attributes.find(([, value]) => isObject(value, (kind) => kind === 'model' || kind === 'pipeline'));
      const told = impossible ?? empty ?? heavy;
      if (!told) return;
      const message = impossible ? 'impossible' : empty ? 'empty' : 'heavy';
      report(
        gpu.place,
        message,
        { name: target.name, attribute: told[0] },
        {
          related: [{ place: target.namePlace, message: 'The method' }],
          ...(message === 'heavy' ? { severity: 'information' } : {}),
        },
      );
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
