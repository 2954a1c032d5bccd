/** Which calls run something that lies on CUDA, wherever they are made. */
import { knownArgument } from '../arguments';
import { isGpuValue } from '../callables';
import { deviceNamed, deviceOfValue } from '../devices';
import type { CallFact } from '../facts';
import type { Code } from '../program';
import { constantOf, externalPath, only, type Value } from '../value';
import type { SpaceView } from '../views';
import { inferenceOf, mayRunModel } from './libraryCalls';
import { movesAway, movesSomethingAway } from './moves';
import { isSetInWorkers } from './pickledSelf';
import { calledBy, codesBehind } from './running';
import { firstValue, functionsSetting } from './sharedState';
import { aliasesOf, usesAlone } from './variables';
import { entersTorchContext } from './torchContexts';

/** The call runs what is known as a model that lies on CUDA, or an object that lies there, of whatever class, by a method that says so. */
export function runsOnCuda(call: CallFact, code: Code, space: SpaceView): boolean {
  if (inferenceOf(call)?.device === 'cuda') return !isReplacedByGpu(call, space);
  if (!mayRunModel(call)) return false;
  const subject = call.receiver ?? call.callee;
  const item = only(subject);
  if (item?.kind === 'instance') {
    if (item.device !== 'cuda') return false;
    const behind = calledBy(call, space).flatMap((each) => [...codesBehind(each, space)]);
    if (behind.some(({ gpu }) => gpu)) return false;
    // A class of another kind may have others compute for it.
    return (space.isTorchModule(item.cls) || behind.some(entersTorchContext)) && !isReplacedByGpu(call, space);
  }
  // Many of them move where they are told to run: `yolo(image, device="cpu")`.
  const target = knownArgument(call, 'device');
  if (target && deviceNamed(target) !== 'cuda') return false;
  return (
    deviceOfValue(subject) === 'cuda' &&
    !isMadeInWorkers(call, code, space) &&
    !mayBeMovedAway(call, code, space) &&
    !isReplacedByGpu(call, space)
  );
}

/** Only GPU functions make it more than None: in the main process nothing is ever run. */
function isMadeInWorkers(call: CallFact, code: Code, space: SpaceView): boolean {
  const [, attribute] = /^self\.(\w+)/.exec(call.calleeText ?? '') ?? [];
  if (attribute !== undefined) return code.cls !== undefined && isSetInWorkers(code.cls, attribute, space);
  const name = rootOf(call, code, space);
  if (name === undefined || only(firstValue(code.module, name, space))?.kind !== 'none') return false;
  const makers = functionsSetting(name, code.module, space);
  return makers.length > 0 && makers.every(({ isGpuOnly }) => isGpuOnly);
}

/** What is done to an object of an unknown class may take it off the GPU. */
function mayBeMovedAway(call: CallFact, code: Code, space: SpaceView): boolean {
  const { method, calleeText } = call;
  const name = rootOf(call, code, space);
  // Of an attribute, an item or a local variable the code may have another name.
  if (name === undefined || calleeText !== (method === undefined ? name : `${name}.${method}`)) {
    return movesSomethingAway(space);
  }
  const isAway = (other: CallFact): boolean => other.receiverRoot?.name === name && movesAway(other);
  return space.codesUsing(name).some(
    (other) =>
      // What is done in a worker stays there.
      !other.isGpuOnly &&
      !other.owns(name) &&
      (usesAlone(other, name) || aliasesOf(other).some(([, of]) => of === name) || other.calls.some(isAway)),
  );
}

/** The method of the object, or what calling it runs, is replaced by what may be a GPU function: `model.infer = spaces.GPU(model.infer)`. */
function isReplacedByGpu({ method, receiver, receiverRoot, calleeText }: CallFact, space: SpaceView): boolean {
  const isMethod = method !== undefined && receiver !== undefined;
  const names = isMethod ? [method] : ['__call__', 'forward'];
  const name = receiverRoot ? (receiverRoot.owner === 'global' ? receiverRoot.name : undefined) : calleeText;
  return (
    name !== undefined &&
    !name.includes('.') &&
    space
      .codesUsing(name)
      .some(
        ({ writes, calls }) =>
          writes.some(
            ({ kind, member = '', value }) => kind === 'attribute' && names.includes(member) && mayBeGpu(value),
          ) ||
          calls.some(
            ({ callee, args: [, attribute, value] }) =>
              externalPath(callee) === 'setattr' &&
              names.includes(String(attribute && constantOf(attribute.value))) &&
              value !== undefined &&
              mayBeGpu(value.value),
          ),
      )
  );
}

/** `spaces.GPU(…)` of something that is not known may be taken for a decorator. */
export function mayBeGpu(value: Value): boolean {
  return value.open || isGpuValue(value) || value.alts.some(({ kind }) => kind === 'gpuDecorator');
}

/** The name of the module's own by which the call reaches what it calls. */
export function rootOf(call: CallFact, code: Code, space: SpaceView): string | undefined {
  const name = call.receiverRoot?.name ?? call.calleeText;
  if (name === undefined || code.owns(name) || name.includes('.')) return undefined;
  // A builtin is used everywhere.
  return space.globalIn(code, name) ? name : undefined;
}
