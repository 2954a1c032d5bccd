import { rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'duration-fraction-truncated',
  summary: 'A `duration` whose fraction of a second is dropped',
  group: 'duration',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    dropped: '`{name}` asks for {seconds} s, but only whole seconds are sent: it gets {sent} s',
    nothing: '`{name}` asks for {seconds} s, but only whole seconds are sent: it gets no time at all',
  },
  explains: [],
  sources: [
    SPACES_PACKAGE,
    { url: 'https://docs.python.org/3/library/datetime.html#timedelta-objects', read: '2026-11-21' },
  ],
  check: {
    gpuFunction({ duration, name }, report, space) {
      if (duration.kind !== 'constant' || duration.seconds <= 0 || Number.isInteger(duration.seconds)) return;
      const { seconds, argument } = duration;
      const sent = Math.floor(seconds);
      const up = Math.ceil(seconds);
      const isLiteral = /^[\d._e]+$/.test(space.text(argument.place));
      report(
        argument.place,
        sent === 0 ? 'nothing' : 'dropped',
        { name, seconds, sent },
        {
          ...(sent === 0 ? { severity: 'error' } : {}),
          fixes: () => (isLiteral ? [safeFix(`Request ${up} s`, space.edits.replace(argument.place, String(up)))] : []),
        },
      );
    },
  },
});
