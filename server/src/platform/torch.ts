import {
  PYTORCH_CUDA_MATRIX,
  PYTORCH_PREVIOUS,
  PYTORCH_VERSIONS,
  XFORMERS,
  ZEROGPU_DOCS,
  ZEROGPU_WHEELS,
} from './sources';
import {
  oneOf,
  optionalText,
  optionalVersion,
  specifiers,
  type Table,
  type TableSchema,
  text,
  url,
  version,
} from './table';

/** A torch that ZeroGPU takes. */
export interface TorchVersion {
  readonly version: string;
  /** `listed` in the documentation, or only `built`: within the cap a real build line carried. */
  readonly status: 'listed' | 'built';
}

export const torchVersions: Table<TorchVersion> = {
  source: [ZEROGPU_DOCS],
  asOf: '2026-10-01',
  rows: [
    { version: '2.8.0', status: 'listed' },
    { version: '2.9.1', status: 'listed' },
    { version: '2.10.0', status: 'listed' },
    { version: '2.11.0', status: 'listed' },
    { version: '2.12.0', status: 'built' },
    { version: '2.13.0', status: 'built' },
  ],
};
export const torchVersionSchema: TableSchema<TorchVersion> = {
  key: ['version'],
  columns: { version, status: oneOf('listed', 'built') },
};

/** A Python that ZeroGPU takes. */
export interface PythonVersion {
  /** `3.12`, what to write in the card. */
  readonly version: string;
  /** The patch release the documentation names. */
  readonly exact: string;
}

export const pythonVersions: Table<PythonVersion> = {
  source: [ZEROGPU_DOCS],
  asOf: '2026-07-21',
  rows: [
    { version: '3.10', exact: '3.10.13' },
    { version: '3.12', exact: '3.12.12' },
  ],
};

/** The first torch that `spaces` compiles ahead of time with (spaces 0.47 zero/torch/aoti.py). */
export const OLDEST_AOTI_TORCH = '2.8';

/** What the form for new Spaces on the Hub writes, as 39 of 107 real cards show it (seen 2026-11-21). */
export const PYTHON_OF_NEW_SPACES = '3.13';
export const pythonVersionSchema: TableSchema<PythonVersion> = {
  key: ['version'],
  columns: { version, exact: version },
};

/** The releases that are built for one torch. */
export interface TorchFamily {
  readonly torch: string;
  readonly torchvision?: string;
  readonly torchaudio?: string;
  readonly torchcodec?: string;
  /** The one of them that works with every newer torch as well. */
  readonly lasting?: string;
}

