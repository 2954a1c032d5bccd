import { isMainRequirements } from '../model';
import { torchIndexOf } from '../platform';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'torch-index-replaces-pypi',
  summary: '`--index-url` makes the PyTorch index the only one',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    only: '`{option}` makes pip look for every package in the PyTorch index only, and gradio and spaces, which the build adds, are not there',
  },
  explains: ['No matching distribution found', 'Could not find a version that satisfies the requirement'],
  sources: [{ url: 'https://pip.pypa.io/en/stable/cli/pip_install/', read: '2026-11-21' }],
  check: {
    requirements(file, report, space) {
      if (!isMainRequirements(file)) return;
      const lines = file.parsed.entries.filter((entry) => entry.kind === 'option');
      const options = lines.flatMap((entry) => (entry.variables.length > 0 ? [] : entry.options));
      // A second index may well be PyPI.
      if (options.some(({ name }) => name === '--extra-index-url')) return;
      for (const { name, written, value, nameSpan, span } of options) {
        if (name !== '--index-url' || value === undefined) continue;
        if (!/^https?:\/\/download(?:-r2)?\.pytorch\.org\//.test(value)) continue;
        // An index that has no place here at all is told by torch-index-url.
        if (torchIndexOf(space.tables, value)) continue;
        report(
          file.place(span),
          'only',
          { option: written },
          {
            fixes: () => [
              reviewFix(
                'Use it in addition to PyPI, with `--extra-index-url`',
                space.edits.replace(file.place(nameSpan), '--extra-index-url'),
              ),
            ],
          },
        );
      }
    },
  },
});
