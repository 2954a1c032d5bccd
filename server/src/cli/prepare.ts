import { stat } from 'node:fs/promises';
import { readSettings } from '../engine/settings';
import { nodeHost, readGrammars } from '../host/node';
import { modelFactory } from '../engine/modelFactory';
import { projectFolderOf, readAppFolder } from '../prepare/folder';
import { prepare, type Preparation } from '../prepare/prepare';
import { rules } from '../rules';
import { applyEdits } from '../text/edits';
import { relativeTo } from '../text/paths';
import { inPatch } from './checking';
import { unifiedDiff } from './diff';
import { exitCodes, UsageError } from './exit';
import { absolutePath } from './targets';
import { teller } from './tell';
import { unwritable, writeFiles, type WrittenFile } from './write';

export interface PrepareCommandOptions {
  readonly diff?: boolean;
  readonly write?: boolean;
}

/** The `prepare` command: what makes a Gradio app run on ZeroGPU, told, shown as a diff, or made. Returns the exit code. */
export async function prepareApp(arg: string, options: PrepareCommandOptions): Promise<number> {
  if (options.diff && options.write) throw new UsageError('--diff changes nothing and --write does: use one of them');
  const tell = teller();
  const host = nodeHost((level, message) => level !== 'info' && tell(message));
  const target = absolutePath(arg);
  const isFile = await isAppFile(arg);
  const root = isFile ? await projectFolderOf(host, target, undefined) : target;
  const folder = await readAppFolder(host, root);
  const settings = await readSettings(host, root, { origin: 'command line', layer: {}, problems: [] });
  for (const problem of settings.effective.problems) tell(problem);
  const preparation = prepare({
    ...folder,
    app: isFile ? target : undefined,
    settings,
    rules,
    createModel: await modelFactory(readGrammars(__dirname)),
    log: tell,
  });
  const { refusal, files: changed, undecided } = preparation;
  const shown = (file: string): string => relativeTo(root, file);
  let isWritten = true;
  if (options.diff) {
    if (refusal) tell(refusal.reason);
    process.stdout.write(
      changed.map((file) => unifiedDiff(inPatch(file.path), file.before ?? '', file.edits)).join(''),
    );
  } else {
    const ending = options.write
      ? await write(
          changed.map((file) => ({ ...file, text: applyEdits(file.before ?? '', file.edits) })),
          (file, why) => tell(`${shown(file)} is left as it is: ${why}`),
        )
      : endings.asked;
    isWritten = ending === endings.asked || ending === endings.written;
    process.stdout.write(summary(preparation, shown, ending));
  }
  if (!isWritten || (refusal && refusal.why !== 'gpu')) return exitCodes.failure;
  return undecided.length > 0 ? exitCodes.findings : exitCodes.clean;
}

const endings = {
  asked: 'Nothing is changed yet: --diff shows the changes, --write makes them',
  written: 'Written',
  refused: 'Nothing is written: one file without the others would be half a preparation',
  failed: 'Not all of it is written',
} as const;
type Ending = (typeof endings)[keyof typeof endings];

/** Writes what goes together: all of it, or nothing where that can be known before. */
async function write(files: readonly WrittenFile[], refuse: (path: string, why: string) => void): Promise<Ending> {
  const refused = await unwritable(files);
  const unwritten = refused.length > 0 ? refused : await writeFiles(files);
  for (const { path, why } of unwritten) refuse(path, why);
  return refused.length > 0 ? endings.refused : unwritten.length > 0 ? endings.failed : endings.written;
}

async function isAppFile(arg: string): Promise<boolean> {
  let isFile: boolean;
  try {
    isFile = !(await stat(arg)).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `${arg} does not exist` : `${arg} can't be read (${code ?? 'unknown error'})`,
    );
  }
  if (isFile && !arg.endsWith('.py'))
    throw new UsageError(`${arg} is not a Python file: name the file of the app, or its folder`);
  return isFile;
}

/** What was done or would be, by file, and what is left to the author. */
function summary(preparation: Preparation, shown: (path: string) => string, ending: Ending): string {
  const { refusal, files, done, undecided } = preparation;
  const lines: string[] = [];
  if (refusal) lines.push(refusal.reason);
  else if (files.length === 0) lines.push('Nothing to change: this is prepared for ZeroGPU');
  for (const { path: file, before } of files) {
    lines.push(`${shown(file)}${before === undefined ? ' (new)' : ''}`);
    for (const { what } of done.filter((each) => each.path === file)) lines.push(`  ${what}`);
  }
  if (undecided.length > 0) {
    lines.push(
      '',
      `Left to you, as the files ${ending === endings.written || files.length === 0 ? 'are' : 'would be'}:`,
    );
    for (const { path: file, line, message, rule } of undecided) {
      lines.push(`  ${shown(file)}:${line + 1} ${message}${rule === undefined ? '' : ` (${rule})`}`);
    }
  }
  if (files.length > 0) lines.push('', ending);
  return `${lines.join('\n')}\n`;
}
