// What the decisions in docs/performance.md are worth: the engine as it is, and with one of them undone, typing in turn.
//   node bench/decisions.mjs [LINES …]     300, 3,000 and 10,000 lines when nothing is said
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { atEnd, must, root } from '../scripts/lib/process.mjs';
import { table } from './lib/report.mjs';
import { median } from './lib/statistics.mjs';

/** @typedef {{ name: string, file: string, from: string, to: string }} Decision and how it is undone: a text that stands once in a file, and another one */

/** @type {readonly Decision[]} */
const decisions = [
  {
    name: 'a letter more in a name is not parsed',
    file: 'syntax/python/document.ts',
    from: 'keepsTokens(old, before, { start, oldEnd, inserted })',
    to: 'false',
  },
  {
    name: 'the tree of before is parsed on',
    file: 'syntax/python/parser.ts',
    from: 'parser.parse(old ? (index) => text.slice(index, index + CHUNK) : text, old, options)',
    to: 'parser.parse(text, null, options)',
  },
  {
    name: 'the parser reads 256 characters at a time',
    file: 'syntax/python/parser.ts',
    from: 'CHUNK = 256',
    to: 'CHUNK = Infinity',
  },
  {
    name: 'units are cut below `with`, `if` and the like',
    file: 'syntax/python/leaves.ts',
    from: '!isSplit(node.type) ||',
    to: 'true ||',
  },
  {
    name: 'statements in a unit are kept',
    file: 'syntax/python/document.ts',
    from: ', previous)',
    to: ')',
  },
  {
    name: 'of an edited statement only what the edit touched is read',
    file: 'syntax/python/document.ts',
    from: 'this.#parser.read(node, dirty)',
    to: 'this.#parser.read(node)',
  },
  {
    name: 'nodes are read by the functions below the cursor',
    file: 'syntax/python/rawCursor.ts',
    from: 'if (!isRuntime(module)) return',
    to: 'return',
  },
  {
    name: 'an equal result stops the wave',
    file: 'model/database.ts',
    from: 'hadValue && memo.question.equals(memo.value, value)',
    to: 'false',
  },
  {
    name: 'barriers',
    file: 'model/database.ts',
    from: 'isBarrier: options.barrier ?? false',
    to: 'isBarrier: false',
  },
  {
    name: 'only what marked a result is looked at',
    file: 'model/database.ts',
    from: 'const suspects = suspectsOf(memo);',
    to: 'const suspects = memo.sources;',
  },
  {
    name: 'what a function does is its own business',
    file: 'model/names/outline.ts',
    from: 'statement: withoutBody(statement)',
    to: 'statement',
  },
  {
    name: 'rules say which code concerns them',
    file: 'engine/analysis.ts',
    from: 'concerns === undefined',
    to: 'true || concerns === undefined',
  },
  {
    name: 'what rules found in a subject is remembered',
    file: 'engine/analysis.ts',
    from: "this.#resultOf = model.remember(\n      'findings',",
    to: "this.#resultOf = ((_, compute) => compute)(\n      'findings',",
  },
];

const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0) sizes.push(300, 3000, 10_000);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-decisions-'));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));
const rounds = 6;
const keys = 120;

/** @param {Decision | undefined} undone @param {number} index */
async function build(undone, index) {
  const outfile = path.join(scratch, `${index}.mjs`);
  await esbuild.build({
    entryPoints: [path.join(root, 'bench/commands/engine.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: undone ? [undoing(undone)] : [],
  });
  return outfile;
}

/** @param {Decision} decision @returns {esbuild.Plugin} */
function undoing({ name, file, from, to }) {
  const changed = path.join(root, 'server/src', file);
  return {
    name: 'undo',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path: loaded }) => {
        if (loaded !== changed) return undefined;
        const parts = readFileSync(loaded, 'utf8').split(from);
        if (parts.length !== 2) throw new Error(`“${name}” can't be undone: ${file} has changed`);
        return { contents: parts.join(to), loader: 'ts' };
      });
    },
  };
}

const builds = await Promise.all([undefined, ...decisions].map(build));
/** Milliseconds, by build and size. @type {number[][][]} */
const times = builds.map(() => sizes.map(() => []));
for (let round = 0; round < rounds; round++) {
  for (const [size, lines] of sizes.entries()) {
    const inTurn = [...builds.entries()];
    for (const [index, file] of round % 2 === 0 ? inTurn : inTurn.reverse()) {
      const output = await must(process.execPath, [file, String(lines), String(keys)]);
      times[index]?.[size]?.push(...JSON.parse(output));
    }
  }
  console.error(`round ${round + 1} of ${rounds}`);
}

const medians = times.map((bySize) => bySize.map(median));
const [asItIs = [], ...without] = medians;
const header = ['', ...sizes.map((lines) => `${lines.toLocaleString('en')} lines`)];
const rows = decisions.map(({ name }, i) => [
  `without: ${name}`,
  ...sizes.map((_, size) => `${((without[i]?.[size] ?? NaN) / (asItIs[size] ?? NaN)).toFixed(2)}×`),
]);
console.log(table(header, [['as it is, ms', ...asItIs.map((ms) => ms.toFixed(2))], ...rows]));
