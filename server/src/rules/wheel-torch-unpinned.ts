import { asksForUnknown, dependencies, listedTorch, torchEdits, torchHolders, type SpaceView } from '../model';
import { admits, disjoint, hasUpperBound, majorMinor, oldestTorch, torchStatus } from '../platform';
import type { Place } from '../text/place';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'wheel-torch-unpinned',
  summary: 'A wheel is built for one torch, and pip may choose another',
  group: 'requirements',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    unpinned:
      'This wheel of {name} only works with torch {built}, but nothing stops the build from installing a newer torch',
    old: 'This wheel of {name} is built for torch {built}, but ZeroGPU needs torch {oldest} or newer (as of {asOf}): importing it will fail',
  },
  explains: ['undefined symbol: _ZN3c10'],
  sources: [ZEROGPU_DOCS],
  check: {
    space(space, report) {
      const all = dependencies(space);
      const torch = all.filter(({ name }) => name === 'torch');
      const [only] = torch;
      const oldest = oldestTorch(space.tables);
      if (torch.length > 1 || only?.pin !== undefined || oldest === undefined || asksForUnknown(space)) return;
      const held = torchHolders(space);
      // Above the first of the wheels, whichever is fixed: one pin is for all.
      let above: Place | undefined;
      for (const { file, line, name, place } of all) {
        const wheel = line.url?.wheel;
        const built = wheel?.torch === undefined ? undefined : majorMinor(wheel.torch);
        if (!wheel || built === undefined || name === 'torch') continue;
        const listed = listedTorch(space, built);
        if (held.some(({ specifiers }) => disjoint(specifiers, `==${built}.*`))) continue;
        if (listed === undefined) {
          if (torchStatus(space.tables, `${built}.0`) !== 'too-old') continue;
          report(place, 'old', { name: wheel.name, built, oldest, asOf: space.tables.torchVersions.asOf });
          continue;
        }
        if (held.some(({ specifiers }) => keepsTo(space, specifiers, built))) continue;
        const start = aboveComments(file.text, line.lineSpan.start);
        const pinned = (above ??= file.place({ start, end: start }));
        report(
          place,
          'unpinned',
          { name: wheel.name, built },
          {
            ...(only ? { related: [{ place: only.place, message: 'torch is asked for here' }] } : {}),
            fixes: () => {
              const edits = only
                ? torchEdits(space, only, listed)
                : [space.edits.replace(pinned, `torch==${listed}${file.parsed.lineEnding}`)];
              const others = edits.length > 1 ? ', with the packages that are built for it' : '';
              return [reviewFix(`Pin torch to ${listed}${others}`, ...edits)];
            },
          },
        );
      }
    },
  },
});

/** Where the comments begin that stand right above the line: they speak of it. */
function aboveComments(text: string, start: number): number {
  let from = start;
  while (from > 1) {
    const line = text.lastIndexOf('\n', from - 2) + 1;
    if (text[line] !== '#') break;
    from = line;
  }
  return from;
}

/** No version of another minor that ZeroGPU is known to take is admitted. */
function keepsTo(space: SpaceView, specifiers: string, minor: string): boolean {
  return (
    hasUpperBound(specifiers) &&
    space.tables.torchVersions.rows.every(
      ({ version }) => majorMinor(version) === minor || admits(specifiers, version) !== true,
    )
  );
}
