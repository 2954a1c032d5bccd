import { DAY } from '../model';
import { rule, SPACES_PACKAGE } from './rule';
import { lowerDuration } from './shared/duration';
import { illegalDuration } from './shared/platformErrors';

export default rule({
  name: 'duration-wraps-day',
  summary: 'A `duration` of a day or more, from which whole days are dropped',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    wraps:
      '`{name}` asks for {seconds} s, but `spaces` sends `timedelta.seconds`, which leaves out whole days: the request is for {sent} s',
  },
  explains: [...illegalDuration],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://docs.python.org/3/library/datetime.html#timedelta-objects', read: '2026-11-21' },
  ],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name } = gpu;
      if (duration.kind !== 'constant' || duration.seconds < DAY) return;
      const { seconds, argument } = duration;
      const details = { fixes: () => lowerDuration(gpu, space) };
      report(argument.place, 'wraps', { name, seconds, sent: Math.floor(seconds % DAY) }, details);
    },
  },
});
