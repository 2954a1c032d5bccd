/** How models get into a Space: which ones a load is for, what keeps its result, and whether each run does it anew. */
import { effectOfCall } from '../../platform/effects';
import { sameData } from '../../text/equality';
import { lies } from '../../text/place';
import { argumentOf, unpacks } from '../arguments';
import { callsOf, decoratorItself, isGpuDecorator } from '../callables';
import type { CallArgument, CallFact, CodeFacts, DecoratorFact, WriteFact } from '../facts';
import { calledPath, isModel, loadsModel } from './libraryCalls';
import type { Code } from '../program';
import { enters } from './running';
import { functionsSetting } from './sharedState';
import { statementsOf, type Statement } from './statements';
import { constantOf, externalPath, only, type Value } from '../value';
import type { SpaceView } from '../views';

/** It reads a model's weights, and always the same ones: what it loads does not depend on who asks. */
export function loadsFixedModel(call: CallFact, code: Code, space: SpaceView): boolean {
  if (!loadsModel(call)) return false;
  const which = call.args.filter((argument) => argument.keyword === undefined || IDENTIFIES.has(argument.keyword));
  // `ChatterboxTTS.from_pretrained(device=device)` knows which weights.
  if (which.length === 0)
    return calledPath(call)?.endsWith('.from_pretrained') === true && call.args.every(isPlacement);
  // `KPipeline(lang_code="a", model=False)` and `resnet50(False)` read no weights.
  return which.every((argument) => constantOf(argument.value) !== false && isFixed(argument, code, space));
}

/** It says where the weights go, and in what format. */
function isPlacement({ keyword }: CallArgument): boolean {
  return keyword !== undefined && /^(?:device|device_map|dtype|torch_dtype)$/.test(keyword);
}

const IDENTIFIES = new Set([
  'pretrained_model_name_or_path',
  'model',
  // Of `transformers.pipeline`, which has a model for every task.
  'task',
  'model_id',
  'model_name',
  'model_name_or_path',
  'model_path',
  'repo_id',
  'repo_or_dir',
  'name',
  // Of SAM 2.
  'config_file',
  'ckpt_path',
  'subfolder',
  'variant',
  'revision',
  // What `kokoro.KPipeline` is for; its weights are always the same unless `repo_id` says so.
  'lang_code',
  // Of ComfyUI's loaders.
  'unet_name',
  'clip_name',
  'clip_name1',
  'clip_name2',
  'vae_name',
  'ckpt_name',
  'control_net_name',
  'style_model_name',
  '*',
  '**',
]);

function isFixed(argument: CallArgument, code: Code, space: SpaceView): boolean {
  const { value, name } = argument;
  if (constantOf(value) !== undefined || isAlwaysTheSame(value, code, space)) return true;
  if (isSetting(argument, code, space)) return true;
  if (name === undefined || code.owns(name) || value.alts.length === 0) return false;
  const isLocal = code.outer.fn !== undefined;
  return !isLocal && value.alts.every(namesFile) && functionsSetting(name, code.module, space).length === 0;
}

/** A parameter for which all who call the function give, or leave, one and the same constant. */
function isAlwaysTheSame(value: Value, code: Code, space: SpaceView): boolean {
  const { fn, params, cls, name } = code;
  const item = only(value);
  const isConstructor = name === '__init__';
  if (item?.kind !== 'param' || item.fn !== fn || (cls && !isConstructor) || space.handlersOf(fn).length > 0)
    return false;
  const param = params[item.index];
  if (param?.star !== '') return false;
  // Nobody writes `self`.
  const position = isConstructor ? item.index - 1 : item.index;
  const callers = space.callersOf(fn);
  const given = callers.flatMap((caller) => {
    const own = isConstructor ? caller.calls.filter((call) => enters(call, code, space)) : callsOf(fn, caller);
    // One that only hands the function on calls it with what nobody knows.
    if (own.length === 0 || own.some(unpacks)) return [undefined];
    return own.map((call) => argumentOf(call, param.name, position)?.value ?? param.defaultValue);
  });
  // A default is evaluated once, so that it is the same where nobody knows which it is.
  if (param.defaultValue && given.length > 0 && given.every((each) => each === param.defaultValue)) return true;
  const [first, ...others] = given.map((each) => each && constantOf(each));
  return first !== undefined && others.every((other) => other === first);
}

