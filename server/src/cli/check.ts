import { hasEvidence, type SpaceFiles } from '../engine/discovery';
import { type Finding, isAtLeast } from '../engine/finding';
import { type FixResult, fixToFixpoint } from '../engine/fixes';
import { readSettings } from '../engine/settings';
import { Space } from '../engine/space';
import type { CreateModel } from '../engine/workspace';
import type { Host } from '../host/host';
import { corePath, nodeHost, readGrammars } from '../host/node';
import { modelFactory } from '../lsp/environment';
import { rules } from '../rules';
import type { Severity } from '../rules/rule';
import type { LineIndex } from '../text/lineIndex';
import { relativeTo } from '../text/paths';
import { exitCodes } from './exit';
import { formatters } from './formats';
import { targetsOf } from './targets';
import { unifiedDiff } from './diff';
import { writeFixed } from './write';

export interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly failOn: Severity;
  readonly pedantic?: boolean;
  readonly fix?: boolean;
  readonly diff?: boolean;
}

/** A file that has findings, as it was when they were made. */
export interface CheckedFile {
  /** Relative to the current directory. */
  readonly file: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly findings: readonly Finding[];
}

/** All there is to print about one Space. */
export interface CheckedSpace {
  /** Relative to the current directory, `.` for itself. */
  readonly root: string;
  readonly files: readonly CheckedFile[];
  readonly fixed: number;
}

/** Paths as they are printed: relative to the current directory where they are inside it. */
export type Relative = (path: string) => string;

/** The `check` command; returns the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (!told.has(message)) console.error(`zerogpu-lint: ${message}`);
    told.add(message);
  };
  const host = nodeHost((level, message) => level !== 'info' && tell(message));
  const grammars = readGrammars(__dirname);
  const here = corePath(process.cwd());
  const relative: Relative = (path) => (path === here ? '.' : relativeTo(here, path));
  const targets = await targetsOf(host, paths);
  const createModel = await modelFactory(grammars);
  const checked: CheckedSpace[] = [];
  const diffs: string[] = [];
  for (const target of targets) {
    const space = await openSpace(host, target.files, createModel, options, tell);
    if (!space) continue;
    try {
      const before = new Map(space.model.paths.map((path) => [path, space.model.text(path) ?? '']));
      const wanted = [...before.keys()].filter((path) => target.isWanted(path));
      const original = options.diff ? describe(space, wanted, relative, 0) : undefined;
      const fixes = options.fix || options.diff ? fixToFixpoint(space, wanted) : undefined;
      if (fixes && options.diff) diffs.push(...diffsOf(fixes, before, relative));
      else if (fixes) await writeFixed(fixes, before, space.model, tell);
      checked.push(original ?? describe(space, wanted, relative, fixes?.applied.length ?? 0));
    } finally {
      space.dispose();
    }
  }
  if (options.diff) {
    process.stdout.write(diffs.join(''));
  } else {
    const { format } = await formatters[options.format]();
    process.stdout.write(format(checked, { color: wantsColor(), paths }));
  }
  if (options.format === 'sarif' && !options.diff) return exitCodes.clean;
  const findings = checked.flatMap(({ files }) => files.flatMap((file) => file.findings));
  return findings.some(({ severity }) => isAtLeast(severity, options.failOn)) ? exitCodes.findings : exitCodes.clean;
}

/** The Space, when it is one; nothing is built for folders in which there is nothing to see. */
async function openSpace(
  host: Host,
  files: SpaceFiles,
  createModel: CreateModel,
  { pedantic }: CheckOptions,
  tell: (message: string) => void,
): Promise<Space | undefined> {
  const layer = { origin: '--pedantic', layer: pedantic ? { pedantic: true } : {}, problems: [] };
  const settings = await readSettings(host, files.root, layer);
  for (const problem of settings.effective.problems) tell(problem);
  const { configuration } = settings.effective;
  if (configuration.treatAsSpace === 'never') return undefined;
  if (configuration.treatAsSpace === 'auto' && !hasEvidence(files)) return undefined;
  const space = new Space(createModel(files.root, configuration, settings.tables), settings, rules, tell);
  space.replaceFiles(files.texts);
  if (space.model.view.isZeroGpu) return space;
  space.dispose();
  return undefined;
}

function describe(space: Space, paths: readonly string[], relative: Relative, fixed: number): CheckedSpace {
  const files = [...paths].sort().flatMap((path): readonly CheckedFile[] => {
    const text = space.model.text(path);
    // Positions are read when everything is printed, and by then the model is gone.
    const lines = space.model.lines(path);
    const findings = space.findings(path).map((finding) => ({ ...finding, ...settled(finding) }));
    return text === undefined || !lines || findings.length === 0
      ? []
      : [{ file: relative(path), text, lines, findings }];
  });
  return { root: relative(space.root), files, fixed };
}

/** Fixes are built from the model, so they have to be built while it is there. */
function settled(finding: Finding): Pick<Finding, 'fixes'> {
  const fixes = finding.fixes();
  return { fixes: () => fixes };
}

function diffsOf(fixes: FixResult, before: ReadonlyMap<string, string>, relative: Relative): readonly string[] {
  return [...fixes.edits]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, edits]) => unifiedDiff(relative(path), before.get(path) ?? '', edits));
}

function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY && process.env.TERM !== 'dumb';
}
