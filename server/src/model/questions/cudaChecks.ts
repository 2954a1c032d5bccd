/** Where the app asks whether there is CUDA, and what goes by the answer. */
import { callRow } from '../../platform/libraries';
import { absolute, lies, type Place } from '../../text/place';
import { argumentOf } from '../arguments';
import { deviceOfValue, isDevice } from '../devices';
import type { ModuleEntity } from '../entities';
import type { CallFact } from '../facts';
import type { Code } from '../program';
import { constantOf, only } from '../value';
import type { SpaceView } from '../views';
import { calledPath, inferenceOf } from './libraryCalls';
import { allStatementsOf, type Statement } from './statements';

/** The call by which an app asks whether it may use CUDA. */
export const CUDA_CHECK = 'torch.cuda.is_available';

/** Asked in vain before `spaces` is imported: no driver, no device. */
export const CUDA_QUESTIONS: readonly string[] = [
  CUDA_CHECK,
  'torch.cuda.device_count',
  'torch.cuda.is_bf16_supported',
];

/** The app asks for CUDA before it imports `spaces`: what it puts where the answer says lies on the CPU. */
export function asksTooEarly(space: SpaceView): boolean {
  const before = space.beforeSpaces;
  if (before === undefined) return false;
  const isBefore = (code: Code): boolean =>
    !code.fn && (before.codes.includes(code) || before.modules.includes(code.module));
  return (
    CUDA_QUESTIONS.flatMap((question) => space.codesNaming(question)).some(isBefore) ||
    space.codesNaming('loadsModel').some((code) => isBefore(code) && code.calls.some(asksByItself))
  );
}

/** A loader that asks torch for CUDA by itself, since it is told no device. */
export function asksByItself(call: CallFact): boolean {
  const row = callRow(calledPath(call) ?? '');
  if (row?.asksForCuda !== true) return false;
  const device = argumentOf(call, 'device', row.devicePosition);
  return device === undefined || only(device.value)?.kind === 'none';
}

/** It calls `torch.cuda.is_available()` in itself, not in its blocks. */
function asksInside({ place, blocks }: Statement, { calls }: Code): boolean {
  return calls.some(
    (call) =>
      calledPath(call) === CUDA_CHECK &&
      lies(call.place, place) &&
      !blocks.flat().some((inner) => lies(call.place, inner.place)),
  );
}

/** The name stands for the answer, or for what was chosen by it: `USE_CUDA`, `self.device`, a function that asks. */
export function isCudaAnswer(name: string, code: Code, space: SpaceView): boolean {
  const [root = '', attribute] = name.split('.');
  if (root === 'self' && code.cls) {
    return space.ownMethodsOf(code.cls).some(({ words }) => words.has(CUDA_CHECK) && words.has(`.${attribute}=`));
  }
  if (code.owns(root)) {
    const preset = code.params.find((param) => param.name === root)?.defaultPlace;
    const written = preset && space.text(preset);
    if (
      written !== undefined &&
      (written.includes(CUDA_CHECK) || (written !== root && isCudaAnswer(written, code, space)))
    )
      return true;
    return allStatementsOf(code).some(
      (each) => each.blocks.length === 0 && each.binds.has(root) && asksInside(each, code),
    );
  }
  // Of `device.type` and `Config.use_cuda` it is what the first name stands for, of `config.USE_CUDA` the second.
  return [root, attribute].some(
    (part) =>
      part !== undefined &&
      space
        .codesUsing(part)
        .some(
          ({ words, fn, name: own, facts }) => words.has(CUDA_CHECK) && (fn ? own === part : facts.names.has(part)),
        ),
  );
}

/** An `if` of the code that asks for CUDA in its condition, or for what was told before. */
export function isCudaCheck(statement: Statement, code: Code, space: SpaceView): boolean {
  if (statement.kind !== 'If') return false;
  return asksInside(statement, code) || [...statement.asks].some((name) => isCudaAnswer(name, code, space));
}

/** Stands under an `if` of the code that asks for CUDA, or beside it in its `else`. */
export function isUnderCheck(place: Place, code: Code, space: SpaceView): boolean {
  return allStatementsOf(code).some((each) => lies(place, each.place) && isCudaCheck(each, code, space));
}

/**
 * The only name of the module that is given a CUDA device in a statement that asks for CUDA, once, above the place;
 * undefined when there is none.
 */
export function deviceNameAbove(place: Place, module: ModuleEntity, space: SpaceView): string | undefined {
  const names = space.codesNaming(CUDA_CHECK).flatMap((code) => {
    if (code.fn || code.module !== module || code.reach.runs !== 'always') return [];
    const call = code.calls.find((each) => calledPath(each) === CUDA_CHECK);
    if (!call || absolute(call.place).start > absolute(place).start) return [];
    return [...code.facts.names].flatMap(([name, value]) =>
      (constantOf(value) === 'cuda' || (isDevice(value) && deviceOfValue(value) === 'cuda')) &&
      space.bindingPlace(module, name)?.anchor === call.place.anchor
        ? [name]
        : [],
    );
  });
  const [name, ...others] = names;
  return others.length > 0 ? undefined : name;
}

/** A `try` around the call does the work on the CPU where it fails: the visitor is served all the same. */
export function hasCpuInstead(call: CallFact, code: Code): boolean {
  const instead = code.calls.filter(usesCpu);
  return allStatementsOf(code).some(
    ({ blocks: [body = []], handlers }) =>
      body.some(({ place }) => lies(call.place, place)) &&
      handlers.flat().some(({ place }) => instead.some((each) => lies(each.place, place))),
  );
}

function usesCpu(call: CallFact): boolean {
  return (
    call.method === 'cpu' ||
    inferenceOf(call)?.device === 'cpu' ||
    call.args.some(({ value }) => constantOf(value) === 'cpu')
  );
}
