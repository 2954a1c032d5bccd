import type { Place } from '../text/place';
import type { Scratch } from './scratch';

/** Something that was done, told in the user's own names. */
export interface Done {
  readonly path: string;
  readonly what: string;
}

/** Something that only the author can decide. The place is in the Space as it is prepared. */
export interface Open {
  readonly place: Place;
  readonly message: string;
  /** The rule whose finding this says better. */
  readonly says?: string;
}

/** One part of the preparation: changes the copy, and tells what it did. */
export type Step = (scratch: Scratch) => readonly Done[];
