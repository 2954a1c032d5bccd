import { sameData } from '../text/equality';
import { lies, type Place } from '../text/place';
import type { ClassEntity, FunctionEntity, ModuleEntity } from './entities';
import type { ObjectKind } from '../platform/libraries';

/**
 * `cpu` or `cuda` when known; in the code of a torch module `module`, wherever the module is that the code runs for: whoever
 * moves a module moves what it holds.
 */
export type Device = 'cpu' | 'cuda' | 'module' | undefined;

/** One argument given to `spaces.GPU`. */
export interface SettingArgument {
  /** The keyword, or undefined for a positional argument. */
  readonly keyword: string | undefined;
  readonly value: Value;
  /** The value as written. */
  readonly place: Place;
  /** Keyword and value together. */
  readonly whole: Place;
  /** What is written there is a parameter: the value is what a helper around `spaces.GPU` was called with. */
  readonly isGiven?: true;
}

/** The arguments with which a function was called that made another function. */
export interface Captured {
  readonly fn: FunctionEntity;
  readonly args: readonly Value[];
}

/** One thing that a value may be. */
export type Alternative =
  | { readonly kind: 'none' }
  | { readonly kind: 'bool'; readonly value?: boolean }
  | { readonly kind: 'number'; readonly value?: number; readonly isFloat?: boolean }
  | {
      readonly kind: 'text';
      readonly value?: string;
      /** It is not empty, whatever it says. */
      readonly isSet?: true;
    }
  | {
      readonly kind: 'sequence';
      readonly form: 'tuple' | 'list' | 'set';
      /** Each element, when their number is known. */
      readonly items?: readonly Value[];
      /** What any element may be. */
      readonly element: Value;
    }
  | {
      readonly kind: 'dict';
      readonly entries: readonly (readonly [string, Value])[];
      readonly rest: Value;
      /** A `SimpleNamespace`: the entries are its attributes. */
      readonly isNamespace?: true;
    }
  | {
      readonly kind: 'function';
      readonly fn: FunctionEntity;
      readonly self?: Value;
      /** Arguments of the calls of the functions around it in which it was made. */
      readonly captured?: readonly Captured[];
    }
  | { readonly kind: 'class'; readonly cls: ClassEntity }
  | {
      readonly kind: 'instance';
      readonly cls: ClassEntity;
      /** `self` in a method: it may be an instance of a subclass. */
      readonly isSelf?: true;
      /** Made with the defaults of its fields, save of these. */
      readonly given?: readonly string[];
      /** Where a torch module is. */
      readonly device?: Device;
    }
  | { readonly kind: 'module'; readonly module: ModuleEntity }
  /** Something of a library, by its full dotted name. */
  | { readonly kind: 'external'; readonly path: string }
  /** What a library made. */
  | {
      readonly kind: 'object';
      readonly object: ObjectKind;
      /** The class or function that made it, by its full dotted name. */
      readonly type: string;
      readonly device?: Device;
      /** What a path says, where it is constant. */
      readonly text?: string;
      /** What a generator yields. */
      readonly element?: Value;
      /** A model whose code came with its weights: what it gives is its own affair. */
      readonly isRemote?: true;
      /** A component of Gradio that refuses what is beyond a limit given to it, or may. */
      readonly isLimited?: true;
      /** A component of Gradio with a value that visitors can't take away. */
      readonly isFixed?: true;
    }
  /** `spaces.GPU(…)` without a function yet. */
  | { readonly kind: 'gpuDecorator'; readonly args: readonly SettingArgument[]; readonly place: Place }
  /** A function that runs in a GPU worker. */
  | {
      readonly kind: 'gpuFunction';
      readonly target: Value;
      readonly args: readonly SettingArgument[];
      /** Where `spaces.GPU` was applied: the decorator expression or the call. */
      readonly place: Place;
    }
  | {
      readonly kind: 'partial';
      readonly callee: Value;
      readonly positional: readonly Value[];
      readonly keywords: readonly (readonly [string, Value])[];
    }
  /** A method of something that is no class of the Space. */
  | { readonly kind: 'method'; readonly receiver: Value; readonly name: string }
  /** Whatever a caller passes: stands for it in what a function returns. */
  | {
      readonly kind: 'param';
      readonly fn: FunctionEntity;
      readonly index: number;
      /** What tests have shown it not to be. */
      readonly never?: readonly Shape[];
      /** A copy of it, so that what is done to it is nobody else's business. */
      readonly isCopy?: true;
    };

