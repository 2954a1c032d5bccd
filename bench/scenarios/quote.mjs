// A quote is typed: what follows changes its meaning, so nearly everything is parsed again. Compared with parsing all of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { root } from '../../scripts/lib/process.mjs';
import { typingPositions } from '../lib/inputs.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { floor, ours } from '../lib/servers.mjs';
import { inTurn, withSessions } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { median, pause, percentile } from '../lib/statistics.mjs';

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function quotes({ servers, scratch, sizes, quick }) {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(path.join(root, 'grammars/tree-sitter-python.wasm'))));
  const parse = (/** @type {string} */ text) => {
    const started = performance.now();
    parser.parse(text)?.delete();
    return performance.now() - started;
  };
  const rows = [];
  const targets = [];
  for (const size of sizes.filter((lines) => lines <= 10_000)) {
    const input = generatedSpace(scratch, size);
    const { text } = input(ours);
    for (let warmUp = 0; warmUp < 5; warmUp++) parse(text);
    /** @type {number[]} */
    const parses = [];
    const competitors = servers.filter((server) => server === ours || server === floor);
    /** @type {Map<string, number[]>} */
    const times = new Map(competitors.map(({ name }) => [name, []]));
    await withSessions(competitors, input, (sessions) => {
      const positions = typingPositions(text, quick ? 12 : 30);
      return inTurn(sessions, positions.length + 2, async ({ server, client, uri }, round) => {
        const start = positions[round % positions.length] ?? { line: 0, character: 0 };
        const after = { line: start.line, character: start.character + 1 };
        const typed = await client.keystroke(uri, { range: { start, end: start }, text: '"' });
        await pause(20);
        const deleted = await client.keystroke(uri, { range: { start, end: after }, text: '' });
        await pause(20);
        // The first two are warm-up.
        if (round >= 2) times.get(server.name)?.push(typed, deleted);
        parses.push(parse(text));
      });
    });
    const full = median(parses);
    rows.push([
      size.toLocaleString('en-US'),
      'full parse in process',
      number(full),
      number(percentile(parses, 0.95)),
      '',
    ]);
    for (const { name } of competitors) {
      const ms = times.get(name) ?? [];
      rows.push([
        size.toLocaleString('en-US'),
        name,
        number(median(ms)),
        number(percentile(ms, 0.95)),
        ratio(median(ms) / full),
      ]);
    }
    targets.push(
      ...atMost(
        `a typed quote / a full parse, ${size.toLocaleString('en-US')} lines`,
        median(times.get(ours.name) ?? []) / full,
        2,
        ratio,
        median(times.get(floor.name) ?? []) / full,
      ),
    );
  }
  parser.delete();
  return {
    title: 'A typed quote',
    notes: ['`"` typed after a name inside a function, all over the file, and deleted again; both count.'],
    header: ['lines', 'what', 'p50 ms', 'p95 ms', '/ full parse'],
    rows,
    targets,
  };
}
