import { callRow, FILE_WRITERS, methodRow } from '../../platform/libraries';
import { argumentOf } from '../arguments';
import type { CallArgument, CallFact } from '../facts';
import { constantOf, externalPath, objectOf, only, type Value } from '../value';

/** The path that a value is, as text or as a `Path`, when there is only one. */
export function pathConstant(value: Value): string | undefined {
  const alternative = only(value);
  if (alternative?.kind === 'text') return alternative.value;
  return objectOf(value, 'path')?.text;
}

/** The argument of a call that names a file which the call writes anew; undefined for calls that write none. */
export function writtenPath(call: CallFact): CallArgument | undefined {
  const path = externalPath(call.callee);
  const row = path === undefined ? methodRowOf(call) : callRow(path);
  if (row?.writesPath === undefined) return writesByName(call) ? argumentOf(call, undefined, 0) : writtenReceiver(call);
  if ((path === 'open' || path === 'zipfile.ZipFile') && !truncates(call)) return undefined;
  return argumentOf(call, row.writesKeyword, row.writesPath);
}

/** `path.write_text(…)`, `path.open("w")`: what a path writes is itself. */
function writtenReceiver(call: CallFact): CallArgument | undefined {
  const { method, receiver, receiverPlace, calleeText } = call;
  if (method === undefined || !receiver || !receiverPlace) return undefined;
  const path = only(receiver);
  if (path?.kind !== 'object' || path.object !== 'path') return undefined;
  if (!(method === 'open' ? truncates(call, 0) : /^write_(?:text|bytes)$/.test(method))) return undefined;
  const name = calleeText && /^(\w+)\.\w+$/.exec(calleeText)?.[1];
  return { keyword: undefined, value: receiver, place: receiverPlace, whole: receiverPlace, name };
}

function methodRowOf(call: CallFact): ReturnType<typeof methodRow> {
  if (call.method === undefined || !call.receiver) return undefined;
  const receiver = only(call.receiver);
  if (receiver?.kind === 'object') return methodRow(receiver.object, call.method) ?? methodRow('any', call.method);
  const known = call.receiver.alts.some((item) => item.kind !== 'param' && item.kind !== 'object');
  return known ? undefined : methodRow('any', call.method);
}

/** A method of an object that is not known, whose name says that it writes a file. */
function writesByName({ method, receiver, callee }: CallFact): boolean {
  if (method === undefined || !receiver || !FILE_WRITERS.has(method)) return false;
  const isOwn = (value: typeof callee): boolean =>
    value.alts.some(({ kind }) =>
      ['external', 'module', 'class', 'instance', 'function', 'gpuFunction'].includes(kind),
    );
  return !isOwn(receiver) && !isOwn(callee);
}

/** `open(…, "w")`, or a `ZipFile`: what was there before is gone. */
function truncates(call: CallFact, position = 1): boolean {
  const mode = argumentOf(call, 'mode', position);
  const constant = mode && constantOf(mode.value);
  return typeof constant === 'string' && /w/.test(constant);
}
