import { constantOf, gpuReachedBy } from '../model';
import { rule, safeFix } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'examples-eager',
  summary: 'Examples that call a GPU function while the app starts',
  group: 'gradio',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    eager:
      '`cache_mode="eager"` runs `{handler}` for every example at startup, with no visitor to charge: the GPU calls use the Space’s own pool, and startup fails once that is empty; ZeroGPU therefore sets `"lazy"`',
  },
  explains: ['Space app has reached its GPU limit'],
  sources: [{ url: 'https://www.gradio.app/docs/gradio/examples', read: '2026-11-21' }],
  check: {
    handler(handler, report, space) {
      if (!['Examples', 'Interface', 'ChatInterface'].includes(handler.event)) return;
      const mode = handler.argument('cache_mode');
      if (!mode || constantOf(mode.value) !== 'eager') return;
      const caching = handler.argument('cache_examples');
      if (caching && constantOf(caching.value) === false) return;
      if (handler.event === 'Examples' && !handler.argument('outputs')) return;
      for (const code of handler.functions) {
        const gpu = gpuReachedBy(code, space);
        if (!gpu) continue;
        report(
          mode.place,
          'eager',
          { handler: code.name },
          {
            related: [asksForGpu(gpu)],
            fixes: () => {
              const written = space.text(mode.place);
              if (!/^(["'])eager\1$/.test(written)) return [];
              const edit = space.edits.replace(mode.place, written.replace('eager', 'lazy'));
              return [safeFix('Cache each example when it is first clicked', edit)];
            },
          },
        );
        return;
      }
    },
  },
});
