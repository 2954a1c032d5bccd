// A key is pressed: how long until the diagnostics of the new text are there, and what that costs.
import { typingPositions } from '../lib/inputs.mjs';
import { progress } from '../lib/progress.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { bash, echo, floor, ours, pyright, ruff } from '../lib/servers.mjs';
import { inTurn, withSessions } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { median, pause, percentile } from '../lib/statistics.mjs';

/** @typedef {import('../lib/client.mjs').Server} Server */
/** @typedef {{ first: number, p50: number, p95: number, cpu: number, count: number }} Typing ms; `cpu` per key, all threads */
/** @typedef {Map<Server, Typing>} Measured */
/** @typedef {{ warmUpKeys: number, keys: number, budgetMs: number }} Effort nobody's compiler is warm after ten keys; a slow server gets so much time, and fewer keys */

/** Between keys, so that work left for later is done, and paid for, before the next one. */
const betweenKeysMs = 20;
/** Keys in one go before it is another server's turn. */
const keysInTurn = 6;

/**
 * Types and deletes one letter at a time, all over a document, in all servers in turn.
 *
 * @param {readonly import('../lib/sessions.mjs').Session[]} sessions
 * @param {Effort} effort
 * @returns {Promise<Measured>}
 */
export async function type(sessions, { warmUpKeys, keys, budgetMs }) {
  const positions = new Map(
    sessions.map((session) => [
      session,
      typingPositions(session.client.text(session.uri), keys / 2, session.server.reads),
    ]),
  );
  /** @type {Map<Server, number[]>} */
  const times = new Map(sessions.map(({ server }) => [server, []]));
  const firsts = new Map();
  const presses = new Map(sessions.map((session) => [session, 0]));
  const press = async (/** @type {import('../lib/sessions.mjs').Session} */ session) => {
    const { client, uri, server } = session;
    const count = presses.get(session) ?? 0;
    presses.set(session, count + 1);
    const places = positions.get(session) ?? [];
    const start = places[(count >> 1) % places.length] ?? { line: 0, character: 0 };
    const after = { line: start.line, character: start.character + 1 };
    const isInsertion = count % 2 === 0;
    const change = { range: { start, end: isInsertion ? start : after }, text: isInsertion ? 'x' : '' };
    const ms = await client.keystroke(uri, change);
    if (!firsts.has(server)) firsts.set(server, ms);
    await pause(betweenKeysMs);
    return ms;
  };
  const rounds = (/** @type {number} */ count) => Math.ceil(count / keysInTurn);
  await inTurn(
    sessions,
    rounds(warmUpKeys),
    async (session) => {
      for (let key = 0; key < keysInTurn; key++) await press(session);
    },
    budgetMs / 4,
  );
  const cpuBefore = new Map(sessions.map(({ server, client }) => [server, client.cpuMs()]));
  await inTurn(
    sessions,
    rounds(keys),
    async (session) => {
      for (let key = 0; key < keysInTurn; key++) times.get(session.server)?.push(await press(session));
    },
    budgetMs,
  );
  // What a server does when typing has paused belongs to the keys too.
  await pause(500);
  return new Map(
    sessions.map(({ server, client }) => {
      const ms = times.get(server) ?? [];
      const cpu = (client.cpuMs() - (cpuBefore.get(server) ?? NaN)) / ms.length;
      const first = firsts.get(server) ?? NaN;
      return [server, { first, p50: median(ms), p95: percentile(ms, 0.95), cpu, count: ms.length }];
    }),
  );
}

/** @param {readonly Server[]} available @param {number} lines */
function serversFor(available, lines) {
  /** @type {ReadonlyMap<Server, number>} */
  const limits = new Map([
    [pyright, 3000],
    [bash, 10_000],
    [echo, 10_000],
  ]);
  return available.filter((server) => lines <= (limits.get(server) ?? Infinity));
}

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function keystrokes({ servers, scratch, sizes, quick }) {
  /** @type {Map<number, Measured>} */
  const bySize = new Map();
  /** @type {Effort} */
  const effort = quick ? { warmUpKeys: 12, keys: 24, budgetMs: 1000 } : { warmUpKeys: 48, keys: 240, budgetMs: 12_000 };
  const competitors = servers.filter((server) => !quick || server !== bash);
  for (const size of sizes) {
    const input = generatedSpace(scratch, size);
    progress(`  ${size.toLocaleString('en-US')} lines`);
    bySize.set(size, await withSessions(serversFor(competitors, size), input, (sessions) => type(sessions, effort)));
  }
  return {
    title: 'Keystroke → diagnostics',
    notes: [
      `One letter typed or deleted in a name inside a function, all over the file, ${betweenKeysMs} ms apart, the servers in turn in`,
      `blocks of ${keysInTurn}; ${effort.warmUpKeys} keys of warm-up are not counted, but the very first key has its own column. CPU is that of all`,
      'threads of the server per key. bash-language-server reads a shell script of the same length, without ShellCheck.',
      'The last column is the p50 of zerogpu-lint divided by the p50 of that server. pyright is measured up to 3,000 lines,',
      'echo and bash-language-server up to 10,000.',
    ],
    header: ['lines', 'server', 'p50 ms', 'p95 ms', 'p95/p50', 'first ms', 'CPU ms', 'keys', 'ours / this'],
    rows: [...bySize].flatMap(([size, measured]) =>
      [...measured].map(([server, { first, p50, p95, cpu, count }]) => [
        size.toLocaleString('en-US'),
        server.name,
        number(p50),
        number(p95),
        number(p95 / p50),
        number(first),
        number(cpu),
        String(count),
        server === ours ? '' : ratio((measured.get(ours)?.p50 ?? NaN) / p50),
      ]),
    ),
    targets: keystrokeTargets(bySize),
  };
}

/** @param {ReadonlyMap<number, Measured>} bySize */
function keystrokeTargets(bySize) {
  const p50 = (/** @type {number} */ size, /** @type {Server} */ server) => bySize.get(size)?.get(server)?.p50 ?? NaN;
  const lines = (/** @type {number} */ size) => `${size.toLocaleString('en-US')} lines`;
  const against = (/** @type {Server} */ server, /** @type {number} */ size, /** @type {number} */ limit) =>
    atMost(
      `keystroke p50 / ${server.name}, ${lines(size)}`,
      p50(size, ours) / p50(size, server),
      limit,
      ratio,
      server === floor ? NaN : p50(size, floor) / p50(size, server),
    );
  const small = [...bySize].filter(([size]) => size <= 10_000);
  return [
    ...against(pyright, 300, 1 / 50),
    ...against(pyright, 1000, 1 / 90),
    ...against(pyright, 3000, 1 / 130),
    ...small.flatMap(([size]) => against(floor, size, 2)),
    ...against(ruff, 300, 1 / 2),
    ...against(ruff, 1000, 1 / 3),
    ...against(ruff, 3000, 1 / 4),
    ...small.flatMap(([size, measured]) => {
      const { p50: own, p95 } = measured.get(ours) ?? { p50: NaN, p95: NaN };
      return atMost(`keystroke p95 / p50, ${lines(size)}`, p95 / own, 4);
    }),
    ...small.flatMap(([size, measured]) => {
      const share = (measured.get(ours)?.cpu ?? NaN) / (measured.get(floor)?.cpu ?? NaN);
      return atMost(`CPU per keystroke / floor, ${lines(size)}`, share, 1.6);
    }),
    ...atMost('keystroke p50, 10,000 lines / 300 lines', p50(10_000, ours) / p50(300, ours), 4),
  ];
}
