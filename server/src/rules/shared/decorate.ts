import { burdenOf, gpuDecoration, setsVariable, type Code, type SpaceView } from '../../model';
import { reviewFix, type Fix } from '../rule';

/** Makes a function a GPU function. */
export function decorate(code: Code, space: SpaceView): Fix {
  const { decorator, edit, added } = gpuDecoration(code, space);
  return reviewFix(`Decorate \`${code.name}\` with \`${decorator}\``, ...(added ? [added] : []), edit);
}

/** A method that may become a GPU function: its object is not known to be hard to pickle, and loses nothing in a worker. */
export function isLightMethod({ cls, node, isAsync, outer, writes }: Code, space: SpaceView): boolean {
  if (!cls || node?.kind !== 'FunctionDef' || isAsync || outer.fn || /^__(?!call__)\w+__$/.test(node.name))
    return false;
  if (burdenOf(cls, space) || writes.some(({ root }) => root.owner === 'self')) return false;
  // Gradio's page holds locks and the functions of its events.
  return ![...space.attributesOf(cls).values()].some(({ alts }) =>
    alts.some((item) => item.kind === 'object' && ['component', 'blocks', 'event'].includes(item.object)),
  );
}

/** `spaces` is told to decorate Gradio's functions by itself, by its function or in the environment. */
export function wrapsByItself(space: SpaceView): boolean {
  return (
    space.codesNaming('spaces.enable_gradio_auto_wrap').length > 0 || setsVariable('SPACES_GRADIO_AUTO_WRAP', space)
  );
}
