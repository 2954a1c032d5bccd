import { valid } from '@renovatebot/pep440';
import type { Span } from '../../text/span';
import { normalizeName } from './names';
import type { UrlPart, WheelPart } from './types';

const VCS_SCHEME = /^(git|hg|svn|bzr)\+[a-z]+$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const ARCHIVE = /\.(?:whl|zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;

/** True for what pip takes as a URL: http, https, ftp, file and the version control schemes. */
export function isUrl(text: string): boolean {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase() ?? '';
  return /^(?:https?|ftp|file)$/.test(scheme) || VCS_SCHEME.test(scheme);
}

/** True when a text without a scheme can only be a file or folder. */
export function looksLikePath(text: string): boolean {
  return !/\s/.test(text) && (/^[./]/.test(text) || text.includes('/') || ARCHIVE.test(text));
}

/** True when a URL's or path's file is a wheel by its ending. */
export function endsLikeWheel(url: UrlPart): boolean {
  return url.vcs === undefined && /\.whl$/i.test(url.path);
}

/**
 * Takes a URL or path apart. `spanOf` gives the file's span of a range of `text`. Never throws; a URL with `${VARIABLES}`
 * is split where it can be.
 */
export function parseUrl(text: string, spanOf: (start: number, end: number) => Span): UrlPart {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase() ?? '';
  const vcs = VCS_SCHEME.exec(scheme)?.[1] as UrlPart['vcs'];
  const fragmentAt = indexOr(text, '#', 0, text.length);
  const queryAt = Math.min(indexOr(text, '?', 0, text.length), fragmentAt);
  const fragment = new URLSearchParams(text.slice(fragmentAt + 1));

  let pathStart = scheme === '' ? 0 : scheme.length + 1;
  if (scheme !== '' && text.startsWith('//', pathStart)) {
    pathStart = indexOr(text, '/', pathStart + 2, queryAt);
  }
  pathStart = Math.min(pathStart, queryAt);

  let pathEnd = queryAt;
  let revision: string | undefined;
  if (vcs !== undefined) {
    const at = text.lastIndexOf('@', queryAt - 1);
    if (at > pathStart) {
      revision = text.slice(at + 1, queryAt);
      pathEnd = at;
    }
  }
  const rawPath = text.slice(pathStart, pathEnd);
  const fileAt = pathStart + rawPath.lastIndexOf('/') + 1;
  const rawFile = text.slice(fileAt, pathEnd);
  const path = decoded(rawPath);
  return {
    text,
    span: spanOf(0, text.length),
    scheme,
    vcs,
    path,
    repository: vcs === undefined ? undefined : repositoryOf(path),
    revision,
    egg: fragment.get('egg') ?? undefined,
    subdirectory: fragment.get('subdirectory') ?? undefined,
    wheel: vcs === undefined ? parseWheel(rawFile, (start, end) => spanOf(fileAt + start, fileAt + end)) : undefined,
  };
}

function indexOr(text: string, part: string, from: number, otherwise: number): number {
  const index = text.indexOf(part, from);
  return index < 0 ? otherwise : index;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function repositoryOf(path: string): { readonly owner: string; readonly name: string } | undefined {
  const [owner, name] = path.split('/').filter((segment) => segment !== '');
  return owner === undefined || name === undefined ? undefined : { owner, name: name.replace(/\.git$/, '') };
}

const WHEEL = /^([\w.]+)-([^-]+)(?:-(\d[^-]*))?-([^-]+)-([^-]+)-([^-]+)\.whl$/i;

/**
 * Reads a wheel's file name (PEP 427), percent-encoded as in a URL. Undefined when it is no well-formed wheel name.
 * `spanOf` gives the file's span of a range of `raw`.
 */
function parseWheel(raw: string, spanOf: (start: number, end: number) => Span): WheelPart | undefined {
  const fileName = decoded(raw);
  const [, name = '', version = '', build = '', python = '', abi = '', platform = ''] = WHEEL.exec(fileName) ?? [];
  if (valid(version) === null) {
    return undefined;
  }
  return {
    fileName,
    span: spanOf(0, raw.length),
    name: normalizeName(name),
    version,
    pythonTags: python.split('.'),
    abiTags: abi.split('.'),
    platformTags: platform.split('.'),
    platformSpan: spanOf(raw.lastIndexOf('-') + 1, raw.length - '.whl'.length),
    ...builtFor(`${/\+.*$/.exec(version)?.[0] ?? ''} ${build}`),
  };
}

/** Dialects seen in real files: `cu128torch2.8cxx11abiTRUE`, `torch2.11.0.cu130`, `pt24cu124`, `pt2.4.1cu121`. */
function builtFor(text: string): Pick<WheelPart, 'torch' | 'cuda' | 'cxx11abi'> {
  const dotted = /(?:torch|pt)[._]?(\d+\.\d+(?:\.\d+)?)/i.exec(text)?.[1];
  // `pt210` could be 2.1.0 or 2.10: only two digits are certain.
  const compact = /(?:torch|pt)(\d)(\d)(?![\d.])/i.exec(text);
  const abi = /cxx11abi(true|false|1|0)/i.exec(text)?.[1]?.toLowerCase();
  return {
    torch: dotted ?? (compact === null ? undefined : `${compact[1] ?? ''}.${compact[2] ?? ''}`),
    cuda: /cu\d{2,3}(?!\d)/i.exec(text)?.[0].toLowerCase(),
    cxx11abi: abi === undefined ? undefined : abi === 'true' || abi === '1',
  };
}

/** The torch that a version names for which it was built, such as `2.1.2` of `0.7.7+pt2.1.2cu121`. */
export function torchOfVersion(version: string): string | undefined {
  return builtFor(/\+.*$/.exec(version)?.[0] ?? '').torch;
}

/**
 * Whether CPython of version `python` (`3.12` or `3.12.12`) can install the wheel by its Python and ABI tags. Undefined
 * when a tag or the version is of a form this does not know.
 */
export function wheelAdmitsPython(wheel: WheelPart, python: string): boolean | undefined {
  const version = /^(\d+)\.(\d+)(?:\.|$)/.exec(python);
  if (version === null) {
    return undefined;
  }
  const major = Number(version[1]);
  const minor = Number(version[2]);
  if (wheel.abiTags.every((abi) => /^cp\d+t$/i.test(abi))) {
    return false; // built for free-threaded CPython only
  }
  let known = true;
  for (const tag of wheel.pythonTags) {
    const match = /^(cp|py)(\d)(\d*)$/i.exec(tag);
    if (match === null) {
      known &&= /^(?:pp|ip|jy)\d/i.test(tag);
      continue;
    }
    const [, implementation, tagMajor, tagMinor] = match;
    if (Number(tagMajor) !== major) {
      continue;
    }
    const lowest = tagMinor === '' ? 0 : Number(tagMinor);
    const stable = implementation?.toLowerCase() === 'py' || wheel.abiTags.includes('abi3');
    if (stable ? lowest <= minor : lowest === minor) {
      return true;
    }
  }
  return known ? false : undefined;
}

/** Whether a 64-bit x86 Linux can install the wheel by its platform tags. */
export function wheelAdmitsLinuxX64(wheel: WheelPart): boolean {
  return wheel.platformTags.some((tag) => /^(?:any|(?:linux|manylinux\w*)_x86_64)$/i.test(tag));
}
