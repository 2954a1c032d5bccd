import {
  dependencies,
  dependenciesIn,
  dependency,
  listedTorch,
  localSuffix,
  pagesForTorch,
  PYG_PACKAGES,
  requirementText,
  torchHolders,
  torchOfVersion,
  wheelPages,
  type Dependency,
} from '../model';
import { disjoint, exactPin, majorMinor, torchStatus } from '../platform';
import { reviewFix, rule } from './rule';
import { usePrebuilt } from './shared/prebuiltWheel';
import { pinTorch } from './shared/torchVersion';

/** Packages that fall back to compiling their code when it is first used. */
const COMPILES_ITSELF: ReadonlySet<string> = new Set(['gsplat', 'nvdiffrast']);

export default rule({
  name: 'wheel-torch-mismatch',
  summary: 'A wheel is built for another torch than the requirements ask for',
  group: 'requirements',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    mismatch:
      'This wheel of {name} is built for torch {built}, but `{torch}` installs another version: its compiled code can’t be loaded',
    page: 'The wheels of {name} on this page are built for torch {built}, but `{torch}` installs another version: their compiled code can’t be loaded',
  },
  explains: ['undefined symbol: _ZN3c10'],
  sources: [
    { url: 'https://huggingface.co/datasets/multimodalart/zerogpu-blackwell-wheels', read: '2026-11-21' },
    { url: 'https://pytorch-geometric.readthedocs.io/en/2.8.0/install/installation.html', read: '2026-11-23' },
  ],
  check: {
    space(space, report) {
      const torch = dependency(space, 'torch');
      // What does not go with a torch that is pinned is at fault itself, and told by other rules.
      const holders = torchHolders(space).filter(({ line }) => torch?.pin === undefined || line === torch);
      if (holders.length === 0) return;
      const wheels = dependencies(space).filter(({ name }) => name !== 'torch');
      for (const wheel of wheels) {
        const { name = '', place } = wheel;
        const built = builtFor(wheel);
        if (built === undefined) continue;
        const holder = holders.find(({ specifiers }) => disjoint(specifiers, `==${built}.*`));
        if (!holder) continue;
        report(
          place,
          'mismatch',
          { name, built, torch: requirementText(holder.line) },
          {
            // Some packages compile their code anew when they can't load it.
            ...(COMPILES_ITSELF.has(name) ? { severity: 'warning' as const } : {}),
            related: [
              {
                place: holder.line.place,
                message: holder.line === torch ? 'torch is asked for here' : 'This needs one torch',
              },
            ],
            fixes: () => {
              const isForAll = wheels.every((other) => [undefined, built].includes(builtFor(other)));
              const listed = isForAll ? listedTorch(space, built) : undefined;
              const wanted = holder.line.pin && exactPin(holder.specifiers);
              const isTaken = wanted !== undefined && torchStatus(space.tables, wanted) !== 'too-old';
              return [
                ...(isTaken ? usePrebuilt(space, wheel, name, wanted) : []),
                ...(torch ? pinTorch(space, torch, listed) : []),
              ];
            },
          },
        );
      }
      const found = space.requirements.flatMap((file) => wheelPages(file));
      for (const page of found) {
        const built = majorMinor(page.torch);
        // A version with a suffix is of one page only, and told itself.
        const sought = dependenciesIn(space, page.file).filter(
          ({ name = '', pin, line }) =>
            PYG_PACKAGES.has(name) && line.form === 'name' && (pin === undefined || !localSuffix(pin)),
        );
        const holder = holders.find(({ specifiers }) => disjoint(specifiers, `==${built ?? page.torch}.*`));
        // Pip takes from several pages what it likes best.
        if (built === undefined || sought.length === 0 || !holder || found.length > 1) continue;
        report(
          page.place,
          'page',
          { name: sought.map(({ name = '' }) => name).join(' and '), built, torch: requirementText(holder.line) },
          {
            related: [{ place: holder.line.place, message: 'This decides which torch is installed' }],
            fixes: () => {
              const wanted = exactPin(holder.specifiers);
              const isTaken = wanted !== undefined && torchStatus(space.tables, wanted) !== 'too-old';
              const edits = isTaken ? pagesForTorch(space, page.file, wanted) : [];
              return edits.length > 0 ? [reviewFix(`Look for wheels for torch ${wanted ?? ''}`, ...edits)] : [];
            },
          },
        );
      }
    },
  },
});

/** The torch that what a line installs is built for, such as `2.8`, by the name of the wheel or the version. */
function builtFor({ line, pin }: Dependency): string | undefined {
  const torch = line.url?.wheel?.torch ?? (pin === undefined ? undefined : torchOfVersion(pin));
  return torch === undefined ? undefined : majorMinor(torch);
}
