import { effectOf, gpuFunctionAround, type SpaceView } from '../model';
import { rule } from './rule';
import { inWorkerOf } from './shared';

export default rule({
  name: 'numpy-rng-in-gpu',
  summary: 'NumPy’s global random state is the same in every new GPU worker',
  group: 'process',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    draw: '`{callee}` draws from a state that every new GPU worker copies from the app: visitors get the same “random” value again and again; draw from `np.random.default_rng()`',
  },
  explains: [],
  concerns: ['drawsNumpy'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://numpy.org/doc/stable/reference/random/index.html', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/os.html#os.fork', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      // Layers of a model draw for training.
      if (!code.isGpuOnly || (code.cls && !code.gpu)) return;
      const draws = code.calls.filter((call) => effectOf(call) === 'drawsNumpy');
      if (draws.length === 0 || isSeeded(space)) return;
      const gpu = gpuFunctionAround(code, space);
      for (const call of draws) {
        report(
          call.calleePlace,
          'draw',
          { callee: call.calleeText ?? 'numpy.random' },
          {
            related: inWorkerOf(gpu),
            fixes: () => {
              const [, module = '', drawn = ''] = /^(.*\brandom)\.(\w+)$/.exec(call.calleeText ?? '') ?? [];
              const method = SAME[drawn] ?? (call.args.length < 2 ? SAME_FOR_ONE[drawn] : undefined);
              if (method === undefined) return [];
              const edits = [space.edits.replace(call.calleePlace, `${module}.default_rng().${method}`)];
              return [{ title: 'Draw from a freshly seeded generator', safety: 'review', edits }];
            },
          },
        );
      }
    },
  },
});

/** The methods of a generator that take the same arguments by position (NumPy 2.3, `numpy.random.Generator`). */
const SAME: Readonly<Record<string, string>> = {
  randint: 'integers',
  random: 'random',
  random_sample: 'random',
  choice: 'choice',
  uniform: 'uniform',
  normal: 'normal',
  permutation: 'permutation',
  shuffle: 'shuffle',
};
/** Those that take a size where these take one number for each dimension. */
const SAME_FOR_ONE: Readonly<Record<string, string>> = { rand: 'random', randn: 'standard_normal' };

/** Some GPU code seeds NumPy. */
function isSeeded(space: SpaceView): boolean {
  return space.codesNaming('seedsNumpy').some((code) => code.runsOnGpu);
}
