import { cardFaults, requoted } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'custom-headers-invalid',
  summary: '`custom_headers` holds a header or value that the Hub does not set',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    header: '`custom_headers` only takes {allowed}, in lower case, and `{written}` is none of them',
    value: 'Values in `custom_headers` must be in lower case, and `{written}` is not',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      for (const { node, place, problem } of cardFaults(space, file, 'custom_headers')) {
        if (problem.kind === 'member') {
          const written = problem.item;
          const meant = problem.allowed.find((name) => name === written.toLowerCase());
          report(
            place,
            'header',
            { allowed: problem.allowed.map((name) => `\`${name}\``).join(', '), written },
            {
              fixes: () =>
                meant === undefined ? [] : [reviewFix(`Write \`${meant}\``, space.edits.replace(place, meant))],
            },
          );
        } else if (problem.kind === 'form') {
          const written = String(node.value);
          report(
            place,
            'value',
            { written },
            {
              fixes: () => [
                reviewFix(
                  `Write \`${written.toLowerCase()}\``,
                  space.edits.replace(place, requoted(node, written.toLowerCase())),
                ),
              ],
            },
          );
        }
      }
    },
  },
});
