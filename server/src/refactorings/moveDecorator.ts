import {
  callsOf,
  gpuCallsIn,
  isProgress,
  only,
  placeOfGpuDecorator,
  unpicklable,
  type Code,
  type DecoratorFact,
  type FunctionEntity,
  type GpuFunction,
  type SpaceView,
} from '../model';
import type { Edit } from '../text/place';
import type { Proposal, Refactoring } from './refactoring';

/** *Move the decorator to the caller*, where the caret is on the decorator of a function that other functions call. */
export const moveDecoratorRefactoring: Refactoring = ({ code, touches }, space) => {
  const { fn, gpu } = code;
  if (!fn || !gpu || !touches(gpu.place) || space.handlersOf(fn).length > 0) return [];
  const callers = space.callersOf(fn).filter((caller) => caller !== code && caller !== code.outer && caller.fn);
  const timesIn = (caller: Code): number =>
    gpuCallsIn(caller, space).filter((entry) => entry.gpu === gpu && !entry.call.conditional).length;
  const looping = callers.filter((caller) =>
    gpuCallsIn(caller, space).some(
      (entry) => entry.gpu === gpu && entry.call.loops.some((loop) => !loop.leftAfterFirstPass),
    ),
  );
  const [owner, ...others] = looping.length > 0 ? looping : callers;
  if (!owner || others.length > 0 || owner.runsOnGpu || owner.contexts.includes('import')) return [];
  // One that enters it once gains nothing, and its own work would be paid for.
  if ((looping.length === 0 && timesIn(owner) < 2) || raisesPlainly(owner)) return [];
  const proposal = moveDecorator(owner, gpu, space);
  return proposal ? [proposal] : [];
};

/** In a worker, the text of what it raises would be lost: visitors see only that of `gr.Error`. */
export function raisesPlainly(code: Code): boolean {
  return code.raises.some(({ insideTry, value }) => {
    const raised = only(value);
    return !insideTry && raised?.kind === 'object' && !raised.type.startsWith('gradio.');
  });
}

/**
 * Moves the decorator of a GPU function to one that calls it; it stays where others need it too. Undefined where it would
 * mean something else there.
 */
export function moveDecorator(owner: Code, gpu: GpuFunction, space: SpaceView): Proposal | undefined {
  const [callee] = gpu.targets;
  const { fn, node } = owner;
  const decorator = callee?.decorators.find(
    ({ place }) => place.start === gpu.place.start && place.anchor === gpu.place.anchor,
  );
  if (!callee?.fn || !decorator || gpu.targets.length !== 1) return undefined;
  if (!fn || node?.kind !== 'FunctionDef' || owner.isAsync || owner.cls || owner.outer.fn) return undefined;
  // In a worker, a generator's progress bar stands still.
  if (owner.isGenerator && owner.params.some(isProgress)) return undefined;
  // A callable takes the parameters of the function it was written for.
  if (gpu.duration.kind === 'callable' || gpu.duration.kind === 'unknown') return undefined;
  if (!canCross(owner, fn, space)) return undefined;
  const added = decoratorFor(owner, fn, callee, decorator, gpu, space);
  if (!added) return undefined;
  const { written, imports } = added;
  const othersNeedIt =
    space.handlersOf(callee.fn).length > 0 ||
    space
      .callersOf(callee.fn)
      .some((code) => code !== callee.outer && code.fn !== fn && code.fn !== callee.fn && !code.isGpuOnly);
  const inserted = [...imports, space.edits.insertLineAbove(placeOfGpuDecorator(owner), written)];
  const title = othersNeedIt
    ? `Decorate \`${owner.name}\` too, with \`${written}\`, which has to cover every call of \`${callee.name}\``
    : `Move \`${written}\` from \`${callee.name}\` to \`${owner.name}\`: its duration has to cover every call`;
  const edits = othersNeedIt ? inserted : [space.edits.remove(decorator.whole), ...inserted];
  return { title, kind: 'refactor.move', edits };
}

/** Nothing that can't be pickled is known to be passed to the function, or to be given back by it. */
function canCross(owner: Code, fn: FunctionEntity, space: SpaceView): boolean {
  const passed = space
    .callersOf(fn)
    .filter((caller) => !caller.isGpuOnly)
    .flatMap((caller) => callsOf(fn, caller))
    .flatMap(({ args }) => args);
  return [...passed, ...owner.exits].every(({ value }) => unpicklable(value, space) === undefined);
}

/** The decorator as it can be written above another function; undefined when a name in it means nothing there. */
function decoratorFor(
  owner: Code,
  fn: FunctionEntity,
  callee: Code,
  decorator: DecoratorFact,
  gpu: GpuFunction,
  space: SpaceView,
): { readonly written: string; readonly imports: readonly Edit[] } | undefined {
  if (callee.module === owner.module) {
    const isKnown = decorator.names.every((name) => space.isBoundAt(fn, name));
    return isKnown ? { written: space.text(decorator.whole), imports: [] } : undefined;
  }
  // In another module, only what is written out can come along.
  if (gpu.made !== 'decorator' || decorator.names.length > 1) return undefined;
  const name = space.gpuNameIn(owner.module);
  const added = name === undefined ? space.edits.addImport(owner.module, 'import spaces') : undefined;
  const settings = gpu.argsPlace ? space.text(gpu.argsPlace) : '';
  return { written: `@${name ?? 'spaces.GPU'}${settings}`, imports: added ? [added] : [] };
}
