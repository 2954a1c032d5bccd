import { cardEntry, pythonAsked } from '../model';
import { compareVersions, newestOf, pythonStatus } from '../platform';
import { rule } from './rule';

export default rule({
  name: 'python-version-unsupported',
  summary: '`python_version` is none that ZeroGPU documents',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    old: 'ZeroGPU documents Python {listed} (as of {asOf}), and today’s Gradio and torch no longer support {version}',
    between: 'ZeroGPU documents Python {listed} (as of {asOf}): {version} may work, but nobody promises it',
    newer:
      'ZeroGPU documents Python {listed} (as of {asOf}); {version}, which the Hub itself writes into new Spaces, is newer than that, so look there first when a wheel is missing',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      const version = pythonAsked(space);
      const value = cardEntry(file, 'python_version')?.value;
      const { rows, asOf } = space.tables.pythonVersions;
      const versions = rows.map((row) => row.version);
      const newest = newestOf(versions);
      // A number that YAML changes is told by python-version-unquoted.
      if (version === undefined || !value || newest === undefined || String(value.value) !== version) return;
      const status = pythonStatus(space.tables, version);
      if (status !== 'unlisted' && status !== 'newer') return;
      const place = file.place(value.span);
      const args = { listed: versions.join(' and '), asOf, version };
      const fixes = () =>
        [
          {
            title: `Ask for Python ${newest}`,
            safety: 'review',
            edits: [space.edits.replace(place, `"${newest}"`)],
          },
        ] as const;
      if (status === 'newer') report(place, 'newer', args, { severity: 'hint', fixes });
      else if (versions.some((listed) => (compareVersions(listed, version) ?? 0) < 0)) {
        report(place, 'between', args, { severity: 'information', fixes });
      } else report(place, 'old', args, { fixes });
    },
  },
});
