import type { CallArgument, SpaceView } from '../../model';
import { safeFix, type Fix } from '../rule';

/** Chooses the attention that torch has itself. */
export function useOwnAttention({ place }: CallArgument, space: SpaceView): Fix {
  return safeFix('Use PyTorch’s own attention', space.edits.replace(place, space.edits.string(place, 'sdpa')));
}
