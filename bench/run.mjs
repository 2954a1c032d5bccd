// What a user waits for, measured from outside on the built bundles, with other tools and the floor in the same run.
// bench/README.md says what is measured and how; `npm run bench -- --help` how to ask for less.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { atEnd, ensureNodeModules, must, root } from '../scripts/lib/process.mjs';

await ensureNodeModules();
const { peerVersions } = await import('./lib/peers.mjs');
const { progress } = await import('./lib/progress.mjs');
const { failed, sectionText, targetsText } = await import('./lib/report.mjs');
const { availableServers, build, ours } = await import('./lib/servers.mjs');
const { machine } = await import('./lib/usage.mjs');
const { scenarios } = await import('./scenarios/index.mjs');

/** @typedef {import('./lib/report.mjs').Section} Section */

const resultsFile = path.join(root, 'bench/RESULTS.md');
const usage = `npm run bench [-- OPTIONS]
  --quick            fewer sizes and repetitions, in under two minutes
  --only NAMES       some scenarios, by commas: ${Object.keys(scenarios).join(', ')}
  --sizes NUMBERS    lengths of the generated files that are typed in, by commas
  --servers NAMES    only these beside zerogpu-lint, by commas: floor, echo, ruff, pyright, bash
  --realtime         everything that is measured gets real-time priority (Linux, by chrt; needs the permission),
                     for machines that are busy with other things, which it holds up
  --out FILE         write the results there; without --quick, --only, --sizes and --servers they go to bench/RESULTS.md`;

const flags = flagsOrHelp();
const isWhole = !flags.quick && !flags.only && !flags.sizes && !flags.servers;
const out = flags.out ?? (isWhole ? resultsFile : undefined);
/** Nothing takes nearly as long on a machine that is not busy. */
const limitMinutes = flags.quick ? 3 : 10;

const started = performance.now();
const at = machine();
const weather = [
  `${at.name}; load average at the start ${at.load.toFixed(1)}`,
  ...(flags.realtime ? ['all servers and commands at real-time priority'] : []),
].join('; ');
const warning =
  at.isNoisy && !flags.realtime ? '**The machine was busy with other things: trust ratios, not milliseconds.**' : '';
console.log([weather, warning].join('\n'));
progress('Building what is measured');
await must(process.execPath, [path.join(root, 'scripts/build.mjs'), '--minify', '--out', build]);
const wanted = flags.servers?.split(',');
const servers = (await availableServers())
  .filter((server) => server === ours || !wanted || wanted.some((name) => server.name.startsWith(name)))
  .map(({ name }) => name);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-bench-'));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));
// What V8 compiled is kept for the next start, but not what the user of this machine had kept.
process.env['NODE_COMPILE_CACHE'] = path.join(scratch, 'compiled');
const standardSizes = flags.quick ? [300, 1000] : [100, 300, 1000, 3000, 10_000, 50_000];
/** @type {import('./scenario.mjs').Options} */
const options = { servers, scratch, sizes: flags.sizes?.split(',').map(Number) ?? standardSizes, quick: flags.quick };
if (flags.realtime) await takePriority();

/** @type {Section[]} */
const sections = [];
for (const name of flags.only?.split(',') ?? Object.keys(scenarios)) {
  const before = performance.now();
  progress(`— ${name}`);
  const section = await measured(name);
  sections.push(section);
  progress(`  ${Math.round((performance.now() - before) / 1000)} s`);
  console.log(`\n${sectionText(section)}`);
}
// What could not be measured is a result of a whole run; of a part it says what was not asked for.
const targets = sections.flatMap((section) => section.targets).filter(({ isMet }) => isWhole || isMet !== undefined);
if (targets.length > 0) console.log(`\n${targetsText(targets)}`);
if (out !== undefined) {
  writeFileSync(out, `${await report()}\n`);
  progress(`Written to ${path.relative(process.cwd(), out)}`);
}
if (sections.some(({ isFailure }) => isFailure)) process.exitCode = 1;

function flagsOrHelp() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        sizes: { type: 'string' },
        servers: { type: 'string' },
        realtime: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = values.only?.split(',').find((name) => !(name in scenarios));
    if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}`);
    const size = values.sizes?.split(',').find((each) => !(Number(each) >= 70));
    if (size !== undefined) throw new Error(`--sizes: ${size} is no number from 70 on`);
    if (!values.help) return values;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

/** This process, and with it all that it starts from here on. */
async function takePriority() {
  try {
    await must('chrt', ['--rr', '--all-tasks', '--pid', '10', String(process.pid)]);
  } catch (error) {
    console.error(`--realtime: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

/** One scenario's section; when it fails or takes too long, that is its result, and the others go on. @param {string} name @returns {Promise<Section>} */
function measured(name) {
  return new Promise((resolve) => {
    const script = path.join(import.meta.dirname, 'scenario.mjs');
    const child = fork(script, [name, JSON.stringify(options)], {
      stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
    });
    // It ends what it has started.
    const end = atEnd(() => child.kill('SIGTERM'));
    let reason = '';
    const timer = setTimeout(() => {
      reason = `it did not end in ${limitMinutes} minutes`;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    }, limitMinutes * 60_000);
    child.once('message', (/** @type {import('./scenario.mjs').Answer} */ answer) => {
      if ('section' in answer) resolve(answer.section);
      else reason = answer.error;
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      end();
      resolve(failed(name, reason || `its process ended with ${signal ?? code}`));
    });
  });
}

async function report() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const commit = (await must('git', ['describe', '--always', '--dirty']).catch(() => 'unknown')).trim();
  const peers = Object.entries(peerVersions).map(([name, each]) => `${name} ${each}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  const took = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
  const facts = [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, took ${took}, \`${command}\``,
    weather,
    `zerogpu-lint ${version} (${commit}), Node ${process.versions.node}, ${peers.join(', ')}`,
  ];
  return [
    '# What was measured',
    'Written by `npm run bench`; [README.md](README.md) says how it measures.',
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...(warning ? [warning] : []),
    ...(targets.length > 0 ? [targetsText(targets)] : []),
    ...sections.map(sectionText),
  ].join('\n\n');
}
