import { torchEdits, type Dependency, type SpaceView } from '../../model';
import { reviewFix, type Fix } from '../rule';

/** Pins torch to another version, and what goes with it; nothing where none is known. */
export function pinTorch(space: SpaceView, torch: Dependency, version: string | undefined): readonly Fix[] {
  if (version === undefined) return [];
  const title = `Pin torch to ${version}, with the packages that are built for it`;
  return [reviewFix(title, ...torchEdits(space, torch, version))];
}
