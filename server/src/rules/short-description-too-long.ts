import { cardFault, quoted, requoted } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'short-description-too-long',
  summary: '`short_description` is longer than the Hub accepts',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    long: 'The Hub rejects the push: `short_description` has {length} characters, and at most {maximum} are allowed',
  },
  explains: ['"short_description" length must be less than or equal to 60 characters'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const fault = cardFault(space, file, 'short_description');
      if (fault?.problem.kind !== 'too-long') return;
      const { problem, node, place } = fault;
      report(
        place,
        'long',
        { length: problem.length, maximum: problem.maximum },
        {
          fixes: () => {
            const short = shortened(String(node.value), problem.maximum);
            // What was plain text stays that when it loses its end.
            const written = node.style === 'block' ? quoted(short) : requoted(node, short);
            return [reviewFix(`Shorten it to “${short}”`, space.edits.replace(place, written))];
          },
        },
      );
    },
  },
});

/** Words that nothing can end in. */
const DANGLING = /(?:[\s,;:.\u2013\u2014-]|\s(?:an?|and|at|by|for|from|in|is|no|of|on|or|that|the|to|with))+$/i;

/** As many whole words as fit. */
function shortened(text: string, maximum: number): string {
  const start = Array.from(text.replace(/\s+/g, ' ').trim())
    .slice(0, maximum + 1)
    .join('');
  const cut = start.slice(0, Math.max(start.lastIndexOf(' '), 0)).replace(DANGLING, '');
  return cut === '' ? Array.from(start).slice(0, maximum).join('') : cut;
}
