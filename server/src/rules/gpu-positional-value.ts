import { constantOf, isGpuDecorator, only } from '../model';
import { rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';

export default rule({
  name: 'gpu-positional-value',
  summary: 'A duration or size without its keyword',
  group: 'registration',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    positional:
      'Passing `{value}` without a keyword is undocumented and only works in recent versions of `spaces`; older ones fail with a `TypeError`',
  },
  explains: ["'int' object is not callable", "'str' object is not callable"],
  concerns: ['spaces.GPU'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        const [first] = call.args;
        const positional = call.args.filter(({ keyword }) => keyword === undefined || keyword === '*');
        if (!first || positional.length !== 1 || first.keyword !== undefined) continue;
        if (only(call.callee)?.kind !== 'external' || !isGpuDecorator(call.callee)) continue;
        const constant = constantOf(first.value);
        const keyword = typeof constant === 'number' ? 'duration' : typeof constant === 'string' ? 'size' : undefined;
        if (keyword === undefined || call.args.some((argument) => argument.keyword === keyword)) continue;
        const value = space.text(first.place);
        report(
          first.place,
          'positional',
          { value },
          {
            fixes: () => [
              safeFix(`Write \`${keyword}=${value}\``, space.edits.insertBefore(first.place, `${keyword}=`)),
            ],
          },
        );
      }
    },
  },
});
