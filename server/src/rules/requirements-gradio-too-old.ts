import { dependencies, respecify, requirementText, type Dependency, type SpaceView } from '../model';
import { admits, everyAdmittedBelow, hasUpperBound, limitOf } from '../platform';
import { reviewFix, rule, ZEROGPU_DOCS, type Fix } from './rule';

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
            fixes: () => withoutVersion(dependency, space),
          },
        );
      }
    },
  },
});

/** Each Gradio asks for one client: with the pin of the old one pip would stay with the old Gradio, or stop. */
function withoutVersion(gradio: Dependency, space: SpaceView): readonly Fix[] {
  if (gradio.line.form !== 'name') return [];
  const client = dependencies(space).filter(
    ({ name, line, specifiers }) => name === 'gradio-client' && line.form === 'name' && hasUpperBound(specifiers),
  );
  const what = client.length > 0 ? 'versions of it and of its client' : 'version';
  return [
    reviewFix(
      `Remove the ${what}: the platform installs what \`sdk_version\` says`,
      ...[gradio, ...client].map((each) => respecify(space, each, '')),
    ),
  ];
}
