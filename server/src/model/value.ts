import { sameData } from '../text/equality';
import type { Place } from '../text/place';
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
/** How deep containers are looked into. */
export const MAX_DEPTH = 4;
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
export function partsOf(alternative: Alternative): readonly Value[] {
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

/** The same object or torch module on the device. */
export function onDevice<T extends Instance | Extract<Alternative, { kind: 'object' }>>(
  alternative: T,
  device: Device,
): T {
  const { device: before, ...rest } = alternative;
  if (before === device) return alternative;
  return (device === undefined ? rest : { device, ...rest }) as T;
}