/** An instance of a class of the Space. */
export type Instance = Extract<Alternative, { kind: 'instance' }>;

/** What a test can tell apart: by type, or by whether it counts as true. */
export type Shape =
  'none' | 'false' | 'tensor' | 'image' | 'array' | 'text' | 'number' | 'dict' | 'list' | 'tuple' | 'set' | 'bool';

/** The shape of an alternative; undefined when tests of type do not tell. */
export function shapeOf(alternative: Alternative): Shape | undefined {
  switch (alternative.kind) {
    case 'none':
    case 'text':
    case 'number':
    case 'dict':
    case 'bool':
      return alternative.kind;
    case 'sequence':
      return alternative.form;
    case 'object':
      return alternative.object === 'tensor' || alternative.object === 'image' || alternative.object === 'array'
        ? alternative.object
        : undefined;
    default:
      return undefined;
  }
}

/** What an expression may be: one of the alternatives, or, when `open`, anything. */
export interface Value {
  readonly alts: readonly Alternative[];
  readonly open: boolean;
  /** Where an open value lies that is none of the alternatives, whatever it is. */
  readonly device?: 'cuda';
}

const MAX_ALTERNATIVES = 4;
/** Where all of them are functions: the handlers that a loop binds to the buttons of an app. */
const MAX_FUNCTIONS = 16;
const MAX_DEPTH = 4;
/**
 * How many alternatives a value may hold, each counted as often as it occurs. Values share their parts: a chain of
 * functions of which each returns twice what the next one returns is small, but takes for ever to be walked.
 */
const MAX_WEIGHT = 2000;
/** UTF-16 code units; a text that is put together from itself doubles with every step. */
const MAX_TEXT = 4000;
const NO_PARTS: readonly Value[] = [];
const weights = new WeakMap<Alternative, number>();

/** Anything. */
export const UNKNOWN: Value = { alts: [], open: true };
/** Anything that lies on CUDA, such as what `.to("cuda")` gives. */
export const ON_CUDA: Value = { alts: [], open: true, device: 'cuda' };
/** The value of code that does not run. */
export const NEVER: Value = { alts: [], open: false };
export const NONE: Value = one({ kind: 'none' });

/** The alternative alone; what it holds is unknown when that is too much. */
export function one(alternative: Alternative): Value {
  const kept = bounded(alternative);
  return kept ? { alts: [kept], open: false } : UNKNOWN;
}

function weightOf(alternative: Alternative): number {
  const inner = partsOf(alternative);
  if (inner.length === 0) return 1;
  let weight = weights.get(alternative);
  if (weight === undefined) {
    weight = inner.reduce((sum, value) => value.alts.reduce((all, part) => all + weightOf(part), sum), 1);
    weights.set(alternative, weight);
  }
  return weight;
}

function bounded(alternative: Alternative): Alternative | undefined {
  if (weightOf(alternative) <= MAX_WEIGHT) return alternative;
  if (alternative.kind === 'sequence') return { kind: 'sequence', form: alternative.form, element: UNKNOWN };
  if (alternative.kind === 'dict') return { ...alternative, entries: [], rest: UNKNOWN };
  return undefined;
}

/** The values that the alternative holds. */
function partsOf(alternative: Alternative): readonly Value[] {
  switch (alternative.kind) {
    case 'sequence':
      return alternative.items ? [...alternative.items, alternative.element] : [alternative.element];
    case 'dict':
      return [...alternative.entries.map(([, value]) => value), alternative.rest];
    case 'function': {
      const captured = alternative.captured?.flatMap(({ args }) => args) ?? NO_PARTS;
      return alternative.self ? [...captured, alternative.self] : captured;
    }
    case 'object':
      return alternative.element ? [alternative.element] : NO_PARTS;
    case 'gpuDecorator':
      return alternative.args.map(({ value }) => value);
    case 'gpuFunction':
      return [alternative.target, ...alternative.args.map(({ value }) => value)];
    case 'partial':
      return [alternative.callee, ...alternative.positional, ...alternative.keywords.map(([, value]) => value)];
    case 'method':
      return [alternative.receiver];
    default:
      return NO_PARTS;
  }
}

