import {
  admitsOnlyOldTorch,
  dependency,
  neededTorch,
  requirementText,
  respecify,
  TORCH_SIDECARS,
  torchOfVision,
  type Dependency,
  type SpaceView,
} from '../model';
import {
  compareVersions,
  disjoint,
  everyAdmittedBelow,
  majorMinor,
  oldestTorch,
  publicVersion,
  sameVersion,
  torchFamilyOf,
  torchFor,
  torchStatus,
  worksWithNewerTorch,
  type TorchSidecar,
} from '../platform';
import { reviewFix, rule, type Fix } from './rule';
import { pinTorch } from './shared/torchVersion';

export default rule({
  name: 'torch-family-mismatch',
  summary: 'torchvision, torchaudio or torchcodec is pinned to a release for another torch',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    conflict: '`{name}` {pinned} needs exactly torch {needs}, and torch is pinned to {torch}: pip finds no solution',
    range: '`{requirement}` needs `torch{needs}`, but `{torch}` excludes that: pip finds no solution',
    symbols:
      '`{name}` {pinned} is built for torch {needs}, and torch is pinned to {torch}: pip refuses the pair, or importing `{name}` fails with an undefined symbol',
  },
  explains: [
    'because these package versions have conflicting dependencies',
    'ERROR: ResolutionImpossible',
    'undefined symbol: _ZN3c10',
    'Could not load libtorchcodec',
  ],
  sources: [
    { url: 'https://github.com/pytorch/pytorch/wiki/PyTorch-Versions', read: '2026-11-21' },
    { url: 'https://pytorch.org/get-started/previous-versions/', read: '2026-11-21' },
    { url: 'https://docs.pytorch.org/audio/2.11.0/installation.html', read: '2026-11-22' },
    { url: 'https://github.com/meta-pytorch/torchcodec#installing-torchcodec', read: '2026-11-23' },
  ],
  check: {
    space(space, report) {
      const torch = dependency(space, 'torch');
      if (!torch) return;
      const vision = dependency(space, 'torchvision');
      const range = vision && rangeOf(space, vision, torch);
      if (vision && range !== undefined) {
        report(
          vision.place,
          'range',
          { requirement: requirementText(vision), needs: range, torch: requirementText(torch) },
          {
            related: [{ place: torch.place, message: 'torch is asked for here' }],
            fixes: () =>
              torch.pin === undefined
                ? letPipChoose(space, vision)
                : pinSide(space, vision, 'torchvision', publicVersion(torch.pin) ?? torch.pin, 'review'),
          },
        );
      }
      if (torch.pin === undefined) return;
      const version = publicVersion(torch.pin) ?? torch.pin;
      for (const name of TORCH_SIDECARS) {
        const side = dependency(space, name);
        const needs = side?.pin === undefined ? undefined : torchFor(space.tables, name, side.pin);
        if (side?.pin === undefined || needs === undefined || sameVersion(needs, version)) continue;
        // torchaudio of the same minor works for every patch release.
        if (name !== 'torchvision' && majorMinor(needs) === majorMinor(version)) continue;
        if (worksWithNewerTorch(space.tables, name, side.pin) && (compareVersions(version, needs) ?? 1) > 0) continue;
        report(
          side.place,
          name === 'torchvision' ? 'conflict' : 'symbols',
          { name, pinned: side.pin, needs, torch: version },
          {
            ...(name === 'torchvision' ? {} : { severity: 'warning' as const }),
            related: [{ place: torch.place, message: `torch is pinned to ${version} here` }],
            fixes: () => [
              ...pinSide(space, side, name, version),
              ...(torchStatus(space.tables, needs) === 'listed' ? pinTorch(space, torch, needs) : []),
            ],
          },
        );
      }
    },
  },
});

/** What a torchvision needs of torch, as specifiers, when that is a range, on either side, and torch is out of it. */
function rangeOf(space: SpaceView, vision: Dependency, torch: Dependency): string | undefined {
  if (torch.specifiers === '' || (torch.pin !== undefined && vision.pin !== undefined)) return undefined;
  const needs = torchOfVision(space, vision)?.needs ?? neededTorch(space, vision);
  if (needs === undefined || !disjoint(needs, torch.specifiers) || admitsOnlyOldTorch(space, torch)) return undefined;
  // Where nothing pins torch, torch-unsupported says so.
  const oldest = oldestTorch(space.tables);
  const isTold = torch.pin === undefined && oldest !== undefined && everyAdmittedBelow(needs, oldest);
  return isTold ? undefined : needs;
}

function letPipChoose(space: SpaceView, vision: Dependency): readonly Fix[] {
  if (vision.line.form !== 'name') return [];
  return [reviewFix('Let pip choose a torchvision that fits torch', respecify(space, vision, ''))];
}

/** Pins the side package to what is built for the torch that is asked for, where ZeroGPU takes that one. */
function pinSide(
  space: SpaceView,
  side: Dependency,
  name: TorchSidecar,
  torch: string,
  safety?: 'review',
): readonly Fix[] {
  const built = torchFamilyOf(space.tables, torch)?.[name];
  if (built === undefined || side.line.form !== 'name' || torchStatus(space.tables, torch) === 'too-old') return [];
  return [
    {
      title: `Pin ${name} to ${built}, which is built for torch ${torch}`,
      safety: safety ?? (name === 'torchvision' ? 'safe' : 'review'),
      edits: [respecify(space, side, `==${built}`)],
    },
  ];
}
