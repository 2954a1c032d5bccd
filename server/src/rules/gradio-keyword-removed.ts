import { gradioMajor, isBlocksCall, mayBeSkipped } from '../model';
import { REMOVED_KEYWORDS } from '../platform/gradioKeywords';
import { reviewFix, rule } from './rule';

const METHODS = ['queue', 'launch'] as const;

export default rule({
  name: 'gradio-keyword-removed',
  summary: 'A keyword of `queue()` or `launch()` that the Space’s Gradio no longer takes',
  group: 'gradio',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    removed: 'Gradio {removed} removed `{keyword}` from `{method}()`: with gradio {version} the app stops here',
  },
  explains: ['concurrency_count has been deprecated', "Blocks.launch() got an unexpected keyword argument 'show_api'"],
  concerns: ['.queue', '.launch'],
  sources: [{ url: 'https://github.com/gradio-app/gradio/blob/main/gradio/CHANGELOG.md', read: '2026-11-23' }],
  check: {
    code(code, report, space) {
      const { calls, contexts } = code;
      const major = gradioMajor(space);
      if (major === undefined || contexts.length === 0) return;
      for (const call of calls) {
        const method = METHODS.find((each) => isBlocksCall(call, each));
        // What is tried, or stands under a test or below one that leaves, may be meant for other versions.
        if (method === undefined || call.insideTry || mayBeSkipped(call, code)) continue;
        for (const { keyword, whole } of call.args) {
          const removed = keyword === undefined ? undefined : REMOVED_KEYWORDS[method].get(keyword);
          if (keyword === undefined || removed === undefined || major < removed) continue;
          report(
            whole,
            'removed',
            { keyword, method, removed, version: space.gradioVersion ?? '' },
            {
              fixes: () => [reviewFix(`Remove \`${keyword}\``, space.edits.removeArgument(call.argsPlace, whole))],
            },
          );
        }
      }
    },
  },
});
