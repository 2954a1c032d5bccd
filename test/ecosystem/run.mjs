// What the linter says about real Spaces, as counts per rule: a change of noise is a change of `counts.json`, to be seen in
// review. Only facts are kept here (repository, commit, counts), never the Spaces' code.
//   node test/ecosystem/run.mjs             compares, and fetches with git what `.cache/ecosystem` does not hold
//   node test/ecosystem/run.mjs --update    writes the counts anew
//   node test/ecosystem/run.mjs --offline   compares what is there
//   node test/ecosystem/run.mjs --fixes     also makes every fix of every finding, and checks it (fixes.ts)
//   node test/ecosystem/run.mjs --mistakes  also makes mistakes in them, and counts what is told (mistakes.ts)
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root, run } from '../../scripts/lib/process.mjs';

/** @typedef {Readonly<Record<string, number>>} Counts */
/** @typedef {{ repository: string, commit: string, folder?: string, counts: Counts }} Pinned */

const { values: flags } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    offline: { type: 'boolean', default: false },
    fixes: { type: 'boolean', default: false },
    mistakes: { type: 'boolean', default: false },
  },
});
const cache = path.join(root, '.cache/ecosystem');
const file = path.join(import.meta.dirname, 'counts.json');
const kept = ['*.py', '*requirements*.txt', 'packages.txt', 'README.md', 'pyproject.toml'];
/** Larger files are data or generated. */
const largest = 300 * 1024;

const built = await run('node', ['scripts/build.mjs'], { cwd: root, quiet: true });
if (built.code !== 0) {
  console.error(built.output);
  process.exit(2);
}
/** @type {{ spaces: Pinned[] }} */
const pinned = JSON.parse(readFileSync(file, 'utf8'));
/** @type {string[]} */
const differences = [];
/** @type {string[]} */
const skipped = [];
let passed = 0;
const queue = [...pinned.spaces];
await Promise.all([worker(), worker()]);

if (flags.update) {
  writeFileSync(file, `${JSON.stringify(pinned, undefined, 2)}\n`);
  await run('npx', ['prettier', '--write', file], { quiet: true });
}
for (const difference of differences) console.log(difference);
if (skipped.length > 0) {
  console.log(`\nSKIPPED: ${skipped.length} of ${pinned.spaces.length} Spaces, which could not be fetched:`);
  for (const reason of skipped) console.log(`  ${reason}`);
}
console.log(`\n${totals(pinned.spaces)}`);
const folders = pinned.spaces.map(folderOf).filter((folder) => existsSync(folder));
const fixesFailed = flags.fixes && !(await runBundled('fixes', folders)) ? 1 : 0;
if (flags.mistakes) await runBundled('mistakes', folders);
// What was skipped is no failure, and no success either.
const failed = (flags.update ? 0 : differences.length) + fixesFailed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Whether the script beside this one ended well. @param {string} name @param {readonly string[]} folders */
async function runBundled(name, folders) {
  const script = path.join(root, `out/ecosystem/${name}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['yaml', 'web-tree-sitter'],
  });
  const { code } = await run('node', [script, ...folders], { cwd: root, timeoutMs: 3_600_000 });
  return code === 0;
}

async function worker() {
  for (let space = queue.shift(); space; space = queue.shift()) {
    const problem = await fetchIfMissing(space);
    if (problem === undefined) await compare(space);
    else skipped.push(`${space.repository}: ${problem}`);
  }
}

/** @param {Pinned} space */
function folderOf({ repository }) {
  return path.join(cache, repository.replace('/', '+'));
}

/** @param {Pinned} space @returns {Promise<string | undefined>} why it is not there */
async function fetchIfMissing(space) {
  const folder = folderOf(space);
  const marker = path.join(folder, '.COMMIT');
  if (existsSync(marker) && readFileSync(marker, 'utf8').trim() === space.commit) return undefined;
  if (flags.offline) return 'not in the cache';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const only = space.folder === undefined ? kept : kept.map((pattern) => `/${space.folder}/**/${pattern}`);
  const steps = [
    ['init', '--quiet'],
    ['remote', 'add', 'origin', `https://github.com/${space.repository}`],
    ['sparse-checkout', 'set', '--no-cone', ...only],
    ['fetch', '--quiet', '--depth', '1', '--filter', 'blob:none', 'origin', space.commit],
    ['checkout', '--quiet', 'FETCH_HEAD'],
  ];
  for (const step of steps) {
    const { code, output } = await run('git', step, { cwd: folder, quiet: true, timeoutMs: 300_000 });
    if (code === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    return output.trim().split('\n').at(-1) ?? `git ${step[0]} failed`;
  }
  rmSync(path.join(folder, '.git'), { recursive: true, force: true });
  dropLarge(folder);
  writeFileSync(marker, `${space.commit}\n`);
  return undefined;
}

/** @param {string} folder */
function dropLarge(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const at = path.join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink() || (entry.isFile() && statSync(at).size >= largest)) rmSync(at);
  }
}

/** @param {Pinned} space */
async function compare(space) {
  const { code, output } = await run('node', ['dist/cli.js', 'check', '--format', 'json', folderOf(space)], {
    quiet: true,
  });
  if (code !== 0 && code !== 1) {
    differences.push(`${space.repository}: exit code ${code}\n${output.slice(0, 500)}`);
    return;
  }
  /** @type {{ findings: readonly { rule: string }[] }} */
  const { findings } = JSON.parse(output.slice(output.indexOf('{')));
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { rule } of [...findings].sort((a, b) => (a.rule < b.rule ? -1 : 1)))
    counts[rule] = (counts[rule] ?? 0) + 1;
  const changed = [...new Set([...Object.keys(space.counts), ...Object.keys(counts)])]
    .filter((rule) => space.counts[rule] !== counts[rule])
    .map((rule) => `  ${rule}: ${space.counts[rule] ?? 0} → ${counts[rule] ?? 0}`);
  if (changed.length === 0) passed++;
  else differences.push([space.repository, ...changed].join('\n'));
  if (flags.update) space.counts = counts;
}

/** @param {readonly Pinned[]} spaces */
function totals(spaces) {
  /** @type {Map<string, number>} */
  const all = new Map();
  for (const { counts } of spaces) {
    for (const [rule, count] of Object.entries(counts)) all.set(rule, (all.get(rule) ?? 0) + count);
  }
  return [...all]
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => `${String(count).padStart(5)} ${rule}`)
    .join('\n');
}
