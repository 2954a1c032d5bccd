import {
  deviceOfValue,
  externalPath,
  gpuFunctionAround,
  inferenceOf,
  objectOf,
  only,
  passesOn,
  usesAlone,
  type CallFact,
  type SpaceView,
} from '../model';
import { reviewFix, rule, ZEROGPU_DOCS } from './rule';
import { cudaAt } from './shared/deviceName';

export default rule({
  name: 'model-not-on-cuda',
  summary: 'A model that was left on the CPU is run in a GPU function',
  group: 'cuda',
  severity: 'information',
  confidence: 'medium',
  audience: 'default',
  messages: {
    mismatch:
      '`{name}` was loaded on the CPU and is never moved, but its inputs are on CUDA: “Expected all tensors to be on the same device”',
    slow: '`{name}` was loaded on the CPU and is never moved: `{gpu}` holds a GPU while the pipeline computes on the CPU',
  },
  explains: ['Expected all tensors to be on the same device, but found at least two devices'],
  concerns: ['model', 'pipeline'],
  sources: [ZEROGPU_DOCS],
  check: {
    code(code, report, space) {
      if (!code.isGpuOnly) return;
      for (const call of code.calls) {
        if (inferenceOf(call)?.device !== 'cpu') continue;
        const name = modelOf(call);
        const gpu = gpuFunctionAround(code, space);
        if (name === undefined || !gpu || code.owns(name) || isTouched(name, space)) continue;
        const [root = ''] = call.calleeText?.split('.') ?? [];
        if (root !== name && isTouchedByName(root, space)) continue;
        const onCuda = call.args.some((argument) => deviceOfValue(argument.value) === 'cuda');
        const isDiffusion = !onCuda && isDiffusers(call);
        if (!onCuda && !isDiffusion) continue;
        const binding = space.bindingPlace(code.module, name);
        const related = binding ? [{ place: binding, message: `\`${name}\` is left on the CPU here` }] : [];
        const fixes = () =>
          binding && space.edits.indentation(binding) === ''
            ? [
                reviewFix(
                  `Put \`${name}\` on CUDA at module scope`,
                  space.edits.insertLineBelow(binding, `${name}.to(${cudaAt(binding, code.module, space)})`),
                ),
              ]
            : [];
        if (onCuda) report(call.calleePlace, 'mismatch', { name }, { severity: 'warning', related, fixes });
        else report(call.calleePlace, 'slow', { name, gpu: gpu.name }, { related, fixes });
      }
    },
  },
});

/** The variable that holds what is called, or whose method is; that of another module by the name that it has there. */
function modelOf({ calleeText, method, receiver, receiverRoot }: CallFact): string | undefined {
  return receiver && only(receiver)?.kind !== 'module' ? receiverRoot?.name : (method ?? calleeText);
}

/** What a module holds is moved or replaced by name: `getattr(models, name).to("cuda")`. */
function isTouchedByName(module: string, space: SpaceView): boolean {
  return ['getattr', 'setattr', 'vars'].some((builtin) =>
    space
      .codesNaming(builtin)
      .some(({ calls }) =>
        calls.some(({ callee, args }) => externalPath(callee) === builtin && args[0]?.name === module),
      ),
  );
}

/** Somewhere the model is moved, or goes under another name and may be moved there, or all models are put elsewhere. */
function isTouched(name: string, space: SpaceView): boolean {
  if (space.codesNaming('torch.set_default_device').length > 0) return true;
  return space
    .codesUsing(name)
    .some(
      (code) =>
        (!code.owns(name) && usesAlone(code, name)) ||
        passesOn(code, name) ||
        code.calls.some(
          (call) =>
            call.receiverRoot?.name === name &&
            /^(?:to|cuda|compile|load_state_dict|\w*offload\w*)$/.test(call.method ?? ''),
        ),
    );
}

function isDiffusers(call: CallFact): boolean {
  return objectOf(call.callee, 'pipeline')?.type.startsWith('diffusers.') === true;
}
