/**
 * What library calls do besides giving something back, by full dotted name. A path is written as in `libraries.ts`.
 */
import { fits, remember } from './libraries';

export type CallEffectName =
  /** Needs a real CUDA context, which the emulation in the main process does not give (spaces 0.47 torch/patching.py). */
  | 'initializesCuda'
  /** Needs a GPU of its own, outside torch. */
  | 'usesCudaOutsideTorch'
  /** Reads safetensors straight to the device that it is told, or that it chooses. */
  | 'readsSafetensors'
  /** Starts a process through `multiprocessing`, which a daemon may not. */
  | 'startsProcess'
  | 'endsProcess'
  | 'waits'
  | 'requests'
  | 'downloads'
  /** Runs a command given as its first argument. */
  | 'runsCommand'
  /** Draws from a random state that fork copies and nobody reseeds. */
  | 'drawsNumpy'
  | 'seedsNumpy'
  | 'seedsTorch'
  | 'caches'
  | 'readsCapability';

interface EffectRow {
  readonly path: string;
  readonly effect: CallEffectName;
}

/** What reads safetensors to a device: which argument names it, and where to without one. */
interface ReaderRow {
  readonly path: string;
  readonly keyword: string;
  readonly position?: number;
  readonly absent: 'cpu' | 'cuda';
  /** What it reads is copied into a model, wherever that lies. */
  readonly fills: boolean;
  /** Another function takes the argument. */
  readonly isAuto?: boolean;
}

/**
 * safetensors 0.8 copies to CUDA through memory that it has pinned, and pinning needs a driver: `No CUDA GPUs are
 * available` where CUDA is only emulated. PEFT asks `torch.cuda.is_available()` where the adapter goes, not the model
 * (huggingface/peft#3793 of 2026-09-22, safetensors 0.8.0, peft 0.19 `peft_model.py`; read 2026-11-22).
 */
const READERS: readonly ReaderRow[] = [
  { path: 'safetensors.torch.load_file', keyword: 'device', position: 1, absent: 'cpu', fills: false },
  { path: 'safetensors.torch.load_model', keyword: 'device', position: 3, absent: 'cpu', fills: true },
  { path: 'safetensors.**.safe_open', keyword: 'device', position: 2, absent: 'cpu', fills: false },
  { path: 'peft.**.PeftModel*.from_pretrained', keyword: 'torch_device', absent: 'cuda', fills: true },
  { path: 'peft.PeftModel.load_adapter', keyword: 'torch_device', position: 3, absent: 'cuda', fills: true },
  {
    path: 'peft.**.AutoPeftModel*.from_pretrained',
    keyword: 'torch_device',
    absent: 'cuda',
    fills: true,
    isAuto: true,
  },
];

/** How the dotted name, when it is called, reads safetensors. */
export function readerOf(path: string): ReaderRow | undefined {
  return READERS.find((row) => fits(row.path, path));
}

const EFFECTS: readonly EffectRow[] = [
  ...READERS.map(({ path }): EffectRow => ({ path, effect: 'readsSafetensors' })),
  { path: 'torch.cuda.{init,set_device,current_stream,default_stream,ipc_collect,Stream}', effect: 'initializesCuda' },
  { path: 'torch.cuda.streams.Stream', effect: 'initializesCuda' },
  // They begin with `_lazy_init()` (torch `cuda/memory.py`, read 2026-11-22).
  { path: 'torch.cuda.**.{set,get}_per_process_memory_fraction', effect: 'initializesCuda' },
  // It measures how much memory the card has left (vllm-project/vllm#3510 of 2024-03, read 2026-11-22).
  { path: 'vllm.**.LLM', effect: 'initializesCuda' },
  { path: 'vllm.**.{LLMEngine,AsyncLLMEngine,AsyncLLM}.from_engine_args', effect: 'initializesCuda' },
  {
    path: 'numba.cuda.{to_device,device_array,get_current_device,select_device,current_context}',
    effect: 'usesCudaOutsideTorch',
  },
  { path: 'cupy.{array,asarray,zeros,ones,empty,full,arange,random.*}', effect: 'usesCudaOutsideTorch' },
  { path: 'multiprocessing.{Process,Pool,Manager}', effect: 'startsProcess' },
  { path: 'multiprocessing.{process.Process,pool.Pool,context.Process}', effect: 'startsProcess' },
  { path: 'torch.multiprocessing.{Process,Pool,Manager,spawn,start_processes}', effect: 'startsProcess' },
  { path: 'multiprocess.{Process,Pool}', effect: 'startsProcess' },
  { path: 'concurrent.futures.**.ProcessPoolExecutor', effect: 'startsProcess' },
  { path: '{exit,quit}', effect: 'endsProcess' },
  { path: 'sys.exit', effect: 'endsProcess' },
  { path: 'os.{_exit,abort}', effect: 'endsProcess' },
  { path: 'time.sleep', effect: 'waits' },
  { path: '{requests,httpx}.{get,post,put,delete,head,request}', effect: 'requests' },
  {
    path: 'openai.{ChatCompletion,Completion,Image,chat.completions,completions,responses}.create',
    effect: 'requests',
  },
  { path: 'litellm.**.{completion,image_generation,transcription}', effect: 'requests' },
  { path: 'replicate.run', effect: 'requests' },
  { path: 'fal_client.{run,subscribe}', effect: 'requests' },
  { path: 'urllib.request.{urlopen,urlretrieve}', effect: 'downloads' },
  { path: 'huggingface_hub.**.{hf_hub_download,snapshot_download}', effect: 'downloads' },
  { path: 'gdown.download', effect: 'downloads' },
  { path: 'torch.hub.download_url_to_file', effect: 'downloads' },
  { path: 'subprocess.{run,call,check_call,check_output,Popen,getoutput}', effect: 'runsCommand' },
  { path: 'asyncio.create_subprocess_{exec,shell}', effect: 'runsCommand' },
  { path: 'os.{system,popen}', effect: 'runsCommand' },
  { path: 'pip.{main,_internal.main,_internal.cli.main.main}', effect: 'runsCommand' },
  {
    path: 'numpy.random.{rand,randn,randint,random,random_sample,choice,uniform,normal,permutation,shuffle}',
    effect: 'drawsNumpy',
  },
  { path: 'numpy.random.seed', effect: 'seedsNumpy' },
  { path: 'torch.{manual_seed,cuda.manual_seed,cuda.manual_seed_all}', effect: 'seedsTorch' },
  { path: '{transformers,accelerate.utils,diffusers.training_utils}.set_seed', effect: 'seedsNumpy' },
  { path: '**.seed_everything', effect: 'seedsNumpy' },
  { path: 'functools.{lru_cache,cache}', effect: 'caches' },
  { path: 'cachetools.{cached,func.lru_cache,func.ttl_cache}', effect: 'caches' },
  {
    path: 'torch.cuda.{get_device_capability,get_device_properties,get_device_name,get_arch_list}',
    effect: 'readsCapability',
  },
];

