// What a user waits for, measured from outside on the built bundles, with other tools and the floor in the same run.
// bench/README.md says what is measured and how; `npm run bench -- --help` how to ask for less.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { atEnd, ensureNodeModules, must, root } from '../scripts/lib/process.mjs';

await ensureNodeModules();
const { availableServers, build, ours } = await import('./lib/servers.mjs');
const { peerVersions } = await import('./lib/peers.mjs');
const { sectionText, targetsText } = await import('./lib/report.mjs');
const { machine } = await import('./lib/usage.mjs');
const { burst } = await import('./scenarios/burst.mjs');
const { coldStart } = await import('./scenarios/coldStart.mjs');
const { commandLine, timing } = await import('./scenarios/commandLine.mjs');
const { crossFile } = await import('./scenarios/crossFile.mjs');
const { keystrokes } = await import('./scenarios/keystroke.mjs');
const { memory } = await import('./scenarios/memory.mjs');
const { quotes } = await import('./scenarios/quote.mjs');
const { realSpaces } = await import('./scenarios/realSpaces.mjs');
const { requests } = await import('./scenarios/requests.mjs');
const { activation, sizes } = await import('./scenarios/size.mjs');

/** @type {Readonly<Record<string, (bench: import('./lib/space.mjs').Bench) => import('./lib/report.mjs').Section | Promise<import('./lib/report.mjs').Section>>>} */
const scenarios = {
  keystroke: keystrokes,
  real: realSpaces,
  quote: quotes,
  cross: crossFile,
  cold: coldStart,
  activation,
  requests,
  burst,
  memory,
  cli: commandLine,
  size: sizes,
};
const usage = `npm run bench [-- OPTIONS]
  --quick            fewer sizes and repetitions, in under two minutes
  --only NAMES       some scenarios, by commas: ${Object.keys(scenarios).join(', ')}
  --sizes NUMBERS    lengths of the generated files that are typed in, by commas
  --servers NAMES    only these beside zerogpu-lint, by commas: floor, echo, ruff, pyright, bash
A run without --quick, --only, --sizes and --servers writes bench/RESULTS.md.`;

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    sizes: { type: 'string' },
    servers: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = flags.only?.split(',').find((name) => !(name in scenarios));
if (flags.help || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no scenario ${unknown}.`);
  console.log(usage);
  process.exit(flags.help ? 0 : 2);
}

const started = performance.now();
const at = machine();
const weather = `${at.name}; load average at the start ${at.load.toFixed(2)}`;
const warning = at.isNoisy ? '**The machine was busy with other things: trust ratios, not milliseconds.**' : '';
console.log([weather, warning].join('\n'));
await must(process.execPath, [path.join(root, 'scripts/build.mjs'), '--minify', '--out', build]);
const names = flags.servers?.split(',');
const servers = (await availableServers()).filter(
  (server) => server === ours || !names || names.some((name) => server.name.startsWith(name)),
);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-bench-'));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));
const standardSizes = flags.quick ? [300, 3000] : [100, 300, 1000, 3000, 10_000, 50_000];
const bench = { servers, scratch, sizes: flags.sizes?.split(',').map(Number) ?? standardSizes, quick: flags.quick };

/** @type {import('./lib/report.mjs').Section[]} */
const sections = [];
for (const name of flags.only?.split(',') ?? Object.keys(scenarios)) {
  const before = performance.now();
  const section = await measured(name);
  sections.push(section);
  console.log(`\n${sectionText(section)}\n\n(${Math.round((performance.now() - before) / 1000)} s)`);
}
console.log(`\n${targetsText(sections)}`);

const isWhole = !flags.quick && !flags.only && !flags.sizes && !flags.servers;
if (isWhole) writeFileSync(path.join(root, 'bench/RESULTS.md'), `${await report()}\n`);

/** One scenario's section; when it fails, that is its result, and the others go on. @param {string} name @returns {Promise<import('./lib/report.mjs').Section>} */
async function measured(name) {
  try {
    const section = await scenarios[name]?.(bench);
    if (section) return section;
    throw new Error('There is no such scenario');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const failed = { what: `scenario ${name}`, limit: 'is measured', measured: 'failed', isMet: false };
    return {
      title: `${name}: failed`,
      notes: [],
      header: ['reason'],
      rows: [[reason.replaceAll('\n', ' ')]],
      targets: [failed],
    };
  }
}

async function report() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const commit = (await must('git', ['rev-parse', '--short', 'HEAD']).catch(() => 'unknown')).trim();
  const peers = Object.entries(peerVersions).map(([name, each]) => `${name} ${each}`);
  const minutes = Math.round((performance.now() - started) / 60_000);
  const facts = [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${minutes} minutes, \`npm run bench\``,
    weather,
    `zerogpu-lint ${version} (${commit}), Node ${process.versions.node}, ${peers.join(', ')}`,
  ];
  const slowest = await timing(bench);
  return [
    '# What was measured',
    'Written by `npm run bench`; [README.md](README.md) says how it measures.',
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...(warning ? [warning] : []),
    targetsText(sections),
    ...sections.map(sectionText),
    [
      '## Where the time of a check goes',
      '`check --timing` of 3,000 lines, the slowest first:',
      '```text',
      slowest,
      '```',
    ].join('\n\n'),
  ].join('\n\n');
}
