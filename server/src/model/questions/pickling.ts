/** What can cross into another process, and what pickle refuses. */
import { UNPICKLABLE, type ObjectKind } from '../../platform/libraries';
import type { Argument } from '../../syntax/python/ast';
import { argumentOf, unpacks } from '../arguments';
import { deviceOfValue } from '../devices';
import { dotted } from '../names/scope';
import { asksTooEarly } from './cudaChecks';
import type { ClassEntity, FunctionEntity } from '../entities';
import type { WriteFact } from '../facts';
import type { Code } from '../program';
import { without } from '../flow/members';
import { emptiesAttribute } from '../words';
import { joinAll, only, UNKNOWN, type Value } from '../value';
import type { SpaceView } from '../views';
import { mayBeSkipped } from './loading';

const NOUNS: Readonly<Partial<Record<ObjectKind, string>>> = {
  generator: 'a generator',
  asyncIterator: 'an asynchronous generator',
  file: 'an open file',
  lock: 'a lock or queue',
  thread: 'a thread',
  process: 'a process',
  executor: 'an executor',
  connection: 'an open connection',
  module: 'a module',
};

/** Why pickle refuses the value, in words; undefined when it does not, or when that is not known. */
export function unpicklable(value: Value, space: SpaceView): string | undefined {
  return partThat(value, space, (part) => refused(part, space));
}

/**
 * What in the value is on CUDA, in words; undefined when nothing is known to be. In the main process that is memory without
 * content, of which pickle sends a copy: from the thread that imported `spaces` it raises “_share_cuda_: only available on
 * CUDA”, from others an empty copy arrives on the CPU (spaces `torch/patching.py` `empty_fake`, torch 2.8
 * `multiprocessing/reductions.py`; kuotunyu/tw-longcare-rag PLAN.md D18, 2026-07-21).
 */
export function emulatedCuda(value: Value, space: SpaceView): string | undefined {
  return partThat(value, space, (part) => {
    if (part.open || deviceOfValue(part) !== 'cuda' || asksTooEarly(space)) return undefined;
    const isOf = (...kinds: readonly ObjectKind[]): boolean =>
      part.alts.every((item) => item.kind === 'object' && kinds.includes(item.object));
    if (isOf('model', 'pipeline', 'embedder')) return 'a model on CUDA';
    return isOf('tensor', 'tensors') ? 'a tensor on CUDA' : undefined;
  });
}

type Telling = (part: Value) => string | undefined;

/** What `tells` says of the value or of a part of it that is sent with it. */
function partThat(value: Value, space: SpaceView, tells: Telling, depth = 0): string | undefined {
  const own = tells(value);
  const item = only(value);
  if (own !== undefined || !item || depth > 3) return own;
  const first = (parts: readonly Value[]): string | undefined =>
    parts.map((part) => partThat(part, space, tells, depth + 1)).find((found) => found !== undefined);
  switch (item.kind) {
    case 'partial':
      return first([item.callee]);
    case 'sequence':
      return first(item.items ?? []);
    case 'dict':
      return first(item.entries.map(([, entry]) => entry));
    case 'instance':
      return item.isSelf ? undefined : attributeThat(item.cls, space, (part) => first([part]));
    default:
      return undefined;
  }
}

function refused(value: Value, space: SpaceView): string | undefined {
  const item = only(value);
  switch (item?.kind) {
    case 'function': {
      if (item.self) return undefined;
      const code = space.code(item.fn);
      if (code.name === 'lambda') return 'a lambda';
      return code.outer.fn ? `\`${code.name}\`, a function defined inside another one,` : undefined;
    }
    case 'module':
      return NOUNS.module;
    case 'object':
      if (item.object === 'tempfile' && /(?:NamedTemporaryFile|\.TemporaryFile)$/.test(item.type))
        return 'an open temporary file';
      if (item.object === 'streamer' && item.type.endsWith('IteratorStreamer'))
        return 'a streamer, which holds a queue,';
      // “cannot pickle 'cv2.VideoCapture' object” (opencv-python 5.0 on 2026-11-23, whose classes have no `__reduce__`).
      if (/^cv2\.Video(?:Capture|Writer)$/.test(item.type)) return 'an open video';
      return UNPICKLABLE[item.object] === undefined ? undefined : NOUNS[item.object];
    default:
      return undefined;
  }
}

/**
 * It is said how objects of the class are pickled, which may leave out what can't be: by a method of its own, or perhaps in
 * the table of `copyreg` (docs.python.org/3/library/pickle.html, read 2026-11-22).
 */
