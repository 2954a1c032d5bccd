import { DEPENDENCY_DOCS, GRADIO_SOURCE, PYPI, SPACES_PACKAGE, ZEROGPU_DOCS, ZEROGPU_WHEELS } from './sources';
import { oneOf, optionalText, specifiers, type Table, type TableSchema, text, texts, version } from './table';

/** A package PyPI has only as source, that needs a CUDA compiler or torch to build. */
export interface CudaSdist {
  readonly package: string;
  /** `error` where the build is known to fail, `warning` where some versions or forks may not. */
  readonly severity: 'error' | 'warning';
  /** What to use instead. */
  readonly instead?: string;
}

export const cudaSdists: Table<CudaSdist> = {
  source: [PYPI, ZEROGPU_WHEELS],
  asOf: '2026-11-21',
  rows: [
    { package: 'flash-attn', severity: 'error', instead: 'kernels' },
    { package: 'mamba-ssm', severity: 'error', instead: 'kernels' },
    { package: 'causal-conv1d', severity: 'error', instead: 'kernels' },
    { package: 'torch-scatter', severity: 'error' },
    { package: 'torch-sparse', severity: 'error' },
    { package: 'torch-cluster', severity: 'error' },
    { package: 'torch-spline-conv', severity: 'error' },
    { package: 'detectron2', severity: 'error' },
    { package: 'apex', severity: 'error' },
    ...['pytorch3d', 'natten', 'nvdiffrast', 'torchmcubes'].map(warned),
    ...['diff-gaussian-rasterization', 'simple-knn', 'tiny-cuda-nn', 'tinycudann'].map(warned),
  ],
};
function warned(name: string): CudaSdist {
  return { package: name, severity: 'warning' };
}
export const cudaSdistSchema: TableSchema<CudaSdist> = {
  key: ['package'],
  columns: { package: text, severity: oneOf('error', 'warning'), instead: optionalText },
};

/** A repository that needs a CUDA compiler to build. */
export interface CudaRepository {
  /** `owner/name` in lower case; `*` for any owner, since forks abound. */
  readonly repository: string;
  readonly package: string;
  readonly severity: 'error' | 'warning';
  /** The folder with more such packages, or with the only one. */
  readonly folder?: string;
}

export const cudaRepositories: Table<CudaRepository> = {
  source: ['https://github.com/'],
  asOf: '2026-11-21',
  rows: [
    { repository: '*/flash-attention', package: 'flash-attn', severity: 'error', folder: 'csrc' },
    { repository: '*/mamba', package: 'mamba-ssm', severity: 'warning' },
    { repository: '*/causal-conv1d', package: 'causal-conv1d', severity: 'error' },
    { repository: '*/apex', package: 'apex', severity: 'error' },
    { repository: '*/detectron2', package: 'detectron2', severity: 'error' },
    { repository: '*/pytorch3d', package: 'pytorch3d', severity: 'error' },
    { repository: '*/nvdiffrast', package: 'nvdiffrast', severity: 'warning' },
    { repository: '*/diff-gaussian-rasterization', package: 'diff-gaussian-rasterization', severity: 'error' },
    { repository: '*/simple-knn', package: 'simple-knn', severity: 'error' },
    { repository: '*/featup', package: 'featup', severity: 'error' },
    { repository: '*/tiny-cuda-nn', package: 'tiny-cuda-nn', severity: 'error', folder: 'bindings/torch' },
    { repository: '*/pytorch_scatter', package: 'torch-scatter', severity: 'error' },
    { repository: '*/pytorch_sparse', package: 'torch-sparse', severity: 'error' },
    { repository: '*/pytorch_cluster', package: 'torch-cluster', severity: 'error' },
    { repository: '*/torchmcubes', package: 'torchmcubes', severity: 'warning' },
    { repository: 'nerfstudio-project/gsplat', package: 'gsplat', severity: 'warning' },
    { repository: 'shi-labs/natten', package: 'natten', severity: 'warning' },
  ],
};
export const cudaRepositorySchema: TableSchema<CudaRepository> = {
  key: ['repository'],
  columns: { repository: text, package: text, severity: oneOf('error', 'warning'), folder: optionalText },
};

