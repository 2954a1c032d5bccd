import { dependency, requirementText, respecify, torchHolders, type Dependency, type SpaceView } from '../model';
import {
  admits,
  compareVersions,
  exactPin,
  hasUpperBound,
  newestOf,
  newestRelease,
  publicVersion,
  torchFamilyOf,
  torchFor,
  torchStatus,
} from '../platform';
import { reviewFix, rule } from './rule';

const SIDECARS = ['torchaudio', 'torchcodec'] as const;

export default rule({
  name: 'torch-sidecar-unpinned',
  summary: 'torch is held back, but torchaudio or torchcodec may come in a release for another torch',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    newest:
      '`{requirement}` makes pip install torch {torch}, but nothing stops it from installing `{name}` {newest}, which is built for a newer one: importing it then fails with an undefined symbol',
  },
  explains: ['undefined symbol: _ZN3c10', 'Could not load libtorchcodec'],
  sources: [
    { url: 'https://github.com/pytorch/pytorch/wiki/PyTorch-Versions', read: '2026-11-21' },
    { url: 'https://pypi.org/project/torchaudio/', read: '2026-11-21' },
    { url: 'https://github.com/meta-pytorch/torchcodec#installing-torchcodec', read: '2026-11-23' },
  ],
  check: {
    space(space, report) {
      // The line for torch itself comes first.
      const [held] = torchHolders(space).flatMap(({ line, specifiers }) => {
        const version = heldTorch(space, specifiers);
        return version === undefined ? [] : [{ line, version }];
      });
      if (held === undefined || torchStatus(space.tables, held.version) === 'too-old') return;
      const { line: holder, version } = held;
      for (const name of SIDECARS) {
        const side = dependency(space, name);
        const newest = newestRelease(space.tables, name);
        if (side?.line.form !== 'name' || newest === undefined || admits(side.specifiers, newest) !== true) continue;
        if (side.pin !== undefined) continue;
        const built = torchFamilyOf(space.tables, version)?.[name];
        if (!isOlder(space.tables, version, name, newest, built)) continue;
        report(
          side.place,
          'newest',
          { requirement: requirementText(holder), torch: version, name, newest },
          {
            related: [{ place: holder.place, message: `torch is held to ${version} here` }],
            fixes: () => fixesFor(side, built),
          },
        );
      }

      function fixesFor(side: Dependency, built: string | undefined) {
        if (built === undefined) return [];
        return [
          reviewFix(
            `Pin ${side.name ?? ''} to ${built}, which is built for torch ${version}`,
            respecify(space, side, `==${built}`),
          ),
        ];
      }
    },
  },
});

/** The torch that pip installs: the pinned one, or the newest below an upper bound. Undefined where that is not known. */
function heldTorch(space: SpaceView, specifiers: string): string | undefined {
  const pin = exactPin(specifiers);
  if (pin !== undefined) return publicVersion(pin);
  if (!hasUpperBound(specifiers)) return undefined;
  return newestOf(
    space.tables.torchFamily.rows.map(({ torch }) => torch).filter((torch) => admits(specifiers, torch) === true),
  );
}

/** The newest release of the side package is known to belong to a newer torch. */
function isOlder(
  tables: Parameters<typeof torchFor>[0],
  torch: string,
  name: (typeof SIDECARS)[number],
  newest: string,
  built: string | undefined,
): boolean {
  if (built !== undefined) return (compareVersions(built, newest) ?? 0) < 0;
  const belongsTo = torchFor(tables, name, newest);
  return belongsTo !== undefined && (compareVersions(torch, belongsTo) ?? 0) < 0;
}
