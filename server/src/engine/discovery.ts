import { isSkippedFolder, isSpaceFile } from '../host/files';
import { type Host, Unreadable } from '../host/host';
import { topFences } from '../syntax/frontmatter/fences';
import { folderOf, foldersAbove, isInside, nameOf, relativeTo, withoutDot } from '../text/paths';

/** The most files that are listed below a folder, that are read of one Space, and the longest file that is read. */
const maximumListed = 50_000;
const maximumFiles = 2000;
const maximumLength = 1024 * 1024;

/** One candidate for a Space, before its files are read. */
export interface ListedSpace {
  readonly root: string;
  /** Its README says so. */
  readonly isCard: boolean;
  readonly paths: readonly string[];
}

/** The texts of one candidate for a Space. */
export interface SpaceTexts {
  readonly root: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** The files of one candidate for a Space. */
export interface SpaceFiles extends SpaceTexts {
  /** Its README said so when it was listed. */
  readonly isCard: boolean;
  /** Files that are there and could not be read, with why. */
  readonly unread: ReadonlyMap<string, Unreadable>;
}

/** Files whose meaning depends on standing at the root of the Space. */
const rootFiles: ReadonlySet<string> = new Set([
  'README.md',
  'requirements.txt',
  'pre-requirements.txt',
  'packages.txt',
]);

/** True for a README that makes its folder a Space of some kind: front matter with an `sdk`. */
export function isSpaceCard(text: string): boolean {
  const fences = topFences(text);
  if (fences?.close === undefined) return false;
  return /^["']?sdk["']?\s*:/m.test(text.slice(fences.content.start, fences.content.end));
}

/** True for Python that may import or use Hugging Face's `spaces`. Cheap, and wrong only by being too generous. */
export function mayUseSpaces(python: string): boolean {
  if (!python.includes('spaces')) return false;
  if (/^[ \t]*@spaces\.GPU\b/m.test(python) || /\b(?:import_module|__import__)\(\s*["']spaces["'.]/.test(python))
    return true;
  return /(?:^|[;:])[\uFEFF \t]*(?:import|from)\b[^;:\r\n\u2028\u2029]*\bspaces\b/m.test(python);
}

/** True when it can be worth to build a model of these files. */
export function hasEvidence(files: SpaceTexts): boolean {
  for (const [path, text] of files.texts) {
    if (path.endsWith('.py') ? mayUseSpaces(text) : nameOf(path) === 'README.md' && isSpaceCard(text)) return true;
  }
  return false;
}

/**
 * Which Space each file of a folder belongs to: the one of the nearest README that says it is one; else the outermost
 * folder with an `app.py`; else the folder itself. Files that mean something only at a root are left out elsewhere.
 */
export function assignRoots(
  folder: string,
  paths: readonly string[],
  cards: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const apps = new Set(paths.filter((path) => nameOf(path) === 'app.py').map(folderOf));
  const byRoot = new Map<string, string[]>();
  for (const path of paths) {
    const name = nameOf(path);
    if (name === 'pyproject.toml') continue;
    const above = foldersAbove(path, folder);
    const root = above.find((candidate) => cards.has(candidate)) ?? above.findLast((each) => apps.has(each)) ?? folder;
    if (rootFiles.has(name) && folderOf(path) !== root) continue;
    const files = byRoot.get(root);
    if (files) files.push(path);
    else byRoot.set(root, [path]);
  }
  return byRoot;
}

/** Lists a folder and everything below it, and splits it into candidates. */
export async function listFolder(host: Host, folder: string): Promise<readonly ListedSpace[]> {
  // Data files of other kinds do not count: the host lists only what can belong to a Space, the nearest first.
  const listed = await host.listFiles(folder, maximumListed + 1);
  if (listed.length > maximumListed) {
    host.log('warning', `${folder} holds more than ${maximumListed} files; only the nearest ${maximumListed} are read`);
  }
  const paths = listed.slice(0, maximumListed);
  const readmes = await readFiles(
    host,
    paths.filter((path) => nameOf(path) === 'README.md'),
  );
  // Without it nobody knows whether this is a Space.
  for (const [path, { why }] of readmes.unread) host.log('warning', unreadMessage(path, why));
  const cards = new Set([...readmes.texts].filter(([, text]) => isSpaceCard(text)).map(([path]) => folderOf(path)));
  return [...assignRoots(folder, paths, cards)].map(([root, files]) => {
    if (files.length > maximumFiles) {
      host.log('warning', `${root} holds more than ${maximumFiles} files; only the nearest ${maximumFiles} are read`);
    }
    return { root, isCard: cards.has(root), paths: files.slice(0, maximumFiles) };
  });
}

/** Reads the files of a candidate. */
export async function readSpace(host: Host, { root, isCard, paths }: ListedSpace): Promise<SpaceFiles> {
  return { root, isCard, ...(await readFiles(host, paths)) };
}

/** Reads a folder and everything below it, split into candidates. */
export async function readFolder(host: Host, folder: string): Promise<readonly SpaceFiles[]> {
  const found: SpaceFiles[] = [];
  for (const listed of await listFolder(host, folder)) found.push(await readSpace(host, listed));
  return found;
}

async function readFiles(host: Host, paths: readonly string[]): Promise<Pick<SpaceFiles, 'texts' | 'unread'>> {
  const texts = new Map<string, string>();
  const unread = new Map<string, Unreadable>();
  const batch = 64;
  for (let start = 0; start < paths.length; start += batch) {
    const part = paths.slice(start, start + batch);
    const read = await Promise.all(part.map((path) => readSpaceFile(host, path)));
    for (const [index, path] of part.entries()) {
      const file = read[index];
      if (typeof file === 'string') texts.set(path, file);
      else if (file) unread.set(path, file);
    }
  }
  return { texts, unread };
}

/** The text of a file, or why a file that is there is not read. */
export async function readSpaceFile(host: Host, path: string): Promise<string | Unreadable | undefined> {
  const file = await host.readFile(path);
  if (typeof file !== 'string' || file.length <= maximumLength) return file;
  return new Unreadable(`it is longer than ${maximumLength} characters`);
}

/** What to tell of a file that is there and can’t be read. */
export function unreadMessage(path: string, why: string): string {
  return `${path} is not read: ${why}`;
}

/** Reads a file whose absence means something, and tells when it is there and can't be read. */
export async function readOrTell(host: Host, path: string): Promise<string | undefined> {
  const file = await host.readFile(path);
  if (!(file instanceof Unreadable)) return file;
  host.log('warning', unreadMessage(path, file.why));
  return undefined;
}

/** The app file that a card names. */
export function namedApp(card: string): string | undefined {
  const [, written] = (isSpaceCard(card) && /^app_file:\s*["']?([^"'\s#]+\.py)/m.exec(card)) || [];
  return written === undefined ? undefined : withoutDot(written);
}

/** How many folders above a file are searched for the README of its Space. */
const maximumDepth = 8;

/** The root of the Space that a file or folder lies in, judged by the READMEs above it. */
export async function enclosingSpace(host: Host, path: string): Promise<string | undefined> {
  for (const folder of foldersAbove(path).slice(0, maximumDepth)) {
    const card = await readOrTell(host, `${folder}/README.md`);
    if (card !== undefined && isSpaceCard(card)) return folder;
  }
  return undefined;
}

/** The nearest `pyproject.toml` files, the Space's own first. */
export async function projectFilesAbove(
  host: Host,
  root: string,
): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const folders = foldersAbove(`${root}/pyproject.toml`).slice(0, 2 * maximumDepth);
  const texts = await Promise.all(folders.map((folder) => readOrTell(host, `${folder}/pyproject.toml`)));
  return folders.flatMap((folder, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ path: `${folder}/pyproject.toml`, text }];
  });
}

/** True when `path` is a file that decides where Spaces begin. */
export function shapesSpaces(path: string): boolean {
  const name = nameOf(path);
  return name === 'README.md' || name === 'app.py';
}

/** True when a file of this path would belong to the Space with this root, were there no other Space inside it. */
export function belongsTo(path: string, root: string): boolean {
  return isReadBelow(path, root) && (path.endsWith('.py') || (rootFiles.has(nameOf(path)) && folderOf(path) === root));
}

/** True when a file of this path is read together with the folder, if it exists. */
export function isReadBelow(path: string, folder: string): boolean {
  return isInside(path, folder) && isSpaceFile(path) && !isSkippedBelow(path, folder);
}

/** True when a path below a folder lies in an environment, a cache or the like. */
export function isSkippedBelow(path: string, folder: string): boolean {
  return isInside(path, folder) && relativeTo(folder, path).split('/').slice(0, -1).some(isSkippedFolder);
}
