/** Which files and folders can matter to a Space, for every host that lists files. */

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

/** True for folders that hold no code of the Space itself: environments, caches, version control. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}
