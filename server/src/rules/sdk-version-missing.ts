import {
  cardEntry,
  dependency,
  fittingGradio,
  gradioSdk,
  misspeltKeys,
  setKey,
  versionScalar,
  type Dependency,
  type SpaceView,
} from '../model';
import { limitOf, majorOf } from '../platform';
import { CARD_DOCS, reviewFix, rule } from './rule';
import { renameKey } from './shared/renameKey';

export default rule({
  name: 'sdk-version-missing',
  summary: 'Without `sdk_version`, every rebuild installs the newest Gradio',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing: 'Without `sdk_version` every rebuild installs the newest Gradio, whatever has changed in it',
    pinned:
      'Without `sdk_version` the build asks for the newest Gradio as well as for `{requirement}`, and pip can only install one of them',
  },
  explains: ['because these package versions have conflicting dependencies'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const sdk = gradioSdk(file);
      if (!sdk || cardEntry(file, 'sdk_version')) return;
      const gradio = dependency(space, 'gradio');
      const written = misspeltKeys(file, space).find(({ meant }) => meant === 'sdk_version');
      const fixes = () => {
        if (written) return renameKey(written, file, space);
        const version = versionFor(space, gradio);
        return version === undefined
          ? []
          : [
              reviewFix(
                `Add \`sdk_version: ${version}\``,
                setKey(space, file, 'sdk_version', versionScalar(version), ['sdk']),
              ),
            ];
      };
      const place = file.place(sdk.value.span);
      if (gradio?.pin === undefined) report(place, 'missing', {}, { fixes });
      else {
        report(
          place,
          'pinned',
          { requirement: space.text(gradio.place) },
          { related: [{ place: gradio.place, message: `gradio is pinned to ${gradio.pin} here` }], fixes },
        );
      }
    },
  },
});

/** What the requirements pin, or else the newest that goes with them; undefined when ZeroGPU does not take that. */
function versionFor(space: SpaceView, gradio: Dependency | undefined): string | undefined {
  const version = gradio?.pin ?? fittingGradio(space);
  if (version === undefined) return undefined;
  const lowest = limitOf(space.tables, 'minimum-gradio-major') ?? 0;
  return (majorOf(version) ?? lowest) < lowest ? undefined : version;
}
