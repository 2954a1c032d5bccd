// One scenario in a process of its own, started by run.mjs: what it keeps in memory, breaks or leaves running ends with it.
//   node scenario.mjs NAME OPTIONS, where OPTIONS are those of run.mjs as JSON; the section goes back as a message
import { troublesSoFar } from './lib/progress.mjs';
import { servers } from './lib/servers.mjs';
import { scenarios } from './scenarios/index.mjs';

/** @typedef {{ scratch: string, sizes: readonly number[], quick: boolean, servers: readonly string[] }} Options `servers` by name */
/** @typedef {{ section: import('./lib/report.mjs').Section } | { error: string }} Answer */

const [name = '', json = '{}'] = process.argv.slice(2);
/** @type {Options} */
const options = JSON.parse(json);

// Whoever wanted the answer is gone.
process.once('disconnect', () => process.exit(1));
/** @param {Answer} answer */
const answer = (answer) => process.send?.(answer, () => process.exit());

try {
  const section = await scenarios[name]?.({
    ...options,
    servers: servers.filter((server) => options.servers.includes(server.name)),
  });
  if (!section) throw new Error(`There is no scenario ${name}`);
  answer({ section: { ...section, notes: [...section.notes, ...troublesSoFar()] } });
} catch (error) {
  answer({ error: [...troublesSoFar(), error instanceof Error ? error.message : String(error)].join(' ') });
}
