import { argumentOf, bindingArgument, constantOf, isExamplesCall, only, unpacks } from '../model';
import { reviewFix, rule, safeFix } from './rule';

export default rule({
  name: 'examples-run-on-click-ignored',
  summary: '`run_on_click` on examples that Spaces cache',
  group: 'gradio',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    explicit: '`run_on_click=True` is ignored for cached examples, and `cache_examples=True` caches these',
    implicit:
      '`run_on_click=True` is ignored on ZeroGPU: without `cache_examples=False`, examples with `fn` and `outputs` are cached there, so the first click runs `{fn}` and every later one shows the same result',
  },
  explains: [],
  concerns: ['gradio.Examples', 'gradio.helpers.Examples'],
  sources: [{ url: 'https://www.gradio.app/docs/gradio/examples', read: '2026-11-21' }],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      for (const call of calls) {
        if (!isExamplesCall(call) || unpacks(call)) continue;
        const click = argumentOf(call, 'run_on_click');
        if (!click || constantOf(click.value) !== true) continue;
        const fn = bindingArgument(call, 'Examples', 'fn');
        const outputs = bindingArgument(call, 'Examples', 'outputs');
        const caching = bindingArgument(call, 'Examples', 'cache_examples');
        const given = caching && constantOf(caching.value);
        if (!fn || !outputs || only(fn.value)?.kind === 'none') continue;
        if (caching && given !== true && given !== null) continue;
        // Where nothing is cached, no mode means anything.
        const mode = argumentOf(call, 'cache_mode');
        const running = reviewFix(
          'Run on every click: `cache_examples=False`',
          caching
            ? space.edits.replace(caching.place, 'False')
            : space.edits.addArgument(call.argsPlace, 'cache_examples=False'),
          ...(mode ? [space.edits.removeArgument(call.argsPlace, mode.whole)] : []),
        );
        const without = safeFix(
          'Remove `run_on_click=True`, which is ignored',
          space.edits.removeArgument(call.argsPlace, click.whole),
        );
        if (given === true) report(click.whole, 'explicit', {}, { fixes: () => [without, running] });
        else {
          report(click.whole, 'implicit', { fn: fn.name ?? space.text(fn.place) }, { fixes: () => [running] });
        }
      }
    },
  },
});
