// Several servers with the same document open, each measured in turn, so that they share the machine's weather.
import { Client } from './client.mjs';
import { lineCount } from './inputs.mjs';
import { trouble } from './progress.mjs';
import { pause } from './statistics.mjs';

/** @typedef {import('./client.mjs').Server} Server */
/** @typedef {{ server: Server, client: Client, uri: string, openedMs: number, residentMb: number, diagnostics: readonly any[] }} Session as it was opened; `openedMs` from spawn to first diagnostics */

/**
 * Starts a server, opens a document, and waits for its first diagnostics.
 *
 * @param {Server} server
 * @param {string} folder
 * @param {string} file
 * @param {string} text
 * @returns {Promise<Session>}
 */
export async function openSession(server, folder, file, text) {
  const client = new Client(server, folder);
  try {
    await client.initialize();
    const first = server.diagnostics === 'push' ? client.published(() => true) : undefined;
    const uri = client.open(file, text);
    const { at, diagnostics } = await (first ?? client.diagnosticsOf(uri, 1));
    return { server, client, uri, openedMs: at - client.spawnedAt, residentMb: client.residentMb(), diagnostics };
  } catch (error) {
    await client.stop();
    throw error;
  }
}

/**
 * Runs `measure` in rounds over all sessions, every second round backwards. A session whose measuring throws, or has taken
 * `budgetMs`, is left out from then on.
 *
 * @param {readonly Session[]} sessions
 * @param {number} rounds
 * @param {(session: Session, round: number) => Promise<void>} measure
 * @param {number} [budgetMs]
 */
export async function inTurn(sessions, rounds, measure, budgetMs = Infinity) {
  const spent = new Map(sessions.map((session) => [session, 0]));
  for (let round = 0; round < rounds; round++) {
    for (const session of round % 2 === 0 ? sessions : [...sessions].reverse()) {
      const before = spent.get(session) ?? 0;
      if (before > budgetMs) continue;
      const started = performance.now();
      try {
        await measure(session, round);
        spent.set(session, before + performance.now() - started);
      } catch (error) {
        trouble(`${session.server.name} was left out in round ${round + 1} of ${rounds}`, error);
        spent.set(session, Infinity);
      }
    }
  }
}

/**
 * Opens a document in every server, does `act`, and ends them all. A server that can't open it is left out, and that is said.
 *
 * @template T
 * @param {readonly Server[]} servers
 * @param {(server: Server) => { folder: string, file: string, text: string }} input
 * @param {(sessions: readonly Session[]) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withSessions(servers, input, act) {
  /** @type {Session[]} */
  const sessions = [];
  try {
    for (const server of servers) {
      const { folder, file, text } = input(server);
      try {
        sessions.push(await openSession(server, folder, file, text));
      } catch (error) {
        trouble(`${server.name} could not open ${lineCount(text).toLocaleString('en-US')} lines`, error);
      }
    }
    await Promise.all(sessions.map(({ client }) => client.quiet(500)));
    return await act(sessions);
  } finally {
    for (const { client } of sessions) await client.stop();
    await pause(50);
  }
}
