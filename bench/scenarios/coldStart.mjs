// An editor opens a file: from the start of the server's process to the first diagnostics.
import { trouble } from '../lib/progress.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { bash, floor, ours, pyright } from '../lib/servers.mjs';
import { openSession } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { median, percentile } from '../lib/statistics.mjs';

/** Nothing is kept of what V8 compiled when it ran before. @type {import('../lib/client.mjs').Server} */
const unknown = { ...ours, name: 'zerogpu-lint, never started before', env: { NODE_DISABLE_COMPILE_CACHE: '1' } };

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function coldStart({ servers: available, scratch, quick }) {
  const servers = [...available.filter((server) => !quick || server !== bash), unknown];
  /** @type {Map<number, Map<import('../lib/client.mjs').Server, { times: number[], cpu: number[] }>>} */
  const bySize = new Map();
  const plan = quick
    ? [{ size: 300, rounds: 2 }]
    : [300, 3000].map((size) => ({ size, rounds: size === 300 ? 11 : 5 }));
  for (const { size, rounds } of plan) {
    const input = generatedSpace(scratch, size);
    const measured = new Map(
      servers.map((server) => [server, { times: /** @type {number[]} */ ([]), cpu: /** @type {number[]} */ ([]) }]),
    );
    bySize.set(size, measured);
    const { folder, file, text } = input(ours);
    await (await openSession(ours, folder, file, text)).client.stop();
    for (let round = 0; round < rounds; round++) {
      for (const server of round % 2 === 0 ? servers : [...servers].reverse()) {
        const { folder, file, text } = input(server);
        try {
          const { client, openedMs } = await openSession(server, folder, file, text);
          measured.get(server)?.times.push(openedMs);
          measured.get(server)?.cpu.push(client.cpuMs());
          await client.stop();
        } catch (error) {
          trouble(`${server.name} did not start with ${size} lines`, error);
        }
      }
    }
  }
  const p50 = (/** @type {number} */ size, /** @type {import('../lib/client.mjs').Server} */ server) =>
    median(bySize.get(size)?.get(server)?.times ?? []);
  return {
    title: 'Cold start → first diagnostics',
    notes: [
      'From the start of the process to the first diagnostics of the opened app. This server keeps what V8 compiled from one start to the next; the last row is without that.',
    ],
    header: ['lines', 'server', 'p50 ms', 'p95 ms', 'CPU ms', 'starts', 'ours / this'],
    rows: [...bySize].flatMap(([size, measured]) =>
      [...measured].map(([server, { times, cpu }]) => [
        size.toLocaleString('en-US'),
        server.name,
        number(median(times)),
        number(percentile(times, 0.95)),
        number(median(cpu)),
        String(times.length),
        server === ours ? '' : ratio(p50(size, ours) / median(times)),
      ]),
    ),
    targets: [
      ...atMost(
        'cold start / pyright, 300 lines',
        p50(300, ours) / p50(300, pyright),
        1 / 8,
        ratio,
        p50(300, floor) / p50(300, pyright),
      ),
      ...atMost('cold start / floor, 300 lines', p50(300, ours) / p50(300, floor), 1.7),
    ],
  };
}