export function text(value?: string): Value {
  if (value === undefined) return one({ kind: 'text' });
  return one(value.length > MAX_TEXT ? { kind: 'text', isSet: true } : { kind: 'text', value });
}

export function number(value?: number, isFloat = false): Value {
  return one(value === undefined ? { kind: 'number' } : { kind: 'number', value, isFloat });
}

export function bool(value?: boolean): Value {
  return one(value === undefined ? { kind: 'bool' } : { kind: 'bool', value });
}

export function external(path: string): Value {
  return one({ kind: 'external', path });
}

export function object(kind: ObjectKind, type: string, device?: Device): Value {
  return one(
    device === undefined ? { kind: 'object', object: kind, type } : { kind: 'object', object: kind, type, device },
  );
}

export function sequence(form: 'tuple' | 'list' | 'set', items: readonly Value[] | undefined, element: Value): Value {
  return one(items ? { kind: 'sequence', form, items, element } : { kind: 'sequence', form, element });
}

/** Either of the two. */
export function join(a: Value, b: Value, depth = 0): Value {
  if (a === b || (b.alts.length === 0 && !b.open)) return a;
  if (a.alts.length === 0 && !a.open) return b;
  let alts: readonly Alternative[] = a.alts;
  for (const alternative of b.alts) alts = add(alts, alternative, depth);
  if (alts.length > MAX_ALTERNATIVES && !areFewFunctions(alts)) return UNKNOWN;
  return withAlternatives(a.open && (!b.open || b.device !== undefined) ? a : b, alts);
}

/** The value with others in place of its alternatives. */
export function withAlternatives({ open, device }: Value, alts: readonly Alternative[]): Value {
  return device === undefined ? { alts, open } : { alts, open, device };
}

/** What an open value may be besides its alternatives; nothing, where it is not open. */
export function restOf({ open, device }: Value): Value {
  if (!open) return NEVER;
  return device === undefined ? UNKNOWN : ON_CUDA;
}

function areFewFunctions(alts: readonly Alternative[]): boolean {
  return alts.length <= MAX_FUNCTIONS && alts.every(({ kind }) => kind === 'function' || kind === 'gpuFunction');
}

export function joinAll(values: readonly Value[]): Value {
  return values.reduce((all, value) => join(all, value), NEVER);
}

function add(alts: readonly Alternative[], alternative: Alternative, depth: number): readonly Alternative[] {
  for (const [index, existing] of alts.entries()) {
    const merged = merge(existing, alternative, depth);
    if (merged) return merged === existing ? alts : alts.map((item, i) => (i === index ? merged : item));
  }
  return [...alts, alternative];
}

/** Two alternatives as one, where keeping them apart says nothing more. */
function merge(a: Alternative, b: Alternative, depth: number): Alternative | undefined {
  if (sameData(a, b)) return a;
  if (a.kind === 'sequence' && b.kind === 'sequence' && a.form === b.form) {
    if (depth >= MAX_DEPTH) return { kind: 'sequence', form: a.form, element: UNKNOWN };
    const element = join(a.element, b.element, depth + 1);
    const others = b.items;
    if (a.items && others && a.items.length === others.length) {
      const items = a.items.map((item, i) => join(item, others[i] ?? UNKNOWN, depth + 1));
      return bounded({ kind: 'sequence', form: a.form, items, element });
    }
    return bounded({ kind: 'sequence', form: a.form, element });
  }
  if (a.kind === 'dict' && b.kind === 'dict') {
    if (depth >= MAX_DEPTH) return { kind: 'dict', entries: [], rest: UNKNOWN };
    const right = new Map(b.entries);
    const entries: (readonly [string, Value])[] = [];
    let rest = join(a.rest, b.rest, depth + 1);
    for (const [key, value] of a.entries) {
      const other = right.get(key);
      right.delete(key);
      if (other) entries.push([key, join(value, other, depth + 1)]);
      else rest = join(rest, value, depth + 1);
    }
    for (const value of right.values()) rest = join(rest, value, depth + 1);
    return bounded({ kind: 'dict', entries, rest });
  }
  return undefined;
}

/** The same value, but it may also be anything else. */
export function opened(value: Value): Value {
  return value.open && value.device === undefined ? value : { alts: value.alts, open: true };
}

/** The only thing the value can be; undefined when it may be several, or anything. */
export function only(value: Value): Alternative | undefined {
  return !value.open && value.alts.length === 1 ? value.alts[0] : undefined;
}

