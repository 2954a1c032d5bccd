import { gradioSdk, removeEntry } from '../model';
import { cardKeyOf } from '../platform';
import { CARD_DOCS, rule, safeFix } from './rule';

export default rule({
  name: 'app-port-with-gradio',
  summary: 'A front matter key belongs to another SDK',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    other: '`{key}` only has an effect in {sdks} Spaces',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      if (!gradioSdk(file)) return;
      for (const entry of file.parsed.entries) {
        const sdks = cardKeyOf(space.tables, entry.key)?.sdks ?? [];
        if (sdks.length === 0 || sdks.includes('gradio') || entry.duplicate) continue;
        report(
          file.place(entry.keySpan),
          'other',
          { key: entry.key, sdks: sdks.join(' and ') },
          {
            unnecessary: true,
            fixes: () => [safeFix(`Remove \`${entry.key}\``, removeEntry(space, file, entry))],
          },
        );
      }
    },
  },
});
