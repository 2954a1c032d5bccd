import { access, constants, lstat, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file as it is to be written; `before` is undefined when it is new. */
export interface WrittenFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly text: string;
}

/** A file that was left as it is. */
export interface UnwrittenFile {
  readonly path: string;
  /** For people, as the end of a sentence. */
  readonly why: string;
}

/**
 * Writes each file in one step, and gives those that could not be written. A file that changed since it was read, or whose
 * bytes are not all UTF-8, is left alone: what was worked out is not about it, or would not be all that changes.
 */
export function writeFiles(files: readonly WrittenFile[]): Promise<readonly UnwrittenFile[]> {
  return failures(files, write);
}

/** The files that `writeFiles` would not write, as far as that can be known before anything is written. */
export function unwritable(files: readonly WrittenFile[]): Promise<readonly UnwrittenFile[]> {
  return failures(files, obstacle);
}

async function failures(
  files: readonly WrittenFile[],
  work: (file: WrittenFile) => Promise<string | undefined>,
): Promise<readonly UnwrittenFile[]> {
  const found: UnwrittenFile[] = [];
  for (const file of files.filter(({ before, text }) => text !== before)) {
    const why = await work(file).catch(whyNot);
    if (why !== undefined) found.push({ path: file.path, why });
  }
  return found;
}

function whyNot(error: unknown): string {
  return `it can't be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
}

/** Why a file could not be written, if so. */
async function write(file: WrittenFile): Promise<string | undefined> {
  const { path, before, text } = file;
  if (before === undefined) {
    await writeFile(path, text, { flag: 'wx' });
    return undefined;
  }
  const why = await difference(path, before);
  // A link stays one.
  if (why === undefined) await replace(await realpath(path), text);
  return why;
}

async function obstacle({ path, before }: WrittenFile): Promise<string | undefined> {
  if (before !== undefined) {
    const why = await difference(path, before);
    if (why !== undefined) return why;
    // It is replaced by a file that is made beside it.
    await access(dirname(await realpath(path)), constants.W_OK);
    return undefined;
  }
  await access(dirname(path), constants.W_OK);
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  return isThere ? 'there is one by now' : undefined;
}

async function difference(path: string, before: string): Promise<string | undefined> {
  const bytes = await readFile(path);
  const now = bytes.toString('utf8');
  if (!bytes.equals(Buffer.from(now))) return 'it is not valid UTF-8';
  return now === before ? undefined : 'it has changed meanwhile';
}

async function replace(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const temporary = `${path}.zerogpu-lint-${process.pid}`;
  try {
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
