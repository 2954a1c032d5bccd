/** What a value runs when it is called: functions of the Space, GPU functions, and what makes those. */
import { sameData } from '../text/equality';
import type { FunctionEntity } from './entities';
import type { CallFact, DecoratorFact } from './facts';
import type { Code } from './program';
import { only, type Alternative, type Value } from './value';

/** `spaces.GPU` and the names it goes by inside the package. */
export function isGpuPath(path: string): boolean {
  return path === 'spaces.GPU' || path === 'spaces.zero.decorator.GPU' || path === 'spaces.decorator.GPU';
}

/** The functions of the Space that a value may be, looked at through `spaces.GPU` and `functools.partial`. */
export function functionsOf(value: Value): readonly FunctionEntity[] {
  return value.alts.flatMap((alternative: Alternative): readonly FunctionEntity[] => {
    switch (alternative.kind) {
      case 'function':
        return [alternative.fn];
      case 'gpuFunction':
        return functionsOf(alternative.target);
      case 'partial':
        return functionsOf(alternative.callee);
      default:
        return [];
    }
  });
}

/** The same, with the functions that a wrapper among them was made around: who calls the one calls the others, most likely. */
export function functionsBehind(value: Value, depth = 0): readonly FunctionEntity[] {
  if (depth > 3) return [];
  return value.alts.flatMap((alternative: Alternative): readonly FunctionEntity[] => {
    switch (alternative.kind) {
      case 'function': {
        const around = alternative.captured?.flatMap(({ args }) => args) ?? [];
        return [alternative.fn, ...around.flatMap((each) => functionsBehind(each, depth + 1))];
      }
      case 'gpuFunction':
        return functionsBehind(alternative.target, depth);
      case 'partial':
        return functionsBehind(alternative.callee, depth);
      default:
        return [];
    }
  });
}

/** The calls in which code calls a function of the Space. */
export function callsOf(
  fn: FunctionEntity | undefined,
  { calls }: { readonly calls: readonly CallFact[] },
): readonly CallFact[] {
  return calls.filter((call) => !call.isDecorator && functionsOf(call.callee).some((each) => each === fn));
}

/** The value makes a function a GPU function: `spaces.GPU` itself, or what it gives when it is called with settings. */
export function isGpuDecorator(value: Value): boolean {
  return value.alts.some(
    (alternative) =>
      alternative.kind === 'gpuDecorator' || (alternative.kind === 'external' && isGpuPath(alternative.path)),
  );
}

/** The GPU functions that a value may be. */
export function isGpuValue(value: Value): boolean {
  return value.alts.some(
    (alternative) =>
      alternative.kind === 'gpuFunction' || (alternative.kind === 'partial' && isGpuValue(alternative.callee)),
  );
}

/** What decorates the function: where a decorator is written as a call, what is called. */
export function decoratorItself({ place, value }: DecoratorFact, code: Code): Value {
  return code.outer.calls.find((call) => call.isDecorator && sameData(call.place, place))?.callee ?? value;
}

/** The calls as which decorators of the function are written. */
export function decoratorCalls(code: Code): readonly CallFact[] {
  return code.decorators.flatMap(({ place }) => {
    const call = code.outer.calls.find((each) => each.isDecorator && sameData(each.place, place));
    return call ? [call] : [];
  });
}

/** The decorator makes FastAPI, a `gr.Server` or Flask call a function for a route, and gives the function back. */
export function isRoute(call: CallFact): boolean {
  const receiver = call.receiver && only(call.receiver);
  return (
    receiver?.kind === 'object' &&
    /^(?:fastapi\.(?:.*\.)?(?:FastAPI|APIRouter)|gradio\.Server|gradio\.routes\.App|flask\.(?:.*\.)?(?:Flask|Blueprint))$/.test(
      receiver.type,
    ) &&
    /^(?:route|get|post|put|patch|delete|websocket|api_route)$/.test(call.method ?? '')
  );
}

/** What runs its first argument with the others on a thread, for who awaits it: `func(*args)`. */
export function isAwaitedOnThread(path: string | undefined): boolean {
  return path !== undefined && AWAITED.test(path);
}

const AWAITED =
  /^(?:asyncio\.to_thread|anyio\.to_thread\.run_sync|(?:starlette|fastapi)\.concurrency\.run_in_threadpool)$/;
