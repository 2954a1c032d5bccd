import { cardEntry, fittingPython, pythonAsked, type FrontMatterNode } from '../model';
import { compareVersions, newestOf, PYTHON_OF_NEW_SPACES, pythonStatus } from '../platform';
import { CARD_DOCS, reviewFix, rule, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'python-version-unsupported',
  summary: '`python_version` is not one that ZeroGPU documents',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    old: 'ZeroGPU documents Python {listed} (as of {asOf}), and today’s Gradio and torch no longer support {version}',
    between: 'ZeroGPU documents Python {listed} (as of {asOf}): {version} may work, but there is no promise',
    newer:
      'ZeroGPU documents Python {listed} (as of {asOf}); {version} is newer, so check there first if a wheel is missing',
    ofNewSpaces:
      'ZeroGPU documents Python {listed} (as of {asOf}); {version}, which the Hub itself writes into new Spaces, is newer, so check there first if a wheel is missing',
    none: 'The Hub takes a Python 3 version such as `3.12` or `3.12.12`, and `{written}` is not one',
  },
  explains: ['requires a different Python'],
  sources: [ZEROGPU_DOCS, CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const value = cardEntry(file, 'python_version')?.value;
      const { rows, asOf } = space.tables.pythonVersions;
      const versions = rows.map((row) => row.version);
      const newest = newestOf(versions);
      if (!value || value.kind === 'template' || value.kind === 'invalid' || newest === undefined) return;
      const place = file.place(value.span);
      const fixTo = (better: string): Fix =>
        reviewFix(`Use Python ${better}`, space.edits.replace(place, `"${better}"`));
      const fixes = () => [fixTo(fittingPython(space) ?? newest)];
      if (isNone(value)) {
        const meant = [...value.raw.matchAll(/(?<![\d.])3\.\d+(?:\.\d+)?(?![\d.])/g)].map(([text]) => text);
        const [only, ...others] = meant;
        const isOne = only !== undefined && others.length === 0 && !/[<>!~^]/.test(value.raw);
        const written = value.raw.replace(/\s+/g, ' ');
        report(place, 'none', { written }, { fixes: isOne ? () => [fixTo(only)] : fixes });
        return;
      }
      const version = pythonAsked(space);
      // A number that YAML changes is told by python-version-unquoted.
      if (version === undefined || String(value.value) !== version) return;
      const status = pythonStatus(space.tables, version);
      if (status !== 'unlisted' && status !== 'newer') return;
      const args = { listed: versions.join(' and '), asOf, version };
      if (status === 'newer') {
        report(place, version === PYTHON_OF_NEW_SPACES ? 'ofNewSpaces' : 'newer', args, { severity: 'hint', fixes });
      } else if (versions.some((listed) => (compareVersions(listed, version) ?? 0) < 0)) {
        report(place, 'between', args, { severity: 'information', fixes });
      } else report(place, 'old', args, { fixes });
    },
  },
});

/** Written, and no version of Python 3. */
function isNone({ kind, raw, value }: FrontMatterNode): boolean {
  if (kind === 'null') return false;
  const written = kind === 'string' ? String(value).trim() : raw;
  return !/^3(?:\.\d+){0,2}(?:(?:a|b|rc)\d+)?$/.test(written);
}
