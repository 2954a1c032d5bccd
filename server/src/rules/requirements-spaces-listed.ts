import { dependencies, removeLine } from '../model';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'requirements-spaces-listed',
  summary: '`spaces` is listed although the platform installs it',
  group: 'requirements',
  severity: 'hint',
  confidence: 'high',
  audience: 'pedantic',
  messages: {
    listed: 'ZeroGPU installs `spaces` by itself: this line only matters outside Spaces',
  },
  explains: [],
  sources: [DEPENDENCY_DOCS],
  check: {
    space(space, report) {
      for (const { file, line, name, place } of dependencies(space)) {
        if (name !== 'spaces' || line.form !== 'name' || line.specifierSpan) continue;
        report(
          place,
          'listed',
          {},
          {
            unnecessary: true,
            fixes: () => [reviewFix('Remove the line `spaces`', removeLine(space, file, line))],
          },
        );
      }
    },
  },
});
