import { only, type ExitFact } from '../model';
import { rule } from './rule';

export default rule({
  name: 'gpu-returns-generator',
  summary: 'A GPU function returns a generator instead of being one',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    returned:
      '`{name}` returns a generator, which can’t leave the GPU worker: only a function that yields by itself is streamed',
  },
  explains: ["cannot pickle 'generator' object", 'PicklingError'],
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
  check: {
    gpuFunction(gpu, report, space) {
      for (const target of gpu.targets) {
        if (target.isGenerator || target.isAsync) continue;
        const isSafe = target.exits.length === 1;
        for (const exit of target.exits) {
          if (!givesGenerator(exit)) continue;
          const keyword = { ...exit.statement, end: exit.place.start };
          report(
            exit.place,
            'returned',
            { name: target.name },
            {
              related: [{ place: gpu.place, message: `\`${target.name}\` runs in a GPU worker` }],
              fixes: () =>
                space.text(keyword).trim() === 'return'
                  ? [
                      {
                        title: 'Stream it with `yield from`',
                        safety: isSafe ? 'safe' : 'review',
                        edits: [space.edits.replace(keyword, 'yield from ')],
                      },
                    ]
                  : [],
            },
          );
        }
      }
    },
  },
});

function givesGenerator({ kind, value }: ExitFact): boolean {
  const alternative = only(value);
  return kind === 'return' && alternative?.kind === 'object' && alternative.object === 'generator';
}
