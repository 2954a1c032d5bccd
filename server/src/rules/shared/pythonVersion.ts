import { dependencies, dependenciesIn, wheelAdmitsPython, type SpaceView, type WheelPart } from '../../model';
import { newestOf, noticesFor } from '../../platform';
import type { Place } from '../../text/place';

/** The newest Python that ZeroGPU documents for which the wheels and the pinned packages of the Space are; undefined when none is. */
export function fittingPython(space: SpaceView): string | undefined {
  const bound = boundWheel(space);
  return newestOf(
    versionsOf(space).filter(
      (version) => (!bound || wheelAdmitsPython(bound.wheel, version)) && admitsPins(space, version),
    ),
  );
}

function versionsOf(space: SpaceView): readonly string[] {
  return space.tables.pythonVersions.rows.map(({ version }) => version);
}

/** No pinned package is known to have nothing for this Python. */
function admitsPins(space: SpaceView, python: string): boolean {
  return dependencies(space).every(
    ({ name, specifiers, line }) =>
      name === undefined ||
      line.form !== 'name' ||
      !noticesFor(space.tables, name, specifiers, python).some((row) => row.python !== ''),
  );
}

/** A wheel that not every Python ZeroGPU offers can install. */
export function boundWheel(space: SpaceView): { readonly wheel: WheelPart; readonly place: Place } | undefined {
  const versions = versionsOf(space);
  for (const file of space.requirements) {
    for (const { line, place } of dependenciesIn(space, file)) {
      const wheel = line.url?.wheel;
      if (wheel && versions.some((version) => wheelAdmitsPython(wheel, version) === false)) return { wheel, place };
    }
  }
  return undefined;
}