/** A package with CUDA inside that PyPI has as binary wheels. */
export interface BinaryWheel {
  /** May end with `*`. */
  readonly package: string;
}

export const binaryWheels: Table<BinaryWheel> = {
  source: [PYPI],
  asOf: '2026-11-21',
  rows: [
    { package: 'bitsandbytes' },
    // Each release is built for one torch.
    { package: 'xformers' },
    { package: 'triton' },
    { package: 'torchao' },
    { package: 'onnxruntime-gpu' },
    { package: 'vllm' },
    { package: 'spconv-cu*' },
    { package: 'cupy-cuda12x' },
    // Not every version.
    { package: 'gptqmodel' },
    // PyPI has source for the CPU; CUDA wheels are on an index of their own.
    { package: 'llama-cpp-python' },
    // Pure Python: it downloads prebuilt kernels at run time.
    { package: 'kernels' },
  ],
};
export const binaryWheelSchema: TableSchema<BinaryWheel> = {
  key: ['package'],
  columns: { package: text },
};

/** A name that people list, and that pip can't install. */
export interface NoPackage {
  /** As PEP 503 normalises it. */
  readonly name: string;
  /** The package that provides the module of this name; undefined where the module comes with Python. */
  readonly instead?: string;
}

export const noPackages: Table<NoPackage> = {
  // Each was seen to fail there: “No matching distribution found”, or an error of a package that only says so.
  source: [PYPI, 'https://github.com/scikit-learn/sklearn-pypi-package'],
  asOf: '2026-11-24',
  rows: [
    { name: 'cv2', instead: 'opencv-python-headless' },
    { name: 'opencv', instead: 'opencv-python-headless' },
    { name: 'pil', instead: 'pillow' },
    { name: 'skimage', instead: 'scikit-image' },
    { name: 'sklearn', instead: 'scikit-learn' },
    { name: 'yaml', instead: 'pyyaml' },
    ...['base64', 'io', 'json', 'os', 'random', 're', 'shutil'].map((name) => ({ name })),
    ...['subprocess', 'sys', 'tempfile', 'threading', 'time', 'warnings'].map((name) => ({ name })),
  ],
};
export const noPackageSchema: TableSchema<NoPackage> = {
  key: ['name'],
  columns: { name: text, instead: optionalText },
};

/** A package that is there without being asked for. */
export interface Preinstalled {
  readonly package: string;
}

export const preinstalled: Table<Preinstalled> = {
  source: [DEPENDENCY_DOCS, ZEROGPU_DOCS],
  asOf: '2026-10-01',
  rows: [
    // At `sdk_version`, with the extras oauth and mcp.
    { package: 'gradio' },
    // At a version of the platform’s choice, which moves.
    { package: 'spaces' },
    // The build adds an upper bound.
    { package: 'torch' },
    { package: 'gradio-client' },
    { package: 'huggingface-hub' },
    { package: 'requests' },
    { package: 'datasets' },
    { package: 'uvicorn' },
    { package: 'websockets' },
    // Both come with the layer that the image of a Space begins with, as build logs show it.
    { package: 'hf-transfer' },
    { package: 'protobuf' },
    { package: 'pip' },
  ],
};
export const preinstalledSchema: TableSchema<Preinstalled> = {
  key: ['package'],
  columns: { package: text },
};

/** A version of `spaces` the platform was seen to install. */
export interface SpacesPin {
  readonly version: string;
}

export const spacesPins: Table<SpacesPin> = {
  source: [SPACES_PACKAGE],
  asOf: '2026-10-01',
  rows: [
    // Seen in May and in September 2026.
    { version: '0.50.2' },
    { version: '0.51.3' },
  ],
};
export const spacesPinSchema: TableSchema<SpacesPin> = { key: ['version'], columns: { version } };

