import { isGpuDecorator, only, type CallFact } from '../model';
import { rule, safeFix, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-positional-callable',
  summary: 'A duration function is passed to `spaces.GPU` as if it were the function to decorate',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    decorated:
      '`@spaces.GPU({argument})` decorates `{argument}` itself and then calls it with your function: importing the module fails; write `duration={argument}`',
  },
  explains: [],
  concerns: ['spaces.GPU'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      for (const call of code.calls) {
        const argument = callableArgument(call);
        if (!argument) continue;
        const written = space.text(argument.place);
        report(
          argument.place,
          'decorated',
          { argument: written },
          {
            fixes: () => [
              safeFix(`Write \`duration=${written}\``, space.edits.insertBefore(argument.place, 'duration=')),
            ],
          },
        );
      }
    },
  },
});

function callableArgument(call: CallFact) {
  const [first] = call.args;
  if (!call.isDecorator || !isGpuDecorator(call.callee) || first?.keyword !== undefined) return undefined;
  return first && only(first.value)?.kind === 'function' ? first : undefined;
}
