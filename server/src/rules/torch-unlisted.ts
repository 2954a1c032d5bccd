import { dependencies } from '../model';
import { nearestListedTorch, newestOf, torchStatus } from '../platform';
import { rule, ZEROGPU_DOCS } from './rule';
import { pinTorch } from './shared/torchVersion';

export default rule({
  name: 'torch-unlisted',
  summary: 'The pinned torch is not among the versions that ZeroGPU is known to accept',
  group: 'requirements',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    unlisted:
      'torch {version} is not among the versions that ZeroGPU documents ({listed} as of {asOf}); {nearest} is the nearest',
    newer: 'torch {version} is newer than the {newest} that ZeroGPU builds were last seen to allow (as of {asOf})',
  },
  explains: ['torch version in requirements.txt is not compatible with ZeroGPU'],
  sources: [ZEROGPU_DOCS],
  check: {
    space(space, report) {
      const { rows, asOf } = space.tables.torchVersions;
      const listed = rows.filter(({ status }) => status === 'listed').map(({ version }) => version);
      const newest = newestOf(rows.map(({ version }) => version));
      for (const dependency of dependencies(space)) {
        const { name, pin, place } = dependency;
        if (name !== 'torch' || pin === undefined || newest === undefined) continue;
        const status = torchStatus(space.tables, pin);
        const nearest = nearestListedTorch(space.tables, pin);
        if (nearest === undefined || (status !== 'unlisted' && status !== 'newer')) continue;
        const fixes = () => pinTorch(space, dependency, nearest);
        if (status === 'unlisted') {
          report(place, 'unlisted', { version: pin, listed: listed.join(', '), asOf, nearest }, { fixes });
        } else {
          report(place, 'newer', { version: pin, newest, asOf }, { fixes });
        }
      }
    },
  },
});
