/**
 * What library calls give back, as far as rules care. One row a name; unknown names mean an unknown value, which is silent.
 *
 * A path is the full dotted name. `*` stands for any part of one segment (`*Pipeline`), `**` for any number of segments.
 * The first row that fits wins, so special cases stand above general ones.
 */

/** What kind of thing a library object is. */
export type ObjectKind =
  | 'tensor'
  | 'tensors'
  | 'array'
  | 'image'
  | 'model'
  /** A `SentenceTransformer` or `CrossEncoder`. */
  | 'embedder'
  /** A node of ComfyUI. */
  | 'node'
  | 'pipeline'
  | 'pipelineOutput'
  | 'modelOutput'
  | 'tokenizer'
  | 'scheduler'
  | 'config'
  | 'data'
  | 'device'
  | 'dtype'
  | 'generator'
  | 'iterator'
  | 'asyncIterator'
  | 'file'
  | 'tempfile'
  | 'tempdir'
  | 'path'
  | 'lock'
  | 'thread'
  | 'process'
  | 'executor'
  | 'future'
  | 'connection'
  /** What asks a server elsewhere. */
  | 'client'
  | 'streamer'
  | 'timedelta'
  | 'component'
  | 'state'
  | 'blocks'
  | 'event'
  | 'update'
  | 'exception'
  | 'module'
  | 'rng';

export interface CallRow {
  readonly path: string;
  readonly gives: ObjectKind | 'none' | 'true' | 'false' | 'text' | 'number' | 'bool' | 'list' | 'first';
  /** Where the result lies: fixed, named by a `device` argument, or that of the first argument, or of the embeddings it is given. */
  readonly device?: 'cpu' | 'argument' | 'first' | 'embeddings';
  /** Position of that argument, where it need not be named. */
  readonly devicePosition?: number;
  /** Where it lies when no argument says so; on the CPU otherwise. */
  readonly absent?: 'cuda' | 'unknown';
  /** It asks torch whether there is CUDA where no argument says a device. */
  readonly asksForCuda?: true;
  /** Arguments that say more than is known here of where it lies. */
  readonly unclearWith?: readonly string[];
  /** Arguments by which a client may be sent to a server of the app's own; the first may be given without its name. */
  readonly server?: readonly string[];
  /** A fixed result, for `number` and `text`. */
  readonly value?: number | string;
  /** It reads weights from disk or network. */
  readonly loadsModel?: boolean;
  /** The model is no torch module, or wraps one: what it gives is its own affair, images or arrays mostly. */
  readonly ownCode?: true;
  /** Position of the argument that names a file it writes. */
  readonly writesPath?: number;
  /** The keyword of that argument. */
  readonly writesKeyword?: string;
}

/** Kinds that can't cross a process boundary, with the word Python's pickle uses for them. */
export const UNPICKLABLE: Readonly<Partial<Record<ObjectKind, string>>> = {
  generator: 'generator',
  asyncIterator: 'async_generator',
  file: '_io.TextIOWrapper',
  lock: '_thread.lock',
  thread: 'thread',
  process: 'process',
  executor: 'executor',
  connection: 'sqlite3.Connection',
  module: 'module',
};

/** Contexts and decorators of torch whose effect is on the thread that enters them. */
const TORCH_CONTEXTS =
  /^torch\.(?:no_grad|inference_mode|enable_grad|set_grad_enabled|autocast|autograd\.(?:no_grad|inference_mode|set_grad_enabled|grad_mode\.\w+)|amp\.autocast|cuda\.amp\.autocast)$/;

/** Whether the dotted name is one of `torch.no_grad`, `torch.inference_mode`, `torch.autocast`, … */
export function isTorchContext(path: string): boolean {
  return TORCH_CONTEXTS.test(path);
}

/** Repositories of `torch.hub` whose models are plain torch modules, loaded on the CPU. */
const HUB_MODULES = /^(?:pytorch\/vision|facebookresearch\/dino\w*|intel-isl\/MiDaS)(?::|$)/;
/** What is no model: MiDaS’s `transforms`, `face2paint` of AnimeGAN, the utilities of NVIDIA’s. */
const HUB_HELPERS = /(?:transforms?|utils|processing|tokenizer|face2paint)$/;

/** What an entry of a repository of `torch.hub` is, as far as its name says: a torch module, or no model at all. */
export function hubEntry(repository: unknown, entry: unknown): 'module' | 'helper' | undefined {
  if (typeof entry === 'string' && HUB_HELPERS.test(entry)) return 'helper';
  return typeof repository === 'string' && HUB_MODULES.test(repository) ? 'module' : undefined;
}

