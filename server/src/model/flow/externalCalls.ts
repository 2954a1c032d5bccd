import { callRow, hubEntry, type CallRow } from '../../platform/libraries';
import { isGpuPath } from '../callables';
import { keyword, positional, type CallArguments } from '../arguments';
import { words } from './containerMethods';
import { deviceNamed, deviceOfValue } from '../devices';
import { isAlwaysInstalled } from './installed';
import type { Knowledge } from '../knowledge';
import { anyItemOf, attributeOf, elementOf, environment } from './members';
import { folderOf, isInTemporaryDirectory, joinedPath, pathOf, reprOf, textOf } from '../pathValues';
import { rowResult } from './tableResults';
import { gpuValue } from '../gpuValues';
import {
  bool,
  constantOf,
  copied,
  external,
  externalPath,
  join,
  joinAll,
  NEVER,
  number,
  object,
  ON_CUDA,
  one,
  only,
  sequence,
  text,
  truthOf,
  UNKNOWN,
  type SettingArgument,
  type Alternative,
  type Value,
} from '../value';

/**
 * `spaces.GPU(…)`: a decorator, or with a function as its first argument a GPU function. `before`: what a
 * `functools.partial` of it was given, of which the call can say something else.
 */
export function callGpu(call: CallArguments, before: readonly SettingArgument[] = []): Value {
  const { scope } = call;
  const given = call.args.map((arg) => ({
    keyword: arg.keyword,
    value: arg.value,
    place: scope.place(arg.expr.parens ?? arg.expr),
    whole: scope.place(arg.span),
  }));
  const kept = before.filter(({ keyword }) => !given.some((arg) => arg.keyword === keyword));
  return gpuValue([...given, ...kept], scope.place(call.expr));
}

/** The value is `spaces.GPU` for certain, which is there wherever `spaces` is. */
function isGpu(value: Value): boolean {
  const path = externalPath(value);
  return path !== undefined && isGpuPath(path);
}

