import {
  deviceOfValue,
  externalPath,
  firstValue,
  functionsSetting,
  gpuFunctionAround,
  isHandedOn,
  isModel,
  isUnderCheck,
  loadsModel,
  movesOthers,
  movesTo,
  movesToCuda,
  objectOf,
  only,
  type CallFact,
  type Code,
  type SpaceView,
  type Value,
} from '../model';
import { reviewFix, rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { cudaAt, deviceQuestion } from './shared/deviceName';
import { heldAs } from './shared/heldModel';
import { heldBy } from './shared/related';

export default rule({
  name: 'cuda-move-in-gpu',
  summary: 'A model of the module is moved to CUDA inside a GPU function',
  group: 'cuda',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    move: '`{name}` is moved to the GPU while `{gpu}` holds it, and again in every new worker; moved to `cuda` at module scope, its weights are packed once and come with each worker',
  },
  explains: [],
  concerns: ['.to', '.cuda'],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        const { receiver, receiverRoot } = call;
        if (!movesToCuda(call) || !receiver || receiverRoot?.owner !== 'global') continue;
        if ((!isModel(receiver) && !isOwnModule(receiver, space)) || deviceOfValue(receiver) === 'cuda') continue;
        // Something may have moved it while the app started.
        const first = firstValue(code.module, receiverRoot.name, space);
        if (isModel(first) && deviceOfValue(first) !== 'cpu') continue;
        if (mayBePlaced(receiverRoot.name, space)) continue;
        if (!isModel(first) && !isOwnModule(first, space) && isMadeOnGpu(receiverRoot.name, code, space)) continue;
        // Whether the emulation covers a TorchScript module is not known.
        if (objectOf(receiver, 'model')?.type === 'torch.jit.load') continue;
        const { name } = receiverRoot;
        const held = isModel(receiver)
          ? heldAs(call.calleeText?.replace(/\.\w+$/, '') ?? name, name, code, space)
          : undefined;
        if (held !== undefined && movesOthers(space, ({ contexts }) => contexts.includes('import'))) continue;
        if (isHandedOn(name, space) || code.calls.some((each) => isLoadOf(name, each, space))) continue;
        // Models that take turns on the GPU because they do not fit side by side.
        if (space.codesUsing(name).some((other) => other.calls.some((each) => isParked(each, name)))) continue;
        const gpu = gpuFunctionAround(code, space);
        if (!gpu) continue;
        const binding = space.bindingPlace(code.module, name);
        report(
          call.calleePlace,
          'move',
          { name: held ?? name, gpu: gpu.name },
          {
            related: [heldBy(gpu), ...(binding ? [{ place: binding, message: `\`${name}\` is made here` }] : [])],
            fixes: () => {
              const isPlain = call.isStatement && call.calleeText === `${name}.${call.method ?? ''}`;
              const uses = call.args.some((argument) => argument.name !== undefined && code.owns(argument.name));
              if (!binding || !isPlain || uses || space.edits.indentation(binding) !== '') return [];
              const moved = atModuleScope(call, name, code, space);
              if (moved === undefined) return [];
              return [
                reviewFix(
                  `Move \`${name}\` to CUDA at module scope`,
                  space.edits.insertLineBelow(binding, moved),
                  space.edits.remove(call.statement),
                ),
              ];
            },
          },
        );
      }
    },
  },
});

/** A torch module of a class of the Space, which leaves it to torch how it is moved and is not on CUDA. */
function isOwnModule(value: Value, space: SpaceView): boolean {
  const made = only(value);
  return (
    made?.kind === 'instance' &&
    made.device !== 'cuda' &&
    space.isTorchModule(made.cls) &&
    ['to', 'cuda'].every((name) => space.methodsOf(made.cls, name).length === 0)
  );
}

/** Code that runs while the app starts moves the model by its name, or is a loop over it and others, which may. */
function mayBePlaced(name: string, space: SpaceView): boolean {
  const loop = new RegExp(`^for\\s[^\\n]*\\b${name}\\b(?!\\s*[.\\w])`);
  return space
    .codesUsing(name)
    .some(
      ({ contexts, calls, fn, place }) =>
        contexts.includes('import') &&
        (calls.some(({ method, receiverRoot }) => /^(?:to|cuda)$/.test(method ?? '') && receiverRoot?.name === name) ||
          (!fn && loop.test(space.text(place)))),
    );
}

/** Only GPU functions give the name its value, and may put it where it belongs: `lazy-model-load` is about those. */
function isMadeOnGpu(name: string, { module }: Code, space: SpaceView): boolean {
  const makers = functionsSetting(name, module, space);
  return makers.length > 0 && makers.every(({ isGpuOnly }) => isGpuOnly);
}

/**
 * The move as it is written while the app starts: what asked whether there is CUDA in the function has to ask there, too,
 * which takes torch.
 */
function atModuleScope(call: CallFact, name: string, code: Code, space: SpaceView): string | undefined {
  const written = space.text(space.edits.withComment(call.place));
  if (!isUnderCheck(call.place, code, space)) return written;
  const device = cudaAt(call.place, code.module, space, code);
  const isNamed = !/^["']/.test(device);
  const torch = space.globalIn(code, 'torch');
  if (!isNamed && (!torch || externalPath(torch) !== 'torch')) return undefined;
  const target = isNamed ? device : deviceQuestion(device);
  return `${name}.to(${target})${written.slice(space.text(call.place).length)}`;
}

/** The call loads the model: whoever does so has to put it somewhere. */
function isLoadOf(name: string, call: CallFact, space: SpaceView): boolean {
  return loadsModel(call) && call.assigned !== undefined && space.text(call.assigned) === name;
}

/** The call takes the model off the GPU again, or leaves its place to a library. */
function isParked(call: CallFact, name: string): boolean {
  if (call.receiverRoot?.name !== name) return false;
  return movesTo(call) === 'cpu' || /offload/.test(call.method ?? '');
}