/** Calls by full name. */
const CALLS: readonly CallRow[] = [
  // What the platform answers: torch pretends to have CUDA in the main process (spaces 0.47 torch/patching.py).
  { path: 'torch.cuda.is_available', gives: 'true' },
  { path: 'torch.cuda.is_bf16_supported', gives: 'true' },
  { path: 'torch.cuda.device_count', gives: 'number', value: 1 },
  { path: 'torch.cuda.current_device', gives: 'number', value: 0 },
  { path: 'torch.backends.mps.is_available', gives: 'false' },
  { path: 'torch.backends.mps.is_built', gives: 'false' },
  { path: 'torch.xpu.is_available', gives: 'false' },
  // Each task is a request (huggingface_hub 1.0 `inference/_client.py`); openai 2, anthropic, groq and google-genai; read 2026-11-23.
  { path: 'huggingface_hub.**.InferenceClient', gives: 'client', server: ['model', 'base_url'] },
  { path: '{openai,anthropic,groq}.**.{OpenAI,Anthropic,Groq}', gives: 'client', server: ['base_url'] },
  { path: 'openai.**.AzureOpenAI', gives: 'client' },
  { path: 'google.genai.**.Client', gives: 'client', server: ['http_options'] },
  { path: 'google.generativeai.**.GenerativeModel', gives: 'client' },
  { path: 'torch.device', gives: 'device', device: 'first' },
  { path: 'torch.Generator', gives: 'rng' },
  { path: 'torch.compile', gives: 'first' },
  { path: 'torch.jit.script', gives: 'first' },
  { path: 'torch.load', gives: 'data', loadsModel: true },
  { path: 'torch.save', gives: 'none', writesPath: 1, writesKeyword: 'f' },
  // Those of most repositories do as they like: one for YOLOv5 takes images, and goes to CUDA by itself (`hubconf.py`, read 2026-11-23).
  { path: 'torch.hub.load', gives: 'model', loadsModel: true },
  { path: 'torch.jit.load', gives: 'model', loadsModel: true },
  { path: 'torch.from_numpy', gives: 'tensor', device: 'cpu' },
  {
    path: 'torch.{tensor,as_tensor,zeros,ones,empty,full,rand,randn,randint,randperm,arange,linspace,eye}',
    gives: 'tensor',
    device: 'argument',
  },
  {
    path: 'torch.{zeros_like,ones_like,empty_like,full_like,rand_like,randn_like,clone,abs,exp,log,sqrt,sigmoid,softmax,log_softmax,tanh,relu,clamp,clip,round,floor,ceil,argmax,argmin,argsort,cumsum,mean,sum,std,var,norm,flip,squeeze,unsqueeze,reshape,permute,transpose,matmul,bmm,nan_to_num,roll,tile}',
    gives: 'tensor',
    device: 'first',
  },
  { path: 'torch.{cat,stack,concat,vstack,hstack}', gives: 'tensor', device: 'first' },
  { path: 'torch.{topk,sort,split,chunk,max,min}', gives: 'tensors', device: 'first' },
  { path: 'torch.nn.functional.*', gives: 'tensor', device: 'first' },
  // Those with weights; others, such as Softmax, compute wherever their input lies.
  {
    path: 'torch.nn.{Linear,Bilinear,Conv1d,Conv2d,Conv3d,ConvTranspose1d,ConvTranspose2d,ConvTranspose3d,BatchNorm1d,BatchNorm2d,BatchNorm3d,LayerNorm,GroupNorm,RMSNorm,Embedding,EmbeddingBag,LSTM,GRU,RNN,LSTMCell,GRUCell,RNNCell,MultiheadAttention,Transformer,TransformerEncoderLayer,TransformerDecoderLayer,PReLU}',
    gives: 'model',
    device: 'argument',
  },
  { path: 'torch.nn.*', gives: 'model' },
  // Arrays stay arrays, and tensors where they are.
  { path: 'einops.{rearrange,repeat,reduce}', gives: 'first' },
  { path: 'torchaudio.load', gives: 'tensors', device: 'cpu' },
  { path: 'torchaudio.save', gives: 'none', writesPath: 0, writesKeyword: 'uri' },
  { path: 'torchaudio.functional.*', gives: 'tensor', device: 'first' },
  { path: 'torchvision.transforms.functional.to_pil_image', gives: 'image' },
  { path: 'torchvision.transforms.ToPILImage', gives: 'data' },
  { path: 'torchvision.utils.save_image', gives: 'none', writesPath: 1, writesKeyword: 'fp' },
  { path: 'torchvision.utils.make_grid', gives: 'tensor', device: 'first' },
  { path: 'torchvision.io.read_image', gives: 'tensor', device: 'cpu' },
  { path: 'torchvision.models.*', gives: 'model', device: 'cpu', loadsModel: true },
  { path: 'timm.create_model', gives: 'model', device: 'cpu', loadsModel: true },
  { path: 'safetensors.torch.load_file', gives: 'data', loadsModel: true },
  { path: 'open_clip.create_model_and_transforms', gives: 'data', loadsModel: true },
  // `"cuda"` where that is available and no device is given (openai-whisper 20250625 `__init__.py`, read 2026-11-23).
  {
    path: 'whisper.load_model',
    gives: 'model',
    device: 'argument',
    devicePosition: 1,
    absent: 'cuda',
    asksForCuda: true,
    loadsModel: true,
  },
  // `gpu=True` puts it on CUDA (Coqui TTS 0.22 `TTS/api.py`, read 2026-11-23).
  { path: 'TTS.api.TTS', gives: 'model', device: 'argument', absent: 'unknown', loadsModel: true },
  // The third argument is the device, `"cuda"` if none is given (sam2 1.1 `build_sam.py`, read 2026-11-23).
  {
    path: 'sam2.build_sam.{build_sam2,build_sam2_hf,build_sam2_video_predictor,build_sam2_video_predictor_hf}',
    gives: 'model',
    device: 'argument',
    absent: 'unknown',
    loadsModel: true,
  },
  // Predictors and mask generators around such a model, of NumPy arrays (sam2 1.1 `sam2_image_predictor.py`).
  {
    path: 'sam2.**.SAM2*.from_pretrained',
    gives: 'model',
    device: 'argument',
    absent: 'cuda',
    loadsModel: true,
    ownCode: true,
  },
  // Detectors take and give images, whatever device they compute on (huggingface/controlnet_aux
  // `open_pose/__init__.py`, read 2026-11-23).
  { path: 'controlnet_aux.**.*.from_pretrained', gives: 'model', device: 'cpu', loadsModel: true, ownCode: true },
  // Outside torch, and so outside the CUDA emulation: loading it in the GPU function is right.
  { path: 'onnxruntime.InferenceSession', gives: 'data' },
  { path: 'llama_cpp.**.Llama.from_pretrained', gives: 'data' },
  // `get_device_name()`, which asks whether CUDA is there (sentence-transformers 5.2 `util/environment.py`, read 2026-11-22).
  {
    path: 'sentence_transformers.SentenceTransformer',
    gives: 'embedder',
    device: 'argument',
    absent: 'cuda',
    unclearWith: ['backend', 'model_kwargs', 'modules'],
    loadsModel: true,
  },
  {
    path: 'sentence_transformers.CrossEncoder',
    gives: 'embedder',
    device: 'argument',
    absent: 'cuda',
    unclearWith: ['backend', 'model_kwargs', 'modules'],
    loadsModel: true,
  },
  // A `SentenceTransformer` in other clothes (`embeddings/huggingface.py` of both, read 2026-11-22 and 2026-11-23).
  {
    path: '{langchain_huggingface,langchain_community}.**.HuggingFace{Embeddings,BgeEmbeddings}',
    gives: 'embedder',
    device: 'argument',
    absent: 'cuda',
    unclearWith: ['backend'],
    loadsModel: true,
  },
  // It computes with the embeddings that it is given whatever is looked for in it (`vectorstores/faiss.py`).
  {
    path: '{langchain_community,langchain_chroma}.**.{FAISS,Chroma}.{load_local,from_texts,from_documents}',
    gives: 'embedder',
    device: 'embeddings',
  },
  { path: '{langchain_community,langchain_chroma}.**.Chroma', gives: 'embedder', device: 'embeddings' },
  // Without a device it takes CUDA when it is there; `model=False` has no model (hexgrad/kokoro `pipeline.py`, 0.9.4).
  {
    path: 'kokoro.**.KPipeline',
    gives: 'pipeline',
    device: 'argument',
    absent: 'cuda',
    unclearWith: ['model'],
    loadsModel: true,
  },
  // modelscope/DiffSynth-Studio `examples/`, read 2026-11-22: what is offloaded computes there, too.
  {
    path: 'diffsynth.**.*Pipeline.from_{pretrained,model_manager}',
    gives: 'pipeline',
    device: 'argument',
    absent: 'cuda',
    loadsModel: true,
  },
  // Made of paths, it reads its models stage by stage when it is called (Lightricks/LTX-2 `distilled.py`, read 2026-11-23).
  { path: 'ltx_pipelines.**.*Pipeline{,Deterministic}', gives: 'pipeline' },
  { path: 'nodes.{NODE_CLASS_MAPPINGS,*Loader,*LoaderSimple}', gives: 'node' },
  { path: 'ultralytics.YOLO', gives: 'data', loadsModel: true },
  { path: 'gradio.load', gives: 'blocks' },
  { path: 'fastapi.**.{FastAPI,APIRouter}', gives: 'data' },
  { path: 'flask.**.{Flask,Blueprint}', gives: 'data' },
  { path: 'gradio.**.mount_gradio_app', gives: 'first' },

  // transformers, diffusers and their relatives
  { path: 'transformers.pipeline', gives: 'pipeline', device: 'argument', loadsModel: true },
  { path: 'transformers.{TextIteratorStreamer,TextStreamer,AsyncTextIteratorStreamer}', gives: 'streamer' },
  { path: 'transformers.set_seed', gives: 'none' },
  {
    path: '{transformers,diffusers}.**.*{Tokenizer,TokenizerFast,Processor,FeatureExtractor,ImageProcessor,Extractor}.from_pretrained',
    gives: 'tokenizer',
  },
  { path: '{transformers,diffusers}.**.*Scheduler.from_{pretrained,config}', gives: 'scheduler' },
  { path: '{transformers,diffusers}.**.*Config.from_pretrained', gives: 'config' },
  {
    path: '{transformers,diffusers}.**.*Pipeline*.from_{pretrained,pipe,single_file}',
    gives: 'pipeline',
    device: 'cpu',
    loadsModel: true,
  },
  // It wraps the model that it is given, and its own weights follow (peft 0.19 `peft_model.py`, read 2026-11-22).
  { path: 'peft.**.PeftModel*.from_pretrained', gives: 'model', device: 'first', loadsModel: true },
  { path: 'peft.**.get_peft_model', gives: 'model', device: 'first' },
  {
    path: '{transformers,diffusers,peft,optimum,auto_gptq,unsloth,parler_tts,basicsr}.**.*.from_{pretrained,single_file}',
    gives: 'model',
    device: 'cpu',
    loadsModel: true,
  },
  { path: 'diffusers.**.*Pipeline', gives: 'pipeline', device: 'cpu' },
  { path: 'diffusers.utils.export_to_video', gives: 'path', writesPath: 1, writesKeyword: 'output_video_path' },
  { path: 'diffusers.utils.export_to_gif', gives: 'path', writesPath: 1, writesKeyword: 'output_gif_path' },
  { path: 'diffusers.utils.load_image', gives: 'image' },
  { path: '**.*{Tokenizer,Processor,Config,Scheduler,Extractor}.from_pretrained', gives: 'data' },
  { path: '**.from_pretrained', gives: 'data', device: 'argument', absent: 'unknown', loadsModel: true },
  { path: 'huggingface_hub.{hf_hub_download,snapshot_download}', gives: 'path' },

  // Images, arrays, sound
  { path: 'PIL.Image.{open,new,fromarray,frombytes,merge,composite,blend,alpha_composite}', gives: 'image' },
  { path: 'PIL.ImageOps.*', gives: 'image' },
  { path: 'numpy.random.*', gives: 'data' },
  { path: 'numpy.save', gives: 'none', writesPath: 0, writesKeyword: 'file' },
  { path: 'numpy.{savez,savez_compressed,savetxt}', gives: 'none', writesPath: 0 },
  { path: 'numpy.*', gives: 'array' },
  { path: 'cv2.imwrite', gives: 'bool', writesPath: 0, writesKeyword: 'filename' },
  { path: 'cv2.VideoCapture', gives: 'data' },
  { path: 'cv2.VideoWriter', gives: 'data', writesPath: 0, writesKeyword: 'filename' },
  { path: 'cv2.{imread,cvtColor,resize,GaussianBlur,Canny,addWeighted,flip,rotate}', gives: 'array' },
  { path: 'imageio.{imwrite,imsave,mimsave,mimwrite,get_writer}', gives: 'data', writesPath: 0, writesKeyword: 'uri' },
  { path: 'soundfile.write', gives: 'none', writesPath: 0, writesKeyword: 'file' },
  { path: 'soundfile.read', gives: 'data' },
  { path: 'scipy.io.wavfile.write', gives: 'none', writesPath: 0, writesKeyword: 'filename' },
  { path: 'librosa.load', gives: 'data' },
  { path: 'trimesh.load', gives: 'data' },
  { path: 'matplotlib.pyplot.savefig', gives: 'none', writesPath: 0, writesKeyword: 'fname' },
  { path: 'pandas.*', gives: 'data' },

  // Python's own
  { path: 'datetime.timedelta', gives: 'timedelta' },
  { path: 'open', gives: 'file', writesPath: 0, writesKeyword: 'file' },
  { path: 'zipfile.ZipFile', gives: 'data', writesPath: 0, writesKeyword: 'file' },
  { path: 'io.{open,TextIOWrapper}', gives: 'file' },
  { path: 'io.{BytesIO,StringIO}', gives: 'data' },
  { path: 'tempfile.{NamedTemporaryFile,TemporaryFile,SpooledTemporaryFile}', gives: 'tempfile' },
  { path: 'tempfile.TemporaryDirectory', gives: 'tempdir' },
  { path: 'tempfile.gettempdir', gives: 'text', value: '/tmp' },
  { path: 'tempfile.{mkdtemp,mktemp}', gives: 'text' },
  { path: 'pathlib.{Path,PurePath,PosixPath}', gives: 'path' },
  { path: 'os.path.{join,abspath,realpath,basename,dirname,expanduser,splitext}', gives: 'text' },
  { path: 'os.path.{exists,isfile,isdir}', gives: 'bool' },
  { path: 'os.{getcwd}', gives: 'text' },
  { path: 'threading.{Lock,RLock,Condition,Event,Semaphore,BoundedSemaphore}', gives: 'lock' },
  { path: 'threading.{Thread,Timer}', gives: 'thread' },
  { path: 'multiprocessing.{Process}', gives: 'process' },
  { path: 'multiprocessing.{Lock,RLock,Semaphore,Event}', gives: 'lock' },
  { path: 'multiprocessing.{Pool,pool.ThreadPool}', gives: 'executor' },
  { path: 'torch.multiprocessing.{Pool}', gives: 'executor' },
  { path: 'torch.multiprocessing.{Process}', gives: 'process' },
  { path: 'concurrent.futures.**.{ThreadPoolExecutor,ProcessPoolExecutor}', gives: 'executor' },
  { path: 'apscheduler.schedulers.**.{BackgroundScheduler,BlockingScheduler,AsyncIOScheduler}', gives: 'executor' },
  { path: 'sqlite3.connect', gives: 'connection' },
  { path: 'socket.socket', gives: 'connection' },
  { path: 'queue.{Queue,LifoQueue,PriorityQueue,SimpleQueue}', gives: 'lock' },
  { path: 'json.{dumps}', gives: 'text' },
  { path: 'json.{load,loads}', gives: 'data' },
  { path: 'uuid.{uuid1,uuid4}', gives: 'data' },
  { path: 'time.{time,perf_counter,monotonic}', gives: 'number' },
  { path: 'random.{randint,randrange,random,uniform}', gives: 'number' },
  { path: 'random.Random', gives: 'rng' },
  { path: 'str', gives: 'text' },
  { path: 'repr', gives: 'text' },
  { path: 'bytes', gives: 'data' },
  { path: 'input', gives: 'text' },
  { path: '{bool,isinstance,issubclass,callable,hasattr,any,all}', gives: 'bool' },
  { path: '{len,round,abs,sum,hash,id,ord}', gives: 'number' },
  { path: 'print', gives: 'none' },
  { path: '{map,filter,zip,iter,reversed,enumerate}', gives: 'iterator' },
  {
    path: '{Exception,ValueError,RuntimeError,TypeError,KeyError,AssertionError,NotImplementedError,FileNotFoundError,OSError,IOError}',
    gives: 'exception',
  },

  // Gradio
  { path: 'gradio.{Error}', gives: 'exception' },
  { path: 'gradio.{Info,Warning,Success}', gives: 'none' },
  { path: 'gradio.{update,skip}', gives: 'update' },
  { path: 'gradio.{Progress}', gives: 'data' },
  { path: 'gradio.{State,BrowserState}', gives: 'state' },
  { path: 'gradio.{Blocks,Interface,ChatInterface,TabbedInterface,Server,Workflow}', gives: 'blocks' },
  { path: 'gradio.{on,api}', gives: 'event' },
  { path: 'gradio.themes.**', gives: 'data' },
  { path: 'gradio.{Row,Column,Tab,TabItem,Tabs,Group,Accordion,Box,Sidebar,Walkthrough,Step}', gives: 'component' },
  { path: 'gradio.components.*', gives: 'component' },
];

