import { longRequest } from '../model';
import { visitorOf } from '../platform';
import { rule, ZEROGPU_DOCS } from './rule';
import { longRequestDetails } from './shared/duration';
import { illegalDuration, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'duration-exceeds-any',
  summary: 'A `duration` above the daily quota of a PRO account, or above your own `max-duration`',
  group: 'duration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    quota:
      '`{name}` asks for {least}{needed} s of quota per call, but even {visitors} have only {quota} s a day (as of {asOf}), so almost nobody can run it without buying more',
    byDefault:
      '`{name}` asks for the default of {seconds} s per call (as of {asOf}), more than the {cap} s that your `max-duration` setting allows (`zerogpu.maxDuration` in the editor)',
    cap: '`{name}` asks for {least}{seconds} s per call, more than the {cap} s that your `max-duration` setting allows (`zerogpu.maxDuration` in the editor)',
  },
  explains: [...illegalDuration, ...quotaExceeded],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const request = longRequest(gpu, space);
      const { maxDuration: cap } = space.settings;
      const visitor = visitorOf(space.tables, 'pro');
      if (!request) return;
      const { least, seconds, needed, reach, place } = request;
      const { name } = gpu;
      const details = longRequestDetails(gpu, request, space);
      if (gpu.duration.kind === 'default' && cap !== null) {
        if (gpu.targets.length === 0) return;
        report(place, 'byDefault', { name, seconds, cap, asOf: space.tables.limits.asOf }, details);
      } else if (reach === 'cap' && cap !== null) report(place, 'cap', { name, least, seconds, cap }, details);
      else if (reach === 'nobody' && visitor) {
        const { label: visitors, quota } = visitor;
        const { asOf } = space.tables.visitors;
        report(place, 'quota', { name, least, needed, visitors, quota, asOf }, details);
      }
    },
  },
});
