import {
  cardEntry,
  dependencies,
  removeLine,
  respecify,
  type Dependency,
  type SpaceView,
  requirementText,
} from '../model';
import { admits, compareVersions, limitOf } from '../platform';
import { CARD_DOCS, DEPENDENCY_DOCS, reviewFix, rule, safeFix, type Fix } from './rule';
import { askForGradio } from './shared/gradioVersion';

export default rule({
  name: 'requirements-gradio-mismatch',
  summary: 'The `gradio` requirement excludes the version that `sdk_version` makes the platform install',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    excluded:
      'The build installs gradio {sdkVersion}, as `sdk_version` says, in the same pip run as `{requirement}`, which excludes that version: pip stops with a conflict',
  },
  explains: [
    'because these package versions have conflicting dependencies',
    'ERROR: ResolutionImpossible',
    'ERROR: Cannot install gradio',
  ],
  sources: [DEPENDENCY_DOCS, CARD_DOCS],
  check: {
    space(space, report) {
      const card = space.frontMatter;
      const sdkVersion = space.gradioVersion;
      const written = card && cardEntry(card, 'sdk_version');
      if (!card || !written || sdkVersion === undefined || !isGradio(space)) return;
      for (const dependency of dependencies(space)) {
        if (dependency.name !== 'gradio' || admits(dependency.specifiers, sdkVersion) !== false) continue;
        report(
          dependency.place,
          'excluded',
          { sdkVersion, requirement: requirementText(dependency) },
          {
            related: [
              { place: card.place(written.lineSpan), message: `\`sdk_version\` asks for gradio ${sdkVersion}` },
            ],
            fixes: () => fixesFor(space, dependency, sdkVersion),
          },
        );
      }
    },
  },
});

function isGradio(space: SpaceView): boolean {
  const sdk = space.frontMatter && cardEntry(space.frontMatter, 'sdk')?.value.value;
  return sdk === 'gradio' || sdk === undefined;
}

function fixesFor(space: SpaceView, dependency: Dependency, sdkVersion: string): readonly Fix[] {
  const card = space.frontMatter;
  const written = card && cardEntry(card, 'sdk_version');
  const { line, pin, file } = dependency;
  const lowest = limitOf(space.tables, 'minimum-gradio-major') ?? 0;
  const fixes: Fix[] = [];
  if (line.form === 'name') {
    fixes.push(
      safeFix(`Remove the version: gradio ${sdkVersion} is installed anyway`, respecify(space, dependency, '')),
    );
  } else {
    fixes.push(reviewFix('Remove the line', removeLine(space, file, line)));
  }
  if (card && written && pin !== undefined && (compareVersions(pin, `${lowest}`) ?? -1) >= 0) {
    const { edits, added } = askForGradio(space, card, written.value, pin);
    fixes.push(reviewFix(`Set \`sdk_version\` to ${pin}${added}`, ...edits));
  }
  return fixes;
}