/** `self.model_id`, which only the constructor sets: to a constant, to a parameter that nobody gives, or to one of them. */
function isSetting({ place }: CallArgument, { cls }: Code, space: SpaceView): boolean {
  const attribute = /^self\.(\w+)$/.exec(space.text(place))?.[1];
  if (!cls || attribute === undefined) return false;
  if (space.codesNaming(`.${attribute}=`).some(({ name }) => name !== '__init__')) return false;
  const [constructor, ...others] = space.methodsOf(cls, '__init__').map((fn) => space.code(fn));
  if (!constructor || others.length > 0 || constructor.cls !== cls) return false;
  const [write, ...more] = constructor.writes.filter(
    (each) => each.attribute === attribute && each.root.owner === 'self',
  );
  if (write?.kind !== 'attribute' || more.length > 0) return false;
  const { alts, open } = write.value;
  if (
    constructor.calls.some(
      (call) => call.assigned && sameData(call.statement, write.statement) && readsEnvironment(call),
    )
  )
    return true;
  const isKnown = (each: Value): boolean => constantOf(each) !== undefined || isAlwaysTheSame(each, constructor, space);
  return !open && alts.length > 0 && alts.every((item) => isKnown({ alts: [item], open: false }));
}

/** `os.getenv("MODEL_ID", "me/model")`, which gives every visitor the same. */
function readsEnvironment(call: CallFact): boolean {
  const path = calledPath(call);
  const isConstant = call.args.every(({ value }) => constantOf(value) !== undefined);
  return isConstant && (path === 'os.getenv' || path === 'os.environ.get');
}

/** Text, or the path that a download gives. */
function namesFile(item: Value['alts'][number]): boolean {
  return item.kind === 'text' || (item.kind === 'object' && item.object === 'path');
}

/** Where the result of a call is kept for the next time: a name of the module, an attribute, an item, a cache. */
export interface Kept {
  readonly by: 'cache' | 'name';
  readonly name: string;
  /** The attribute of `self`, when that is what keeps it. */
  readonly ofSelf?: string | undefined;
  /** Only when nothing is kept yet. */
  readonly onDemand: boolean;
}

/** What keeps the result of a call, in the code itself or in the functions that call it for its result. */
export function keptBy(call: CallFact, code: Code, space: SpaceView, depth = 0): Kept | undefined {
  // What a GPU function remembers are answers.
  if (isCached(code) && (!code.gpu || isModel(code.facts.returns))) {
    return { by: 'cache', name: code.name, onDemand: true };
  }
  // The object keeps it, as long as it is kept itself.
  if (code.cls && isCachedProperty(code)) {
    return { by: 'name', name: `self.${code.name}`, ofSelf: code.name, onDemand: true };
  }
  const path = calledPath(call);
  const keeping = code.writes.filter(
    ({ kind, root }) =>
      ['assign', 'attribute', 'item'].includes(kind) && root.owner !== 'param' && code.name !== '__init__',
  );
  const here = keeping.filter((each) => sameData(each.statement, call.statement));
  const write =
    // Of `tokenizer, model = load()` it is the model.
    here.find(({ value }) => isModel(value)) ??
    here[0] ??
    keeping.find(({ value }) => path !== undefined && holdsA(path, value)) ??
    (isSkippedOnceDone(call, code) ? keptOf(keeping, call, code) : undefined);
  if (write) {
    const onDemand = write.conditional || call.conditional || isSkippedOnceDone(call, code);
    const { root, attribute, member } = write;
    // An item is called as it is written: `loaded["sam"]`, `loaded[device]`.
    const own = write.kind === 'item' ? space.text(write.place) : (member ?? root.name);
    const name = attribute === undefined ? own : `${root.name}.${attribute}`;
    return { by: 'name', name, ofSelf: root.owner === 'self' ? attribute : undefined, onDemand };
  }
  const missing = missingAround(call, statementsOf(code));
  if (missing !== undefined && !code.owns(missing)) return { by: 'name', name: missing, onDemand: true };
  const { fn } = code;
  if (!fn || code.gpu || depth > 3) return undefined;
  const kept = space
    .callersOf(fn)
    .flatMap((caller) =>
      caller.calls.filter((each) => enters(each, code, space)).map((each) => keptBy(each, caller, space, depth + 1)),
    );
  return kept.find((each) => each !== undefined);
}

