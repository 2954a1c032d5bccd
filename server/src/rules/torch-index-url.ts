import { removeLine } from '../model';
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
          report(
            file.place(span),
            problem,
            { index: value.replace(/^https?:\/\//, '').replace(/\/$/, '') },
            {
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
