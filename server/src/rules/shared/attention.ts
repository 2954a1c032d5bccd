import type { CallArgument, SpaceView } from '../../model';
import { reviewFix, safeFix, type Fix } from '../rule';

/** Chooses the attention that torch has itself. What held the name of the other, or decided on it, may be left over. */
export function useOwnAttention({ place }: CallArgument, space: SpaceView): Fix {
  const isWritten = /^[a-z]{0,2}(["'])[^"']*\1$/i.test(space.text(place));
  const fix = isWritten ? safeFix : reviewFix;
  return fix('Use PyTorch’s own attention', space.edits.replace(place, space.edits.string(place, 'sdpa')));
}
