import { positional, type CallArguments, type CallEffect } from '../arguments';
import { elementOf, itemOf } from './members';
import { formatted } from '../pathValues';
import {
  bool,
  constantOf,
  join,
  joinAll,
  NEVER,
  NONE,
  number,
  one,
  only,
  sequence,
  text,
  UNKNOWN,
  type Alternative,
  type Value,
} from '../value';

/** The dictionary without an item. */
export function withoutItem(dict: Extract<Alternative, { kind: 'dict' }>, index: Value): Value {
  const key = constantOf(index);
  return key === undefined
    ? emptied(one(dict))
    : one({ ...dict, entries: dict.entries.filter(([item]) => item !== String(key)) });
}

/** The dictionary or list when an item is given a value; without a key it may be any of them. */
export function withItem(
  holder: Extract<Alternative, { kind: 'dict' | 'sequence' }>,
  key: string | undefined,
  value: Value,
): Value {
  if (holder.kind === 'sequence') return sequence(holder.form, undefined, join(holder.element, value));
  const { entries, rest } = holder;
  return one(
    key === undefined
      ? { ...holder, entries: entries.map(([name, old]) => [name, join(old, value)] as const), rest: join(rest, value) }
      : { ...holder, entries: [...entries.filter(([name]) => name !== key), [key, value] as const] },
  );
}

const MAX_ITEMS = 16;

/** Methods of text whose result can be told from the text. */
export function textMethod(value: string | undefined, name: string, call: CallArguments): Value | undefined {
  if (value === undefined) return undefined;
  const constants = call.args.map((arg) => constantOf(arg.value));
  const [first, second] = constants;
  if (call.args.length === 0) {
    switch (name) {
      case 'lower':
      case 'casefold':
        return text(value.toLowerCase());
      case 'upper':
        return text(value.toUpperCase());
      case 'strip':
        return text(value.trim());
      case 'split':
        return words(value);
      default:
        return undefined;
    }
  }
  if (call.args.some((arg) => arg.keyword !== undefined)) return undefined;
  switch (name) {
    case 'startswith':
      return typeof first === 'string' && constants.length === 1 ? bool(value.startsWith(first)) : undefined;
    case 'endswith':
      return typeof first === 'string' && constants.length === 1 ? bool(value.endsWith(first)) : undefined;
    case 'replace':
      return typeof first === 'string' && typeof second === 'string' && constants.length === 2
        ? text(value.replaceAll(first, second))
        : undefined;
    case 'format': {
      if (!/^(?:[^{}]|\{\})*$/.test(value)) return undefined;
      const parts = value.split('{}');
      const values = call.args.map((arg) => arg.value);
      return parts.length - 1 <= values.length ? formatted(parts, values.slice(0, parts.length - 1)) : undefined;
    }
    case 'split':
    case 'partition': {
      if (typeof first !== 'string' || first === '' || constants.length !== 1) return undefined;
      const at = value.indexOf(first);
      const halves = at < 0 ? [value, '', ''] : [value.slice(0, at), first, value.slice(at + first.length)];
      const items = (name === 'split' ? value.split(first) : halves).map((item) => text(item));
      const form = name === 'split' ? 'list' : 'tuple';
      return sequence(form, items.length <= MAX_ITEMS ? items : undefined, items.length <= 3 ? joinAll(items) : text());
    }
    case 'join': {
      const parts = call.args[0] && only(call.args[0].value);
      const items = parts?.kind === 'sequence' ? parts.items?.map(constantOf) : undefined;
      return items?.every((item) => typeof item === 'string') ? text(items.join(value)) : undefined;
    }
    default:
      return undefined;
  }
}

/** The list of what stands between blanks. */
export function words(value: string): Value {
  const items = value
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => text(word));
  return sequence('list', items.length <= MAX_ITEMS ? items : undefined, text());
}

