import {
  constantOf,
  decoratorItself,
  deviceOfValue,
  externalPath,
  functionsOf,
  type Alternative,
  type CallFact,
  type Code,
  type SpaceView,
  type Value,
} from '../model';
import { compileAheadOfTime } from '../refactorings/compileAheadOfTime';
import { proposed, rule, safeFix, ZEROGPU_DOCS, type Fix } from './rule';

export default rule({
  name: 'torch-compile',
  summary: 'A model is compiled with `torch.compile`',
  group: 'cuda',
  severity: 'warning',
  confidence: 'high',
  audience: 'default',
  messages: {
    compile:
      'ZeroGPU does not support `torch.compile` (as of {asOf}): every request may run in a new process, which would compile {what} again; compile ahead of time with `spaces.aoti_compile` instead',
  },
  explains: ['daemonic processes are not allowed to have children'],
  concerns: ['torch.compile', '@torch.compile', '.compile', '.compile_repeated_blocks'],
  sources: [
    ZEROGPU_DOCS,
    { url: 'https://huggingface.co/blog/zerogpu-aoti', read: '2026-11-21' },
    { url: 'https://huggingface.co/docs/diffusers/api/models/overview', read: '2026-11-23' },
  ],
  check: {
    code(code, report, space) {
      const { asOf } = space.tables.limits;
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        // Under a condition that is not known, it may be switched off on ZeroGPU.
        if (call.conditional || call.isDecorator || isSwitchedOff(call)) continue;
        const model = compiledInPlace(call, space);
        if (isForCpu(call, code, space)) continue;
        if (isTorchCompile(call.callee)) {
          const [first] = call.args;
          const what = first ? `\`${space.text(first.place)}\`` : 'it';
          report(call.place, 'compile', { asOf, what }, { fixes: () => instead(call, code, space) });
        } else if (model) {
          report(
            call.place,
            'compile',
            { asOf, what: `\`${space.text(model)}\`` },
            { fixes: () => instead(call, code, space) },
          );
        }
      }
      for (const { decorators, fn } of code.definitions) {
        const target = space.code(fn);
        for (const decorator of decorators) {
          if (!isTorchCompile(decoratorItself(decorator, target))) continue;
          const { name } = target;
          report(
            decorator.place,
            'compile',
            { asOf, what: `\`${name}\`` },
            {
              fixes: () => [safeFix(`Run \`${name}\` uncompiled`, space.edits.remove(decorator.whole))],
            },
          );
        }
      }
    },
  },
});

/** `disable=True`, or what an unknown flag says. */
function isSwitchedOff({ args }: CallFact): boolean {
  return args.some(({ keyword, value }) => keyword === 'disable' && constantOf(value) !== false);
}

function isTorchCompile(value: Value): boolean {
  return externalPath(value) === 'torch.compile';
}

/** The model that a method of its own compiles: `model.compile()`, or that of diffusers for its repeated blocks. */
function compiledInPlace({ receiver, receiverPlace, method, callee, args }: CallFact, space: SpaceView) {
  if (!receiver || (method !== 'compile' && method !== 'compile_repeated_blocks')) return undefined;
  // A method of the Space's own does what it does.
  if (functionsOf(callee).length > 0) return undefined;
  if (receiver.open || receiver.alts.length === 0) {
    // No other library knows these names.
    const isTorch = method === 'compile_repeated_blocks' || args.some(({ keyword }) => keyword === 'fullgraph');
    return isTorch && receiver.alts.every(mayBeModel) ? receiverPlace : undefined;
  }
  const isModel = receiver.alts.every(
    (item) => mayBeModel(item) || (item.kind === 'instance' && space.isTorchModule(item.cls)),
  );
  return isModel ? receiverPlace : undefined;
}

function mayBeModel(item: Alternative): boolean {
  return item.kind === 'object' && item.object === 'model' && isTorchModel(item.type);
}

/** What is compiled, and what that gives, is a variable that stays on the CPU, and no GPU code runs it. */
function isForCpu(call: CallFact, code: Code, space: SpaceView): boolean {
  if (code.fn) return false;
  const { module } = code;
  const compiled = isTorchCompile(call.callee) ? call.args[0]?.place : call.receiverPlace;
  const given = call.isStatement ? compiled : call.assigned;
  return [compiled, given].every((place) => {
    const name = place && space.text(place);
    return (
      name !== undefined &&
      deviceOfValue(space.global(module, name)) === 'cpu' &&
      !space.codesUsing(name).some((other) => other.runsOnGpu && !other.owns(name))
    );
  });
}

/** Keras models have a `compile` of their own, which is something else. */
function isTorchModel(type: string): boolean {
  return !/(?:^|\.)(?:keras|tensorflow|tf)\b|\.TF[A-Z]/.test(type);
}

function instead(call: CallFact, code: Code, space: SpaceView): readonly Fix[] {
  return [...withoutCall(call, space), ...proposed(compileAheadOfTime(call, code, space))];
}

function withoutCall(call: CallFact, space: SpaceView): readonly Fix[] {
  const [first] = call.args;
  if (call.isStatement) {
    return [safeFix(`Remove \`${space.text(call.calleePlace)}\`: run uncompiled`, space.edits.remove(call.statement))];
  }
  if (call.method !== 'compile' || !first || first.keyword !== undefined) return [];
  const model = space.text(first.place);
  const assignsItself = call.assigned !== undefined && space.text(call.assigned) === model;
  return [
    safeFix(
      `Run \`${model}\` uncompiled`,
      assignsItself ? space.edits.remove(call.statement) : space.edits.leaveOnly(call.place, first.place),
    ),
  ];
}
