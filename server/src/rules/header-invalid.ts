import { cardFault, requoted } from '../model';
import { completed, nearest } from '../text/nearest';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'header-invalid',
  summary: '`header` is neither `mini` nor `default`',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    unknown: '`header` must be one of {allowed}, and `{written}` is not',
  },
  explains: ['"header" must be one of'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const fault = cardFault(space, file, 'header');
      if (fault?.problem.kind !== 'value') return;
      const { node, place, problem } = fault;
      const written = String(node.value);
      const meant = completed(written, problem.allowed) ?? nearest(written, problem.allowed) ?? 'mini';
      report(
        place,
        'unknown',
        { allowed: problem.allowed.map((value) => `\`${value}\``).join(' and '), written },
        {
          fixes: () => [reviewFix(`Write \`${meant}\``, space.edits.replace(place, requoted(node, meant)))],
        },
      );
    },
  },
});
