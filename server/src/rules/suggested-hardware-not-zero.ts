import { cardEntry, isGradioSpace, requoted } from '../model';
import { allowedValues, cardKeyOf } from '../platform';
import { CARD_DOCS, reviewFix, rule } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'suggested-hardware-not-zero',
  summary: 'The Space is made for ZeroGPU, but suggests rented hardware to those who duplicate it',
  group: 'front-matter',
  severity: 'hint',
  confidence: 'medium',
  audience: 'default',
  messages: {
    rented:
      'Whoever duplicates this Space is offered {flavor}, which costs money, although `{name}` runs on ZeroGPU (`zero-a10g`)',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const value = cardEntry(file, 'suggested_hardware')?.value;
      const gpu = space.gpuFunctions.find(({ certain }) => certain);
      const row = cardKeyOf(space.tables, 'suggested_hardware');
      if (!value || !gpu || !row || !isGradioSpace(space) || typeof value.value !== 'string') return;
      const flavor = value.value;
      if (!allowedValues(space.tables, row).includes(flavor) || /^(?:cpu|zero)-/.test(flavor)) return;
      const place = file.place(value.span);
      report(
        place,
        'rented',
        { flavor, name: gpu.name },
        {
          related: [asksForGpu(gpu)],
          fixes: () => [reviewFix('Suggest ZeroGPU', space.edits.replace(place, requoted(value, 'zero-a10g')))],
        },
      );
    },
  },
});
