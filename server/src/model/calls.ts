import type { Call } from '../syntax/python/ast';
import type { Unit } from '../syntax/python/units';
import { placeOf } from '../text/place';
import { callRow, methodRow, type CallRow, type MethodRow } from '../platform/libraries';
import { argumentOf, unpacks } from './arguments';
import { isAwaitedOnThread, isGpuPath } from './callables';
import { deviceArgument, deviceNamed, deviceOfValue, isDevice, isDtype } from './devices';
import type { EvaluatedArgument } from './evaluate';
import { isAlwaysInstalled } from './installed';
import { attributeOf, attributeOfObject, elementOf, environment, isModuleClass, itemOf, memberOf } from './members';
import type { Knowledge } from './knowledge';
import { below, folderOf, isInTemporaryDirectory, joinedPath, pathOf, textOf } from './pathValues';
import {
  appliedGpu,
  bool,
  constantOf,
  copied,
  external,
  externalPath,
  gpuValue,
  join,
  joinAll,
  NEVER,
  NONE,
  number,
  object,
  onDevice,
  one,
  only,
  opened,
  placed,
  sequence,
  substitute,
  text,
  truthOf,
  UNKNOWN,
  withCaptured,
  type Alternative,
  type Device,
  type Instance,
  type Value,
} from './value';

/** A call that is evaluated: its arguments with their values, and for a method the object that it is called on. */
export interface CallArguments {
  readonly args: readonly EvaluatedArgument[];
  readonly expr: Call;
  readonly unit: Unit;
  readonly receiver: Value | undefined;
  readonly method: string | undefined;
}

interface CallEffect {
  readonly result: Value;
  /** What the object is after the call, when the method changed it. */
  readonly receiverAfter?: Value;
}

/** What a call gives back, and what it does to the object it is called on. */
export function callValue(callee: Value, call: CallArguments, knowledge: Knowledge, depth = 0): CallEffect {
  if (depth > 6) return { result: UNKNOWN };
  if (call.method !== undefined && call.receiver && depth === 0) {
    const method = callMethod(call.receiver, call.method, call);
    if (method) return method;
    const self = moduleItself(callee, call);
    if (self) return { result: self, receiverAfter: self };
  }
  let result: Value = callee.open ? UNKNOWN : NEVER;
  for (const alternative of callee.alts) result = join(result, callOne(alternative, call, knowledge, depth));
  if (result.alts.length === 0 && !result.open) return { result: UNKNOWN };
  return { result };
}

/** A torch module of the Space after one of the methods by which it gives itself. */
function moduleItself({ alts, open }: Value, call: CallArguments): Value | undefined {
  if (open || alts.length === 0) return undefined;
  let after = NEVER;
  for (const method of alts) {
    if (method.kind !== 'method' || method.receiver.open) return undefined;
    for (const item of method.receiver.alts) {
      if (item.kind !== 'instance') return undefined;
      after = join(after, one(onDevice(item, movedBy(call, item.device))));
    }
  }
  return after;
}

function positional(call: CallArguments, index: number, keyword?: string): Value | undefined {
  return argumentOf(call, keyword, index)?.value;
}

/** An argument by its keyword, which may stand in an unpacked dictionary. */
function keyword(call: CallArguments, name: string): Value | undefined {
  return argumentOf(call, name)?.value ?? spread(call, name);
}

function callOne(alternative: Alternative, call: CallArguments, knowledge: Knowledge, depth: number): Value {
  switch (alternative.kind) {
    case 'external': {
      const cls = call.receiver && only(call.receiver);
      // By `PyTorchModelHubMixin`; where a library's own base class does it, more is known of what that gives.
      if (cls?.kind === 'class' && alternative.path === 'torch.nn.Module.from_pretrained') {
        return one({ kind: 'instance', cls: cls.cls });
      }
      return callExternal(alternative.path, call, knowledge, depth);
    }
    case 'gpuDecorator': {
      const target = positional(call, 0);
      if (!target) return UNKNOWN;
      return appliedGpu(target, alternative.args, alternative.place);
    }
    case 'gpuFunction':
      return callValue(alternative.target, { ...call, receiver: undefined, method: undefined }, knowledge, depth + 1)
        .result;
    case 'function':
      return callFunction(alternative, call, knowledge);
    case 'class':
      return one({ kind: 'instance', cls: alternative.cls });
    case 'instance': {
      const member = calledMember(alternative, knowledge);
      return member.open && member.alts.length === 0
        ? UNKNOWN
        : callValue(member, { ...call, receiver: undefined, method: undefined }, knowledge, depth + 1).result;
    }
    case 'object':
      return callObject(alternative, call);
    case 'partial':
      return callValue(
        alternative.callee,
        { ...call, args: [...partialArgs(alternative, call), ...call.args], receiver: undefined, method: undefined },
        knowledge,
        depth + 1,
      ).result;
    case 'method':
      return (
        moduleItself(one(alternative), { ...call, method: alternative.name }) ??
        callMethod(alternative.receiver, alternative.name, call)?.result ??
        UNKNOWN
      );
    default:
      return UNKNOWN;
  }
}

