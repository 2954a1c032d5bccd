import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSkippedFolder, isSpaceFile, maximumFolders, readable } from './files';
import { type GrammarBytes, type Host, Unreadable } from './host';

/** Files beyond this are generated or data, and too much to read at once. */
const maximumBytes = 4 * 1024 * 1024;

/** The file system. Paths have `/` between segments on every platform. */
export function nodeHost(log: Host['log']): Host {
  return { readFile: readText, listFiles, log };
}

/** `path` as the core writes it. */
export function corePath(nativePath: string): string {
  return path.sep === '\\' ? nativePath.replaceAll('\\', '/') : nativePath;
}

async function readText(file: string): Promise<string | Unreadable | undefined> {
  try {
    if ((await stat(file)).size > maximumBytes) return new Unreadable(`it has more than ${maximumBytes} bytes`);
    const bytes = await readFile(file);
    return readable(file, file.endsWith('requirements.txt') ? requirementsText(bytes) : bytes.toString('utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder with the name of a file is no file.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    const isForbidden = code === 'EACCES' || code === 'EPERM';
    return new Unreadable(isForbidden ? 'its permissions forbid it' : (code ?? String(error)));
  }
}

/**
 * As pip reads it: UTF-16 where a byte order mark says so (`_decode_req_file`, read 2026-11-22). Without one it keeps its NULs.
 */
function requirementsText(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** Nearer files come first, so that a limit cuts off the deepest ones. */
async function listFiles(folder: string, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [folder];
  let visited = 0;
  while (level.length > 0 && visited < maximumFolders) {
    const batch = level.slice(0, maximumFolders - visited);
    visited += batch.length;
    const listed = await Promise.all(batch.map(async (parent) => ({ parent, entries: await entriesOf(parent) })));
    level = [];
    for (const { parent, entries } of listed) {
      if (parent !== folder && entries.some((entry) => entry.name === 'pyvenv.cfg')) continue;
      for (const entry of entries) {
        const child = parent.endsWith('/') ? parent + entry.name : `${parent}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!isSkippedFolder(entry.name)) level.push(child);
        } else if (isSpaceFile(entry.name) && (entry.isFile() || entry.isSymbolicLink())) {
          if (found.length === limit) return found;
          found.push(child);
        }
      }
    }
  }
  return found;
}

async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

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
