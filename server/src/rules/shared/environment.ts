import type { Code, EnvironmentWrite, SpaceView } from '../../model';
import type { Fix, Safety } from '../rule';

/** Removes what sets an environment variable, where that is all that a statement of the module does, in no block. */
export function withoutAssignment(
  { variable, isAlone, statement }: EnvironmentWrite,
  code: Code,
  safety: Safety,
  space: SpaceView,
): readonly Fix[] {
  if (!isAlone || code.fn || code.reach.headers.length > 0) return [];
  return [{ title: `Remove the assignment of \`${variable}\``, safety, edits: [space.edits.remove(statement)] }];
}
