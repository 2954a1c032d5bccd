import {
  argumentOf,
  calledBy,
  codesBehind,
  commandOf,
  effectOf,
  givenFor,
  gpuDecoration,
  gpuWorkBehind,
  gpuWorkOf,
  handlerFunctions,
  isUnknown,
  isUnknownCall,
  loadsModel,
  only,
  type CallArgument,
  type CallFact,
  type ClassEntity,
  type Code,
  type Handler,
  type SpaceView,
  type Value,
} from '../model';
import { UNPICKLABLE } from '../platform/libraries';
import { relativeTo } from '../text/paths';
import type { Edit } from '../text/place';
import { estimate } from './duration';
import type { Done, Open, Step } from './step';

/** Decorates the functions that compute on the GPU for visitors, and imports `spaces` where they are. */
export const decorateFunctions: Step = (scratch) => {
  const space = scratch.view;
  // Whoever has GPU functions has decided which.
  if (space.gpuFunctions.length > 0 || space.hasUnclearGpuUse) return [];
  const importing = new Map<string, Edit>();
  const edits: Edit[] = [];
  const done: Done[] = [];
  for (const code of functionsToDecorate(space)) {
    const { path } = code.module;
    if (scratch.space.model.hasSyntaxErrorsIn(path)) continue;
    const { seconds, why } = estimate(code, gpuWorkBehind(code, space), space);
    const { decorator, edit, added } = gpuDecoration(code, space, seconds);
    if (added) importing.set(path, added);
    edits.push(edit);
    done.push({ path, what: `Decorate \`${code.name}\` with \`${decorator}\`: ${why}` });
  }
  scratch.edit([...importing.values(), ...edits]);
  return [...[...importing.keys()].map((path) => ({ path, what: 'Import `spaces`' })), ...done];
};

/** The outermost functions, from the handlers on, that can be GPU functions and hold all GPU work done for visitors. */
function functionsToDecorate(space: SpaceView): readonly Code[] {
  const chosen = new Set<Code>();
  for (const code of computingHandlers(space)) for (const target of targetsFor(code, space)) chosen.add(target);
  return [...chosen];
}

/** Handlers that compute on the GPU otherwise than by calling another handler once, which is decorated itself. */
function computingHandlers(space: SpaceView): readonly Code[] {
  const all = handlerFunctions(space).filter((code) => computes(code, space));
  return all.filter((code) => {
    const others = new Set(all.filter((other) => other !== code && obstacle(other, space) === undefined));
    if (computes(code, space, others)) return true;
    return [...codesBehind(code, space, others)].some(({ calls }) => {
      const entering = calls.filter((call) => calledBy(call, space).some((next) => others.has(next)));
      return (
        entering.some(({ loops }) => loops.length > 0) || entering.filter(({ conditional }) => !conditional).length > 1
      );
    });
  });
}

/** The function computes on the GPU, rather than only loading what does. */
function computes(code: Code, space: SpaceView, except?: ReadonlySet<Code>): boolean {
  const work = gpuWorkBehind(code, space, except);
  if (work.some(({ kind }) => kind === 'computes')) return true;
  // What is put on the GPU without having been loaded is about to be used.
  return work.length > 0 && firstCall([...codesBehind(code, space, except)], loadsModel) === undefined;
}

/** The function itself; where it can't be a GPU function, those that it calls for its GPU work; none where that fails. */
function targetsFor(code: Code, space: SpaceView, depth = 0): readonly Code[] {
  if (obstacle(code, space) === undefined) return [code];
  if (depth > 2 || gpuWorkOf(code, space).length > 0) return [];
  const calls = code.calls.filter((call) => calledBy(call, space).some((next) => computes(next, space)));
  if (calls.some((call) => call.loops.length > 0 || givesModel(call, code, space))) return [];
  const targets = calls.flatMap((call) =>
    calledBy(call, space)
      .filter((next) => computes(next, space))
      .map((next) => targetsFor(next, space, depth + 1)),
  );
  return targets.some((each) => each.length === 0) ? [] : targets.flat();
}