/** What an installed package demands of another one. */
export interface PackageConstraint {
  /** The package that demands: `gradio`, `transformers`, `spaces`. */
  readonly of: string;
  /** The versions of it that do. */
  readonly versions: string;
  /** The package that is constrained. */
  readonly package: string;
  /** What its metadata asks for, so that pip keeps to it; empty when any version will do. */
  readonly allowed: string;
  /** The versions it works with, where its metadata admits others, too: pip installs those, and the app fails. */
  readonly works?: string;
}

export const packageConstraints: Table<PackageConstraint> = {
  source: [GRADIO_SOURCE, 'https://github.com/huggingface/transformers'],
  asOf: '2026-11-22',
  rows: [
    // Read from the tags of the repository, up to 6.25.0; of newer versions only that they need no less.
    ...[
      ['>=4,<4.9', 'huggingface-hub', '>=0.14'],
      // They import HfFolder, which is gone since huggingface_hub 1.0.
      ['>=4.9,<5', 'huggingface-hub', '>=0.19.3', '<1'],
      ['>=5,<5.7.1', 'huggingface-hub', '>=0.25.1', '<1'],
      ['>=5.7.1,<5.15', 'huggingface-hub', '>=0.25.1'],
      ['>=5.15,<5.39', 'huggingface-hub', '>=0.28.1'],
      ['>=5.39,<5.47.2', 'huggingface-hub', '>=0.33.5,<1'],
      ['>=5.47.2,<6.18', 'huggingface-hub', '>=0.33.5,<2'],
      ['>=6.18,<6.21', 'huggingface-hub', '>=1.2,<2'],
      ['>=6.21,<6.26', 'huggingface-hub', '>=1.16,<2'],
      ['>=6.26', 'huggingface-hub', '>=1.16'],
      ['>=4.43,<4.44', 'fastapi', '<0.113'],
      ['>=4.44,<5.2', 'fastapi', '<1'],
      ['>=5.2,<6.26', 'fastapi', '>=0.115.2,<1'],
      ['>=6.26', 'fastapi', '>=0.115.2'],
      ['>=5.2,<6.11', 'starlette', '>=0.40,<1'],
      ['>=6.11,<6.15.2', 'starlette', '>=0.40,<2'],
      ['>=6.15.2,<6.26', 'starlette', '>=1.0.1,<2'],
      ['>=6.26', 'starlette', '>=1.0.1'],
      ['>=4,<5.4', 'pillow', '>=8,<11'],
      ['>=5.4,<6.0.1', 'pillow', '>=8,<12'],
      ['>=6.0.1,<6.26', 'pillow', '>=8,<13'],
      ['>=6.26', 'pillow', '>=8'],
      ['>=4,<4.33', 'numpy', '>=1,<2'],
      ['>=4.33,<6.26', 'numpy', '>=1,<3'],
      ['>=6.26', 'numpy', '>=1'],
      ['>=4,<6.5', 'pandas', '>=1,<3'],
      ['>=6.5,<6.26', 'pandas', '>=1,<4'],
      ['>=6.26', 'pandas', '>=1'],
      ['>=4.19.2,<5.36', 'httpx', '>=0.24.1'],
      ['>=5.36,<6.26', 'httpx', '>=0.24.1,<1'],
      ['>=6.26', 'httpx', '>=0.24.1'],
      ['>=4.19.1,<5.4', 'python-multipart', '>=0.0.9'],
      ['>=5.4,<5.8', 'python-multipart', '==0.0.12'],
      ['>=5.8,<6.12', 'python-multipart', '>=0.0.18'],
      ['>=6.12,<6.26', 'python-multipart', '>=0.0.18,<1'],
      ['>=6.26', 'python-multipart', '>=0.0.18'],
      // They fail at launch with 2.11 (gradio issues 10649 and 10792; the code changed in 5.23).
      ['>=4,<5.23', 'pydantic', '>=2', '<2.11'],
      ['>=5.23,<5.23.2', 'pydantic', '>=2'],
      ['>=5.23.2,<5.28', 'pydantic', '>=2,<2.12'],
      ['>=6,<6.2', 'pydantic', '>=2.11.10,<=2.12.4'],
    ].map(([versions = '', name = '', allowed = '', works]) => gradioNeeds(versions, name, allowed, works)),
    // Its mcp extra, which came with 5.28, and which the build asks for.
    ...[
      ['>=5.28,<5.50', 'pydantic', '>=2.11,<2.12'],
      ['>=6.2,<6.26', 'pydantic', '>=2.11.10,<=2.12.5'],
      ['>=6.26', 'pydantic', '>=2.11.10'],
      ['>=5.28,<5.31', 'mcp', '>=1.6,<2'],
      ['>=5.31,<5.33.1', 'mcp', '==1.9.0'],
      ['>=5.33.1,<5.36', 'mcp', '==1.9.3'],
      ['>=5.36,<5.50', 'mcp', '==1.10.1'],
      ['>=6,<6.26', 'mcp', '>=1.21,<2'],
      ['>=6.26', 'mcp', '>=1.21'],
    ].map(([versions = '', name = '', allowed = '']) => gradioNeeds(versions, name, allowed)),
    // Each Gradio asks for exactly one release of its client: `first-last=client`.
    ...`
      4.0.0-4.7.0=0.7.0 4.8.0-4.8.0=0.7.1 4.9.0-4.9.0=0.7.2 4.9.1-4.11.0=0.7.3 4.12.0-4.14.0=0.8.0
      4.15.0-4.16.0=0.8.1 4.17.0-4.17.0=0.9.0 4.18.0-4.19.1=0.10.0 4.19.2-4.19.2=0.10.1 4.20.0-4.20.1=0.11.0
      4.21.0-4.21.0=0.12.0 4.22.0-4.22.0=0.13.0 4.23.0-4.24.0=0.14.0 4.25.0-4.25.0=0.15.0 4.26.0-4.27.0=0.15.1
      4.28.0-4.28.3=0.16.0 4.29.0-4.29.0=0.16.1 4.31.0-4.31.0=0.16.2 4.31.1-4.31.3=0.16.3 4.31.4-4.31.5=0.16.4
      4.32.0-4.33.0=0.17.0 4.35.0-4.36.1=1.0.1 4.37.1-4.37.2=1.0.2 4.38.0-4.38.1=1.1.0 4.39.0-4.39.0=1.1.1
      4.40.0-4.40.0=1.2.0 4.41.0-4.44.1=1.3.0 5.0.0-5.1.0=1.4.0 5.2.0-5.2.1=1.4.1 5.3.0-5.5.0=1.4.2
      5.6.0-5.6.0=1.4.3 5.7.0-5.7.1=1.5.0 5.8.0-5.8.0=1.5.1 5.9.0-5.9.1=1.5.2 5.10.0-5.11.0=1.5.3
      5.12.0-5.12.0=1.5.4 5.13.0-5.13.2=1.6.0 5.14.0-5.16.1=1.7.0 5.16.2-5.17.1=1.7.1 5.18.0-5.21.0=1.7.2
      5.22.0-5.25.2=1.8.0 5.26.0-5.27.0=1.9.0 5.27.1-5.27.1=1.9.1 5.28.0-5.29.0=1.10.0 5.29.1-5.31.0=1.10.1
      5.32.0-5.33.0=1.10.2 5.33.1-5.34.2=1.10.3 5.35.0-5.37.0=1.10.4 5.38.0-5.41.1=1.11.0 5.42.0-5.42.0=1.11.1
      5.43.0-5.43.0=1.12.0 5.43.1-5.44.1=1.12.1 5.45.0-5.46.0=1.13.0 5.46.1-5.46.1=1.13.1 5.47.0-5.47.1=1.13.2
      5.47.2-5.49.1=1.13.3 6.0.1-6.0.1=2.0.0 6.0.2-6.1.0=2.0.1 6.2.0-6.2.0=2.0.2 6.3.0-6.5.1=2.0.3 6.6.0-6.6.0=2.1.0
      6.7.0-6.8.0=2.2.0 6.9.0-6.9.0=2.3.0 6.10.0-6.11.0=2.4.0 6.12.0-6.12.0=2.4.1 6.13.0-6.20.0=2.5.0
      6.21.0-6.25.0=2.6.0
    `
      .trim()
      .split(/\s+/)
      .map((release) => {
        const [first = '', last = '', client = ''] = release.split(/[-=]/);
        return gradioNeeds(`>=${first},<=${last}`, 'gradio-client', `==${client}`);
      }),
    gradioNeeds('>=6.26', 'gradio-client', '>=2.6.0'),
    { of: 'transformers', versions: '<5', package: 'huggingface-hub', allowed: '<1' },
  ],
};
function gradioNeeds(versions: string, name: string, allowed: string, works?: string): PackageConstraint {
  return { of: 'gradio', versions, package: name, allowed, ...(works === undefined ? {} : { works }) };
}
export const packageConstraintSchema: TableSchema<PackageConstraint> = {
  key: ['of', 'versions', 'package'],
  columns: {
    of: text,
    versions: specifiers,
    package: text,
    allowed: specifiers,
    works: { ...specifiers, optional: true },
  },
};

