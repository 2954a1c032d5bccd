import { hasEvidence, readSpace } from '../engine/discovery';
import type { Finding, ResolvedFix } from '../engine/finding';
import { type FixResult, fixToFixpoint } from '../engine/fixes';
import { readSettings } from '../engine/settings';
import { Space } from '../engine/space';
import type { GrammarBytes } from '../host/host';
import { corePath, nodeHost } from '../host/node';
import { Database } from '../model/database';
import { createSpaceModel } from '../model/space';
import { rules } from '../rules';
import { loadPythonParser, type PythonParser } from '../syntax/python/parser';
import { relativeTo } from '../text/paths';
import { unifiedDiff } from './diff';
import { Stopwatch, type Timing } from './stopwatch';
import type { Target } from './targets';
import { TimedDatabase, timedParser, timedRules } from './timing';
import { writeFixed } from './write';

/** How every Space of a run is checked. */
export interface CheckingOptions {
  readonly pedantic?: boolean;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly timing?: boolean;
}

/** A finding as data, so that it can come from another thread: its fixes are built while the model is there. */
export interface CheckedFinding extends Omit<Finding, 'fixes'> {
  readonly fixes: readonly ResolvedFix[];
}

/** A file that has findings, as it was when they were made. */
export interface CheckedFile {
  /** Relative to the current directory. */
  readonly file: string;
  readonly text: string;
  readonly findings: readonly CheckedFinding[];
}

/** All there is to print about one Space. */
export interface CheckedSpace {
  /** Relative to the current directory, `.` for itself. */
  readonly root: string;
  readonly files: readonly CheckedFile[];
  readonly fixed: number;
}

/** What came of one target. */
export interface Outcome {
  /** Missing when the target is no ZeroGPU Space, or could not be checked. */
  readonly space?: CheckedSpace;
  readonly diffs: readonly string[];
  readonly messages: readonly string[];
  readonly failed: boolean;
  readonly timings: readonly Timing[];
}

/** Checks one target; never rejects. */
export type Checker = (target: Target) => Promise<Outcome>;

/** Loads the grammar and makes what checks target after target with it. */
export async function createChecker(grammars: GrammarBytes, options: CheckingOptions): Promise<Checker> {
  const parser = await loadPythonParser(grammars);
  return async (target) => {
    const messages: string[] = [];
    const stopwatch = options.timing ? new Stopwatch() : undefined;
    try {
      const done = await checkTarget(target, parser, options, stopwatch, (message) => messages.push(message));
      return { ...done, messages, failed: false, timings: stopwatch?.timings ?? [] };
    } catch (error) {
      return { ...failure(target, error), messages: [...messages, ...failure(target, error).messages] };
    }
  };
}

/** What is left of a target whose check broke. */
export function failure({ space }: Target, error: unknown): Outcome {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const messages = [`${relative(space.root)} could not be checked: ${why}`];
  return { diffs: [], messages, failed: true, timings: [] };
}

async function checkTarget(
  { space: listed, wanted }: Target,
  parser: PythonParser,
  options: CheckingOptions,
  stopwatch: Stopwatch | undefined,
  tell: (message: string) => void,
): Promise<Pick<Outcome, 'space' | 'diffs'>> {
  const host = nodeHost((level, message) => level !== 'info' && tell(message));
  const layer = { origin: '--pedantic', layer: options.pedantic ? { pedantic: true } : {}, problems: [] };
  const settings = await readSettings(host, listed.root, layer);
  for (const problem of settings.effective.problems) tell(problem);
  const { configuration } = settings.effective;
  if (configuration.treatAsSpace === 'never') return { diffs: [] };
  const files = await readSpace(host, listed);
  // Nothing is built for folders in which there is nothing to see.
  if (configuration.treatAsSpace === 'auto' && !hasEvidence(files)) return { diffs: [] };
  const space = stopwatch
    ? new Space(
        createSpaceModel(
          listed.root,
          timedParser(parser, stopwatch),
          configuration,
          settings.tables,
          new TimedDatabase(stopwatch),
        ),
        settings,
        timedRules(rules, stopwatch),
        tell,
      )
    : new Space(
        createSpaceModel(listed.root, parser, configuration, settings.tables, new Database()),
        settings,
        rules,
        tell,
      );
  const analyse = (): Analysed => analyseSpace(space, files.texts, new Set(wanted), options);
  try {
    const { checked, diffs, fixes } = stopwatch ? stopwatch.measure('other', analyse) : analyse();
    if (fixes && !options.diff) await writeFixed(fixes, files.texts, space.model, tell);
    return checked ? { space: checked, diffs } : { diffs };
  } finally {
    space.dispose();
  }
}

interface Analysed {
  readonly checked?: CheckedSpace;
  readonly diffs: readonly string[];
  readonly fixes?: FixResult;
}

/** All that needs no waiting. */
function analyseSpace(
  space: Space,
  texts: ReadonlyMap<string, string>,
  isWanted: ReadonlySet<string>,
  { fix, diff }: CheckingOptions,
): Analysed {
  space.replaceFiles(texts);
  if (!space.model.view.isZeroGpu) return { diffs: [] };
  const wanted = space.model.paths.filter((path) => isWanted.has(path));
  if (diff) {
    const checked = describe(space, wanted, 0);
    return { checked, diffs: diffsOf(fixToFixpoint(space, wanted), texts) };
  }
  const fixes = fix ? fixToFixpoint(space, wanted) : undefined;
  const checked = describe(space, wanted, fixes?.applied.length ?? 0);
  return fixes ? { checked, diffs: [], fixes } : { checked, diffs: [] };
}

function describe(space: Space, paths: readonly string[], fixed: number): CheckedSpace {
  const files = [...paths].sort().flatMap((path): readonly CheckedFile[] => {
    const text = space.model.text(path);
    const findings = space.findings(path).map((finding) => ({ ...finding, fixes: finding.fixes() }));
    return text === undefined || findings.length === 0 ? [] : [{ file: relative(path), text, findings }];
  });
  return { root: relative(space.root), files, fixed };
}

function diffsOf(fixes: FixResult, before: ReadonlyMap<string, string>): readonly string[] {
  return [...fixes.edits]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, edits]) => unifiedDiff(relative(path), before.get(path) ?? '', edits));
}

/** A path as it is printed: relative to the current directory where it is inside it. */
function relative(path: string): string {
  const here = corePath(process.cwd());
  return path === here ? '.' : relativeTo(here, path);
}
