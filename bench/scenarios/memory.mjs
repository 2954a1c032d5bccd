// What a day of typing leaves behind, and what a closed file does.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../scripts/lib/process.mjs';
import { pythonApp, typingPositions } from '../lib/inputs.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { floor, ours, pyright } from '../lib/servers.mjs';
import { inTurn, withSessions } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { pause } from '../lib/statistics.mjs';

/** @typedef {import('../lib/client.mjs').Server} Server */
/** @typedef {import('../lib/sessions.mjs').Session} Session */
/** @typedef {{ held: number, resident: number }} Left MB after a garbage collection: of JavaScript, and of the process */

const size = 1000;
const fewEdits = 100;
/** pyright takes minutes, and no part in a quick run. */
const manyEdits = { pyright: 300, others: 10_000, quick: 200 };
const closedLines = 300;
/** What counts as nothing: less than half of the text of such a file. */
const heldPerCloseKb = 4;

/** The same server with the probe in it. @param {Server} server @param {string} scratch @returns {Server} */
function probed(server, scratch) {
  const [command = '', ...args] = server.command;
  const probe = path.join(import.meta.dirname, '../lib/memoryProbe.cjs');
  return {
    ...server,
    command: [command, '--expose-gc', '--require', probe, ...args],
    env: { BENCH_MEMORY: answerOf(server, scratch) },
  };
}

/** @param {Server} server @param {string} scratch */
const answerOf = ({ name }, scratch) => path.join(scratch, `memory-${name.replace(/\W/g, '-')}.json`);

/** @param {Session} session @param {string} scratch @returns {Promise<Left>} */
async function collected({ client, server }, scratch) {
  const file = answerOf(server, scratch);
  rmSync(file, { force: true });
  process.kill(client.pid, 'SIGUSR2');
  const text = await until(`the memory of ${server.name}`, () => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  });
  const { held, resident } = JSON.parse(String(text));
  return { held: held / 2 ** 20, resident: resident / 2 ** 20 };
}

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function memory({ servers, scratch, quick }) {
  const input = generatedSpace(scratch, size);
  const positions = typingPositions(input(ours).text, 200);
  const type = async (/** @type {Session} */ { client, uri }, /** @type {number} */ from, /** @type {number} */ to) => {
    for (let edit = from; edit < to; edit++) {
      const start = positions[(edit >> 1) % positions.length] ?? { line: 0, character: 0 };
      const end = { line: start.line, character: start.character + (edit % 2) };
      await client.keystroke(uri, { range: { start, end }, text: edit % 2 === 0 ? 'x' : '' });
    }
    await client.quiet(500);
  };
  /** @type {Map<string, { edits: number, few: Left, many: Left, closed: Left, residentFew: number, residentMany: number }>} */
  const measured = new Map();
  let perClose = NaN;
  const competitors = servers.filter((server) => [ours, floor, ...(quick ? [] : [pyright])].includes(server));
  await withSessions(
    competitors.map((server) => probed(server, scratch)),
    input,
    (sessions) =>
      inTurn(sessions, 1, async (session) => {
        const { client, server, uri } = session;
        const edits = quick ? manyEdits.quick : server.name === pyright.name ? manyEdits.pyright : manyEdits.others;
        await type(session, 0, fewEdits);
        const residentFew = client.residentMb();
        const few = await collected(session, scratch);
        await type(session, fewEdits, edits);
        const residentMany = edits > fewEdits ? client.residentMb() : residentFew;
        const many = edits > fewEdits ? await collected(session, scratch) : few;
        client.close(uri);
        await client.quiet(500);
        const closed = await collected(session, scratch);
        measured.set(server.name, { edits, few, many, closed, residentFew, residentMany });
        if (server.name === ours.name) perClose = await heldAfterClosing(session, scratch, quick ? 3 : 20);
      }),
  );
  const own = measured.get(ours.name);
  const peer = measured.get(pyright.name);
  const least = measured.get(floor.name);
  const edits = own?.edits.toLocaleString('en-US') ?? '';
  return {
    title: 'Memory',
    notes: [
      `In MB, with ${size.toLocaleString('en-US')} lines open, after ${fewEdits} edits and after many: what JavaScript holds after a garbage collection, which tells`,
      'of leaks; the process after one; and the process as it was before, when V8 takes what it may. The document that is closed',
      'at last is a file of the Space, so it is read from disk then. pyright types less, for it takes minutes.',
      `Opening and closing a file of ${closedLines} lines that is not on disk (${Math.round(pythonApp(closedLines).length / 1024)} KB of text) leaves ${number(perClose)} KB a time.`,
    ],
    header: [
      'server',
      'edits',
      `held, ${fewEdits}`,
      'held, all',
      'ratio',
      'held, closed',
      `process, ${fewEdits}`,
      'process, all',
      'ratio',
      `before, ${fewEdits}`,
      'before, all',
      'ratio',
    ],
    rows: [...measured].map(([name, it]) => [
      name,
      it.edits.toLocaleString('en-US'),
      number(it.few.held),
      number(it.many.held),
      ratio(it.many.held / it.few.held),
      number(it.closed.held),
      number(it.few.resident),
      number(it.many.resident),
      ratio(it.many.resident / it.few.resident),
      number(it.residentFew),
      number(it.residentMany),
      ratio(it.residentMany / it.residentFew),
    ]),
    targets: own
      ? [
          ...atMost(
            `held after ${edits} edits / after ${fewEdits}`,
            own.many.held / own.few.held,
            1.15,
            ratio,
            (least?.many.held ?? NaN) / (least?.few.held ?? NaN),
          ),
          ...atMost(
            `the process after ${edits} edits / after ${fewEdits}, both collected`,
            own.many.resident / own.few.resident,
            1.15,
            ratio,
            (least?.many.resident ?? NaN) / (least?.few.resident ?? NaN),
          ),
          ...atMost(
            `the process after ${edits} edits / pyright’s after ${peer?.edits ?? fewEdits}`,
            own.residentMany / (peer?.residentMany ?? NaN),
            1 / 4,
            ratio,
            (least?.residentMany ?? NaN) / (peer?.residentMany ?? NaN),
          ),
          ...atMost('held after a file is closed', perClose, heldPerCloseKb, (kb) => `${number(kb)} KB`),
        ]
      : [],
  };
}

/**
 * KB that stay for each file that was opened and closed. What is held after a collection goes up and down by itself, so the
 * least of several looks counts, before and after.
 *
 * @param {Session} session
 * @param {string} scratch
 * @param {number} files in one look
 */
async function heldAfterClosing(session, scratch, files) {
  const { client } = session;
  const { folder } = generatedSpace(scratch, size)(session.server);
  let count = 0;
  const look = async () => {
    for (const last = count + files; count < last; count++) {
      const file = path.join(folder, `extra_${count}.py`);
      const published = client.published(({ uri }) => uri.endsWith(path.basename(file)));
      const uri = client.open(file, pythonApp(closedLines, count));
      await published;
      client.close(uri);
      await pause(5);
    }
    await client.quiet(500);
    return (await collected(session, scratch)).held * 1024;
  };
  const looks = [];
  for (let time = 0; time < 14; time++) looks.push(await look());
  // The first eight are warm-up: code is compiled. Three looks lie between the middle of the next three and of the last three.
  return (Math.min(...looks.slice(11)) - Math.min(...looks.slice(8, 11))) / (files * 3);
}