/** What runs when an instance is called. */
export function calledMember(instance: Instance, knowledge: Knowledge): Value {
  const own = memberOf(instance, '__call__', knowledge);
  return own.alts.length === 0 && isModuleClass(instance.cls, knowledge)
    ? memberOf(instance, 'forward', knowledge)
    : own;
}

function partialArgs(
  partial: Extract<Alternative, { kind: 'partial' }>,
  call: CallArguments,
): readonly EvaluatedArgument[] {
  const expr = call.expr;
  return [
    ...partial.positional.map((value) => ({ keyword: undefined, value, expr, span: expr })),
    ...partial.keywords.map(([name, value]) => ({ keyword: name, value, expr, span: expr })),
  ];
}

/** `spaces.GPU(…)`: a decorator, or with a function as its first argument a GPU function. */
function callGpu(call: CallArguments): Value {
  return gpuValue(
    call.args.map((arg) => ({
      keyword: arg.keyword,
      value: arg.value,
      place: placeOf(call.unit, arg.expr.parens ?? arg.expr),
      whole: placeOf(call.unit, arg.span),
    })),
    placeOf(call.unit, call.expr),
  );
}

function callFunction(
  alternative: Extract<Alternative, { kind: 'function' }>,
  call: CallArguments,
  knowledge: Knowledge,
): Value {
  const { fn, self, captured } = alternative;
  const summary = knowledge.summary(fn);
  const { params } = summary;
  const offset = self ? 1 : 0;
  const isSpread = unpacks(call);
  const argument = (index: number): Value => {
    if (self && index === 0) return self;
    const param = params[index];
    if (param === undefined) return UNKNOWN;
    if (param.star === '')
      return positional(call, index - offset, param.name) ?? (isSpread ? UNKNOWN : param.defaultValue);
    if (isSpread) return UNKNOWN;
    if (param.star === '*') {
      const rest = call.args.filter((arg) => arg.keyword === undefined).slice(index - offset);
      return sequence(
        'tuple',
        rest.map((arg) => arg.value),
        joinAll(rest.map((arg) => arg.value)),
      );
    }
    if (param.star !== '**') return UNKNOWN;
    const taken = new Set(params.map(({ name }) => name));
    const entries = call.args.flatMap((arg) =>
      arg.keyword === undefined || taken.has(arg.keyword) ? [] : [[arg.keyword, arg.value] as const],
    );
    return one({ kind: 'dict', entries, rest: NEVER });
  };
  const inTerms = summary.isGenerator ? summary.yields : summary.returns;
  const result = withCaptured(substitute(placed(inTerms, deviceOfSelf(self)), fn, argument), captured);
  return summary.isGenerator
    ? one({
        kind: 'object',
        object: summary.isAsync ? 'asyncIterator' : 'generator',
        type: 'generator',
        element: result,
      })
    : result;
}

/** Where the torch module is whose method is called. */
function deviceOfSelf(self: Value | undefined): Device {
  const alternative = self && only(self);
  if (alternative?.kind !== 'instance') return undefined;
  return alternative.isSelf ? 'module' : alternative.device;
}

