import { cardEntry, dependencies, dependenciesIn, isCard, setKey, wheelAdmitsPython, type SpaceView } from '../model';
import { newestOf, noticesFor } from '../platform';
import { CARD_DOCS, reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { misspeltKeys, renameKey } from './shared/misspeltKeys';

export default rule({
  name: 'python-version-missing',
  summary: 'Without `python_version` the platform chooses the Python',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing:
      'Without `python_version` the platform picks the Python version, and may pick another one for the next build',
    wheel:
      'Without `python_version` the platform picks the Python version, and pip refuses the wheel of {name} unless that is {tags}',
  },
  explains: ['is not a supported wheel on this platform', 'requires a different Python'],
  sources: [CARD_DOCS, ZEROGPU_DOCS],
  check: {
    frontMatter(file, report, space) {
      const sdk = cardEntry(file, 'sdk');
      if (!isCard(file) || sdk?.value.value !== 'gradio' || cardEntry(file, 'python_version')) return;
      const versions = space.tables.pythonVersions.rows.map(({ version }) => version);
      const bound = boundWheel(space, versions);
      const fitting = versions.filter(
        (version) => (!bound || wheelAdmitsPython(bound.wheel, version)) && admitsPins(space, version),
      );
      const version = newestOf(fitting);
      const written = misspeltKeys(file, space).find(({ meant }) => meant === 'python_version');
      const fixes = () => {
        if (written) return renameKey(written, file, space);
        return version === undefined
          ? []
          : [
              reviewFix(
                `Add \`python_version: "${version}"\``,
                setKey(space, file, 'python_version', `"${version}"`, ['sdk_version', 'sdk']),
              ),
            ];
      };
      const place = file.place(sdk.keySpan);
      if (!bound) report(place, 'missing', {}, { fixes });
      else {
        report(
          place,
          'wheel',
          { name: bound.wheel.name, tags: bound.wheel.pythonTags.join(' or ') },
          {
            severity: 'warning',
            related: [{ place: bound.place, message: 'The wheel is asked for here' }],
            fixes,
          },
        );
      }
    },
  },
});

/** No pinned package is known to have nothing for this Python. */
function admitsPins(space: SpaceView, python: string): boolean {
  return dependencies(space).every(
    ({ name, specifiers, line }) =>
      name === undefined ||
      line.form !== 'name' ||
      !noticesFor(space.tables, name, specifiers, python).some((row) => row.python !== ''),
  );
}

/** A wheel that not every Python ZeroGPU offers can install. */
function boundWheel(space: SpaceView, versions: readonly string[]) {
  for (const file of space.requirements) {
    for (const { line, place } of dependenciesIn(space, file)) {
      const wheel = line.url?.wheel;
      if (wheel && versions.some((version) => wheelAdmitsPython(wheel, version) === false)) return { wheel, place };
    }
  }
  return undefined;
}