/** The full dotted name of what the value is in a library; undefined when it is something else, or may be. */
export function externalPath(value: Value): string | undefined {
  const alternative = only(value);
  return alternative?.kind === 'external' ? alternative.path : undefined;
}

/** What a library made, where the value can be nothing else, and that is of this kind. */
export function objectOf(value: Value, kind: ObjectKind): Extract<Alternative, { kind: 'object' }> | undefined {
  const alternative = only(value);
  return alternative?.kind === 'object' && alternative.object === kind ? alternative : undefined;
}

/** How many elements the value has, where that is certain. */
export function lengthOf(value: Value): number | undefined {
  const alternative = only(value);
  return alternative?.kind === 'sequence' ? alternative.items?.length : undefined;
}

/** The alternatives of one kind. */
export function alternatives<K extends Alternative['kind']>(
  value: Value,
  kind: K,
): readonly Extract<Alternative, { kind: K }>[] {
  return value.alts.filter(
    (alternative): alternative is Extract<Alternative, { kind: K }> => alternative.kind === kind,
  );
}

/** Whether a value may be what a library calls by this dotted name, or by one that fits. */
export function mayBeExternal(value: Value, name: string | RegExp): boolean {
  return alternatives(value, 'external').some(({ path }) =>
    typeof name === 'string' ? path === name : name.test(path),
  );
}

/** The text, number or truth value, when there is only one. */
export function constantOf(value: Value): string | number | boolean | null | undefined {
  const alternative = only(value);
  switch (alternative?.kind) {
    case 'text':
    case 'number':
    case 'bool':
      return alternative.value;
    case 'none':
      return null;
    default:
      return undefined;
  }
}

/** Whether the value counts as true; undefined when that depends. */
export function truthOf(value: Value): boolean | undefined {
  if (value.open || value.alts.length === 0) return undefined;
  let all: boolean | undefined;
  for (const alternative of value.alts) {
    const truth = truthOfOne(alternative);
    if (truth === undefined || (all !== undefined && all !== truth)) return undefined;
    all = truth;
  }
  return all;
}

function truthOfOne(alternative: Alternative): boolean | undefined {
  switch (alternative.kind) {
    case 'none':
      return false;
    case 'bool':
      return alternative.value;
    case 'number':
      return alternative.value === undefined ? undefined : alternative.value !== 0;
    case 'text':
      if (alternative.value === undefined) return alternative.isSet;
      return alternative.value.length > 0;
    case 'sequence':
      return alternative.items === undefined ? undefined : alternative.items.length > 0;
    case 'function':
    case 'class':
    case 'module':
    case 'gpuDecorator':
    case 'gpuFunction':
    case 'partial':
    case 'method':
      return true;
    case 'dict':
      return alternative.entries.length > 0 ? true : undefined;
    case 'object':
      return ALWAYS_TRUE.has(alternative.object) ? true : undefined;
    case 'external':
      // A package; what is in it may be anything.
      return alternative.path.includes('.') ? undefined : true;
    case 'instance':
    case 'param':
      return undefined;
  }
}

/** Library objects without a length or a truth of their own. */
const ALWAYS_TRUE: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'pipeline',
  'model',
  'tokenizer',
  'scheduler',
  'image',
  'path',
  'file',
  'tempfile',
  'lock',
  'thread',
  'client',
  'component',
  'blocks',
  'device',
  'streamer',
]);

/** A value in a function, with what the functions around it were given when it was made. */
export function withCaptured(value: Value, captured: readonly Captured[] = []): Value {
  return captured.reduceRight((inner, { fn, args }) => substitute(inner, fn, (index) => args[index] ?? UNKNOWN), value);
}

