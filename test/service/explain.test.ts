import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { explain } from '../../server/src/service/explain';

const explained = (log: string) =>
  explain(rules, log).map(({ line, rules: found }) => [line, ...found.map(({ name }) => name)]);

describe('what a log says', () => {
  it.each(rules.flatMap(({ name, explains }) => explains.map((text) => [text, name] as const)))(
    '%s is explained by %s',
    (text, name) => {
      expect(explained(`x: ${text}`).flat()).toContain(name);
    },
  );

  it('is explained line by line, each thing once, whatever its colors', () => {
    const log = [
      '===== Application Startup =====',
      "\u001B[31mTypeError: cannot pickle 'generator' object\u001B[0m",
      'ZeroGPU AoTI reuqires PyTorch 2.8+',
      "TypeError: cannot pickle 'generator' object",
    ].join('\r\n');
    expect(explained(log)).toEqual([
      [2, 'gpu-returns-generator'],
      [3, 'aoti-torch-too-old'],
    ]);
    expect(explain(rules, log)[0]?.text).toBe("TypeError: cannot pickle 'generator' object");
  });

  it('is explained by what is most specific', () => {
    expect(explained("ModuleNotFoundError: No module named 'torch'").flat()).not.toContain('missing-requirement');
    expect(explained("ModuleNotFoundError: No module named 'einops'")).toEqual([[1, 'missing-requirement']]);
  });

  it.each([
    [
      "gradio.exceptions.Error: 'You have exceeded your free GPU quota (60s requested vs. 0s left)'",
      'duration-missing',
    ],
    ['The requested GPU duration (300s) is larger than the maximum allowed', 'duration-exceeds-free'],
    ['No GPU was available after 60s', 'gpu-call-in-loop'],
    ["gradio.exceptions.Error: 'Expired ZeroGPU proxy token'", 'gpu-calls-chained'],
    [
      'RuntimeError: NVML_SUCCESS == r INTERNAL ASSERT FAILED at "/pytorch/c10/cuda/CUDACachingAllocator.cpp":1131, please report a bug to PyTorch.',
      'grad-context-above-gpu',
    ],
    ['RuntimeError: Low-level CUDA init (`torch._C._cuda_init`) reached.', 'cuda-in-thread'],
    ['ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/', 'requirements-spaces-pin'],
    ["TypeError: cannot pickle 'module' object", 'gpu-on-method'],
    ['You have exceeded your GPU quota (46s left vs. 60s requested). Sign-up on Hugging Face', 'duration-missing'],
    ["gradio.exceptions.Error: 'RuntimeError'", 'plain-exception-in-gpu'],
    [
      'You have exceeded your ZeroGPU quota (90s requested vs. 12s left). Authenticate with a Hugging Face token for more quota',
      'client-token-forwarding',
    ],
    ['ERROR: ResolutionImpossible', 'requirements-gradio-conflict'],
    ["ERROR: Package 'numba' requires a different Python: 3.13.1 not in '<3.13,>=3.9'", 'python-version-unsupported'],
    ['MisconfigurationException: No supported gpu backend found!', 'cuda-in-undecorated-handler'],
    ['Launch timed out, workload was not healthy after 30 min', 'launch-port'],
    ['File "torch/multiprocessing/reductions.py", line 145, in rebuild_cuda_tensor', 'return-cuda-tensor'],
  ])('is explained as it stands there: %s', (line, rule) => {
    expect(explained(line).flat()).toContain(rule);
  });

  it('is found however its letters are written', () => {
    expect(explained('zerogpu queue timeout').flat()).toContain('gpu-call-in-loop');
  });

  it('is left alone when only the kind of exception is the same', () => {
    expect(explained('NotImplementedError')).toEqual([[1, 'gpu-async-function']]);
    expect(explained('NotImplementedError: Cannot copy out of meta tensor')).toEqual([]);
    expect(explained("launch() got an unexpected keyword argument 'ssr_mode'")).toEqual([]);
    expect(explained('')).toEqual([]);
  });
});
