import { cardFault, isCard, requoted } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'startup-timeout-format',
  summary: '`startup_duration_timeout` is not a duration',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    form: '`startup_duration_timeout` takes a duration with a unit, such as `1h` or `30m`, and `{written}` is not one',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const fault = isCard(file) ? cardFault(space, file, 'startup_duration_timeout') : undefined;
      if (fault?.problem.kind !== 'form' && fault?.node.kind !== 'number') return;
      const { node, place } = fault;
      report(
        place,
        'form',
        { written: node.raw },
        {
          fixes: () => {
            const number = /^[1-9]\d*$/.exec(String(node.value))?.[0];
            if (number === undefined) return [];
            // Nobody means an hour of hours, nor a Space that may take five seconds.
            const written = `${number}${Number(number) >= 300 ? 's' : 'm'}`;
            return [reviewFix(`Write \`${written}\``, space.edits.replace(place, requoted(node, written)))];
          },
        },
      );
    },
  },
});
