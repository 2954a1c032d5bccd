import { rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { definedHere } from './shared/related';

export default rule({
  name: 'duration-callable-async',
  summary: 'A duration function that is `async`',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    coroutine:
      '`{callable}` is `async`, so it returns a coroutine instead of the seconds that `{name}` takes: every call on ZeroGPU fails with a `TypeError`',
  },
  explains: ['unsupported type for timedelta seconds component'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction({ duration, name }, report, space) {
      if (duration.kind !== 'callable') return;
      const callable = duration.functions.map((fn) => space.code(fn)).find(({ isAsync }) => isAsync);
      if (!callable || callable.isGenerator) return;
      const { asyncPlace } = callable;
      report(
        duration.argument.place,
        'coroutine',
        { callable: callable.name, name },
        {
          related: [definedHere(callable)],
          fixes: () =>
            asyncPlace && !callable.awaits
              ? [safeFix(`Make \`${callable.name}\` an ordinary function`, space.edits.replace(asyncPlace, ''))]
              : [],
        },
      );
    },
  },
});
