// What `zerogpu-lint prepare` makes of real Gradio apps that were not written for ZeroGPU: which functions it decorates, which
// files it changes, how much it leaves open. Only facts are kept, in `prepared.json`, never the apps' code.
//   node test/ecosystem/prepare.mjs             compares, with the apps that `.cache/ordinary` holds
//   node test/ecosystem/prepare.mjs --update    writes the facts anew
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { root, run } from '../../scripts/lib/process.mjs';

/**
 * @typedef {object} App
 * @property {string} repository
 * @property {string} [commit] where it is known
 * @property {string} [app] the file that has to be named, because several launch an app
 * @property {string[]} decorated `app.py:generate 60`, with the seconds
 * @property {string[]} files those that are changed or new
 * @property {number} undecided
 */

const { values: flags } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
const cache = path.join(root, '.cache/ordinary');
/** Another build can be named, as in the tests. */
const cli = path.join(process.env.ZEROGPU_DIST ?? path.join(root, 'dist'), 'cli.js');
const file = path.join(import.meta.dirname, 'prepared.json');

if (!existsSync(cli)) {
  console.error('Build first: npm run build');
  process.exit(2);
}
/** @type {{ apps: App[] }} */
const known = JSON.parse(readFileSync(file, 'utf8'));
/** @type {App[]} */
const apps = [];
/** @type {string[]} */
const differences = [];
let skipped = 0;
for (const app of known.apps) {
  const now = await prepared(app);
  apps.push(now ?? app);
  if (!now) skipped++;
  else if (!isDeepStrictEqual(now, app))
    differences.push(`${app.repository}: ${JSON.stringify(app)} → ${JSON.stringify(now)}`);
  console.log(`${app.repository}: ${now ? told(now) : 'not in .cache/ordinary'}`);
}
if (flags.update) {
  writeFileSync(file, `${JSON.stringify({ apps }, undefined, 2)}\n`);
  await run('npx', ['prettier', '--write', file], { quiet: true });
} else {
  for (const difference of differences) console.log(difference);
}
console.log(
  `${apps.length - skipped - differences.length} passed, ${flags.update ? 0 : differences.length} failed, ${skipped} SKIPPED`,
);
process.exit(flags.update || differences.length === 0 ? 0 : 1);

/** @param {App} app @returns {Promise<App | undefined>} undefined when the app is not there */
async function prepared({ repository, commit, app }) {
  const folder = path.join(cache, repository.replace('/', '+'));
  if (!existsSync(folder)) return undefined;
  const target = app === undefined ? folder : path.join(folder, app);
  const { code, output } = await run('node', [cli, 'prepare', target], { quiet: true });
  if (code !== 0 && code !== 1) throw new Error(`${repository}: exit code ${code}\n${output}`);
  const [changes = '', left = ''] = output.split(/^Left to you.*$/m);
  /** @type {string[]} */
  const decorated = [];
  /** @type {string[]} */
  const files = [];
  for (const line of changes.split('\n')) {
    const [, name] = /^(\S+\.(?:py|md|txt))(?: \(new\))?$/.exec(line) ?? [];
    if (name) files.push(name);
    const [, fn, seconds] = /^ {2}Decorate `(\w+)` with `@.*\(duration=(\d+)\)`/.exec(line) ?? [];
    if (fn) decorated.push(`${files.at(-1)}:${fn} ${seconds}`);
  }
  const undecided = left.split('\n').filter((line) => line.startsWith('  ')).length;
  return {
    repository,
    ...(commit === undefined ? {} : { commit }),
    ...(app === undefined ? {} : { app }),
    decorated,
    files,
    undecided,
  };
}

/** @param {App} app */
function told({ decorated, files, undecided }) {
  return `${decorated.join(', ') || 'nothing decorated'}; ${files.length} files; ${undecided} undecided`;
}
