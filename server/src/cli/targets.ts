import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { enclosingSpace, isReadBelow, type ListedSpace, listFolder, readSpaceFile } from '../engine/discovery';
import { isSpaceFile } from '../host/files';
import { type Host, Unreadable } from '../host/host';
import { corePath } from '../host/node';
import { folderOf, foldersAbove, isInside } from '../text/paths';
import { UsageError } from './exit';

/** A Space to check, or the part of one that was asked for. */
export interface Target {
  readonly space: ListedSpace;
  /** The files whose findings are wanted. */
  readonly wanted: readonly string[];
}

/**
 * The Spaces that the arguments of the command name, and each file once. A Space is the one that a check of the current
 * folder would find: part of it makes sense only together with the rest. Files of other kinds are told to `ignore`, for
 * hooks name whatever has changed; without it they are a mistake.
 */
export async function targetsOf(
  host: Host,
  args: readonly string[],
  ignore?: (args: readonly string[]) => void,
): Promise<readonly Target[]> {
  const list = once((folder) => listFolder(host, folder));
  const rootAbove = once(async (path) => (await enclosingSpace(host, path)) ?? (await appAbove(host, path)));
  const ignored: string[] = [];
  const byRoot = new Map<string, { space: ListedSpace; wanted: Set<string> }>();
  for (const arg of args) {
    const target = absolutePath(arg);
    const kind = await kindOf(arg);
    if (kind === 'file') {
      if (!isSpaceFile(target)) {
        if (!ignore) throw new UsageError(`${arg} is not a file that a Space is made of`);
        ignored.push(arg);
        continue;
      }
      const file = await readSpaceFile(host, target);
      if (file instanceof Unreadable) throw new UsageError(`${arg} can't be read: ${file.why}`);
    }
    const folder = kind === 'folder' ? target : folderOf(target);
    // Any name will do: what counts is the folder.
    const root = (await rootAbove(kind === 'folder' ? target : `${folder}/app.py`)) ?? folder;
    const isWanted = (file: string): boolean => file === target || isInside(file, target);
    for (const { space, wanted } of parts(await list(root), isWanted)) {
      const known = byRoot.get(space.root);
      if (known) for (const path of wanted) known.wanted.add(path);
      else byRoot.set(space.root, { space, wanted: new Set(wanted) });
    }
  }
  if (ignored.length > 0) ignore?.(ignored);
  return withoutOverlap([...byRoot.values()].map(({ space, wanted }) => ({ space, wanted: [...wanted] })));
}

/** A path of the command line as the core writes it. */
export function absolutePath(arg: string): string {
  return corePath(path.resolve(arg)).replace(/\/+$/, '');
}

/** A file that more than one folder was found to hold belongs to the outermost. */
function withoutOverlap(targets: readonly Target[]): readonly Target[] {
  const owners = new Map<string, string>();
  for (const { space, wanted } of [...targets].sort((a, b) => a.space.root.length - b.space.root.length)) {
    for (const file of wanted) if (!owners.has(file)) owners.set(file, space.root);
  }
  return targets
    .map(({ space, wanted }) => ({ space, wanted: wanted.filter((file) => owners.get(file) === space.root) }))
    .filter(({ wanted }) => wanted.length > 0);
}

/** How many folders above a path are searched for an app. */
const maximumDepth = 8;

/**
 * The folder of the app that a path without a card above it is part of: as `assignRoots` has it below the current folder;
 * elsewhere, where nobody knows how far it goes, the nearest.
 */
async function appAbove(host: Host, path: string): Promise<string | undefined> {
  const here = corePath(process.cwd());
  const isHere = isInside(path, here);
  const above = foldersAbove(path)
    .slice(0, maximumDepth)
    .filter(
      (folder) => (!isHere || folder === here || isInside(folder, here)) && isReadBelow(`${path}/app.py`, folder),
    );
  for (const folder of isHere ? above.reverse() : above) {
    if ((await host.readFile(`${folder}/app.py`)) !== undefined) return folder;
  }
  return undefined;
}

/** Works something out once for each folder that is asked about. */
function once<T>(work: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (path) => {
    const found = known.get(path) ?? work(path);
    known.set(path, found);
    return found;
  };
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
