import {
  allStatementsOf,
  argumentOf,
  calledPath,
  commandOf,
  constantOf,
  effectOf,
  isOccasional,
  isOneOfSeveral,
  lies,
  paidGpuFunctionAround,
  UNKNOWN,
  type CallFact,
  type Code,
  type SpaceView,
} from '../model';
import { splitCpuWorkRefactoring } from '../refactorings/splitCpuWork';
import type { Place } from '../text/place';
import { proposed, rule, ZEROGPU_DOCS } from './rule';
import { heldBy } from './shared/related';

export default rule({
  name: 'cpu-work-in-gpu',
  summary: 'Waiting, downloading or encoding happens while the GPU is held',
  group: 'process',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    sleep:
      '`{gpu}` holds the GPU while it sleeps for {seconds} s: its `duration`, which visitors must have left as quota, has to cover that too',
    work: '`{callee}` runs while `{gpu}` holds the GPU: its `duration`, which visitors must have left as quota, has to cover {what} too; do it before or after the GPU function',
  },
  explains: [],
  concerns: ['waits', 'requests', 'client', 'downloads', 'runsCommand'],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        const found = workOf(call);
        // Under a condition it happens for some visitors, or once.
        if (!found || isOccasional(call, code, space) || asksOwnServer(call, code, space)) continue;
        const gpu = paidGpuFunctionAround(code, space);
        if (!gpu || isOneOfSeveral(code, space)) continue;
        const related = [heldBy(gpu)];
        const touches = (place: Place): boolean => lies(call.place, place);
        const fixes = () => splitCpuWorkRefactoring({ code, touches }, space).flatMap(proposed);
        if ('seconds' in found)
          report(call.place, 'sleep', { gpu: gpu.name, seconds: found.seconds }, { related, fixes });
        else {
          const callee = call.calleeText ?? calledPath(call) ?? call.method ?? '';
          report(call.calleePlace, 'work', { callee, gpu: gpu.name, what: found.what }, { related, fixes });
        }
      }
    },
  },
});

/** A request to a server that runs beside the function, such as that of llama.cpp: what it does there may be the GPU's work. */
function asksOwnServer(call: CallFact, code: Code, space: SpaceView): boolean {
  if (effectOf(call) !== 'requests') return false;
  return call.args.some(({ keyword = 'url', value, place }) => {
    if (keyword !== 'url') return false;
    const url = constantOf(value);
    return typeof url === 'string' ? OWN.test(url) : isWrittenWithOwn(space.text(place), code, space);
  });
}

const OWN = /\b(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0)\b|::1\b/;

/** The expression names an address of the machine itself, or a variable or parameter that is made with one. */
function isWrittenWithOwn(text: string, code: Code, space: SpaceView, seen = new Set<string>()): boolean {
  if (OWN.test(text)) return true;
  return (text.match(/[A-Za-z_]\w*/g) ?? []).some((name) => {
    if (seen.has(name) || seen.size > 20) return false;
    seen.add(name);
    const given = code.params.find((param) => param.name === name)?.defaultValue;
    if (given && OWN.test(String(constantOf(given)))) return true;
    const outside = space.bindingPlace(code.module, name);
    const inside = allStatementsOf(code).filter(({ blocks, binds }) => blocks.length === 0 && binds.has(name));
    return [...inside.map(({ place }) => place), ...(outside ? [outside] : [])].some((place) =>
      isWrittenWithOwn(space.text(place), code, space, seen),
    );
  });
}

/** The work without a GPU that a call does. */
function workOf(call: CallFact): { readonly seconds: number } | { readonly what: string } | undefined {
  switch (effectOf(call)) {
    case 'waits': {
      const seconds = constantOf(argumentOf(call, 'secs', 0)?.value ?? UNKNOWN);
      return typeof seconds === 'number' && seconds >= 1 && call.loops.length === 0 ? { seconds } : undefined;
    }
    case 'requests':
      return { what: 'the request' };
    case 'downloads':
      return { what: 'the download' };
    case 'runsCommand': {
      const program = /^\s*(?:\S+\s+-m\s+)?(pip3?|ffmpeg|apt-get|wget|curl)\b/.exec(commandOf(call) ?? '');
      return program?.[1] === undefined ? undefined : { what: `\`${program[1]}\`` };
    }
    default:
      return undefined;
  }
}
