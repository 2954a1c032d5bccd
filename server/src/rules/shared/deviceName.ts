import {
  calledPath,
  constantOf,
  deviceOfValue,
  isDevice,
  lies,
  statementsOf,
  withInner,
  type Code,
  type ModuleEntity,
  type SpaceView,
  type Statement,
} from '../../model';
import { absolute, type Place } from '../../text/place';

/** The call by which an app asks whether it may use CUDA. */
export const CUDA_CHECK = 'torch.cuda.is_available';

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

/** How the module names the CUDA device there: its own variable that asks for one, unless `code` hides it, or the text. */
export function cudaAt(place: Place, module: ModuleEntity, space: SpaceView, code?: Code): string {
  const name = deviceNameAbove(place, module, space);
  return name === undefined || code?.owns(name) === true ? space.edits.string(place, 'cuda') : name;
}

/** An `if` of the code that asks for CUDA in its condition. */
export function isCudaCheck({ kind, place, blocks }: Statement, code: Code): boolean {
  return (
    kind === 'If' &&
    code.calls.some(
      (call) =>
        calledPath(call) === CUDA_CHECK &&
        lies(call.place, place) &&
        !blocks.flat().some((inner) => lies(call.place, inner.place)),
    )
  );
}

/** Stands under an `if` of the code that asks for CUDA, or beside it in its `else`. */
export function isUnderCheck(place: Place, code: Code): boolean {
  return statementsOf(code)
    .flatMap(withInner)
    .some((each) => lies(place, each.place) && isCudaCheck(each, code));
}

/** `"cuda"` as a string, or the CPU where there is no CUDA. */
export function deviceQuestion(literal: string): string {
  const [quote = ''] = literal;
  return `${literal} if ${CUDA_CHECK}() else ${quote}cpu${quote}`;
}
