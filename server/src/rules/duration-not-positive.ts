import { DAY } from '../model';
import { limitOf } from '../platform';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { rewriteDuration } from './shared/duration';
import { illegalDuration } from './shared/platformErrors';

export default rule({
  name: 'duration-not-positive',
  summary: 'A `duration` of zero seconds or fewer',
  group: 'duration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    zero: '`{name}` asks for {seconds} s: ZeroGPU gives it no time at all',
    negative:
      '`{name}` asks for {seconds} s, but `spaces` sends `timedelta.seconds`, which is {sent} here and which ZeroGPU refuses as an illegal duration',
  },
  explains: [...illegalDuration],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    gpuFunction(gpu, report, space) {
      const { duration, name } = gpu;
      if (duration.kind !== 'constant' || duration.seconds > 0) return;
      const { seconds, argument } = duration;
      const fallback = limitOf(space.tables, 'default-duration');
      const details = {
        fixes: () => (fallback === undefined ? [] : rewriteDuration(gpu, fallback, space, 'the default of ZeroGPU')),
      };
      if (seconds === 0) report(argument.place, 'zero', { name, seconds }, details);
      else report(argument.place, 'negative', { name, seconds, sent: DAY + Math.floor(seconds % DAY) }, details);
    },
  },
});
