import { longRequest } from '../model';
import { visitorOf } from '../platform';
import { rule, ZEROGPU_DOCS } from './rule';
import { longRequestDetails } from './shared/duration';
import { illegalDuration, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'duration-exceeds-free',
  summary: 'A `duration` that no free account can ever run',
  group: 'duration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    plain:
      '`{name}` asks for {least}{seconds} s per call, but {visitors} have {quota} s a day (as of {asOf}), so only paying visitors can ever run it',
    sized:
      '`{name}` asks for {least}{seconds} s per call, which count {factor}× with `size="{size}"`, but {visitors} have {quota} s a day (as of {asOf}), so only paying visitors can ever run it',
  },
  explains: [...illegalDuration, ...quotaExceeded],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const request = longRequest(gpu, space);
      const visitor = visitorOf(space.tables, 'free');
      if (request?.reach !== 'paying' || !visitor || space.settings.visitorTier === 'pro') return;
      const { least, seconds, factor, place } = request;
      const { label: visitors, quota } = visitor;
      const { asOf } = space.tables.visitors;
      const details = longRequestDetails(gpu, request, space);
      const args = { name: gpu.name, least, seconds, factor, size: gpu.size ?? '', visitors, quota, asOf };
      report(place, factor === 1 ? 'plain' : 'sized', args, details);
    },
  },
});
