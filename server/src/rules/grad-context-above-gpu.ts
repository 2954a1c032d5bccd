import { isGpuDecorator, only, type Code, type DecoratorFact, type DefinitionFact, type SpaceView } from '../model';
import { isTorchContext } from '../platform/libraries';
import type { Edit } from '../text/place';
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
  concerns: ['@spaces.GPU'],
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
              fixes: () => {
                const between = definition.decorators.slice(index, last);
                // The contexts keep their order.
                if (between.every((each) => contextOf(each, code) !== undefined)) {
                  const title = `Move \`spaces.GPU\` above \`${context}\``;
                  return [{ title, safety: 'safe', edits: moveAbove(definition, index, last, space) }];
                }
                const title = `Move \`${context}\` below \`spaces.GPU\``;
                return [{ title, safety: 'safe', edits: moveBelow(definition, index, last, space) }];
              },
            },
          );
        });
      }
    },
  },
});

/** Puts the decorator at `last` where the one at `index` stands, and those from there on one down. */
function moveAbove(definition: DefinitionFact, index: number, last: number, space: SpaceView): readonly Edit[] {
  const wholes = definition.decorators.slice(index, last + 1).map(({ whole }) => whole);
  return wholes.map((whole, i) => space.edits.replace(whole, space.text(wholes.at(i - 1) ?? whole)));
}

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
