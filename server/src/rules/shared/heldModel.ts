/** Models that an object of the Space holds: `holder.model`. */
import { isModel, only, type CallFact, type Code, type SpaceView } from '../../model';

/** `holder.model`, as the model is written, where the variable of that name holds it and is none itself. */
export function heldAs(path: string, name: string, code: Code, space: SpaceView): string | undefined {
  const all = path.split('.');
  const parts = all.slice(all.indexOf(name) + 1);
  return parts.length === 0 || isModel(space.global(code.module, name)) ? undefined : [name, ...parts].join('.');
}

/**
 * Code of the Space, or such of it that `runs`, moves something that is not known to be a model's input. Who holds a model
 * may move it in many ways: in loops over its parts, by their names, in methods of classes above.
 */
export function movesOthers(space: SpaceView, runs: (code: Code) => boolean = () => true): boolean {
  const isInput = ({ receiver }: CallFact): boolean => {
    const item = receiver && only(receiver);
    return item?.kind === 'object' && (item.object === 'tensor' || item.object === 'tensors');
  };
  return ['to', 'cuda'].some((method) =>
    space
      .codesNaming(`.${method}`)
      .some((code) => runs(code) && code.calls.some((call) => call.method === method && !isInput(call))),
  );
}
