import { asksForNothing } from '../model';
import { limitOf, visitorOf } from '../platform';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { rewriteDuration } from './shared/duration';
import { illegalDuration, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'duration-blackwell-multiplier',
  summary: 'A `duration` that fits everyone’s quota, unless the platform multiplies it',
  group: 'duration',
  severity: 'hint',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    multiplied:
      '`spaces` multiplies requests by a factor from the server, reportedly {factor} on today’s GPUs (as of {asOf}): the {seconds} s of `{name}` would count as {needed} s, more than the {quota} s a day that {visitors} have; up to {safe} s fit',
  },
  explains: [...illegalDuration, ...quotaExceeded],
  sources: [SPACES_PACKAGE, ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const { tables, settings } = space;
      const { duration, name, size } = gpu;
      const factor = limitOf(tables, 'blackwell-duration-factor');
      const visitor = visitorOf(tables, 'unauthenticated');
      // The larger size is not multiplied by it.
      if (duration.kind !== 'constant' || size !== 'large' || factor === undefined || !visitor) return;
      if (gpu.runsAtStartup || settings.visitorTier === 'pro') return;
      const { seconds, argument } = duration;
      const { quota, label: visitors } = visitor;
      const needed = Math.round(seconds * factor);
      if (seconds > quota || needed <= quota || asksForNothing(gpu, space)) return;
      const { asOf } = tables.limits;
      const safe = Math.floor(quota / factor);
      report(
        argument.place,
        'multiplied',
        { factor, asOf, seconds, name, needed, quota, visitors, safe },
        { fixes: () => rewriteDuration(gpu, safe, space, `which count ${Math.round(safe * factor)} s`) },
      );
    },
  },
});
