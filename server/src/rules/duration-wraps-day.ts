import { DAY } from '../model';
import { rule } from './rule';

export default rule({
  name: 'duration-wraps-day',
  summary: 'A `duration` of a day or more, of which only the rest is sent',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    wraps:
      '`{name}` asks for {seconds} s, a day or more: `spaces` sends `timedelta.seconds`, which leaves whole days out, so the request is for {sent} s',
  },
  explains: ['ZeroGPU illegal duration'],
  sources: [
    { url: 'https://pypi.org/project/spaces/', read: '2026-11-21' },
    { url: 'https://docs.python.org/3/library/datetime.html#timedelta-objects', read: '2026-11-21' },
  ],
  check: {
    gpuFunction({ duration, name }, report) {
      if (duration.kind !== 'constant' || duration.seconds < DAY) return;
      const { seconds, argument } = duration;
      report(argument.place, 'wraps', { name, seconds, sent: Math.floor(seconds % DAY) });
    },
  },
});
