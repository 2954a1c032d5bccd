import type { Code, SpaceView } from '../model';
import type { Edit, Place } from '../text/place';

export type ProposalKind = 'refactor.rewrite' | 'refactor.extract' | 'refactor.move';

/** A change of the code that somebody may want, whether or not something is wrong with it. */
export interface Proposal {
  /** Says what will happen, in the user's own names. */
  readonly title: string;
  readonly kind: ProposalKind;
  readonly edits: readonly Edit[];
  /** The text in one of the edits that stands for the user's own decision, to be typed over. */
  readonly choice?: Choice;
}

/** Part of an edit's new text. */
export interface Choice {
  readonly edit: Edit;
  readonly start: number;
  readonly end: number;
}

/** Where the caret is, or what is selected. */
export interface Selection {
  /** The innermost function there, or the statement outside functions. */
  readonly code: Code;
  readonly touches: (place: Place) => boolean;
}

/** What is offered at a selection; pure, and asked only when somebody opens the menu. */
export type Refactoring = (selection: Selection, space: SpaceView) => readonly Proposal[];
