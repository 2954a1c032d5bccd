import { sameVersion } from '../platform';
import { rule } from './rule';

export default rule({
  name: 'sdk-version-unquoted-float',
  summary: 'An unquoted `sdk_version` of two parts is a number to YAML, and 5.50 is the number 5.5',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    changed: '`sdk_version: {written}` is the number {read} to YAML: quote it to ask for Gradio {written}',
    number: '`sdk_version: {written}` is a number to YAML; quoted, it stays what you wrote',
  },
  explains: [],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' },
    { url: 'https://yaml.org/spec/1.2.2/#10214-floating-point', read: '2026-11-21' },
  ],
  check: {
    frontMatter(file, report, space) {
      for (const { key, value, duplicate } of file.parsed.entries) {
        if (key !== 'sdk_version' || duplicate || value.kind !== 'number' || value.style !== 'plain') continue;
        const place = file.place(value.span);
        const read = String(value.value);
        const fixes = () =>
          [
            { title: `Quote ${value.raw}`, safety: 'safe', edits: [space.edits.replace(place, `"${value.raw}"`)] },
          ] as const;
        // `5.0` becomes 5, which is the same version to pip.
        if (sameVersion(read, value.raw)) report(place, 'number', { written: value.raw }, { severity: 'hint', fixes });
        else report(place, 'changed', { written: value.raw, read }, { fixes });
      }
    },
  },
});
