/** What calls have other threads run. */
import { argumentOf } from '../arguments';
import { functionsOf, isAwaitedOnThread } from '../callables';
import type { FunctionEntity } from '../entities';
import type { CallArgument, CallFact } from '../facts';
import { calledPath } from './libraryCalls';
import { NEVER, objectOf, only, type Value } from '../value';

/** Functions that the call hands to a thread, a timer, an executor or a scheduler, with the argument that names each. */
export function threadTargets(
  call: CallFact,
): readonly { readonly fn: FunctionEntity; readonly argument: CallArgument }[] {
  const target = threadTarget(call) ?? scheduledJob(call);
  return target ? functionsOf(target.value).map((fn) => ({ fn, argument: target })) : [];
}

/** What APScheduler runs in a thread of its pool, again and again (its 3.x documentation, read 2026-11-23). */
function scheduledJob(call: CallFact): CallArgument | undefined {
  const scheduler = call.method === 'add_job' && call.receiver ? objectOf(call.receiver, 'executor') : undefined;
  return scheduler?.type.startsWith('apscheduler.') ? argumentOf(call, 'func', 0) : undefined;
}

/** What a call runs on a thread of its own, or of a pool. */
export function threadTarget(call: CallFact): CallArgument | undefined {
  if (/^threading\.(?:Thread|Timer)$/.test(calledPath(call) ?? ''))
    return argumentOf(call, 'target') ?? argumentOf(call, 'function', 1);
  if (call.receiver && isThreadPool(call.receiver)) return argumentOf(call, 'fn', 0) ?? argumentOf(call, 'func');
  // `loop.run_in_executor(None, fn)`: a pool of threads of the loop's own (asyncio/base_events.py, Python 3.12).
  if (call.method !== 'run_in_executor') return undefined;
  const executor = argumentOf(call, 'executor', 0)?.value;
  const isThreads = executor && (only(executor)?.kind === 'none' || isThreadPool(executor));
  return isThreads ? argumentOf(call, 'func', 1) : undefined;
}

/** What a call has another thread run, and what it gives it, each with the place where the call says so. */
export function runOnThread(
  call: CallFact,
): { readonly target: CallArgument; readonly args: readonly CallArgument[] } | undefined {
  const target = threadTarget(call) ?? (isAwaitedOnThread(calledPath(call)) ? argumentOf(call, 'func', 0) : undefined);
  return target && { target, args: handedOn(call, target) };
}

/** Arguments of the call that are such of the function that it runs; what is iterated stays behind, as with `*values`. */
function handedOn(call: CallFact, target: CallArgument): readonly CallArgument[] {
  const { method = '', receiver } = call;
  const isExecutor = receiver !== undefined && isThreadPool(receiver);
  const others = call.args.slice(call.args.indexOf(target) + 1);
  if (isExecutor && /^i?map(?:_async|_unordered)?$/.test(method)) {
    return others.filter(({ keyword }) => keyword === undefined).map((each) => ({ ...each, keyword: '*' }));
  }
  const path = calledPath(call) ?? '';
  const first = path === 'threading.Thread' ? 3 : path === 'threading.Timer' ? 2 : undefined;
  const position = first ?? (isExecutor && /^apply(?:_async)?$/.test(method) ? 1 : undefined);
  if (position === undefined) return isExecutor && method !== 'submit' ? [] : others;
  const positional = argumentOf(call, 'args', position);
  const named = argumentOf(call, first === undefined ? 'kwds' : 'kwargs', position + 1);
  const values = positional && only(positional.value);
  const entries = named && only(named.value);
  const rest = entries?.kind === 'dict' ? entries.rest : named?.value;
  return [
    ...(positional && values?.kind === 'sequence'
      ? (values.items ?? []).map((value) => ({ ...positional, keyword: undefined, value, name: undefined }))
      : []),
    ...(named && entries?.kind === 'dict'
      ? entries.entries.map(([keyword, value]) => ({ ...named, keyword, value, name: undefined }))
      : []),
    ...(named && rest && rest !== NEVER ? [{ ...named, keyword: '**', value: rest, name: undefined }] : []),
  ];
}

function isThreadPool(value: Value): boolean {
  return /ThreadPool(?:Executor)?$/.test(objectOf(value, 'executor')?.type ?? '');
}
