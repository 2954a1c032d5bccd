import { isGpuDecorator, only } from '../model';
import { GPU_KEYWORDS, nearestWord } from '../platform/gpuDecorator';
import { rule } from './rule';

export default rule({
  name: 'gpu-unknown-keyword',
  summary: 'A keyword that `spaces.GPU` does not know',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    unknown: '`spaces.GPU` knows no `{keyword}` and says nothing about it: it has no effect{meant}',
  },
  explains: [],
  concerns: ['spaces.GPU'],
  sources: [{ url: 'https://pypi.org/project/spaces/', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        if (only(call.callee)?.kind !== 'external' || !isGpuDecorator(call.callee)) continue;
        for (const { keyword, whole } of call.args) {
          if (keyword === undefined || keyword.startsWith('*') || GPU_KEYWORDS.includes(keyword)) continue;
          const nearest = nearestWord(keyword, ['duration', 'size']);
          const isFree = nearest !== undefined && call.args.every((argument) => argument.keyword !== nearest);
          const meant = isFree ? nearest : undefined;
          const name = { ...whole, end: whole.start + keyword.length };
          report(
            name,
            'unknown',
            { keyword, meant: meant === undefined ? '' : `. Did you mean \`${meant}\`?` },
            {
              fixes: () => [
                meant === undefined
                  ? {
                      title: `Remove \`${keyword}\`, which does nothing`,
                      safety: 'review',
                      edits: [space.edits.removeArgument(call.argsPlace, whole)],
                    }
                  : {
                      title: `Rename \`${keyword}\` to \`${meant}\``,
                      safety: 'safe',
                      edits: [space.edits.replace(name, meant)],
                    },
              ],
            },
          );
        }
      }
    },
  },
});
