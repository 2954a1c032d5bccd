import { CUDA_CHECK, deviceNameAbove, type Code, type ModuleEntity, type SpaceView } from '../../model';
import type { Place } from '../../text/place';

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