export const torchFamily: Table<TorchFamily> = {
  source: [
    PYTORCH_VERSIONS,
    PYTORCH_PREVIOUS,
    'https://docs.pytorch.org/audio/2.11.0/installation.html',
    'https://github.com/meta-pytorch/torchcodec#installing-torchcodec',
  ],
  asOf: '2026-11-22',
  rows: [
    family('2.0.0', '0.15.1', '2.0.1'),
    family('2.0.1', '0.15.2', '2.0.2'),
    family('2.1.0', '0.16.0', '2.1.0'),
    family('2.1.1', '0.16.1', '2.1.1'),
    family('2.1.2', '0.16.2', '2.1.2'),
    family('2.2.0', '0.17.0', '2.2.0'),
    family('2.2.1', '0.17.1', '2.2.1'),
    family('2.2.2', '0.17.2', '2.2.2'),
    family('2.3.0', '0.18.0', '2.3.0'),
    family('2.3.1', '0.18.1', '2.3.1'),
    family('2.4.0', '0.19.0', '2.4.0'),
    family('2.4.1', '0.19.1', '2.4.1'),
    family('2.5.0', '0.20.0', '2.5.0'),
    family('2.5.1', '0.20.1', '2.5.1'),
    family('2.6.0', '0.21.0', '2.6.0', '0.2.1'),
    family('2.7.0', '0.22.0', '2.7.0', '0.4.0'),
    family('2.7.1', '0.22.1', '2.7.1', '0.5.0'),
    family('2.8.0', '0.23.0', '2.8.0', '0.7.0'),
    family('2.9.0', '0.24.0', '2.9.0', '0.8.1'),
    family('2.9.1', '0.24.1', '2.9.1', '0.9.1'),
    // The following are as users report them.
    { torch: '2.10.0', torchvision: '0.25.0', torchaudio: '2.10.0', torchcodec: '0.10.0' },
    // From 0.12 on torchcodec works with every torch since 2.11.
    { torch: '2.11.0', torchvision: '0.26.0', torchaudio: '2.11.0', lasting: 'torchaudio' },
    { torch: '2.12.0', torchvision: '0.27.0' },
    { torch: '2.13.0', torchvision: '0.28.0' },
  ],
};
function family(torch: string, torchvision: string, torchaudio: string, torchcodec?: string): TorchFamily {
  return { torch, torchvision, torchaudio, ...(torchcodec === undefined ? {} : { torchcodec }) };
}
export const torchFamilySchema: TableSchema<TorchFamily> = {
  key: ['torch'],
  columns: {
    torch: version,
    torchvision: optionalVersion,
    torchaudio: optionalVersion,
    torchcodec: optionalVersion,
    lasting: optionalText,
  },
};

/** The torch an xformers release wants. */
export interface XformersRelease {
  readonly xformers: string;
  readonly torch: string;
}

export const xformers: Table<XformersRelease> = {
  source: [XFORMERS],
  asOf: '2026-11-22',
  rows: [
    ['0.0.19', '==2.0.0'],
    ['0.0.20', '==2.0.1'],
    ['0.0.21', '==2.0.1'],
    ['0.0.22', '==2.0.1'],
    ['0.0.22.post4', '==2.1.0'],
    ['0.0.22.post7', '==2.1.0'],
    ['0.0.23', '==2.1.1'],
    ['0.0.23.post1', '==2.1.2'],
    ['0.0.24', '==2.2.0'],
    ['0.0.25', '==2.2.1'],
    ['0.0.25.post1', '==2.2.2'],
    ['0.0.26', '==2.2.2'],
    ['0.0.26.post1', '==2.3.0'],
    ['0.0.27', '==2.3.1'],
    ['0.0.27.post1', '==2.4.0'],
    ['0.0.27.post2', '==2.4.0'],
    ['0.0.28', '==2.4.1'],
    ['0.0.28.post1', '==2.4.1'],
    ['0.0.28.post2', '==2.5.0'],
    ['0.0.28.post3', '==2.5.1'],
    ['0.0.29', '==2.5.1'],
    ['0.0.29.post1', '==2.5.1'],
    ['0.0.29.post2', '==2.6.0'],
    ['0.0.29.post3', '==2.6.0'],
    ['0.0.30', '==2.7.0'],
    ['0.0.31', '==2.7.1'],
    ['0.0.31.post1', '==2.7.1'],
    ['0.0.32', '==2.8.0'],
    ['0.0.32.post1', '==2.8.0'],
    ['0.0.32.post2', '==2.8.0'],
    ['0.0.33', '==2.9.0'],
    ['0.0.33.post1', '==2.9.0'],
    ['0.0.33.post2', '==2.9.1'],
    ['0.0.34', '>=2.10'],
    ['0.0.35', '>=2.10'],
  ].map(([release = '', torch = '']) => ({ xformers: release, torch })),
};
export const xformersSchema: TableSchema<XformersRelease> = {
  key: ['xformers'],
  columns: { xformers: version, torch: specifiers },
};

/** A package index of PyTorch whose wheels do not run on ZeroGPU's cards. */
export interface TorchIndex {
  /** The last segment of `https://download.pytorch.org/whl/…`, which is the suffix of its versions, too. */
  readonly index: string;
  readonly problem: 'cpu' | 'no-sm120';
  /** The versions of torch that it has. */
  readonly torch: string;
}

