import type { CallArgument, SpaceView } from '../../model';
import type { Fix } from '../rule';

/** Chooses the attention that torch has itself. */
export function useOwnAttention({ place }: CallArgument, space: SpaceView): Fix {
  const edits = [space.edits.replace(place, space.edits.string(place, 'sdpa'))];
  return { title: 'Use PyTorch’s own attention', safety: 'safe', edits };
}
