import { externalPath, type Code, type DefinitionFact, type SpaceView } from '../../model';
import type { Edit } from '../../text/place';
import { reviewFix, type Fix } from '../rule';

/** Position of a decorator of this name that stands below the one at `index`. */
export function decoratorBelow(definition: DefinitionFact, index: number, path: string): number | undefined {
  const found = definition.decorators.findIndex(({ value }, i) => i > index && externalPath(value) === path);
  return found < 0 ? undefined : found;
}

/** Puts the decorator at `index` where the one at `last` stands, and those in between one up. */
export function moveBelow(definition: DefinitionFact, index: number, last: number, space: SpaceView): readonly Edit[] {
  const wholes = definition.decorators.slice(index, last + 1).map(({ whole }) => whole);
  return wholes.map((whole, i) => space.edits.replace(whole, space.text(wholes[(i + 1) % wholes.length] ?? whole)));
}

/** Puts a context, written as `torch.…`, directly above the functions, below all their decorators. */
export function underTorchContext(functions: readonly Code[], context: string, space: SpaceView): readonly Fix[] {
  const canBe = functions.every(({ fn, node, module }) => {
    const isTorch = externalPath(space.global(module, 'torch')) === 'torch';
    return fn && node?.kind === 'FunctionDef' && isTorch && space.isBoundAt(fn, 'torch');
  });
  if (!canBe) return [];
  const edits = functions.map(({ definitionPlace }) => space.edits.insertLineAbove(definitionPlace, `@${context}`));
  const names = functions.map(({ name }) => `\`${name}\``).join(', ');
  return [reviewFix(`Put \`@${context}\` above ${names}`, ...edits)];
}
