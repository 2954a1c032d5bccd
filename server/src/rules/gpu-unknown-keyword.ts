import { constantOf, isGpuDecorator, only, type CallArgument, type Value } from '../model';
import { GPU_KEYWORDS, isOtherWord, meantSetting } from '../platform/gpuDecorator';
import { reviewFix, rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-unknown-keyword',
  summary: 'A keyword that `spaces.GPU` does not know',
  group: 'registration',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    unknown: '`spaces.GPU` does not know `{keyword}` and silently ignores it{meant}',
  },
  explains: [],
  concerns: ['spaces.GPU'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        if (only(call.callee)?.kind !== 'external' || !isGpuDecorator(call.callee)) continue;
        // What is written already, in clear or as another typing error.
        const taken = new Set(call.args.map(keywordOf));
        // Names that are not seen may be there, too.
        const isComplete = call.args.every(({ keyword }) => keyword !== '**');
        for (const { keyword, whole, value } of call.args) {
          const names = keyword === '**' ? namesIn(value) : [];
          for (const name of names) {
            const nearest = meantSetting(name);
            const isTaken = nearest === undefined || taken.has(nearest) || names.includes(nearest);
            const meant = isTaken ? '' : `. Did you mean \`${nearest}\`?`;
            if (!GPU_KEYWORDS.includes(name)) report(whole, 'unknown', { keyword: name, meant });
          }
          if (keyword === undefined || keyword.startsWith('*') || GPU_KEYWORDS.includes(keyword)) continue;
          const nearest = meantSetting(keyword);
          const meant = taken.has(nearest) ? undefined : nearest;
          const rivals = call.args.filter(
            (other) => other.keyword !== undefined && meantSetting(other.keyword) === meant,
          );
          taken.add(meant);
          const name = { ...whole, end: whole.start + keyword.length };
          report(
            name,
            'unknown',
            { keyword, meant: meant === undefined ? '' : `. Did you mean \`${meant}\`?` },
            {
              fixes: () => [
                meant === undefined
                  ? reviewFix(
                      `Remove \`${keyword}\`, which does nothing`,
                      space.edits.removeArgument(call.argsPlace, whole),
                    )
                  : {
                      title: `Rename \`${keyword}\` to \`${meant}\``,
                      safety: isComplete && rivals.length === 1 && !isOtherWord(keyword) ? 'safe' : 'review',
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

/** The keywords that a dictionary is known to hold. */
function namesIn(value: Value): readonly string[] {
  const item = only(value);
  return item?.kind === 'dict' ? item.entries.map(([name]) => name) : [];
}

/** The keyword of an argument; for a setting without one, the one that it needs. */
function keywordOf({ keyword, value }: CallArgument): string | undefined {
  if (keyword !== undefined) return keyword;
  const constant = constantOf(value);
  return typeof constant === 'number' ? 'duration' : typeof constant === 'string' ? 'size' : undefined;
}