export const torchIndexes: Table<TorchIndex> = {
  source: [PYTORCH_PREVIOUS, ZEROGPU_DOCS, PYTORCH_CUDA_MATRIX],
  asOf: '2026-11-22',
  rows: [
    { index: 'cpu', problem: 'cpu', torch: '' },
    ...[
      ['cu113', '<1.13'],
      ['cu116', '<2'],
      ['cu117', '<2.1'],
      ['cu118', '<2.8'],
      ['cu121', '<2.6'],
      ['cu124', '<2.7'],
      ['cu126', '>=2.6,<2.15'],
    ].map(([index = '', torch = '']): TorchIndex => ({ index, problem: 'no-sm120', torch })),
  ],
};
export const torchIndexSchema: TableSchema<TorchIndex> = {
  key: ['index'],
  columns: { index: text, problem: oneOf('cpu', 'no-sm120'), torch: specifiers },
};

/** A folder of prebuilt wheels for ZeroGPU's cards. */
export interface WheelCell {
  /** `pt211-cu130-cp312`. */
  readonly cell: string;
  readonly torch: string;
  readonly python: string;
  /** Where the folder's files are downloaded from. */
  readonly url: string;
}

const WHEELS = `${ZEROGPU_WHEELS}/resolve/main/wheels/`;

export const wheelCells: Table<WheelCell> = {
  source: [ZEROGPU_WHEELS],
  asOf: '2026-11-21',
  rows: [
    cell('pt28-cu128', '2.8.0', '3.10'),
    cell('pt28-cu128', '2.8.0', '3.11'),
    cell('pt28-cu128', '2.8.0', '3.12'),
    cell('pt291-cu128', '2.9.1', '3.10'),
    cell('pt210-cu128', '2.10.0', '3.10'),
    cell('pt210-cu130', '2.10.0', '3.12'),
    cell('pt211-cu130', '2.11.0', '3.12'),
    cell('pt211-cu130', '2.11.0', '3.13'),
    cell('pt212-cu130', '2.12.0', '3.10'),
    cell('pt212-cu130', '2.12.0', '3.11'),
    cell('pt212-cu130', '2.12.0', '3.12'),
    cell('pt212-cu130', '2.12.0', '3.13'),
  ],
};
function cell(build: string, torch: string, python: string): WheelCell {
  const name = `${build}-cp${python.replace('.', '')}`;
  return { cell: name, torch, python, url: `${WHEELS}${name}/` };
}
export const wheelCellSchema: TableSchema<WheelCell> = {
  key: ['cell'],
  columns: { cell: text, torch: version, python: version, url },
};

/** A wheel found in every one of those folders. */
export interface CellWheel {
  readonly package: string;
  readonly version: string;
  /** The file name, with `{python}` for `cp312` and the like. */
  readonly file: string;
}

export const cellWheels: Table<CellWheel> = {
  source: [ZEROGPU_WHEELS],
  asOf: '2026-11-21',
  rows: [
    // FlashAttention-2; needs einops for its rotary layers.
    wheel('flash-attn', 'flash_attn', '2.8.3'),
    // Needs numpy, iopath and fvcore.
    wheel('pytorch3d', 'pytorch3d', '0.7.9'),
    // Needs numpy.
    wheel('nvdiffrast', 'nvdiffrast', '0.4.0'),
    wheel('torchmcubes', 'torchmcubes', '0.1.0'),
  ],
};
function wheel(name: string, stem: string, release: string): CellWheel {
  return { package: name, version: release, file: `${stem}-${release}-{python}-{python}-linux_x86_64.whl` };
}
export const cellWheelSchema: TableSchema<CellWheel> = {
  key: ['package'],
  columns: { package: text, version, file: text },
};
