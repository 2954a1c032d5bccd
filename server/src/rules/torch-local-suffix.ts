import { dependencies, localSuffix, respecify, requirementText } from '../model';
import { torchStatus } from '../platform';
import { rule } from './rule';

export default rule({
  name: 'torch-local-suffix',
  summary: 'The pinned torch is a build for another kind of machine',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    cpu: '`{requirement}` asks for a torch without CUDA, which ZeroGPU refuses before it builds the Space',
    cuda: '`{requirement}` asks for the {suffix} build, which has no code for ZeroGPU’s cards (sm_120 needs CUDA 12.8 or newer)',
  },
  explains: [
    'torch version in requirements.txt is not compatible with ZeroGPU',
    'no kernel image is available for execution on the device',
  ],
  sources: [
    { url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' },
    { url: 'https://pytorch.org/get-started/previous-versions/', read: '2026-11-21' },
  ],
  check: {
    space(space, report) {
      for (const dependency of dependencies(space)) {
        const { line, name, pin, place } = dependency;
        const local = pin === undefined ? undefined : localSuffix(pin);
        if (name !== 'torch' || !local || line.form !== 'name') continue;
        // A version that is too old anyway is told by torch-unsupported.
        if (torchStatus(space.tables, local.version) === 'too-old') continue;
        const { suffix } = local;
        const requirement = requirementText(dependency);
        const fixes = () =>
          [
            {
              title: `Ask for torch ${local.version} without \`+${suffix}\``,
              safety: 'safe',
              edits: [respecify(space, dependency, `==${local.version}`)],
            },
          ] as const;
        if (suffix === 'cpu') report(place, 'cpu', { requirement }, { fixes });
        else if (isOldCuda(suffix)) report(place, 'cuda', { requirement, suffix }, { fixes });
      }
    },
  },
});

function isOldCuda(suffix: string): boolean {
  const version = /^cu(\d{2,3})$/.exec(suffix)?.[1];
  return version !== undefined && Number(version.padEnd(3, '0')) < 128;
}