/** The value with every `param` of `fn` replaced by what the caller passed. */
export function substitute(value: Value, fn: FunctionEntity, args: (index: number) => Value, depth = 0): Value {
  if (!mentions(value, fn)) return value;
  if (depth > MAX_DEPTH) return UNKNOWN;
  const inner = (v: Value): Value => substitute(v, fn, args, depth + 1);
  let result = restOf(value);
  for (const alternative of value.alts) {
    let replaced: Value;
    switch (alternative.kind) {
      case 'param':
        replaced = alternative.fn === fn ? narrowed(args(alternative.index), alternative.never) : one(alternative);
        if (alternative.isCopy) replaced = copied(replaced);
        break;
      case 'function':
        replaced = one({
          kind: 'function',
          fn: alternative.fn,
          ...(alternative.self ? { self: inner(alternative.self) } : {}),
          captured: [
            ...(alternative.captured ?? []).map((item) => ({ fn: item.fn, args: item.args.map(inner) })),
            ...(isInside(alternative.fn, fn)
              ? [{ fn, args: (fn.node?.params ?? []).map((_, index) => args(index)) }]
              : []),
          ],
        });
        break;
      case 'object':
        replaced = one({ ...alternative, ...(alternative.element ? { element: inner(alternative.element) } : {}) });
        break;
      case 'sequence':
        replaced = sequence(alternative.form, alternative.items?.map(inner), inner(alternative.element));
        break;
      case 'dict':
        replaced = one({
          ...alternative,
          entries: alternative.entries.map(([key, v]) => [key, inner(v)] as const),
          rest: inner(alternative.rest),
        });
        break;
      case 'gpuFunction':
        replaced = substitutedGpu(alternative, inner);
        break;
      case 'gpuDecorator':
        replaced = madeGpu(alternative, inner);
        break;
      case 'partial':
        replaced = one({
          kind: 'partial',
          callee: inner(alternative.callee),
          positional: alternative.positional.map(inner),
          keywords: alternative.keywords.map(([key, v]) => [key, inner(v)] as const),
        });
        break;
      case 'method':
        replaced = one({ ...alternative, receiver: inner(alternative.receiver) });
        break;
      default:
        replaced = one(alternative);
    }
    result = join(result, replaced);
  }
  return result;
}

function substitutedGpu(alternative: Extract<Alternative, { kind: 'gpuFunction' }>, inner: (value: Value) => Value) {
  const { place } = alternative;
  const args = substituteArgs(alternative.args, inner);
  const target = inner(alternative.target);
  // What was taken for a function may turn out to be the number of seconds.
  if (typeof constantOf(target) === 'number') {
    return gpuValue([{ keyword: undefined, value: target, place, whole: place }, ...args], place);
  }
  return one({ ...alternative, target, args });
}

/** A decorator as the function makes it that was given the arguments; none behind a test that they do not pass. */
function madeGpu(alternative: Extract<Alternative, { kind: 'gpuDecorator' }>, inner: (value: Value) => Value): Value {
  const args = substituteArgs(alternative.args, inner);
  return args.some(({ value }) => value.alts.length === 0 && !value.open) ? NEVER : gpuValue(args, alternative.place);
}

/** `spaces.GPU` called with these arguments: a decorator, or with a function among them a GPU function. */
export function gpuValue(args: readonly SettingArgument[], place: Place): Value {
  const given = args.flatMap(unpacked);
  const index = given.findIndex(
    ({ keyword, value }, i) => keyword === 'task' || (keyword === undefined && i === 0 && isCallable(value)),
  );
  const target = given[index];
  if (!target) return one({ kind: 'gpuDecorator', args: given, place });
  return appliedGpu(
    target.value,
    given.filter((_, i) => i !== index),
    place,
  );
}

/** A GPU function; one that is applied to a GPU function is that function, with the settings it has. */
export function appliedGpu(target: Value, args: readonly SettingArgument[], place: Place): Value {
  return only(target)?.kind === 'gpuFunction' ? target : one({ kind: 'gpuFunction', target, args, place });
}

/** `*args` and `**settings` that are known are taken apart. */
function unpacked(argument: SettingArgument): readonly SettingArgument[] {
  const alternative = only(argument.value);
  if (argument.keyword === '*' && alternative?.kind === 'sequence' && alternative.items) {
    return alternative.items.map((value) => ({ ...argument, keyword: undefined, value }));
  }
  if (argument.keyword === '**' && alternative?.kind === 'dict' && !alternative.rest.open) {
    const { rest } = alternative;
    // What else there may be goes by other names.
    const left = rest.alts.length > 0 ? [{ ...argument, value: one({ kind: 'dict', entries: [], rest }) }] : [];
    return [...alternative.entries.map(([keyword, value]) => ({ ...argument, keyword, value })), ...left];
  }
  return [argument];
}

function isCallable(value: Value): boolean {
  return value.alts.some(
    (item) =>
      ['function', 'class', 'instance', 'gpuFunction', 'partial', 'method', 'param', 'external'].includes(item.kind) ||
      (item.kind === 'object' && (item.object === 'model' || item.object === 'pipeline')),
  );
}

