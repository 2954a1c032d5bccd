import { dependenciesIn, hasOtherIndex, isGradioSpace, localSuffix, type Dependency, type SpaceView } from '../model';
import { cudaSdistOf, type CudaSdist } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule, type Fix } from './rule';
import { usePrebuilt } from './shared/prebuiltWheel';

export default rule({
  name: 'cuda-sdist',
  summary: 'A package that PyPI has only as source needs a CUDA compiler, and the build has none',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    source:
      'PyPI only has the source of `{name}` (as of {asOf}): compiling it needs nvcc and torch, and pip’s build environment on the Hub has neither; use a prebuilt wheel',
    kernels:
      'PyPI only has the source of `{name}` (as of {asOf}): compiling it needs nvcc and torch, and pip’s build environment on the Hub has neither; use a prebuilt wheel, or `kernels`, which loads compiled code at run time',
  },
  explains: [
    "ModuleNotFoundError: No module named 'torch'",
    'nvcc was not found',
    'CUDA_HOME environment variable is not set',
  ],
  sources: [
    DEPENDENCY_DOCS,
    { url: 'https://huggingface.co/datasets/multimodalart/zerogpu-blackwell-wheels', read: '2026-11-21' },
  ],
  check: {
    requirements(file, report, space) {
      // Wheels may lie in another index or on a page of links.
      if (hasOtherIndex(file)) return;
      for (const dependency of dependenciesIn(space, file)) {
        const row = dependency.name === undefined ? undefined : cudaSdistOf(space.tables, dependency.name);
        if (!row || dependency.line.form !== 'name') continue;
        // PyPI has no local versions: this one is from elsewhere.
        if (dependency.pin !== undefined && localSuffix(dependency.pin)) continue;
        report(
          dependency.place,
          row.instead === 'kernels' ? 'kernels' : 'source',
          { name: row.package, asOf: space.tables.cudaSdists.asOf },
          {
            severity: isGradioSpace(space) ? row.severity : 'warning',
            fixes: () => fixesFor(space, dependency, row),
          },
        );
      }
    },
  },
});

function fixesFor(space: SpaceView, dependency: Dependency, row: CudaSdist): readonly Fix[] {
  const wheel = usePrebuilt(space, dependency, row.package);
  if (row.instead !== 'kernels') return wheel;
  const { place, line } = dependency;
  const title = `Replace ${row.package} with \`kernels\`: your code then has to load it with \`get_kernel\``;
  const marker = line.marker ? ` ; ${line.marker.text}` : '';
  return [...wheel, reviewFix(title, space.edits.replace(place, `kernels${marker}`))];
}
