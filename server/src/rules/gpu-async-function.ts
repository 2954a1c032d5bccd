import { contextsBelow, functionsOf, type Code, type FunctionEntity } from '../model';
import { reviewFix, rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-async-function',
  summary: 'A GPU function is an `async def`',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    asynchronous:
      '`spaces.GPU` does not accept an `async def`: on ZeroGPU, decorating `{name}` raises a bare `NotImplementedError` while the app starts',
    wrapped:
      '`{name}` is an `async def` behind `@{decorator}`: the GPU worker calls it like a plain function and can’t send back the coroutine it gets',
  },
  explains: ['NotImplementedError', "cannot pickle 'coroutine' object"],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://huggingface.co/spaces/zero-gpu-explorers/README/discussions/131', read: '2026-11-21' },
  ],
  check: {
    gpuFunction(gpu, report, space) {
      for (const target of gpu.targets) {
        // An async generator gets through, and fails in another way.
        if (!target.isAsync || target.isGenerator || !target.asyncPlace) continue;
        const { asyncPlace, fn } = target;
        // Another decorator may run it to its end.
        const contexts = contextsBelow(gpu, target);
        if (!fn || !contexts) continue;
        const [wrapper] = contexts;
        report(
          target.namePlace,
          wrapper ? 'wrapped' : 'asynchronous',
          { name: target.name, decorator: wrapper ? space.text(wrapper.place) : '' },
          {
            related: [{ place: gpu.place, message: 'Made a GPU function here' }],
            fixes: () => {
              if (target.awaits) return [];
              const isExpected = space.callersOf(fn).some((code) => expectsCoroutine(code, fn));
              const title = `Make \`${target.name}\` a plain function: it awaits nothing`;
              return [(isExpected ? reviewFix : safeFix)(title, space.edits.replace(asyncPlace, ''))];
            },
          },
        );
      }
    },
  },
});

/** Code that awaits, or that calls the function or has another one of the Space do so, may need what an `async def` gives. */
function expectsCoroutine({ awaits, calls }: Code, fn: FunctionEntity): boolean {
  return (
    awaits ||
    calls.some(({ callee, args }) => {
      const called = functionsOf(callee);
      return called.includes(fn) || (called.length > 0 && args.some(({ value }) => functionsOf(value).includes(fn)));
    })
  );
}
