import { dependency, respecify, torchEdits, TORCH_SIDECARS } from '../model';
import {
  compareVersions,
  publicVersion,
  sameVersion,
  torchFamilyOf,
  torchFor,
  torchStatus,
  worksWithNewerTorch,
} from '../platform';
import { reviewFix, rule, type Fix } from './rule';

export default rule({
  name: 'torch-family-mismatch',
  summary: 'torchvision, torchaudio or torchcodec is pinned to a release for another torch',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    conflict: '`{name}` {pinned} needs exactly torch {needs}, and torch is pinned to {torch}: pip finds no solution',
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
      if (torch?.pin === undefined) return;
      const version = publicVersion(torch.pin) ?? torch.pin;
      for (const name of TORCH_SIDECARS) {
        const side = dependency(space, name);
        const needs = side?.pin === undefined ? undefined : torchFor(space.tables, name, side.pin);
        if (side?.pin === undefined || needs === undefined || sameVersion(needs, version)) continue;
        const family = torchFamilyOf(space.tables, version)?.[name];
        // torchaudio of the same minor works for every patch release.
        if (name !== 'torchvision' && minor(needs) === minor(version)) continue;
        if (worksWithNewerTorch(space.tables, name, side.pin) && (compareVersions(version, needs) ?? 1) > 0) continue;
        const fixes: Fix[] = [];
        const takesTorch = torchStatus(space.tables, version) !== 'too-old';
        if (family !== undefined && side.line.form === 'name' && takesTorch) {
          fixes.push({
            title: `Pin ${name} to ${family}, which is built for torch ${version}`,
            safety: name === 'torchvision' ? 'safe' : 'review',
            edits: [respecify(space, side, `==${family}`)],
          });
        }
        if (torchStatus(space.tables, needs) === 'listed') {
          fixes.push(
            reviewFix(
              `Pin torch to ${needs}, with the packages that are built for it`,
              ...torchEdits(space, torch, needs),
            ),
          );
        }
        report(
          side.place,
          name === 'torchvision' ? 'conflict' : 'symbols',
          { name, pinned: side.pin, needs, torch: version },
          {
            ...(name === 'torchvision' ? {} : { severity: 'warning' as const }),
            related: [{ place: torch.place, message: `torch is pinned to ${version} here` }],
            fixes: () => fixes,
          },
        );
      }
    },
  },
});

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
