import { admitsOnlyOldTorch, dependency, requirementText, respecify } from '../model';
import { disjoint, everyAdmittedBelow, oldestTorch, xformersTorch } from '../platform';
import { reviewFix, rule } from './rule';

export default rule({
  name: 'xformers-mismatch',
  summary: 'The pinned xformers needs another torch',
  group: 'requirements',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    pinned: 'xformers {xformers} needs `torch{needs}`, but `{torch}` excludes that: pip finds no solution',
    tooOld:
      'xformers {xformers} makes pip install `torch{needs}`, but ZeroGPU needs torch {oldest} or newer (as of {asOf})',
  },
  explains: ['ERROR: ResolutionImpossible', 'because these package versions have conflicting dependencies'],
  sources: [{ url: 'https://github.com/facebookresearch/xformers', read: '2026-11-22' }],
  check: {
    space(space, report) {
      const xformers = dependency(space, 'xformers');
      const torch = dependency(space, 'torch');
      const oldest = oldestTorch(space.tables);
      const needs = xformers?.pin === undefined ? undefined : xformersTorch(space.tables, xformers.pin);
      if (xformers?.pin === undefined || needs === undefined || oldest === undefined) return;
      // Both have to move when torch is too old as well, which torch-unsupported says.
      if (torch && admitsOnlyOldTorch(space, torch)) return;
      const fixes = () =>
        xformers.line.form === 'name'
          ? [reviewFix('Let pip choose an xformers that fits torch', respecify(space, xformers, ''))]
          : [];
      if (torch && torch.specifiers !== '' && disjoint(torch.specifiers, needs)) {
        report(
          xformers.place,
          'pinned',
          { xformers: xformers.pin, needs, torch: requirementText(torch) },
          { related: [{ place: torch.place, message: 'torch is asked for here' }], fixes },
        );
      } else if (everyAdmittedBelow(needs, oldest)) {
        const { asOf } = space.tables.torchVersions;
        report(xformers.place, 'tooOld', { xformers: xformers.pin, needs, oldest, asOf }, { fixes });
      }
    },
  },
});
