import {
  argumentOf,
  calledPath,
  codesRunBy,
  constantOf,
  contextOfDecorator,
  deviceNamed,
  isGradContext,
  type CallFact,
  type Code,
  type GpuFunction,
  type SpaceView,
} from '../model';
import { callRow } from '../platform/libraries';
import { rule, SPACES_PACKAGE, type Fix } from './rule';
import { underTorchContext } from './shared/decorators';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'grad-disabled-at-module-scope',
  summary: 'A torch setting of the main thread that no GPU function sees',
  group: 'process',
  severity: 'information',
  confidence: 'high',
  audience: 'default',
  messages: {
    thread:
      '`{call}` only applies to the thread that calls it, and GPU functions run in another one: in `{name}`, {effect}',
  },
  explains: ['torch.OutOfMemoryError: CUDA out of memory', 'NVML_SUCCESS == r INTERNAL ASSERT FAILED'],
  concerns: ['torch.set_grad_enabled', 'torch.autograd.set_grad_enabled', 'torch.set_default_device'],
  sources: [
    { url: 'https://docs.pytorch.org/docs/stable/generated/torch.set_grad_enabled.html', read: '2026-11-21' },
    SPACES_PACKAGE,
  ],
  check: {
    code(code, report, space) {
      if (code.fn) return;
      for (const call of code.calls) {
        const setting = call.isStatement ? SETTINGS[calledPath(call) ?? ''] : undefined;
        if (!setting) continue;
        const affected = space.gpuFunctions.find(
          (gpu) =>
            gpu.targets.length > 0 &&
            (setting.grad ? !guardsItself(gpu, space) : asksForCuda(call) && usesDefault(gpu)),
        );
        if (!affected) continue;
        report(
          call.place,
          'thread',
          { call: space.text(call.calleePlace), name: affected.name, effect: setting.effect },
          {
            related: inWorkerOf(affected),
            fixes: () => (setting.grad ? guarded(call, space) : []),
          },
        );
      }
    },
  },
});

const grad = { grad: true, effect: 'gradients are recorded and fill the memory' };
const SETTINGS: Readonly<Partial<Record<string, { readonly grad: boolean; readonly effect: string }>>> = {
  'torch.set_grad_enabled': grad,
  'torch.autograd.set_grad_enabled': grad,
  'torch.set_default_device': { grad: false, effect: 'tensors are made on the CPU as usual' },
};

/** What is on the CPU anyway is not changed by asking for it. */
function asksForCuda(call: CallFact): boolean {
  const device = argumentOf(call, 'device', 0);
  return device !== undefined && deviceNamed(device.value) === 'cuda';
}

/** It makes tensors or layers and never says where. */
function usesDefault(gpu: GpuFunction): boolean {
  return gpu.targets.some(
    ({ words }) =>
      !['device=', 'torch.device', 'torch.set_default_device'].some((word) => words.has(word)) &&
      [...words].some((word) => word.startsWith('torch.') && callRow(word)?.device === 'argument'),
  );
}

/** It has a `no_grad` or `inference_mode` of its own, or only runs what has. */
function guardsItself(gpu: GpuFunction, space: SpaceView): boolean {
  const isGuarded = (code: Code): boolean =>
    code.decorators.some((decorator) => isGradContext(contextOfDecorator(decorator, code) ?? '')) ||
    [...code.words].some((word) => word === '.generate' || word === 'pipeline' || isGradContext(word));
  return gpu.functions.every((code) => {
    for (const each of codesRunBy(code, space)) if (isGuarded(each)) return true;
    return false;
  });
}

/** `@torch.no_grad()` next to every GPU function that records gradients, below the decorator that makes it one. */
function guarded(call: CallFact, space: SpaceView): readonly Fix[] {
  const [argument] = call.args;
  if (!argument || constantOf(argument.value) !== false) return [];
  const targets = new Set(
    space.gpuFunctions
      .filter((gpu) => gpu.targets.length > 0 && !guardsItself(gpu, space))
      .flatMap((gpu) => gpu.targets),
  );
  return underTorchContext([...targets], 'torch.no_grad()', space);
}
