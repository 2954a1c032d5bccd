import { cardEntry, isCard, type FrontMatterNode, type SpaceView } from '../model';
import { cardKeyOf, cardProblems } from '../platform';
import { nearest } from '../text/nearest';
import { rule } from './rule';

export default rule({
  name: 'unknown-frontmatter-key',
  summary: 'A key of the front matter looks like a misspelt one',
  group: 'front-matter',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    unknown: 'The Hub does not know `{key}` and ignores it; did you mean `{meant}`?',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-config-reference', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      if (!isCard(file)) return;
      const keys = space.tables.cardKeys.rows.filter(({ status }) => status === 'space').map(({ key }) => key);
      for (const { key, keySpan, value, duplicate } of file.parsed.entries) {
        if (duplicate || cardKeyOf(space.tables, key)) continue;
        const meant = nearest(key, keys);
        // With the right key there as well, this is more likely to be something else on purpose.
        if (meant === undefined || cardEntry(file, meant) || key.length < 4) continue;
        const place = file.place(keySpan);
        report(
          place,
          'unknown',
          { key, meant },
          {
            fixes: () => {
              const better = valueFor(meant, value, space);
              if (better === undefined) return [];
              const edits = [space.edits.replace(place, meant)];
              if (better !== value.raw) edits.push(space.edits.replace(file.place(value.span), better));
              return [{ title: `Rename it to \`${meant}\``, safety: 'review', edits }];
            },
          },
        );
      }
    },
  },
});

/** The value as the key takes it: one text is the only item of a list. Undefined when it would be wrong for the key. */
function valueFor(
  key: string,
  { kind, style, raw, value }: FrontMatterNode,
  { tables }: SpaceView,
): string | undefined {
  const [problem] = cardProblems(tables, key, value);
  if (problem === undefined) return raw;
  const isItem = problem.kind === 'type' && problem.expected === 'list' && kind === 'string' && style !== 'block';
  // In brackets these mean something else.
  if (!isItem || (style === 'plain' && /[[\]{},#]/.test(raw))) return undefined;
  return cardProblems(tables, key, [value]).length === 0 ? `[${raw}]` : undefined;
}
