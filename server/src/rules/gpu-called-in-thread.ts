import {
  argumentOf,
  calledPath,
  externalPath,
  functionsOf,
  gpuCallsIn,
  isThreadClass,
  only,
  tellsRequest,
  threadTargets,
  unpacks,
  type CallArgument,
  type CallFact,
  type Code,
  type FunctionEntity,
  type SpaceView,
} from '../model';
import type { Edit } from '../text/place';
import { reviewFix, rule, SPACES_PACKAGE, type Fix } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'gpu-called-in-thread',
  summary: 'A GPU function is called in a thread, where nobody knows the visitor',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    thread:
      'A new thread does not know the visitor’s request, so `{name}` is charged to the Space’s own small quota: once that is used up, calls fail with “Space app has reached its GPU limit”',
  },
  explains: ['Space app has reached its GPU limit'],
  concerns: ['threading.Thread', 'threading.Timer', 'executor', '.run_in_executor', '.start'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (code.runsOnGpu || code.contexts.length === 0) return;
      for (const call of code.calls) {
        const handed = threadTargets(call);
        for (const { fn, argument } of [
          ...handed,
          ...startedBy(call, space).map((each) => ({ fn: each, argument: undefined })),
        ]) {
          const gpu = space.gpuOf(fn) ?? gpuCallsIn(space.code(fn), space)[0]?.gpu;
          if (!gpu || tellsRequest(space)) continue;
          report(
            argument?.place ?? call.calleePlace,
            'thread',
            { name: gpu.name },
            {
              related: [asksForGpu(gpu)],
              fixes: () => (argument ? inContext(call, argument, code, space) : []),
            },
          );
        }
      }
    },
  },
});

/** What `start()` of a thread class of the Space's own runs: its `run`. */
function startedBy({ method, receiver, callee }: CallFact, space: SpaceView): readonly FunctionEntity[] {
  // A `start` of its own does what it does.
  const thread = method === 'start' && receiver && functionsOf(callee).length === 0 ? only(receiver) : undefined;
  return thread?.kind === 'instance' && isThreadClass(thread.cls, space) ? space.methodsOf(thread.cls, 'run') : [];
}

/** The thread runs in a copy of the context that it is started from, which knows the request. */
function inContext(call: CallFact, argument: CallArgument, code: Code, space: SpaceView): readonly Fix[] {
  // Nobody asks while the app starts.
  if (!code.contexts.includes('request') || code.owns('contextvars')) return [];
  const handed = handOver(call, argument, space);
  if (!handed) return [];
  const isImported = externalPath(space.global(code.module, 'contextvars')) === 'contextvars';
  const added = isImported ? undefined : space.edits.addImport(code.module, 'import contextvars');
  return [
    reviewFix(
      `Run \`${space.text(argument.place)}\` in a copy of the context, which knows the visitor`,
      ...(added ? [added] : []),
      space.edits.replace(argument.place, RUN),
      ...handed,
    ),
  ];
}

const RUN = 'contextvars.copy_context().run';

/** The edits that make the function the first argument of what runs it. */
function handOver(call: CallFact, argument: CallArgument, space: SpaceView): readonly Edit[] | undefined {
  const { edits } = space;
  const written = space.text(argument.place);
  if ((call.method === 'submit' || call.method === 'run_in_executor') && argument.keyword === undefined) {
    return [edits.insertAfter(argument.place, `, ${written}`)];
  }
  if (calledPath(call) !== 'threading.Thread' || unpacks(call)) return undefined;
  const args = argumentOf(call, 'args', 3);
  if (!args) return [edits.addArgument(call.argsPlace, `args=(${written},)`)];
  const [, open, rest] = /^([([])\s*([^]*)[)\]]$/.exec(space.text(args.place)) ?? [];
  if (open === undefined || rest === undefined) return undefined;
  // With the function the tuple has two, and needs no comma behind the last.
  const [, single] = /^([\w.]+)\s*,\s*$/.exec(rest) ?? [];
  if (open === '(' && single !== undefined) return [edits.replace(args.place, `(${written}, ${single})`)];
  const first = { ...args.place, start: args.place.start + 1 };
  return [edits.insertBefore(first, rest.trim() === '' ? `${written},` : `${written}, `)];
}
