import { dependenciesIn, isGradioSpace } from '../model';
import { cudaRepositoryOf } from '../platform';
import { DEPENDENCY_DOCS, rule } from './rule';
import { usePrebuilt } from './shared/prebuiltWheel';

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
      for (const dependency of dependenciesIn(space, file)) {
        const { url } = dependency.line;
        const repository = url?.repository;
        if (!repository || url.wheel) continue;
        const row = cudaRepositoryOf(space.tables, repository.owner, repository.name);
        // Part of a repository may be pure Python.
        if (url.subdirectory !== undefined && !isIn(url.subdirectory, row?.folder)) continue;
        // Where not all versions need the compiler, a revision may well name one that does not.
        if (!row || (row.severity === 'warning' && url.revision !== undefined)) continue;
        report(
          dependency.place,
          'source',
          { repository: `${repository.owner}/${repository.name}` },
          {
            severity: isGradioSpace(space) ? row.severity : 'warning',
            // Another folder of the repository is another package.
            fixes: () => (url.subdirectory === undefined ? usePrebuilt(space, dependency, row.package) : []),
          },
        );
      }
    },
  },
});

function isIn(path: string, folder: string | undefined): boolean {
  return folder !== undefined && `${path}/`.startsWith(`${folder}/`);
}
