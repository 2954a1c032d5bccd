import { gradioMajor, lostKeywords, mayBeSkipped } from '../model';
import { REMOVED_CONSTRUCTOR_KEYWORDS, REMOVED_EVENT_KEYWORDS, REMOVED_KEYWORDS } from '../platform/gradioKeywords';
import { reviewFix, rule } from './rule';

const KEYWORDS = [
  ...Object.values(REMOVED_KEYWORDS),
  REMOVED_EVENT_KEYWORDS,
  ...REMOVED_CONSTRUCTOR_KEYWORDS.values(),
].flatMap((lost) => [...lost.keys()]);

export default rule({
  name: 'gradio-keyword-removed',
  summary: 'A keyword that the Space’s Gradio no longer takes',
  group: 'gradio',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    removed: 'Gradio {removed} removed `{keyword}` from `{of}`: with gradio {version} the app stops here',
    fails: 'Gradio {removed} removed `{keyword}` from `{of}`: with gradio {version} this raises a `TypeError`',
  },
  explains: [
    'concurrency_count has been deprecated',
    "Blocks.launch() got an unexpected keyword argument 'show_api'",
    "Chatbot.__init__() got an unexpected keyword argument 'type'",
  ],
  concerns: [...new Set(KEYWORDS)].map((keyword) => `${keyword}=`),
  sources: [{ url: 'https://github.com/gradio-app/gradio/blob/main/gradio/CHANGELOG.md', read: '2026-11-23' }],
  check: {
    code(code, report, space) {
      const { calls, contexts } = code;
      const major = gradioMajor(space);
      if (major === undefined || contexts.length === 0) return;
      const message = contexts.includes('import') ? 'removed' : 'fails';
      for (const call of calls) {
        // What is tried, or stands under a test or below one that leaves, may be meant for other versions.
        const lost = call.insideTry ? [] : lostKeywords(call).filter(({ removed }) => major >= removed);
        if (lost.length === 0 || mayBeSkipped(call, code)) continue;
        for (const { argument, keyword, of, removed } of lost) {
          report(
            argument.whole,
            message,
            { keyword, of, removed, version: space.gradioVersion ?? '' },
            {
              fixes: () => [
                reviewFix(`Remove \`${keyword}\``, space.edits.removeArgument(call.argsPlace, argument.whole)),
              ],
            },
          );
        }
      }
    },
  },
});
