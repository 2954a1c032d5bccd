import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { enclosingSpace, readFolder, type SpaceFiles } from '../engine/discovery';
import { isSpaceFile } from '../host/files';
import type { Host } from '../host/host';
import { corePath } from '../host/node';
import { folderOf, isInside } from '../text/paths';
import { UsageError } from './exit';

/** A Space to check, or the part of one that was asked for. */
export interface Target {
  readonly files: SpaceFiles;
  /** True for files whose findings are wanted. */
  isWanted(path: string): boolean;
}

/** The Spaces that the arguments of the command name, each once. */
export async function targetsOf(host: Host, args: readonly string[]): Promise<readonly Target[]> {
  const byRoot = new Map<string, { files: SpaceFiles; wanted: ((path: string) => boolean)[] }>();
  for (const arg of args) {
    const { files, isWanted } = await named(host, arg);
    for (const part of files) {
      const known = byRoot.get(part.root);
      if (known) known.wanted.push(isWanted);
      else byRoot.set(part.root, { files: part, wanted: [isWanted] });
    }
  }
  return [...byRoot.values()].map(({ files, wanted }) => ({
    files,
    isWanted: (file) => wanted.some((isWanted) => isWanted(file)),
  }));
}

async function named(
  host: Host,
  arg: string,
): Promise<{ readonly files: readonly SpaceFiles[]; readonly isWanted: (path: string) => boolean }> {
  const target = corePath(path.resolve(arg)).replace(/\/+$/, '');
  const kind = await kindOf(arg);
  if (kind === 'file') {
    if (!isSpaceFile(target)) throw new UsageError(`${arg} is no file that a Space is made of`);
    if ((await host.readFile(target)) === undefined) throw new UsageError(`${arg} can't be read as text`);
    const root = (await enclosingSpace(host, target)) ?? folderOf(target);
    const parts = await readFolder(host, root);
    const holding = parts.filter((part) => part.texts.has(target));
    return { files: holding, isWanted: (file) => file === target };
  }
  // Part of a Space makes sense only together with the rest of it.
  const above = await enclosingSpace(host, target);
  const own = await readFolder(host, target);
  if (above === undefined || own.some((part) => part.texts.has(`${part.root}/README.md`))) {
    return { files: own, isWanted: () => true };
  }
  const parts = await readFolder(host, above);
  const inside = (file: string): boolean => isInside(file, target);
  return { files: parts.filter((part) => [...part.texts.keys()].some(inside)), isWanted: inside };
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