/** The function that is called is given a model, or what may be one, which would be pickled for every call. */
function givesModel(call: CallFact, code: Code, space: SpaceView): boolean {
  const own = new Set(code.params.map(({ name }) => name).filter((name) => name !== 'self'));
  return call.args.some(({ value, place }) => {
    if (holdsModel(value, space)) return true;
    const [written, root = ''] = /^(\w+)[\w.[\]]*$/.exec(space.text(place)) ?? [];
    return isUnknown(value) && written !== undefined && MODEL.test(written) && !own.has(root);
  });
}

/** Names of what is or holds a model. */
const MODEL = /(?:^|[_.])(?:model|pipe|pipeline|predictor|net|unet|vae|engine|llm)s?\d*(?:[_.[]|$)/i;

/** Why a function can't be decorated as it stands, with what to do instead. */
function obstacle(code: Code, space: SpaceView): string | undefined {
  const { fn, cls, module, node, name } = code;
  if (!fn || !space.modules.includes(module))
    return `it lies in ${relativeTo(space.root, module.path)}, which is taken to be a copy of a library and is left as it is: call it from a function of the app, and decorate that`;
  if (node?.kind !== 'FunctionDef') return 'a lambda can’t be decorated: make it a function, and decorate that';
  if (code.isAsync) {
    return `\`${name}\` is an \`async def\`, which can’t be a GPU function: move what runs the model into a plain function, and decorate that`;
  }
  if (code.outer.fn && code.outer.contexts.includes('request')) {
    return `\`${name}\` is made anew for each visitor: move it to the module, and decorate it there`;
  }
  if (code.exits.some((exit) => [exit, ...exit.inner].some(({ value }) => holdsModel(value, space)))) {
    return `\`${name}\` hands out a model, which can’t leave a GPU worker: load it at module scope, where every call finds it`;
  }
  if (space.handlersOf(fn).some((handler) => bindsModel(handler, space))) {
    return `events call \`${name}\` through a \`partial\` that holds a model, which would be pickled for every call: let \`${name}\` find it in the module, and decorate that`;
  }
  const bound = space.global(module, 'spaces');
  if (space.gpuNameIn(module) === undefined && (bound.alts.length > 0 || code.owns('spaces'))) {
    return 'the name `spaces` means something else here: import Hugging Face’s `spaces` under another name, and decorate with that';
  }
  if (!cls || code.params[0]?.name !== 'self') return undefined;
  const base = heavyBase(cls, space);
  const held = base === undefined ? heavyAttribute(cls, space) : undefined;
  if (base === undefined && held === undefined) return undefined;
  const what = base === undefined ? `\`self\` with \`self.${held ?? ''}\`` : `\`self\`, which is a \`${base}\``;
  return `\`${name}\` is a method, and a call from outside the GPU pickles ${what}: call it from a function of the module, and decorate that`;
}

/** The argument by which an event is given what it runs. */
function givenTo(handler: Handler): CallArgument | undefined {
  return handler.argument('fn') ?? handler.call?.args.find(({ place }) => place.start === handler.place.start);
}

/** The event runs a `functools.partial` that holds a model, or what may be one. */
function bindsModel(handler: Handler, space: SpaceView): boolean {
  return (givenTo(handler)?.value.alts ?? []).some(
    (item) =>
      item.kind === 'partial' &&
      (item.positional.some((value) => holdsModel(value, space)) ||
        item.keywords.some(([name, value]) => holdsModel(value, space) || (isUnknown(value) && MODEL.test(name)))),
  );
}

/** The library class that it inherits from, unless that is known to hold nothing of its own. */
function heavyBase(cls: ClassEntity, space: SpaceView): string | undefined {
  const base = space.libraryBaseOf(cls);
  return base === undefined || /^(?:abc|typing|typing_extensions|enum|collections|pydantic)\b|^object$/.test(base)
    ? undefined
    : base;
}

/** An attribute of `self` that is a model or can't be pickled; else one of which nothing is known. */
function heavyAttribute(
  cls: ClassEntity,
  space: SpaceView,
  above: ReadonlySet<ClassEntity> = new Set(),
): string | undefined {
  if (above.has(cls)) return undefined;
  const attributes = [...space.attributesOf(cls)];
  const around = new Set([...above, cls]);
  const heavy = attributes.find(
    ([, value]) =>
      holdsModel(value, space, around) ||
      value.alts.some((item) => item.kind === 'object' && item.object in UNPICKLABLE),
  );
  const unknown = attributes.filter(([, value]) => isUnknown(value));
  const named = attributes.find(([name, value]) => MODEL.test(name) && !SETTING.test(name) && mayHold(value));
  return (heavy ?? named ?? unknown.find(([name]) => !SETTING.test(name)) ?? unknown[0])?.[0];
}

/** The value is not known for certain, or what it holds is not. */
function mayHold({ open, alts }: Value): boolean {
  return (
    open ||
    alts.some((item) => {
      if (item.kind === 'sequence') return (item.items ?? [item.element]).some(mayHold);
      return item.kind === 'dict' && [...item.entries.map(([, each]) => each), item.rest].some(mayHold);
    })
  );
}

/** The value is a model, or holds one, or is an object of the Space's own that keeps one, or what may be one. */
function holdsModel(value: Value, space: SpaceView, above?: ReadonlySet<ClassEntity>): boolean {
  return value.alts.some((item) => {
    switch (item.kind) {
      case 'object':
        return item.object === 'model' || item.object === 'pipeline';
      case 'instance':
        return heavyBase(item.cls, space) !== undefined || heavyAttribute(item.cls, space, above) !== undefined;
      case 'sequence':
        return (item.items ?? [item.element]).some((each) => holdsModel(each, space, above));
      case 'dict':
        return [...item.entries.map(([, each]) => each), item.rest].some((each) => holdsModel(each, space, above));
      default:
        return false;
    }
  });
}

/** Names of attributes that hardly ever hold a model. */
const SETTING = /device|dtype|config|path|dir$|name|type|offload|args|opts?$/;

/** What remains open about GPU functions: handlers that may need to be one. */
export function openFunctions(space: SpaceView): readonly Open[] {
  const told = new Set<Code>();
  const open = space.handlers.flatMap((handler) => {
    const functions = handler.functions.filter((code) => !told.has(code));
    for (const code of functions) told.add(code);
    return handler.functions.length === 0
      ? unknownHandler(handler)
      : functions.flatMap((code) => openFunction(code, space));
  });
  return [...open, ...missingFunction(space)];
}

/** The platform stops a Space that decorates nothing. */
function missingFunction(space: SpaceView): readonly Open[] {
  if (space.gpuFunctions.length > 0 || space.hasUnclearGpuUse || !usesGpu(space)) return [];
  const own = space.codes.filter(({ module }) => module === space.appModule);
  const process = firstCall(own, (call) => effectOf(call) === 'startsProcess');
  if (process) {
    const message =
      'the app computes in a process that it starts itself, which has no GPU on ZeroGPU: run the model in the functions that answer visitors, and decorate those with `@spaces.GPU`';
    return [{ place: process.place, message, says: 'no-gpu-function' }];
  }
  const [first] = own;
  const message =
    'no function could be decorated for certain, and ZeroGPU stops a Space without any: decorate those that run the model for visitors with `@spaces.GPU`';
  return first ? [{ place: first.namePlace, message, says: 'no-gpu-function' }] : [];
}

/** Moves to a device that is not known, in an app of which nothing is known to run on the GPU. */
export function openMoves(space: SpaceView): readonly Open[] {
  const moves = space.codes.flatMap(({ calls }) =>
    calls.filter((call) => call.method === 'to' && isUnknownDevice(argumentOf(call, 'device', 0)?.value)),
  );
  return moves.slice(0, 1).map(({ place }) => ({
    place,
    message:
      'which device this is put on is not known: if that is a GPU, decorate the functions that compute with it for visitors with `@spaces.GPU`',
  }));
}

/** Text that is made while the app runs, such as `f"cuda:{args.gpu}"`. */
function isUnknownDevice(value: Value | undefined): boolean {
  return value !== undefined && value.alts.some((item) => item.kind === 'text' && item.value === undefined);
}

function unknownHandler(handler: Handler): readonly Open[] {
  const given = givenTo(handler);
  const item = given && only(given.value);
  if (item?.kind === 'none' || item?.kind === 'external') return [];
  const what =
    item?.kind === 'object'
      ? 'Gradio calls this object itself: wrap the call in a function, and decorate that if it needs the GPU'
      : 'which function this event runs is not known; if it needs the GPU, decorate it with `@spaces.GPU`';
  return [{ place: handler.place, message: what }];
}

function openFunction(code: Code, space: SpaceView): readonly Open[] {
  const all = [...codesBehind(code, space)];
  if (all.some((each) => each.gpu)) return [];
  const work = all.flatMap((each) => gpuWorkOf(each, space));
  if (computes(code, space)) {
    const why = obstacle(code, space) ?? 'the GPU work is entered in a loop, or in a way that is not followed';
    return [{ place: code.namePlace, message: `\`${code.name}\` computes on the GPU: ${why}` }];
  }
  if (work.length > 0) {
    const message = `\`${code.name}\` puts a model on the GPU while the app runs, which only lasts as long as one GPU worker: load it at module scope`;
    return [{ place: code.namePlace, message }];
  }
  const process = firstCall(
    all,
    (call) => effectOf(call) === 'startsProcess' || /\bpython|accelerate|torchrun/.test(commandOf(call) ?? ''),
  );
  if (process) {
    return [
      {
        place: process.place,
        message: `\`${code.name}\` starts another process: if that computes on the GPU, do its work in a function decorated with \`@spaces.GPU\``,
      },
    ];
  }
  if (!usesModels(space)) return [];
  const unknown = firstCall(all, (call, each) => isUnknownCall(call) && isOfModule(call, each, space));
  return unknown
    ? [
        {
          place: unknown.place,
          message: `nothing is known of \`${unknown.calleeText ?? 'what is called'}\`, which \`${code.name}\` calls: if that computes on the GPU, decorate \`${code.name}\` with \`@spaces.GPU\``,
        },
      ]
    : [];
}

function firstCall(codes: readonly Code[], test: (call: CallFact, code: Code) => boolean): CallFact | undefined {
  for (const code of codes) {
    const found = code.calls.find((call) => test(call, code));
    if (found) return found;
  }
  return undefined;
}

/** The object belongs to the module, as a model does, or the module hands it to the function; a logger is none. */
function isOfModule(call: CallFact, code: Code, space: SpaceView): boolean {
  const name = call.receiverRoot?.name ?? call.calleeText;
  if (name === undefined || name === 'self' || /log/i.test(name)) return false;
  const given = givenFor(call.receiver ?? call.callee, space);
  if (given && only(given.value)?.kind === 'external') return false;
  if (code.owns(name)) return given?.name !== undefined && MODEL.test(given.name);
  return call.receiverRoot?.owner === 'enclosing' || space.bindingPlace(code.module, name) !== undefined;
}

/** Libraries whose models run on a GPU. */
const MODEL_LIBRARIES =
  /^(?:torch|diffusers|transformers|modelscope|tensorflow|jax|onnxruntime|keras|vllm|llama_cpp|lmdeploy|unsloth|ultralytics|whisper|faster_whisper|TTS)(?:\.|$)/;

/** Some module of the app works with models. */
function usesModels(space: SpaceView): boolean {
  return space.imports.some(({ module }) => MODEL_LIBRARIES.test(module));
}

/** Something in the app runs on the GPU, for visitors or while it starts. */
export function usesGpu(space: SpaceView): boolean {
  return (
    space.codes.some((code) => gpuWorkOf(code, space).length > 0) ||
    handlerFunctions(space).some((code) => gpuWorkBehind(code, space).length > 0)
  );
}