/** What a call of something of a library gives. */
export function callExternal(path: string, call: CallArguments, knowledge: Knowledge): Value {
  if (isGpuPath(path)) return callGpu(call);
  const first = positional(call, 0);
  switch (path) {
    case 'functools.partial':
      if (
        first &&
        isGpuPath(externalPath(first) ?? '') &&
        call.args.slice(1).every((arg) => arg.keyword !== undefined)
      ) {
        return callGpu({ ...call, args: call.args.slice(1) });
      }
      return first
        ? one({
            kind: 'partial',
            callee: first,
            positional: call.args
              .filter((arg) => arg.keyword === undefined)
              .slice(1)
              .map((arg) => arg.value),
            keywords: call.args.flatMap((arg) =>
              arg.keyword === undefined ? [] : [[arg.keyword, arg.value] as const],
            ),
          })
        : UNKNOWN;
    case '__import__':
    case 'importlib.import_module': {
      const name = first && constantOf(first);
      return typeof name === 'string' ? knowledge.importName(name) : UNKNOWN;
    }
    // A context has the functions of the module itself.
    case 'multiprocessing.get_context':
    case 'torch.multiprocessing.get_context':
      return external('multiprocessing');
    case 'getattr': {
      const name = constantOf(positional(call, 1) ?? UNKNOWN);
      if (typeof name !== 'string' || !first) return UNKNOWN;
      const fallback = positional(call, 2);
      const found = attributeOf(first, name, knowledge);
      return fallback && !isGpu(found) ? join(found, fallback) : found;
    }
    case 'hasattr': {
      const name = constantOf(positional(call, 1) ?? UNKNOWN);
      return bool(typeof name === 'string' && first && isGpu(attributeOf(first, name, knowledge)) ? true : undefined);
    }
    case 'callable':
      return bool(first && isGpu(first) ? true : undefined);
    case 'os.getenv':
    case 'os.environ.get':
      return environment(first, positional(call, 1, 'default'));
    case 'shlex.split': {
      const command = first && constantOf(first);
      // Quotes, escapes and comments are the shell's own business.
      return typeof command === 'string' && call.args.length === 1 && !/["'\\#]/.test(command)
        ? words(command)
        : sequence('list', undefined, text());
    }
    case 'importlib.util.find_spec': {
      const name = first && constantOf(first);
      return bool(typeof name === 'string' && isAlwaysInstalled(name) ? true : undefined);
    }
    case 'types.SimpleNamespace':
    case 'argparse.Namespace':
      return one({
        kind: 'dict',
        entries: call.args.flatMap((arg) =>
          arg.keyword === undefined || arg.keyword.startsWith('*') ? [] : [[arg.keyword, arg.value] as const],
        ),
        rest: UNKNOWN,
        isNamespace: true,
      });
    case 'bool':
      return bool(first && truthOf(first));
    case 'str':
    case 'os.fspath':
      return textOf(first);
    case 'repr':
      return reprOf(first);
    case 'os.path.join':
      return joinedPath(call.args.map((arg) => (arg.keyword === undefined ? arg.value : UNKNOWN)));
    // Paths of the Space are known by where they are in it, which is where the app runs.
    case 'os.path.abspath':
    case 'os.path.realpath':
      return textOf(first);
    case 'os.path.dirname':
      return textOf(first && folderOf(first));
    case 'pathlib.Path':
    case 'pathlib.PurePath':
    case 'pathlib.PosixPath': {
      const parts = joinedPath(call.args.map((arg) => (arg.keyword === undefined ? arg.value : UNKNOWN)));
      if (isInTemporaryDirectory(parts)) return parts;
      return pathOf(path, call.args.length === 0 ? '.' : constantOf(parts));
    }
    case 'int':
    case 'float': {
      const constant = first && constantOf(first);
      if (typeof constant === 'number') return number(path === 'int' ? Math.trunc(constant) : constant);
      if (typeof constant === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(constant)) return number(Number(constant));
      return number();
    }
    case 'math.ceil':
    case 'math.floor':
    case 'round': {
      const constant = call.args.length === 1 ? first && constantOf(first) : undefined;
      // Python rounds a half to the even neighbour.
      if (typeof constant !== 'number' || (path === 'round' && Math.abs(constant % 1) === 0.5)) return number();
      return number(
        path === 'round' ? Math.round(constant) : path === 'math.ceil' ? Math.ceil(constant) : Math.floor(constant),
      );
    }
    case 'min':
    case 'max':
      return extreme(path, call);
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'sorted':
    case 'collections.deque':
      return sequence(
        path === 'tuple' ? 'tuple' : path === 'set' ? 'set' : 'list',
        undefined,
        first ? elementOf(first) : NEVER,
      );
    case 'torch.where':
      // With a condition alone it gives the places where that is true, one tensor a dimension.
      return object(call.args.length === 1 ? 'tensors' : 'tensor', path, first && deviceOfValue(first));
    case 'torch.nn.ModuleList':
      return sequence('list', undefined, first ? elementOf(first) : NEVER);
    case 'dict':
    case 'collections.OrderedDict': {
      const { entries, rest } = first ? pairsOf(first) : { entries: [], rest: NEVER };
      const named = call.args.flatMap((arg) =>
        arg.keyword !== undefined && !arg.keyword.startsWith('*') ? [[arg.keyword, arg.value] as const] : [],
      );
      return one({
        kind: 'dict',
        entries: [...entries.filter(([key]) => !named.some(([name]) => name === key)), ...named],
        rest: call.args.reduce(
          (all, arg) => (arg.keyword?.startsWith('*') ? join(all, anyItemOf(arg.value)) : all),
          rest,
        ),
      });
    }
    case 'collections.defaultdict':
    case 'collections.Counter':
      return one({ kind: 'dict', entries: [], rest: UNKNOWN });
    case 'range':
      return rangeOf(call);
    case 'enumerate':
      return sequence('list', undefined, sequence('tuple', [number(), first ? elementOf(first) : UNKNOWN], UNKNOWN));
    case 'zip': {
      const items = call.args.map((arg) => elementOf(arg.value));
      return sequence('list', undefined, sequence('tuple', items, joinAll(items)));
    }
    case 'reversed':
    case 'iter':
    case 'tqdm.tqdm':
    case 'tqdm.auto.tqdm':
      return first ? sequence('list', undefined, elementOf(first)) : UNKNOWN;
    case 'next':
      return first ? elementOf(first) : UNKNOWN;
    case 'copy.copy':
    case 'copy.deepcopy':
      return first ? copied(first) : UNKNOWN;
    // `wraps(fn)(wrapper)` is `update_wrapper(wrapper, fn)`, which gives the wrapper.
    case 'functools.wraps':
      return one({ kind: 'partial', callee: external('functools.update_wrapper'), positional: [], keywords: [] });
    case 'functools.update_wrapper':
      return positional(call, 0, 'wrapper') ?? UNKNOWN;
    case 'asyncio.run':
    case 'typing.cast':
      return (path === 'typing.cast' ? positional(call, 1) : first) ?? UNKNOWN;
    case 'isinstance':
      return instanceCheck(first, positional(call, 1));
    case 'datetime.timedelta':
      return timedelta(call);
    case 'torch.device':
      return first ? object('device', path, deviceNamed(first)) : UNKNOWN;
    case 'torch.hub.load':
      return fromHub(call);
    default:
      break;
  }
  const row = callRow(path);
  if (row) return row.gives === 'component' ? component(path, call) : remote(rowResult(row, path, call), row, call);
  // Gradio's components are its classes.
  if (/^gradio\.(?:[a-z_]+\.)*[A-Z]\w*$/.test(path)) return component(path, call);
  const device = keyword(call, 'device');
  return device && LOADS.test(path) && deviceNamed(device) === 'cuda' ? ON_CUDA : UNKNOWN;
}

/**
 * A class of a library that is not known, a method that makes one of it, or a function that loads a model: `Voice(device="cuda")`.
 * An app, a server or settings only hand the device on, what prepares text may have no use for it, and what other functions
 * give, such as `get_text(audio, device="cuda")`, need not lie where they compute.
 */
const LOADS =
  /^(?!torch\.).*\.(?:(?!\w*(?:App|Application|Demo|Server|Service|UI|Interface|Client|Config|Args|Arguments|Settings|Options|Tokenizer|Processor|Normalizer|Cleaner)(?:\.|$))[A-Z]\w*(?:\.from_\w+|\.load\w*)?|(?:load|build|create|init|get)_(?:\w+_)?(?:model|models|pipeline|pipe|checkpoint|pretrained)|load)$/;

/** What `dict(…)` makes of a dictionary, or of pairs such as those of `zip(labels, scores)`. */
function pairsOf(value: Value): Pick<Extract<Alternative, { kind: 'dict' }>, 'entries' | 'rest'> {
  const source = only(value);
  if (source?.kind === 'dict' && !source.isNamespace) return source;
  const pair = only(elementOf(value));
  return {
    entries: [],
    rest: (pair?.kind === 'sequence' && pair.items?.length === 2 && pair.items[1]) || anyItemOf(value),
  };
}

/** Arguments by which a component of Gradio limits what visitors may enter (Gradio's `components`, read 2026-11-22). */
const LIMITS = ['maximum', 'max_length', '**'];

function component(path: string, call: CallArguments): Value {
  const isLimited = LIMITS.some((name) => {
    const limit = keyword(call, name);
    return limit !== undefined && only(limit)?.kind !== 'none';
  });
  const value = keyword(call, 'value') ?? (call.args[0]?.keyword === undefined ? call.args[0]?.value : undefined);
  const isGiven = value !== undefined && !value.open && value.alts.every(({ kind }) => kind !== 'none');
  const interactive = keyword(call, 'interactive');
  const isFixed = isGiven && interactive !== undefined && constantOf(interactive) === false;
  return one({
    kind: 'object',
    object: 'component',
    type: path,
    ...(isLimited ? { isLimited } : {}),
    ...(isFixed ? { isFixed } : {}),
  });
}

function extreme(path: 'min' | 'max', call: CallArguments): Value {
  const constants = call.args.map((arg) => constantOf(arg.value));
  if (constants.length > 1 && constants.every((item) => typeof item === 'number')) {
    return number(path === 'min' ? Math.min(...constants) : Math.max(...constants));
  }
  return number();
}

function rangeOf(call: CallArguments): Value {
  const constants = call.args.map((arg) => constantOf(arg.value));
  const [a, b, step = 1] = constants;
  const start = constants.length > 1 ? a : 0;
  const stop = constants.length > 1 ? b : a;
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof step !== 'number' || step === 0) {
    return sequence('list', undefined, number());
  }
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > 16) return sequence('list', undefined, number());
  return sequence(
    'list',
    Array.from({ length: count }, (_, i) => number(start + i * step)),
    number(),
  );
}