/**
 * Packages that leave pip free to install the newest `huggingface_hub` and `pydantic`: no release of them, nor of what they
 * need, asks for an older one (from their metadata, 2026-11-22). transformers is among them as far as its own row goes.
 */
export const LEAVES_NEWEST: ReadonlySet<string> = new Set(
  `
    torch torchvision torchaudio torchcodec torchsde torchdiffeq triton xformers bitsandbytes kernels
    transformers diffusers accelerate peft safetensors sentencepiece timm kornia einops hf-transfer hf-xet
    numpy scipy pandas pillow scikit-image scikit-learn matplotlib numba sympy networkx tqdm packaging psutil
    opencv-python opencv-python-headless opencv-contrib-python imageio imageio-ffmpeg decord av ffmpeg-python moviepy
    librosa soundfile pydub trimesh onnxruntime onnxruntime-gpu omegaconf pyyaml regex ftfy protobuf
    requests python-dotenv setuptools wheel ninja spaces gradio gradio-client huggingface-hub pydantic
  `
    .trim()
    .split(/\s+/),
);

/** Versions that misbehave on ZeroGPU or with one of its Pythons. */
export interface PackageNotice {
  readonly package: string;
  /** The versions the notice is about. */
  readonly versions: string;
  /** The Pythons it is about; empty for all. */
  readonly python: string;
  /** What happens, as one sentence. */
  readonly effect: string;
  /** What to ask for instead, as specifiers. */
  readonly instead: string;
}

