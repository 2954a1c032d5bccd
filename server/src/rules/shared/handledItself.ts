import { functionsOf, isGpuDecorator, type Code, type SpaceView } from '../../model';
import { sameData } from '../../text/equality';

/** Gradio calls the function as it is written: no decorator has put something around it that calls it in its own way. */
export function isHandledItself(code: Code, space: SpaceView): boolean {
  const { fn } = code;
  if (!fn) return false;
  return space.handlersOf(fn).some((handler) => {
    const bound = handler.argument('fn');
    if (bound) return functionsOf(bound.value).includes(fn);
    const { call } = handler;
    if (call?.isDecorator !== true) return false;
    const at = code.decorators.findIndex(({ place }) => sameData(place, call.place));
    return code.decorators.slice(at + 1).every(({ value }) => isGpuDecorator(value));
  });
}
