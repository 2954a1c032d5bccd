import type { Expr } from '../../syntax/python/ast';
import { attributeRow, type ObjectKind } from '../../platform/libraries';
import type { ClassEntity } from '../entities';
import type { Knowledge } from '../knowledge';
import { folderOf, pathOf } from '../pathValues';
import { placed } from '../substitution';
import {
  alternatives,
  bool,
  constantOf,
  external,
  join,
  joinAll,
  NEVER,
  number,
  object,
  one,
  only,
  opened,
  restOf,
  sequence,
  text,
  UNKNOWN,
  withAlternatives,
  type Alternative,
  type Device,
  type Instance,
  type Value,
} from '../value';

/** The environment variables that are set, or known not to matter, on ZeroGPU (spaces 0.47 `config.py`; Hub docs, 2026-07-21). */
const ENVIRONMENT: Readonly<Record<string, Value>> = {
  // `spaces` takes either; which one the platform sets is not documented.
  SPACES_ZERO_GPU: join(text('true'), text('1')),
  SYSTEM: text('spaces'),
  // Set on every Space, to something.
  SPACE_ID: one({ kind: 'text', isSet: true }),
  SPACE_HOST: one({ kind: 'text', isSet: true }),
  SPACE_AUTHOR_NAME: one({ kind: 'text', isSet: true }),
  SPACE_REPO_NAME: one({ kind: 'text', isSet: true }),
};

/** Whether an environment variable is set on ZeroGPU; undefined when that is not known. */
export function isSetInEnvironment(variable: string): boolean | undefined {
  return variable in ENVIRONMENT ? true : undefined;
}

/** The member `name` of a value. */
export function attributeOf(value: Value, name: string, knowledge: Knowledge): Value {
  // What lies below a model, such as its tokenizer, may be elsewhere.
  let result = INPUTS.test(name) ? restOf(value) : value.open ? UNKNOWN : NEVER;
  for (const alternative of value.alts) result = join(result, attributeOfOne(alternative, name, knowledge));
  return result === NEVER ? UNKNOWN : result;
}

/** What a processor or tokenizer of transformers prepares, as attributes and as keys of a batch. */
const INPUTS = /^(?:input_\w+|pixel_\w+|attention_mask)$/;

/** Kinds of objects whose members may be more than the rows of attributes and methods say. */
const OPEN_MEMBERS: ReadonlySet<ObjectKind> = new Set<ObjectKind>(['data', 'config', 'embedder']);

function attributeOfOne(alternative: Alternative, name: string, knowledge: Knowledge): Value {
  const method = (): Value => one({ kind: 'method', receiver: one(alternative), name });
  switch (alternative.kind) {
    case 'external':
      return knowledge.externalMember(`${alternative.path}.${name}`);
    case 'module':
      return knowledge.moduleMember(alternative.module, name);
    case 'class':
      return classAttribute(alternative.cls, name, knowledge);
    case 'instance': {
      const own = memberOf(alternative, name, knowledge);
      if (own.alts.length === 0 && isModuleMethod(alternative.cls, name, knowledge)) return method();
      return alternative.isSelf ? join(own, knowledge.overriding(alternative.cls, name)) : own;
    }
    case 'object':
      return attributeOfObject(alternative, name);
    case 'gpuFunction':
    case 'function':
    case 'partial':
    case 'gpuDecorator':
    case 'param':
      return UNKNOWN;
    // `None.x` fails, so the name is not None where it works.
    case 'none':
      return NEVER;
    case 'dict':
      if (!alternative.isNamespace) return method();
      return alternative.entries.find(([key]) => key === name)?.[1] ?? UNKNOWN;
    case 'text':
    case 'number':
    case 'bool':
    case 'sequence':
      return method();
    case 'method':
      return UNKNOWN;
  }
}

