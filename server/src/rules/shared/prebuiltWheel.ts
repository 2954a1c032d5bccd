import { wheelFor, type Dependency, type SpaceView } from '../../model';
import { reviewFix, type Fix } from '../rule';

/**
 * Takes a prebuilt wheel of the package in the place of what the line asks for; its marker stays. Nothing where there is
 * none for the Python and the torch that the files ask for, or for the given torch.
 */
export function usePrebuilt(
  space: SpaceView,
  { place, line }: Dependency,
  name: string,
  torch?: string,
): readonly Fix[] {
  const wheel = wheelFor(space, name, torch);
  if (!wheel) return [];
  const title = `Use the prebuilt wheel of ${name} ${wheel.version} for torch ${wheel.torch} and Python ${wheel.python}`;
  const marker = line.marker ? ` ; ${line.marker.text}` : '';
  return [reviewFix(title, space.edits.replace(place, `${name} @ ${wheel.url}${marker}`))];
}
