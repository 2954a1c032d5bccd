import {
  calledPath,
  cudaReadOf,
  effectOf,
  enters,
  isCudaGenerator,
  isHeldBelow,
  isReached,
  loadsModel,
  readsScriptToCuda,
  usesCudaOutsideTorch,
  type CallFact,
  type Code,
  type CudaRead,
  type SpaceView,
} from '../model';
import { rule, safeFix, SPACES_PACKAGE, ZEROGPU_DOCS, type Details, type Fix } from './rule';
import { calleeName } from './shared/callee';

/** The first safetensors that pins memory to copy to CUDA (0.8.0, its wheel read 2026-11-22). */
const PINNING = '0.8';

/** A PEFT that is known to take `torch_device`; older ones were not read (peft#1843 of 2024-06). */
const TOLD_WHERE = '0.12';

export default rule({
  name: 'cuda-init-at-module-scope',
  summary: 'A call needs a real CUDA context while the app starts, where CUDA is only emulated',
  group: 'cuda',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    torch:
      '`{callee}` needs a real CUDA context, which only GPU functions have: the Space stops with “Low-level CUDA init reached” (older `spaces`: “CUDA must not be initialized in the main process”)',
    generator:
      'A CUDA random generator needs a real GPU, and there is none while the app starts; create it inside the GPU function',
    other:
      '`{callee}` uses CUDA without torch, so ZeroGPU’s emulation does not cover it, and there is no GPU while the app starts; do this inside the GPU function',
    script:
      '`{callee}` loads straight to CUDA, past ZeroGPU’s emulation: it fails, and so does every GPU function after it (“No CUDA GPUs are available”), even if the error is caught; use `map_location="cpu"`, and move it inside the GPU function',
    weights:
      '`{callee}` reads straight to CUDA, which ZeroGPU’s emulation does not cover since safetensors 0.8 (as of 2026-09-22): “No CUDA GPUs are available” while the app starts; read to the CPU, then move it with `.to("cuda")`',
    adapter:
      'PEFT reads this adapter straight to CUDA, which ZeroGPU’s emulation does not cover since safetensors 0.8 (as of 2026-09-22): “No CUDA GPUs are available” while the app starts; with `torch_device="cpu"` it is copied to the model’s device',
    caught:
      'PEFT reads this adapter straight to CUDA, which ZeroGPU’s emulation does not cover since safetensors 0.8 (as of 2026-09-22): every start fails here, and where that is caught the adapter is missing; with `torch_device="cpu"` it is copied to the model’s device',
    auto: '`{callee}` makes PEFT read the adapter straight to CUDA, which ZeroGPU’s emulation does not cover since safetensors 0.8 (as of 2026-09-22): “No CUDA GPUs are available” while the app starts; load the base model, then `PeftModel.from_pretrained(…, torch_device="cpu")`',
  },
  explains: [
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init',
    'No CUDA GPUs are available',
    'Cannot re-initialize CUDA in forked subprocess',
  ],
  concerns: [
    'initializesCuda',
    'usesCudaOutsideTorch',
    'readsSafetensors',
    '.load_adapter',
    'torch.Generator',
    'torch.jit.load',
    'device=',
    'n_gpu_layers=',
    'providers=',
  ],
  sources: [
    ZEROGPU_DOCS,
    SPACES_PACKAGE,
    { url: 'https://docs.pytorch.org/docs/stable/cuda.html', read: '2026-11-21' },
    { url: 'https://github.com/huggingface/peft/issues/3793', read: '2026-11-22' },
    { url: 'https://docs.pytorch.org/docs/stable/generated/torch.jit.load.html', read: '2026-11-22' },
    { url: 'https://github.com/huggingface/transformers/pull/42619', read: '2026-11-22' },
  ],
  check: {
    code(code, report, space) {
      if (!code.isStartupOnly) return;
      const failures = code.calls.flatMap((call) => failureOf(call, code, space) ?? []);
      if (failures.length === 0 || !isReached(code, 'import', space)) return;
      for (const { call, message, details } of failures) {
        report(call.calleePlace, message, { callee: calleeName(call, space) }, details);
      }
    },
  },
});

