import { dependenciesIn, isGradioSpace, wheelFor, type SpaceView } from '../model';
import { cudaRepositoryOf } from '../platform';
import type { Place } from '../text/place';
import { DEPENDENCY_DOCS, reviewFix, rule, type Fix } from './rule';

export default rule({
  name: 'cuda-git-build',
  summary: 'A repository with CUDA code has to be compiled, and the build has no compiler for it',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    source:
      'pip has to compile {repository}, which needs nvcc and torch, and pip’s build environment on the Hub has neither; use a prebuilt wheel',
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
      for (const { line, place } of dependenciesIn(space, file)) {
        const { url } = line;
        const repository = url?.repository;
        if (!repository || url.wheel) continue;
        const row = cudaRepositoryOf(space.tables, repository.owner, repository.name);
        // Part of a repository may be pure Python.
        if (url.subdirectory !== undefined && !isIn(url.subdirectory, row?.folder)) continue;
        // Where not all versions need the compiler, a revision may well name one that does not.
        if (!row || (row.severity === 'warning' && url.revision !== undefined)) continue;
        report(
          place,
          'source',
          { repository: `${repository.owner}/${repository.name}` },
          {
            severity: isGradioSpace(space) ? row.severity : 'warning',
            // Another folder of the repository is another package.
            fixes: () => (url.subdirectory === undefined ? wheelFix(space, place, row.package) : []),
          },
        );
      }
    },
  },
});

function isIn(path: string, folder: string | undefined): boolean {
  return folder !== undefined && `${path}/`.startsWith(`${folder}/`);
}

function wheelFix(space: SpaceView, place: Place, name: string): readonly Fix[] {
  const wheel = wheelFor(space, name);
  if (!wheel) return [];
  return [
    reviewFix(
      `Install ${name} ${wheel.version} from a wheel that is built for torch ${wheel.torch}`,
      space.edits.replace(place, `${name} @ ${wheel.url}`),
    ),
  ];
}
