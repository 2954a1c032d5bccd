import type { Edits } from '../engine/fixes';

/**
 * Edits that are made together or not at all, and what a preview says of them. An edit of a file that the Space does not
 * have creates it. Where a user is asked first, each change is a group to tick.
 */
export interface Change {
  readonly edits: Edits;
  /** What the edits do, as the head of their group. */
  readonly label: string;
  /** Why it is worth a look, or what it consists of. */
  readonly description?: string;
  /** Texts that the edits are made in, of files that belong to no Space. */
  readonly texts?: ReadonlyMap<string, string>;
  /** It reaches beyond what the user is looking at, so they see it before it is made. */
  readonly needsConfirmation: boolean;
}
