import { constantOf, longestForAll } from '../model';
import { limitOf } from '../platform';
import { writeDuration } from '../refactorings/setDuration';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'gradio-time-limit-confusion',
  summary: 'A `time_limit` that does not limit, or lengthen, GPU time',
  group: 'duration',
  severity: 'hint',
  confidence: 'medium',
  audience: 'default',
  messages: {
    ignored:
      '`time_limit={limit}` only applies to streaming events: the time of `{name}` on ZeroGPU is its `duration`, {fallback} s if none is given',
  },
  explains: [],
  sources: [{ url: 'https://www.gradio.app/docs/gradio/button', read: '2026-11-21' }, ZEROGPU_DOCS],
  check: {
    handler(handler, report, space) {
      const argument = handler.argument('time_limit');
      if (!argument || handler.event === 'stream' || handler.event === 'on') return;
      const limit = constantOf(argument.value);
      const gpu = handler.functions.map(({ fn }) => fn && space.gpuOf(fn)).find((each) => each !== undefined);
      const fallback = limitOf(space.tables, 'default-duration');
      if (typeof limit !== 'number' || gpu?.duration.kind !== 'default' || fallback === undefined) return;
      report(
        argument.whole,
        'ignored',
        { limit, name: gpu.name, fallback },
        {
          unnecessary: true,
          related: [asksForGpu(gpu)],
          fixes: () => {
            const seconds = Math.min(Math.ceil(limit), longestForAll(space, gpu.size) ?? limit);
            const edit = seconds > 0 ? writeDuration(gpu, String(seconds), space) : undefined;
            return edit ? [reviewFix(`Set \`duration=${seconds}\` for \`${gpu.name}\``, edit)] : [];
          },
        },
      );
    },
  },
});
