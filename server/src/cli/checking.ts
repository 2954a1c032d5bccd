import type { Layer } from '../engine/configuration';
import { hasEvidence, readSpace } from '../engine/discovery';
import type { Finding, ResolvedFix } from '../engine/finding';
import { type AppliedFix, type FixResult, fixToFixpoint, onlyIn, safeFix } from '../engine/fixes';
import { readSettings } from '../engine/settings';
import { Space } from '../engine/space';
import type { GrammarBytes, Host } from '../host/host';
import { corePath, nodeHost } from '../host/node';
import type { SpaceModel, VisitorTier } from '../model';
import { createSpaceModel } from '../model/space';
import { rules } from '../rules';
import { loadPythonParser, type PythonParser } from '../syntax/python/parser';
import { LineIndex } from '../text/lineIndex';
import { nameOf, relativeTo } from '../text/paths';
import { unifiedDiff } from './diff';
import { Stopwatch, type Timing } from './stopwatch';
import { type Selection, withSelection } from './selection';
import type { Target } from './targets';
import { TimedDatabase, timedParser, timedRules } from './timing';
import { isAppUnread, tellUnread } from './unread';
import { type UnwrittenFile, writeFiles, type WrittenFile } from './write';

/** How every Space of a run is checked. */
export interface CheckingOptions extends Selection {
  readonly pedantic?: boolean;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly timing?: boolean;
  readonly visitorTier?: VisitorTier;
  /** A file as an editor has it. */
  readonly buffer?: Buffered;
}

/** A text that stands for that of a file. */
export interface Buffered {
  readonly path: string;
  readonly text: string;
}

/** Reads one file as an editor has it. */
export function withBuffer(host: Host, buffer: Buffered | undefined): Host {
  if (!buffer) return host;
  const { path: buffered, text } = buffer;
  return { ...host, readFile: async (path) => (path === buffered ? text : host.readFile(path)) };
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
  /** The file that the app starts with could not be read. */
  readonly isAppUnread: boolean;
  /** With `--fix` and `--diff`. */
  readonly repair?: Repair;
}

/** What `--fix` did, or what it would do. */
export interface Repair {
  readonly fixed: readonly FixedProblem[];
  /** Fixes that were not made because a file could not be parsed with them. */
  readonly leftOut: readonly FixedProblem[];
  /** The findings that are left then. */
  readonly left: readonly CheckedFile[];
  /** Files that there are fixes for, and that are left as they are. */
  readonly untouched: readonly UntouchedFile[];
}

export interface FixedProblem {
  readonly file: string;
  /** From 1, in the file as it was. */
  readonly line: number;
  readonly rule: string;
  readonly title: string;
}

export interface UntouchedFile {
  readonly file: string;
  /** For people, as the end of a sentence. */
  readonly why: string;
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
  const projectFiles: ProjectFiles = new Map();
  return async (target) => {
    const messages: string[] = [];
    const stopwatch = options.timing ? new Stopwatch() : undefined;
    const tell = (message: string): void => void messages.push(message);
    const host = withBuffer(
      nodeHost((level, message) => level !== 'info' && tell(message)),
      options.buffer,
    );
    try {
      const done = await checkTarget(target, withProjectFiles(host, projectFiles), parser, options, stopwatch, tell);
      return { ...done, messages, timings: stopwatch?.timings ?? [] };
    } catch (error) {
      return { ...failure(target, error), messages: [...messages, ...failure(target, error).messages] };
    }
  };
}

type ProjectFiles = Map<string, ReturnType<Host['readFile']>>;

/** Reads each `pyproject.toml` once: all Spaces below a folder ask for those above it, most of which don't exist. */
function withProjectFiles(host: Host, known: ProjectFiles): Host {
  const readFile: Host['readFile'] = (path) => {
    if (nameOf(path) !== 'pyproject.toml') return host.readFile(path);
    const text = known.get(path) ?? host.readFile(path);
    known.set(path, text);
    return text;
  };
  return { ...host, readFile };
}

/** What is left of a target whose check broke. */
export function failure({ space }: Target, error: unknown): Outcome {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const messages = [`${relative(space.root)} could not be checked: ${why}`];
  return { diffs: [], messages, failed: true, timings: [] };
}

