import { cardFault, requoted } from '../model';
import { editDistance } from '../text/nearest';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'color-invalid',
  summary: '`colorFrom` or `colorTo` is not one of the eight colors',
  group: 'front-matter',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    unknown: 'The Hub rejects the push: `{key}` must be one of {allowed}',
  },
  explains: ['"colorFrom" must be one of', '"colorTo" must be one of'],
  sources: [CARD_DOCS],
  check: {
    frontMatter(file, report, space) {
      for (const key of ['colorFrom', 'colorTo']) {
        const fault = cardFault(space, file, key);
        if (fault?.problem.kind !== 'value') continue;
        const { node, place, problem } = fault;
        const color = nearestColor(String(node.value), problem.allowed);
        report(
          place,
          'unknown',
          { key, allowed: problem.allowed.join(', ') },
          {
            fixes: () =>
              color === undefined
                ? []
                : [
                    reviewFix(
                      `Change ${String(node.value)} to ${color}`,
                      space.edits.replace(place, requoted(node, color)),
                    ),
                  ],
          },
        );
      }
    },
  },
});

/** Other names for about the same. */
const SIMILAR: Readonly<Record<string, string>> = {
  grey: 'gray',
  black: 'gray',
  white: 'gray',
  silver: 'gray',
  orange: 'yellow',
  gold: 'yellow',
  brown: 'yellow',
  cyan: 'blue',
  teal: 'green',
  lime: 'green',
  turquoise: 'green',
  navy: 'indigo',
  violet: 'purple',
  magenta: 'pink',
  rose: 'pink',
  crimson: 'red',
};

function nearestColor(written: string, allowed: readonly string[]): string | undefined {
  const name = written.trim().toLowerCase();
  const similar = Object.entries(SIMILAR).find(([word]) => name.includes(word))?.[1];
  if (similar !== undefined && allowed.includes(similar)) return similar;
  const within = allowed.find((color) => name.includes(color) || (name !== '' && color.startsWith(name)));
  if (within !== undefined) return within;
  return [...allowed].sort((a, b) => editDistance(name, a) - editDistance(name, b))[0];
}
