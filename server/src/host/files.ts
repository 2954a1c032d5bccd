/** Which files and folders can matter to a Space, and what counts as text, for every host. */
import { Unreadable } from './host';

const spaceFileNames: ReadonlySet<string> = new Set([
  'requirements.txt',
  'pre-requirements.txt',
  'packages.txt',
  'README.md',
  'pyproject.toml',
]);

const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv', 'env', 'site-packages']);

/** The most folders that a host visits below one folder. */
export const maximumFolders = 5000;

/** True when a file of this path can be part of a Space. */
export function isSpaceFile(path: string): boolean {
  return path.endsWith('.py') || spaceFileNames.has(path.slice(path.lastIndexOf('/') + 1));
}

/** A text as a host gives it. What pip stumbles over is for the rules to tell. */
export function readable(path: string, text: string): string | Unreadable {
  if (path.endsWith('requirements.txt')) return text;
  // A NUL among the first characters: UTF-16, or an image or an archive with the name of a source file.
  return text.slice(0, 4096).includes('\0') ? new Unreadable('it is not UTF-8 text') : text;
}

/** True for folders that hold no code of the Space itself: environments, caches, version control. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}
