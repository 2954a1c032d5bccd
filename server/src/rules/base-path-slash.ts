import { cardFault, requoted } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'base-path-slash',
  summary: '`base_path` does not begin with a slash',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    slash: '`base_path` takes {form}: `{written}` leads to an address that does not exist',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      const fault = cardFault(space, file, 'base_path');
      if (fault?.problem.kind !== 'form') return;
      const { node, place, problem } = fault;
      const written = String(node.value) || '""';
      report(
        place,
        'slash',
        { form: problem.form, written },
        {
          fixes: () =>
            /^[\w.-]/.test(written)
              ? [reviewFix(`Write \`/${written}\``, space.edits.replace(place, requoted(node, `/${written}`)))]
              : [],
        },
      );
    },
  },
});
