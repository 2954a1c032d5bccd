import { constantOf, type SettingArgument } from '../model';
import { reviewFix, rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'duration-not-number',
  summary: 'A `duration` that is not a number of seconds',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    type: '`duration={written}` of `{name}` is a {type}, which ZeroGPU passes to `timedelta(seconds=…)`: every call fails there with a `TypeError`, while off ZeroGPU nothing looks at it',
    bool: '`duration={written}` counts as a number: ZeroGPU reserves the GPU for `{name}` for {seconds} s',
  },
  explains: ['unsupported type for timedelta seconds component'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name } = gpu;
      if (duration.kind !== 'unknown') return;
      const { argument } = duration;
      const type = typeOf(argument);
      if (type === undefined) return;
      const written = space.text(argument.place);
      const constant = constantOf(argument.value);
      if (type === 'bool') {
        report(argument.place, 'bool', { written, name, seconds: constant === true ? 1 : 0 }, { severity: 'warning' });
        return;
      }
      const number =
        typeof constant === 'string' && /^\s*\d+(?:\.\d+)?\s*s?$/.test(constant) ? parseFloat(constant) : undefined;
      // What is written has to be the literal, not a name that stands for it.
      const isLiteral = /^(["']).*\1$/.test(written);
      report(
        argument.place,
        'type',
        { written, name, type },
        {
          fixes: () => {
            if (number !== undefined && isLiteral) {
              const edit = space.edits.replace(argument.place, String(number));
              return [safeFix(`Write the number: \`duration=${number}\``, edit)];
            }
            if (type !== 'str' || constant !== undefined || !/^[\w.]+(?:\([^()]*\)|\[[^[\]]*\])?$/.test(written))
              return [];
            // A default that is no whole number would end the app where it starts.
            if (/(["'])(?!\d+\1)[^"']*\1\)$/.test(written) && written.includes(',')) return [];
            const edit = space.edits.replace(argument.place, `int(${written})`);
            return [reviewFix(`Convert it to a number: \`duration=int(${written})\``, edit)];
          },
        },
      );
    },
  },
});

/** What the value certainly is, in Python's words; undefined for numbers and for what is not known. */
function typeOf({ keyword, value }: SettingArgument): string | undefined {
  if (keyword !== 'duration') return undefined;
  const [alternative] = value.alts;
  if (value.open || value.alts.some(({ kind }) => kind !== alternative?.kind)) return undefined;
  switch (alternative?.kind) {
    case 'text':
      return 'str';
    case 'bool':
      return alternative.value === undefined || value.alts.length > 1 ? undefined : 'bool';
    case 'sequence':
      return alternative.form;
    case 'dict':
      return 'dict';
    default:
      return undefined;
  }
}
