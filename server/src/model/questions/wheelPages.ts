/** Pages of wheels that are built for one torch, as PyG has them: `-f https://data.pyg.org/whl/torch-2.8.0+cu128.html`. */
import { cudaOfTorch, majorMinor } from '../../platform';
import type { Edit, Place } from '../../text/place';
import type { RequirementsView, SpaceView } from '../views';

export interface WheelPage {
  readonly file: RequirementsView;
  /** The address. */
  readonly place: Place;
  /** The torch in it, such as `2.8.0`. */
  readonly torch: string;
}

const PAGE = /^(https?:\/\/data\.pyg\.org\/whl\/torch-)(\d+\.\d+\.\d+)(\+|%2B)(?:cu\d+|cpu)(\.html)$/i;

/** The packages that PyG compiles for each torch, by normalised name. */
export const PYG_PACKAGES: ReadonlySet<string> = new Set([
  'pyg-lib',
  'torch-cluster',
  'torch-scatter',
  'torch-sparse',
  'torch-spline-conv',
]);

/** The pages on which a file lets pip look for wheels; none where it wants some packages compiled. */
export function wheelPages(file: RequirementsView): readonly WheelPage[] {
  const compiles = file.parsed.entries.some(
    (entry) => entry.kind === 'option' && entry.options.some(({ name }) => name === '--no-binary'),
  );
  if (compiles) return [];
  return file.parsed.entries.flatMap((entry) => {
    if (entry.kind !== 'option') return [];
    return entry.options.flatMap(({ name, value = '', valueSpan }) => {
      const torch = name === '--find-links' ? PAGE.exec(value)?.[2] : undefined;
      return torch === undefined || !valueSpan ? [] : [{ file, place: file.place(valueSpan), torch }];
    });
  });
}

/** The edits that let pip look on the pages for another torch; nothing where the CUDA is not known with which that comes. */
export function pagesForTorch(space: SpaceView, file: RequirementsView, version: string): readonly Edit[] {
  const cuda = cudaOfTorch(space.tables, version);
  const minor = majorMinor(version);
  if (cuda === undefined || minor === undefined) return [];
  return wheelPages(file)
    .filter(({ torch, place }) => majorMinor(torch) !== minor && PAGE.test(space.text(place)))
    .map(({ place }) => space.edits.replace(place, space.text(place).replace(PAGE, `$1${minor}.0$3${cuda}$4`)));
}
