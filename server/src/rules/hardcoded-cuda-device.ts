import { argumentOf, calledPath, constantOf, type SpaceView } from '../model';
import { rule } from './rule';

export default rule({
  name: 'hardcoded-cuda-device',
  summary: 'A literal `"cuda"` in an app that otherwise asks for the device',
  group: 'cuda',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    literal: 'Elsewhere this app asks whether there is CUDA; this `"cuda"` fails on a machine without',
  },
  explains: [],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const argument = call.method === 'to' ? argumentOf(call, 'device', 0) : argumentOf(call, 'device');
        if (!argument || argument.name !== undefined || constantOf(argument.value) !== 'cuda') continue;
        if (!/^["']cuda["']$/.test(space.text(argument.place)) || !asks(space)) continue;
        report(argument.place, 'literal', {});
      }
    },
  },
});

function asks(space: SpaceView): boolean {
  return space.codes.some((code) => code.calls.some((call) => calledPath(call) === 'torch.cuda.is_available'));
}
