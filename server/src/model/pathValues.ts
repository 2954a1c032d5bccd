/** Values that are paths, as far as it is known what they say. */
import { constantOf, join, joinAll, objectOf, one, only, text, type Alternative, type Value } from './value';

/** What `with tempfile.TemporaryDirectory() as folder` binds, and paths in it, as text or as a `Path`. */
const TEMPORARY_DIRECTORY = 'tempfile.TemporaryDirectory';

/** The folder of a `with TemporaryDirectory()`. */
export function temporaryDirectory(): Value {
  return pathOf(TEMPORARY_DIRECTORY, undefined);
}

/** That folder, or a path in it. */
export function isInTemporaryDirectory(value: Value): boolean {
  return objectOf(value, 'path')?.type === TEMPORARY_DIRECTORY;
}

/** `str(value)`. */
export function textOf(value: Value | undefined): Value {
  if (value && isInTemporaryDirectory(value)) return value;
  const alternative = value && only(value);
  if (alternative?.kind === 'object' && alternative.object === 'path') return text(alternative.text);
  if (alternative?.kind === 'text') return one(alternative);
  if (alternative?.kind === 'object' && alternative.object === 'device') {
    if (alternative.device === 'cpu') return text('cpu');
    // Where a tensor lies is said with the number of the GPU; what a name was made into, as the name says it.
    return alternative.device === 'cuda' ? join(text('cuda'), text('cuda:0')) : text();
  }
  if (alternative?.kind === 'number' && alternative.value !== undefined && !alternative.isFloat) {
    return text(String(alternative.value));
  }
  return text();
}

/** What a text says with values put into it, between each two of its `parts`; a device may be spelled in several ways. */
export function formatted(parts: readonly string[], values: readonly Value[]): Value {
  let wholes: readonly string[] = [parts[0] ?? ''];
  for (const [i, value] of values.entries()) {
    const spelled = textOf(value).alts.map((item) => constantOf(one(item)));
    if (spelled.length * wholes.length > MAX_SPELLINGS || !spelled.every((item) => typeof item === 'string'))
      return text();
    wholes = wholes.flatMap((whole) => spelled.map((item) => whole + item + (parts[i + 1] ?? '')));
  }
  return joinAll(wholes.map((whole) => text(whole)));
}

const MAX_SPELLINGS = 4;

/** `repr(value)` of a `torch.device`, which says the number of the GPU or not, as `str` does. */
export function reprOf(value: Value | undefined): Value {
  const device = value && objectOf(value, 'device')?.device;
  if (device === 'cpu') return text("device(type='cpu')");
  return device === 'cuda' ? join(text("device(type='cuda')"), text("device(type='cuda', index=0)")) : text();
}

/** A library's path object. */
export function pathOf(type: string, written: unknown): Value {
  return one({ kind: 'object', object: 'path', type, ...(typeof written === 'string' ? { text: written } : {}) });
}

/** The folder of a path, as text; that of a name alone is the current one. */
export function folderOf(path: Value): Value {
  if (isInTemporaryDirectory(path)) return path;
  const constant = constantOf(textOf(path));
  if (typeof constant !== 'string' || /(?:^|\/)\.{0,2}$/.test(constant)) return text();
  return text(/^(.*[^/])?\/+[^/]*$/.exec(constant)?.[1] ?? (constant.startsWith('/') ? '/' : '.'));
}

/** `os.path.join` of constants is a constant; of anything else it is text. */
export function joinedPath(parts: readonly Value[]): Value {
  const [folder, ...others] = parts;
  if (folder && isInTemporaryDirectory(folder)) return others.every(staysBelow) ? folder : text();
  let joined = '';
  for (const part of parts) {
    const constant = constantOf(textOf(part));
    if (typeof constant !== 'string') return text();
    if (constant.startsWith('/') || joined === '' || joined === '.') joined = constant;
    else joined = joined.endsWith('/') ? joined + constant : `${joined}/${constant}`;
  }
  return parts.length === 0 ? text() : text(joined);
}

function staysBelow(part: Value): boolean {
  const constant = constantOf(textOf(part));
  return typeof constant !== 'string' || !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(constant);
}

/** What `path / part / …` gives. */
export function below(path: Extract<Alternative, { kind: 'object' }>, parts: readonly Value[]): Value {
  return pathOf(path.type, constantOf(joinedPath([one(path), ...parts])));
}