/** Methods of library objects: by the kind of the object, `any` for every value whose kind is not known. */
export interface MethodRow {
  readonly on: ObjectKind | 'any' | 'text';
  readonly method: string;
  readonly gives: CallRow['gives'] | 'self';
  readonly device?: 'cpu' | 'cuda' | 'argument' | 'receiver';
  /** It reads weights from disk. */
  readonly loadsModel?: boolean;
  readonly writesPath?: number;
  readonly writesKeyword?: string;
  /** It changes the object itself, besides returning it. */
  readonly inPlace?: boolean;
}

const METHODS: readonly MethodRow[] = [
  { on: 'tensor', method: 'cpu', gives: 'tensor', device: 'cpu' },
  { on: 'tensor', method: 'cuda', gives: 'tensor', device: 'cuda' },
  // `type(torch.FloatTensor)` names a type on the CPU, `type(torch.float32)` no place at all, `type_as(x)` that of `x`.
  { on: 'tensor', method: '{to,type,type_as}', gives: 'tensor', device: 'argument' },
  { on: 'tensor', method: 'numpy', gives: 'array' },
  { on: 'tensor', method: 'item', gives: 'number' },
  { on: 'tensor', method: 'tolist', gives: 'list' },
  { on: 'tensor', method: '{size,dim,numel,element_size,stride}', gives: 'number' },
  { on: 'tensor', method: '{is_floating_point,is_contiguous,equal}', gives: 'bool' },
  {
    on: 'tensor',
    method:
      '{max,min,topk,sort,split,chunk,unbind,median,mode,kthvalue,cummax,cummin,aminmax,tensor_split,hsplit,vsplit,dsplit}',
    gives: 'tensors',
    device: 'receiver',
  },
  { on: 'tensor', method: '*', gives: 'tensor', device: 'receiver' },
  { on: 'tensors', method: '{to}', gives: 'tensors', device: 'argument' },
  { on: 'tensors', method: 'cpu', gives: 'tensors', device: 'cpu' },
  { on: 'tensors', method: 'cuda', gives: 'tensors', device: 'cuda' },
  { on: 'model', method: 'to', gives: 'self', device: 'argument', inPlace: true },
  { on: 'model', method: 'cuda', gives: 'self', device: 'cuda', inPlace: true },
  { on: 'model', method: 'cpu', gives: 'self', device: 'cpu', inPlace: true },
  {
    on: 'model',
    method:
      '{eval,train,half,float,bfloat16,double,requires_grad_,share_memory,merge_and_unload,to_bettertransformer,compile}',
    gives: 'self',
  },
  { on: 'model', method: 'generate', gives: 'tensor', device: 'receiver' },
  {
    on: 'model',
    method: '{get_image_features,get_text_features,encode_image,encode_text,get_input_embeddings}',
    gives: 'tensor',
    device: 'receiver',
  },
  { on: 'model', method: '{decode,encode,forward}', gives: 'modelOutput', device: 'receiver' },
  { on: 'model', method: '{get_encoder,get_decoder,get_base_model}', gives: 'self' },
  // The distribution that a VAE encodes to.
  { on: 'modelOutput', method: '{sample,mode}', gives: 'tensor', device: 'receiver' },
  { on: 'model', method: '{load_state_dict,load_adapter,set_adapter,enable_gradient_checkpointing}', gives: 'data' },
  // They read the weights anew whenever they are called (huggingface/blog `run-comfyui-workflows-on-spaces.md`, read 2026-11-23).
  { on: 'node', method: 'load_{unet,clip,vae,checkpoint,controlnet,style_model}', gives: 'data', loadsModel: true },
  { on: 'embedder', method: 'to', gives: 'self', device: 'argument', inPlace: true },
  { on: 'embedder', method: 'cuda', gives: 'self', device: 'cuda', inPlace: true },
  { on: 'embedder', method: 'cpu', gives: 'self', device: 'cpu', inPlace: true },
  { on: 'embedder', method: '{eval,train,half,float,bfloat16,requires_grad_}', gives: 'self' },
  { on: 'embedder', method: 'as_retriever', gives: 'self' },
  // What is loaded by a library that is not known mostly is a module of torch, or wraps one.
  { on: 'data', method: 'to', gives: 'self', device: 'argument', inPlace: true },
  { on: 'data', method: 'cuda', gives: 'self', device: 'cuda', inPlace: true },
  { on: 'data', method: 'cpu', gives: 'self', device: 'cpu', inPlace: true },
  { on: 'data', method: '{eval,train,half,float,bfloat16,requires_grad_}', gives: 'self' },
  { on: 'pipeline', method: 'to', gives: 'self', device: 'argument', inPlace: true },
  { on: 'pipeline', method: 'cuda', gives: 'self', device: 'cuda', inPlace: true },
  {
    on: 'pipeline',
    method:
      '{enable_model_cpu_offload,enable_sequential_cpu_offload,enable_vae_tiling,enable_vae_slicing,enable_xformers_memory_efficient_attention,enable_attention_slicing,fuse_lora,unload_lora_weights,load_lora_weights,load_ip_adapter,set_adapters,set_ip_adapter_scale,load_textual_inversion,fuse_qkv_projections}',
    gives: 'none',
  },
  { on: 'pipeline', method: 'encode_prompt', gives: 'tensors', device: 'receiver' },
  { on: 'tokenizer', method: '{decode,apply_chat_template_text,convert_ids_to_tokens}', gives: 'text' },
  { on: 'tokenizer', method: '{batch_decode,post_process_generation,tokenize}', gives: 'data' },
  { on: 'image', method: 'save', gives: 'none', writesPath: 0, writesKeyword: 'fp' },
  {
    on: 'image',
    method: '{getpixel,getbbox,tobytes,getdata,histogram,getbands,close,load,show,verify,putalpha,paste,thumbnail}',
    gives: 'data',
  },
  { on: 'image', method: '*', gives: 'image' },
  { on: 'array', method: '{tolist}', gives: 'list' },
  { on: 'array', method: '{item}', gives: 'number' },
  { on: 'array', method: '*', gives: 'array' },
  { on: 'text', method: '{split,splitlines,rsplit,partition,rpartition,encode}', gives: 'list' },
  {
    on: 'text',
    method: '{startswith,endswith,isdigit,isalpha,isalnum,isspace,isupper,islower,isnumeric}',
    gives: 'bool',
  },
  { on: 'text', method: '{find,index,count,rfind}', gives: 'number' },
  { on: 'text', method: '*', gives: 'text' },
  { on: 'path', method: '{open}', gives: 'file' },
  { on: 'path', method: '{read_text,as_posix}', gives: 'text' },
  { on: 'path', method: '{write_text,write_bytes}', gives: 'number' },
  { on: 'path', method: '{with_suffix,with_name,with_stem,joinpath,resolve,absolute,expanduser}', gives: 'path' },
  { on: 'file', method: '{read,readline}', gives: 'data' },
  { on: 'client', method: 'start_chat', gives: 'self' },
  { on: 'executor', method: 'submit', gives: 'future' },
  { on: 'rng', method: 'manual_seed', gives: 'self' },
  { on: 'blocks', method: 'queue', gives: 'self' },
  { on: 'component', method: '*', gives: 'event' },
  { on: 'event', method: '{then,success,failure}', gives: 'event' },
  // Of a value that is not known: these names mean the same in every library met in practice.
  { on: 'any', method: 'cpu', gives: 'tensor', device: 'cpu' },
  { on: 'any', method: 'numpy', gives: 'array' },
  { on: 'any', method: 'item', gives: 'number' },
  { on: 'any', method: 'tolist', gives: 'list' },
  { on: 'any', method: '{savefig}', gives: 'none', writesPath: 0, writesKeyword: 'fname' },
  // Coqui TTS 0.22 `TTS/api.py`.
  { on: 'any', method: 'tts_to_file', gives: 'path', writesPath: 7, writesKeyword: 'file_path' },
];

