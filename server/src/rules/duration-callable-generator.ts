import { rule } from './rule';

export default rule({
  name: 'duration-callable-generator',
  summary: 'A duration function that yields instead of returning',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    generator:
      '`{callable}` yields, so asking it how long `{name}` takes gives a generator instead of seconds: every call on ZeroGPU fails with a `TypeError`',
  },
  explains: ['unsupported type for timedelta seconds component'],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
  check: {
    gpuFunction({ duration, name }, report, space) {
      if (duration.kind !== 'callable') return;
      const callable = duration.functions.map((fn) => space.code(fn)).find(({ isGenerator }) => isGenerator);
      if (!callable) return;
      const [exit] = callable.exits.filter(({ kind }) => kind === 'yield');
      report(
        duration.argument.place,
        'generator',
        { callable: callable.name, name },
        {
          related: [{ place: exit?.place ?? callable.namePlace, message: `\`${callable.name}\` yields here` }],
        },
      );
    },
  },
});
