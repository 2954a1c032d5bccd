import type { Space } from '../engine/space';
import { type Proposal, proposalsAt, type ProposalKind, type Selection } from '../refactorings';
import type { Code, SpaceView } from '../model';
import type { FileEdit } from '../engine/finding';
import { absolute, type Place } from '../text/place';
import { overlaps, type Span } from '../text/span';

/** The part of an edit's new text that the user will want to type over. */
export interface TabStop {
  readonly start: number;
  readonly end: number;
}

export interface RefactoringEdit extends FileEdit {
  readonly tabStop: TabStop | undefined;
}

/** One entry of the menu of refactorings. */
export interface RefactoringAction {
  readonly title: string;
  readonly kind: ProposalKind;
  readonly edits: readonly RefactoringEdit[];
}

/** What can be done with the code at a span, whether or not something is wrong with it; nothing outside ZeroGPU Spaces. */
export function refactoringsAt(space: Space, path: string, span: Span): readonly RefactoringAction[] {
  const { view } = space.model;
  if (!view.isZeroGpu) return [];
  const selection = selectionAt(view, path, span);
  return selection ? proposalsAt(selection, view).map(actionOf) : [];
}

function selectionAt(view: SpaceView, path: string, span: Span): Selection | undefined {
  const touches = (place: Place): boolean => place.anchor.path === path && overlaps(absolute(place), span);
  const codes = view.codes.filter((code) => touches(code.place));
  const innermost = codes.reduce<Code | undefined>(
    (best, code) => (best && lengthOf(best.place) < lengthOf(code.place) ? best : code),
    undefined,
  );
  return innermost && { code: innermost, touches };
}

function lengthOf({ start, end }: Place): number {
  return end - start;
}

function actionOf({ title, kind, edits, choice }: Proposal): RefactoringAction {
  return {
    title,
    kind,
    edits: edits.map((edit) => ({
      path: edit.place.anchor.path,
      span: absolute(edit.place),
      newText: edit.newText,
      tabStop: choice?.edit === edit ? { start: choice.start, end: choice.end } : undefined,
    })),
  };
}
