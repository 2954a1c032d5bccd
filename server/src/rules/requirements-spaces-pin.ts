import { dependenciesIn, isMainRequirements, withoutHashes } from '../model';
import { admits, exactPin, hasUpperBound, newestOf } from '../platform';
import { DEPENDENCY_DOCS, reviewFix, rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'requirements-spaces-pin',
  summary: 'A pin of `spaces` contradicts the version that the platform installs',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    exact:
      'ZeroGPU installs its own version of `spaces` ({platform} as of {asOf}) in the same pip run: with this pin to {version}, the build fails as soon as the two differ',
    bound:
      '`spaces{specifiers}` excludes {platform}, which ZeroGPU installs in the same pip run (as of {asOf}): the build finds no version that satisfies both',
  },
  explains: ['ERROR: ResolutionImpossible', 'because these package versions have conflicting dependencies'],
  sources: [DEPENDENCY_DOCS, SPACES_PACKAGE],
  check: {
    requirements(file, report, space) {
      // pre-requirements.txt is a pip run of its own: what it pins is replaced afterwards.
      if (!isMainRequirements(file)) return;
      const { spacesPins } = space.tables;
      const versions = spacesPins.rows.map(({ version }) => version);
      const platform = newestOf(versions);
      if (platform === undefined) return;
      for (const { line, name, place, specifiers } of dependenciesIn(space, file)) {
        if (line.form !== 'name' || name !== 'spaces' || !line.specifierSpan) continue;
        const { specifierSpan, lineSpan } = line;
        const fixes = () => [
          safeFix(
            'Remove the version from `spaces`',
            space.edits.replace(file.place(specifierSpan), ''),
            // A hash is that of one version.
            ...withoutHashes(space, file, line),
          ),
          reviewFix(
            'Remove the line: ZeroGPU installs `spaces` by itself',
            space.edits.replace(file.place(lineSpan), ''),
          ),
        ];
        const version = exactPin(specifiers);
        if (version !== undefined) {
          report(place, 'exact', { platform, asOf: spacesPins.asOf, version }, { fixes });
        } else if (hasUpperBound(specifiers) && admits(specifiers, platform) === false) {
          // Where an earlier version of the platform’s fits, builds may still get that one.
          const mayFit = versions.some((each) => admits(specifiers, each) !== false);
          const settings = mayFit ? { severity: 'information' as const, fixes } : { fixes };
          report(place, 'bound', { platform, asOf: spacesPins.asOf, specifiers }, settings);
        }
      }
    },
  },
});