/** Methods that write a file named by their first argument, whatever object they belong to. */
export const FILE_WRITERS: ReadonlySet<string> = new Set([
  'save',
  'savefig',
  'export',
  'write_videofile',
  'write_gif',
  'write_audiofile',
  'write_image',
  'to_csv',
  'to_excel',
  'to_parquet',
]);

/** Members that keep what is known of the object, or say something else about it. */
interface AttributeRow {
  readonly on: ObjectKind;
  readonly name: string;
  readonly gives: ObjectKind | 'text' | 'images';
  readonly device?: 'receiver';
  /** What made it, where that is not what made the holder. */
  readonly type?: string;
}

const ATTRIBUTES: readonly AttributeRow[] = [
  { on: 'tensor', name: '{shape,ndim,nbytes}', gives: 'data' },
  { on: 'tensor', name: 'dtype', gives: 'dtype' },
  { on: 'tensor', name: 'device', gives: 'device', device: 'receiver' },
  { on: 'tensor', name: '{T,mT,H,data,real,imag,grad}', gives: 'tensor', device: 'receiver' },
  { on: 'model', name: 'device', gives: 'device', device: 'receiver' },
  { on: 'model', name: 'dtype', gives: 'dtype' },
  { on: 'model', name: '{config,generation_config}', gives: 'config' },
  // Parts that give what a whole model does (transformers 5.18 `models/`, read 2026-11-22).
  {
    on: 'model',
    name: '{encoder,decoder,text_encoder,audio_encoder,vision_model,text_model,vision_tower,language_model}',
    gives: 'model',
    device: 'receiver',
  },
  // Layers of those, which give tensors.
  {
    on: 'model',
    name: '{embeddings,embed_tokens,lm_head,visual_projection,text_projection}',
    gives: 'model',
    device: 'receiver',
    type: 'torch.nn.Module',
  },
  { on: 'embedder', name: 'device', gives: 'device', device: 'receiver' },
  { on: 'pipeline', name: 'device', gives: 'device', device: 'receiver' },
  { on: 'pipeline', name: 'dtype', gives: 'dtype' },
  {
    on: 'pipeline',
    name: '{transformer,unet,vae,text_encoder,text_encoder_2,text_encoder_3,image_encoder,controlnet}',
    gives: 'model',
    device: 'receiver',
  },
  { on: 'pipeline', name: '{tokenizer,tokenizer_2,feature_extractor,image_processor,processor}', gives: 'tokenizer' },
  { on: 'pipeline', name: 'scheduler', gives: 'scheduler' },
  { on: 'pipelineOutput', name: '{images,frames,videos,audios,nsfw_content_detected}', gives: 'images' },
  {
    on: 'modelOutput',
    name: '{logits,last_hidden_state,pooler_output,sequences,image_embeds,text_embeds,waveform,sample,prediction,predicted_depth,pred_masks,pred_boxes,loss,encoder_last_hidden_state,logits_per_image,logits_per_text,class_queries_logits,masks_queries_logits,iou_scores,start_logits,end_logits,audio_values}',
    gives: 'tensor',
    device: 'receiver',
  },
  // The cache of what was generated so far, by layer, and the distribution that a VAE encodes to.
  { on: 'modelOutput', name: '{past_key_values,latent_dist}', gives: 'modelOutput', device: 'receiver' },
  // A tuple with a tensor for each layer.
  {
    on: 'modelOutput',
    name: '{hidden_states,attentions,encoder_hidden_states,decoder_hidden_states,cross_attentions}',
    gives: 'tensors',
    device: 'receiver',
  },
  { on: 'tensors', name: '*', gives: 'tensor', device: 'receiver' },
  {
    on: 'client',
    name: '{chat,completions,beta,responses,messages,models,images,audio,speech,transcriptions,translations,embeddings}',
    gives: 'client',
  },
  { on: 'tempfile', name: 'name', gives: 'path' },
  { on: 'tempdir', name: 'name', gives: 'path' },
  { on: 'image', name: '{size,width,height,mode,info,format}', gives: 'data' },
  { on: 'path', name: '{name,stem,suffix}', gives: 'text' },
  { on: 'path', name: 'parent', gives: 'path' },
];

