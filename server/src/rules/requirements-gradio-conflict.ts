import { dependencies, removeLine, respecify, requirementText } from '../model';
import { constraintBy, disjoint } from '../platform';
import { rule } from './rule';

export default rule({
  name: 'requirements-gradio-conflict',
  summary: 'A requirement excludes every version that the Space’s Gradio accepts of that package',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    disjoint:
      'gradio {sdkVersion}, which `sdk_version` makes the build install, needs `{name}{allowed}`: no version fits `{requirement}` as well',
  },
  explains: ['ResolutionImpossible', "cannot import name 'HfFolder'"],
  sources: [
    { url: 'https://github.com/gradio-app/gradio', read: '2026-11-21' },
    { url: 'https://huggingface.co/docs/hub/spaces-dependencies', read: '2026-11-21' },
  ],
  check: {
    space(space, report) {
      const sdkVersion = space.gradioVersion;
      if (sdkVersion === undefined) return;
      for (const dependency of dependencies(space)) {
        const { file, line, name, place, specifiers } = dependency;
        const allowed = name === undefined ? undefined : constraintBy(space.tables, 'gradio', sdkVersion, name);
        if (name === undefined || allowed === undefined || !disjoint(specifiers, allowed)) continue;
        report(
          place,
          'disjoint',
          { sdkVersion, name, allowed, requirement: requirementText(dependency) },
          {
            fixes: () => [
              line.form === 'name'
                ? {
                    title: `Ask for ${name}${allowed}`,
                    safety: 'review',
                    edits: [respecify(space, dependency, allowed)],
                  }
                : { title: 'Remove the line', safety: 'review', edits: [removeLine(space, file, line)] },
            ],
          },
        );
      }
    },
  },
});
