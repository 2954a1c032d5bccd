import { lies } from '../text/place';
import type { FunctionEntity } from './entities';
import { gpuValue } from './gpuValues';
import {
  constantOf,
  copied,
  join,
  joinAll,
  MAX_DEPTH,
  narrowed,
  NEVER,
  one,
  onDevice,
  partsOf,
  restOf,
  sequence,
  UNKNOWN,
  type Alternative,
  type Captured,
  type Device,
  type SettingArgument,
  type Value,
} from './value';

// What a function gives is said in terms of what only its caller knows: its parameters, and where a torch module lies.
// Here that is filled in, or taken out.

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

function mentions(value: Value, fn: FunctionEntity): boolean {
  return value.alts.some(
    (alternative) =>
      (alternative.kind === 'param' && alternative.fn === fn) ||
      (alternative.kind === 'function' && isInside(alternative.fn, fn)) ||
      partsOf(alternative).some((part) => mentions(part, fn)),
  );
}
