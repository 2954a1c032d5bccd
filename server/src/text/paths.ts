/** Paths as the core sees them: absolute paths or URIs, with `/` between segments. Nothing here touches a file system. */

/** The folder that holds `path`, without a slash at the end; `''` for the root and for a name alone. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last segment. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True when `path` lies in `folder` or in a folder below it. */
export function isInside(path: string, folder: string): boolean {
  return path.length > folder.length && path.startsWith(folder) && path.charCodeAt(folder.length) === 47;
}

/** The innermost of some folders that `path` is or lies in. */
export function innermost(folders: readonly string[], path: string): string | undefined {
  const holding = folders.filter((folder) => folder === path || isInside(path, folder));
  return holding.sort((a, b) => b.length - a.length)[0];
}

/** `path` without the folder it lies in; the path itself when it lies elsewhere. */
export function relativeTo(folder: string, path: string): string {
  return isInside(path, folder) ? path.slice(folder.length + 1) : path;
}

/** The folder that holds `path`, the one that holds that, and so on up to, and with, `top` or the root. */
export function foldersAbove(path: string, top = ''): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder.length > top.length; folder = folderOf(folder)) {
    // `file://` and the like are no folders.
    if (folder.endsWith('/') || folder.endsWith(':')) break;
    folders.push(folder);
  }
  if (top !== '' && isInside(path, top)) folders.push(top);
  return folders;
}

/** Whether a path relative to some folder matches a glob with `*`, `**` and `?`; a folder's glob covers what is in it. */
export function matchesGlob(glob: string, relativePath: string): boolean {
  return globExpression(glob).test(relativePath);
}

const expressions = new Map<string, RegExp>();

function globExpression(glob: string): RegExp {
  let expression = expressions.get(glob);
  if (!expression) {
    const anchored = glob.replace(/^\.?\//, '').replace(/\/$/, '');
    const body = anchored.replace(/\*\*\/|\*\*|\*|\?|[^*?]/g, (part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
    });
    // As in .gitignore, a name without a slash matches at any depth.
    const prefix = anchored.includes('/') ? '' : '(?:.*/)?';
    expression = new RegExp(`^${prefix}${body}(?:/.*)?$`, 'su');
    expressions.set(glob, expression);
  }
  return expression;
}

const TESTS = /(?:^|\/)(?:tests?|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/;

/** True for a relative path of Python that is a test, by its name or its folder's. */
export function isTestFile(path: string): boolean {
  return TESTS.test(path);
}

/**
 * A path or URI that somebody wrote, as the host names it: one that is not absolute lies in `folder`; `.` and `..` are gone,
 * and a Windows path has `/` and a large drive letter.
 */
export function resolvedPath(folder: string, written: string): string {
  const isUri = /^[A-Za-z][\w+.-]+:/.test(written);
  const path = isUri ? written : written.replaceAll('\\', '/').replace(/^[a-z](?=:)/, (drive) => drive.toUpperCase());
  const isAbsolute = isUri || path.startsWith('/') || /^[A-Z]:/.test(path);
  const segments: string[] = [];
  for (const segment of (isAbsolute ? path : `${folder}/${path}`).split('/')) {
    if (segment === '..' && segments.length > 1) segments.pop();
    else if (segment !== '.' && segment !== '..') segments.push(segment);
  }
  return segments.join('/');
}

/** A relative path without any `./` in front. */
export function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}
