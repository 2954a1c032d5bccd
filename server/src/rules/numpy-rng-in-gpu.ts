import { effectOf, gpuFunctionAround, type SpaceView } from '../model';
import { rule } from './rule';

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
            related: gpu ? [{ place: gpu.place, message: `\`${gpu.name}\` runs in a worker` }] : [],
            fixes: () => {
              const written = call.calleeText;
              if (written?.endsWith('.random.randint') !== true) return [];
              const fresh = `${written.slice(0, -'.randint'.length)}.default_rng().integers`;
              const edits = [space.edits.replace(call.calleePlace, fresh)];
              return [{ title: 'Draw from a freshly seeded generator', safety: 'review', edits }];
            },
          },
        );
      }
    },
  },
});

/** Some GPU code seeds NumPy. */
function isSeeded(space: SpaceView): boolean {
  return space.codesNaming('seedsNumpy').some((code) => code.runsOnGpu);
}
