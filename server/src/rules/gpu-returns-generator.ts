import { gives, objectOf, type Code, type ExitFact, type GpuFunction, type SpaceView } from '../model';
import { rule, SPACES_PACKAGE } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'gpu-returns-generator',
  summary: 'A GPU function returns a generator instead of being one',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    returned:
      '`{name}` returns a generator, which can’t leave the GPU worker: only a function that yields itself is streamed',
    hidden:
      '`{name}` yields, but `spaces.GPU` sees the plain function `{wrapper}` that a decorator puts around it: the generator that `{wrapper}` returns can’t leave the GPU worker',
  },
  explains: ["cannot pickle 'generator' object", 'PicklingError'],
  sources: [SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      const hidden = hiddenGenerator(gpu, space);
      if (hidden) {
        const { generator, wrapper, exit } = hidden;
        report(
          generator.namePlace,
          'hidden',
          { name: generator.name, wrapper: wrapper.name },
          { related: [{ place: exit.place, message: `\`${wrapper.name}\` returns the generator here` }] },
        );
      }
      for (const target of gpu.targets) {
        if (target.isGenerator || target.isAsync) continue;
        const isSafe = target.exits.length === 1;
        for (const exit of target.exits) {
          if (!givesGenerator(exit)) continue;
          const keyword = { ...exit.statement, end: exit.place.start };
          report(
            exit.place,
            'returned',
            { name: target.name },
            {
              related: inWorkerOf(gpu, target.name),
              fixes: () =>
                space.text(keyword).trim() === 'return'
                  ? [
                      {
                        title: 'Stream it with `yield from`',
                        safety: isSafe ? 'safe' : 'review',
                        edits: [space.edits.replace(keyword, 'yield from ')],
                      },
                    ]
                  : [],
            },
          );
        }
      }
    },
  },
});

function givesGenerator({ kind, value }: ExitFact): boolean {
  return kind === 'return' && objectOf(value, 'generator') !== undefined;
}

/** A generator function under a decorator of the Space whose plain wrapper returns what it is called for. */
function hiddenGenerator(
  { targets: [generator, wrapper, ...others], certain }: GpuFunction,
  space: SpaceView,
): { readonly generator: Code; readonly wrapper: Code; readonly exit: ExitFact } | undefined {
  if (!certain || !generator?.isGenerator || generator.isAsync || !wrapper || others.length > 0) return undefined;
  if (!wrapper.fn || wrapper.isGenerator || wrapper.isAsync || !wrapper.outer.fn) return undefined;
  const [wrapped] = wrapper.outer.params;
  if (!wrapped || wrapper.owns(wrapped.name) || wrapper.outer.timesBound(wrapped.name) > 0) return undefined;
  const returns = wrapper.exits.filter(({ kind }) => kind === 'return');
  const [exit] = returns;
  const calls = wrapper.calls.filter(({ calleeText }) => calleeText === wrapped.name);
  const isHandedOn = returns.every((each) => calls.some((call) => gives(each, call, wrapper, space)));
  return exit && isHandedOn ? { generator, wrapper, exit } : undefined;
}
