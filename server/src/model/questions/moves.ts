/** What code moves from one device to another. */
import { argumentOf } from '../arguments';
import { deviceNamed, isDtype } from '../devices';
import type { CallFact } from '../facts';
import type { Code } from '../program';
import { only, type Device } from '../value';
import type { SpaceView } from '../views';

/** The device that `.to(…)`, `.cuda()` and `.cpu()` move their object to. */
export function movesTo(call: CallFact): Device {
  switch (call.method) {
    case 'cuda':
    case 'cpu':
      return call.method;
    case 'to': {
      const target = argumentOf(call, 'torch_device') ?? argumentOf(call, 'device', 0);
      return target && deviceNamed(target.value);
    }
    default:
      return undefined;
  }
}

/** `.to("cuda")`, `.cuda()`. */
export function movesToCuda(call: CallFact): boolean {
  return movesTo(call) === 'cuda';
}

/** Hooks that let a pipeline or a model lie on the CPU and compute on the GPU: `pipe.enable_model_cpu_offload()`. */
export function isOffload({ method }: CallFact): boolean {
  return method?.endsWith('_offload') === true;
}

/** It takes what it moves off the GPU, or may. */
export function movesAway(call: CallFact): boolean {
  const [first] = call.args;
  const isAway = /^(?:to|cpu|to_empty)$/.test(call.method ?? '') && !movesToCuda(call);
  return isAway && !(call.args.length === 1 && first && isDtype(first.value));
}

/** Outside of workers something is moved under a name that does not tell what it is: `for model in models: model.to("cpu")`. */
export function movesSomethingAway(space: SpaceView): boolean {
  return ['.to', '.cpu', '.to_empty'].some((word) =>
    space
      .codesNaming(word)
      .some(({ isGpuOnly, calls }) => !isGpuOnly && calls.some((call) => movesAway(call) && isUnclear(call, space))),
  );
}

/** A statement moves a model. What is moved of `self` is known to be moved. */
function isUnclear({ isStatement, receiver, receiverPlace, calleeText = '' }: CallFact, space: SpaceView): boolean {
  if (!receiver || /^self\.\w+\.\w+$/.test(calleeText)) return false;
  return isStatement || (receiverPlace !== undefined && space.text(receiverPlace).endsWith(']'));
}

/**
 * Code of the Space, or such of it that `runs`, moves something that is not known to be a model's input. Who holds a model
 * may move it in many ways: in loops over its parts, by their names, in methods of classes above.
 */
export function movesOthers(space: SpaceView, runs: (code: Code) => boolean = () => true): boolean {
  return ['to', 'cuda'].some((method) =>
    space
      .codesNaming(`.${method}`)
      .some((code) => runs(code) && code.calls.some((call) => call.method === method && !isOfInput(call))),
  );
}

/** What is moved is known to be an input of a model. */
export function isOfInput({ receiver }: CallFact): boolean {
  const item = receiver && only(receiver);
  return item?.kind === 'object' && (item.object === 'tensor' || item.object === 'tensors');
}
