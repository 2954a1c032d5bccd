import {
  calledPath,
  constantOf,
  CUDA_CHECK,
  deviceOfValue,
  isDevice,
  type Code,
  type ModuleEntity,
  type SpaceView,
} from '../../model';
import { absolute, type Place } from '../../text/place';

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

/** `"cuda"` as a string, or the CPU where there is no CUDA. */
export function deviceQuestion(literal: string): string {
  const [quote = ''] = literal;
  return `${literal} if ${CUDA_CHECK}() else ${quote}cpu${quote}`;
}
