import type { Space } from '../engine/space';
import type { Code, SpaceView } from '../model';
import { type Proposal, type ProposalKind, proposalsAt, type Selection } from '../refactorings';
import type { SpanEdit } from '../text/edits';
import { inOneLine } from '../text/oneLine';
import { absolute, type Place } from '../text/place';
import { overlaps, type Span } from '../text/span';
import type { Change } from './changes';

/** Part of the new text of an edit that the user will want to type over. */
export interface TabStop {
  readonly path: string;
  /** Position of the edit among those of its file. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** One entry of the menu of refactorings. */
export interface RefactoringAction {
  readonly title: string;
  readonly kind: ProposalKind;
  readonly change: Change;
  readonly tabStop?: TabStop;
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
  const isNear = ({ unit }: Code): boolean =>
    unit.offset <= span.end && span.start <= unit.offset + unit.length && unit.path === path;
  const codes = view.codes.filter((code) => isNear(code) && touches(code.place));
  const innermost = codes.reduce<Code | undefined>(
    (best, code) => (best && lengthOf(best.place) < lengthOf(code.place) ? best : code),
    undefined,
  );
  return innermost && { code: innermost, touches };
}

function lengthOf({ start, end }: Place): number {
  return end - start;
}

function actionOf({ title: written, kind, edits, choice }: Proposal): RefactoringAction {
  const title = inOneLine(written);
  const files = new Map<string, SpanEdit[]>();
  let tabStop: TabStop | undefined;
  for (const edit of edits) {
    const { path } = edit.place.anchor;
    const list = files.get(path) ?? [];
    files.set(path, list);
    if (choice?.edit === edit) tabStop = { path, index: list.length, start: choice.start, end: choice.end };
    list.push({ span: absolute(edit.place), newText: edit.newText });
  }
  const change: Change = { edits: files, label: title, needsConfirmation: files.size > 1 };
  return { title, kind, change, ...(tabStop ? { tabStop } : {}) };
}
