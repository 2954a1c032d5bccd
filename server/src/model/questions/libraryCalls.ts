/** What calls of libraries do, by the tables: loads, moves, inference, processes, commands. */
import {
  asksServer,
  cudaArgumentOf,
  cudaChoiceOf,
  effectOfCall,
  readerOf,
  type CallEffectName,
} from '../../platform/effects';
import { callRow, hubEntry, methodRow } from '../../platform/libraries';
import { argumentOf, knownArgument } from '../arguments';
import { functionsOf } from '../callables';
import { deviceNamed, deviceOfValue } from '../devices';
import type { ClassEntity } from '../entities';
import type { CallArgument, CallFact } from '../facts';
import { movesTo, movesToCuda } from './moves';
import { constantOf, externalPath, objectOf, only, type Device, type Value } from '../value';

/**
 * The full dotted name of the library function that is called. Of several that load a model alike, as those of the class
 * that a newer or else an older transformers has, it is the first.
 */
export function calledPath({ callee }: CallFact): string | undefined {
  const { alts, open } = callee;
  if (alts.length < 2 || open) return externalPath(callee);
  const paths = alts.map((item) => (item.kind === 'external' ? item.path : ''));
  const [row, ...others] = paths.map(callRow);
  return row?.loadsModel && others.every((other) => other === row) ? paths[0] : undefined;
}

/** What calling something of a library does besides giving a result; undefined when that is nothing of interest. */
export function effectOf(call: CallFact): CallEffectName | undefined {
  const path = calledPath(call);
  if (path !== undefined) return effectOfCall(path);
  const isClient = call.receiver !== undefined && objectOf(call.receiver, 'client') !== undefined;
  return isClient && asksServer(call.method ?? '') ? 'requests' : undefined;
}

/** The call uses a GPU otherwise than through torch: always, or because an argument asks for it. */
export function usesCudaOutsideTorch(call: CallFact): boolean {
  const path = calledPath(call);
  if (path === undefined) return false;
  if (effectOfCall(path) === 'usesCudaOutsideTorch') return true;
  const row = cudaArgumentOf(path);
  const given = row && argumentOf(call, row.keyword, row.position);
  if (!given) return false;
  const alternative = only(given.value);
  const value = alternative?.kind === 'sequence' ? alternative.items?.map(constantOf) : constantOf(given.value);
  return row.fits(value);
}

/** A read of safetensors that ends on CUDA. */
export interface CudaRead {
  /** The keyword that says where to. */
  readonly keyword: string;
  /** What says so. */
  readonly given: CallArgument | undefined;
  /** It is copied into a model, wherever that lies: reading it elsewhere comes to the same. */
  readonly fills: boolean;
  /** The call takes no such argument. */
  readonly isAuto: boolean;
}

/** How the call reads safetensors straight to CUDA, as what loads a PEFT adapter does unless told otherwise. */
export function cudaReadOf(call: CallFact): CudaRead | undefined {
  const adapted = call.method === 'load_adapter' && call.receiver ? only(call.receiver) : undefined;
  const isAdapter =
    adapted?.kind === 'object' && /^peft\..*\.from_pretrained$|^peft\..*get_peft_model$/.test(adapted.type);
  const path = isAdapter ? 'peft.PeftModel.load_adapter' : calledPath(call);
  const row = path === undefined ? undefined : readerOf(path);
  if (!row || call.args.some(({ keyword }) => keyword === '*' || keyword === '**')) return undefined;
  const given = argumentOf(call, row.keyword, row.position);
  const device = given && only(given.value)?.kind !== 'none' ? deviceNamed(given.value) : row.absent;
  return device === 'cuda' ? { keyword: row.keyword, given, fills: row.fills, isAuto: row.isAuto === true } : undefined;
}

/**
 * The call reads a TorchScript file to CUDA: in C++, where nothing of torch is replaced, so that it fails in the main process
 * (a deployed Space measured it on 2026-08-04).
 */
export function readsScriptToCuda(call: CallFact): boolean {
  const target = calledPath(call) === 'torch.jit.load' ? argumentOf(call, 'map_location', 1) : undefined;
  return target !== undefined && deviceNamed(target.value) === 'cuda';
}

/** The call reads a TorchScript file. */
export function readsScript(call: CallFact): boolean {
  return calledPath(call) === 'torch.jit.load';
}

/**
 * The calls read a TorchScript file to wherever it was saved from, or to CUDA, past ZeroGPU's emulation; or they move one
 * there, which it is not known to cover.
 */
