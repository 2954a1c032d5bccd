// Where the time of a check goes: the slowest layers and rules, by the command line's own account.
import path from 'node:path';
import { run } from '../../scripts/lib/process.mjs';
import { pythonApp, readme, requirements, writeFiles } from '../lib/inputs.mjs';
import { number } from '../lib/report.mjs';
import { build } from '../lib/servers.mjs';

const lines = 3000;
const shown = 15;

/** @typedef {{ name: string, milliseconds: number, calls: number, share: number }} Timing */

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function timing({ scratch }) {
  const folder = path.join(scratch, 'timing');
  writeFiles(folder, { 'app.py': pythonApp(lines), 'README.md': readme, 'requirements.txt': requirements });
  const args = [path.join(build, 'cli.js'), 'check', folder, '--timing', '--format', 'json'];
  const { code, output } = await run(process.execPath, args, { quiet: true, timeoutMs: 60_000 });
  if (code > 1) throw new Error(`check --timing ended with ${code}: ${output.slice(-500)}`);
  /** @type {readonly Timing[]} */
  const timings = JSON.parse(output).timings;
  return {
    title: 'Where the time of a check goes',
    notes: [
      `\`check --timing\` of ${lines.toLocaleString('en-US')} lines, once, with a compiler that is still cold: the ${shown} slowest layers and rules of ${timings.length}.`,
      'What a rule waits for the model is the model’s time.',
    ],
    header: ['layer or rule', 'ms', 'share', 'calls'],
    rows: timings
      .slice(0, shown)
      .map(({ name, milliseconds, share, calls }) => [
        name,
        number(milliseconds),
        `${(100 * share).toFixed(1)} %`,
        calls.toLocaleString('en-US'),
      ]),
    targets: [],
  };
}
