import { constantOf, gpuReachedBy, unpacks } from '../model';
import { reviewFix, rule } from './rule';
import { asksForGpu } from './shared/related';

export default rule({
  name: 'examples-implicit-cache',
  summary: 'Examples that are cached on ZeroGPU but not elsewhere',
  group: 'gradio',
  severity: 'hint',
  confidence: 'high',
  audience: 'default',
  messages: {
    implicit:
      'Without `cache_examples`, the first click on an example runs `{handler}` on ZeroGPU (`cache_mode` is `"lazy"` there) and its result is kept for everyone, while elsewhere a click only fills the inputs; say which you want',
  },
  explains: [],
  sources: [{ url: 'https://www.gradio.app/docs/gradio/examples', read: '2026-11-21' }],
  check: {
    handler(handler, report, space) {
      const { call, event } = handler;
      if (event !== 'Examples' || !call || unpacks(call)) return;
      const caching = handler.argument('cache_examples');
      if (!handler.argument('outputs') || (caching && constantOf(caching.value) !== null)) return;
      // What `run_on_click` then means has a rule of its own.
      if (call.args.some(({ keyword }) => keyword === 'run_on_click')) return;
      for (const code of handler.functions) {
        const gpu = gpuReachedBy(code, space);
        if (!gpu) continue;
        report(
          call.calleePlace,
          'implicit',
          { handler: code.name },
          {
            related: [asksForGpu(gpu)],
            fixes: () =>
              caching
                ? []
                : [
                    reviewFix(
                      'Only fill the inputs: `cache_examples=False`',
                      space.edits.addArgument(call.argsPlace, 'cache_examples=False'),
                    ),
                    reviewFix(
                      'Run each example once and keep its result: `cache_examples=True`',
                      space.edits.addArgument(
                        call.argsPlace,
                        'cache_examples=True',
                        `cache_mode=${space.edits.string(call.place, 'lazy')}`,
                      ),
                    ),
                  ],
          },
        );
        return;
      }
    },
  },
});
