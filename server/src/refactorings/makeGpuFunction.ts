import {
  callsOf,
  canBeDecorated,
  functionsOf,
  gpuDecoration,
  isModel,
  isReached,
  loadsFixedModel,
  type CallFact,
  type Code,
  type SpaceView,
} from '../model';
import { codesBehind, gpuWorkBehind } from '../model';
import { raisesPlainly } from './moveDecorator';
import type { Refactoring } from './refactoring';

/** *Make this a GPU function*, where the caret is on the name of a function that works on the GPU outside a worker. */
export const makeGpuFunctionRefactoring: Refactoring = ({ code, touches }, space) => {
  const { fn } = code;
  if (!fn || !canBeDecorated(code)) return [];
  if (code.gpu || !touches(code.namePlace) || code.runsOnGpu || code.contexts.includes('import')) return [];
  if (!isReached(code, 'request', space)) return [];
  const behind = [...codesBehind(code, space)];
  if (behind.some((each) => isUnfit(each, space)) || gpuWorkBehind(code, space).length === 0) return [];
  const isLooped = space
    .callersOf(fn)
    .some((caller) => caller.calls.some((call) => call.loops.length > 0 && functionsOf(call.callee).includes(fn)));
  if (isLooped) return [];
  // Its worker would get a copy of the model, and keep what it does to that.
  if (code.calls.some(setsUpGiven)) return [];
  const isGivenModel = space
    .callersOf(fn)
    .some((caller) => callsOf(fn, caller).some(({ args }) => args.some(({ value }) => isModel(value))));
  if (isGivenModel) return [];
  const { decorator, edit, added } = gpuDecoration(code, space);
  const digits = /\d+/.exec(decorator);
  const start = digits ? edit.newText.indexOf(decorator) + digits.index : 0;
  return [
    {
      title: `Make \`${code.name}\` a GPU function: \`${decorator}\``,
      kind: 'refactor.rewrite',
      edits: [...(added ? [added] : []), edit],
      ...(digits ? { choice: { edit, start, end: start + digits[0].length } } : {}),
    },
  ];
};

/** It has the GPU already, belongs to module scope, or needs the main process. */
function isUnfit(code: Code, space: SpaceView): boolean {
  return (
    code.gpu !== undefined ||
    code.calls.some((call) => loadsFixedModel(call, code, space)) ||
    code.writes.some(({ kind, root }) => kind === 'assign' && root.owner === 'global') ||
    raisesPlainly(code)
  );
}

/** It sets up an object that the function is given, as models are. */
function setsUpGiven({ isStatement, method, receiverRoot }: CallFact): boolean {
  return isStatement && receiverRoot?.owner === 'param' && SETS_UP.test(method ?? '');
}

const SETS_UP = /^(?:to|cuda|eval|half|(?:set|load|unload|fuse|enable|disable)_\w+)$/;
