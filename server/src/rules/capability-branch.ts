import { effectOf, isReached, lies, usesOutsideCalls, type CallFact, type Code, type SpaceView } from '../model';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'capability-branch',
  summary: 'A decision at startup relies on emulated properties of the GPU',
  group: 'cuda',
  severity: 'hint',
  confidence: 'low',
  audience: 'pedantic',
  messages: {
    emulated:
      'While the app starts, `{callee}` returns constants of ZeroGPU’s CUDA emulation, which may not match the GPU that a worker gets; decide inside the GPU function',
  },
  explains: [],
  concerns: ['readsCapability'],
  sources: [SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (!code.isStartupOnly) return;
      for (const call of code.calls) {
        if (effectOf(call) !== 'readsCapability') continue;
        if (isOnlyHandedOn(call, code, space)) continue;
        if (call.isStatement || !isReached(code, 'import', space)) continue;
        report(call.calleePlace, 'emulated', { callee: call.calleeText ?? 'torch.cuda' });
      }
    },
  },
});

/** What the card has goes into other calls only, as into `print`, at once or under a name. */
function isOnlyHandedOn(call: CallFact, code: Code, space: SpaceView): boolean {
  if (code.calls.some((other) => other !== call && lies(call.place, other.argsPlace))) return true;
  const name = call.assigned && space.text(call.assigned);
  if (name === undefined || !/^\w+$/.test(name)) return false;
  const users = code.owns(name) ? [code] : space.codesUsing(name);
  return !users.some((user) => usesOutsideCalls(user, name));
}