/**
 * All GPU code that comes to the call gives what is only loaded for those who don't: of `if model is None: model = load()`
 * a value for the parameter `model`.
 */
export function isGivenInstead(call: CallFact, code: Code, space: SpaceView, depth = 0): boolean {
  const { fn, params, cls } = code;
  if (!fn || code.gpu || depth > 3 || space.handlersOf(fn).length > 0) return false;
  const sites = space
    .callersOf(fn)
    .filter((caller) => caller.runsOnGpu)
    .flatMap((caller) =>
      caller.calls.filter((each) => enters(each, code, space)).map((each) => [each, caller] as const),
    );
  if (sites.length === 0) return false;
  const missing = missingAround(call, statementsOf(code));
  const index = params.findIndex(({ name, star }) => name === missing && star === '');
  const isGiven = (site: CallFact): boolean => {
    if (index < 0 || missing === undefined) return false;
    // Nobody writes `self`.
    const given = argumentOf(site, missing, cls ? index - 1 : index);
    return unpacks(site) || (given !== undefined && only(given.value)?.kind !== 'none');
  };
  return sites.every(([site, caller]) => isGiven(site) || isGivenInstead(site, caller, space, depth + 1));
}

/** Nobody keeps an object of the code's class, and GPU functions make some: each is gone after the call that made it. */
export function isOfEachCall({ cls }: Code, space: SpaceView): boolean {
  // A decorator may make it the only object of its class.
  const { name, decorators } = cls?.header ?? {};
  if (!cls || name === undefined || decorators?.length !== 0) return false;
  const [init, ...others] = space.methodsOf(cls, '__init__');
  if (others.length > 0) return false;
  const constructor = init && space.code(init);
  const makes = (call: CallFact): boolean =>
    constructor
      ? enters(call, constructor, space)
      : call.callee.alts.some((item) => item.kind === 'class' && item.cls === cls);
  const makers = (init ? space.callersOf(init) : space.codesUsing(name)).filter(
    ({ contexts, calls }) => contexts.length > 0 && (init !== undefined || calls.some(makes)),
  );
  const isKept = (maker: Code): boolean =>
    maker.calls.some((call) => makes(call) && keptBy(call, maker, space) !== undefined);
  return makers.some(({ runsOnGpu }) => runsOnGpu) && !makers.some(isKept);
}

/** The variable of the module that gets what is made of the call's result, as a pipeline is of its parts. */
function keptOf(writes: readonly WriteFact[], call: CallFact, code: Code): WriteFact | undefined {
  const made = namesMadeOf(call, statementsOf(code));
  return writes.find(({ kind, root }) => kind === 'assign' && root.owner === 'global' && made.has(root.name));
}

/** It is, or holds, an object of the type. */
function holdsA(type: string, { alts }: Value): boolean {
  return alts.some(
    (item) =>
      (item.kind === 'object' && item.type === type) ||
      (item.kind === 'sequence' && holdsA(type, item.element)) ||
      (item.kind === 'dict' && item.entries.some(([, value]) => holdsA(type, value))),
  );
}

/** The name without whose value the call is made, which then gets one: what the call gives may be a part of it. */
function missingAround(call: CallFact, block: readonly Statement[]): string | undefined {
  const at = block.findIndex(({ place }) => lies(call.statement, place));
  const statement = block[at];
  if (!statement) return undefined;
  for (const inner of statement.blocks) {
    const missing = missingAround(call, inner);
    if (missing !== undefined) return missing;
  }
  const { whenMissing } = statement;
  if (whenMissing !== undefined && namesMadeOf(call, [statement]).has(whenMissing)) return whenMissing;
  const made = namesMadeOf(call, block);
  return block
    .slice(0, at)
    .map(({ returnsWhenThere }) => returnsWhenThere)
    .find((name) => name !== undefined && made.has(name));
}

