import * as vscode from 'vscode';
import type { ListFilesResult, ReadFileResult } from '../server/src/lsp/protocol';

const relevantNames = new Set([
  'requirements.txt',
  'pre-requirements.txt',
  'packages.txt',
  'README.md',
  'pyproject.toml',
]);
const ignoredFolders = new Set(['node_modules', '__pycache__', 'venv', 'env', 'site-packages']);
const maximumFiles = 5000;
const maximumFolders = 5000;

/** What a file system says of a path that is no file. */
const absent = new Set(['FileNotFound', 'FileIsADirectory', 'FileNotADirectory']);

const decoder = new TextDecoder();

export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return decoder.decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

export async function listFolder(uri: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(uri);
  } catch {
    return [];
  }
}

/** Answers `zerogpu/readFile`. */
export async function readFile(uri: string): Promise<ReadFileResult> {
  try {
    return { text: decoder.decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri))) };
  } catch (error) {
    const isThere = error instanceof vscode.FileSystemError && !absent.has(error.code);
    return isThere ? { unreadable: error.message } : null;
  }
}

/**
 * Answers `zerogpu/listFiles`. It walks folders itself because a virtual workspace often has a file system but no file
 * search. Nearer files come first, so that a limit cuts off the deepest ones.
 */
export async function listFiles(folder: string, cancelled: vscode.CancellationToken): Promise<ListFilesResult> {
  const uris: string[] = [];
  const root = vscode.Uri.parse(folder);
  // The root of a virtual file system may come without its only slash.
  let level = [root.path === '' ? root.with({ path: '/' }) : root];
  let visited = 0;
  while (level.length > 0 && visited < maximumFolders && !cancelled.isCancellationRequested) {
    const listed = await Promise.all(
      level.slice(0, maximumFolders - visited).map(async (uri) => [uri, await listFolder(uri)] as const),
    );
    visited += level.length;
    level = [];
    for (const [parent, entries] of listed) {
      for (const [name, type] of entries) {
        if (type === vscode.FileType.Directory) {
          if (!name.startsWith('.') && !ignoredFolders.has(name)) level.push(vscode.Uri.joinPath(parent, name));
        } else if (type & vscode.FileType.File && (name.endsWith('.py') || relevantNames.has(name))) {
          if (uris.length === maximumFiles) return { uris };
          uris.push(vscode.Uri.joinPath(parent, name).toString());
        }
      }
    }
  }
  return { uris };
}
