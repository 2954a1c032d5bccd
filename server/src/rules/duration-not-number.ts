import { constantOf, type GpuFunction, type SettingArgument, type SpaceView, type Value } from '../model';
import { reviewFix, rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS, type Report } from './rule';

const messages = {
  type: '`duration={written}` of `{name}` is a {type}, which ZeroGPU passes to `timedelta(seconds=…)`: every call fails there with a `TypeError`, while off ZeroGPU nothing looks at it',
  result:
    '`{callable}` returns a {type}, which ZeroGPU passes to `timedelta(seconds=…)`: the call of `{name}` fails there with a `TypeError`, while off ZeroGPU nothing asks for it',
  bool: '`duration={written}` counts as a number: ZeroGPU reserves the GPU for `{name}` for {seconds} s',
};

export default rule({
  name: 'duration-not-number',
  summary: 'A `duration` that is not a number of seconds',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages,
  explains: ['unsupported type for timedelta seconds component'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name } = gpu;
      if (duration.kind === 'callable') reportResults(gpu, report, space);
      if (duration.kind !== 'unknown') return;
      const { argument } = duration;
      const type = typeOfSetting(argument);
      if (type === undefined) return;
      const written = space.text(argument.place);
      const constant = constantOf(argument.value);
      if (type === 'bool') {
        report(argument.place, 'bool', { written, name, seconds: constant === true ? 1 : 0 }, { severity: 'warning' });
        return;
      }
      const number = secondsIn(constant);
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

/** What a duration function certainly returns. */
function reportResults({ duration, name }: GpuFunction, report: Report<typeof messages>, space: SpaceView): void {
  if (duration.kind !== 'callable') return;
  for (const fn of duration.functions) {
    const callable = space.code(fn);
    // Those have findings of their own, and a decorator may make a number of what is returned.
    if (callable.isGenerator || callable.isAsync || callable.decorators.length > 0) continue;
    for (const { value, place } of callable.exits) {
      const type = typeOf(value);
      if (type === undefined || type === 'bool') continue;
      const number = secondsIn(constantOf(value));
      const isLiteral = /^(["']).*\1$/.test(space.text(place));
      report(
        duration.argument.place,
        'result',
        { callable: callable.name, type, name },
        {
          related: [{ place, message: `It returns a ${type} here` }],
          fixes: () =>
            number !== undefined && isLiteral
              ? [safeFix(`Return the number: \`${number}\``, space.edits.replace(place, String(number)))]
              : [],
        },
      );
      break;
    }
  }
}

/** The number of seconds that text is about, as in `"60"` and `"60s"`. */
function secondsIn(constant: unknown): number | undefined {
  return typeof constant === 'string' && /^\s*\d+(?:\.\d+)?\s*s?$/.test(constant) ? parseFloat(constant) : undefined;
}

function typeOfSetting({ keyword, value }: SettingArgument): string | undefined {
  return keyword === 'duration' ? typeOf(value) : undefined;
}

/** What the value certainly is, in Python's words; undefined for numbers and for what is not known. */
function typeOf(value: Value): string | undefined {
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
