// What is asked while reading: hover, quick fixes, completion.
import { typingPositions } from '../lib/inputs.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { echo, ours, pyright } from '../lib/servers.mjs';
import { inTurn, withSessions } from '../lib/sessions.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { median, percentile } from '../lib/statistics.mjs';

/** @typedef {import('../lib/sessions.mjs').Session} Session */
/** @typedef {import('../servers/stdio.mjs').Position} Position */
/** @typedef {{ position: Position, diagnostics: readonly any[] }} Place where a request is made, and what is known to be wrong there */
/** @typedef {{ name: string, provider: string, params: (place: Place) => object, places: readonly Place[] }} Kind */

const inTurnOf = 5;
const warmUpRounds = 2;

/** Ends of what a pattern finds. @param {string} text @param {RegExp} pattern @returns {readonly Place[]} */
function placesOf(text, pattern) {
  return text.split('\n').flatMap((content, line) =>
    [...content.matchAll(pattern)].map(({ index, 0: found }) => ({
      position: { line, character: index + found.length },
      diagnostics: [],
    })),
  );
}

/** What is asked, each half of the time where there is something to say. @param {string} text @param {readonly any[]} findings @returns {readonly Kind[]} */
function kindsOf(text, findings) {
  const ordinary = typingPositions(text, 20).map((position) => ({ position, diagnostics: [] }));
  const found = findings.map((each) => ({ position: each.range.end, diagnostics: [each] }));
  const positioned = (/** @type {Place} */ { position }) => ({ position });
  return [
    {
      name: 'hover',
      provider: 'hoverProvider',
      params: positioned,
      places: [...ordinary, ...placesOf(text, /spaces\.GPU\b/g).slice(0, 20)],
    },
    {
      name: 'codeAction',
      provider: 'codeActionProvider',
      params: ({ position, diagnostics }) => ({
        range: { start: diagnostics[0]?.range.start ?? position, end: position },
        context: { diagnostics, triggerKind: 2 },
      }),
      places: [...ordinary, ...found.slice(0, 20)],
    },
    {
      name: 'completion',
      provider: 'completionProvider',
      params: positioned,
      places: [...ordinary, ...placesOf(text, /\bduration=/g).slice(0, 20)],
    },
  ];
}

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function requests({ servers, scratch, quick }) {
  const size = quick ? 3000 : 10_000;
  const rounds = quick ? 12 : 40;
  const input = generatedSpace(scratch, size);
  const competitors = servers.filter((server) => [ours, echo, ...(quick ? [] : [pyright])].includes(server));
  return withSessions(competitors, input, async (sessions) => {
    const findings = sessions.find(({ server }) => server === ours)?.diagnostics ?? [];
    const results = [];
    for (const kind of kindsOf(input(ours).text, findings)) {
      const able = sessions.filter(({ client }) => client.capabilities[kind.provider]);
      results.push({ kind, measured: await ask(able, kind, rounds) });
    }
    const p95 = (/** @type {ReadonlyMap<string, Asked>} */ measured, /** @type {string} */ name) =>
      percentile(measured.get(name)?.times ?? [], 0.95);
    return {
      title: `Requests, ${size.toLocaleString('en-US')} lines`,
      notes: ['About half of them at places where there is something to say.'],
      header: ['request', 'server', 'p50 ms', 'p95 ms', 'not empty', 'p95 / echo'],
      rows: results.flatMap(({ kind, measured }) =>
        [...measured].map(([name, { times, answers }]) => [
          kind.name,
          name,
          number(median(times)),
          number(p95(measured, name)),
          `${Math.round((100 * answers) / times.length)} %`,
          name === echo.name ? '' : ratio(p95(measured, name) / p95(measured, echo.name)),
        ]),
      ),
      targets: results.flatMap(({ kind, measured }) =>
        atMost(
          `${kind.name} p95 / echo, ${size.toLocaleString('en-US')} lines`,
          p95(measured, ours.name) / p95(measured, echo.name),
          3,
        ),
      ),
    };
  });
}

/** @typedef {{ times: number[], answers: number }} Asked */

/** @param {readonly Session[]} sessions @param {Kind} kind @param {number} rounds */
async function ask(sessions, { name, params, places }, rounds) {
  /** @type {Map<string, Asked>} */
  const measured = new Map(sessions.map(({ server }) => [server.name, { times: [], answers: 0 }]));
  await inTurn(
    sessions,
    rounds,
    async ({ client, server, uri }, round) => {
      for (let turn = 0; turn < inTurnOf; turn++) {
        const place = places[((round * inTurnOf + turn) * 7) % places.length];
        if (!place) continue;
        const started = performance.now();
        const answer = await client.request(`textDocument/${name}`, { textDocument: { uri }, ...params(place) });
        const ms = performance.now() - started;
        const mine = measured.get(server.name);
        if (!mine || round < warmUpRounds) continue;
        mine.times.push(ms);
        const content = answer?.items ?? answer;
        if (content && !(Array.isArray(content) && content.length === 0)) mine.answers++;
      }
    },
    15_000,
  );
  return measured;
}
