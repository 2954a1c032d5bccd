import { isCard, misspeltKeys } from '../model';
import { CARD_DOCS, rule } from './rule';
import { renameKey } from './shared/renameKey';

export default rule({
  name: 'unknown-frontmatter-key',
  summary: 'A front matter key looks misspelt',
  group: 'front-matter',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    unknown: 'The Hub does not know `{key}` and ignores it; did you mean `{meant}`?',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      if (!isCard(file)) return;
      for (const { entry, meant } of misspeltKeys(file, space)) {
        report(
          file.place(entry.keySpan),
          'unknown',
          { key: entry.key, meant },
          { fixes: () => renameKey({ entry, meant }, file, space) },
        );
      }
    },
  },
});
