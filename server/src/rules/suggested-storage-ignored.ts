import { cardEntry, isCard, removeEntry } from '../model';
import { rule } from './rule';

export default rule({
  name: 'suggested-storage-ignored',
  summary: '`suggested_storage` has no effect any more',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    ignored: 'Spaces no longer have persistent storage to choose, so `suggested_storage` does nothing',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' }],
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
          fixes: () => [
            { title: 'Remove `suggested_storage`', safety: 'safe', edits: [removeEntry(space, file, entry)] },
          ],
        },
      );
    },
  },
});
