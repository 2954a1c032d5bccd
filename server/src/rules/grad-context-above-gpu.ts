import { isGpuDecorator, only, type Code, type DecoratorFact } from '../model';
import { isTorchContext } from '../platform/libraries';
import { moveBelow } from './shared';
import { rule } from './rule';

export default rule({
  name: 'grad-context-above-gpu',
  summary: 'A torch context stands above `spaces.GPU`, where it does not reach the GPU',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    above:
      '`{context}` above `spaces.GPU` takes effect in the main process only: it is a setting of the thread, and `{name}` runs in another thread of another process, where {effect}',
  },
  explains: ['torch.OutOfMemoryError: CUDA out of memory'],
  sources: [
    { url: 'https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html', read: '2026-11-21' },
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      for (const definition of code.definitions) {
        const last = definition.decorators.findLastIndex(({ value }) => isGpuDecorator(value));
        definition.decorators.forEach((decorator, index) => {
          const path = index < last ? contextOf(decorator, code) : undefined;
          if (path === undefined) return;
          const isAutocast = path.endsWith('autocast');
          const target = space.code(definition.fn);
          if (!isAutocast && guardsItself(target)) return;
          const context = decorator.text ?? path;
          report(
            decorator.place,
            'above',
            {
              context,
              name: target.name,
              effect: isAutocast ? 'nothing is cast' : 'gradients are recorded and fill the memory',
            },
            {
              fixes: () => [
                {
                  title: `Move \`${context}\` below \`spaces.GPU\``,
                  safety: 'safe',
                  edits: moveBelow(definition, index, last, space),
                },
              ],
            },
          );
        });
      }
    },
  },
});

/** The dotted name of the torch context that a decorator is. */
function contextOf({ value, place }: DecoratorFact, code: Code): string | undefined {
  const called = code.calls.find((call) => call.isDecorator && call.place.start === place.start);
  const made = only(called?.callee ?? value);
  return made?.kind === 'external' && isTorchContext(made.path) ? made.path : undefined;
}

/** Pipelines and `generate` switch gradients off themselves; with nothing else in the body there is nothing to miss. */
function guardsItself(code: Code): boolean {
  const runs = code.calls.filter(
    (call) => isKind(call.callee, ['model', 'pipeline']) || (call.receiver && isKind(call.receiver, ['model'])),
  );
  return runs.length > 0 && runs.every((call) => call.method === 'generate' || isKind(call.callee, ['pipeline']));
}

function isKind(value: DecoratorFact['value'], kinds: readonly string[]): boolean {
  return value.alts.some((item) => item.kind === 'object' && kinds.includes(item.object));
}