const compiled = new Map<string, RegExp>();

/** Whether a dotted name fits a pattern with `*`, `**` and `{a,b}`. */
export function fits(pattern: string, name: string): boolean {
  // Nearly all differ before the first of these: compiling expressions for them takes longer than all else does.
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '*' || character === '{') return expressionOf(pattern).test(name);
    if (character !== name[i]) return false;
  }
  return pattern.length === name.length;
}

function expressionOf(pattern: string): RegExp {
  let regex = compiled.get(pattern);
  if (!regex) {
    const source = pattern
      .replace(/[.+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replace(/,/g, '|')})`)
      .replace(/\*\*\\\./g, '(?:[^.]+\\.)@')
      .replace(/\*\*/g, '.@')
      .replace(/\*/g, '[^.]*')
      .replace(/@/g, '*');
    regex = new RegExp(`^${source}$`);
    compiled.set(pattern, regex);
  }
  return regex;
}

/** Answers about so many names are remembered and then forgotten at once: names are typed letter by letter. */
const MOST_NAMES = 5000;

/** Remembers an answer about a name, and returns it. */
export function remember<V>(answers: Map<string, V>, name: string, answer: V): V {
  if (answers.size >= MOST_NAMES) answers.clear();
  answers.set(name, answer);
  return answer;
}

const callCache = new Map<string, CallRow | undefined>();

/** The row of a call by full dotted name; undefined when nothing is known of it. */
export function callRow(path: string): CallRow | undefined {
  if (callCache.has(path)) return callCache.get(path);
  return remember(
    callCache,
    path,
    CALLS.find((candidate) => fits(candidate.path, path)),
  );
}

const methodCache = new Map<string, MethodRow | undefined>();

/** The row of a method of a kind of object. */
export function methodRow(on: MethodRow['on'], method: string): MethodRow | undefined {
  const key = `${on}.${method}`;
  if (methodCache.has(key)) return methodCache.get(key);
  return remember(
    methodCache,
    key,
    METHODS.find((candidate) => candidate.on === on && fits(candidate.method, method)),
  );
}

const attributeCache = new Map<string, AttributeRow | undefined>();

/** The row of a member of a kind of object. */
export function attributeRow(on: ObjectKind, name: string): AttributeRow | undefined {
  const key = `${on}.${name}`;
  if (attributeCache.has(key)) return attributeCache.get(key);
  return remember(
    attributeCache,
    key,
    ATTRIBUTES.find((candidate) => candidate.on === on && fits(candidate.name, name)),
  );
}

/** Names of Python's own that need no import. */
export const BUILTINS: ReadonlySet<string> = new Set(
  (
    'abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod ' +
    'enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance ' +
    'issubclass iter len list locals map max memoryview min next object oct open ord pow print property quit range repr ' +
    'reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ ' +
    'Exception BaseException ValueError RuntimeError TypeError KeyError IndexError AttributeError ImportError ' +
    'ModuleNotFoundError NotImplementedError StopIteration OSError IOError FileNotFoundError PermissionError TimeoutError ' +
    'AssertionError ArithmeticError ZeroDivisionError KeyboardInterrupt SystemExit Warning UserWarning DeprecationWarning'
  ).split(' '),
);
