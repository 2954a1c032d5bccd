import { gpuDecoration, type Code, type SpaceView } from '../../model';
import { reviewFix, type Fix } from '../rule';

/** Makes a function a GPU function. */
export function decorate(code: Code, space: SpaceView): Fix {
  const { decorator, edit, added } = gpuDecoration(code, space);
  return reviewFix(`Decorate \`${code.name}\` with \`${decorator}\``, ...(added ? [added] : []), edit);
}
