import os from 'node:os';
import { isAtLeast } from '../engine/finding';
import { nodeHost, readGrammars } from '../host/node';
import { optimizedLate } from '../host/tierUp';
import type { Severity } from '../rules/rule';
import { type CheckingOptions, createChecker, type Outcome, withBuffer } from './checking';
import { exitCodes, UsageError } from './exit';
import { formatters } from './formats';
import { formatRepairs } from './formats/repairs';
import { formatTimings } from './formats/timings';
import { readInput } from './input';
import { checkedRuleName } from './ruleNames';
import { sumOfTimings } from './stopwatch';
import { absolutePath, type Target, targetsOf } from './targets';
import { teller } from './tell';
import { checkInThreads } from './threads';

export interface CheckOptions extends CheckingOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  /** What to fail from; by default from warnings on, and with SARIF never: the step that uploads it has to run. */
  readonly failOn?: Severity;
  readonly workers?: number;
  readonly stdinFilename?: string;
}

/** The `check` command; returns the exit code. */
export async function check(args: readonly string[], given: CheckOptions): Promise<number> {
  for (const name of [...(given.select ?? []), ...(given.ignore ?? [])]) checkedRuleName(name);
  const { paths, ...options } = await withInput(args, given);
  if (options.fix && options.diff) throw new UsageError('--diff changes nothing and --fix does: use one of them');
  if (options.diff && (options.format === 'sarif' || options.format === 'github')) {
    throw new UsageError(`--diff prints a patch, which there is no place for in ${options.format}: use one of them`);
  }
  const tell = teller();
  const host = withBuffer(
    nodeHost((level, message) => level !== 'info' && tell(message)),
    options.buffer,
  );
  const skipped = new Set<string>();
  const targets = await targetsOf(host, paths, (args) => {
    for (const arg of args) skipped.add(arg);
    tell(`skipped ${someOf(args)}: not what Spaces are made of`);
  });
  const outcomes = await checkAll(targets, options);
  for (const message of outcomes.flatMap(({ messages }) => messages)) tell(message);
  const checked = outcomes.flatMap(({ space }) => (space ? [space] : []));
  const failed = outcomes.some((outcome) => outcome.failed);
  const timings = options.timing ? sumOfTimings(outcomes.flatMap((outcome) => outcome.timings)) : undefined;
  const patch = options.diff ? outcomes.flatMap(({ diffs }) => diffs).join('') : undefined;
  if (patch !== undefined && options.format !== 'json') {
    // The patch alone goes to where a tool may read it.
    process.stdout.write(patch);
    process.stderr.write(formatRepairs(checked, { isDone: false, color: wantsColor(process.stderr) }));
  } else {
    const { format } = await formatters[options.format]();
    const { columns } = process.stdout;
    const looked = paths.filter((each) => !skipped.has(each));
    process.stdout.write(
      format(checked, { color: wantsColor(process.stdout), columns, paths: looked, patch, failed, timings }),
    );
  }
  if (timings && options.format !== 'json') process.stderr.write(formatTimings(timings));
  if (failed) return exitCodes.failure;
  const failOn = options.failOn ?? (options.format === 'sarif' ? undefined : 'warning');
  if (failOn === undefined) return exitCodes.clean;
  const findings = checked.flatMap(({ files }) => files.flatMap((file) => file.findings));
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? exitCodes.findings : exitCodes.clean;
}

/** Puts what stands on standard input in the place of the file that it is named after. */
async function withInput(
  paths: readonly string[],
  options: CheckOptions,
): Promise<CheckOptions & { readonly paths: readonly string[] }> {
  const { stdinFilename: file } = options;
  if (file === undefined) {
    if (paths.includes('-'))
      throw new UsageError('name the file whose text is on standard input, with --stdin-filename');
    return { ...options, paths };
  }
  if (paths.length !== 1 || paths[0] !== '-') throw new UsageError('--stdin-filename goes with `-` as the only path');
  if (options.fix) throw new UsageError('--fix writes files, and standard input is not one: --diff prints the fixes');
  return { ...options, paths: [file], buffer: { path: absolutePath(file), text: await readInput() } };
}

/** The first of some names, and how many there are besides. */
function someOf(names: readonly string[]): string {
  const most = 5;
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What came of each target, in their order. */
async function checkAll(targets: readonly Target[], options: CheckOptions): Promise<readonly Outcome[]> {
  const grammars = await readGrammars(__dirname);
  const workers = Math.min(options.workers ?? usefulWorkers(targets.length), targets.length);
  if (workers > 1) return checkInThreads(targets, workers, { grammars, options });
  const checkTarget = await optimizedLate(() => createChecker(grammars, options));
  const outcomes: Outcome[] = [];
  for (const target of targets) outcomes.push(await checkTarget(target));
  return outcomes;
}

/** Starting a worker takes as long as checking so many Spaces: fewer are not worth it. */
const spacesPerWorker = 8;
/** Each holds a parser and a compiled copy of this program; more than these mostly wait for the disk. */
const mostWorkers = 8;

function usefulWorkers(spaces: number): number {
  return Math.min(os.availableParallelism(), mostWorkers, Math.floor(spaces / spacesPerWorker));
}

function wantsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return stream.isTTY && process.env.TERM !== 'dumb';
}
