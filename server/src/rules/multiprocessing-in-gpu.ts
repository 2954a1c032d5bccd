import {
  argumentOf,
  calledPath,
  constantOf,
  effectOf,
  gpuFunctionAround,
  type CallFact,
  type SpaceView,
} from '../model';
import { reviewFix, rule, safeFix, SPACES_PACKAGE, type Fix } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'multiprocessing-in-gpu',
  summary: 'A GPU function starts processes, which GPU workers may not do',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    process:
      '`{callee}` starts a process, and a GPU worker, itself a daemon, may not do that: “daemonic processes are not allowed to have children”; use threads or `subprocess`',
    numProc:
      '`num_proc={count}` makes `{callee}` start processes, and a GPU worker may not do that: “daemonic processes are not allowed to have children”',
  },
  explains: ['daemonic processes are not allowed to have children'],
  concerns: ['startsProcess', 'num_proc='],
  sources: [
    SPACES_PACKAGE,
    {
      url: 'https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Process.daemon',
      read: '2026-11-21',
    },
  ],
  check: {
    code(code, report, space) {
      if (!code.runsOnGpu) return;
      const severity = code.isGpuOnly ? {} : ({ severity: 'warning' } as const);
      const gpu = gpuFunctionAround(code, space);
      const related = inWorkerOf(gpu);
      for (const call of code.calls) {
        const callee = call.calleeText ?? calledPath(call) ?? call.method ?? '';
        if (effectOf(call) === 'startsProcess') {
          report(
            call.calleePlace,
            'process',
            { callee },
            { ...severity, related, fixes: () => asThreads(call, space) },
          );
        }
        const processes = MAPPING.has(call.method ?? '') ? argumentOf(call, 'num_proc') : undefined;
        const count = processes && constantOf(processes.value);
        if (processes && typeof count === 'number' && count > 1) {
          report(
            processes.whole,
            'numProc',
            { count, callee },
            {
              severity: 'warning',
              related,
              fixes: () => [
                safeFix(
                  `Run \`${callee}\` in this process`,
                  space.edits.removeArgument(call.argsPlace, processes.whole),
                ),
              ],
            },
          );
        }
      }
    },
  },
});

/** Methods of data sets that hand their rows to a pool. */
const MAPPING: ReadonlySet<string> = new Set(['map', 'filter']);

/** What both executors take by name. */
const COMMON: ReadonlySet<string> = new Set(['max_workers', 'initializer', 'initargs']);

/** A thread pool has the same methods; only one that is reached through its module needs no import. */
function asThreads(call: CallFact, space: SpaceView): readonly Fix[] {
  const written = call.calleeText;
  if (written?.endsWith('.ProcessPoolExecutor') !== true) return [];
  // How processes are started is nothing that one says of threads.
  if (call.args.some(({ keyword }, i) => (keyword === undefined ? i > 0 : !COMMON.has(keyword)))) return [];
  const threads = written.replace(/ProcessPoolExecutor$/, 'ThreadPoolExecutor');
  return [reviewFix(`Use \`${threads}\``, space.edits.replace(call.calleePlace, threads))];
}
