import { bindingArgument, constantOf, isExamplesCall, only, unpacks } from '../model';
import { rule, safeFix } from './rule';

export default rule({
  name: 'examples-cache-true-fn-missing',
  summary: 'Examples that are to be cached, without a function to compute them',
  group: 'gradio',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing:
      '`cache_examples=True` needs `fn` and `outputs`, and {missing} missing: Gradio raises a `ValueError` and the app does not start',
  },
  explains: ['If caching examples, `fn` and `outputs` must be provided'],
  concerns: ['gradio.Examples', 'gradio.helpers.Examples'],
  sources: [{ url: 'https://www.gradio.app/docs/gradio/examples', read: '2026-11-21' }],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      for (const call of calls) {
        if (!isExamplesCall(call) || unpacks(call)) continue;
        const caching = bindingArgument(call, 'Examples', 'cache_examples');
        if (!caching || constantOf(caching.value) !== true) continue;
        const missing = ['fn', 'outputs'].filter((name) => {
          const argument = bindingArgument(call, 'Examples', name);
          return !argument || only(argument.value)?.kind === 'none';
        });
        if (missing.length === 0) continue;
        const listed = missing.map((name) => `\`${name}\``).join(' and ');
        report(
          caching.whole,
          'missing',
          { missing: `${listed} ${missing.length === 1 ? 'is' : 'are'}` },
          {
            fixes: () =>
              space.text(caching.place) === 'True'
                ? [
                    safeFix(
                      'Do not cache: the examples only fill the inputs',
                      space.edits.replace(caching.place, 'False'),
                    ),
                  ]
                : [],
          },
        );
      }
    },
  },
});
