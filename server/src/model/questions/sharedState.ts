/** What code changes that other code sees, in its own process or in another one. */
import { CHANGING, NOT_GROWING } from '../flow/containerMethods';
import type { ClassEntity, ModuleEntity } from '../entities';
import type { WriteFact } from '../facts';
import type { Code } from '../program';
import { passesOn } from './variables';
import { alternatives, only, UNKNOWN, type Value } from '../value';
import type { SpaceView } from '../views';

/** The write changes the object itself, rather than what a name stands for. */
export function isMutation({ kind, member }: WriteFact): boolean {
  return (
    kind === 'item' ||
    kind === 'attribute' ||
    kind === 'delete' ||
    kind === 'augment' ||
    kind === 'argument' ||
    (kind === 'method' && CHANGING.has(member ?? ''))
  );
}

/** `turns.append(…)` and its kin: it puts something into a list or a deque. */
export function addsToList({ kind, member }: WriteFact): boolean {
  return kind === 'method' && /^(?:append(?:left)?|extend(?:left)?|insert)$/.test(member ?? '');
}

/** The write gives an attribute of its root another value, or puts something into the list or dict that `holder` has there. */
export function changesAttribute(write: WriteFact, holder: ClassEntity, space: SpaceView): boolean {
  if (write.attribute === undefined || write.kind === 'delete') return false;
  if (write.kind === 'attribute' || write.kind === 'augment') return true;
  const held = space.attributesOf(holder).get(write.attribute);
  return held !== undefined && isMutation(write) && mayBeContainer(held);
}

/** The key of the dictionary under which the write changes something, as it is written: `seed` of `state["seed"] = 7`. */
export function keyChanged({ root, place, kind, byAlias }: WriteFact, space: SpaceView): string | undefined {
  if (byAlias || (kind !== 'item' && kind !== 'method')) return undefined;
  const [, name, , key] = /^(\w+)\[(["'])([^"'\\]*)\2\]/.exec(space.text(place)) ?? [];
  return name === root.name ? key : undefined;
}

/** A list, a dict or the like, as far as is known. */
export function mayBeContainer(value: Value): boolean {
  return alternatives(value, 'sequence').length + alternatives(value, 'dict').length > 0;
}

/** What the module gives one of its names, before functions do. */
export function firstValue(module: ModuleEntity, name: string, space: SpaceView): Value {
  const bound = space.bindingPlace(module, name);
  const binder = bound && space.codesUsing(name).find((each) => !each.fn && each.unit === bound.anchor);
  return binder?.facts.names.get(name) ?? UNKNOWN;
}

/** Something in the main process, other than the constructor of its object, may fill an attribute of this name. */
export function isSetInMainProcess(attribute: string, space: SpaceView): boolean {
  return space.codesNaming(`.${attribute}=`).some((code) => !code.isGpuOnly && code.name !== '__init__');
}

/** The first function that uses a name of its module, and none of its own that is called so, and that fits. */
export function functionUsing(
  name: string,
  module: ModuleEntity,
  space: SpaceView,
  fits: (user: Code) => boolean,
): Code | undefined {
  return space
    .codesUsing(name)
    .find((each) => each.module === module && each.outside.has(name) && !each.owns(name) && fits(each));
}

/** The functions that give a name of their module another value, as `global model; model = load()` does. */
export function functionsSetting(name: string, module: ModuleEntity, space: SpaceView): readonly Code[] {
  const sets = ({ kind, root }: WriteFact): boolean =>
    kind === 'assign' && root.owner === 'global' && root.name === name;
  return space.codesUsing(name).filter((each) => each.fn && each.module === module && each.writes.some(sets));
}

/** It runs when a visitor asks for something, in the main process or in a worker. */
export function runsForVisitors({ contexts, runsOnGpu }: Code): boolean {
  return contexts.includes('request') || runsOnGpu;
}

/** The first function of the main process, running for visitors, that reads a name of its module, and fits. */
export function readerOfName(
  module: ModuleEntity,
  name: string,
  space: SpaceView,
  fits: (reader: Code) => boolean = () => true,
): Code | undefined {
  return functionUsing(name, module, space, (user) => user.contexts.includes('request') && fits(user));
}

/**
 * What reads a name of the module in the workers of GPU functions other than those in whose workers `write`, in `code`, gives
 * it a value: each decorated function has its own workers, forked from the main process (spaces 0.47 `wrappers.py`). Nobody
 * when the main process or a reader's own workers give it a value as well, or when it is not known where all of them run.
 */
export function readersInOtherWorkers(
  { root: { name } }: WriteFact,
  code: Code,
  space: SpaceView,
  counts: (write: WriteFact) => boolean = () => true,
): readonly Code[] {
  const inModule = space.codesUsing(name).filter((each) => each.fn && each.module === code.module && !each.owns(name));
  const writers = inModule.filter((each) => each.writes.some((write) => fills(write, name) && counts(write)));
  if (!writers.includes(code)) return [];
  const filled = new Set<Code>();
  for (const writer of writers) {
    const roots = writer.isGpuOnly ? workersOf(writer, space) : undefined;
    if (!roots) return [];
    for (const root of roots) filled.add(root);
  }
  return inModule.filter((reader) => {
    if (!reader.isGpuOnly || !reader.outside.has(name)) return false;
    const roots = workersOf(reader, space);
    return roots !== undefined && ![...roots].some((root) => filled.has(root));
  });
}

/** The write gives the name something that can be read there later. */
export function fills({ kind, root, member, value }: WriteFact, name = root.name): boolean {
  if (root.owner !== 'global' || root.name !== name || kind === 'delete') return false;
  if (kind === 'method') return !NOT_GROWING.has(member ?? '');
  return kind !== 'assign' || only(value)?.kind !== 'none';
}

/** The functions in whose workers GPU code runs; undefined when not all of them are known. */
function workersOf(code: Code, space: SpaceView): ReadonlySet<Code> | undefined {
  const roots = new Set<Code>();
  const reached = new Set([code]);
  for (const each of reached) {
    const { gpu } = each;
    for (const target of gpu?.targets ?? []) roots.add(target);
    const callers = each.fn ? space.callersOf(each.fn).filter((caller) => caller !== each) : [];
    if (!gpu && (callers.length === 0 || callers.some(({ contexts }) => contexts.length === 0))) return undefined;
    for (const caller of callers) if (caller.fn && caller.runsOnGpu) reached.add(caller);
  }
  return roots;
}

/** The name is passed to some call outside GPU code, which may do anything to what it stands for. */
export function isHandedOn(name: string, space: SpaceView): boolean {
  return space.codesUsing(name).some((code) => !code.isGpuOnly && passesOn(code, name));
}
