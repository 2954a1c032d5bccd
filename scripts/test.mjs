// Everything that has to hold, from a fresh clone: sets up what is missing, then runs each step under its own heading.
//   npm test                   all of it
//   npm test -- vitest web     only the steps so named
// The last line is `N passed, N failed`, over all tests and all steps that are one check each.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureNodeModules, root, run } from './lib/process.mjs';
import { ensureChromium, ensureCodeServer, ensureNeovim } from './lib/tools.mjs';

/** @typedef {{ passed: number, failed: number }} Count */
/** @typedef {{ name: string, title: string, needs?: readonly (keyof typeof tools)[], run: () => Promise<Count> }} Step */

const { positionals: chosen } = parseArgs({ allowPositionals: true });
const minutes = 60_000;

/** @type {readonly Step[]} */
const steps = [
  { name: 'format', title: 'Formatting (Prettier)', run: check('prettier', '--check', '.') },
  { name: 'lint', title: 'Lint (ESLint)', run: check('eslint', '.') },
  { name: 'types', title: 'Types (tsc)', run: check('tsc', '--project', '.') },
  { name: 'layers', title: 'Layers (dependency-cruiser)', run: check('depcruise', 'client', 'server') },
  { name: 'generated', title: 'Generated files are current', run: generatedFilesAreCurrent },
  { name: 'build', title: 'Bundles', run: script('scripts/build.mjs', '--minify', '--tests') },
  { name: 'package', title: 'Extension and npm package', run: script('scripts/package.mjs') },
  { name: 'vitest', title: 'Unit, rule pages, properties, language server, command line (Vitest)', run: vitest },
  { name: 'neovim', title: 'Neovim, headless', needs: ['neovim'], run: suite('test/neovim/run.mjs') },
  { name: 'vscode', title: 'VS Code workbench', needs: ['codeServer', 'chromium'], run: suite('test/vscode/run.mjs') },
  { name: 'web', title: 'VS Code for the Web', needs: ['codeServer', 'chromium'], run: suite('test/web/run.mjs') },
  { name: 'ui', title: 'Keyboard and mouse', needs: ['codeServer', 'chromium'], run: suite('test/ui/run.mjs') },
  { name: 'start', title: 'npm start', needs: ['codeServer'], run: script('scripts/start.mjs', '--check') },
];

const unknown = chosen.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const selected = steps.filter(({ name }) => chosen.length === 0 || chosen.includes(name));

await ensureNodeModules();
const tools = {
  neovim: prepare(ensureNeovim),
  chromium: prepare(ensureChromium),
  codeServer: prepare(ensureCodeServer),
};
const wanted = new Set(selected.flatMap(({ needs = [] }) => needs));
// The slow installs begin now, beside the steps that need none of them.
for (const tool of wanted) void tools[tool]();

/** @type {Count} */
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];
for (const step of selected) {
  console.log(`\n=== ${step.title}`);
  const started = performance.now();
  const missing = await missingTools(step);
  const count = missing.length > 0 ? withoutTools(step, missing) : await step.run();
  total.passed += count.passed;
  total.failed += count.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  summary.push(
    `${count.failed > 0 ? 'FAIL' : missing.length > 0 ? 'MISS' : 'ok  '} ${seconds.padStart(6)} s  ${step.title}`,
  );
}
console.log(`\n=== Summary\n${summary.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** A command that is one check: it passes or it fails. @param {string} binary @param {string[]} args */
function check(binary, ...args) {
  return async () => verdict((await run(path.join(root, 'node_modules/.bin', binary), args)).code);
}

/** @param {string} file @param {string[]} args */
function script(file, ...args) {
  return async () => verdict((await run(process.execPath, [path.join(root, file), ...args])).code);
}

/** A runner that prints how many of its tests passed and failed as its last line. @param {string} file */
function suite(file) {
  return async () => {
    const { code, output } = await run(process.execPath, [path.join(root, file)], { timeoutMs: 6 * minutes });
    const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? [];
    if (passed === undefined || failed === undefined) {
      console.log(`${file} ended with ${code} and without a result`);
      return verdict(1);
    }
    return consistent({ passed: Number(passed), failed: Number(failed) }, code);
  };
}

async function vitest() {
  const file = path.join(root, 'out/vitest.json');
  rmSync(file, { force: true });
  const { code } = await run(
    path.join(root, 'node_modules/.bin/vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { env: { ...process.env, CI: 'true' }, timeoutMs: 8 * minutes },
  );
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return consistent({ passed: numPassedTests, failed: numFailedTests }, code);
  } catch {
    console.log(`Vitest ended with ${code} and without a result`);
    return verdict(1);
  }
}

/** Generates everything anew and compares; it needs no git, and minds no other change in the work tree. */
async function generatedFilesAreCurrent() {
  const before = fingerprints();
  const { code } = await run(process.execPath, [path.join(root, 'scripts/generate.mjs')]);
  const after = fingerprints();
  const stale = [...after].filter(([file, hash]) => before.get(file) !== hash).map(([file]) => file);
  for (const file of stale) console.log(`${file} was out of date; it has been generated anew: commit it`);
  return verdict(code === 0 && stale.length === 0 ? 0 : 1);
}

function fingerprints() {
  const skipped = new Set(['.cache', '.git', 'coverage', 'dist', 'node_modules', 'out']);
  /** @type {Map<string, string>} */
  const found = new Map();
  const walk = (/** @type {string} */ directory) => {
    for (const entry of readdirSync(path.join(root, directory), { withFileTypes: true })) {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) walk(file);
      else if (entry.isFile())
        found.set(
          file,
          createHash('sha1')
            .update(readFileSync(path.join(root, file)))
            .digest('hex'),
        );
    }
  };
  walk('.');
  return found;
}

/** @param {number} code @returns {Count} */
function verdict(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A runner that ran nothing, or that failed although no test did, counts as one failure. @param {Count} count @param {number} code */
function consistent(count, code) {
  const silentFailure = (code !== 0 && count.failed === 0) || count.passed + count.failed === 0;
  return silentFailure ? { ...count, failed: 1 } : count;
}

/** @param {() => Promise<unknown>} ensure @returns {() => Promise<string | undefined>} the reason why it is missing */
function prepare(ensure) {
  /** @type {Promise<string | undefined> | undefined} */
  let outcome;
  return () =>
    (outcome ??= ensure().then(
      () => undefined,
      (error) => String(error),
    ));
}

/** @param {Step} step */
async function missingTools({ needs = [] }) {
  const reasons = await Promise.all(needs.map((tool) => tools[tool]()));
  return reasons.filter((reason) => reason !== undefined);
}

/** @param {Step} step @param {readonly string[]} reasons */
function withoutTools(step, reasons) {
  console.log('!'.repeat(80));
  console.log(`NOT RUN: ${step.title}. An editor it drives is missing and could not be installed:`);
  for (const reason of reasons) console.log(reason);
  console.log('!'.repeat(80));
  return verdict(process.env.ZEROGPU_ALLOW_MISSING_EDITORS === '1' ? 0 : 1);
}
