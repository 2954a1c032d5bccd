import { pythonStatus } from '../platform';
import { CARD_DOCS, rule, safeFix } from './rule';

export default rule({
  name: 'python-version-unquoted',
  summary: 'YAML reads an unquoted `python_version` as a number, and 3.10 as 3.1',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    changed: 'YAML reads `python_version: {written}` as the number {read}: quote it to ask for Python {written}',
    number: 'YAML reads `python_version: {written}` as a number; quoted, it stays what you wrote',
  },
  explains: [],
  sources: [CARD_DOCS, { url: 'https://yaml.org/spec/1.2.2/#10214-floating-point', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      for (const { key, value, duplicate } of file.parsed.entries) {
        if (key !== 'python_version' || duplicate || value.kind !== 'number' || value.style !== 'plain') continue;
        const place = file.place(value.span);
        const read = String(value.value);
        const fixes = () => [safeFix(`Quote ${value.raw}`, space.edits.replace(place, `"${value.raw}"`))];
        if (read !== value.raw) report(place, 'changed', { written: value.raw, read }, { fixes });
        // Of another version there is more to say than this, which python-version-unsupported does.
        else if (pythonStatus(space.tables, value.raw) === 'listed')
          report(place, 'number', { written: value.raw }, { severity: 'hint', fixes });
      }
    },
  },
});
