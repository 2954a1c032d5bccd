import { cardEntry, isCard } from '../model';
import { cardKeyOf } from '../platform';
import { nearest } from '../text/nearest';
import { rule } from './rule';

export default rule({
  name: 'unknown-frontmatter-key',
  summary: 'A key of the front matter looks like a misspelt one',
  group: 'front-matter',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    unknown: 'The Hub does not know `{key}` and ignores it; did you mean `{meant}`?',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      if (!isCard(file)) return;
      const keys = space.tables.cardKeys.rows.filter(({ status }) => status === 'space').map(({ key }) => key);
      for (const { key, keySpan, duplicate } of file.parsed.entries) {
        if (duplicate || cardKeyOf(space.tables, key)) continue;
        const meant = nearest(key, keys);
        // With the right key there as well, this is more likely to be something else on purpose.
        if (meant === undefined || cardEntry(file, meant) || key.length < 4) continue;
        const place = file.place(keySpan);
        report(
          place,
          'unknown',
          { key, meant },
          {
            fixes: () => [
              { title: `Rename it to \`${meant}\``, safety: 'review', edits: [space.edits.replace(place, meant)] },
            ],
          },
        );
      }
    },
  },
});
