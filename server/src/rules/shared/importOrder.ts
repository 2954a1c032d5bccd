import type { BeforeSpaces, SpaceView } from '../../model';
import { safeFix, type Fix } from '../rule';

/** Moves the import of `spaces` above all others, where it can be moved. */
export function importFirst(before: BeforeSpaces, space: SpaceView): readonly Fix[] {
  if (!before.isMovable) return [];
  const written = space.text(before.statement);
  return [
    safeFix(
      `Move \`${written}\` to the top`,
      space.edits.insertLineAbove(before.first, space.text(space.edits.withComment(before.statement))),
      space.edits.remove(before.statement),
    ),
  ];
}
