import { cardFault } from '../model';
import { rule } from './rule';

export default rule({
  name: 'oauth-expiration-range',
  summary: '`hf_oauth_expiration_minutes` is outside what the Hub allows',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    range: '`hf_oauth_expiration_minutes` must be {minimum} to {maximum} minutes (30 days), and is {written}',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' }],
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
          fixes: () => [
            { title: `Write ${allowed}`, safety: 'review', edits: [space.edits.replace(place, String(allowed))] },
          ],
        },
      );
    },
  },
});
