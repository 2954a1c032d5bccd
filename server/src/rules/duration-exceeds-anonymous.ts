import { longRequest, type Code, type GpuFunction, type SpaceView } from '../model';
import { visitorOf } from '../platform';
import { rule, ZEROGPU_DOCS } from './rule';
import { longRequestDetails } from './shared/duration';
import { illegalDuration, quotaExceeded } from './shared/platformErrors';

export default rule({
  name: 'duration-exceeds-anonymous',
  summary: 'A `duration` that visitors without an account can never run',
  group: 'duration',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    plain:
      '`{name}` asks for {least}{seconds} s per call, but {visitors} have {quota} s a day (as of {asOf}), so it never runs for them',
    sized:
      '`{name}` asks for {least}{seconds} s per call, which count {factor}× with `size="{size}"`, but {visitors} have {quota} s a day (as of {asOf}), so it never runs for them',
  },
  explains: [...illegalDuration, ...quotaExceeded],
  sources: [ZEROGPU_DOCS],
  check: {
    gpuFunction(gpu, report, space) {
      const { visitorTier } = space.settings;
      const request = longRequest(gpu, space);
      const visitor = visitorOf(space.tables, 'unauthenticated');
      // Who makes a Space for PRO accounts has decided that the others stay out.
      if (request?.reach !== 'accounts' || !visitor || visitorTier === 'pro') return;
      if (isForAccounts(gpu, space)) return;
      const { least, seconds, factor, place } = request;
      const { label: visitors, quota } = visitor;
      const { asOf } = space.tables.visitors;
      const details = {
        ...(visitorTier === 'unauthenticated' ? { severity: 'warning' as const } : {}),
        ...longRequestDetails(gpu, request, space),
      };
      const args = { name: gpu.name, least, seconds, factor, size: gpu.size ?? '', visitors, quota, asOf };
      report(place, factor === 1 ? 'plain' : 'sized', args, details);
    },
  },
});

/** Whoever calls it asks Gradio for the visitor's account, and so has an answer for those who have none. */
function isForAccounts({ targets }: GpuFunction, space: SpaceView): boolean {
  return targets.some((target) => asksForAccount(target, space, []));
}

function asksForAccount(code: Code, space: SpaceView, seen: readonly Code[]): boolean {
  const asks = code.params.some(
    ({ annotation }) => annotation !== undefined && /^gradio\.OAuth(?:Profile|Token)$/.test(annotation),
  );
  if (asks) return true;
  if (!code.fn || seen.includes(code) || space.handlersOf(code.fn).length > 0) return false;
  const callers = space.callersOf(code.fn);
  return callers.length > 0 && callers.every((caller) => asksForAccount(caller, space, [...seen, code]));
}
