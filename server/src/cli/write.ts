import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

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
export async function writeFiles(files: readonly WrittenFile[]): Promise<readonly UnwrittenFile[]> {
  const unwritten: UnwrittenFile[] = [];
  for (const file of files) {
    const why = file.text === file.before ? undefined : await write(file);
    if (why !== undefined) unwritten.push({ path: file.path, why });
  }
  return unwritten;
}

/** Why a file could not be written, if so. */
async function write({ path, before, text }: WrittenFile): Promise<string | undefined> {
  try {
    if (before === undefined) {
      await writeFile(path, text, { flag: 'wx' });
      return undefined;
    }
    const bytes = await readFile(path);
    const now = bytes.toString('utf8');
    if (!bytes.equals(Buffer.from(now))) return 'it is not valid UTF-8';
    if (now !== before) return 'it has changed meanwhile';
    // A link stays one.
    const target = await realpath(path);
    await replace(target, text);
    return undefined;
  } catch (error) {
    return `it can't be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
  }
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
