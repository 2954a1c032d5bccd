import { sameVersion } from '../platform';
import { CARD_DOCS, rule, safeFix } from './rule';

export default rule({
  name: 'sdk-version-unquoted-float',
  summary: 'YAML reads an unquoted two-part `sdk_version` as a number, and 5.50 as 5.5',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    changed: 'YAML reads `sdk_version: {written}` as the number {read}: `{full}` asks for Gradio {written}',
    number: 'YAML reads `sdk_version: {written}` as a number; `{full}` stays what you wrote',
  },
  explains: ['Gradio version does not exist'],
  sources: [
    CARD_DOCS,
    { url: 'https://github.com/Vision-CAIR/MiniGPT-4/issues/255', read: '2026-11-22' },
    { url: 'https://yaml.org/spec/1.2.2/#10214-floating-point', read: '2026-11-21' },
  ],
  check: {
    frontMatter(file, report, space) {
      for (const { key, value, duplicate } of file.parsed.entries) {
        if (key !== 'sdk_version' || duplicate || value.kind !== 'number' || value.style !== 'plain') continue;
        const place = file.place(value.span);
        const read = String(value.value);
        const full = fullVersion(value.raw);
        const fixes = () => [safeFix(`Write ${full}`, space.edits.replace(place, full))];
        // `5.0` becomes 5, which is the same version to pip.
        if (sameVersion(read, value.raw))
          report(place, 'number', { written: value.raw, full }, { severity: 'hint', fixes });
        else report(place, 'changed', { written: value.raw, read, full }, { fixes });
      }
    },
  },
});

/** Of three parts, which are no number to YAML, and which the Hub has asked for (MiniGPT-4#255, 2023-05); else in quotes. */
function fullVersion(written: string): string {
  if (!/^\d+(\.\d+)?$/.test(written)) return `"${written}"`;
  return written.includes('.') ? `${written}.0` : `${written}.0.0`;
}
