import { enclosingSpace, readFolder, readOrTell, type SpaceTexts, unreadMessage } from '../engine/discovery';
import type { Host } from '../host/host';
import { folderOf, foldersAbove, isInside } from '../text/paths';

/** A folder as it is prepared: what is in it and below, save Spaces of their own. */
export interface AppFolder {
  readonly files: SpaceTexts;
  /** The text of its `pyproject.toml`. */
  readonly pyproject: string | undefined;
  /** The texts of the `requirements.txt` below it, by path. */
  readonly requirementsBelow: ReadonlyMap<string, string>;
}

/** Reads a folder that may be no Space yet. What the platform reads at the root of a Space counts there only. */
export async function readAppFolder(host: Host, root: string): Promise<AppFolder> {
  const parts = await readFolder(host, root);
  const texts = new Map<string, string>();
  const requirementsBelow = new Map<string, string>();
  for (const part of parts) {
    const isSpace = part.root !== root && part.texts.has(`${part.root}/README.md`);
    if (isSpace && (await enclosingSpace(host, `${part.root}/app.py`)) === part.root) continue;
    for (const [path, { why }] of part.unread) host.log('warning', unreadMessage(path, why));
    for (const [path, text] of part.texts) {
      if (path.endsWith('.py') || part.root === root) texts.set(path, text);
      else if (path.endsWith('/requirements.txt')) requirementsBelow.set(path, text);
    }
  }
  const pyproject = await readOrTell(host, `${root}/pyproject.toml`);
  return { files: { root, texts }, pyproject, requirementsBelow };
}

const MARKERS = ['README.md', 'requirements.txt', 'pyproject.toml', 'setup.py'];

/**
 * The folder that an app file is the app of: its Space; else the nearest folder with the files of a project, but none
 * outside of `top`; else its own.
 */
export async function projectFolderOf(host: Host, file: string, top: string | undefined): Promise<string> {
  const space = await enclosingSpace(host, file);
  if (space !== undefined) return space;
  for (const folder of foldersAbove(file).slice(0, 4)) {
    if (top !== undefined && folder !== top && !isInside(folder, top)) break;
    for (const marker of MARKERS) if ((await host.readFile(`${folder}/${marker}`)) !== undefined) return folder;
  }
  return folderOf(file);
}
