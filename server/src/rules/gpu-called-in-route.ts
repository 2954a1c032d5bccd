import {
  allStatementsOf,
  asksTooEarly,
  constantOf,
  constantsGiven,
  decoratorCalls,
  enters,
  gpuCallsIn,
  gpuOfValue,
  isRoute,
  lies,
  mayBeSkipped,
  only,
  runOnThread,
  runsOnCuda,
  tellsRequest,
  type CallArgument,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
  type Statement,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { rule, SPACES_PACKAGE } from './rule';
import { calleeName } from './shared/callee';

export default rule({
  name: 'gpu-called-in-route',
  summary: 'A GPU function is called in a route of FastAPI or Flask, where nobody knows the visitor',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    route:
      'A {framework} route has no Gradio request, so ZeroGPU can’t tell whose quota `{name}` costs: once the Space’s own pool is used up, it fails with “Space app has reached its GPU limit”; make it an endpoint with `{api}`',
    bare: '{framework} calls what stands below its own decorator, without `spaces.GPU`: `{name}` runs in the main process, which has no GPU, and `{callee}` fails, because its model is on CUDA only in GPU workers; make it an endpoint with `{api}`',
  },
  explains: ['Space app has reached its GPU limit'],
  sources: [SPACES_PACKAGE, { url: 'https://huggingface.co/docs/hub/spaces-api-endpoints', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const route = decoratorCalls(code).find(isRoute) ?? routeAround(code, space);
      if (!route) return;
      const framework = frameworkOf(route);
      const related = { place: route.place, message: `${framework} calls it for this route` };
      const server = serverOf(route);
      const api = server === undefined ? 'gr.api' : `@${server}.api`;
      const { name } = code;
      if (code.gpu && decoratorCalls(code).includes(route) && !isBelow(code.gpu, route, code)) {
        const run = code.calls.find((call) => !call.insideTry && runsOnCuda(call, code, space));
        if (!run || asksTooEarly(space)) return;
        const callee = calleeName(run, space);
        report(code.gpu.place, 'bare', { name, framework, callee, api }, { related: [related] });
        return;
      }
      if (tellsRequest(space)) return;
      if (code.gpu && isBelow(code.gpu, route, code))
        report(code.namePlace, 'route', { name, framework, api }, { related: [related] });
      for (const call of code.gpu ? [] : code.calls) {
        const { target, args } = runOnThread(call) ?? {
          target: { value: call.callee, place: call.calleePlace },
          args: call.args,
        };
        const gpu = call.isDecorator ? undefined : gpuBehind(target.value, args, code, space);
        if (gpu) report(target.place, 'route', { name: gpu.name, framework, api }, { related: [related] });
      }
    },
  },
});

/** FastAPI calls what the decorators below the route's own made of the function, and nothing of what stands above it. */
function isBelow(gpu: GpuFunction, route: CallFact, { decorators }: Code): boolean {
  const index = decorators.findIndex(({ place }) => sameData(place, gpu.place));
  return index > decorators.findIndex(({ place }) => sameData(place, route.place));
}

/** The GPU function that a value is, or that is called by the function that it is; one inside the route has its own findings. */
function gpuBehind(
  value: Value,
  args: readonly CallArgument[],
  route: Code,
  space: SpaceView,
): GpuFunction | undefined {
  const callee = only(value);
  if (callee?.kind !== 'function') return gpuOfValue(value, space);
  const code = space.code(callee.fn);
  if (code.outer === route) return undefined;
  return gpuCallsIn(code, space).find((inner) => !isSettled(inner.call, args, code))?.gpu;
}

/**
 * The function does not make the call with the constants that the route gives it, and with those that it has by default; or
 * it can't be told and asks for one that the route gives, as in `run(text, dry=True)`, or that it leaves at `False`.
 */
function isSettled(inner: CallFact, args: readonly CallArgument[], code: Code): boolean {
  if (!mayBeSkipped(inner, code)) return false;
  const { given, known } = constantsGiven(args, code);
  const facts = code.factsWith(known);
  const call = facts.calls.find(({ place }) => sameData(place, inner.place));
  if (!call) return true;
  if (!mayBeSkipped(call, { facts })) return false;
  const all = allStatementsOf(code);
  const askedBy = (statements: readonly Statement[]): ReadonlySet<string> =>
    new Set(statements.flatMap(({ asks, asksInside }) => [...asks, ...asksInside]));
  const asked = askedBy(all);
  const askedAround = askedBy(call.conditional ? all.filter(({ place }) => lies(inner.place, place)) : []);
  return [...known].some(([name, value]) =>
    given.has(name) ? asked.has(name) : askedAround.has(name) && constantOf(value) === false,
  );
}

/** The route whose function the code is defined in and called by, to stream what it yields. */
function routeAround(code: Code, space: SpaceView): CallFact | undefined {
  const { outer } = code;
  const route = code.fn && outer.fn && decoratorCalls(outer).find(isRoute);
  return route && outer.calls.some((call) => enters(call, code, space)) ? route : undefined;
}

function frameworkOf({ receiver }: CallFact): string {
  const object = receiver && only(receiver);
  return object?.kind === 'object' && object.type.startsWith('flask.') ? 'Flask' : 'FastAPI';
}

/** The `gr.Server` whose route it is, as written. */
function serverOf({ receiver, calleeText }: CallFact): string | undefined {
  const object = receiver && only(receiver);
  if (object?.kind !== 'object' || object.type !== 'gradio.Server') return undefined;
  return calleeText?.slice(0, calleeText.lastIndexOf('.'));
}