interface Failure {
  readonly call: CallFact;
  readonly message: 'torch' | 'generator' | 'other' | 'script' | 'weights' | 'adapter' | 'caught' | 'auto';
  readonly details: Details;
}

/** What of a call fails while the app starts, because there is no GPU yet; undefined when nothing does. */
function failureOf(call: CallFact, code: Code, space: SpaceView): Failure | undefined {
  const likely = { severity: 'warning', confidence: 'medium' } as const;
  if (effectOf(call) === 'initializesCuda') {
    const unsure = call.insideTry || call.conditional ? likely : {};
    return { call, message: 'torch', details: { ...unsure, fixes: () => withoutCall(call, space) } };
  }
  if (usesCudaOutsideTorch(call)) return { call, message: 'other', details: likely };
  if (isCudaGenerator(call)) return { call, message: 'generator', details: likely };
  // What depends on a setting may be for another machine.
  if (call.conditional) return undefined;
  if (readsScriptToCuda(call)) return { call, message: 'script', details: likely };
  const read = cudaReadOf(call);
  if (!read || hasOldSafetensors(space) || isPatched(space)) return undefined;
  const isAdapter = read.keyword === 'torch_device' && !read.isAuto;
  // What is tried has its way out.
  if (call.insideTry && (!isAdapter || hasOtherWay(code, space))) return undefined;
  const message = call.insideTry ? 'caught' : read.isAuto ? 'auto' : isAdapter ? 'adapter' : 'weights';
  return { call, message, details: { ...likely, fixes: () => readToCpu(call, read, space) } };
}

/** Something loads a model where that depends on what went before, or an adapter where it may: what failed is made up for. */
function hasOtherWay({ module }: Code, space: SpaceView): boolean {
  const loads = space
    .codesNaming('loadsModel')
    .some(
      (other) =>
        other.module === module &&
        (other.calls.some((call) => call.conditional && loadsModel(call)) || isCalledSometimes(other, space)),
    );
  return loads || space.codesNaming('readsSafetensors').some((other) => !other.isStartupOnly);
}

/** `except Exception: model = load_merged()` */
function isCalledSometimes(code: Code, space: SpaceView): boolean {
  const callers = code.fn ? space.callersOf(code.fn) : [];
  return callers.some(({ calls }) => calls.some((call) => call.conditional && enters(call, code, space)));
}

/** The requirements hold safetensors to versions that leave the copy to CUDA to torch. */
function hasOldSafetensors(space: SpaceView): boolean {
  return isHeldBelow('safetensors', PINNING, space);
}

/** The Space puts a function of its own in the place of one that decides where to. */
function isPatched(space: SpaceView): boolean {
  return ['safe_load_file', 'load_file', 'infer_device'].some((name) => space.codesNaming(`.${name}=`).length > 0);
}

function readToCpu(call: CallFact, { keyword, given, fills, isAuto }: CudaRead, space: SpaceView): readonly Fix[] {
  if (isAuto || (keyword === 'torch_device' && isHeldBelow('peft', TOLD_WHERE, space))) return [];
  const cpu = space.edits.string(call.argsPlace, 'cpu');
  const edit = given
    ? space.edits.replace(given.place, cpu)
    : space.edits.addArgument(call.argsPlace, `${keyword}=${cpu}`);
  return [{ title: `Read with \`${keyword}="cpu"\``, safety: fills ? 'safe' : 'review', edits: [edit] }];
}

function withoutCall(call: CallFact, space: SpaceView): readonly Fix[] {
  const path = calledPath(call) ?? '';
  if (!call.isStatement || !/\.(?:init|set_device|ipc_collect)$/.test(path)) return [];
  return [safeFix(`Remove \`${path}\``, space.edits.remove(call.statement))];
}
