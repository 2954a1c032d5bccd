import { GRADIO_SOURCE, SPACES_PACKAGE, ZEROGPU_DOCS } from './sources';
import { number, oneOf, optionalText, type Table, type TableSchema, text, texts } from './table';

/** A value of `size=` in `spaces.GPU`. */
export interface GpuSize {
  readonly size: string;
  readonly backing: string;
  /** Gigabytes of GPU memory. */
  readonly vram: number;
  /** Seconds of quota for one second of use. */
  readonly quotaFactor: number;
}

export const gpuSizes: Table<GpuSize> = {
  source: [ZEROGPU_DOCS],
  asOf: '2026-07-21',
  rows: [
    { size: 'large', backing: 'half an RTX Pro 6000 Blackwell', vram: 48, quotaFactor: 1 },
    { size: 'xlarge', backing: 'a whole RTX Pro 6000 Blackwell', vram: 96, quotaFactor: 2 },
  ],
};
export const gpuSizeSchema: TableSchema<GpuSize> = {
  key: ['size'],
  columns: { size: text, backing: text, vram: number, quotaFactor: number },
};

/** Whose quota a call is charged to. */
export interface Visitor {
  readonly visitor: string;
  /** For messages: "a visitor who is not logged in". */
  readonly label: string;
  /** Seconds of GPU use a day. */
  readonly quota: number;
}

export const visitors: Table<Visitor> = {
  source: [ZEROGPU_DOCS],
  asOf: '2026-07-21',
  rows: [
    { visitor: 'unauthenticated', label: 'visitors who are not logged in', quota: 120 },
    { visitor: 'free', label: 'free accounts', quota: 300 },
    { visitor: 'pro', label: 'PRO accounts', quota: 2400 },
    { visitor: 'team', label: 'members of a Team organization', quota: 2400 },
    { visitor: 'enterprise', label: 'members of an Enterprise organization', quota: 3600 },
  ],
};
export const visitorSchema: TableSchema<Visitor> = {
  key: ['visitor'],
  columns: { visitor: text, label: text, quota: number },
};

/** Single numbers. */
export interface Limit {
  readonly name: LimitName;
  readonly value: number;
  readonly unit: string;
}