function substituteArgs(args: readonly SettingArgument[], inner: (value: Value) => Value): readonly SettingArgument[] {
  return args.map((arg) => {
    const isGiven = arg.isGiven ?? arg.value.alts.some(({ kind }) => kind === 'param');
    return { ...arg, value: inner(arg.value), ...(isGiven ? { isGiven } : {}) };
  });
}

/** The function is defined in the other one. */
function isInside(inner: FunctionEntity, outer: FunctionEntity): boolean {
  if (inner === outer || inner.unit !== outer.unit || !inner.node || !outer.node) return false;
  return lies(inner.place(inner.node), outer.place(outer.node));
}

/** The same, but another object. */
export function copied(value: Value): Value {
  if (!value.alts.some((item) => item.kind === 'param')) return value;
  return withAlternatives(
    value,
    value.alts.map((item) => (item.kind === 'param' ? { isCopy: true, ...item } : item)),
  );
}

/** The value without what tests have shown it not to be. */
export function narrowed(value: Value, never: readonly Shape[] | undefined): Value {
  if (!never || never.length === 0) return value;
  const alts = value.alts.flatMap((alternative): Alternative[] => {
    if (alternative.kind === 'param') {
      return [{ ...alternative, never: [...new Set([...(alternative.never ?? []), ...never])].sort() }];
    }
    const shape = shapeOf(alternative);
    const isExcluded =
      (shape !== undefined && never.includes(shape)) || (never.includes('false') && truthOfOne(alternative) === false);
    return isExcluded ? [] : [alternative];
  });
  return withAlternatives(value, alts);
}

/** The value without anything that only a caller could tell. */
export function withoutParams(value: Value, depth = 0): Value {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const inner = (v: Value): Value => withoutParams(v, depth + 1);
  let result = restOf(value);
  for (const alternative of value.alts) {
    let kept: Value;
    switch (alternative.kind) {
      case 'param':
        kept = UNKNOWN;
        break;
      case 'sequence':
        kept = sequence(alternative.form, alternative.items?.map(inner), inner(alternative.element));
        break;
      case 'dict':
        kept = one({
          ...alternative,
          entries: alternative.entries.map(([key, v]) => [key, inner(v)] as const),
          rest: inner(alternative.rest),
        });
        break;
      case 'method':
        kept = one({ ...alternative, receiver: inner(alternative.receiver) });
        break;
      default:
        kept = one(alternative);
    }
    result = join(result, kept);
  }
  return result;
}

/** What code of a torch module gives, when that module is on the device. */
export function placed(value: Value, device: Device): Value {
  if (!isRelative(value)) return value;
  const inner = (part: Value): Value => placed(part, device);
  return joinAll(
    value.alts
      .map((alternative): Value => {
        switch (alternative.kind) {
          case 'object':
          case 'instance':
            return one(alternative.device === 'module' ? onDevice(alternative, device) : alternative);
          case 'sequence':
            return sequence(alternative.form, alternative.items?.map(inner), inner(alternative.element));
          case 'dict':
            return one({
              ...alternative,
              entries: alternative.entries.map(([key, part]) => [key, inner(part)] as const),
              rest: inner(alternative.rest),
            });
          default:
            return one(alternative);
        }
      })
      .concat(restOf(value)),
  );
}

function isRelative(value: Value): boolean {
  return value.alts.some(
    (alternative) =>
      ((alternative.kind === 'object' || alternative.kind === 'instance') && alternative.device === 'module') ||
      ((alternative.kind === 'sequence' || alternative.kind === 'dict') && partsOf(alternative).some(isRelative)),
  );
}

/** The same object or torch module on the device. */
export function onDevice<T extends Instance | Extract<Alternative, { kind: 'object' }>>(
  alternative: T,
  device: Device,
): T {
  const { device: before, ...rest } = alternative;
  if (before === device) return alternative;
  return (device === undefined ? rest : { device, ...rest }) as T;
}

function mentions(value: Value, fn: FunctionEntity): boolean {
  return value.alts.some(
    (alternative) =>
      (alternative.kind === 'param' && alternative.fn === fn) ||
      (alternative.kind === 'function' && isInside(alternative.fn, fn)) ||
      partsOf(alternative).some((part) => mentions(part, fn)),
  );
}
