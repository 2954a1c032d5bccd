import type { Worker } from 'node:worker_threads';

/** What a worker sends: that it can begin, then the result of each job it is given. */
export type FromWorker<R> = { readonly ready: true } | { readonly result: R };

export interface PoolOptions<J, R> {
  readonly size: number;
  readonly start: () => Worker;
  /** The result of a job that its worker did not survive. */
  readonly failure: (job: J, error: unknown) => R;
}

/**
 * Has jobs done by workers, each by whichever is free; returns their results in the order of the jobs. A worker that dies
 * over a job is replaced. Rejects when a worker dies before it could begin.
 */
export async function runInWorkers<J, R>(
  jobs: readonly J[],
  { size, start, failure }: PoolOptions<J, R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = jobs.entries();
  const workers = new Set<Worker>();

  /** Runs one worker until no job is left or it dies; true when it is to be replaced. */
  const work = (): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const worker = start();
      workers.add(worker);
      let current: readonly [number, J] | undefined;
      let isReady = false;
      const died = (error: unknown): void => {
        // An error comes before the end that it leads to.
        if (!workers.delete(worker)) return;
        if (!isReady) reject(error instanceof Error ? error : new Error(String(error)));
        else if (current) results[current[0]] = failure(current[1], error);
        resolve(current !== undefined);
      };
      worker.on('message', (message: FromWorker<R>) => {
        if ('ready' in message) isReady = true;
        else if (current) results[current[0]] = message.result;
        current = waiting.next().value;
        if (current) worker.postMessage(current[1]);
        else void worker.terminate();
      });
      worker.once('error', died);
      worker.once('exit', (code) => died(`its worker ended with ${code}`));
    });
  const keepWorking = async (): Promise<void> => {
    while (await work());
  };

  try {
    await Promise.all(Array.from({ length: size }, keepWorking));
  } finally {
    for (const worker of workers) void worker.terminate();
  }
  return results;
}
