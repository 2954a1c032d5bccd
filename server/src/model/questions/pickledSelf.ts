/** What it means that calls of a GPU method send its object along. */
import { callRow, UNPICKLABLE } from '../../platform/libraries';
import type { ClassEntity } from '../entities';
import type { Code } from '../program';
import { MODULE_METHODS } from '../flow/members';
import { only, type Alternative, type Value } from '../value';
import type { SpaceView } from '../views';
import { emulatedCuda, isGivenAway, picklesItself, valueOnceStarted } from './pickling';

/** Why an object of a class had better not be pickled: the worst reason, and the attribute; undefined when none is known. */
export function burdenOf(
  cls: ClassEntity,
  space: SpaceView,
): { readonly message: 'impossible' | 'empty' | 'heavy'; readonly attribute: string } | undefined {
  if (picklesItself(cls, space)) return undefined;
  const attributes = [...space.attributesOf(cls).keys()]
    .filter((name) => !isSetInWorkers(cls, name, space) && !isGivenAway(cls, name, space))
    .map((name) => [name, valueOnceStarted(cls, name, space)] as const);
  const impossible = attributes.find(([, value]) => isObject(value, ({ object }) => object in UNPICKLABLE));
  const empty = attributes.find(([, value]) => emulatedCuda(value, space) !== undefined);
  const heavy =
    attributes.find(([, value]) => isObject(value, holdsWeights)) ??
    attributes.find(([name, value]) => isUnclear(value) && isUsedAsModel(cls, name, space));
  const told = impossible ?? empty ?? heavy;
  return told && { message: impossible ? 'impossible' : empty ? 'empty' : 'heavy', attribute: told[0] };
}

/** A method that may become a GPU function: its object is not known to be hard to pickle, and loses nothing in a worker. */
export function isLightMethod({ cls, node, isAsync, outer, writes }: Code, space: SpaceView): boolean {
  if (!cls || node?.kind !== 'FunctionDef' || isAsync || outer.fn || /^__(?!call__)\w+__$/.test(node.name))
    return false;
  if (burdenOf(cls, space) || writes.some(({ root }) => root.owner === 'self')) return false;
  // Gradio's page holds locks and the functions of its events.
  return ![...space.attributesOf(cls).values()].some(({ alts }) =>
    alts.some((item) => item.kind === 'object' && ['component', 'blocks', 'event'].includes(item.object)),
  );
}

/** Only GPU functions make it more than None, so that the object that is sent does not have it. */
export function isSetInWorkers(cls: ClassEntity, attribute: string, space: SpaceView): boolean {
  const setters = space
    .ownMethodsOf(cls)
    .filter(({ writes }) =>
      writes.some(
        ({ kind, root, attribute: written, value }) =>
          kind === 'attribute' && root.owner === 'self' && written === attribute && only(value)?.kind !== 'none',
      ),
    );
  return setters.length > 0 && setters.every(({ gpu, isGpuOnly }) => gpu !== undefined || isGpuOnly);
}

/** It is something, once the app has started, and it is not clear what. */
function isUnclear(value: Value): boolean {
  return only(value) === undefined && !value.alts.some(({ kind }) => kind === 'none');
}

/** Methods of the class load its state, as that of optimizers is too, and move it or the like, as is done to models alone. */
function isUsedAsModel(cls: ClassEntity, attribute: string, space: SpaceView): boolean {
  const object = `self.${attribute}.`;
  const methods = space
    .ownMethodsOf(cls)
    .flatMap(({ calls }) => calls.map(({ calleeText = '' }) => calleeText))
    .filter((callee) => callee.startsWith(object))
    .map((callee) => callee.slice(object.length));
  return methods.includes('load_state_dict') && methods.some((method) => MODULE_METHODS.has(method));
}

type LibraryObject = Extract<Alternative, { kind: 'object' }>;

function isObject({ alts, open }: Value, test: (item: LibraryObject) => boolean): boolean {
  return !open && alts.some((item) => item.kind === 'object' && test(item));
}

/** A model, or what a library calls one that it has loaded; what is in a file of tensors may be anything. */
function holdsWeights({ object, type }: LibraryObject): boolean {
  if (object === 'model' || object === 'pipeline') return true;
  return object === 'data' && callRow(type)?.loadsModel === true && !/^(?:torch|safetensors)\./.test(type);
}