export const packageNotices: Table<PackageNotice> = {
  source: [SPACES_PACKAGE, PYPI],
  asOf: '2026-11-22',
  rows: [
    {
      package: 'bitsandbytes',
      versions: '<0.46',
      python: '',
      effect: 'ZeroGPU patches it in a legacy way and prints “ZeroGPU recommends bitsandbytes >= 0.46.0”',
      instead: '>=0.46.0',
    },
    {
      package: 'numpy',
      versions: '<1.26',
      python: '>=3.12',
      effect: 'there are no wheels for Python 3.12',
      instead: '>=1.26',
    },
    ...[
      ['tensorflow', '2.16'],
      ['tensorflow-cpu', '2.16'],
      ['scipy', '1.11.2'],
      ['pandas', '2.1.1'],
      ['matplotlib', '3.8'],
      ['scikit-image', '0.22'],
      ['onnxruntime', '1.17'],
      ['onnxruntime-gpu', '1.17'],
      ['numba', '0.59'],
      ['scikit-learn', '1.3.1'],
      ['tokenizers', '0.14'],
      ['sentencepiece', '0.2'],
    ].map(([name = '', first = '']): PackageNotice => ({
      package: name,
      versions: `<${first}`,
      python: '>=3.12',
      effect: 'there are no wheels for Python 3.12',
      instead: `>=${first}`,
    })),
    {
      package: 'transformers',
      versions: '<4.34',
      python: '>=3.12',
      effect: 'the tokenizers it needs has no wheels for Python 3.12',
      instead: '>=4.34',
    },
    {
      package: 'setuptools',
      versions: '<66.1',
      python: '>=3.12',
      effect: 'it uses parts of the standard library that Python 3.12 no longer has',
      instead: '>=66.1',
    },
    {
      package: 'numpy',
      versions: '<1.21.2',
      python: '==3.10.*',
      effect: 'there are no wheels for Python 3.10',
      instead: '>=1.21.2',
    },
    {
      package: 'scipy',
      versions: '<1.7.2',
      python: '==3.10.*',
      effect: 'there are no wheels for Python 3.10',
      instead: '>=1.7.2',
    },
    // Their release notes of 2.3.0, 1.16.0 and 3.0.0, read 2026-11-23.
    ...[
      ['numpy', '2.3'],
      ['scipy', '1.16'],
      ['pandas', '3'],
    ].map(([name = '', first = '']): PackageNotice => ({
      package: name,
      versions: `>=${first}`,
      python: '==3.10.*',
      effect: 'it needs Python 3.11 or newer',
      instead: `<${first}`,
    })),
  ],
};
export const packageNoticeSchema: TableSchema<PackageNotice> = {
  key: ['package', 'versions'],
  columns: { package: text, versions: specifiers, python: specifiers, effect: text, instead: specifiers },
};