/** What asks for CUDA without torch by one of its arguments: `fits` says of a known value whether it does. */
interface CudaArgumentRow {
  readonly path: string;
  readonly keyword: string;
  readonly position?: number;
  readonly fits: (value: unknown) => boolean;
}

const isCuda = (value: unknown): boolean => typeof value === 'string' && /^cuda(?::\d+)?$/.test(value);

/** CTranslate2, llama.cpp and ONNX Runtime find no device in the main process (platform facts b.7, 2026-11-22). */
const CUDA_ARGUMENTS: readonly CudaArgumentRow[] = [
  { path: 'faster_whisper.**.WhisperModel', keyword: 'device', position: 1, fits: isCuda },
  // It hands the device on (m-bain/whisperX `asr.py`, read 2026-11-23).
  { path: 'whisperx.**.load_model', keyword: 'device', position: 1, fits: isCuda },
  { path: 'ctranslate2.{Translator,Generator,Encoder}', keyword: 'device', position: 1, fits: isCuda },
  {
    path: 'llama_cpp.**.Llama{,.from_pretrained}',
    keyword: 'n_gpu_layers',
    fits: (value) => typeof value === 'number' && value !== 0,
  },
  {
    path: 'onnxruntime.**.InferenceSession',
    keyword: 'providers',
    position: 2,
    // Who names the CPU as well is content with it.
    fits: (value) => Array.isArray(value) && value.length === 1 && value[0] === 'CUDAExecutionProvider',
  },
];

/** What takes CUDA, through torch, when it is there: the argument that decides, and what it is without it. */
interface ChoiceRow {
  readonly path: string;
  readonly keyword: string;
  readonly position: number;
  readonly absent: boolean;
  /** The value of the argument with which it does so. */
  readonly onCuda: boolean;
}

/** JaidedAI/EasyOCR `easyocr.py`, kha-white/manga-ocr `ocr.py`; read 2026-11-22. */
const CHOICES: readonly ChoiceRow[] = [
  { path: 'easyocr.**.Reader', keyword: 'gpu', position: 1, absent: true, onCuda: true },
  { path: 'manga_ocr.**.MangaOcr', keyword: 'force_cpu', position: 1, absent: false, onCuda: false },
];

/** The argument by which the dotted name, when it is called, decides between CUDA and the CPU. */
export function cudaChoiceOf(path: string): ChoiceRow | undefined {
  return CHOICES.find((row) => fits(row.path, path));
}

/** The argument by which the dotted name, when it is called, asks for CUDA without torch. */
export function cudaArgumentOf(path: string): CudaArgumentRow | undefined {
  return CUDA_ARGUMENTS.find((row) => fits(row.path, path));
}

/** Methods of clients by which they wait for what a server computes. */
const ASKS =
  /^(?:create|parse|stream|generate|edit|post|send_message|generate_(?:content|images)(?:_stream)?|chat_completion|text_generation|text_to_(?:image|speech|video|audio)|image_to_(?:image|text|video)|automatic_speech_recognition|translation|summarization|feature_extraction|sentence_similarity|(?:visual_|document_|table_)?question_answering|(?:zero_shot_)?(?:text|image|audio|token)?_?classification|image_segmentation|object_detection|fill_mask)$/;

/** The method of a client waits for a server's answer. */
export function asksServer(method: string): boolean {
  return ASKS.test(method);
}

const effectCache = new Map<string, CallEffectName | undefined>();

/** What calling the dotted name does; undefined when nothing is known of it. */
export function effectOfCall(path: string): CallEffectName | undefined {
  if (effectCache.has(path)) return effectCache.get(path);
  return remember(effectCache, path, EFFECTS.find((row) => fits(row.path, path))?.effect);
}