/** The names that get what the call gives, or what later statements make of it. */
function namesMadeOf(call: CallFact, block: readonly Statement[]): ReadonlySet<string> {
  const at = block.findIndex(({ place }) => lies(call.statement, place));
  const statement = block[at];
  if (!statement) return new Set();
  const inner = statement.blocks.find((each) => each.some(({ place }) => lies(call.statement, place)));
  const made = new Set(inner ? namesMadeOf(call, inner) : statement.binds);
  for (const later of block.slice(at + 1)) {
    if ([...later.reads].some((name) => made.has(name))) for (const name of later.binds) made.add(name);
  }
  return made;
}

/** Not every run of the code makes the call, or writes: it stands under a condition, or below a `return` that does. */
export function mayBeSkipped(fact: CallFact | WriteFact, { facts }: Pick<Code, 'facts'>): boolean {
  return fact.conditional || returnsAbove(fact, facts);
}

/** Where the code is left above the place, which is reached all the same: under a condition. */
function returnsAbove({ place: { start } }: Pick<CallFact, 'place'>, { exits, bareReturns }: CodeFacts): boolean {
  const returns = exits.filter(({ kind }) => kind === 'return').map(({ place }) => place);
  return [...bareReturns, ...returns].some((place) => place.start < start);
}

/**
 * `if model is not None: return` stands above it, or asks about another thing that the code sets, such as `loaded[key]`, or
 * whether a file is there.
 */
function isSkippedOnceDone(call: CallFact, code: Code): boolean {
  if (!returnsAbove(call, code.facts)) return false;
  const above = (statement: Statement): readonly Statement[] =>
    statement.place.start < call.place.start ? [statement, ...statement.blocks.flat().flatMap(above)] : [];
  const statements = statementsOf(code).flatMap(above);
  if (statements.some(({ returnsWhenFileIsThere }) => returnsWhenFileIsThere)) return true;
  const asked = new Set(statements.flatMap(({ asks }) => [...asks]));
  // `model = loaded.get(key)`, and then `if model is not None: return model`.
  for (const { looksInto, binds } of statements) {
    if (looksInto !== undefined && [...binds].some((name) => asked.has(name))) asked.add(looksInto);
  }
  return code.writes.some(({ kind, root, member, attribute }) => {
    if (kind === 'attribute') return asked.has(`${root.name}.${member ?? ''}`);
    if (kind !== 'assign' && kind !== 'item') return false;
    return attribute === undefined
      ? root.owner === 'global' && asked.has(root.name)
      : asked.has(`${root.name}.${attribute}`);
  });
}

/** The function's results are remembered by a decorator such as `functools.lru_cache`. */
export function isCached(code: Code): boolean {
  return code.decorators.some((decorator) => isCache(decorator, code));
}

/** The same by a decorator below `spaces.GPU`: it is the worker that remembers. */
export function isCachedInWorker(code: Code): boolean {
  const gpu = code.decorators.findIndex(({ value }) => isGpuDecorator(value));
  return gpu >= 0 && code.decorators.slice(gpu + 1).some((decorator) => isCache(decorator, code));
}

/** What the property gives its object keeps. */
function isCachedProperty(code: Code): boolean {
  return code.decorators.some((decorator) => externalPath(decorator.value) === 'functools.cached_property');
}

function isCache(decorator: DecoratorFact, code: Code): boolean {
  const path = externalPath(decoratorItself(decorator, code));
  return path !== undefined && effectOfCall(path) === 'caches';
}

/** Not every run of a GPU function makes the call: it, or what leads to it, depends on something, or was done before. */
export function isOccasional(call: CallFact, code: Code, space: SpaceView, seen: readonly Code[] = []): boolean {
  if (call.conditional || isCached(code) || isSkippedOnceDone(call, code)) return true;
  if (code.gpu || !code.fn || seen.includes(code)) return false;
  const ways = space
    .callersOf(code.fn)
    .filter((caller) => caller.runsOnGpu)
    .flatMap((caller) =>
      caller.calls.filter((each) => enters(each, code, space)).map((each) => [each, caller] as const),
    );
  return ways.length > 0 && ways.every(([each, caller]) => isOccasional(each, caller, space, [...seen, code]));
}
