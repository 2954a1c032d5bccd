import { handsOut, type Code, type SpaceView } from '../model';
import { innermost, onCuda, toCpu } from '../refactorings/returnCpuData';
import { rule, SPACES_PACKAGE, ZEROGPU_DOCS } from './rule';
import { inWorkerOf } from './shared/related';

export default rule({
  name: 'return-cuda-tensor',
  summary: 'A GPU function hands a CUDA tensor to the main process',
  group: 'process',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    tensor:
      '{what} is a CUDA tensor, and the main process, to which `{name}` {hands} it, has no GPU: unpickling it there fails; move it to the CPU first',
    elements:
      '{what} gives CUDA tensors, and the main process, to which `{name}` {hands} them, has no GPU: unpickling them there fails; move them to the CPU first',
    holder:
      '{what} holds CUDA tensors, and the main process, to which `{name}` {hands} it, has no GPU: unpickling them there fails; move them to the CPU first',
  },
  explains: [
    'CUDA must not be initialized in the main process on Spaces with Stateless GPU environment',
    'Low-level CUDA init',
    'rebuild_cuda_tensor',
  ],
  sources: [ZEROGPU_DOCS, SPACES_PACKAGE, { url: 'https://github.com/huggingface/skills', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      const gpu = code.gpu;
      if (!gpu || !crosses(code, space) || !handsOut(gpu, code, space)) return;
      for (const exit of code.exits) {
        const hands = exit.kind === 'return' ? 'returns' : 'yields';
        for (const part of innermost(exit)) {
          const found = onCuda(part.value);
          if (!found) continue;
          const { place } = part;
          const written = space.text(place);
          const isShort = written.length <= 40 && !written.includes('\n');
          report(
            place,
            exit.from ? 'elements' : found.tensor ? 'tensor' : 'holder',
            { what: isShort ? `\`${written}\`` : 'This', name: code.name, hands },
            {
              ...(found.certain ? {} : { severity: 'warning' }),
              related: inWorkerOf(gpu, code.name),
              fixes: () => {
                const moved = toCpu(part, code, space);
                if (!moved) return [];
                const verb = exit.kind === 'return' ? 'Return' : 'Yield';
                // There it lies on the GPU with all else.
                const isUsedInline =
                  code.fn && space.callersOf(code.fn).some((other) => other.fn !== code.fn && other.runsOnGpu);
                const title = isShort ? `${verb} \`${moved.newText}\`` : 'Move it to the CPU';
                return [{ title, safety: moved.safe && !isUsedInline ? 'safe' : 'review', edits: [moved.edit] }];
              },
            },
          );
        }
      }
    },
  },
});

/** What the function gives leaves the worker, unless all who call it are in one. */
function crosses(code: Code, space: SpaceView): boolean {
  const { fn } = code;
  if (!fn || space.handlersOf(fn).length > 0) return true;
  const callers = space.callersOf(fn).filter((caller) => caller.fn !== fn);
  return callers.length === 0 || callers.some((caller) => !caller.isGpuOnly);
}
