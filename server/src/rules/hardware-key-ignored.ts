import { cardEntry, isCard, removeEntry } from '../model';
import { rule } from './rule';

export default rule({
  name: 'hardware-key-ignored',
  summary: '`hardware` is not a key of the front matter',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    ignored:
      'The Hub ignores `hardware`: a Space’s hardware is chosen in its settings, and `suggested_hardware` only suggests one for duplicates',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      const entry = cardEntry(file, 'hardware');
      if (!entry || !isCard(file)) return;
      const flavor = space.tables.hardware.rows.find((row) => row.flavor === entry.value.value)?.flavor;
      const remove = {
        title: 'Remove `hardware`',
        safety: 'review' as const,
        edits: [removeEntry(space, file, entry)],
      };
      report(
        file.place(entry.keySpan),
        'ignored',
        {},
        {
          unnecessary: true,
          fixes: () =>
            flavor === undefined || cardEntry(file, 'suggested_hardware')
              ? [remove]
              : [
                  {
                    title: 'Rename it to `suggested_hardware`',
                    safety: 'review',
                    edits: [space.edits.replace(file.place(entry.keySpan), 'suggested_hardware')],
                  },
                  remove,
                ],
        },
      );
    },
  },
});
