// The command line over a thousand Spaces: with one worker, with as many as it wants, and ruff-wasm over the same files.
import path from 'node:path';
import { run, which } from '../../scripts/lib/process.mjs';
import { peerFolder } from '../lib/peers.mjs';
import { atLeast, atMost, number, ratio } from '../lib/report.mjs';
import { build, ruff } from '../lib/servers.mjs';
import { medianLines, writeSpaces } from '../lib/space.mjs';
import { median } from '../lib/statistics.mjs';
import { machine } from '../lib/usage.mjs';

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function commandLine({ servers, scratch, quick }) {
  const all = path.join(scratch, 'spaces');
  const some = path.join(all, 'some');
  const counts = quick ? { some: 12, rest: 12 } : { some: 200, rest: 800 };
  const someFiles = writeSpaces(some, counts.some);
  const allFiles = someFiles + writeSpaces(path.join(all, 'rest'), counts.rest);
  const spaces = counts.some + counts.rest;
  const { cores } = machine();
  const cli = path.join(build, 'cli.js');
  const check = (/** @type {string} */ folder, /** @type {number} */ workers) => {
    return [process.execPath, cli, 'check', folder, '--format', 'json', '--workers', String(workers)];
  };
  // Otherwise V8 compiles and collects garbage on the other cores.
  const onOneCore = which('taskset') ? ['taskset', '-c', '0'] : [];
  const measuringCpu = which('bash') ? ['bash', '-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bash'] : [];
  const script = path.join(import.meta.dirname, '../commands/ruffCheck.mjs');
  const parse = [process.execPath, path.join(import.meta.dirname, '../commands/parse.mjs'), some];
  const ruffCheck = [process.execPath, script, peerFolder('@astral-sh/ruff-wasm-nodejs'), some];
  const commands = [
    { name: `zerogpu-lint, ${cores} workers`, command: check(all, cores), files: allFiles },
    { name: 'zerogpu-lint, one worker', command: check(all, 1), files: allFiles },
    { name: 'parsing alone, one core (the floor)', command: [...onOneCore, ...parse], files: someFiles },
    { name: 'zerogpu-lint, one core', command: [...onOneCore, ...check(some, 1)], files: someFiles },
    ...(servers.includes(ruff)
      ? [{ name: 'ruff-wasm, default rules, one core', command: [...onOneCore, ...ruffCheck], files: someFiles }]
      : []),
  ];
  /** @type {Map<typeof commands[number], number[]>} */
  const times = new Map(commands.map((each) => [each, []]));
  /** @type {Map<typeof commands[number], number[]>} */
  const cpu = new Map(commands.map((each) => [each, []]));
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const each of commands) {
      const [program = '', ...args] = [...measuringCpu, ...each.command];
      const started = performance.now();
      const { code, output } = await run(program, args, { quiet: true });
      times.get(each)?.push(performance.now() - started);
      const [user = NaN, system = NaN] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(output)?.slice(1).map(Number) ?? [];
      cpu.get(each)?.push(1000 * (user + system));
      if (code > 1) throw new Error(`${each.command.join(' ')} ended with ${code}\n${output.slice(-1000)}`);
    }
  }
  const [many = NaN, one = NaN, least = NaN, onCore = NaN, other = NaN] = [...times.values()].map(median);
  const [, oneCpu = NaN] = [...cpu.values()].map(median);
  return {
    title: 'Command line',
    notes: [
      `${spaces.toLocaleString('en-US')} generated Spaces, for the comparison with ruff-wasm ${counts.some} of them; their lengths are spread as those of real`,
      `apps (median ${medianLines} lines). From the start of the process to its end. The floor for workers is what they could`,
      'come to if all that one worker computes, and V8 compiles and collects for it, were spread over all cores.',
      ...(onOneCore.length > 0
        ? ['“One core” is `taskset -c 0`.']
        : ['There is no `taskset` here: “one core” is one worker.']),
    ],
    header: ['command', 'files', 'p50 s', 'CPU s', 'ms per file'],
    rows: [...times].map(([each, ms]) => [
      each.name,
      each.files.toLocaleString('en-US'),
      number(median(ms) / 1000),
      number(median(cpu.get(each) ?? []) / 1000),
      number(median(ms) / each.files),
    ]),
    targets: [
      ...atLeast(
        `${spaces.toLocaleString('en-US')} Spaces: ${cores} workers, times faster than one`,
        one / many,
        0.8 * cores,
        ratio,
        // All of the CPU time that one worker takes, on all cores at once, and nothing done twice.
        (cores * one) / oneCpu,
      ),
      ...atMost('check of a file / ruff-wasm default rules, one core', onCore / other, 1, ratio, least / other),
    ],
  };
}
