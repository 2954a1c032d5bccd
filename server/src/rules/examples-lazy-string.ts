import { alternatives, bindingArgument, constantOf, gradioMajor, isCard, type CallFact } from '../model';
import { rule, safeFix } from './rule';

export default rule({
  name: 'examples-lazy-string',
  summary: 'The old way to cache examples lazily, which Gradio 6 rejects',
  group: 'gradio',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    refused:
      '`cache_examples="lazy"` was for Gradio 4 and 5; Gradio 6 raises a `ValueError` and the app does not start: the mode is now the argument `cache_mode`',
  },
  explains: ['The `cache_examples` parameter should be either True or False, not lazy'],
  concerns: ['cache_examples=', 'gradio.Examples', 'gradio.helpers.Examples', 'gradio.Interface'],
  sources: [
    { url: 'https://www.gradio.app/docs/gradio/examples', read: '2026-11-21' },
    { url: 'https://github.com/gradio-app/gradio/blob/main/gradio/helpers.py', read: '2026-11-22' },
  ],
  check: {
    code({ calls, contexts }, report, space) {
      if (contexts.length === 0) return;
      for (const call of calls) {
        const construct = constructOf(call);
        const caching = construct && bindingArgument(call, construct, 'cache_examples');
        if (!caching || constantOf(caching.value) !== 'lazy') continue;
        // Without a version in the card it is the newest; without a card nothing is known.
        const major = gradioMajor(space) ?? (isCard(space.frontMatter) ? Infinity : 0);
        // Gradio 5 has `cache_mode`, and only warns of the old spelling.
        if (major < 6) return;
        report(
          caching.whole,
          'refused',
          {},
          {
            fixes: () => {
              const written = space.text(caching.place);
              const hasMode = call.args.some(({ keyword }) => keyword === 'cache_mode');
              if (caching.keyword === undefined || hasMode || !/^(["'])lazy\1$/.test(written)) return [];
              const mode = space.edits.besideArgument(caching.whole, `cache_mode=${written}`);
              const edit = space.edits.replace(caching.place, `True${mode}`);
              return [safeFix(`Write \`cache_examples=True, cache_mode=${written}\``, edit)];
            },
          },
        );
      }
    },
  },
});

function constructOf({ callee }: CallFact): string | undefined {
  for (const { path } of alternatives(callee, 'external')) {
    const name = /^gradio\.(?:helpers\.)?(Examples|Interface|ChatInterface)$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