/** What a method of a list, tuple or set gives, and what is in it then. */
export function sequenceMethod(
  alternative: Extract<Alternative, { kind: 'sequence' }>,
  name: string,
  call: CallArguments,
): CallEffect {
  const first = positional(call, 0);
  const grown = (element: Value): CallEffect => ({
    result: NONE,
    receiverAfter: sequence(alternative.form, undefined, join(alternative.element, element)),
  });
  switch (name) {
    case 'append': {
      const { items } = alternative;
      if (!first || !items || items.length >= MAX_ITEMS) return first ? grown(first) : { result: NONE };
      return {
        result: NONE,
        receiverAfter: sequence(alternative.form, [...items, first], join(alternative.element, first)),
      };
    }
    case 'add':
      return first ? grown(first) : { result: NONE };
    case 'insert':
      return grown(positional(call, 1) ?? UNKNOWN);
    case 'extend':
    case 'update':
      return grown(first ? elementOf(first) : UNKNOWN);
    case 'pop':
    case 'popleft':
      return { result: alternative.element, receiverAfter: sequence(alternative.form, undefined, alternative.element) };
    case 'copy':
      return { result: one(alternative) };
    case 'clear':
      return { result: NONE, receiverAfter: sequence(alternative.form, [], NEVER) };
    case 'index':
    case 'count':
      return { result: number() };
    default:
      return { result: NONE, receiverAfter: sequence(alternative.form, undefined, alternative.element) };
  }
}

/** Methods that change what a list, set or dictionary holds. */
export const CHANGING: ReadonlySet<string> = new Set(
  'append appendleft extend extendleft insert remove pop popleft popitem clear update setdefault add discard sort reverse'.split(
    ' ',
  ),
);

/** Those after which it holds no more than before. */
export const NOT_GROWING: ReadonlySet<string> = new Set(
  'remove pop popleft popitem clear discard sort reverse'.split(' '),
);

/** A list or dictionary of which only that is known. */
export function emptied(value: Value): Value {
  const alternative = only(value);
  if (alternative?.kind === 'sequence') return sequence(alternative.form, undefined, UNKNOWN);
  return alternative?.kind === 'dict' ? one({ ...alternative, entries: [], rest: UNKNOWN }) : UNKNOWN;
}

/** What a method of a dictionary gives, and what is in it then. */
export function dictMethod(
  alternative: Extract<Alternative, { kind: 'dict' }>,
  name: string,
  call: CallArguments,
): CallEffect {
  const all = joinAll([alternative.rest, ...alternative.entries.map(([, value]) => value)]);
  const first = positional(call, 0);
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault': {
      const key = first && constantOf(first);
      const entry = alternative.entries.find(([item]) => key !== undefined && item === String(key));
      const after =
        name === 'pop' ? { receiverAfter: first ? withoutItem(alternative, first) : emptied(one(alternative)) } : {};
      if (entry) return { result: entry[1], ...after };
      const found = first ? itemOf(one(alternative), first) : UNKNOWN;
      return { result: join(found, positional(call, 1) ?? (name === 'get' ? NONE : NEVER)), ...after };
    }
    case 'update': {
      const given = first && only(first);
      if (given?.kind !== 'dict' || given.rest !== NEVER || call.args.length > 1) {
        return { result: NONE, receiverAfter: emptied(one(alternative)) };
      }
      const kept = alternative.entries.filter(([item]) => !given.entries.some(([other]) => other === item));
      return { result: NONE, receiverAfter: one({ ...alternative, entries: [...kept, ...given.entries] }) };
    }
    case 'items':
      return { result: sequence('list', undefined, sequence('tuple', [text(), all], join(text(), all))) };
    case 'values':
      return { result: sequence('list', undefined, all) };
    case 'keys':
      return { result: sequence('list', undefined, text()) };
    case 'copy':
      return { result: one(alternative) };
    default:
      return { result: UNKNOWN };
  }
}
