import {
  asksTooEarly,
  callsOf,
  canBeDecorated,
  decoratorCalls,
  effectOf,
  functionsSetting,
  gpuCallsIn,
  hasCpuInstead,
  isGpuDecorator,
  isLightMethod,
  isReached,
  lies,
  mayBeGpu,
  needsEmulatedCuda,
  only,
  runsOnCuda,
  wrapsByItself,
  type CallFact,
  type Code,
  type DecoratorFact,
  type SpaceView,
} from '../model';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { calleeName } from './shared/callee';
import { decorate } from './shared/decorate';

export default rule({
  name: 'cuda-in-undecorated-handler',
  summary: 'A handler uses CUDA without being a GPU function',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    inference:
      '`{name}` runs in the main process, which has no GPU: `{callee}` fails, because its model is on CUDA only in GPU workers; call it in a GPU function',
    init: '`{name}` runs in the main process, which has no GPU: `{callee}` needs a real CUDA context and fails; call it in a GPU function',
    emulated:
      '`{name}` runs in the main process, which has no GPU, in a thread for which ZeroGPU does not emulate one: `{callee}` reaches the real driver and fails; call it in a GPU function',
  },
  explains: [
    'Cannot apply function',
    'on disk-offloaded Tensor',
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init',
    'No CUDA GPUs are available',
    'Found no NVIDIA driver on your system',
    'No supported gpu backend found',
  ],
  concerns: [
    'initializesCuda',
    'model',
    'pipeline',
    'embedder',
    'loadsModel',
    'mayRunModel',
    '.from_texts',
    '.from_documents',
    '.to',
    '.cuda',
    'torch.Generator',
    'device=',
    'easyocr.Reader',
    'manga_ocr.MangaOcr',
  ],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (!code.contexts.includes('request')) return;
      const uses = cudaUses(code, space);
      const isUnclear = (each: Code): boolean => mayBeOnGpu(each, space);
      // What GPU functions call, too, runs in the main process all the same where an event names it.
      if (code.runsOnGpu && (uses.length === 0 || !isHandler(code, space))) {
        const first = code.calls.find(needsEmulatedCuda);
        if (!first || first.insideTry) return;
        const call = callFromMain(code, space);
        if (!call || !isReached(code, 'request', space, isUnclear)) return;
        const related = [{ place: call.place, message: 'Called here, outside of GPU functions' }];
        const callee = calleeName(first, space);
        report(first.calleePlace, 'emulated', { name: code.name, callee }, { related });
        return;
      }
      for (const [message, call] of uses) {
        if (message !== 'init' && asksTooEarly(space)) continue;
        if (!isReached(code, 'request', space, isUnclear) || wrapsByItself(space)) return;
        const isByName = decoratedByName(space);
        if (!isReached(code, 'request', space, (each) => isByName(each) || isUnclear(each))) return;
        const handler = code.fn && space.handlersOf(code.fn)[0];
        report(
          call.calleePlace,
          message,
          { name: code.name, callee: calleeName(call, space) },
          {
            related: handler
              ? [{ place: handler.place, message: `Gradio calls \`${code.name}\` for each visitor` }]
              : [],
            fixes: () => {
              // What is only put on CUDA here belongs into the GPU function that needs it. Decorated, a caller of GPU functions
              // would make them run inline, whatever time they ask for.
              if (message === 'emulated' || gpuCallsIn(code, space).length > 0) return [];
              return canBeDecorated(code) || isLightMethod(code, space) ? [decorate(code, space)] : [];
            },
          },
        );
      }
    },
  },
});

/** An event or an interface calls the function as it stands. */
function isHandler({ fn, gpu }: Code, space: SpaceView): boolean {
  return fn !== undefined && !gpu && space.handlersOf(fn).length > 0;
}

/** The call of a loader that GPU functions call, too, by which it certainly runs in the main process. */
function callFromMain(code: Code, space: SpaceView): CallFact | undefined {
  const { fn, contexts } = code;
  if (!fn || code.gpu || contexts.length !== 2 || wrapsByItself(space)) return undefined;
  for (const caller of space.callersOf(fn)) {
    if (caller.contexts.length > 1 || !isReached(caller, 'request', space, (each) => mayBeOnGpu(each, space))) continue;
    const call = callsOf(fn, caller).find((each) => !each.insideTry && !each.conditional);
    if (call) return call;
  }
  return undefined;
}

/** A decorator may make it a GPU function, or other code that puts one in its place. */
function mayBeOnGpu(code: Code, space: SpaceView): boolean {
  return code.decorators.some(maySpeakOfGpu) || decoratorCalls(code).some(isGivenGpu) || isReplacedLater(code, space);
}

/** `def setup(): global draw; draw = spaces.GPU(draw)` */
function isReplacedLater({ fn, name, module, cls, outer }: Code, space: SpaceView): boolean {
  if (!fn || cls || outer.fn) return false;
  return functionsSetting(name, module, space).some(({ writes }) =>
    writes.some(({ kind, root, value }) => kind === 'assign' && root.name === name && mayBeGpu(value)),
  );
}

/** `globals()[name] = spaces.GPU(globals()[name])`: which functions of a module those are is not known; asked once. */
function decoratedByName(space: SpaceView): (code: Code) => boolean {
  const modules = new Set<Code['module']>();
  let isAny = false;
  for (const { calls, module } of space.codesNaming('spaces.GPU')) {
    for (const { argsPlace } of calls.filter(({ callee }) => isGpuDecorator(callee))) {
      for (const { calleeText = '', place, args } of calls) {
        if (!/^(?:globals|vars|getattr)$/.test(calleeText) || !lies(place, argsPlace)) continue;
        if (calleeText === 'globals' || (calleeText === 'vars' && args.length === 0)) modules.add(module);
        else isAny = true;
      }
    }
  }
  return (code) => isAny || modules.has(code.module);
}

/** `@compose(spaces.GPU(duration=60), timed)`: a decorator of the Space's own that applies those it is given. */
function isGivenGpu({ args }: CallFact): boolean {
  return args.some(({ value }) => isGpuDecorator(value));
}

/** `@spaces.GPU` without its import, or what a library calls its own way to make a GPU function. */
function maySpeakOfGpu({ value, text = '' }: DecoratorFact): boolean {
  const isUnclear = value.open || value.alts.length === 0 || only(value)?.kind === 'external';
  return isUnclear && /gpu[^.]*$/i.test(text);
}

type Use = readonly [message: 'init' | 'inference' | 'emulated', call: CallFact];

/** What fails, and how; of what is only put on CUDA the first, where nothing else does: the rest is never reached. */
function cudaUses(code: Code, space: SpaceView): readonly Use[] {
  const calls = code.calls.filter((call) => !call.insideTry || !hasCpuInstead(call, code));
  const found = calls.flatMap((call): readonly Use[] => {
    if (effectOf(call) === 'initializesCuda') return [['init', call]];
    return runsOnCuda(call, code, space) ? [['inference', call]] : [];
  });
  // What the app has loaded while it started may not be loaded again.
  if (found.length > 0 || code.contexts.length > 1) return found;
  const first = calls.find(needsEmulatedCuda);
  return first ? [['emulated', first]] : [];
}
