import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { GrammarBytes } from '../host/host';
import { type CheckingOptions, createChecker, failure, type Outcome } from './checking';
import { type FromWorker, runInWorkers } from './pool';
import type { Target } from './targets';

interface WorkerData {
  readonly grammars: GrammarBytes;
  readonly options: CheckingOptions;
}

/**
 * Nearly all that is made for a Space lives until its check is done, and V8 copies what lives each time its young
 * generation is full: with room for a whole Space a check takes a fifth less CPU, and a worker 90 MB more.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 128 };

/** Checks targets in worker threads that run this same bundle. */
export function checkInThreads(
  targets: readonly Target[],
  size: number,
  data: WorkerData,
): Promise<readonly Outcome[]> {
  return runInWorkers<Target, Outcome>(targets, {
    size,
    start: () => new Worker(__filename, { workerData: data, resourceLimits }),
    failure,
  });
}

/** What such a thread does. */
export async function serveChecks(): Promise<void> {
  const { grammars, options } = workerData as WorkerData;
  const check = await createChecker(grammars, options);
  const send = (message: FromWorker<Outcome>): void => parentPort?.postMessage(message);
  parentPort?.on('message', (target: Target) => void check(target).then((result) => send({ result })));
  send({ ready: true });
}
