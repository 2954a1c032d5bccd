// A folder of Spaces is opened, and one document in it: when is it answered, and what do the others cost?
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../lib/client.mjs';
import { trouble } from '../lib/progress.mjs';
import { number } from '../lib/report.mjs';
import { ours, pyright } from '../lib/servers.mjs';
import { writeSpaces } from '../lib/space.mjs';
import { median, pause } from '../lib/statistics.mjs';

/** Milliseconds without a publish after which everything has been told. */
const silence = 2000;

/** VS Code asks for diagnostics, and tells its settings when the server has begun to read. */
const inVsCode = {
  ...ours,
  name: `${ours.name}, in VS Code`,
  diagnostics: /** @type {const} */ ('pull'),
  settings: {},
};

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function manySpaces({ servers, scratch, quick }) {
  const count = quick ? 12 : 74;
  const folder = path.join(scratch, 'many');
  const files = writeSpaces(folder, count);
  const file = path.join(folder, `space-${Math.floor(count / 2)}`, 'app.py');
  const text = readFileSync(file, 'utf8');
  const rows = [];
  for (const server of [ours, inVsCode, pyright].filter((each) => each === inVsCode || servers.includes(each))) {
    /** @type {Measured[]} */
    const all = [];
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      try {
        all.push(await measure(server, folder, file, text));
      } catch (error) {
        trouble(`${server.name} did not open ${count} Spaces`, error);
      }
    }
    const middle = (/** @type {(each: Measured) => number} */ of) => number(median(all.map(of)));
    rows.push([
      server.name,
      middle(({ openedMs }) => openedMs),
      middle(({ toldMs }) => toldMs),
      middle(({ longestMs }) => longestMs),
      String(median(all.map(({ told }) => told))),
      middle(({ mb }) => mb),
    ]);
  }
  return {
    title: `A folder of ${count} Spaces`,
    notes: [
      `From the start of the process, with one of ${files.toLocaleString('en-US')} Python files open: to its diagnostics, and to the last that is told of any file. Meanwhile hovers are asked for; the longest wait of one. Pyright tells of open files only.`,
    ],
    header: ['server', 'opened ms', 'all ms', 'longest hover ms', 'files told of', 'MB'],
    rows,
    targets: [],
  };
}

/** @typedef {{ openedMs: number, toldMs: number, longestMs: number, told: number, mb: number }} Measured */

/** @param {import('../lib/client.mjs').Server} server @param {string} folder @param {string} file @param {string} text @returns {Promise<Measured>} */
async function measure(server, folder, file, text) {
  const client = new Client(server, folder);
  try {
    await client.initialize();
    const told = new Set();
    let last = NaN;
    client.watch(({ uri, at }) => {
      told.add(uri);
      last = at;
    });
    const uri = client.open(file, text);
    if (server.diagnostics === 'pull') client.askForAll();
    const { at: opened } = await client.diagnosticsOf(uri, 1);
    told.add(uri);
    last = Math.max(opened, last || 0);
    let longestMs = 0;
    while (performance.now() - last < silence) {
      const asked = performance.now();
      await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 8 } });
      longestMs = Math.max(longestMs, performance.now() - asked);
      await pause(50);
    }
    const { spawnedAt } = client;
    const mb = client.residentMb();
    return { openedMs: opened - spawnedAt, toldMs: last - spawnedAt, longestMs, told: told.size, mb };
  } finally {
    await client.stop();
  }
}
