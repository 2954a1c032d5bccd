import type { Call } from '../syntax/python/ast';
import type { EvaluatedArgument, Scope } from './flow/evaluate';
import { only, UNKNOWN, type Value } from './value';

/** `*values` or `**settings` is unpacked in the call: what it is given is not all known. */
export function unpacks({ args }: { readonly args: readonly { readonly keyword: string | undefined }[] }): boolean {
  return args.some(({ keyword }) => keyword === '*' || keyword === '**');
}

/**
 * An argument of a call by its keyword, or by its position where nothing is unpacked before it. Without `keyword` the
 * argument can only be given by position, without `position` only by keyword.
 */
export function argumentOf<T extends { readonly keyword: string | undefined }>(
  { args }: { readonly args: readonly T[] },
  keyword: string | undefined,
  position?: number,
): T | undefined {
  const named = keyword === undefined ? undefined : args.find((argument) => argument.keyword === keyword);
  if (named || position === undefined || args.some((argument) => argument.keyword === '*')) return named;
  return args.filter((argument) => argument.keyword === undefined)[position];
}

/** A call that is evaluated: its arguments with their values, and for a method the object that it is called on. */
export interface CallArguments {
  readonly args: readonly EvaluatedArgument[];
  readonly expr: Call;
  readonly scope: Pick<Scope, 'place' | 'isStatement'>;
  readonly receiver: Value | undefined;
  readonly method: string | undefined;
}

/** What a call gives, and does. */
export interface CallEffect {
  readonly result: Value;
  /** What the object is after the call, when the method changed it. */
  readonly receiverAfter?: Value;
}

/** An argument by its position, or its keyword; undefined when it is not given. */
export function positional(call: CallArguments, index: number, keyword?: string): Value | undefined {
  return argumentOf(call, keyword, index)?.value;
}

/** An argument by its keyword; undefined when it is not given. It may stand in an unpacked dictionary, and is unknown when that may hold it. */
export function keyword(call: CallArguments, name: string): Value | undefined {
  return argumentOf(call, name)?.value ?? spread(call, name);
}

/** An argument by its keyword, also where it is known to stand in an unpacked dictionary; undefined when it only may. */
export function knownArgument(
  call: { readonly args: readonly { readonly keyword: string | undefined; readonly value: Value }[] },
  name: string,
): Value | undefined {
  const unpacked = (): readonly Value[] =>
    call.args.flatMap((arg) => (arg.keyword === '**' ? (entryOf(arg.value, name) ?? []) : []));
  return argumentOf(call, name)?.value ?? unpacked()[0];
}

function entryOf(value: Value, name: string): Value | undefined {
  const alternative = only(value);
  return alternative?.kind === 'dict' ? alternative.entries.find(([key]) => key === name)?.[1] : undefined;
}

/** An argument that stands in an unpacked dictionary; unknown when it may. */
function spread(call: CallArguments, name: string): Value | undefined {
  for (const arg of call.args) {
    if (arg.keyword !== '**') continue;
    const alternative = only(arg.value);
    if (alternative?.kind !== 'dict') return UNKNOWN;
    const entry = entryOf(arg.value, name);
    if (entry) return entry;
    if (alternative.rest.open || alternative.rest.alts.length > 0) return UNKNOWN;
  }
  return undefined;
}
