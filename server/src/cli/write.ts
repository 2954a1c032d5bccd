import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { FixResult } from '../engine/fixes';
import type { SpaceModel } from '../model';

/** Writes what fixes changed, each file in one step. A file whose bytes we did not understand fully is left alone. */
export async function writeFixed(
  { edits }: FixResult,
  before: ReadonlyMap<string, string>,
  model: SpaceModel,
  tell: (message: string) => void,
): Promise<void> {
  for (const path of edits.keys()) {
    const text = model.text(path);
    const old = before.get(path);
    if (text === undefined || old === undefined || text === old) continue;
    if (!(await readFile(path)).equals(Buffer.from(old))) {
      tell(`${path} is not valid UTF-8, or changed meanwhile; it is not fixed`);
      continue;
    }
    const { mode } = await stat(path);
    const temporary = `${path}.zerogpu-lint-${process.pid}`;
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  }
}
