import { cardFault } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'oauth-expiration-range',
  summary: '`hf_oauth_expiration_minutes` is outside what the Hub allows',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    range: '`hf_oauth_expiration_minutes` must be between {minimum} and {maximum} (30 days), and is {written}',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const fault = cardFault(space, file, 'hf_oauth_expiration_minutes');
      if (fault?.problem.kind !== 'range') return;
      const { node, place, problem } = fault;
      const { minimum, maximum } = problem;
      if (minimum === undefined || maximum === undefined) return;
      const allowed = Number(node.value) > maximum ? maximum : minimum;
      report(
        place,
        'range',
        { minimum, maximum, written: node.raw },
        {
          fixes: () => [reviewFix(`Write ${allowed}`, space.edits.replace(place, String(allowed)))],
        },
      );
    },
  },
});
