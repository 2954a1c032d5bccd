/** Which Python goes with what pip is to install. */
import { newestOf, noticesFor, type PackageNotice } from '../../platform';
import { wheelAdmitsPython, type WheelPart } from '../../syntax/requirements';
import type { Place } from '../../text/place';
import type { SpaceView } from '../views';
import { dependencies, dependenciesIn, type Dependency } from './dependencies';

/** The newest Python that ZeroGPU documents for which the wheels and the pinned packages of the Space are; undefined when none is. */
export function fittingPython(space: SpaceView): string | undefined {
  const bound = boundWheel(space);
  return newestOf(
    versionsOf(space).filter(
      (version) =>
        (!bound || wheelAdmitsPython(bound.wheel, version)) &&
        dependencies(space).every((line) => !pythonNotice(space, line, version)),
    ),
  );
}

function versionsOf(space: SpaceView): readonly string[] {
  return space.tables.pythonVersions.rows.map(({ version }) => version);
}

/** What is known against installing what the line asks for on a Python such as `3.12`. */
export function pythonNotice(
  { tables }: SpaceView,
  { name, specifiers, line }: Dependency,
  python: string,
): PackageNotice | undefined {
  if (name === undefined || line.form !== 'name') return undefined;
  return noticesFor(tables, name, specifiers, python).find((row) => row.python !== '');
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