function instanceCheck(value: Value | undefined, type: Value | undefined): Value {
  const subject = value && only(value);
  if (!type || !subject) return bool();
  const isTensor = subject.kind === 'object' && subject.object === 'tensor';
  switch (externalPath(type)) {
    case 'torch.Tensor':
      return isTensor ? bool(true) : bool(subject.kind === 'object' && subject.object === 'image' ? false : undefined);
    case 'str':
      return subject.kind === 'text' ? bool(true) : bool(isTensor ? false : undefined);
    default:
      return bool();
  }
}

function timedelta(call: CallArguments): Value {
  const unit: Readonly<Record<string, number>> = {
    days: 86400,
    seconds: 1,
    milliseconds: 0.001,
    minutes: 60,
    hours: 3600,
  };
  const order = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'];
  let seconds = 0;
  for (const [index, arg] of call.args.entries()) {
    const factor = unit[arg.keyword ?? order[index] ?? ''];
    const amount = constantOf(arg.value);
    if (factor === undefined || typeof amount !== 'number') return object('timedelta', 'datetime.timedelta');
    seconds += amount * factor;
  }
  return number(seconds, true);
}

/** A model that was loaded with `trust_remote_code=True` is one, and so is one of a library that does as it likes. */
function remote(value: Value, { ownCode }: CallRow, call: CallArguments): Value {
  const alternative = only(value);
  const isOwn = ownCode ?? constantOf(keyword(call, 'trust_remote_code') ?? UNKNOWN) === true;
  return alternative?.kind === 'object' && isOwn ? one({ isRemote: true, ...alternative }) : value;
}

/** What `torch.hub.load` gives. */
function fromHub(call: CallArguments): Value {
  const [repository, entry] = [positional(call, 0, 'repo_or_dir'), positional(call, 1, 'model')];
  switch (hubEntry(repository && constantOf(repository), entry && constantOf(entry))) {
    case 'module':
      return object('model', 'torch.nn.Module', 'cpu');
    case 'helper':
      return UNKNOWN;
    default:
      return one({ kind: 'object', object: 'model', type: 'torch.hub.load', isRemote: true });
  }
}