export function picklesItself(cls: ClassEntity, space: SpaceView): boolean {
  return (
    ['__reduce__', '__reduce_ex__', '__getstate__'].some((name) => space.methodsOf(cls, name).length > 0) ||
    space.codesNaming('copyreg.pickle').length > 0
  );
}

/** What `tells` says of an attribute that every object of a class of the Space has from the start. */
function attributeThat(cls: ClassEntity, space: SpaceView, tells: Telling): string | undefined {
  const { node } = cls;
  const fields = fieldsOf(cls);
  const isPlain = node?.decorators.length === 0 || fields !== undefined;
  if (!isPlain || !node?.bases.every(isObjectBase) || picklesItself(cls, space)) return undefined;
  const init = space.methodsOf(cls, '__init__').map((fn) => space.code(fn))[0];
  const atFirst = init?.writes.filter((write) => isOwnAttribute(write) && !mayBeSkipped(write, init)) ?? [];
  for (const name of fields ?? space.attributesOf(cls).keys()) {
    const what = tells(valueOnceStarted(cls, name, space));
    const isThere = fields !== undefined || atFirst.some(({ attribute }) => attribute === name);
    if (what === undefined || !isThere || isEmptied(cls, name, space)) continue;
    return `a \`${node.name}\`, whose \`${name}\` is ${what.replace(/,$/, '')},`;
  }
  return undefined;
}

/** `class Box(object)` comes from nothing else. */
function isObjectBase({ keyword, value }: Argument): boolean {
  return keyword === undefined && value.kind === 'Name' && value.id === 'object';
}

/** What an object of the class holds for visitors: not the None of its constructor, where a method has filled it by then. */
export function valueOnceStarted(cls: ClassEntity, name: string, space: SpaceView): Value {
  const written = space.attributesOf(cls).get(name) ?? UNKNOWN;
  const value = written === UNKNOWN ? givenByMakers(cls, name, space) : written;
  const isFilled = (method: Code): boolean =>
    method.name !== '__init__' &&
    method.writes.some(
      (write) =>
        isOwnAttribute(write) && write.attribute === name && !isNone(write.value) && !mayBeSkipped(write, method),
    ) &&
    method.contexts.includes('import');
  const isNothing = value.alts.some(({ kind }) => kind === 'none') && !isEmptied(cls, name, space);
  return isNothing && space.ownMethodsOf(cls).some(isFilled) ? without(value, ({ kind }) => kind === 'none') : value;
}

/** The fields of a dataclass without a constructor of its own, in order. */
function fieldsOf({ node }: ClassEntity): readonly string[] | undefined {
  const [decorator, ...others] = node?.decorators.map(({ expr }) => expr) ?? [];
  const name = decorator && dotted(decorator.kind === 'Call' ? decorator.callee : decorator);
  if (!node || others.length > 0 || !/^(?:dataclasses\.)?dataclass$/.test(name ?? '')) return undefined;
  if (node.body.some((item) => item.kind === 'FunctionDef' && /^__(?:post_)?init__$/.test(item.name))) return undefined;
  const fields: string[] = [];
  for (const item of node.body) {
    const annotation = item.kind === 'Assign' ? item.annotation : undefined;
    const [target] = item.kind === 'Assign' ? item.targets : [];
    if (!annotation || target?.kind !== 'Name') continue;
    const type = dotted(annotation.kind === 'Subscript' ? annotation.object : annotation) ?? '';
    // The constructor is given something else than the object then has, or in another order.
    if (/(?:^|\.)(?:InitVar|KW_ONLY)$/.test(type)) return undefined;
    if (!/(?:^|\.)ClassVar$/.test(type)) fields.push(target.id);
  }
  return fields;
}

/** What all who make an object of the class give it for the attribute, which keeps it as it is; unknown where that differs. */
function givenByMakers(cls: ClassEntity, name: string, space: SpaceView): Value {
  const kept = keptParameter(cls, name, space);
  if (!kept) return UNKNOWN;
  const isClass = ({ alts }: Value): boolean => alts.some((item) => item.kind === 'class' && item.cls === cls);
  const makes = ({ calls }: Code): boolean => calls.some(({ callee }) => isClass(callee));
  // Where only `cls` is written objects are made by `cls(…)`; what else is done with it may make some as well.
  const withClass = space
    .ownMethodsOf(cls)
    .filter((method) => method.decorators.some(({ text }) => text === 'classmethod'));
  if (!withClass.every(makes)) return UNKNOWN;
  // Only a dataclass has to be looked for by its name, which is asked of all code.
  const own = cls.header.name ?? '';
  const users = kept.init ? space.callersOf(kept.init) : space.codesUsing(own);
  const makers = [...new Set([...users, ...withClass])].flatMap(({ calls }) =>
    calls.filter(({ callee }) => isClass(callee)),
  );
  const hasOtherName =
    !kept.init &&
    users
      .filter((user) => !withClass.includes(user))
      .some(({ facts }) => [...facts.names].some(([other, value]) => other !== own && isClass(value)));
  if (makers.length === 0 || hasOtherName) return UNKNOWN;
  return joinAll(
    makers.map((call) =>
      unpacks(call) ? UNKNOWN : (argumentOf(call, kept.name, kept.position)?.value ?? kept.absent),
    ),
  );
}

