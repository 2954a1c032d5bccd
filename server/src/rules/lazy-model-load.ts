import {
  gpuFunctionAround,
  isKeptAs,
  isOfEachCall,
  isSetInMainProcess,
  keptBy,
  lies,
  loadsFixedModel,
  readsScriptToCuda,
  runsInlineOnly,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
} from '../model';
import { hoistModelLoad } from '../refactorings/hoistModelLoad';
import { proposed, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'lazy-model-load',
  summary: 'A model is loaded on first use inside a GPU function, again by every new worker',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    kept: '`{name}` is loaded on first use and stays in one GPU worker: every new worker loads it again while it holds the GPU and a visitor waits; loaded at module scope, it is packed once and reaches workers in seconds',
    copied:
      '`self` is a copy here, pickled into the GPU worker for each call: `{name}` is always empty, so every call loads the model while it holds the GPU; loaded at module scope, it is packed once and reaches workers in seconds',
    fresh:
      'Each call makes an object of its own, in which `{name}` is empty: every call loads the model while it holds the GPU; loaded at module scope, it is packed once and reaches workers in seconds',
    cached:
      '`{cache}` keeps the model for one GPU worker: every new worker loads it again while it holds the GPU and a visitor waits; loaded at module scope, it is packed once and reaches workers in seconds',
  },
  explains: [],
  concerns: ['loadsModel'],
  sources: [ZEROGPU_DOCS, { url: 'https://github.com/huggingface/skills', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      const loads = code.calls.flatMap((call) => {
        if (!loadsFixedModel(call, code, space) || readsScriptToCuda(call)) return [];
        const kept = keptBy(call, code, space);
        return kept?.onDemand === true ? [{ call, kept }] : [];
      });
      // What is kept is the pipeline: its parts are told of with it.
      const wholes = loads.filter(
        ({ call, kept }) => !loads.some((load) => load.kept.name === kept.name && isPart(call, load.call, space)),
      );
      for (const { call, kept } of wholes) {
        // Several models that are kept together are told of once.
        const [first, ...others] = wholes.filter((load) => load.kept.name === kept.name);
        if (first?.call !== call) continue;
        const gpu = gpuFunctionAround(code, space);
        const related = [
          ...others.map((load) => ({ place: load.call.calleePlace, message: 'This is loaded with it' })),
          ...(gpu ? [{ place: gpu.place, message: `It runs in the workers of \`${gpu.name}\`` }] : []),
        ];
        const fixes = () => proposed(hoistModelLoad(call, code, space));
        const { name, ofSelf } = kept;
        if (kept.by === 'cache') report(call.calleePlace, 'cached', { cache: name }, { related, fixes });
        else if (gpu && ofSelf !== undefined && isCopied(ofSelf, code, gpu, space)) {
          report(call.calleePlace, 'copied', { name }, { related, fixes });
        } else if (ofSelf !== undefined && isOfEachCall(code, space)) {
          report(call.calleePlace, 'fresh', { name }, { related, fixes });
        } else report(call.calleePlace, 'kept', { name }, { related, fixes });
      }
    },
  },
});

/** What the call gives is an argument of the other one. */
function isPart(call: CallFact, whole: CallFact, space: SpaceView): boolean {
  return whole.args.some(
    ({ place, name }) =>
      lies(call.place, place) ||
      (name !== undefined && call.place.start < whole.place.start && isKeptAs(name, call, space)),
  );
}

/** What the code sets in `self` is gone when the GPU method returns: the next call gets what the main process has. */
function isCopied(attribute: string, code: Code, { targets: [method] }: GpuFunction, space: SpaceView): boolean {
  const { fn, cls } = code;
  // What hangs on the class stays in the worker.
  if (code.decorators.some(({ text }) => text === 'classmethod')) return false;
  if (!fn || !cls || method?.cls !== cls || method.params[0]?.name !== 'self') return false;
  if (runsInlineOnly(method, space) || isSetInMainProcess(attribute, space)) return false;
  return method === code || space.callersOf(fn).every((caller) => caller.cls === cls);
}
