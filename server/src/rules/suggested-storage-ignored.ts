import { cardEntry, isCard, removeEntry } from '../model';
import { CARD_DOCS, rule, safeFix } from './rule';

export default rule({
  name: 'suggested-storage-ignored',
  summary: '`suggested_storage` no longer has an effect',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    ignored: 'Spaces no longer offer persistent storage, so `suggested_storage` does nothing',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const entry = cardEntry(file, 'suggested_storage');
      if (!entry || !isCard(file)) return;
      report(
        file.place(entry.keySpan),
        'ignored',
        {},
        {
          unnecessary: true,
          fixes: () => [safeFix('Remove `suggested_storage`', removeEntry(space, file, entry))],
        },
      );
    },
  },
});
