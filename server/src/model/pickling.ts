/** What can cross into another process, and what pickle refuses. */
import { UNPICKLABLE, type ObjectKind } from '../platform/libraries';
import type { ClassEntity } from './entities';
import type { WriteFact } from './facts';
import { only, type Value } from './value';
import type { SpaceView } from './views';
import { mayBeSkipped } from './work';

const NOUNS: Readonly<Partial<Record<ObjectKind, string>>> = {
  generator: 'a generator',
  coroutine: 'a coroutine',
  asyncIterator: 'an asynchronous generator',
  file: 'an open file',
  lock: 'a lock or queue',
  thread: 'a thread',
  process: 'a process',
  executor: 'an executor',
  connection: 'an open connection',
  module: 'a module',
};

/** Why pickle refuses the value, in words; undefined when it does not, or when that is not known. */
export function unpicklable(value: Value, space: SpaceView, depth = 0): string | undefined {
  const alternative = only(value);
  if (!alternative || depth > 3) return undefined;
  switch (alternative.kind) {
    case 'function': {
      if (alternative.self) return undefined;
      const code = space.code(alternative.fn);
      if (code.name === 'lambda') return 'a lambda';
      return code.outer.fn ? `\`${code.name}\`, a function defined inside another one,` : undefined;
    }
    case 'partial':
      return unpicklable(alternative.callee, space, depth + 1);
    case 'module':
      return NOUNS.module;
    case 'object':
      if (alternative.object === 'tempfile' && /(?:NamedTemporaryFile|\.TemporaryFile)$/.test(alternative.type))
        return 'an open temporary file';
      if (alternative.object === 'streamer' && alternative.type.endsWith('IteratorStreamer'))
        return 'a streamer, which holds a queue,';
      return UNPICKLABLE[alternative.object] === undefined ? undefined : NOUNS[alternative.object];
    case 'sequence':
      return alternative.items?.map((item) => unpicklable(item, space, depth + 1)).find((found) => found !== undefined);
    case 'dict':
      return alternative.entries
        .map(([, item]) => unpicklable(item, space, depth + 1))
        .find((found) => found !== undefined);
    case 'instance':
      return alternative.isSelf ? undefined : unpicklablePart(alternative.cls, space, depth);
    default:
      return undefined;
  }
}

/** The methods by which a class says how its objects are pickled (docs.python.org/3/library/pickle.html, read 2026-11-22). */
export const PICKLES_ITSELF = ['__reduce__', '__reduce_ex__', '__getstate__'];

/** What every object of a class of the Space has from the start, and pickle refuses. */
function unpicklablePart(cls: ClassEntity, space: SpaceView, depth: number): string | undefined {
  const { node } = cls;
  if (!node || node.bases.length > 0 || node.decorators.length > 0) return undefined;
  if (PICKLES_ITSELF.some((name) => space.methodsOf(cls, name).length > 0)) return undefined;
  const init = space.methodsOf(cls, '__init__').map((fn) => space.code(fn))[0];
  const atFirst = init?.writes.filter((write) => isOwnAttribute(write) && !mayBeSkipped(write, init)) ?? [];
  const deletes = space.ownMethodsOf(cls).flatMap(({ writes }) => writes.filter(({ kind }) => kind === 'delete'));
  for (const [name, value] of space.attributesOf(cls)) {
    const what = unpicklable(value, space, depth + 1);
    const isNamed = ({ attribute }: WriteFact): boolean => attribute === name;
    if (what === undefined || !atFirst.some(isNamed) || deletes.some(isNamed)) continue;
    return `a \`${node.name}\`, whose \`${name}\` is ${what.replace(/,$/, '')},`;
  }
  return undefined;
}

/** `self.name = …`. */
function isOwnAttribute({ kind, root }: WriteFact): boolean {
  return kind === 'attribute' && root.owner === 'self';
}

/** Known to be data that another process, without a GPU, can be given: no model, nothing of a library's own, no CUDA tensor. */
export function isMainProcessData({ alts, open }: Value, depth = 0): boolean {
  if (open || alts.length === 0 || depth > 3) return false;
  return alts.every((item) => {
    switch (item.kind) {
      case 'none':
      case 'bool':
      case 'number':
      case 'text':
        return true;
      case 'sequence':
        return (item.items ?? [item.element]).every((each) => isMainProcessData(each, depth + 1));
      case 'dict':
        return item.entries.length > 0 && item.entries.every(([, each]) => isMainProcessData(each, depth + 1));
      case 'object':
        if (item.object === 'tensor') return item.device === 'cpu';
        return item.object === 'image' || item.object === 'array' || item.object === 'path';
      default:
        return false;
    }
  });
}
