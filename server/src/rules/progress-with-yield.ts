import {
  callsOf,
  isProgress,
  statementsOf,
  tracksTqdm,
  type Code,
  type GpuFunction,
  type Parameter,
  type SpaceView,
} from '../model';
import { reviewFix, rule, SPACES_PACKAGE, type Fix } from './rule';

export default rule({
  name: 'progress-with-yield',
  summary: 'A progress bar in a GPU function that streams its results',
  group: 'gradio',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    both: '`{name}` is a GPU generator with a progress bar: as the `spaces` package itself says, what it reports to `{parameter}` comes late or not at all; show progress in what it yields',
  },
  explains: [],
  sources: [SPACES_PACKAGE, { url: 'https://www.gradio.app/guides/progress-bars', read: '2026-11-21' }],
  check: {
    gpuFunction(gpu, report, space) {
      for (const target of gpu.targets) {
        if (!target.isGenerator) continue;
        for (const parameter of target.params) {
          const { name, place } = parameter;
          // A bar that nothing is reported to is not shown anywhere.
          if (isProgress(parameter) && (tracksTqdm(name, target) || isUsed(name, target))) {
            const details = { fixes: () => withoutProgress(parameter, target, gpu, space) };
            report(place, 'both', { name: target.name, parameter: name }, details);
          }
        }
      }
    },
  },
});

/** The parameter goes, where the function reports nothing to it itself. */
function withoutProgress({ name, place }: Parameter, target: Code, gpu: GpuFunction, space: SpaceView): readonly Fix[] {
  const { fn, params } = target;
  // Whoever passes it, or is passed the same arguments, would have to change too.
  const isPassed = space.codes.some((code) => callsOf(fn, code).length > 0);
  const isEstimated = gpu.duration.kind === 'callable' || gpu.duration.kind === 'unknown';
  if (isUsed(name, target) || isPassed || isEstimated || params.at(-1)?.name !== name || params.length < 2) return [];
  return [reviewFix(`Stream only: leave out \`${name}\``, space.edits.removeArgument(target.definitionPlace, place))];
}

function isUsed(name: string, target: Code): boolean {
  return statementsOf(target).some(({ reads, binds }) => reads.has(name) || binds.has(name));
}