const LIMIT_NAMES = ['default-duration', 'blackwell-duration-factor', 'minimum-gradio-major'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

export const limits: Table<Limit> = {
  source: [ZEROGPU_DOCS, SPACES_PACKAGE],
  asOf: '2026-11-21',
  rows: [
    // What a call asks for when `duration` is left out (spaces 0.47 `DEFAULT_SCHEDULE_DURATION`; Hub docs, 2026-07-21).
    { name: 'default-duration', value: 60, unit: 'seconds' },
    // Sent by the server to newer `spaces`, and reported, not documented.
    { name: 'blackwell-duration-factor', value: 1.5, unit: 'factor' },
    { name: 'minimum-gradio-major', value: 4, unit: 'major version' },
  ],
};
export const limitSchema: TableSchema<Limit> = {
  key: ['name'],
  columns: { name: oneOf(...LIMIT_NAMES), value: number, unit: text },
};

/** Words a user sees when something fails. */
export interface ErrorText {
  /** A stretch of the text that stays the same whatever the numbers in it. */
  readonly text: string;
  readonly where: 'toast' | 'log' | 'build' | 'push' | 'hub';
  readonly meaning: string;
  readonly rules: readonly string[];
}

export const errorTexts: Table<ErrorText> = {
  source: [SPACES_PACKAGE, GRADIO_SOURCE, ZEROGPU_DOCS],
  asOf: '2026-11-21',
  rows: [
    error(
      'No @spaces.GPU function detected during startup',
      'hub',
      'Nothing was decorated by the first launch(), or launch() never ran',
      'no-gpu-function',
      'launch-not-called',
      'gpu-decorated-per-call',
    ),
    error(
      'ZeroGPU quota exceeded',
      'toast',
      'The requested duration is more than the visitor has left',
      'duration-missing',
      'xlarge-cost',
      'duration-callable-uncapped',
    ),
    error(
      'ZeroGPU illegal duration',
      'toast',
      'The requested duration is more than one call may ask for',
      'duration-not-positive',
      'xlarge-cost',
      'duration-callable-uncapped',
    ),
    error('ZeroGPU queue timeout', 'toast', 'No GPU became free in time', 'gpu-call-in-loop', 'xlarge-cost'),
    error(
      'Space app has reached its GPU limit',
      'toast',
      'The call carried no visitor, and the quota of the Space itself is used up',
      'gpu-called-in-thread',
      'gpu-called-in-route',
      'examples-eager',
      'client-token-forwarding',
    ),
    error(
      'GPU task aborted',
      'toast',
      'The worker process died or ran out of time',
      'duration-missing',
      'exit-in-gpu',
      'flash-attention-3',
      'xgboost-at-module-scope',
    ),
    error(
      'ZeroGPU worker error',
      'toast',
      'An exception in the GPU function; its text is in the log',
      'plain-exception-in-gpu',
    ),
    error(
      'PicklingError',
      'toast',
      'An argument or result cannot cross the process boundary',
      'gpu-returns-generator',
      'gpu-async-generator',
      'unpicklable-return',
      'unpicklable-argument',
      'gpu-on-method',
    ),
    error(
      "cannot pickle 'generator' object",
      'log',
      'A regular GPU function returned a generator',
      'gpu-returns-generator',
    ),
    error("cannot pickle 'async_generator' object", 'log', 'An async generator was decorated', 'gpu-async-generator'),
    error('maximum recursion depth exceeded', 'log', 'Event data does not survive pickling', 'eventdata-to-gpu'),
    error("'int' object is not callable", 'log', 'A positional duration and an older `spaces`', 'gpu-positional-value'),
    error(
      'GPU() takes from 0 to 1 positional arguments',
      'log',
      'More than one positional argument',
      'gpu-too-many-positional',
    ),
    error(
      "'classmethod' object is not callable",
      'log',
      '@spaces.GPU stands above @classmethod',
      'gpu-above-classmethod',
    ),
    error(
      'unsupported type for timedelta seconds component',
      'log',
      'The duration is not a number',
      'duration-not-number',
      'duration-callable-async',
    ),
    error(
      'CUDA has been initialized before importing the `spaces` package',
      'log',
      'Something touched CUDA before `import spaces`',
      'spaces-imported-after-cuda',
      'torch-imported-before-spaces',
    ),
    error(
      'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
      'log',
      'CUDA was needed outside a GPU function',
      'cuda-init-at-module-scope',
      'return-cuda-tensor',
      'cuda-in-undecorated-handler',
      'device-map-cuda',
    ),
    error(
      'Low-level CUDA init reached',
      'log',
      'CUDA was needed outside a GPU function',
      'cuda-init-at-module-scope',
      'return-cuda-tensor',
      'cuda-in-undecorated-handler',
      'cuda-in-thread',
    ),
    error(
      'found at least two devices, cuda:0 (ZeroGPU) and cpu!',
      'log',
      'A module-scope model on cuda met a tensor on the CPU',
      'module-scope-inference',
      'model-not-on-cuda',
    ),
    error(
      'on disk-offloaded Tensor',
      'log',
      'A packed model was used in the main process',
      'cuda-in-undecorated-handler',
      'module-scope-inference',
    ),
    error(
      'No CUDA GPUs are available',
      'log',
      'CUDA was needed outside a GPU function',
      'cuda-init-at-module-scope',
      'cuda-in-undecorated-handler',
      'numba-cuda',
    ),
    error(
      'Found no NVIDIA driver on your system',
      'log',
      'CUDA was needed outside a GPU function',
      'cuda-in-undecorated-handler',
    ),
    error(
      'Cannot re-initialize CUDA in forked subprocess',
      'log',
      'CUDA was initialized before the worker was forked',
      'spaces-imported-after-cuda',
      'cuda-init-at-module-scope',
    ),
    error(
      'daemonic processes are not allowed to have children',
      'log',
      'The worker may not start processes',
      'multiprocessing-in-gpu',
      'dataloader-workers-in-gpu',
    ),
    error('ZeroGPU AoTI reuqires PyTorch 2.8+', 'log', 'The pinned torch is too old', 'aoti-torch-too-old'),
    error(
      'ZeroGPU is only compatible with Gradio 4+',
      'log',
      'The Gradio version is too old',
      'sdk-version-too-old',
      'requirements-gradio-too-old',
    ),
    error(
      'ZeroGPU API /schedule error',
      'log',
      'The server refused the request, for its size for instance',
      'gpu-size-invalid',
    ),
    error('Falling back to IP-based quotas', 'toast', 'The call carried no visitor token', 'client-token-forwarding'),
    error('`enable_queue` parameter is now ignored', 'log', 'A parameter that does nothing', 'gpu-enable-queue'),
    error(
      'Queue is full. Max size is 1 and size is 1.',
      'toast',
      'ZeroGPU makes the queue one place long unless the app says otherwise',
      'queue-concurrency-one',
      'queue-max-size',
    ),
    error(
      'The `cache_examples` parameter should be either True or False, not lazy',
      'log',
      'The spelling of Gradio 4 and 5',
      'examples-lazy-string',
    ),
    error(
      'If caching examples, `fn` and `outputs` must be provided',
      'log',
      'Caching needs a function to run',
      'examples-cache-true-fn-missing',
    ),
    error(
      'torch version in requirements.txt is not compatible with ZeroGPU',
      'hub',
      'The pinned torch is not among the supported ones',
      'torch-unsupported',
      'torch-local-suffix',
    ),
    error(
      '"short_description" length must be less than or equal to 60 characters',
      'push',
      'The Hub refuses the push',
      'short-description-too-long',
    ),
    error('"colorFrom" must be one of', 'push', 'The Hub refuses the push', 'color-invalid'),
    error(
      'because these package versions have conflicting dependencies',
      'build',
      'Two requirements exclude each other',
      'requirements-gradio-mismatch',
      'requirements-spaces-pin',
      'requirements-pydantic-conflict',
      'torch-family-mismatch',
      'xformers-mismatch',
    ),
    error(
      'ResolutionImpossible',
      'build',
      'Two requirements exclude each other',
      'requirements-gradio-mismatch',
      'requirements-spaces-pin',
      'requirements-pydantic-conflict',
      'torch-family-mismatch',
      'xformers-mismatch',
    ),
    error(
      "No module named 'torch'",
      'build',
      'A package is built from source without torch at hand',
      'cuda-sdist',
      'cuda-git-build',
    ),
    error('nvcc was not found', 'build', 'The build machine has no CUDA compiler', 'cuda-sdist', 'cuda-git-build'),
    error(
      'CUDA_HOME environment variable is not set',
      'build',
      'The build machine has no CUDA compiler',
      'cuda-sdist',
      'cuda-git-build',
    ),
    error(
      'is not a supported wheel on this platform',
      'build',
      'The wheel is for another Python or system',
      'wheel-python-mismatch',
      'wheel-platform',
    ),
    error('Invalid requirement', 'build', 'pip cannot read the line', 'requirements-merge-line'),
    error(
      'undefined symbol: _ZN3c10',
      'log',
      'A wheel was built for another torch',
      'wheel-torch-mismatch',
      'wheel-abi-false',
      'torch-sidecar-unpinned',
    ),
    error(
      'no kernel image is available for execution on the device',
      'log',
      'A wheel has no code for this GPU (sm_120)',
      'torch-index-url',
      'flash-attention-3',
    ),
    error(
      "cannot import name 'is_traceable_wrapper_subclass'",
      'log',
      'A dependency brought an older torch',
      'torch-unsupported',
    ),
    error(
      "cannot import name 'HfFolder'",
      'log',
      'An old Gradio with a new huggingface_hub',
      'requirements-gradio-conflict',
      'sdk-version-too-old',
    ),
    error('Weights only load failed', 'log', 'torch.load of an old checkpoint', 'torch-load-weights-only'),
    error(
      'Setting share=True is not supported on Hugging Face Spaces',
      'log',
      'A parameter that does nothing there',
      'launch-share',
    ),
  ],
};
function error(text: string, where: ErrorText['where'], meaning: string, ...rules: readonly string[]): ErrorText {
  return { text, where, meaning, rules };
}
export const errorTextSchema: TableSchema<ErrorText> = {
  key: ['text'],
  columns: { text, where: oneOf('toast', 'log', 'build', 'push', 'hub'), meaning: text, rules: texts },
};

/** A hardware flavor that `suggested_hardware` may name. */
export interface Hardware {
  readonly flavor: string;
  readonly kind: 'cpu' | 'gpu' | 'zero';
  readonly note?: string;
}

export const hardware: Table<Hardware> = {
  source: ['https://huggingface.co/docs/hub/spaces-config-reference', 'https://github.com/huggingface/huggingface_hub'],
  asOf: '2026-08-22',
  rows: [
    { flavor: 'cpu-basic', kind: 'cpu' },
    { flavor: 'cpu-upgrade', kind: 'cpu' },
    { flavor: 'zero-a10g', kind: 'zero', note: 'ZeroGPU; the documentation does not list it, the Hub accepts it' },
    ...['t4-small', 't4-medium', 'l4x1', 'l4x4', 'l40sx1', 'l40sx4', 'l40sx8', 'a10g-small', 'a10g-large'].map(gpu),
    ...['a10g-largex2', 'a10g-largex4', 'a100-large', 'a100x4', 'a100x8'].map(gpu),
  ],
};
function gpu(flavor: string): Hardware {
  return { flavor, kind: 'gpu' };
}
export const hardwareSchema: TableSchema<Hardware> = {
  key: ['flavor'],
  columns: { flavor: text, kind: oneOf('cpu', 'gpu', 'zero'), note: optionalText },
};
