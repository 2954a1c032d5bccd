import { constantOf, environmentWrites, wordsForSetting, type EnvironmentWrite, type SpaceView } from '../model';
import type { Place } from '../text/place';
import { reviewFix, rule, type Fix } from './rule';

/** What the dynamic linker fills in itself, as in `LD_LIBRARY_PATH`, is none (ld.so(8), read 2026-11-23). */
const REFERENCE = /\$\{?(?!(?:ORIGIN|LIB|PLATFORM)\b)([A-Z][A-Z_]{2,})\}?/;
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
  concerns: wordsForSetting(),
  sources: [{ url: 'https://docs.python.org/3/library/os.html#os.environ', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const write of environmentWrites(code, space)) {
        const part = referenceIn(write, space);
        if (!part) continue;
        const { place, variable } = write;
        report(
          place,
          'literal',
          { variable, reference: part.reference },
          { fixes: () => expanded(write, part.place, space) },
        );
      }
    },
  },
});

interface Part {
  /** The text that holds it, as written, when it is written down here. */
  readonly place: Place | undefined;
  readonly reference: string;
}

/** The first reference in what the variable is set to, or in a text that is added up with others. */
function referenceIn({ value, valuePlace }: EnvironmentWrite, space: SpaceView): Part | undefined {
  const text = constantOf(value);
  if (typeof text === 'string') {
    const reference = REFERENCE.exec(text)?.[0];
    return reference === undefined ? undefined : { place: valuePlace, reference };
  }
  const written = valuePlace ? space.text(valuePlace) : '';
  if (!valuePlace || !written.includes('$') || written.length > LONGEST_SUM) return undefined;
  const summands = [...written.matchAll(SUMMAND)];
  // All of it, one behind the other.
  if (summands.map(([whole]) => whole).join('') !== written) return undefined;
  return summands
    .map(({ index, groups }): Part | undefined => {
      const literal = groups?.literal ?? '';
      const reference = REFERENCE.exec(literal)?.[0];
      const start = valuePlace.start + index + (groups?.blank ?? '').length;
      const place = { anchor: valuePlace.anchor, start, end: start + literal.length };
      return reference === undefined ? undefined : { place, reference };
    })
    .find((part) => part !== undefined);
}

/** How long a sum may be that is read. */
const LONGEST_SUM = 400;

/** A text, or a name with or without brackets behind it: `os.environ["PATH"]`. */
const SUMMAND =
  /(?<blank>\s*)(?:(?<literal>"[^"'\\\n]*"|'[^"'\\\n]*')|[\w.]+(?:\[[^\][+]*\]|\([^()+]*\))?)\s*(?:\+(?=.)|$)/gs;

/** The references as items of `os.environ`, between what stands around them. */
function expanded(
  { variable, valuePlace, environ }: EnvironmentWrite,
  part: Place | undefined,
  space: SpaceView,
): readonly Fix[] {
  const [, quote = '', text] = (part && /^(["'])([^"'\\\n]*)\1$/.exec(space.text(part))) ?? [];
  if (!part || !valuePlace || text === undefined || environ === '') return [];
  const parts = text.split(new RegExp(REFERENCE, 'g')).map((each, index) => {
    if (index % 2 === 0) return each === '' ? '' : `${quote}${each}${quote}`;
    const name = `${quote}${each}${quote}`;
    return ALWAYS_SET.has(each) ? `${environ}[${name}]` : `${environ}.get(${name}, ${quote}${quote})`;
  });
  const newText = parts.filter((each) => each !== '').join(' + ');
  const whole = space.text(valuePlace);
  const result = whole.slice(0, part.start - valuePlace.start) + newText + whole.slice(part.end - valuePlace.start);
  return [reviewFix(`Set \`${variable}\` to \`${result}\``, space.edits.replace(part, newText))];
}
