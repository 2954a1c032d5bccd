import { cardFaults, isCard, type CardFault } from '../model';
import { CARD_DOCS, reviewFix, rule } from './rule';

export default rule({
  name: 'frontmatter-type',
  summary: 'A front matter value has another type than its key takes',
  group: 'front-matter',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    type: '`{key}` takes {expected}, but YAML reads `{written}` as {found}',
    item: 'Items of `{key}` are {expected}, but YAML reads `{written}` as {found}',
  },
  explains: ['" must be a boolean', '" must be an array', '" must be a string', '" must be a number'],
  sources: [CARD_DOCS, { url: 'https://yaml.org/spec/1.2.2/#103-core-schema', read: '2026-11-21' }],
  check: {
    frontMatter(file, report, space) {
      if (!isCard(file)) return;
      for (const { key, duplicate } of file.parsed.entries) {
        // Numbers there have rules of their own, which know what is lost.
        if (duplicate || OWN_RULES.has(key)) continue;
        for (const fault of cardFaults(space, file, key)) {
          if (fault.problem.kind !== 'type') continue;
          const { node, place, problem } = fault;
          const expected = TYPES[problem.expected];
          const written = node.raw.length > 40 ? `${node.raw.slice(0, 39)}…` : node.raw;
          const args = { key, expected, written: written.replace(/\s+/g, ' '), found: KINDS[node.kind] ?? node.kind };
          const better = betterValue(fault);
          report(place, problem.item === undefined ? 'type' : 'item', args, {
            fixes: () =>
              better === undefined ? [] : [reviewFix(`Write \`${better}\``, space.edits.replace(place, better))],
          });
        }
      }
    },
  },
});

const OWN_RULES: ReadonlySet<string> = new Set(['python_version', 'sdk_version', 'startup_duration_timeout']);

const TYPES: Readonly<Record<Extract<CardFault['problem'], { kind: 'type' }>['expected'], string>> = {
  string: 'text',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  list: 'a list',
  map: 'keys and values',
  'string-or-list': 'text or a list',
};

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'a boolean',
  list: 'a list',
  map: 'a mapping',
};

/** The value as it was probably meant. */
function betterValue({ node, problem }: CardFault): string | undefined {
  const expected = problem.kind === 'type' ? problem.expected : undefined;
  const text = String(node.value).trim();
  switch (expected) {
    case 'boolean':
      if (/^(?:yes|on|true|1)$/i.test(text)) return 'true';
      return /^(?:no|off|false|0)$/i.test(text) ? 'false' : undefined;
    case 'integer':
      return node.kind === 'string' && /^\d+$/.test(text) ? text : undefined;
    case 'list':
      return node.kind === 'string' && node.style === 'plain' && text !== ''
        ? `[${text
            .split(',')
            .map((item) => item.trim())
            .join(', ')}]`
        : undefined;
    case 'string':
      return node.kind === 'number' || node.kind === 'boolean' ? `"${node.raw}"` : undefined;
    default:
      return undefined;
  }
}
