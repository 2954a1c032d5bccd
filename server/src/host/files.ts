/** Which files and folders can matter to a Space, and what counts as text, for every host and for the VS Code client. */
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
const maximumFolders = 5000;

/** Files beyond this are generated or data, and too much to read at once. */
export const maximumBytes = 4 * 1024 * 1024;

export const tooLarge = new Unreadable(`it has more than ${maximumBytes} bytes`);
const notText = new Unreadable('it is not UTF-8 text');

/** True when a file of this path can be part of a Space. */
export function isSpaceFile(path: string): boolean {
  return path.endsWith('.py') || spaceFileNames.has(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * The text of a file as Python and pip read its bytes, a byte order mark included. What pip stumbles over is for the rules
 * to tell; a comment in another encoding makes no difference to what a card or a requirements file says.
 */
export function decoded(path: string, bytes: Uint8Array): string | Unreadable {
  if (bytes.byteLength > maximumBytes) return tooLarge;
  if (path.endsWith('requirements.txt')) return decodedAs(markedEncoding(bytes), bytes) ?? notText;
  const text = path.endsWith('.py') ? pythonText(bytes) : decodedAs('utf-8', bytes);
  // A NUL among the first characters: UTF-16, or an image or an archive with the name of a source file.
  return text === undefined || text.slice(0, 4096).includes('\0') ? notText : text;
}

/** As pip has it: UTF-16 where a byte order mark says so (`_decode_req_file`, read 2026-11-22). Without one it keeps its NULs. */
function markedEncoding([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** As Python has it: UTF-8, or what a comment in the first two lines says (PEP 263). */
function pythonText(bytes: Uint8Array): string | undefined {
  const text = decodedAs('utf-8', bytes, true);
  if (text !== undefined) return text;
  const head = decodedAs('latin1', bytes.subarray(0, 1000)) ?? '';
  const name = /^(?:[ \t\f]*(?:#.*)?\r?\n)??[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(head)?.[1];
  // The names of Python that the Web does not know are those of Latin-1.
  const label = name
    ?.toLowerCase()
    .replaceAll('_', '-')
    .replace(/^(?:iso-)?latin-/, 'latin');
  return label === undefined ? undefined : decodedAs(label, bytes, true);
}

/** Undefined when the encoding is not known, or when these bytes are none of it and that is `fatal`. */
function decodedAs(encoding: string, bytes: Uint8Array, fatal = false): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** True for folders that hold no code of the Space itself: environments, caches, version control. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}

/** A file or folder in a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** How a host knows folders. */
export interface Tree<Folder> {
  /** Nothing for a folder that can't be read. */
  readonly entriesOf: (folder: Folder) => Promise<readonly Entry[]>;
  /** What lies in a folder under a name. */
  readonly child: (folder: Folder, name: string) => Folder;
}

/**
 * The files below a folder that can be part of a Space, in an order that is always the same. Nearer ones come first, so
 * that a limit cuts off the deepest.
 */
export async function filesBelow<Folder>(
  top: Folder,
  { entriesOf, child }: Tree<Folder>,
  limit: number,
  isCancelled: () => boolean = () => false,
): Promise<readonly Folder[]> {
  const found: Folder[] = [];
  let level = [top];
  let visited = 0;
  while (level.length > 0 && visited < maximumFolders && !isCancelled()) {
    const batch = level.slice(0, maximumFolders - visited);
    visited += batch.length;
    const listed = await Promise.all(batch.map(async (parent) => ({ parent, entries: await entriesOf(parent) })));
    level = [];
    for (const { parent, entries } of listed) {
      if (parent !== top && entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
      for (const { name, kind } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (kind === 'folder') {
          if (!isSkippedFolder(name)) level.push(child(parent, name));
        } else if (isSpaceFile(name)) {
          if (found.length === limit) return found;
          found.push(child(parent, name));
        }
      }
    }
  }
  return found;
}
