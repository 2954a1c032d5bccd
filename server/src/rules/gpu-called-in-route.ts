import {
  constantOf,
  decoratorCalls,
  enters,
  gpuCallsIn,
  gpuOfValue,
  isRoute,
  mayBeSkipped,
  only,
  runOnThread,
  statementsOf,
  tellsRequest,
  withInner,
  type CallArgument,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
  type Value,
} from '../model';
import { sameData } from '../text/equality';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'gpu-called-in-route',
  summary: 'A GPU function is called in a FastAPI route, where nobody knows the visitor',
  group: 'process',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    route:
      'A FastAPI route has no Gradio request, so ZeroGPU can’t tell whose quota `{name}` costs: once the Space’s own pool is used up, it fails with “Space app has reached its GPU limit”; make it an endpoint with `{api}`',
  },
  explains: ['Space app has reached its GPU limit'],
  sources: [SPACES_PACKAGE, { url: 'https://huggingface.co/docs/hub/spaces-api-endpoints', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const route = decoratorCalls(code).find(isRoute) ?? routeAround(code, space);
      if (!route || tellsRequest(space)) return;
      const related = { place: route.place, message: 'FastAPI calls it for this route' };
      const server = serverOf(route);
      const api = server === undefined ? 'gr.api' : `@${server}.api`;
      if (code.gpu && isBelow(code.gpu, route, code))
        report(code.namePlace, 'route', { name: code.name, api }, { related: [related] });
      for (const call of code.gpu ? [] : code.calls) {
        const { target, args } = runOnThread(call) ?? {
          target: { value: call.callee, place: call.calleePlace },
          args: call.args,
        };
        const gpu = call.isDecorator ? undefined : gpuBehind(target.value, args, code, space);
        if (gpu) report(target.place, 'route', { name: gpu.name, api }, { related: [related] });
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

/** Whether the function makes the call depends on a parameter for which the route gives a constant: `run(text, dry=True)`. */
function isSettled(inner: CallFact, args: readonly CallArgument[], code: Code): boolean {
  if (!mayBeSkipped(inner, code)) return false;
  const asked = new Set(
    statementsOf(code)
      .flatMap(withInner)
      .flatMap(({ asks, asksInside }) => [...asks, ...asksInside]),
  );
  const params = code.params.filter(({ name }) => name !== 'self');
  return args.some(({ keyword, value }, i) => {
    const name = keyword ?? params[i]?.name;
    return name !== undefined && asked.has(name) && constantOf(value) !== undefined;
  });
}

/** The route whose function the code is defined in and called by, to stream what it yields. */
function routeAround(code: Code, space: SpaceView): CallFact | undefined {
  const { outer } = code;
  const route = code.fn && outer.fn && decoratorCalls(outer).find(isRoute);
  return route && outer.calls.some((call) => enters(call, code, space)) ? route : undefined;
}

/** The `gr.Server` whose route it is, as written. */
function serverOf({ receiver, calleeText }: CallFact): string | undefined {
  const object = receiver && only(receiver);
  if (object?.kind !== 'object' || object.type !== 'gradio.Server') return undefined;
  return calleeText?.slice(0, calleeText.lastIndexOf('.'));
}
