import {
  calledPath,
  emulatedCuda,
  functionsOf,
  loadsModel,
  needsEmulatedCuda,
  objectOf,
  only,
  runOnThread,
  spread,
  unpicklable,
  type CallArgument,
  type CallFact,
  type Code,
  type SpaceView,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { rule, SPACES_PACKAGE } from './rule';
import { calleeName } from './shared/callee';

export default rule({
  name: 'unpicklable-argument',
  summary: 'A GPU function is called with something that cannot enter its process',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    value:
      'Arguments of `{name}` are pickled on their way into the GPU worker, and {what} can’t be pickled: the call raises a `PicklingError`; create it inside the GPU function',
    empty:
      'Arguments of `{name}` are pickled on their way into the GPU worker, and {what} has no content in the main process: it arrives empty, or the call fails with “_share_cuda_: only available on CUDA”; let `{name}` use the module’s own, which its worker has in full',
  },
  explains: [
    'PicklingError',
    "Can't pickle",
    "Can't pickle <function <lambda>",
    "cannot pickle '_thread.lock' object",
    "cannot pickle '_io.TextIOWrapper' object",
    '_share_cuda_: only available on CUDA',
    'on disk-offloaded Tensor',
  ],
  concerns: [
    'gpuFunction',
    'functools.partial',
    'threading.Thread',
    'threading.Timer',
    'executor',
    '.run_in_executor',
    'asyncio.to_thread',
    'anyio.to_thread.run_sync',
    'starlette.concurrency.run_in_threadpool',
    'fastapi.concurrency.run_in_threadpool',
  ],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled', read: '2026-11-21' },
    { url: 'https://github.com/pytorch/pytorch/blob/v2.8.0/torch/multiprocessing/reductions.py', read: '2026-11-22' },
    { url: 'https://github.com/kuotunyu/tw-longcare-rag', read: '2026-11-22' },
  ],
  check: {
    code(code, report, space) {
      if (code.runsOnGpu || code.contexts.length === 0) return;
      for (const call of code.calls) {
        const { entered, args } = sentBy(call, space);
        const callee = only(entered);
        if (callee?.kind !== 'gpuFunction') continue;
        const [fn] = functionsOf(entered);
        for (const argument of args) {
          // What `*` unpacks stays behind; its elements go.
          const sent = argument.keyword === '*' ? spread(argument.value) : argument.value;
          const refused = unpicklable(sent, space);
          const what = refused ?? emptyThere(argument, sent, code, space);
          if (what === undefined) continue;
          report(
            argument.place,
            refused === undefined ? 'empty' : 'value',
            { name: fn ? space.code(fn).name : calleeName(call, space), what },
            { related: [{ place: callee.place, message: 'It runs in a worker process because of this' }] },
          );
        }
      }
    },
  },
});

interface Sent {
  /** The function that is entered. */
  readonly entered: Value;
  readonly args: readonly CallArgument[];
}

/** What is sent, and where to: by the call itself, by the thread that it starts, or by each event that its partial is for. */
function sentBy(call: CallFact, space: SpaceView): Sent {
  const [target, ...args] = call.args;
  const thread = runOnThread(call);
  if (thread) return withBound(thread.target.value, thread.args, thread.target);
  if (calledPath(call) !== 'functools.partial' || !target)
    return withBound(call.callee, call.args, { place: call.calleePlace, whole: call.calleePlace });
  const made = only(call.result);
  const isHandler = functionsOf(target.value).some((fn) =>
    space.handlersOf(fn).some((handler) => handler.argument('fn')?.value.alts.some((item) => sameData(item, made))),
  );
  return { entered: target.value, args: isHandler ? args : [] };
}

/** What a partial was made with is sent with each call of it. */
function withBound(
  entered: Value,
  args: readonly CallArgument[],
  { place, whole }: Pick<CallArgument, 'place' | 'whole'>,
): Sent {
  const item = only(entered);
  if (item?.kind !== 'partial') return { entered, args };
  const bind = (value: Value, keyword?: string): CallArgument => ({ keyword, value, place, whole, name: undefined });
  const bound = [
    ...item.positional.map((value) => bind(value)),
    ...item.keywords.map(([keyword, value]) => bind(value, keyword)),
  ];
  return { entered: item.callee, args: [...bound, ...args] };
}

/** What of it was put on CUDA before; the code that does so in the main process has a finding of its own. */
function emptyThere({ name }: CallArgument, sent: Value, code: Code, space: SpaceView): string | undefined {
  if (code.calls.some((call) => needsEmulatedCuda(call) || loadsModel(call))) return undefined;
  const isTensor = objectOf(sent, 'tensor') !== undefined || objectOf(sent, 'tensors') !== undefined;
  const isComputedHere = isTensor && (name === undefined || code.owns(name));
  return isComputedHere ? undefined : emulatedCuda(sent, space);
}
