import { contextsBelow } from '../model';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-async-generator',
  summary: 'A GPU function is an async generator',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    asynchronous:
      '`{name}` is an `async def` that yields: on ZeroGPU the worker calls it like a plain function and can’t send back the async generator it gets',
  },
  explains: ["cannot pickle 'async_generator' object", 'PicklingError'],
  sources: [SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      for (const target of gpu.targets) {
        const { asyncPlace, name } = target;
        if (!target.isAsync || !target.isGenerator || !asyncPlace || !contextsBelow(gpu, target)) continue;
        report(
          target.namePlace,
          'asynchronous',
          { name },
          {
            related: [{ place: gpu.place, message: 'Made a GPU function here' }],
            fixes: () => {
              if (target.awaits) return [];
              const title = `Make \`${name}\` a plain generator: it awaits nothing`;
              return [reviewFix(title, space.edits.replace(asyncPlace, ''))];
            },
          },
        );
      }
    },
  },
});
