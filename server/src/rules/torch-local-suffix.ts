import {
  admitsOnlyOldTorch,
  dependencies,
  dependency,
  localSuffix,
  plainTorch,
  requirementText,
  type Dependency,
  type SpaceView,
} from '../model';
import { isPrerelease, torchFor, torchStatus, type TorchSidecar } from '../platform';
import { rule, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'torch-local-suffix',
  summary: 'The pinned torch, or torchvision, is a build for another kind of machine',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    refused: '`{requirement}` asks for a torch without CUDA, which ZeroGPU refuses before it builds the Space',
    cpu: '`{requirement}` asks for a build without CUDA, whose operators can’t run on the GPU',
    cuda: '`{requirement}` asks for the {suffix} build, which has no code for ZeroGPU’s GPUs (sm_120 needs CUDA 12.8 or newer)',
    other: '`{requirement}` asks for the {suffix} build, which is for another vendor’s GPUs: ZeroGPU’s are from NVIDIA',
  },
  explains: [
    'torch version in requirements.txt is not compatible with ZeroGPU',
    'no kernel image is available for execution on the device',
    'Could not find a version that satisfies the requirement torch==',
  ],
  sources: [
    ZEROGPU_DOCS,
    { url: 'https://pytorch.org/get-started/previous-versions/', read: '2026-11-21' },
    { url: 'https://github.com/pytorch/pytorch/issues/190385', read: '2026-11-22' },
  ],
  check: {
    space(space, report) {
      const torch = dependency(space, 'torch');
      // Its fix takes the side packages along.
      const isTorchWrong = torch && (admitsOnlyOldTorch(space, torch) || problemOf(torch) !== undefined);
      for (const line of dependencies(space)) {
        const { name, pin = '', place } = line;
        const problem = problemOf(line);
        const local = localSuffix(pin);
        if (problem === undefined || !local) continue;
        // A version that is too old anyway is told by torch-unsupported.
        if (name === 'torch' ? torchStatus(space.tables, local.version) === 'too-old' : isTorchWrong) continue;
        if (name !== 'torch' && isForOldTorch(space, name, local.version)) continue;
        const { suffix } = local;
        const requirement = requirementText(line);
        const fixes = () => fixesFor(space, line, suffix);
        if (problem === 'cpu') {
          report(place, name === 'torch' && !line.line.url ? 'refused' : 'cpu', { requirement }, { fixes });
        } else {
          report(place, problem, { requirement, suffix }, { fixes });
        }
      }
    },
  },
});

function problemOf({ name, pin = '' }: Dependency): 'cpu' | 'cuda' | 'other' | undefined {
  const suffix = localSuffix(pin)?.suffix ?? '';
  if (name !== 'torch' && name !== 'torchvision' && name !== 'torchaudio') return undefined;
  // What torchaudio computes on the GPU, torch does.
  if (suffix === 'cpu') return name === 'torchaudio' ? undefined : 'cpu';
  if (/^(?:rocm|xpu)/.test(suffix)) return 'other';
  const cuda = /^cu(\d{2,3})$/.exec(suffix)?.[1];
  return cuda !== undefined && Number(cuda.padEnd(3, '0')) < 128 ? 'cuda' : undefined;
}

function isForOldTorch(space: SpaceView, name: string | undefined, version: string): boolean {
  const torch = torchFor(space.tables, name as TorchSidecar, version);
  return torch !== undefined && torchStatus(space.tables, torch) === 'too-old';
}

function fixesFor(space: SpaceView, { file, line, pin = '' }: Dependency, suffix: string): readonly Fix[] {
  const plain = plainTorch(space, file, suffix);
  // PyPI has no nightly builds.
  if (!plain || isPrerelease(pin)) return [];
  const names = plain.names.join(' and ');
  // Without another index pip finds the suffix nowhere, and PyPI has every release.
  const hasIndex = file.parsed.entries.some(({ kind }) => kind === 'option');
  return [
    {
      title: plain.losesIndex
        ? `Use ${names} without \`+${suffix}\`, and remove the index of that build`
        : `Use ${names} without \`+${suffix}\``,
      safety: hasIndex || line.url || line.options.length > 0 ? 'review' : 'safe',
      edits: plain.edits,
    },
  ];
}
