import {
  argumentOf,
  calledPath,
  constantOf,
  dependenciesIn,
  type CallArgument,
  type CallFact,
  type SpaceView,
} from '../model';
import { gpuSizeOf } from '../platform';
import { rule, ZEROGPU_DOCS } from './rule';
import { useOwnAttention } from './shared/attention';

export default rule({
  name: 'flash-attention-3',
  summary: 'FlashAttention-3 and -4 kernels do not run on the GPU that ZeroGPU uses',
  group: 'cuda',
  severity: 'warning',
  confidence: 'medium',
  audience: 'default',
  messages: {
    kernel:
      '`{name}` is built for Hopper or data-centre Blackwell GPUs, and ZeroGPU runs on {backing} (as of {asOf}): the first call fails with “no kernel image is available for execution on the device”',
    line: '`{name}` is built for Hopper or data-centre Blackwell GPUs, and ZeroGPU runs on {backing} (as of {asOf}): its kernels do not run there',
  },
  explains: ['no kernel image is available for execution on the device', 'GPU task aborted'],
  concerns: [
    'attn_implementation=',
    '_attn_implementation=',
    '.set_attention_backend',
    '.set_attn_implementation',
    'kernels.get_kernel',
    'spaces.aoti_blocks_load',
  ],
  sources: [
    ZEROGPU_DOCS,
    { url: 'https://github.com/huggingface/skills', read: '2026-11-21' },
    { url: 'https://huggingface.co/docs/transformers/attention_interface', read: '2026-11-21' },
  ],
  check: {
    code(code, report, space) {
      if (code.contexts.length === 0) return;
      for (const call of code.calls) {
        const argument = kernelArgument(call);
        const name = argument && constantOf(argument.value);
        // Whoever tries it, or asks first, has another way out.
        if (
          !argument ||
          typeof name !== 'string' ||
          !isName(name, argument, call) ||
          call.insideTry ||
          call.conditional
        )
          continue;
        report(
          argument.place,
          'kernel',
          { name, ...hardware(space) },
          { fixes: () => (argument.keyword === 'attn_implementation' ? [useOwnAttention(argument, space)] : []) },
        );
      }
    },
    requirements(file, report, space) {
      for (const { name, place } of dependenciesIn(space, file)) {
        if (name === undefined || !/^flash-attn-[34]$/.test(name)) continue;
        report(place, 'line', { name, ...hardware(space) });
      }
    },
  },
});

const NAMES =
  /^(?:flash_attention_[34]|_flash_[34](?:_\w+)?|(?:kernels-community\/)?(?:vllm-)?flash-attn-?[34](?:@.*)?)$/;

/** What compiled blocks are called that were made with these kernels, as `zerogpu-aoti/Qwen-Image` has them. */
const VARIANTS = /^fa[34]\b/;

function isName(name: string, argument: CallArgument, call: CallFact): boolean {
  return (argument === compiledVariant(call) ? VARIANTS : NAMES).test(name);
}

/** Which of the compiled blocks in a repository are loaded. */
function compiledVariant(call: CallFact): CallArgument | undefined {
  const loads = /^spaces\.(?:.*\.)?aoti_blocks_load$/.test(calledPath(call) ?? '');
  return loads ? argumentOf(call, 'variant', 2) : undefined;
}

/** The argument by which attention is chosen. */
function kernelArgument(call: CallFact): CallArgument | undefined {
  const chosen = argumentOf(call, 'attn_implementation') ?? argumentOf(call, '_attn_implementation');
  if (chosen) return chosen;
  if (/^set_(?:attention_backend|attn_implementation)$/.test(call.method ?? '')) return call.args[0];
  return calledPath(call) === 'kernels.get_kernel' ? argumentOf(call, 'repo_id', 0) : compiledVariant(call);
}

function hardware({ tables }: SpaceView): { readonly backing: string; readonly asOf: string } {
  const { backing = 'other hardware' } = gpuSizeOf(tables, 'large') ?? {};
  return { backing, asOf: tables.gpuSizes.asOf };
}