/** The newest release of a package that was seen on PyPI. */
export interface NewestRelease {
  readonly package: string;
  readonly version: string;
}

export const newestReleases: Table<NewestRelease> = {
  source: [PYPI],
  asOf: '2026-11-21',
  rows: [
    { package: 'gradio', version: '6.31.0' },
    { package: 'spaces', version: '0.51.3' },
    { package: 'torch', version: '2.15.0' },
    { package: 'torchvision', version: '0.29.2' },
    // 2.11.1, of 2026-10-28, asks for `torch>=2.11`: beside an older torch pip goes back to this one, which asks for none.
    { package: 'torchaudio', version: '2.11.0' },
    { package: 'torchcodec', version: '0.17.0' },
    { package: 'xformers', version: '0.0.35' },
    { package: 'bitsandbytes', version: '0.50.2' },
  ],
};
export const newestReleaseSchema: TableSchema<NewestRelease> = {
  key: ['package'],
  columns: { package: text, version },
};

/** A release of Gradio whose needs were read, and after which they changed or its line ended; the newest one that was read. */
export interface GradioRelease {
  readonly version: string;
}

/** What to fall back on, where the newest Gradio is not known to go with the requirements. */
export const gradioReleases: Table<GradioRelease> = {
  source: [GRADIO_SOURCE],
  asOf: '2026-11-22',
  rows: ['6.25.0', '6.20.0', '6.17.3', '6.15.1', '5.49.1', '5.38.2', '5.27.1', '5.14.0', '4.44.1'].map((release) => ({
    version: release,
  })),
};
export const gradioReleaseSchema: TableSchema<GradioRelease> = { key: ['version'], columns: { version } };

/** What a package brings along when it is installed, so that importing it needs no line of its own. */
export interface Bundle {
  readonly package: string;
  readonly brings: readonly string[];
}

