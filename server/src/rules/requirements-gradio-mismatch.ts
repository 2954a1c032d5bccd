import {
  cardEntry,
  dependencies,
  removeLine,
  requirementText,
  respecify,
  type Dependency,
  type FrontMatterNode,
  type FrontMatterView,
  type SpaceView,
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
            fixes: () => fixesFor(space, dependency, sdkVersion, card, written.value),
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

/** The line gives way to the front matter, or the front matter to what the line pins. */
function fixesFor(
  space: SpaceView,
  dependency: Dependency,
  sdkVersion: string,
  card: FrontMatterView,
  written: FrontMatterNode,
): readonly Fix[] {
  const { line, pin, file } = dependency;
  const freed =
    line.form === 'name'
      ? safeFix(`Remove the version: gradio ${sdkVersion} is installed anyway`, respecify(space, dependency, ''))
      : reviewFix('Remove the line', removeLine(space, file, line));
  const lowest = limitOf(space.tables, 'minimum-gradio-major') ?? 0;
  if (pin === undefined || (compareVersions(pin, `${lowest}`) ?? -1) < 0) return [freed];
  const { edits, added } = askForGradio(space, card, written, pin);
  return [freed, reviewFix(`Set \`sdk_version\` to ${pin}${added}`, ...edits)];
}
