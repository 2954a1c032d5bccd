import type { BeforeSpaces, SpaceView } from '../../model';
import { absolute, type Place } from '../../text/place';
import { safeFix, type Fix } from '../rule';

/**
 * Moves the import of `spaces`, where it can be moved, above all others, or at least above `statement`, for which it comes
 * too late: below what sets the environment before that, because on ZeroGPU `spaces` imports torch.
 */
export function importFirst(before: BeforeSpaces, statement: Place, space: SpaceView): readonly Fix[] {
  if (!before.isMovable) return [];
  const written = space.text(before.statement);
  const { path } = before.first.anchor;
  const from = before.codes.reduce((end, { place }) => {
    const isEarlier = absolute(place).start < absolute(statement).start;
    return isEarlier && SETS_ENVIRONMENT.test(space.text(place)) ? Math.max(end, absolute(place).end) : end;
  }, 0);
  const isBetween = (place: Place): boolean =>
    place.anchor.path === path &&
    absolute(place).start >= from &&
    absolute(place).start <= absolute(statement).start &&
    space.edits.indentation(place) === '';
  const places = [before.first, ...space.imports.map((item) => item.statement), statement].filter(isBetween);
  const [target] = places.sort((a, b) => absolute(a).start - absolute(b).start);
  if (!target) return [];
  const where = target.anchor === before.first.anchor ? 'to the top' : 'up, below what sets the environment';
  return [
    safeFix(
      `Move \`${written}\` ${where}`,
      space.edits.insertLineAbove(target, space.text(space.edits.withComment(before.statement))),
      space.edits.remove(before.statement),
    ),
  ];
}

const SETS_ENVIRONMENT = /\benviron(?:\.(?:setdefault|update)\(|\[[^\]]*\]\s*=(?!=))|\bputenv\(|\bload_dotenv\(/;
