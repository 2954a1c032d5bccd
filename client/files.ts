import * as vscode from 'vscode';
import { decoded, type Entry, filesBelow } from '../server/src/host/files';
import type { ListFilesParams, ListFilesResult, ReadFileResult } from '../server/src/lsp/protocol';

/** What a file system says of a path that is no file. */
const absent = new Set(['FileNotFound', 'FileIsADirectory', 'FileNotADirectory']);

export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const file = await readFile(uri);
  return file && 'text' in file ? file.text : undefined;
}

export async function entriesOf(folder: vscode.Uri): Promise<readonly Entry[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.flatMap(([name, type]): readonly Entry[] => {
      if (type === vscode.FileType.Directory) return [{ name, kind: 'folder' }];
      return type & vscode.FileType.File ? [{ name, kind: 'file' }] : [];
    });
  } catch {
    return [];
  }
}

/** Answers `zerogpu/readFile`. */
export async function readFile(uri: vscode.Uri): Promise<ReadFileResult> {
  // Beside a document that was never saved lies nothing.
  if (uri.scheme === 'untitled') return null;
  try {
    const text = decoded(uri.path, await vscode.workspace.fs.readFile(uri));
    return typeof text === 'string' ? { text } : { unreadable: text.why };
  } catch (error) {
    const isThere = error instanceof vscode.FileSystemError && !absent.has(error.code);
    return isThere ? { unreadable: error.message } : null;
  }
}

/**
 * Answers `zerogpu/listFiles`. It walks folders itself because a virtual workspace often has a file system but no file
 * search.
 */
export async function listFiles(
  { uri, limit }: ListFilesParams,
  cancelled: vscode.CancellationToken,
): Promise<ListFilesResult> {
  const root = vscode.Uri.parse(uri);
  const tree = { entriesOf, child: (folder: vscode.Uri, name: string) => vscode.Uri.joinPath(folder, name) };
  // The root of a virtual file system may come without its only slash.
  const top = root.path === '' ? root.with({ path: '/' }) : root;
  const found = await filesBelow(top, tree, limit, () => cancelled.isCancellationRequested);
  return { uris: found.map((file) => file.toString()) };
}
