import { dependencies, respecify, requirementText } from '../model';
import { admits, everyAdmittedBelow, limitOf } from '../platform';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'requirements-gradio-too-old',
  summary: 'The `gradio` requirement only allows versions that ZeroGPU does not run',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooOld: 'ZeroGPU needs Gradio {lowest} or newer, but `{requirement}` only allows older versions',
  },
  explains: ['ZeroGPU is only compatible with Gradio 4+', 'Make sure Gradio version is at least 3.46'],
  sources: [ZEROGPU_DOCS],
  check: {
    space(space, report) {
      const lowest = limitOf(space.tables, 'minimum-gradio-major');
      const sdkVersion = space.gradioVersion;
      if (lowest === undefined) return;
      for (const dependency of dependencies(space)) {
        const { name, place, specifiers } = dependency;
        if (name !== 'gradio' || !everyAdmittedBelow(specifiers, `${lowest}`)) continue;
        // A conflict with `sdk_version` is told by requirements-gradio-mismatch.
        if (sdkVersion !== undefined && admits(specifiers, sdkVersion) === false) continue;
        report(
          place,
          'tooOld',
          { lowest, requirement: requirementText(dependency) },
          {
            fixes: () => [
              reviewFix(
                'Remove the version: the platform installs what `sdk_version` says',
                ...(dependency.line.form === 'name' ? [respecify(space, dependency, '')] : []),
              ),
            ],
          },
        );
      }
    },
  },
});