export const bundles: Table<Bundle> = {
  source: [PYPI, GRADIO_SOURCE],
  asOf: '2026-11-21',
  rows: [
    bundle(
      'gradio',
      'aiofiles anyio brotli fastapi ffmpy groovy gradio-client httpx huggingface-hub jinja2 markupsafe numpy orjson packaging pandas pillow pydantic pydub python-multipart pyyaml ruff safehttpx semantic-version starlette tomlkit typer typing-extensions uvicorn authlib itsdangerous mcp',
    ),
    bundle('gradio-client', 'fsspec httpx huggingface-hub packaging typing-extensions'),
    // psutil came with releases up to 0.47 (locks of uv with 0.47.0, and without it 0.50.2, 0.50.4 and 0.51.1, read 2026-11-23).
    bundle('spaces', 'gradio httpx packaging psutil pydantic requests typing-extensions'),
    bundle('huggingface-hub', 'click filelock fsspec hf-xet httpx packaging pyyaml tqdm typing-extensions'),
    bundle('torch', 'filelock fsspec jinja2 networkx setuptools sympy triton typing-extensions'),
    bundle('torchvision', 'numpy pillow torch'),
    bundle('torchaudio', 'torch'),
    bundle('transformers', 'huggingface-hub numpy packaging pyyaml regex safetensors tokenizers tqdm filelock'),
    bundle('tokenizers', 'huggingface-hub'),
    bundle('diffusers', 'filelock httpx huggingface-hub importlib-metadata numpy pillow regex requests safetensors'),
    bundle('accelerate', 'huggingface-hub numpy packaging psutil pyyaml safetensors torch'),
    // What the mcp extra of Gradio asks for, newer versions too, and what stands behind it.
    bundle(
      'mcp',
      'anyio httpx httpx-sse jsonschema pydantic pydantic-settings pyjwt python-multipart sse-starlette starlette typing-extensions uvicorn',
    ),
    bundle('pydantic-settings', 'pydantic python-dotenv'),
    bundle('jsonschema', 'attrs jsonschema-specifications referencing rpds-py'),
    bundle('authlib', 'cryptography'),
    bundle('typer', 'click rich shellingham'),
    bundle('rich', 'markdown-it-py pygments'),
    bundle('aiohttp', 'aiohappyeyeballs aiosignal attrs frozenlist multidict propcache yarl'),
    bundle(
      'datasets',
      'aiohttp dill filelock fsspec httpx huggingface-hub multiprocess numpy packaging pandas pyarrow pyyaml requests tqdm xxhash',
    ),
    bundle('peft', 'accelerate huggingface-hub numpy packaging psutil pyyaml safetensors torch tqdm transformers'),
    bundle('timm', 'huggingface-hub pyyaml safetensors torch torchvision'),
    bundle('open-clip-torch', 'ftfy huggingface-hub regex safetensors timm torch torchvision tqdm'),
    bundle(
      'sentence-transformers',
      'huggingface-hub numpy scikit-learn scipy tokenizers torch tqdm transformers typing-extensions',
    ),
    bundle(
      'librosa',
      'audioread decorator joblib lazy-loader msgpack numba numpy pooch scikit-learn scipy soundfile soxr typing-extensions',
    ),
    bundle('soundfile', 'cffi numpy'),
    bundle('scikit-learn', 'joblib numpy scipy threadpoolctl'),
    bundle('scikit-image', 'imageio lazy-loader networkx numpy packaging pillow scipy tifffile'),
    bundle('scipy', 'numpy'),
    bundle('pandas', 'numpy python-dateutil pytz tzdata'),
    bundle('matplotlib', 'contourpy cycler fonttools kiwisolver numpy packaging pillow pyparsing python-dateutil'),
    bundle('imageio', 'numpy pillow'),
    bundle('opencv-python', 'numpy'),
    bundle('opencv-python-headless', 'numpy'),
    bundle('opencv-contrib-python', 'numpy'),
    bundle('trimesh', 'numpy'),
    bundle('numba', 'llvmlite numpy'),
    bundle('onnxruntime', 'flatbuffers numpy packaging protobuf'),
    bundle(
      'lightning',
      'fsspec lightning-utilities packaging pytorch-lightning pyyaml torch torchmetrics tqdm typing-extensions',
    ),
    bundle(
      'pytorch-lightning',
      'fsspec lightning-utilities packaging pyyaml torch torchmetrics tqdm typing-extensions',
    ),
    bundle('fastapi', 'pydantic starlette typing-extensions'),
    bundle('starlette', 'anyio'),
    bundle('requests', 'certifi charset-normalizer idna urllib3'),
    bundle('httpx', 'anyio certifi httpcore idna'),
    bundle('pydantic', 'annotated-types pydantic-core typing-extensions'),
    bundle('openai', 'anyio httpx jiter pydantic sniffio tqdm typing-extensions'),
    bundle('langchain', 'langchain-core langgraph pydantic'),
    bundle('sentencepiece', ''),
    bundle('einops', ''),
    bundle('safetensors', ''),
    bundle('tqdm', ''),
    bundle('protobuf', ''),
    bundle('ninja', ''),
    bundle('av', ''),
    bundle('hf-xet', ''),
    bundle('hf-transfer', ''),
    bundle('kernels', 'huggingface-hub packaging pyyaml'),
    bundle('imageio-ffmpeg', ''),
    bundle('easydict', ''),
    bundle('omegaconf', 'pyyaml'),
    bundle('loguru', ''),
    bundle('termcolor', ''),
    bundle('yacs', 'pyyaml'),
    bundle('numpy', ''),
    bundle('pillow', ''),
    bundle('pyyaml', ''),
    bundle('psutil', ''),
    bundle('regex', ''),
    bundle('uvicorn', 'click h11'),
    bundle('websockets', ''),
    bundle('python-multipart', ''),
    bundle('xformers', 'numpy torch'),
    bundle('torchao', ''),
    bundle('triton', ''),
    bundle('bitsandbytes', 'numpy packaging torch'),
    bundle('python-dotenv', ''),
    bundle('unidecode', ''),
    bundle('num2words', 'docopt'),
    bundle('plyfile', 'numpy'),
    bundle('gdown', 'beautifulsoup4 filelock requests tqdm'),
    bundle('qwen-vl-utils', 'av packaging pillow requests'),
    bundle('ffmpeg-python', 'future'),
    bundle('moviepy', 'decorator imageio imageio-ffmpeg numpy pillow proglog python-dotenv tqdm requests'),
    bundle('decord', 'numpy'),
    bundle('ftfy', 'wcwidth'),
    bundle('pydub', ''),
    bundle('opencv-contrib-python-headless', 'numpy'),
    bundle('kornia', 'kornia-rs packaging torch'),
    bundle('fastapi-cli', 'typer uvicorn'),
    bundle('torchcodec', ''),
    bundle('gradio-imageslider', 'gradio'),
    bundle('gradio-litmodel3d', 'gradio'),
    bundle('gradio-modal', 'gradio'),
  ],
};

/**
 * The libraries of CUDA of which each torch for Linux asks for exactly one version, by normalised name: `nvidia-cublas-cu12`,
 * and for CUDA 13 also `nvidia-cublas` (what pip-compile and uv wrote for torch 2.4.0, 2.5.1 and 2.11.0, read 2026-11-23).
 */
export function isCudaLibrary(name: string): boolean {
  return CUDA_LIBRARY.test(name);
}

const CUDA_LIBRARY =
  /^nvidia-(?:cublas|cuda-(?:cupti|nvrtc|runtime)|cudnn|cufft|cufile|curand|cusolver|cusparse|cusparselt|nccl|nvjitlink|nvshmem|nvtx)(?:-cu\d+)?$/;

/** What Gradio brought besides before version 5 (requirements.txt of 4.25, read 2026-11-22; that of 4.44 is not known to differ). */
export const BROUGHT_BEFORE_GRADIO_5: readonly string[] = ['altair', 'importlib-resources', 'matplotlib', 'urllib3'];

function bundle(name: string, brings: string): Bundle {
  return { package: name, brings: brings.split(' ').filter((each) => each !== '') };
}
export const bundleSchema: TableSchema<Bundle> = { key: ['package'], columns: { package: text, brings: texts } };
