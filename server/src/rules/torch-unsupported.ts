import {
  admitsOnlyOldTorch,
  dependencies,
  dependenciesIn,
  dependency,
  isGradioSpace,
  isMainRequirements,
  neededTorch,
  removeLine,
  requirementText,
  respecify,
  suggestedTorch,
  TORCH_SIDECARS,
  torchOfVision,
  wheelPages,
  withoutCudaLibraries,
  type Dependency,
  type SpaceView,
} from '../model';
import {
  disjoint,
  everyAdmittedBelow,
  exactPin,
  oldestTorch,
  torchFor,
  torchStatus,
  type TorchSidecar,
} from '../platform';
import { reviewFix, rule, ZEROGPU_DOCS, type Fix } from './rule';
import { pinTorch } from './shared/torchVersion';

const SIDECARS: readonly TorchSidecar[] = ['torchvision', 'torchaudio'];

export default rule({
  name: 'torch-unsupported',
  summary: 'The requirements only allow versions of torch that ZeroGPU does not accept',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tooOld:
      'ZeroGPU needs torch {oldest} or newer (as of {asOf}), but `{requirement}` only allows older versions: the Space is refused before it is built',
    sidecar:
      '`{requirement}` is built for torch {torch} and makes pip install that, but ZeroGPU needs torch {oldest} or newer (as of {asOf})',
    first:
      '`{requirement}` is installed before requirements.txt, and pip keeps it unless something there needs a newer torch, but ZeroGPU needs torch {oldest} or newer (as of {asOf})',
  },
  explains: [
    'torch version in requirements.txt is not compatible with ZeroGPU',
    "cannot import name 'is_traceable_wrapper_subclass'",
  ],
  sources: [ZEROGPU_DOCS],
  check: {
    space(space, report) {
      const oldest = oldestTorch(space.tables);
      const { asOf } = space.tables.torchVersions;
      if (oldest === undefined) return;
      const all = dependencies(space);
      const torch = all.filter(({ name }) => name === 'torch');
      for (const dependency of torch) {
        if (!admitsOnlyOldTorch(space, dependency)) continue;
        report(
          dependency.place,
          'tooOld',
          { oldest, asOf, requirement: requirementText(dependency) },
          {
            // A project that is also a Space somewhere else may have other requirements there.
            severity: isGradioSpace(space) ? 'error' : 'warning',
            fixes: () => torchFixes(space, dependency),
          },
        );
      }
      for (const early of installedFirst(space)) {
        if (!admitsOnlyOldTorch(space, early) || isReplaced(space, early)) continue;
        report(
          early.place,
          'first',
          { oldest, asOf, requirement: requirementText(early) },
          { severity: 'warning', fixes: () => pinTorch(space, early, suggestedTorch(space)) },
        );
      }
      if (torch.some(({ pin }) => pin !== undefined)) return;
      for (const dependency of all) {
        const built = oldTorchOf(space, dependency);
        if (built === undefined) continue;
        report(
          dependency.place,
          'sidecar',
          { oldest, asOf, torch: built, requirement: requirementText(dependency) },
          {
            severity: 'warning',
            fixes: () => [
              reviewFix(`Let pip choose the version of ${dependency.name ?? ''}`, respecify(space, dependency, '')),
            ],
          },
        );
      }
    },
  },
});

/** The torch that a side package forces, when ZeroGPU does not take it. */
function oldTorchOf(space: SpaceView, dependency: Dependency): string | undefined {
  const { name, line } = dependency;
  const range = torchOfVision(space, dependency);
  const oldest = oldestTorch(space.tables);
  if (range && oldest !== undefined && everyAdmittedBelow(range.needs, oldest)) return range.newest;
  const side = SIDECARS.find((each) => each === name);
  const pin = exactPin(line.specifierText);
  if (side === undefined || pin === undefined || line.form !== 'name') return undefined;
  const torch = torchFor(space.tables, side, pin);
  return torch !== undefined && torchStatus(space.tables, torch) === 'too-old' ? torch : undefined;
}

/** What `pre-requirements.txt` asks for by the name of torch. */
function installedFirst(space: SpaceView): readonly Dependency[] {
  return space.requirements
    .filter((file) => !isMainRequirements(file))
    .flatMap((file) => dependenciesIn(space, file))
    .filter(({ name }) => name === 'torch');
}

/** `requirements.txt` asks for another torch, or for something that is built for another one. */
function isReplaced(space: SpaceView, { specifiers }: Dependency): boolean {
  return dependencies(space).some((line) => {
    const needs = line.name === 'torch' ? line.specifiers : neededTorch(space, line);
    return needs !== undefined && disjoint(needs, specifiers);
  });
}

function torchFixes(space: SpaceView, torch: Dependency): readonly Fix[] {
  const { file, line } = torch;
  const freed = tiedToTorch(space);
  const names = freed.map(({ name }) => name ?? '').join(' and ');
  const pinning = pinTorch(space, torch, suggestedTorch(space));
  // What is taken from a page of wheels for one torch needs that to be said.
  if (wheelPages(file).length > 0) return pinning;
  return [
    ...pinning,
    reviewFix(
      freed.length === 0
        ? 'Remove the line: ZeroGPU brings a torch'
        : `Remove the line: ZeroGPU brings a torch, and pip chooses the ${names} for it`,
      removeLine(space, file, line),
      ...freed.map((side) => respecify(space, side, '')),
      ...withoutCudaLibraries(space, file),
    ),
  ];
}

/** Requirements that hold pip to the torch of one release. */
function tiedToTorch(space: SpaceView): readonly Dependency[] {
  return [...TORCH_SIDECARS, 'xformers', 'triton'].flatMap((name) => {
    const side = dependency(space, name);
    return side && side.specifiers !== '' && side.line.form === 'name' ? [side] : [];
  });
}
