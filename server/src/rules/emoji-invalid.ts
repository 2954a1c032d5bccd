import { cardEntry, isCard } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'emoji-invalid',
  summary: '`emoji` is something other than an emoji',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    text: '`emoji` takes one emoji and nothing else: the Hub may reject `{written}`',
  },
  explains: ['"emoji" must be'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const entry = cardEntry(file, 'emoji');
      const written = entry?.value.value;
      if (!entry || !isCard(file) || typeof written !== 'string' || written === '') return;
      // Several emoji in a row occur in Spaces that are live.
      if (!/[\p{L}\p{N}:]/u.test(written.replace(LOOKS_LIKE_TEXT, ''))) return;
      const place = file.place(entry.value.span);
      const emoji = written.match(/\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic})*/u)?.[0];
      report(
        place,
        'text',
        { written },
        {
          fixes: () =>
            emoji === undefined ? [] : [reviewFix(`Keep ${emoji} only`, space.edits.replace(place, emoji))],
        },
      );
    },
  },
});

/** Digits with a keycap, and the information sign, which Unicode counts among the letters. */
const LOOKS_LIKE_TEXT = /[0-9#*]\uFE0F?\u20E3|\u2139/gu;