async function checkTarget(
  { space: listed, wanted }: Target,
  host: Host,
  parser: PythonParser,
  options: CheckingOptions,
  stopwatch: Stopwatch | undefined,
  tell: (message: string) => void,
): Promise<Pick<Outcome, 'space' | 'diffs' | 'failed'>> {
  const layer: Layer = {
    ...(options.pedantic ? { pedantic: true } : {}),
    ...(options.visitorTier ? { visitorTier: options.visitorTier } : {}),
  };
  const found = await readSettings(host, listed.root, { origin: 'command line', layer, problems: [] });
  for (const problem of found.effective.problems) tell(problem);
  const configuration = withSelection(found.effective.configuration, options);
  const settings = { ...found, effective: { ...found.effective, configuration } };
  if (configuration.treatAsSpace === 'never') return noSpace;
  const files = await readSpace(host, listed);
  // What says that this is a Space may be what could not be read.
  const isAppLost = isAppUnread(files) && tellUnread(files, tell);
  // Nothing is built for folders in which there is nothing to see.
  if (configuration.treatAsSpace === 'auto' && !hasEvidence(files)) return { ...noSpace, failed: isAppLost };
  let isBroken = false;
  const log = (message: string): void => {
    isBroken = true;
    tell(message);
  };
  const { root } = listed;
  const makeModel = (): SpaceModel =>
    stopwatch
      ? createSpaceModel(
          root,
          timedParser(parser, stopwatch),
          configuration,
          found.tables,
          new TimedDatabase(stopwatch),
        )
      : createSpaceModel(root, parser, configuration, found.tables);
  const space = new Space(root, makeModel, settings, stopwatch ? timedRules(rules, stopwatch) : rules, log);
  const measured = <T>(compute: () => T): T => (stopwatch ? stopwatch.measure('other', compute) : compute());
  const isWanted = new Set(wanted);
  try {
    const before = measured(() => {
      space.replaceFiles(files.texts, files.unread.keys());
      const paths = space.model.paths.filter((path) => isWanted.has(path));
      return space.model.view.isZeroGpu ? { paths, files: options.fix ? [] : describe(space, paths) } : undefined;
    });
    if (!before) return { ...noSpace, failed: isAppLost };
    tellUnread(files, tell);
    const known = { root: relative(root), isAppUnread: isAppLost };
    if (!options.fix && !options.diff) {
      return { space: { ...known, files: before.files }, diffs: [], failed: isAppLost || isBroken };
    }
    const fixes = measured(() => fixToFixpoint(space, before.paths, onlyIn(isWanted, safeFix)));
    const unwritten = options.diff ? [] : await writeFixes(fixes, files.texts, space);
    return measured(() => {
      const left = describe(space, before.paths);
      const repair = repairOf(fixes, unwritten, files.texts, left);
      for (const { file, why } of repair.untouched) tell(`${file} is left as it is: ${why}`);
      return {
        space: { ...known, files: options.diff ? before.files : left, repair },
        diffs: options.diff ? diffsOf(fixes, files.texts) : [],
        failed: isAppLost || isBroken || unwritten.length > 0,
      };
    });
  } finally {
    space.dispose();
  }
}

const noSpace = { diffs: [], failed: false } as const;

/** Writes what fixes changed; the Space is then as it is on disk. */
async function writeFixes(
  { edits }: FixResult,
  before: ReadonlyMap<string, string>,
  { model }: Space,
): Promise<readonly UnwrittenFile[]> {
  const files = [...edits.keys()].flatMap((path): readonly WrittenFile[] => {
    const text = model.text(path);
    const old = before.get(path);
    return text === undefined || old === undefined ? [] : [{ path, before: old, text }];
  });
  const unwritten = await writeFiles(files);
  for (const { path } of unwritten) model.setFile(path, before.get(path) ?? '');
  return unwritten;
}

function repairOf(
  { applied, leftOut, broken }: FixResult,
  unwritten: readonly UnwrittenFile[],
  before: ReadonlyMap<string, string>,
  left: readonly CheckedFile[],
): Repair {
  const isUnwritten = new Set(unwritten.map(({ path }) => path));
  const indexes = new Map<string, LineIndex>();
  const lineOf = (path: string, offset: number): number => {
    let index = indexes.get(path);
    if (!index) indexes.set(path, (index = new LineIndex(before.get(path) ?? '')));
    return index.lineAt(offset) + 1;
  };
  const inOrder = (fixes: readonly AppliedFix[]): readonly FixedProblem[] =>
    fixes
      .map(({ path, offset, rule, title }) => ({ file: relative(path), line: lineOf(path, offset), rule, title }))
      .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  const untouched = [...broken.map((path) => ({ path, why: 'its syntax is broken' })), ...unwritten];
  return {
    fixed: inOrder(applied.filter(({ path }) => !isUnwritten.has(path))),
    leftOut: inOrder(leftOut),
    left,
    untouched: untouched.map(({ path, why }) => ({ file: relative(path), why })),
  };
}

function describe(space: Space, paths: readonly string[]): readonly CheckedFile[] {
  return [...paths].sort().flatMap((path): readonly CheckedFile[] => {
    const text = space.model.text(path);
    const findings = space.findings(path).map((finding) => ({ ...finding, fixes: finding.fixes() }));
    return text === undefined || findings.length === 0 ? [] : [{ file: relative(path), text, findings }];
  });
}

function diffsOf(fixes: FixResult, before: ReadonlyMap<string, string>): readonly string[] {
  return [...fixes.edits]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, edits]) => unifiedDiff(inPatch(path), before.get(path) ?? '', edits));
}

/** A path behind `a/` and `b/`: a patch for files elsewhere is applied from the root, as those of Git are. */
export function inPatch(path: string): string {
  return relative(path).replace(/^\/+/, '');
}

/** A path as it is printed: relative to the current directory where it is inside it. */
export function relative(path: string): string {
  const here = corePath(process.cwd());
  return path === here ? '.' : relativeTo(here, path);
}
