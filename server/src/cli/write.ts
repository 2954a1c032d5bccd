import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { FixResult } from '../engine/fixes';
import type { SpaceModel } from '../model';

/** A file as it is to be written; `before` is undefined when it is new. */
export interface WrittenFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly text: string;
}

/** Writes what fixes changed. */
export async function writeFixed(
  { edits }: FixResult,
  before: ReadonlyMap<string, string>,
  model: SpaceModel,
  tell: (message: string) => void,
): Promise<void> {
  const files = [...edits.keys()].flatMap((path): readonly WrittenFile[] => {
    const text = model.text(path);
    const old = before.get(path);
    return text === undefined || old === undefined ? [] : [{ path, before: old, text }];
  });
  await writeFiles(files, tell);
}

/** Writes each file in one step. One whose bytes we did not understand fully is left alone. */
export async function writeFiles(files: readonly WrittenFile[], tell: (message: string) => void): Promise<void> {
  for (const { path, before, text } of files) {
    if (text === before) continue;
    if (before === undefined) {
      await writeFile(path, text, { flag: 'wx' });
      continue;
    }
    if (!(await readFile(path)).equals(Buffer.from(before))) {
      tell(`${path} is not valid UTF-8, or changed meanwhile; it is left as it is`);
      continue;
    }
    const { mode } = await stat(path);
    const temporary = `${path}.zerogpu-lint-${process.pid}`;
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  }
}