/** A member of what a library made. */
export function attributeOfObject(holder: Extract<Alternative, { kind: 'object' }>, name: string): Value {
  if (holder.object === 'path' && name === 'parent') return pathOf(holder.type, constantOf(folderOf(one(holder))));
  if (holder.object === 'tensor' && /^is_(?:cuda|cpu)$/.test(name)) {
    const onCuda = isCuda(holder.device);
    return bool(onCuda === undefined ? undefined : onCuda === (name === 'is_cuda'));
  }
  if (holder.object === 'device' && name === 'type' && isCuda(holder.device) !== undefined) {
    return text(holder.device);
  }
  const row = attributeRow(holder.object, name);
  if (!row) return OPEN_MEMBERS.has(holder.object) ? UNKNOWN : one({ kind: 'method', receiver: one(holder), name });
  switch (row.gives) {
    case 'images':
      if (holder.device === 'cuda') return object('tensor', holder.type, 'cuda');
      return sequence('list', undefined, object('image', 'PIL.Image.Image'));
    case 'text':
      return text();
    default: {
      const { isRemote } = holder;
      const device = row.device && holder.device;
      const part = { kind: 'object', object: row.gives, type: row.type ?? `${holder.type}.${name}`, device } as const;
      return one(isRemote ? { ...part, isRemote } : part);
    }
  }
}

/** Undefined where it is not known. */
function isCuda(device: Device): boolean | undefined {
  return device === 'cuda' || device === 'cpu' ? device === 'cuda' : undefined;
}

/** A member of an instance; what code of a torch module says of its device is true of this one's. */
export function memberOf(instance: Instance, name: string, knowledge: Knowledge): Value {
  const { cls, isSelf, given, device } = instance;
  const member = placed(knowledge.instanceMember(cls, name), isSelf ? 'module' : device);
  // What makes an object of attrs knows `_cache` as `cache` (attrs.org, read 2026-11-23).
  const isDefault = given && !given.includes(name) && !given.includes(name.replace(/^_+/, ''));
  if (!isDefault && knowledge.isField(cls, name)) return opened(member);
  return isSelf || device ? boundTo(instance, member) : member;
}

function boundTo(instance: Instance, member: Value): Value {
  const bound = (alternative: Alternative): Alternative => {
    if (alternative.kind === 'gpuFunction') return { ...alternative, target: boundTo(instance, alternative.target) };
    return alternative.kind === 'function' && alternative.self?.alts[0]?.kind === 'instance'
      ? { ...alternative, self: one(instance) }
      : alternative;
  };
  return withAlternatives(member, member.alts.map(bound));
}

/** A member of a class of the Space, or what it inherits from the class of a library. */
function classAttribute(cls: ClassEntity, name: string, knowledge: Knowledge): Value {
  const own = knowledge.classMember(cls, name);
  const base = own.alts.length === 0 ? knowledge.libraryBase(cls) : undefined;
  return base === undefined ? own : knowledge.externalMember(`${base}.${name}`);
}

/** Methods by which a torch module gives itself. */
export const MODULE_METHODS: ReadonlySet<string> = new Set(
  'to cuda cpu eval train half float bfloat16 double requires_grad_ share_memory compile'.split(' '),
);

/** The class is a torch module of the Space. */
export function isModuleClass(cls: ClassEntity, knowledge: Knowledge): boolean {
  return /(?:^torch\.nn\.|Module$|PreTrainedModel$|ModelMixin$)/.test(knowledge.libraryBase(cls) ?? '');
}

/** A method that a torch module inherits, and that gives the module itself. */
function isModuleMethod(cls: ClassEntity, name: string, knowledge: Knowledge): boolean {
  return MODULE_METHODS.has(name) && isModuleClass(cls, knowledge);
}

/** What `container[a:b]` gives. */
export function sliceOf(container: Value): Value {
  if (container.open || container.alts.length === 0) return container.alts.length === 0 ? restOf(container) : UNKNOWN;
  return container.alts.map(sliceOfOne).reduce((all, each) => join(all, each));
}

function sliceOfOne(alternative: Alternative): Value {
  if (alternative.kind === 'sequence') return sequence(alternative.form, undefined, alternative.element);
  if (alternative.kind === 'text') return text();
  const isKept = alternative.kind === 'object' && ['tensor', 'array', 'image'].includes(alternative.object);
  return isKept ? one(alternative) : UNKNOWN;
}

/** The value without the alternatives that can't be here. */
export function without(value: Value, isOut: (alternative: Alternative) => boolean): Value {
  if (!value.alts.some(isOut)) return value;
  return withAlternatives(
    value,
    value.alts.filter((item) => !isOut(item)),
  );
}

/** The value of an environment variable on ZeroGPU. */
export function environment(name: Value | undefined, fallback: Value | undefined): Value {
  const variable = name && constantOf(name);
  const known = typeof variable === 'string' ? ENVIRONMENT[variable] : undefined;
  if (known) return known;
  return fallback ? join(text(), fallback) : opened(text());
}

