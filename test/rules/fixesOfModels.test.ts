/** Fixes of where models are loaded, moved and compiled, and of where CUDA is used. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { safeFix } from '../../server/src/engine/fixes';
import { lines } from '../support/lines';
import { allFindings, ordinaryFiles, spaceOf } from '../support/space';
import { findings, repaired } from './findings';

describe('the import of spaces', () => {
  const setting = 'os.environ["OMP_NUM_THREADS"] = "1"';

  it.each([
    [
      ['import os', 'import torch', 'import spaces'],
      ['import spaces', 'import os', 'import torch'],
    ],
    [
      ['import os', setting, '', 'import numpy', 'import torch', 'import spaces  # first'],
      ['import os', setting, '', 'import spaces  # first', 'import numpy', 'import torch'],
    ],
    [
      ['import os', 'if True:', `    ${setting}`, 'import torch', 'import spaces'],
      ['import os', 'if True:', `    ${setting}`, 'import spaces', 'import torch'],
    ],
    [
      ['import os', 'import torch', setting, 'import spaces'],
      ['import spaces', 'import os', 'import torch', setting],
    ],
    [
      ['import os', 'if os.environ["A"] == "1":', '    print(1)', 'import torch', 'import spaces'],
      ['import spaces', 'import os', 'if os.environ["A"] == "1":', '    print(1)', 'import torch'],
    ],
  ])('stays below what sets the environment for torch: %j', async (before, after) => {
    const app = (head: readonly string[]): string =>
      lines(...head, '@spaces.GPU(duration=5)', 'def f(x):', '    return x');
    const files = { ...ordinaryFiles, 'app.py': app(before) };
    expect(await repaired('torch-imported-before-spaces', files, 'app.py', safeFix)).toBe(app(after));
  });

  it('stays below it too where CUDA is used above', async () => {
    const use = ['import torch', 'x = torch.zeros(1).cuda()'];
    const rest = ['@spaces.GPU(duration=5)', 'def f(y):', '    return y'];
    const files = { ...ordinaryFiles, 'app.py': lines('import os', setting, ...use, 'import spaces', ...rest) };
    expect(await repaired('spaces-imported-after-cuda', files, 'app.py', safeFix)).toBe(
      lines('import os', setting, 'import spaces', ...use, ...rest),
    );
  });
});

describe('an adapter that is read straight to CUDA', () => {
  const app = lines(
    'import gradio as gr',
    'import spaces',
    'from peft import PeftModel',
    'from transformers import AutoModelForCausalLM',
    'model = AutoModelForCausalLM.from_pretrained("x")',
    'model = PeftModel.from_pretrained(model, "y").to("cuda")',
    '@spaces.GPU(duration=30)',
    'def f(x):',
    '    return model.generate(x)',
    'gr.Interface(f, "text", "text").launch()',
  );

  it.each([
    ['is read to the CPU by a PEFT that can be told', 'peft\n', true],
    ['is left to a person where PEFT is older than that', 'peft==0.4.0\n', false],
  ])('%s', async (_, requirements, isTold) => {
    const files = { ...ordinaryFiles, 'app.py': app, 'requirements.txt': requirements };
    const text = await repaired('cuda-init-at-module-scope', files, 'app.py', safeFix);
    expect(text.includes('torch_device="cpu"')).toBe(isTold);
  });
});

describe('an app that asks for its device', () => {
  const app = (device: string, ...statements: readonly string[]): string =>
    lines(
      'import spaces',
      'import torch',
      'from diffusers import DiffusionPipeline',
      ...(device === '' ? [] : [`DEVICE = ${device}`]),
      'pipe = DiffusionPipeline.from_pretrained("x")',
      ...statements,
      '@spaces.GPU(duration=30)',
      'def f(x):',
      '    return pipe(x).images[0]',
    );

  it.each([
    ['"cuda" if torch.cuda.is_available() else "cpu"', 'DEVICE'],
    ['torch.device("cuda" if torch.cuda.is_available() else "cpu")', 'DEVICE'],
    ['"cuda"', '"cuda"'],
    ['', '"cuda"'],
  ])('is not tied to CUDA: %s', async (device, used) => {
    const after = app(device, `pipe.to(${used})`);
    expect(await repaired('model-not-on-cuda', { 'app.py': app(device) })).toBe(after);
    const offloads = app(device, 'pipe.enable_model_cpu_offload()');
    expect(await repaired('cpu-offload', { 'app.py': offloads })).toBe(after);
  });

  it('names its device in functions that have no other of the name', async () => {
    const around = (name: string, statement: string): string =>
      lines(
        'import spaces',
        'import torch',
        'from diffusers import DiffusionPipeline',
        'device = "cuda" if torch.cuda.is_available() else "cpu"',
        `def load(${name}):`,
        '    pipe = DiffusionPipeline.from_pretrained("x")',
        `    ${statement}`,
        '    return pipe',
        'pipe = load("x")',
        '@spaces.GPU(duration=30)',
        'def f(x):',
        '    return pipe(x).images[0]',
      );
    const fixed = (name: string): Promise<string> =>
      repaired('cpu-offload', { 'app.py': around(name, 'pipe.enable_model_cpu_offload()') });
    expect(await fixed('name')).toBe(around('name', 'pipe.to(device)'));
    expect(await fixed('device')).toBe(around('device', 'pipe.to("cuda")'));
  });
});

describe('second-gpu', () => {
  it.each([
    ['pipeline("text-generation", device=1)', 'pipeline("text-generation", device=0)'],
    ['pipeline("text-generation", device_map={"": 1})', 'pipeline("text-generation", device_map={"": 0})'],
    ['torch.zeros(1).to(torch.device("cuda", 1))', 'torch.zeros(1).to(torch.device("cuda", 0))'],
    ['torch.zeros(1).to("cuda:3")', 'torch.zeros(1).to("cuda")'],
  ])('uses the first in its place: %s', async (before, after) => {
    const app = (value: string): string =>
      lines('import spaces', 'import torch', 'from transformers import pipeline', `x = ${value}`);
    expect(await repaired('second-gpu', { ...ordinaryFiles, 'app.py': app(before) }, 'app.py', safeFix)).toBe(
      app(after),
    );
  });
});

describe('cpu-offload', () => {
  it.each([
    ['', 'pipe.to("cuda")\n'],
    ['.to("cuda")', ''],
  ])('of a pipeline made with %j', async (made, after) => {
    const app = (call: string): string =>
      `import spaces\nfrom diffusers import DiffusionPipeline\npipe = DiffusionPipeline.from_pretrained("x")${made}\n${call}`;
    const text = await repaired('cpu-offload', {
      ...ordinaryFiles,
      'app.py': app('pipe.enable_model_cpu_offload()\n'),
    });
    expect(text).toBe(app(after));
  });
});

describe('a statement that goes', () => {
  const app = (...body: readonly string[]): string =>
    lines(
      'import spaces',
      'import torch',
      'from transformers import AutoModel',
      'model = AutoModel.from_pretrained("x")',
      ...body,
    );
  const f = (...body: readonly string[]): readonly string[] => [
    '@spaces.GPU(duration=5)',
    'def f(x):',
    ...body,
    '    return model(x)',
  ];
  const check = '    if torch.cuda.is_available():';
  const move = '        model.to("cuda")';
  const asked = 'model.to("cuda" if torch.cuda.is_available() else "cpu")';

  it.each([
    [[check, move], [], asked],
    [[check, '        model.cuda()  # big'], [], `${asked}  # big`],
    [['    if next(model.parameters()).device.type != "cuda": model.to("cuda")'], [], 'model.to("cuda")'],
    [[check, move, '    else:', '        print(1)'], [check, '        pass', '    else:', '        print(1)'], asked],
    [['    if asked():', move], ['    if asked():', '        pass'], 'model.to("cuda")'],
    [[check, '        # at last', move], [check, '        # at last', '        pass'], asked],
  ])('takes a test along that only it was under: %j', async (before, after, moved) => {
    const text = await repaired('cuda-move-in-gpu', { ...ordinaryFiles, 'app.py': app(...f(...before)) });
    expect(text).toBe(app(moved, ...f(...after)));
  });
});

describe('a warm-up at the start', () => {
  const app = (...statements: readonly string[]): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      'from diffusers import DiffusionPipeline',
      'pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
      ...statements,
      '@spaces.GPU(duration=30)',
      'def f(x):',
      '    return pipe(x).images[0]',
      'gr.Interface(f, "text", "image").launch()',
    );

  it.each([
    [['_ = pipe("x", num_inference_steps=1)'], []],
    [
      ['def warm():', '    pipe("x")', '    print("warm")', 'warm()'],
      ['def warm():', '    print("warm")', 'warm()'],
    ],
    [['first = pipe("x")'], ['first = pipe("x")']],
    [
      ['_ = pipe("x")', 'print(_)'],
      ['_ = pipe("x")', 'print(_)'],
    ],
    [
      ['for _ in range(2):', '    print("warm")', '_ = pipe("x")'],
      ['for _ in range(2):', '    print("warm")'],
    ],
  ])('goes where nothing needs what it gives: %j', async (before, after) => {
    expect(await repaired('module-scope-inference', { 'app.py': app(...before) })).toBe(app(...after));
  });
});

describe('torch-compile', () => {
  const around = (...statements: readonly string[]): string =>
    lines(
      'import spaces',
      'import torch',
      'from transformers import AutoModel',
      'model = AutoModel.from_pretrained("x").to("cuda")',
      'other = AutoModel.from_pretrained("x").to("cuda")',
      'flag = bool(input())',
      ...statements,
    );

  it.each([
    ['torch.compile(model).eval()', 'model.eval()'],
    ['torch.compile(model if flag else other).eval()', '(model if flag else other).eval()'],
    ['torch.compile((model or other)).eval()', '(model or other).eval()'],
    ['torch.compile(lambda x: x + 1, mode="default")(2)', '(lambda x: x + 1)(2)'],
    ['torch.compile(model.layers["a"].up(2))(2)', 'model.layers["a"].up(2)(2)'],
    ['torch.compile(m := model)', '(m := model)'],
    ['torch.compile(\n    AutoModel\n    .from_pretrained("y")\n)', '(AutoModel\n    .from_pretrained("y"))'],
    [
      'torch.compile(\n    AutoModel.from_pretrained(\n        "y",\n    )\n)',
      'AutoModel.from_pretrained(\n        "y",\n    )',
    ],
  ])('leaves of %s what it was about', async (written, left) => {
    expect(await repaired('torch-compile', { 'app.py': around(`used = ${written}`) })).toBe(around(`used = ${left}`));
  });
});

it('every title and message is one line, whatever the code is that it quotes', async () => {
  const app = lines(
    'import spaces',
    'import torch',
    'from transformers import AutoModel',
    'model = torch.compile(',
    '    AutoModel.from_pretrained(',
    '        "x",',
    '    )',
    ')',
  );
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
  const [finding] = allFindings(space).filter(({ rule }) => rule === 'torch-compile');
  const [fix] = finding?.fixes() ?? [];
  expect(fix?.title).toBe('Run `AutoModel.from_pretrained(…)` uncompiled');
  expect(finding?.message).toContain(' would compile `AutoModel.from_pretrained(…)` again');
  space.dispose();
});

describe('the attention that is asked for', () => {
  const app = (above: string, asked: string): string => `import spaces
import torch
from transformers import AutoModelForCausalLM

${above}model = AutoModelForCausalLM.from_pretrained("acme/chat", attn_implementation=${asked}).to("cuda")


@spaces.GPU(duration=20)
def layers(prompt):
    return len(model.config.layer_types)
`;
  const flash2 = 'attn-flash2-without-package';

  it.each([
    ['', '"flash_attention_2"', flash2, 'safe'],
    ['', 'f"kernels-community/flash-attn3"', 'flash-attention-3', 'safe'],
    // What holds the name, or decides on it, is left over.
    ['ATTENTION = "flash_attention_2"\n', 'ATTENTION', flash2, 'review'],
    ['ATTENTION = "flash_attention_3"\n', 'ATTENTION', 'flash-attention-3', 'review'],
    ['HAS_GPU = True\n', '"flash_attention_2" if HAS_GPU else "eager"', flash2, 'review'],
  ])('%s%s', async (above, asked, rule, safety) => {
    const files = { 'app.py': app(above, asked), 'requirements.txt': 'transformers\n' };
    const [finding] = await findings(files, rule);
    expect(finding?.fixes().map((fix) => fix.safety)).toEqual([safety]);
  });
});
