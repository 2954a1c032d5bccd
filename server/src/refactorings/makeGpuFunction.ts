import { gpuDecoration, isReached, loadsFixedModel } from '../model';
import { codesBehind, gpuWorkBehind } from '../model/gpuWork';
import { outermostAllowed, raisesPlainly } from './moveDecorator';
import type { Refactoring } from './refactoring';

/** *Make this a GPU function*, where the caret is on the name of a function that works on the GPU outside a worker. */
export const makeGpuFunctionRefactoring: Refactoring = ({ code, touches }, space) => {
  if (!code.fn || code.gpu || !touches(code.namePlace) || code.runsOnGpu || code.contexts.includes('import')) return [];
  if (!isReached(code, 'request', space)) return [];
  const behind = [...codesBehind(code, space)];
  // What it calls has the GPU already, or what it does belongs to module scope or into another process.
  const isUnfit = behind.some(
    (each) =>
      each.gpu !== undefined || each.calls.some((call) => loadsFixedModel(call, each, space)) || raisesPlainly(each),
  );
  if (isUnfit || gpuWorkBehind(code, space).length === 0) return [];
  const decoration = gpuDecoration(code, space);
  if (!decoration) return [];
  const { decorator } = decoration;
  const edit = space.edits.insertLineAbove(outermostAllowed(code), decorator);
  const digits = /\d+/.exec(decorator);
  const start = digits ? edit.newText.indexOf(decorator) + digits.index : 0;
  return [
    {
      title: `Make \`${code.name}\` a GPU function: \`${decorator}\``,
      kind: 'refactor.rewrite',
      edits: [...decoration.edits.slice(0, -1), edit],
      ...(digits ? { choice: { edit, start, end: start + digits[0].length } } : {}),
    },
  ];
};
