import { cardFaults, isCard, requoted } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'preload-format',
  summary: 'An item of `preload_from_hub` is not in the form that the build reads',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    form: 'An item of `preload_from_hub` must be {form}: the build does not understand `{written}`',
  },
  explains: [],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      for (const { entry, node, place, problem } of isCard(file) ? cardFaults(space, file, 'preload_from_hub') : []) {
        if (problem.kind !== 'form' || node === entry.value) continue;
        const text = String(node.value);
        const better = text
          .trim()
          .replace(/^(?:https?:\/\/)?huggingface\.co\//, '')
          .split(',')
          .map((part) => part.trim())
          .join(',')
          .replace(/\s+/g, ' ');
        const written = text.length > 60 ? `${text.slice(0, 59)}…` : text;
        report(
          place,
          'form',
          { form: problem.form, written },
          {
            fixes: () =>
              better === text || better.includes('://')
                ? []
                : [
                    reviewFix(
                      `Write \`${better.length > 60 ? `${better.slice(0, 59)}…` : better}\``,
                      space.edits.replace(place, requoted(node, better)),
                    ),
                  ],
          },
        );
      }
    },
  },
});
