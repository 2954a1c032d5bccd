import type { SpaceView } from '../model';
import { compileAheadOfTimeRefactoring } from './compileAheadOfTime';
import { hoistModelLoadRefactoring } from './hoistModelLoad';
import { makeGpuFunctionRefactoring } from './makeGpuFunction';
import { moveDecoratorRefactoring } from './moveDecorator';
import { returnCpuDataRefactoring } from './returnCpuData';
import type { Proposal, Refactoring, Selection } from './refactoring';
import { setDurationRefactoring } from './setDuration';
import { splitCpuWorkRefactoring } from './splitCpuWork';
import { uniqueOutputPathRefactoring } from './uniqueOutputPath';

const refactorings: readonly Refactoring[] = [
  setDurationRefactoring,
  makeGpuFunctionRefactoring,
  moveDecoratorRefactoring,
  hoistModelLoadRefactoring,
  compileAheadOfTimeRefactoring,
  splitCpuWorkRefactoring,
  returnCpuDataRefactoring,
  uniqueOutputPathRefactoring,
];

/** What is offered at a selection, in the order of the menu. */
export function proposalsAt(selection: Selection, space: SpaceView): readonly Proposal[] {
  return refactorings.flatMap((refactoring) => refactoring(selection, space));
}

export type { Proposal, ProposalKind, Selection } from './refactoring';
