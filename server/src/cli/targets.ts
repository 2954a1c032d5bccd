import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { enclosingSpace, type ListedSpace, listFolder, readSpaceFile } from '../engine/discovery';
import { isSpaceFile } from '../host/files';
import { type Host, Unreadable } from '../host/host';
import { corePath } from '../host/node';
import { folderOf, isInside } from '../text/paths';
import { UsageError } from './exit';

/** A Space to check, or the part of one that was asked for. */
export interface Target {
  readonly space: ListedSpace;
  /** The files whose findings are wanted. */
  readonly wanted: readonly string[];
}

/** The Spaces that the arguments of the command name, each once. */
export async function targetsOf(host: Host, args: readonly string[]): Promise<readonly Target[]> {
  const byRoot = new Map<string, { space: ListedSpace; wanted: Set<string> }>();
  for (const arg of args) {
    for (const { space, wanted } of await named(host, arg)) {
      const known = byRoot.get(space.root);
      if (known) for (const path of wanted) known.wanted.add(path);
      else byRoot.set(space.root, { space, wanted: new Set(wanted) });
    }
  }
  return [...byRoot.values()].map(({ space, wanted }) => ({ space, wanted: [...wanted] }));
}

async function named(host: Host, arg: string): Promise<readonly Target[]> {
  const target = corePath(path.resolve(arg)).replace(/\/+$/, '');
  const kind = await kindOf(arg);
  if (kind === 'file') {
    if (!isSpaceFile(target)) throw new UsageError(`${arg} is no file that a Space is made of`);
    const file = await readSpaceFile(host, target);
    if (file instanceof Unreadable) throw new UsageError(`${arg} can't be read: ${file.why}`);
    const root = (await enclosingSpace(host, target)) ?? folderOf(target);
    return parts(await listFolder(host, root), (file) => file === target);
  }
  // Part of a Space makes sense only together with the rest of it.
  const above = await enclosingSpace(host, target);
  const own = await listFolder(host, target);
  if (above === undefined || own.some(({ root, paths }) => paths.includes(`${root}/README.md`))) {
    return own.map((space) => ({ space, wanted: space.paths }));
  }
  return parts(await listFolder(host, above), (file) => isInside(file, target));
}

/** The Spaces that hold a wanted file. */
function parts(spaces: readonly ListedSpace[], isWanted: (path: string) => boolean): readonly Target[] {
  return spaces
    .map((space) => ({ space, wanted: space.paths.filter(isWanted) }))
    .filter(({ wanted }) => wanted.length > 0);
}

async function kindOf(arg: string): Promise<'file' | 'folder'> {
  try {
    const stats = await stat(arg);
    if (!stats.isDirectory()) return 'file';
    await readdir(arg);
    return 'folder';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `${arg} does not exist` : `${arg} can't be read (${code ?? 'unknown error'})`,
    );
  }
}
