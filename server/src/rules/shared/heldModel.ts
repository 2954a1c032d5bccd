/** Models that an object of the Space holds: `holder.model`. */
import { isModel, type Code, type SpaceView } from '../../model';

/** `holder.model`, as the model is written, where the variable of that name holds it and is none itself. */
export function heldAs(path: string, name: string, code: Code, space: SpaceView): string | undefined {
  const all = path.split('.');
  const parts = all.slice(all.indexOf(name) + 1);
  return parts.length === 0 || isModel(space.global(code.module, name)) ? undefined : [name, ...parts].join('.');
}
