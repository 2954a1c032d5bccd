import { cardFault, requoted } from '../model';
import { nearest } from '../text/nearest';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'suggested-hardware-invalid',
  summary: '`suggested_hardware` names hardware that Spaces do not have',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    unknown: 'Spaces have no hardware named `{written}` (as of {asOf}){meant}',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const fault = cardFault(space, file, 'suggested_hardware');
      if (fault?.problem.kind !== 'value') return;
      const { node, place, problem } = fault;
      const written = String(node.value);
      const isZero = /zero/i.test(written);
      const meant = isZero ? 'zero-a10g' : nearest(written, problem.allowed);
      report(
        place,
        'unknown',
        {
          written,
          asOf: space.tables.hardware.asOf,
          meant:
            meant === undefined ? '' : `; ${isZero ? 'ZeroGPU is' : 'did you mean'} \`${meant}\`${isZero ? '' : '?'}`,
        },
        {
          fixes: () =>
            meant === undefined
              ? []
              : [reviewFix(`Write \`${meant}\``, space.edits.replace(place, requoted(node, meant)))],
        },
      );
    },
  },
});
