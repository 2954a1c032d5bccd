import { cardEntry, isCard, removeEntry } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

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
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const entry = cardEntry(file, 'hardware');
      if (!entry || !isCard(file)) return;
      const flavor = space.tables.hardware.rows.find((row) => row.flavor === entry.value.value)?.flavor;
      const remove = reviewFix('Remove `hardware`', removeEntry(space, file, entry));
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
                  reviewFix(
                    'Rename it to `suggested_hardware`',
                    space.edits.replace(file.place(entry.keySpan), 'suggested_hardware'),
                  ),
                  remove,
                ],
        },
      );
    },
  },
});
