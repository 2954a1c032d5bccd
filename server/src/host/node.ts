import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { decoded, type Entry, filesBelow, maximumBytes, tooLarge, type Tree } from './files';
import { type GrammarBytes, type Host, Unreadable } from './host';

/** The file system. Paths have `/` between segments on every platform. */
export function nodeHost(log: Host['log']): Host {
  return { readFile: readText, listFiles: (folder, limit) => filesBelow(folder, tree, limit), log };
}

/** `path` as the core writes it. */
export function corePath(nativePath: string): string {
  return path.sep === '\\' ? nativePath.replaceAll('\\', '/') : nativePath;
}

async function readText(file: string): Promise<string | Unreadable | undefined> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) return undefined;
    // Who reads a pipe or a device may wait for ever.
    if (!stats.isFile()) return new Unreadable('it is no regular file');
    if (stats.size > maximumBytes) return tooLarge;
    return decoded(file, await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder with the name of a file is no file.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    const isForbidden = code === 'EACCES' || code === 'EPERM';
    return new Unreadable(isForbidden ? 'its permissions forbid it' : (code ?? String(error)));
  }
}

const tree: Tree<string> = {
  child: (folder, name) => (folder.endsWith('/') ? folder + name : `${folder}/${name}`),
  async entriesOf(folder) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.flatMap((entry): readonly Entry[] => {
        if (entry.isDirectory()) return [{ name: entry.name, kind: 'folder' }];
        return entry.isFile() || entry.isSymbolicLink() ? [{ name: entry.name, kind: 'file' }] : [];
      });
    } catch {
      return [];
    }
  },
};

/** Reads the grammars that the build puts beside the bundle; `from` is the folder of the running bundle. */
export async function readGrammars(from: string): Promise<GrammarBytes> {
  const folder = [path.join(from, 'grammars'), path.join(from, '..', 'grammars')].find((candidate) =>
    existsSync(path.join(candidate, 'web-tree-sitter.wasm')),
  );
  if (folder === undefined) throw new Error(`the Python grammar is missing beside ${from}`);
  const [runtime, python] = await Promise.all([
    readFile(path.join(folder, 'web-tree-sitter.wasm')),
    readFile(path.join(folder, 'tree-sitter-python.wasm')),
  ]);
  return { runtime, python };
}
