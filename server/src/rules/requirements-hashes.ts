import { isMainRequirements, withoutHashes } from '../model';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'requirements-hashes',
  summary: 'Hashes in the requirements rule out what the platform installs in the same pip run',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    hashes:
      'With `{option}` pip refuses anything without a hash, and the build adds `torch`, `gradio` and `spaces` to the same pip run without one',
  },
  explains: ['In --require-hashes mode, all requirements must have their versions pinned with =='],
  sources: [{ url: 'https://pip.pypa.io/en/stable/topics/secure-installs/', read: '2026-11-22' }, DEPENDENCY_DOCS],
  check: {
    requirements(file, report, space) {
      // pre-requirements.txt is a pip run of its own, to which the platform adds nothing.
      if (!isMainRequirements(file)) return;
      const lines = file.parsed.entries.filter((entry) => entry.kind === 'requirement' || entry.kind === 'option');
      const options = lines.flatMap((entry) => entry.options);
      if (options.some(({ name }) => name === '--no-require-hashes')) return;
      const first = options.find(({ name }) => name === '--hash' || name === '--require-hashes');
      if (!first) return;
      report(
        file.place(first.span),
        'hashes',
        { option: first.name },
        {
          fixes: () => [reviewFix('Remove the hashes', ...lines.flatMap((line) => withoutHashes(space, file, line)))],
        },
      );
    },
  },
});
