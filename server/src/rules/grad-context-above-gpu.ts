import {
  argumentOf,
  codesRunBy,
  constantOf,
  contextOfDecorator,
  functionsOf,
  isAutocast,
  isGpuDecorator,
  isGradContext,
  isTorchContextDecorator,
  runsInlineOnly,
  runsModelOutside,
  torchContext,
  type CallFact,
  type Code,
  type DecoratorFact,
  type DefinitionFact,
  type SpaceView,
} from '../model';
import { sameData } from '../text/equality';
import type { Edit } from '../text/place';
import { moveBelow, underTorchContext } from './shared/decorators';
import { rule, safeFix, SPACES_PACKAGE, type Fix, type Report } from './rule';

const messages = {
  above:
    '`{context}` above `spaces.GPU` only applies to a thread of the main process, but `{name}` runs in a GPU worker, where {effect}',
  around:
    '`{context}` around the call of `{name}` only applies to a thread of the main process, but `{name}` runs in a GPU worker, where {effect}',
};

export default rule({
  name: 'grad-context-above-gpu',
  summary: 'A torch context is above `spaces.GPU`, where it does not reach the GPU',
  group: 'process',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages,
  explains: ['torch.OutOfMemoryError: CUDA out of memory', 'NVML_SUCCESS == r INTERNAL ASSERT FAILED'],
  concerns: ['@spaces.GPU', 'gpuFunction'],
  sources: [
    { url: 'https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html', read: '2026-11-21' },
    SPACES_PACKAGE,
  ],
  check: {
    code(code, report, space) {
      for (const definition of code.definitions) reportAbove(definition, report, space);
      reportAround(code, report, space);
    },
  },
});

function effectOf(path: string): string {
  return isAutocast(path) ? 'nothing is cast' : 'gradients are recorded and fill the memory';
}

/** A context above the decorator that makes the function a GPU function. */
function reportAbove(definition: DefinitionFact, report: Report<typeof messages>, space: SpaceView): void {
  const last = definition.decorators.findLastIndex(({ value }) => isGpuDecorator(value));
  const target = space.code(definition.fn);
  // Called in a worker only, it runs there at once, in whatever is above it.
  if (last > 0 && runsInlineOnly(target, space)) return;
  for (const [index, decorator] of definition.decorators.slice(0, Math.max(last, 0)).entries()) {
    const path = contextOfDecorator(decorator, target);
    if (path === undefined || (!isAutocast(path) && guardsItself(target, space))) continue;
    const context = decorator.text ?? path;
    const fixes = () => {
      const between = definition.decorators.slice(index, last);
      // The contexts keep their order.
      return between.every((each) => isTorchContextDecorator(each, target))
        ? [safeFix(`Move \`spaces.GPU\` above \`${context}\``, ...moveAbove(definition, index, last, space))]
        : [safeFix(`Move \`${context}\` below \`spaces.GPU\``, ...moveBelow(definition, index, last, space))];
    };
    report(decorator.place, 'above', { context, name: target.name, effect: effectOf(path) }, { fixes });
  }
}

/** `with torch.no_grad():` in the main process around a call of a GPU function that runs a model without one. */
function reportAround(code: Code, report: Report<typeof messages>, space: SpaceView): void {
  const { calls, contexts } = code;
  if (contexts.length === 0 || code.runsOnGpu) return;
  for (const context of calls) {
    const path = torchContext(context.callee);
    if (path === undefined || !isSwitchedOn(path, context)) continue;
    const fits = isAutocast(path) ? isAutocast : isGradContext;
    if (fits === isGradContext && mayFreeze(space)) continue;
    for (const call of calls) {
      if (!call.entered.some((place) => sameData(place, context.place))) continue;
      const targets = call.callee.alts.flatMap((item) => (item.kind === 'gpuFunction' ? functionsOf(item.target) : []));
      const target = targets.map((fn) => space.code(fn)).find((each) => runsModelOutside(fits, each, space));
      if (!target) continue;
      const written = space.text(context.place);
      report(
        context.place,
        'around',
        { context: written, name: target.name, effect: effectOf(path) },
        {
          severity: 'information',
          related: [
            { place: call.place, message: `\`${target.name}\` is called here` },
            { place: target.namePlace, message: `\`${target.name}\` runs a model in a GPU worker` },
          ],
          fixes: () => withContext(target, written, code, space),
        },
      );
      break;
    }
  }
}

/** Weights may need no gradients: of those nothing is recorded. */
function mayFreeze(space: SpaceView): boolean {
  return ['.requires_grad_', '.parameters'].some((word) => space.codesNaming(word).length > 0);
}

/** It keeps gradients from being recorded, or casts what is computed on the GPU. */
function isSwitchedOn(path: string, context: CallFact): boolean {
  const [first] = context.args;
  const given = first && constantOf(first.value);
  if (path.endsWith('set_grad_enabled')) return given === false;
  if (path.endsWith('enable_grad')) return false;
  if (!isAutocast(path)) return first === undefined || given === true;
  const enabled = argumentOf(context, 'enabled', path.includes('.cuda.') ? 0 : 2);
  if (enabled && constantOf(enabled.value) !== true) return false;
  const device = argumentOf(context, 'device_type', 0);
  return path.includes('.cuda.') || (device !== undefined && constantOf(device.value) === 'cuda');
}

/** The same context on the GPU function itself, where all that is written in it means the same as in `code`. */
function withContext(target: Code, written: string, code: Code, space: SpaceView): readonly Fix[] {
  const { fn } = target;
  if (!fn || !/^torch\.[\w.]+\([\w.,= "']*\)$/.test(written)) return [];
  const names = written.replace(/"[^"]*"|'[^']*'/g, '').match(/(?<![\w.])[A-Za-z_]\w*(?!\w|\s*=)/g) ?? [];
  const isSame = (name: string): boolean =>
    /^(?:torch|True|False|None)$/.test(name) ||
    (code.module === target.module && !code.owns(name) && space.isBoundAt(fn, name));
  return names.every(isSame) ? underTorchContext([target], written, space) : [];
}

/** Puts the decorator at `last` where the one at `index` stands, and those from there on one down. */
function moveAbove(definition: DefinitionFact, index: number, last: number, space: SpaceView): readonly Edit[] {
  const wholes = definition.decorators.slice(index, last + 1).map(({ whole }) => whole);
  return wholes.map((whole, i) => space.edits.replace(whole, space.text(wholes.at(i - 1) ?? whole)));
}

/**
 * Pipelines and `generate` switch gradients off themselves; with nothing else in the body there is nothing to miss. Nor is
 * there where the body, or what it calls, enters such a context of its own.
 */
function guardsItself(code: Code, space: SpaceView): boolean {
  const codes = [...codesRunBy(code, space)];
  const calls = codes.flatMap((each) => each.calls);
  if (calls.some((call) => isGradContext(torchContext(call.callee) ?? ''))) return true;
  const runs = calls.filter(
    (call) => isKind(call.callee, ['model', 'pipeline']) || (call.receiver && isKind(call.receiver, ['model'])),
  );
  return runs.length > 0 && runs.every((call) => call.method === 'generate' || isKind(call.callee, ['pipeline']));
}

function isKind(value: DecoratorFact['value'], kinds: readonly string[]): boolean {
  return value.alts.some((item) => item.kind === 'object' && kinds.includes(item.object));
}
