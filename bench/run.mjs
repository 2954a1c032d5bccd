// What a user waits for, measured from outside on the built bundles, with other tools and the floor in the same run.
// bench/README.md says what is measured and how; `npm run bench -- --help` how to ask for less.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { atEnd, ensureNodeModules, must, root } from '../scripts/lib/process.mjs';

const usage = `npm run bench [-- OPTIONS]
  --quick            fewer sizes and repetitions, in under two minutes
  --only NAMES       some scenarios, by commas: keystroke
  --sizes NUMBERS    lengths of the generated files, by commas
  --servers NAMES    only these beside zerogpu-lint, by commas: floor, echo, ruff, pyright, bash
  --json             print the results as JSON
bench/RESULTS.md is written only by a run without --only, --sizes and --servers.`;

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    sizes: { type: 'string' },
    servers: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(usage);
  process.exit();
}
await ensureNodeModules();
const { availableServers, build, ours } = await import('./lib/servers.mjs');
const { sectionText, targetsText } = await import('./lib/report.mjs');
const { machine } = await import('./lib/usage.mjs');
const { keystrokes } = await import('./scenarios/keystroke.mjs');

const at = machine();
console.log(`${at.name}; load average ${at.load.toFixed(2)}`);
if (at.isNoisy) console.log('WARNING: the machine is busy; trust ratios, not milliseconds');
await must(process.execPath, [path.join(root, 'scripts/build.mjs'), '--minify', '--out', build]);
const wanted = flags.servers?.split(',');
const servers = (await availableServers()).filter(
  (server) => server === ours || !wanted || wanted.some((name) => server.name.startsWith(name)),
);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-bench-'));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));

const sizes =
  flags.sizes?.split(',').map(Number) ?? (flags.quick ? [300, 3000] : [100, 300, 1000, 3000, 10_000, 50_000]);
const keys = flags.quick ? 60 : 120;
const sections = [await keystrokes({ servers, scratch, sizes, keys })];

for (const section of sections) console.log(`\n${sectionText(section)}`);
console.log(`\n${targetsText(sections)}`);
