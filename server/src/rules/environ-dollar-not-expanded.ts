import { constantOf, environmentWrites, type EnvironmentWrite, type SpaceView } from '../model';
import { reviewFix, rule, type Fix } from './rule';

const REFERENCE = /\$\{?([A-Z][A-Z_]{2,})\}?/;
/** Set wherever Python runs on a Space. */
const ALWAYS_SET = new Set(['HOME', 'PATH']);

export default rule({
  name: 'environ-dollar-not-expanded',
  summary: 'A `$` in `os.environ`, which nothing expands',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    literal:
      '`os.environ` does not expand `{reference}` the way a shell does: `{variable}` contains the dollar sign and the name as written',
  },
  explains: [],
  concerns: ['item', 'os.environ.setdefault', 'os.environ.update', 'os.putenv'],
  sources: [{ url: 'https://docs.python.org/3/library/os.html#os.environ', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const write of environmentWrites(code, space)) {
        const text = constantOf(write.value);
        const reference = typeof text === 'string' ? REFERENCE.exec(text)?.[0] : undefined;
        if (reference === undefined) continue;
        const { place, variable } = write;
        report(place, 'literal', { variable, reference }, { fixes: () => expanded(write, space) });
      }
    },
  },
});

/** The references as items of `os.environ`, between what stands around them. */
function expanded({ variable, valuePlace, environ }: EnvironmentWrite, space: SpaceView): readonly Fix[] {
  const [, quote = '', text] = (valuePlace && /^(["'])([^"'\\\n]*)\1$/.exec(space.text(valuePlace))) ?? [];
  if (!valuePlace || text === undefined || environ === '') return [];
  const parts = text.split(new RegExp(REFERENCE, 'g')).map((part, index) => {
    if (index % 2 === 0) return part === '' ? '' : `${quote}${part}${quote}`;
    const name = `${quote}${part}${quote}`;
    return ALWAYS_SET.has(part) ? `${environ}[${name}]` : `${environ}.get(${name}, ${quote}${quote})`;
  });
  const newText = parts.filter((part) => part !== '').join(' + ');
  const title = `Set \`${variable}\` to \`${newText}\``;
  return [reviewFix(title, space.edits.replace(valuePlace, newText))];
}