/** An argument that stands in an unpacked dictionary; unknown when it may. */
function spread(call: CallArguments, name: string): Value | undefined {
  for (const arg of call.args) {
    if (arg.keyword !== '**') continue;
    const alternative = only(arg.value);
    if (alternative?.kind !== 'dict') return UNKNOWN;
    const entry = alternative.entries.find(([key]) => key === name);
    if (entry) return entry[1];
    if (alternative.rest.open || alternative.rest.alts.length > 0) return UNKNOWN;
  }
  return undefined;
}

/** The dictionary without an item. */
export function withoutItem(dict: Extract<Alternative, { kind: 'dict' }>, index: Value): Value {
  const key = constantOf(index);
  return key === undefined
    ? emptied(one(dict))
    : one({ ...dict, entries: dict.entries.filter(([item]) => item !== String(key)) });
}

function callObject(callee: Extract<Alternative, { kind: 'object' }>, call: CallArguments): Value {
  const { type, device } = callee;
  switch (callee.object) {
    case 'model':
      if (callee.isRemote) return UNKNOWN;
      return object(/^(?:transformers|diffusers|peft)\./.test(type) ? 'modelOutput' : 'tensor', type, device);
    case 'pipeline': {
      if (!type.startsWith('diffusers.')) return UNKNOWN;
      const output = keyword(call, 'output_type');
      const form = output === undefined ? 'pil' : constantOf(output);
      if (form === 'pil') {
        return constantOf(keyword(call, 'return_dict') ?? UNKNOWN) === false
          ? sequence('tuple', undefined, sequence('list', undefined, object('image', 'PIL.Image.Image')))
          : object('pipelineOutput', type);
      }
      // One that is on no GPU holds images.
      const isTensor = (form === 'pt' || form === 'latent') && device === 'cuda';
      return isTensor ? object('pipelineOutput', type, device) : UNKNOWN;
    }
    case 'tokenizer':
      return object('tensors', type, 'cpu');
    case 'tensor':
    case 'array':
      return UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function callExternal(path: string, call: CallArguments, knowledge: Knowledge, depth: number): Value {
  if (isGpuPath(path)) return callGpu(call);
  const first = positional(call, 0);
  switch (path) {
    case 'functools.partial':
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
      return fallback ? join(found, fallback) : found;
    }
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
    case 'collections.OrderedDict':
      return one({
        kind: 'dict',
        entries: call.args.flatMap((arg) =>
          arg.keyword !== undefined && !arg.keyword.startsWith('*') ? [[arg.keyword, arg.value] as const] : [],
        ),
        rest: call.args.some((arg) => arg.keyword === undefined || arg.keyword.startsWith('*')) ? UNKNOWN : NEVER,
      });
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
    default:
      break;
  }
  if (isAwaitedOnThread(path)) {
    const rest = { ...call, args: call.args.slice(1), receiver: undefined, method: undefined };
    return first ? callValue(first, rest, knowledge, depth + 1).result : UNKNOWN;
  }
  const row = callRow(path);
  if (row) return row.gives === 'component' ? component(path, call) : remote(rowResult(row, path, call), call);
  // Gradio's components are its classes.
  return /^gradio\.(?:[a-z_]+\.)*[A-Z]\w*$/.test(path) ? component(path, call) : UNKNOWN;
}

/** Arguments by which a component of Gradio limits what visitors may enter (Gradio's `components`, read 2026-11-22). */
const LIMITS = ['maximum', 'max_length', '**'];

function component(path: string, call: CallArguments): Value {
  const isLimited = LIMITS.some((name) => {
    const limit = keyword(call, name);
    return limit !== undefined && only(limit)?.kind !== 'none';
  });
  return one({ kind: 'object', object: 'component', type: path, ...(isLimited ? { isLimited: true } : {}) });
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

/** A model that was loaded with `trust_remote_code=True` is one. */
function remote(value: Value, call: CallArguments): Value {
  const alternative = only(value);
  return alternative?.kind === 'object' && constantOf(keyword(call, 'trust_remote_code') ?? UNKNOWN) === true
    ? one({ isRemote: true, ...alternative })
    : value;
}

function rowResult(row: CallRow, path: string, call: CallArguments): Value {
  const first = positional(call, 0);
  const device = (): Device => {
    switch (row.device) {
      case 'argument':
        return deviceArgument(
          keyword(call, 'device') ?? deviceOfKwargs(call),
          row.absent === 'unknown' ? undefined : (row.absent ?? 'cpu'),
        );
      // `zeros_like(x, device="cpu")` lies where it is told.
      case 'first':
        return deviceArgument(keyword(call, 'device'), first && deviceOfValue(first));
      case 'embeddings': {
        const named = EMBEDDINGS.map((name) => keyword(call, name)).find((each) => each !== undefined);
        const embeddings = named ?? positional(call, 1);
        return embeddings && deviceOfValue(embeddings);
      }
      default:
        return row.device;
    }
  };
  if (row.device === 'embeddings') return object('embedder', path, device());
  // What is unpacked may hold such an argument; the device of an embedder may be its third.
  const { unclearWith } = row;
  const isUnclear = unclearWith?.concat('*', '**').some((name) => keyword(call, name) !== undefined) === true;
  if (row.gives === 'embedder' && (isUnclear || positional(call, 1) !== undefined)) return object('embedder', path);
  if (isUnclear) return object('data', path);
  if (row.gives === 'pipeline' || row.gives === 'model') {
    // A quantized model is placed by its loader, and `transformers.pipeline` chooses a device by itself.
    const isPlaced = ['quantization_config', 'load_in_8bit', 'load_in_4bit', '**'].some(
      (name) => keyword(call, name) !== undefined,
    );
    if (isPlaced || (path === 'transformers.pipeline' && !keyword(call, 'device') && !keyword(call, 'device_map'))) {
      return object(row.gives, path);
    }
    if (path.endsWith('.from_pipe')) return object(row.gives, path, first && deviceOfValue(first));
    // Put together from parts that lie elsewhere.
    if (
      call.args.some(
        ({ keyword: name, value }) => name !== undefined && deviceOfValue(value) === 'cuda' && !isDevice(value),
      )
    ) {
      return object(row.gives, path);
    }
    const map = keyword(call, 'device_map');
    if (map && constantOf(map) !== null) return object(row.gives, path, placeOfMap(map));
  }
  return given(row.gives, path, device, row.value, first);
}

/** How the stores of LangChain call what they are given to embed with. */
const EMBEDDINGS = ['embeddings', 'embedding', 'embedding_function'];

/** LangChain hands the device on: `model_kwargs={"device": "cuda"}`. */
function deviceOfKwargs(call: CallArguments): Value | undefined {
  const given = keyword(call, 'model_kwargs');
  const written = given && only(given);
  if (written?.kind !== 'dict') return given && UNKNOWN;
  return written.entries.find(([name]) => name === 'device')?.[1];
}

/** Where a `device_map` puts the whole of a model. */
function placeOfMap(map: Value): Device {
  const target = constantOf(map);
  if (target === 'auto' || target === 'balanced') return 'cuda';
  const written = only(map);
  if (written?.kind !== 'dict') return deviceNamed(map);
  // The empty name stands for all of it.
  const [[name, device] = [], ...others] = written.entries;
  return name === '' && device && others.length === 0 ? deviceNamed(device) : undefined;
}

function given(
  gives: CallRow['gives'],
  type: string,
  device: () => Device,
  fixed: number | string | undefined,
  first: Value | undefined,
): Value {
  switch (gives) {
    case 'none':
      return NONE;
    case 'true':
      return bool(true);
    case 'false':
      return bool(false);
    case 'text':
      return text(typeof fixed === 'string' ? fixed : undefined);
    case 'number':
      return number(typeof fixed === 'number' ? fixed : undefined);
    case 'bool':
      return bool();
    case 'list':
      return sequence('list', undefined, opened(text()));
    case 'first':
      return first ?? UNKNOWN;
    default:
      return object(gives, type, device());
  }
}

/** The device after a method by which a torch module gives itself. */
function movedBy(call: CallArguments, before: Device): Device {
  switch (call.method) {
    case 'to':
      return movedTo(call, before);
    case 'cuda':
    case 'cpu':
      return call.method;
    default:
      return before;
  }
}

/** The device after `.to(…)`. */
function movedTo(call: CallArguments, before: Device): Device {
  if (call.args.some((arg) => arg.keyword === '*')) return undefined;
  // `torch_device`: pipelines of diffusers before 0.27.
  const named = keyword(call, 'device') ?? keyword(call, 'torch_device');
  const target = named ?? positional(call, 0);
  if (!target || isDtype(target)) return before;
  return deviceNamed(target);
}

/** What a method of something that is no class of the Space gives; undefined when the receiver is such a class, or anything. */
function callMethod(receiver: Value, name: string, call: CallArguments): CallEffect | undefined {
  if (
    receiver.alts.some(
      (item) =>
        ['external', 'module', 'class', 'instance', 'gpuFunction', 'function'].includes(item.kind) ||
        (item.kind === 'dict' && item.isNamespace),
    )
  ) {
    return undefined;
  }
  if (receiver.open || receiver.alts.length === 0 || receiver.alts.some((item) => item.kind === 'param')) {
    const row = methodRow('any', name);
    return row ? { result: methodResult(row, undefined, call) } : { result: UNKNOWN };
  }
  let result: Value = NEVER;
  let after: Value = NEVER;
  let changed = false;
  for (const alternative of receiver.alts) {
    if (alternative.kind === 'none') continue;
    const effect = callMethodOne(alternative, name, call);
    result = join(result, effect.result);
    after = join(after, effect.receiverAfter ?? one(alternative));
    changed ||= effect.receiverAfter !== undefined;
  }
  if (result === NEVER) result = UNKNOWN;
  return changed ? { result, receiverAfter: after } : { result };
}

function callMethodOne(alternative: Alternative, name: string, call: CallArguments): CallEffect {
  switch (alternative.kind) {
    case 'object': {
      if (alternative.object === 'embedder' && /^encode(?:_query|_document)?$/.test(name)) {
        return embeddings(alternative, call);
      }
      // The server, and the addresses of the app (gradio 6.25 `blocks.py`, read 2026-11-22).
      if (alternative.object === 'blocks' && name === 'launch') {
        const parts = [object('data', 'gradio.routes.App'), text(), UNKNOWN];
        return { result: sequence('tuple', parts, UNKNOWN) };
      }
      if (alternative.object === 'model' && name === 'state_dict') {
        const weights = object('tensor', alternative.type, alternative.device);
        return { result: one({ kind: 'dict', entries: [], rest: weights }) };
      }
      if (alternative.object === 'tensor' && name === 'type' && call.args.length === 0) return { result: text() };
      if (alternative.object === 'path' && WITHIN.test(name)) {
        const parts = call.args.map((arg) => (arg.keyword === undefined ? arg.value : UNKNOWN));
        return { result: below(alternative, parts) };
      }
      const row = methodRow(alternative.object, name) ?? methodRow('any', name);
      if (!row) {
        // A part that can be called, such as `pipe.unet` and `model.encoder`.
        const part = only(attributeOfObject(alternative, name));
        return { result: part?.kind === 'object' ? callObject(part, call) : UNKNOWN };
      }
      // `generate` is that of transformers; `encode` of code that came with the weights mostly gives arrays.
      const isOwnAffair = alternative.isRemote && name !== 'generate' && /^(?:modelOutput|tensor)$/.test(row.gives);
      if (isOwnAffair) return { result: UNKNOWN };
      const made = methodResult(row, alternative, call);
      const result =
        row.gives === 'tensor' && givesTuple(call) ? object('tensors', alternative.type, deviceOfValue(made)) : made;
      return row.inPlace === true ? { result, receiverAfter: result } : { result };
    }
    case 'text': {
      const folded = textMethod(alternative.value, name, call);
      if (folded) return { result: folded };
      const row = methodRow('text', name);
      return { result: row ? methodResult(row, undefined, call) : UNKNOWN };
    }
    case 'sequence':
      return sequenceMethod(alternative, name, call);
    case 'dict':
      return dictMethod(alternative, name, call);
    default:
      return { result: UNKNOWN };
  }
}

/**
 * What `SentenceTransformer.encode` gives: an array by default, and with `convert_to_tensor=True` a tensor that lies where
 * the model does; a `device` moves the model there (sentence-transformers 5.2 `SentenceTransformer.py`, read
 * 2026-11-22).
 */
function embeddings(embedder: Extract<Alternative, { kind: 'object' }>, call: CallArguments): CallEffect {
  const given = keyword(call, 'device');
  const device = deviceArgument(given, embedder.device);
  const after = given ? { receiverAfter: one(onDevice(embedder, device)) } : {};
  const unclear = ['output_value', 'precision', 'pool', '*', '**'].some((name) => keyword(call, name) !== undefined);
  const asTensor = constantOf(keyword(call, 'convert_to_tensor') ?? bool(false));
  const asArray = constantOf(keyword(call, 'convert_to_numpy') ?? bool(true));
  // What comes second changed from one version to the next.
  if (unclear || positional(call, 1) !== undefined) return { result: UNKNOWN, ...after };
  if (asTensor === true) {
    // Code that came with the weights may leave it anywhere.
    const result = embedder.isRemote ? UNKNOWN : object('tensor', `${embedder.type}.encode`, device);
    return { result, ...after };
  }
  const isArray = asTensor === false && asArray === true;
  return { result: isArray ? object('array', 'numpy.ndarray') : UNKNOWN, ...after };
}

/** Methods of a path that give it with more behind it, or as it is seen from elsewhere. */
const WITHIN = /^(?:joinpath|resolve|absolute)$/;

/** As `mask.nonzero(as_tuple=True)` and `ids.unique(return_counts=True)` do. */
function givesTuple({ args }: CallArguments): boolean {
  return args.some(({ keyword: name }) => name === 'as_tuple' || name?.startsWith('return_') === true);
}

function methodResult(
  row: MethodRow,
  receiver: Extract<Alternative, { kind: 'object' }> | undefined,
  call: CallArguments,
): Value {
  const device = (): Device => {
    switch (row.device) {
      case 'argument':
        return movedTo(call, receiver?.device);
      // `x.new_zeros(3, device="cpu")` and `pipe.encode_prompt(prompt, device="cpu")` lie where they are told.
      case 'receiver':
        return deviceArgument(argumentOf(call, 'device')?.value, receiver?.device);
      default:
        return row.device;
    }
  };
  if (row.gives === 'self') {
    if (!receiver) return UNKNOWN;
    return one(row.device === undefined ? receiver : onDevice(receiver, device()));
  }
  return given(row.gives, receiver?.type ?? row.method, device, undefined, undefined);
}

const MAX_ITEMS = 16;

/** Methods of text whose result can be told from the text. */
function textMethod(value: string | undefined, name: string, call: CallArguments): Value | undefined {
  if (value === undefined) return undefined;
  const constants = call.args.map((arg) => constantOf(arg.value));
  const [first, second] = constants;
  if (call.args.length === 0) {
    switch (name) {
      case 'lower':
      case 'casefold':
        return text(value.toLowerCase());
      case 'upper':
        return text(value.toUpperCase());
      case 'strip':
        return text(value.trim());
      case 'split':
        return words(value);
      default:
        return undefined;
    }
  }
  if (call.args.some((arg) => arg.keyword !== undefined)) return undefined;
  switch (name) {
    case 'startswith':
      return typeof first === 'string' && constants.length === 1 ? bool(value.startsWith(first)) : undefined;
    case 'endswith':
      return typeof first === 'string' && constants.length === 1 ? bool(value.endsWith(first)) : undefined;
    case 'replace':
      return typeof first === 'string' && typeof second === 'string' && constants.length === 2
        ? text(value.replaceAll(first, second))
        : undefined;
    case 'format': {
      if (!/^(?:[^{}]|\{\})*$/.test(value) || !constants.every((item) => typeof item === 'string')) return undefined;
      let next = 0;
      return text(value.replace(/\{\}/g, () => constants[next++] ?? ''));
    }
    case 'join': {
      const parts = call.args[0] && only(call.args[0].value);
      const items = parts?.kind === 'sequence' ? parts.items?.map(constantOf) : undefined;
      return items?.every((item) => typeof item === 'string') ? text(items.join(value)) : undefined;
    }
    default:
      return undefined;
  }
}

/** The list of what stands between blanks. */
function words(value: string): Value {
  const items = value
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => text(word));
  return sequence('list', items.length <= MAX_ITEMS ? items : undefined, text());
}

function sequenceMethod(
  alternative: Extract<Alternative, { kind: 'sequence' }>,
  name: string,
  call: CallArguments,
): CallEffect {
  const first = positional(call, 0);
  const grown = (element: Value): CallEffect => ({
    result: NONE,
    receiverAfter: sequence(alternative.form, undefined, join(alternative.element, element)),
  });
  switch (name) {
    case 'append': {
      const { items } = alternative;
      if (!first || !items || items.length >= MAX_ITEMS) return first ? grown(first) : { result: NONE };
      return {
        result: NONE,
        receiverAfter: sequence(alternative.form, [...items, first], join(alternative.element, first)),
      };
    }
    case 'add':
      return first ? grown(first) : { result: NONE };
    case 'insert':
      return grown(positional(call, 1) ?? UNKNOWN);
    case 'extend':
    case 'update':
      return grown(first ? elementOf(first) : UNKNOWN);
    case 'pop':
    case 'popleft':
      return { result: alternative.element, receiverAfter: sequence(alternative.form, undefined, alternative.element) };
    case 'copy':
      return { result: one(alternative) };
    case 'clear':
      return { result: NONE, receiverAfter: sequence(alternative.form, [], NEVER) };
    case 'index':
    case 'count':
      return { result: number() };
    default:
      return { result: NONE, receiverAfter: sequence(alternative.form, undefined, alternative.element) };
  }
}

/** Methods that change what a list, set or dictionary holds. */
export const CHANGING: ReadonlySet<string> = new Set(
  'append appendleft extend extendleft insert remove pop popleft popitem clear update setdefault add discard sort reverse'.split(
    ' ',
  ),
);

/** Those after which it holds no more than before. */
export const NOT_GROWING: ReadonlySet<string> = new Set(
  'remove pop popleft popitem clear discard sort reverse'.split(' '),
);

/** The arguments whose list or dictionary the function that is called changes. */
export function changedBy(
  callee: Value,
  args: readonly EvaluatedArgument[],
  knowledge: Knowledge,
): readonly EvaluatedArgument[] {
  return callee.alts.flatMap((alternative) => {
    if (alternative.kind !== 'function') return [];
    const { params, changes } = knowledge.summary(alternative.fn);
    const offset = alternative.self ? 1 : 0;
    return args.filter(({ keyword: name, value }, i) => {
      const kind = only(value)?.kind;
      if (kind !== 'sequence' && kind !== 'dict') return false;
      return name === undefined ? changes.includes(i + offset) : changes.some((index) => params[index]?.name === name);
    });
  });
}

/** A list or dictionary of which only that is known. */
export function emptied(value: Value): Value {
  const alternative = only(value);
  if (alternative?.kind === 'sequence') return sequence(alternative.form, undefined, UNKNOWN);
  return alternative?.kind === 'dict' ? one({ ...alternative, entries: [], rest: UNKNOWN }) : UNKNOWN;
}

function dictMethod(
  alternative: Extract<Alternative, { kind: 'dict' }>,
  name: string,
  call: CallArguments,
): CallEffect {
  const all = joinAll([alternative.rest, ...alternative.entries.map(([, value]) => value)]);
  const first = positional(call, 0);
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault': {
      const key = first && constantOf(first);
      const entry = alternative.entries.find(([item]) => key !== undefined && item === String(key));
      const after =
        name === 'pop' ? { receiverAfter: first ? withoutItem(alternative, first) : emptied(one(alternative)) } : {};
      if (entry) return { result: entry[1], ...after };
      const found = first ? itemOf(one(alternative), first) : UNKNOWN;
      return { result: join(found, positional(call, 1) ?? (name === 'get' ? NONE : NEVER)), ...after };
    }
    case 'update': {
      const given = first && only(first);
      if (given?.kind !== 'dict' || given.rest !== NEVER || call.args.length > 1) {
        return { result: NONE, receiverAfter: emptied(one(alternative)) };
      }
      const kept = alternative.entries.filter(([item]) => !given.entries.some(([other]) => other === item));
      return { result: NONE, receiverAfter: one({ ...alternative, entries: [...kept, ...given.entries] }) };
    }
    case 'items':
      return { result: sequence('list', undefined, sequence('tuple', [text(), all], join(text(), all))) };
    case 'values':
      return { result: sequence('list', undefined, all) };
    case 'keys':
      return { result: sequence('list', undefined, text()) };
    case 'copy':
      return { result: one(alternative) };
    default:
      return { result: UNKNOWN };
  }
}
