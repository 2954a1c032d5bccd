// Fifty edits at once, as a multi-cursor edit or a held key makes them; and then nobody types.
import { typingPositions } from '../lib/inputs.mjs';
import { atMost, number } from '../lib/report.mjs';
import { bash, echo, ours, pyright } from '../lib/servers.mjs';
import { inTurn, withSessions } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { median, pause } from '../lib/statistics.mjs';

const edits = 50;
const size = 1000;

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function burst({ servers, scratch, quick }) {
  const input = generatedSpace(scratch, size);
  const idleMs = quick ? 2000 : 5000;
  // V8 collects garbage once more when nothing has happened for a while, and what it compiled is kept.
  const settleMs = quick ? 0 : 20_000;
  const competitors = servers.filter((server) => ![echo, bash, ...(quick ? [pyright] : [])].includes(server));
  return withSessions(competitors, input, async (sessions) => {
    /** @type {Map<string, { ms: number[], cpu: number[], publishes: number[] }>} */
    const measured = new Map(sessions.map(({ server }) => [server.name, { ms: [], cpu: [], publishes: [] }]));
    const [start] = typingPositions(input(ours).text, 1);
    if (!start) throw new Error('There is nowhere to type');
    await inTurn(sessions, quick ? 2 : 8, async ({ client, server, uri }, round) => {
      const cpuBefore = client.cpuMs();
      const publishesBefore = client.publishes;
      const started = performance.now();
      let version = 0;
      for (let edit = 0; edit < edits; edit++) {
        const end = { line: start.line, character: start.character + (edit % 2) };
        version = client.edit(uri, { range: { start, end }, text: edit % 2 === 0 ? 'x' : '' });
      }
      const { at } = await client.diagnosticsOf(uri, version);
      await client.quiet(500);
      // The first burst is warm-up.
      if (round === 0) return;
      const mine = measured.get(server.name);
      mine?.ms.push(at - started);
      mine?.cpu.push(client.cpuMs() - cpuBefore);
      mine?.publishes.push(client.publishes - publishesBefore);
    });

    await pause(settleMs);
    const before = sessions.map(({ client }) => client.cpuMs());
    await pause(idleMs);
    const idle = new Map(
      sessions.map(({ client, server }, index) => [
        server.name,
        (client.cpuMs() - (before[index] ?? NaN)) / (idleMs / 1000),
      ]),
    );
    const own = measured.get(ours.name);
    return {
      title: 'A burst of edits, and rest',
      notes: [
        `${edits} edits in ${size.toLocaleString('en-US')} lines sent without waiting; every publish is one analysis. pyright is asked once, after`,
        `the last edit. Then nobody types for ${settleMs / 1000} s, and rest is the ${idleMs / 1000} s after that.`,
      ],
      header: ['server', 'burst p50 ms', 'CPU ms', 'publishes p50', 'at most', 'CPU at rest, ms per s'],
      rows: [...measured].map(([name, { ms, cpu, publishes }]) => [
        name,
        number(median(ms)),
        number(median(cpu)),
        number(median(publishes)),
        String(Math.max(...publishes)),
        number(idle.get(name) ?? NaN),
      ]),
      targets: [
        ...atMost(`analyses of a burst of ${edits} edits, p50`, median(own?.publishes ?? []), 1, String),
        ...atMost('CPU at rest', idle.get(ours.name) ?? NaN, 1, (ms) => `${+ms.toFixed(2)} ms per s`),
      ],
    };
  });
}
