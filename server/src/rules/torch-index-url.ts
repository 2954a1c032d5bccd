import { admitsOnlyOldTorch, dependenciesIn, removeLine, type RequirementsView, type SpaceView } from '../model';
import { torchIndexProblem } from '../platform';
import { rule } from './rule';

const INDEXES: ReadonlySet<string> = new Set(['--index-url', '--extra-index-url', '--find-links']);

export default rule({
  name: 'torch-index-url',
  summary: 'The requirements name a PyTorch index whose wheels do not run on ZeroGPU’s cards',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    useless:
      '{index} has no torch that ZeroGPU takes, and none with code for its cards (sm_120 needs CUDA 12.8 or newer): torch comes from PyPI in spite of this line',
    'no-sm120':
      'The torch wheels of {index} have no code for ZeroGPU’s cards (sm_120 needs CUDA 12.8 or newer); PyPI’s own torch has',
    cpu: 'The torch wheels of {index} have no CUDA in them; PyPI’s own torch has',
  },
  explains: ['no kernel image is available for execution on the device', 'Torch not compiled with CUDA enabled'],
  sources: [{ url: 'https://pytorch.org/get-started/previous-versions/', read: '2026-11-21' }],
  check: {
    requirements(file, report, space) {
      for (const entry of file.parsed.entries) {
        if (entry.kind !== 'option' || entry.variables.length > 0) continue;
        for (const { name, value, span } of entry.options) {
          const problem = value !== undefined && INDEXES.has(name) ? torchIndexProblem(space.tables, value) : undefined;
          if (value === undefined || !problem) continue;
          const isUsed = problem === 'cpu' || name === '--index-url' || usesOldTorch(space, file);
          report(
            file.place(span),
            isUsed ? problem : 'useless',
            { index: value.replace(/^https?:\/\//, '').replace(/\/$/, '') },
            {
              ...(isUsed ? {} : { severity: 'information' as const }),
              fixes: () =>
                entry.options.length > 1
                  ? []
                  : [
                      {
                        title: 'Remove the line: torch then comes from PyPI',
                        safety: 'review',
                        edits: [removeLine(space, file, entry)],
                      },
                    ],
            },
          );
        }
      }
    },
  },
});

/** The requirements ask for a torch that such an index has: all of them are too old for ZeroGPU. */
function usesOldTorch(space: SpaceView, file: RequirementsView): boolean {
  return dependenciesIn(space, file).some((line) => line.name === 'torch' && admitsOnlyOldTorch(space, line));
}