export function mayPlaceScript(calls: readonly CallFact[]): boolean {
  const scripts = calls.filter(readsScript);
  const isOnCpu = (call: CallFact): boolean => {
    const target = argumentOf(call, 'map_location', 1);
    return target !== undefined && deviceNamed(target.value) === 'cpu';
  };
  return !scripts.every(isOnCpu) || (scripts.length > 0 && calls.some((call) => movesTo(call) === 'cuda'));
}

/** It reads a model's weights. */
export function loadsModel(call: CallFact): boolean {
  const path = calledPath(call);
  if (path === 'torch.hub.load') {
    const [repository, entry] = [argumentOf(call, 'repo_or_dir', 0), argumentOf(call, 'model', 1)];
    return hubEntry(repository && constantOf(repository.value), entry && constantOf(entry.value)) !== 'helper';
  }
  return loadsByNode(call) || (path !== undefined && callRow(path)?.loadsModel === true);
}

/** A node of ComfyUI reads weights; its module `nodes` may be part of the Space. */
export function loadsByNode({ receiver, method = '' }: Pick<CallFact, 'receiver' | 'method'>): boolean {
  const item = receiver && only(receiver);
  const isNode = item?.kind === 'instance' ? isComfyNode(item.cls) : receiver && objectOf(receiver, 'node');
  return Boolean(isNode) && methodRow('node', method)?.loadsModel === true;
}

/** Every node of ComfyUI has a method that names its inputs. */
function isComfyNode(cls: ClassEntity): boolean {
  // Most classes are in other modules, and whoever reads one is asked again when it changes.
  if (cls.module.name !== 'nodes') return false;
  return cls.node?.body.some((item) => item.kind === 'FunctionDef' && item.name === 'INPUT_TYPES') === true;
}

/** Methods that run a model, or a part of it; of transformers, diffusers and sentence-transformers where nothing else is said. */
const RUNS = new Set([
  'generate',
  'generate_speech',
  'forward',
  'encode',
  'decode',
  'encode_prompt',
  'get_text_features',
  'get_image_features',
  'get_audio_features',
  // Coqui TTS 0.22 `TTS/api.py`, and the video predictor of sam2 1.1.
  'tts',
  'tts_to_file',
  'tts_with_vc',
  'tts_with_vc_to_file',
  'voice_conversion',
  'voice_conversion_to_file',
  'init_state',
  'propagate_in_video',
]);

/** Methods of sentence-transformers, of LangChain's embeddings, and of its stores and retrievers, that compute embeddings. */
const EMBEDS =
  /^(?:encode(?:_query|_document)?|predict|rank|embed_(?:query|documents)|(?:similarity|max_marginal_relevance)_search(?:_with_score|_with_relevance_scores)?|invoke|get_relevant_documents|add_(?:texts|documents))$/;

/** By these, LangChain’s stores are made with what they compute the embeddings of (reference.langchain.com `VectorStore/from_texts`, read 2026-11-23). */
const BUILDS = /^from_(?:texts|documents)$/;

/** A model or pipeline that is run by the call, with the device it lies on. */
export function inferenceOf(call: CallFact): { readonly device: Device } | undefined {
  const embedder = call.receiver && objectOf(call.receiver, 'embedder');
  if (embedder) {
    if (!EMBEDS.test(call.method ?? '')) return undefined;
    // A `device` moves it there first.
    const given = knownArgument(call, 'device');
    return { device: given ? deviceNamed(given) : embedder.device };
  }
  const { method = '', receiver } = call;
  const index = BUILDS.test(method) ? objectOf(call.result, 'embedder') : undefined;
  if (index) return { device: index.device };
  const subject = RUNS.has(method) && receiver ? receiver : call.callee;
  if (isModel(subject)) return { device: deviceOfValue(subject) };
  // One that lies on the CPU may know the way to the GPU by itself.
  const isAsked = receiver !== undefined && ASKS.test(method) && isModel(receiver);
  return isAsked && deviceOfValue(receiver) === 'cuda' ? { device: 'cuda' } : undefined;
}

/** What models are asked with that bring their own code, as in `model.stream_chat(…)`. */
export const ASKS =
  /^(?:stream_|batch_)?(?:chat|infer|inference|predict|transcribe|synthesize|caption|query|answer_question|encode_image|encode_text)(?:_stream)?$/;

/** The call's object is unknown itself, or what callers pass, and so is what calling it does. */
export function isUnknownCall(call: CallFact): boolean {
  const { callee, receiver, method } = call;
  if (call.isDecorator) return false;
  return method === undefined || receiver === undefined ? isUnknown(callee) : callee.open && isUnknown(receiver);
}

