import { cardText, dependencies, removeLine } from '../model';
import { admits } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'requirements-gradio-redundant',
  summary: '`gradio` is listed although `sdk_version` already decides its version',
  group: 'requirements',
  severity: 'hint',
  confidence: 'high',
  audience: 'pedantic',
  messages: {
    listed:
      '`sdk_version` already makes the platform install gradio {sdkVersion}: this line only matters outside Spaces',
  },
  explains: [],
  sources: [DEPENDENCY_DOCS],
  check: {
    space(space, report) {
      const sdkVersion = space.gradioVersion;
      // Without `sdk_version` the line is what decides.
      if (sdkVersion === undefined || cardText(space, 'sdk_version') === undefined) return;
      for (const { file, line, name, place, specifiers } of dependencies(space)) {
        if (name !== 'gradio' || line.form !== 'name' || admits(specifiers, sdkVersion) !== true) continue;
        report(
          place,
          'listed',
          { sdkVersion },
          {
            unnecessary: true,
            fixes: () => [reviewFix('Remove the line `gradio`', removeLine(space, file, line))],
          },
        );
      }
    },
  },
});
