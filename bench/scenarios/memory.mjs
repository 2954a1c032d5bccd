// What a day of typing leaves behind, and what a closed file does.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../scripts/lib/process.mjs';
import { pythonApp, typingPositions } from '../lib/inputs.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { bash, echo, floor, ours, pyright, ruff } from '../lib/servers.mjs';
import { inTurn, withSessions } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { pause } from '../lib/statistics.mjs';

/** @typedef {import('../lib/client.mjs').Server} Server */
/** @typedef {import('../lib/sessions.mjs').Session} Session */
/** @typedef {{ held: number, resident: number }} Left MB after a garbage collection: of JavaScript, and of the process */

const size = 1000;
const few = 100;
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
  const many = quick ? 1000 : 10_000;
  const input = generatedSpace(scratch, size);
  const competitors = servers
    .filter((server) => ![bash, echo, ...(quick ? [ruff, pyright] : [])].includes(server))
    .map((server) => probed(server, scratch));
  /** @type {Map<string, { opened: number, few: number, many: number, collectedFew: Left, collectedMany: Left, edits: number }>} */
  const measured = new Map();
  let perClose = NaN;
  await withSessions(competitors, input, async (sessions) => {
    const positions = typingPositions(input(ours).text, 200);
    const type = async (
      /** @type {Session} */ { client, uri },
      /** @type {number} */ from,
      /** @type {number} */ to,
    ) => {
      for (let edit = from; edit < to; edit++) {
        const start = positions[(edit >> 1) % positions.length] ?? { line: 0, character: 0 };
        const end = { line: start.line, character: start.character + (edit % 2) };
        await client.keystroke(uri, { range: { start, end }, text: edit % 2 === 0 ? 'x' : '' });
      }
    };
    await inTurn(sessions, 1, async (session) => {
      const { client, server, residentMb: opened } = session;
      // pyright takes minutes for the rest.
      const edits = server.name === pyright.name ? few : many;
      await type(session, 0, few);
      await client.quiet(700);
      const afterFew = client.residentMb();
      const collectedFew = await collected(session, scratch);
      await type(session, few, edits);
      await client.quiet(700);
      const afterMany = client.residentMb();
      const collectedMany = await collected(session, scratch);
      measured.set(server.name, { opened, few: afterFew, many: afterMany, collectedFew, collectedMany, edits });
    });
    const own = sessions.find(({ server }) => server.name === ours.name);
    if (own) perClose = await heldAfterClosing(own, scratch, quick ? 5 : 20);
  });
  const own = measured.get(ours.name);
  const peer = measured.get(pyright.name);
  const least = measured.get(floor.name);
  return {
    title: 'Memory',
    notes: [
      `Of the process, in MB, with ${size.toLocaleString('en-US')} lines open: as it is (V8 takes what it may), and after a garbage collection, which`,
      'tells of leaks. The last column is what JavaScript holds then.',
      `Opening and closing a file of ${closedLines} lines (${Math.round(pythonApp(closedLines).length / 1024)} KB of text) leaves ${number(perClose)} KB a time.`,
    ],
    header: [
      'server',
      'edits',
      'open',
      `${few} edits`,
      'all edits',
      'ratio',
      `${few}, collected`,
      'all, collected',
      'ratio',
      'held',
    ],
    rows: [...measured].map(([name, it]) => [
      name,
      it.edits.toLocaleString('en-US'),
      number(it.opened),
      number(it.few),
      number(it.many),
      ratio(it.many / it.few),
      number(it.collectedFew.resident),
      number(it.collectedMany.resident),
      ratio(it.collectedMany.resident / it.collectedFew.resident),
      number(it.collectedMany.held),
    ]),
    targets: own
      ? [
          ...atMost(
            `memory after ${many.toLocaleString('en-US')} edits / after ${few} (floor: ${ratio((least?.many ?? NaN) / (least?.few ?? NaN))})`,
            own.many / own.few,
            1.15,
          ),
          ...atMost(
            `memory after ${many.toLocaleString('en-US')} edits / after ${few}, both collected`,
            own.collectedMany.resident / own.collectedFew.resident,
            1.15,
          ),
          ...atMost(
            `memory after ${many.toLocaleString('en-US')} edits / pyright’s after ${few}`,
            own.many / (peer?.few ?? NaN),
            1 / 4,
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
  for (let time = 0; time < 7; time++) looks.push(await look());
  // The first is warm-up; three looks lie between the middle of the first three and that of the last three.
  return (Math.min(...looks.slice(4)) - Math.min(...looks.slice(1, 4))) / (files * 3);
}
