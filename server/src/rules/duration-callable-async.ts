import { rule } from './rule';

export default rule({
  name: 'duration-callable-async',
  summary: 'A duration function that is `async`',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    coroutine:
      '`{callable}` is `async`, so asking it how long `{name}` takes gives a coroutine instead of seconds: every call on ZeroGPU fails with a `TypeError`',
  },
  explains: ['unsupported type for timedelta seconds component'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
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
          related: [{ place: callable.namePlace, message: `\`${callable.name}\` is defined here` }],
          fixes: () =>
            asyncPlace && !callable.awaits
              ? [
                  {
                    title: `Make \`${callable.name}\` an ordinary function`,
                    safety: 'safe',
                    edits: [space.edits.replace(asyncPlace, '')],
                  },
                ]
              : [],
        },
      );
    },
  },
});