/** Nothing is known of the value, save that it may be None, or is what callers pass. */
export function isUnknown({ open, alts }: Value): boolean {
  if (!alts.every((item) => item.kind === 'param' || item.kind === 'none')) return false;
  return open || alts.some((item) => item.kind === 'param');
}

/**
 * What is called, or whose method is, is an object of which nothing is known, or one of a class of the Space, and it is run by
 * that, if it is a model. What only prepares or unpacks something has other names.
 */
export function mayRunModel(call: CallFact): boolean {
  const { method, receiver, callee } = call;
  if (method === undefined || receiver === undefined) {
    return isUnknownCall(call) || isLoaded(callee) || only(callee)?.kind === 'instance';
  }
  // A distribution is asked so, too.
  if (!COMPUTES.test(method) || (method === 'sample' && call.args.length === 0)) return false;
  return isUnknown(receiver) || objectOf(receiver, 'data') !== undefined || only(receiver)?.kind === 'instance';
}

/** What a library that is not known says it has loaded. */
function isLoaded(value: Value): boolean {
  const data = objectOf(value, 'data');
  return data !== undefined && callRow(data.type)?.loadsModel === true;
}

const COMPUTES =
  /^(?:run|forward|sample|generate(?:_(?:audio|speech|voice_?\w*|custom_voice|image|video|mesh|text|response|stream|batch))?|(?:batch_|stream_)?(?:infer|predict|chat|transcribe|synthesi[sz]e|inference)(?:_\w+)?|run_inference|inference|tts|caption|segment|upscale|enhance|separate|inpaint|animate)$/;

/** The value can be nothing but a model or a pipeline. */
export function isModel(value: Value): boolean {
  return (
    !value.open &&
    value.alts.length > 0 &&
    value.alts.every((item) => item.kind === 'object' && (item.object === 'model' || item.object === 'pipeline'))
  );
}

/**
 * The call puts something on CUDA or makes it there, which ZeroGPU emulates in the main process only on the thread that
 * imported `spaces` (spaces 0.47 `torch/patching.py`: torch's modes are kept by thread).
 */
export function needsEmulatedCuda(call: CallFact): boolean {
  // A method of the Space does what it does.
  if (movesToCuda(call)) return functionsOf(call.callee).length === 0;
  const path = calledPath(call);
  if (path === undefined || call.isDecorator) return false;
  const choice = cudaChoiceOf(path);
  if (choice) {
    const { keyword, position, absent, onCuda } = choice;
    if (call.args.some(({ keyword: name }) => name === '*' || name === '**')) return false;
    const given = argumentOf(call, keyword, position);
    return (given ? constantOf(given.value) : absent) === onCuda;
  }
  const made = only(call.result);
  if (loadsModel(call)) return made?.kind === 'object' && made.device === 'cuda';
  if (isCudaGenerator(call)) return true;
  return made?.kind === 'object' && made.object === 'tensor' && made.device === 'cuda' && path.startsWith('torch.');
}

/** `torch.Generator("cuda")`. */
export function isCudaGenerator(call: CallFact): boolean {
  const device = calledPath(call) === 'torch.Generator' ? argumentOf(call, 'device', 0) : undefined;
  return device !== undefined && deviceNamed(device.value) === 'cuda';
}

/** A program that the call starts goes on beside the app, or may, such as a server. */
export function leavesProgram(call: CallFact): boolean {
  if (effectOf(call) !== 'runsCommand') return false;
  return STAYS.test(calledPath(call) ?? '') || LEAVES_SERVER.test(commandOf(call) ?? '');
}

const STAYS = /^(?:subprocess\.Popen|os\.popen|asyncio\.create_subprocess_\w+)$/;
const LEAVES_SERVER = /\b(?:nginx|caddy|haproxy|traefik|envoy|supervisord)\b|\.sh\b|&\s*$/;

/** The command that a call of `subprocess`, `os.system` or `pip.main` runs, as far as its words are known. */
export function commandOf(call: CallFact): string | undefined {
  if (effectOf(call) !== 'runsCommand') return undefined;
  const command = argumentOf(call, 'args', 0) ?? argumentOf(call, 'command');
  const alternative = command && only(command.value);
  if (alternative?.kind === 'text') return alternative.value;
  if (alternative?.kind !== 'sequence' || !alternative.items) return undefined;
  const words = alternative.items.map(wordOf).join(' ');
  return calledPath(call)?.startsWith('pip.') ? `pip ${words}` : words;
}

function wordOf(value: Value): string {
  return externalPath(value) === 'sys.executable' ? 'python' : String(constantOf(value) ?? '…');
}