interface KeptParameter {
  /** The constructor; undefined for that of a dataclass. */
  readonly init: FunctionEntity | undefined;
  readonly name: string;
  readonly position: number;
  readonly absent: Value;
}

/** The parameter of the constructor that the attribute is given, always and by nothing else. */
function keptParameter(cls: ClassEntity, attribute: string, space: SpaceView): KeptParameter | undefined {
  const [init, ...others] = space.methodsOf(cls, '__init__').map((fn) => space.code(fn));
  const kept = keptField(cls, attribute) ?? (others.length === 0 ? init && keptBy(init, attribute) : undefined);
  const isSetElsewhere = kept && space.codesNaming(`.${attribute}=`).some((code) => code !== init);
  return isSetElsewhere ? undefined : kept;
}

function keptField(cls: ClassEntity, attribute: string): KeptParameter | undefined {
  const position = fieldsOf(cls)?.indexOf(attribute) ?? -1;
  return position < 0 ? undefined : { init: undefined, name: attribute, position, absent: UNKNOWN };
}

function keptBy(init: Code, attribute: string): KeptParameter | undefined {
  const [write, ...more] = init.writes.filter((each) => isOwnAttribute(each) && each.attribute === attribute);
  if (!write || more.length > 0 || mayBeSkipped(write, init)) return undefined;
  const item = only(write.value);
  const param = item?.kind === 'param' && item.fn === init.fn ? init.params[item.index] : undefined;
  if (item?.kind !== 'param' || param?.star !== '') return undefined;
  return { init: item.fn, name: param.name, position: item.index - 1, absent: param.defaultValue ?? UNKNOWN };
}

function isNone(value: Value): boolean {
  return only(value)?.kind === 'none';
}

/** Something deletes the attribute, or empties it after it was made, so that what is sent may lack it. */
function isEmptied(cls: ClassEntity, name: string, space: SpaceView): boolean {
  return isEmptiedByOthers(name, space) || emptying(cls, name, space).length > 0;
}

function isEmptiedByOthers(name: string, space: SpaceView): boolean {
  return [name, '__dict__'].some((each) => space.codesNaming(`.${each}=None`).length > 0);
}

/** A method deletes the attribute, or it is emptied while the app starts. */
export function isGivenAway(cls: ClassEntity, name: string, space: SpaceView): boolean {
  const isSure = ({ writes, contexts }: Code): boolean =>
    contexts.includes('import') || writes.some(({ kind, attribute }) => kind === 'delete' && attribute === name);
  return isEmptiedByOthers(name, space) || emptying(cls, name, space).some(isSure);
}

/** The methods that delete the attribute, or empty it after it was made. */
function emptying(cls: ClassEntity, name: string, space: SpaceView): readonly Code[] {
  return space
    .ownMethodsOf(cls)
    .filter((method) =>
      method.writes.some(
        (write) =>
          (write.attribute === name || write.attribute === '__dict__') &&
          emptiesAttribute(write) &&
          (method.name !== '__init__' || write.kind === 'delete'),
      ),
    );
}

/** `self.name = …`. */
function isOwnAttribute({ kind, root }: WriteFact): boolean {
  return kind === 'attribute' && root.owner === 'self';
}

/** Known to be data that another process, without a GPU, can be given: no model, nothing of a library's own, no CUDA tensor. */
export function isMainProcessData({ alts, open }: Value, depth = 0): boolean {
  if (open || alts.length === 0 || depth > 3) return false;
  return alts.every((item) => {
    switch (item.kind) {
      case 'none':
      case 'bool':
      case 'number':
      case 'text':
        return true;
      case 'sequence':
        return (item.items ?? [item.element]).every((each) => isMainProcessData(each, depth + 1));
      case 'dict':
        return item.entries.length > 0 && item.entries.every(([, each]) => isMainProcessData(each, depth + 1));
      case 'object':
        if (item.object === 'tensor') return item.device === 'cpu';
        return item.object === 'image' || item.object === 'array' || item.object === 'path';
      default:
        return false;
    }
  });
}