/** What iterating over the value gives. */
export function elementOf(value: Value): Value {
  let result: Value = value.open ? UNKNOWN : NEVER;
  for (const alternative of value.alts) {
    switch (alternative.kind) {
      case 'sequence':
        result = join(result, alternative.element);
        break;
      case 'dict':
        result = join(result, text());
        break;
      case 'text':
        result = join(result, text());
        break;
      case 'object':
        if (alternative.object === 'tensor' || alternative.object === 'tensors') {
          result = join(result, object('tensor', alternative.type, alternative.device));
        } else if (alternative.object === 'image') result = join(result, one(alternative));
        else if (alternative.object === 'array') result = join(result, one(alternative));
        else if (alternative.object === 'streamer') result = join(result, text());
        else if (alternative.element) result = join(result, alternative.element);
        else result = UNKNOWN;
        break;
      case 'none':
        break;
      default:
        result = UNKNOWN;
    }
  }
  return result.alts.length === 0 && !result.open && !isEmptySequence(value) ? UNKNOWN : result;
}

/** What `*value` stands for in a display or a call: all its elements. */
export function spread(value: Value): Value {
  const alternative = only(value);
  return alternative?.kind === 'sequence' && alternative.items ? value : sequence('list', undefined, elementOf(value));
}

function isEmptySequence(value: Value): boolean {
  return alternatives(value, 'sequence').some((item) => item.items?.length === 0);
}

/** What any item of `**value` is. */
export function anyItemOf(value: Value): Value {
  return value.alts.length === 0 ? restOf(value) : itemOf(value, UNKNOWN);
}

/** What `container[index]` gives. */
export function itemOf(container: Value, index: Value): Value {
  const position = constantOf(index);
  // Of `model, preprocess = clip.load(name, device="cuda")` only one lies there.
  const isInput = typeof position === 'string' && INPUTS.test(position);
  let result: Value = isInput ? restOf(container) : container.open ? UNKNOWN : NEVER;
  for (const alternative of container.alts) {
    switch (alternative.kind) {
      case 'sequence': {
        const { items } = alternative;
        if (items && typeof position === 'number') {
          result = join(result, items[position < 0 ? items.length + position : position] ?? UNKNOWN);
        } else result = join(result, alternative.element);
        break;
      }
      case 'dict': {
        const key = position === undefined ? undefined : String(position);
        const entry = alternative.entries.find(([name]) => name === key);
        if (entry) result = join(result, entry[1]);
        else if (key !== undefined)
          result = join(result, alternative.rest.alts.length > 0 || alternative.rest.open ? alternative.rest : UNKNOWN);
        else result = joinAll([result, alternative.rest, ...alternative.entries.map(([, value]) => value)]);
        break;
      }
      case 'text':
        result = join(result, text());
        break;
      case 'object':
        result = join(result, itemOfObject(alternative));
        break;
      case 'external':
        // `os.environ["X"]`, and generic types such as `list[str]`.
        result = join(
          result,
          alternative.path === 'os.environ' ? environment(index, text()) : external(alternative.path),
        );
        break;
      case 'none':
        break;
      default:
        result = UNKNOWN;
    }
  }
  return result.alts.length === 0 && !result.open ? UNKNOWN : result;
}

function itemOfObject(alternative: Extract<Alternative, { kind: 'object' }>): Value {
  switch (alternative.object) {
    case 'tensor':
    case 'tensors':
      return object('tensor', alternative.type, alternative.device);
    case 'modelOutput':
      return object('tensor', alternative.type, alternative.device);
    case 'pipelineOutput':
      return alternative.device === 'cuda'
        ? object('tensor', alternative.type, 'cuda')
        : sequence('list', undefined, object('image', 'PIL.Image.Image'));
    case 'image':
    case 'array':
      return one(alternative);
    default:
      return UNKNOWN;
  }
}

/** The part of a value that an assignment target gives to one name. */
export function part(target: Expr, name: string, value: Value): Value {
  if (target.kind === 'Name') return target.id === name ? value : UNKNOWN;
  if (target.kind !== 'Tuple' && target.kind !== 'List') return UNKNOWN;
  const index = target.elements.findIndex((element) => element.kind === 'Name' && element.id === name);
  if (index < 0) return UNKNOWN;
  return target.elements.some((element) => element.kind === 'Starred') ? UNKNOWN : itemOf(value, number(index));
}
