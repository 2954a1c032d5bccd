import { describe, expect, it } from 'vitest';
import { bestFix, fixToFixpoint, safeFix } from '../../server/src/engine/fixes';
import { rules } from '../../server/src/rules';
import { lines } from '../support/lines';
import { allFindings, type Files, ordinaryFiles, root, spaceOf } from '../support/space';
import { findings } from './findings';

/** What the best fixes of what a rule finds in `file` make of it, or of the file to be `read`, all together. */
async function repaired(name: string, files: Files, file = 'app.py', choose = bestFix, read = file): Promise<string> {
  const own = rules.filter((rule) => rule.name === name);
  const space = await spaceOf(files, { rules: own, configuration: { pedantic: true } });
  const { leftOut } = fixToFixpoint(space, [`${root}/${file}`], choose);
  expect(leftOut).toEqual([]);
  const text = space.model.text(`${root}/${read}`) ?? '';
  space.dispose();
  return text;
}

describe('a function that is decorated', () => {
  const app = lines(
    'import gradio as gr',
    'import spaces',
    'import torch',
    'from transformers import AutoModel',
    'model = AutoModel.from_pretrained("x").to("cuda")',
    '@torch.inference_mode()',
    '@torch.no_grad()',
    'def f(x):',
    '    return model(x)',
    'gr.Interface(f, "text", "text").launch()',
  );

  it.each(['no-gpu-function', 'cuda-in-undecorated-handler'])(
    'by %s runs its torch contexts in the worker',
    async (name) => {
      const text = await repaired(name, { ...ordinaryFiles, 'app.py': app });
      expect(text).toContain('@spaces.GPU(duration=60)\n@torch.inference_mode()\n@torch.no_grad()\ndef f(x):');
    },
  );
});

describe('requirements-local-path', () => {
  it.each([
    ['-e .', ''],
    ['./', ''],
    ['-e ./third_party/lib', '-e ./third_party/lib'],
    ['./wheels/custom-1.0-py3-none-any.whl', './wheels/custom-1.0-py3-none-any.whl'],
  ])('%s only goes where Python finds it without', async (line, expected) => {
    const files = { ...ordinaryFiles, 'requirements.txt': lines('torch', line) };
    const text = await repaired('requirements-local-path', files, 'requirements.txt');
    expect(text.trim()).toBe(`torch\n${expected}`.trim());
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

describe('a card in braces', () => {
  const repairedCard = (name: string, card: string): Promise<string> =>
    repaired(name, { ...ordinaryFiles, 'README.md': `---\n${card}\n---\n` }, 'README.md');
  const written = (card: string): string => `---\n${card}\n---\n`;

  it.each([
    ['{sdk: gradio, suggested_storage: small}', '{sdk: gradio}'],
    ['{suggested_storage: small, sdk: gradio}', '{sdk: gradio}'],
    ['{\n  sdk: gradio, # yes\n  suggested_storage: small,\n  title: x\n}', '{\n  sdk: gradio, # yes\n  title: x\n}'],
  ])('loses only the key that goes: %s', async (before, after) => {
    expect(await repairedCard('suggested-storage-ignored', before)).toBe(written(after));
  });

  it.each([
    [
      'python-version-missing',
      '{title: x, sdk: gradio, sdk_version: 6.25.0}',
      /^\{title: x, sdk: gradio, sdk_version: 6\.25\.0, python_version: "[\d.]+"\}$/,
    ],
    [
      'sdk-not-gradio',
      '{sdk: docker, app_port: 7860, title: x}',
      /^\{sdk: gradio, sdk_version: [\d.]+, python_version: "[\d.]+", title: x\}$/,
    ],
  ])('gets its new keys inside: %s', async (name, before, after) => {
    const [, card] = /^---\n(.*)\n---\n$/.exec(await repairedCard(name, before)) ?? [];
    expect(card).toMatch(after);
  });
});

describe('duration-callable-signature', () => {
  it.each([
    ['def seconds(prompt):\n    return 9', 'def seconds(prompt, *args, **kwargs):\n    return 9'],
    ['def seconds(args):\n    return 9', 'def seconds(args, *rest, **kwargs):\n    return 9'],
    ['def seconds(prompt):\n    return args.n', 'def seconds(prompt, *rest, **kwargs):\n    return args.n'],
    ['def seconds(kwargs=1,):\n    return 9', 'def seconds(kwargs=1, *args, **others,):\n    return 9'],
  ])('names what it adds as nothing else in %j', async (before, after) => {
    const app = (callable: string): string =>
      `import gradio as gr\nimport spaces\n\n${callable}\n\n@spaces.GPU(duration=seconds)\ndef paint(prompt, steps):\n    return prompt\n\ngr.Interface(paint, ["text", "text"], "text").launch()\n`;
    expect(await repaired('duration-callable-signature', { 'app.py': app(before) })).toBe(app(after));
  });
});

describe('gpu-unknown-keyword', () => {
  it.each([
    ['durations=60, duraton=70', 'duration=60'],
    ['durations=60, sise="large"', 'duration=60, size="large"'],
    ['60, durations=70', '60'],
    ['timeout=90', 'duration=90'],
    ['duration=60, timeout=90', 'duration=60'],
    ['max_duration=90, size="large"', 'duration=90, size="large"'],
    ['vram=24', ''],
    ['**settings, durations=70', '**settings, duration=70'],
  ])('writes no keyword twice: %s', async (before, after) => {
    const app = (settings: string): string =>
      `import spaces\n\n@spaces.GPU(${settings})\ndef paint(x):\n    return x\n`;
    expect(await repaired('gpu-unknown-keyword', { 'app.py': app(before) })).toBe(app(after));
  });
});

describe('gpu-async-function', () => {
  const app = (...around: readonly string[]): string =>
    lines(
      'import asyncio',
      'import gradio as gr',
      'import spaces',
      '@spaces.GPU(duration=5)',
      'async def paint(x):',
      '    return x',
      ...around,
    );

  it.each([
    ['asyncio.run', ['def on_click(x):', '    return asyncio.run(paint(x))']],
    ['a list of jobs', ['def jobs(xs):', '    return [paint(x) for x in xs]']],
    [
      'an own function that awaits',
      ['async def of(f, x):', '    return await f(x)', 'def on_click(x):', '    return of(paint, x)'],
    ],
  ])('leaves a coroutine to those who want one: %s', async (_, around) => {
    const written = app(...around);
    expect(await repaired('gpu-async-function', { 'app.py': written }, 'app.py', safeFix)).toBe(written);
    expect(await repaired('gpu-async-function', { 'app.py': written })).not.toBe(written);
  });

  it('is safe where only Gradio calls it', async () => {
    const written = app('gr.Interface(paint, "text", "text").launch()');
    const fixed = written.replace('async def', 'def');
    expect(await repaired('gpu-async-function', { 'app.py': written }, 'app.py', safeFix)).toBe(fixed);
  });
});

describe('dataloader-workers-in-gpu', () => {
  it.each([
    [
      'data, num_workers=2, prefetch_factor=4, persistent_workers=True',
      'data, num_workers=0, prefetch_factor=None, persistent_workers=False',
    ],
    [
      'data, num_workers=2, prefetch_factor=None, persistent_workers=False',
      'data, num_workers=0, prefetch_factor=None, persistent_workers=False',
    ],
    [
      'data, timeout=30, num_workers=2, multiprocessing_context=chosen()',
      'data, timeout=0, num_workers=0, multiprocessing_context=None',
    ],
  ])('turns off what only goes with workers: %s', async (before, after) => {
    const app = (args: string): string =>
      lines(
        'import spaces',
        'from torch.utils.data import DataLoader',
        '@spaces.GPU(duration=5)',
        'def f(data):',
        `    return list(DataLoader(${args}))`,
      );
    expect(await repaired('dataloader-workers-in-gpu', { 'app.py': app(before) })).toBe(app(after));
  });
});

describe('what names `os`', () => {
  const env = 'subprocess.run(["pip", "list"], env={"A": "1"})';
  const whole = 'subprocess.run(["pip", "list"], env={**os.environ, "A": "1"})';

  it.each([
    ['below the import', lines('import os', 'import subprocess', env), lines('import os', 'import subprocess', whole)],
    ['without one', lines('import subprocess', env), lines('import os', 'import subprocess', whole)],
    ['above the import', lines('import subprocess', env, 'import os'), undefined],
    [
      'in a function above the import',
      lines('import subprocess', 'def f():', `    ${env}`, 'import os', 'f()'),
      lines('import subprocess', 'def f():', `    ${whole}`, 'import os', 'f()'),
    ],
    ['where it is something else', lines('import subprocess', 'os = "linux"', env), undefined],
  ])('subprocess-env-replaces-path %s', async (_, before, after) => {
    const app = (text: string): string => `import spaces\n${text}`;
    const fixed = await repaired('subprocess-env-replaces-path', { ...ordinaryFiles, 'app.py': app(before) });
    expect(fixed.replace('import os\nimport spaces\n', 'import spaces\nimport os\n')).toBe(app(after ?? before));
  });

  it.each([
    ['below the import', lines('import os', 'import subprocess'), true],
    ['above the import', lines('import subprocess'), false],
  ])('subprocess-export-noop %s', async (_, above, isFixed) => {
    const app = (statement: string): string => lines('import spaces', `${above}${statement}`, 'import os');
    const before = app('subprocess.run("export A=1", shell=True)');
    const after = app('os.environ["A"] = "1"');
    expect(await repaired('subprocess-export-noop', { 'app.py': before })).toBe(isFixed ? after : before);
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

describe('a Gradio that is too old', () => {
  const raised = (version: string, requirements: string): Promise<string> =>
    repaired(
      'mcp-needs-gradio5',
      {
        'app.py': lines(
          'import gradio as gr',
          'import spaces',
          '@spaces.GPU(duration=30)',
          'def f(x):',
          '    return x',
          'gr.Interface(f, "text", "text").launch(mcp_server=True)',
        ),
        'README.md': `---\nsdk: gradio\nsdk_version: ${version}\napp_file: app.py\n---\n`,
        'requirements.txt': requirements,
      },
      'app.py',
      bestFix,
      'README.md',
    );

  it.each([
    ['stays of its major version', '5.20.1', 'transformers\n', /sdk_version: 5\.(?:2[89]|[3-9]\d)\./],
    ['is the newest where its major version has none', '4.44.1', 'transformers\n', /sdk_version: [6-9]\./],
    ['goes with the requirements', '4.44.1', 'huggingface_hub<1\n', /sdk_version: 6\.17\./],
  ])('%s', async (_, version, requirements, expected) => {
    expect(await raised(version, requirements)).toMatch(expected);
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

describe('a key that is misspelt', () => {
  const card = (...keys: readonly string[]): string => lines('---', 'sdk: gradio', ...keys, 'app_file: app.py', '---');

  it.each([
    ['sdk-version-missing', 'sdkVersion: 5.49.1', 'sdk_version: 5.49.1'],
    ['python-version-missing', 'pythonVersion: "3.10"', 'python_version: "3.10"'],
    ['python-version-missing', 'pythonVersion: 3.10', 'python_version: "3.10"'],
    ['unknown-frontmatter-key', 'sdkVersion: 5.49.1', 'sdk_version: 5.49.1'],
  ])('is what %s corrects', async (name, before, after) => {
    expect(await repaired(name, { ...ordinaryFiles, 'README.md': card(before) }, 'README.md')).toBe(card(after));
  });
});

it.each([
  ['plain words', 'plain words'],
  ["'it''s said'", "'it''s said'"],
  ['"it \\"says\\""', '"it \\"says\\""'],
])('a description that is shortened stays written as it was: %s', async (start, expected) => {
  const quote = /^["']/.exec(start)?.[0] ?? '';
  const body = quote === '' ? start : start.slice(1, -1);
  const card = (text: string): string => `---\nsdk: gradio\nshort_description: ${quote}${text}${quote}\n---\n`;
  const files = { ...ordinaryFiles, 'README.md': card(`${body} ${'x'.repeat(60)}`) };
  const kept = expected.slice(quote.length, expected.length - quote.length);
  expect(await repaired('short-description-too-long', files, 'README.md')).toBe(card(kept));
});

it('a duration that the environment gives becomes a number', async () => {
  const app = (duration: string): string =>
    lines('import os', 'import spaces', `@spaces.GPU(duration=${duration})`, 'def f(x):', '    return x');
  for (const text of ['os.getenv("GPU_SECONDS", "60")', 'os.environ["GPU_SECONDS"]']) {
    const fixed = await repaired('duration-not-number', { ...ordinaryFiles, 'app.py': app(text) });
    expect(fixed).toBe(app(`int(${text})`));
  }
  for (const text of ['os.getenv("GPU_SECONDS", "1.5")', 'os.environ.get("GPU_SECONDS", default="60s")']) {
    expect(await repaired('duration-not-number', { ...ordinaryFiles, 'app.py': app(text) })).toBe(app(text));
  }
});

describe('a class that is decorated', () => {
  const app = (above: readonly string[], made: string, method: readonly string[], model = 'pipe'): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      'from diffusers import DiffusionPipeline',
      'pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
      ...above,
      'class Painter:',
      '    def __init__(self, style):',
      `        self.${made}`,
      ...method,
      '    def paint(self, prompt):',
      `        return ${model}(prompt).images[0]`,
      'painter = Painter("oil")',
      'gr.Interface(painter.paint, "text", "image").launch()',
    );

  it('hands its decorator to the method that runs the model, where that is light', async () => {
    const written = '@spaces.GPU(duration=25)';
    expect(await repaired('gpu-on-class', { 'app.py': app([written], 'style = style', []) })).toBe(
      app([], 'style = style', [`    ${written}`]),
    );
    expect(await repaired('gpu-on-class', { 'app.py': app([written], 'pipe = pipe', [], 'self.pipe') })).toBe(
      app([], 'pipe = pipe', [], 'self.pipe'),
    );
  });

  it('has methods that become GPU functions', async () => {
    const other = ['@spaces.GPU(duration=5)', 'def other(x):', '    return x'];
    const fixed = await repaired('cuda-in-undecorated-handler', { 'app.py': app(other, 'style = style', []) });
    expect(fixed).toBe(app(other, 'style = style', ['    @spaces.GPU(duration=60)']));
  });

  it.each(['box = gr.Textbox()', 'demo = gr.Blocks()'])(
    'keeps its methods where it holds the page: %s',
    async (made) => {
      const other = ['@spaces.GPU(duration=5)', 'def other(x):', '    return x'];
      const fixed = await repaired('cuda-in-undecorated-handler', { 'app.py': app(other, made, []) });
      expect(fixed).toBe(app(other, made, []));
    },
  );
});

describe('an argument that goes', () => {
  const app = (call: string): string =>
    lines('import gradio as gr', 'import spaces', 'demo = gr.Interface(print, "text", "text")', call);

  it.each([
    ['demo.launch(\n    share=True,\n)', 'demo.launch()'],
    ['demo.launch(\n    share=True,  # for friends\n)', 'demo.launch()'],
    ['demo.launch(\n    share=True\n)', 'demo.launch()'],
    [
      'demo.launch(debug=True, share=True,\n            show_error=True)',
      'demo.launch(debug=True,\n            show_error=True)',
    ],
    ['demo.launch(share=True,\n            show_error=True)', 'demo.launch(show_error=True)'],
    ['demo.launch(\n    # for friends\n    share=True,\n)', 'demo.launch(\n    # for friends\n)'],
    [
      'demo.launch(share=True,  # for friends\n            debug=True)',
      'demo.launch(  # for friends\n            debug=True)',
    ],
  ])('leaves no line and no blanks behind: %j', async (before, after) => {
    expect(await repaired('launch-share', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });
});

describe('arguments that go together', () => {
  it.each([
    ['demo.launch(\n    server_name="127.0.0.1",\n    server_port=8080,\n)', 'demo.launch()'],
    ['demo.launch(\n    server_name="127.0.0.1",  # mine\n    server_port=8080\n)', 'demo.launch()'],
    [
      'demo.launch(\n    server_name="127.0.0.1",\n    server_port=8080,\n    debug=True,\n)',
      'demo.launch(\n    debug=True,\n)',
    ],
  ])('leave no empty lines between the parentheses: %j', async (before, after) => {
    const app = (call: string): string =>
      lines('import gradio as gr', 'import spaces', 'demo = gr.Interface(print, "text", "text")', call);
    expect(await repaired('launch-port', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });
});

describe('an argument that goes where another one comes', () => {
  it('leaves no comma behind', async () => {
    const app = (call: string): string =>
      lines(
        'import gradio as gr',
        'import spaces',
        '@spaces.GPU(duration=30)',
        'def f(x):',
        '    return pipe(x).images[0]',
        'with gr.Blocks() as demo:',
        '    box = gr.Textbox()',
        '    gr.Button("Go").click(f, box, gr.Image())',
        `${call}.launch()`,
      );
    const own = rules.filter(({ name }) => /^queue-(?:concurrency-one|max-size)$/.test(name));
    const files = { ...ordinaryFiles, 'app.py': app('demo.queue(default_concurrency_limit=1)') };
    const space = await spaceOf(files, { rules: own, configuration: { pedantic: true } });
    expect(fixToFixpoint(space, [`${root}/app.py`], bestFix, 1).leftOut).toEqual([]);
    fixToFixpoint(space, [`${root}/app.py`], bestFix);
    expect(space.model.text(`${root}/app.py`)).toBe(app('demo.queue(max_size=20)'));
    space.dispose();
  });
});

describe('wheel-torch-unpinned', () => {
  const wheel = (name: string): string =>
    `https://example.org/${name}-2.8.3+cu12torch2.8cxx11abiTRUE-cp312-cp312-linux_x86_64.whl`;

  it.each([
    [
      ['torch @ git+https://github.com/pytorch/pytorch', wheel('flash_attn')],
      ['torch==2.8.0', wheel('flash_attn')],
    ],
    [
      ['torch>=2', 'torchaudio==2.9.*', wheel('flash_attn')],
      ['torch==2.8.0', 'torchaudio==2.8.0', wheel('flash_attn')],
    ],
    [
      [wheel('flash_attn'), wheel('gsplat')],
      ['torch==2.8.0', wheel('flash_attn'), wheel('gsplat')],
    ],
    // A comment above a wheel speaks of it.
    [
      ['', '# Attention', wheel('flash_attn')],
      ['', 'torch==2.8.0', '# Attention', wheel('flash_attn')],
    ],
    [
      ['diffusers', '', '# Attention', '# built for torch 2.8', wheel('flash_attn')],
      ['diffusers', '', 'torch==2.8.0', '# Attention', '# built for torch 2.8', wheel('flash_attn')],
    ],
  ])('pins torch once, with what is built for it: %j', async (before, after) => {
    const files = { ...ordinaryFiles, 'requirements.txt': lines(...before) };
    expect(await repaired('wheel-torch-unpinned', files, 'requirements.txt')).toBe(lines(...after));
  });
});

it.each([
  [
    ['gradio==3.50.2', 'gradio_client==0.6.1'],
    ['gradio', 'gradio_client'],
  ],
  [
    ['gradio==3.50.2', 'gradio_client>=0.6'],
    ['gradio', 'gradio_client>=0.6'],
  ],
])('requirements-gradio-too-old lets the client follow: %j', async (before, after) => {
  const files = {
    ...ordinaryFiles,
    'README.md': lines('---', 'title: x', 'sdk: gradio', '---'),
    'requirements.txt': lines(...before),
  };
  expect(await repaired('requirements-gradio-too-old', files, 'requirements.txt')).toBe(lines(...after));
});

it.each([
  ['cuda-git-build', '2.10.0', 'nvdiffrast @ git+https://github.com/NVlabs/nvdiffrast.git'],
  ['cuda-sdist', '2.8.0', 'flash-attn==2.8.3'],
  ['wheel-python-mismatch', '2.8.0', 'https://example.org/flash_attn-2.8.3-cp310-cp310-linux_x86_64.whl'],
  [
    'wheel-torch-mismatch',
    '2.8.0',
    'https://example.org/flash_attn-2.8.3+cu12torch2.9cxx11abiTRUE-cp312-cp312-linux_x86_64.whl',
  ],
])('%s takes a prebuilt wheel and leaves the marker', async (name, torch, line) => {
  const files = { ...ordinaryFiles, 'requirements.txt': lines(`torch==${torch}`, `${line} ; sys_platform == "linux"`) };
  expect(await repaired(name, files, 'requirements.txt')).toMatch(
    /^torch==\S+\n[\w-]+ @ https:\S+\.whl ; sys_platform == "linux"\n$/,
  );
});

describe('wheel-torch-mismatch', () => {
  const wheel = 'https://example.org/flash_attn-2.8.3+cu12torch2.9cxx11abiTRUE-cp312-cp312-linux_x86_64.whl';
  const own = rules.filter(({ name }) => name === 'wheel-torch-mismatch');
  const titles = async (...requirements: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const space = await spaceOf({ ...ordinaryFiles, 'requirements.txt': lines(...requirements) }, { rules: own });
    return allFindings(space).map((finding) => finding.fixes().map(({ title }) => title));
  };

  it('leaves a wheel that goes with the torch that is pinned', async () => {
    expect(await titles('torch==2.9.0', 'torchvision==0.23.0', wheel)).toEqual([]);
  });

  it('does not pin a torch that another wheel is not for', async () => {
    const other = 'https://example.org/gsplat-1.4.0+pt28cu128-cp312-cp312-linux_x86_64.whl';
    expect(await titles('torch==2.8.0', wheel, other)).toEqual([
      ['Use the prebuilt wheel of flash-attn 2.8.3 for torch 2.8.0 and Python 3.12'],
    ]);
  });
});

it('torch-unsupported lets pip look for wheels for the torch that it pins', async () => {
  const page = (torch: string): string => `-f https://data.pyg.org/whl/torch-${torch}.html  # scatter`;
  const files = {
    ...ordinaryFiles,
    'requirements.txt': lines(page('2.4.0%2Bcu121'), 'torch==2.4.0', 'torch-scatter'),
  };
  expect(await repaired('torch-unsupported', files, 'requirements.txt')).toBe(
    lines(page('2.11.0%2Bcu130'), 'torch==2.11.0', 'torch-scatter'),
  );
});

describe('launch-not-called', () => {
  const app = (head: readonly string[], ...rest: readonly string[]): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      ...head,
      '@spaces.GPU(duration=5)',
      'def f(x):',
      '    return x',
      'demo = gr.Interface(f, "text", "text")',
      ...rest,
    );
  const guard = 'if __name__ == "__main__":';
  const uvicorn = 'import uvicorn  # the server';
  const fastapi = 'from fastapi import FastAPI';
  const mount = 'app = gr.mount_gradio_app(app, demo, path="/")';
  const run = 'uvicorn.run(app, host="0.0.0.0", port=7860)';

  it.each([
    [app([uvicorn, fastapi, 'app = FastAPI()'], mount, guard, `    ${run}`), app([], guard, '    demo.launch()')],
    [
      app(
        [uvicorn, 'import fastapi as fa'],
        '# Mounts',
        'served = gr.mount_gradio_app(fa.FastAPI(), demo, path="/")',
        run.replace('app', 'served'),
      ),
      app([], 'demo.launch()'),
    ],
    [
      app([uvicorn, fastapi, 'app = FastAPI()', '@app.get("/ping")', 'def ping():', '    return 1'], mount, run),
      app([fastapi, 'app = FastAPI()', '@app.get("/ping")', 'def ping():', '    return 1'], mount, 'demo.launch()'),
    ],
    [
      app(['import os, uvicorn', fastapi, 'app = FastAPI(); x = 1'], mount, run),
      app(['import os, uvicorn', fastapi, 'app = FastAPI(); x = 1'], mount, 'demo.launch()'),
    ],
  ])('takes along what only the server needed', async (before, after) => {
    expect(await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': before })).toBe(after);
  });

  const mounted = (settings: string): string =>
    lines(
      'import os',
      'import gradio as gr',
      'import spaces',
      'import uvicorn',
      'from fastapi import FastAPI',
      'import helper',
      'app = FastAPI()',
      '@spaces.GPU(duration=30)',
      'def f(x):',
      '    return helper.upper(x)',
      'demo = gr.Interface(f, "text", "text")',
      `app = gr.mount_gradio_app(app, demo, path="/", ${settings})`,
      'uvicorn.run(app)',
    );
  const helper = lines('def upper(x):', '    return x.upper()');

  it('keeps the password and the files that visitors may read', async () => {
    const app = mounted('auth=("me", os.environ["PASSWORD"]), allowed_paths=["out"], server_port=7860');
    const text = await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': app, 'helper.py': helper });
    expect(text).toContain('demo.launch(auth=("me", os.environ["PASSWORD"]), allowed_paths=["out"])');
    expect(text).toContain('import os');
    expect(text).not.toContain('FastAPI');
  });

  it('lets nobody in whom the server asks for more', async () => {
    const app = mounted('auth_dependency=helper.upper');
    expect(await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': app, 'helper.py': helper })).toBe(app);
  });

  it('leaves what a test may take from the app', async () => {
    const app = mounted('allowed_paths=["out"]');
    const test = lines('from app import app', 'assert app.title');
    const files = { ...ordinaryFiles, 'app.py': app, 'helper.py': helper, 'tests/test_app.py': test };
    const text = await repaired('launch-not-called', files);
    expect(text).toContain('app = FastAPI()');
    expect(text).toContain('demo.launch(');
  });

  it('leaves what another module takes from the app', async () => {
    const app = mounted('allowed_paths=["out"]');
    const taking = lines('def upper(x):', '    from app import app', '    return app.title + x');
    const text = await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': app, 'helper.py': taking });
    expect(text).toContain('app = FastAPI()');
  });
});

describe('duration-callable-name-mismatch', () => {
  const app = (...params: readonly string[]): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      'def estimate(',
      ...params,
      '):',
      '    return min(60, steps * 2)',
      '@spaces.GPU(duration=estimate)',
      'def run(prompt, steps):',
      '    return prompt',
      'gr.Interface(run, ["text", "number"], "text").launch()',
    );

  it.each([
    [
      ['    steps: int,  # of diffusion', '    prompt: str  # what to draw'],
      ['    prompt: str,  # what to draw', '    steps: int  # of diffusion'],
    ],
    [
      ['    steps,  # of diffusion', '    prompt,'],
      ['    steps,  # of diffusion', '    prompt,'],
    ],
  ])('moves comments with their parameters: %j', async (before, after) => {
    const files = { ...ordinaryFiles, 'app.py': app(...before) };
    expect(await repaired('duration-callable-name-mismatch', files)).toBe(app(...after));
  });
});

describe('multiprocessing-in-gpu', () => {
  const app = (...body: readonly string[]): string =>
    lines(
      'import concurrent.futures as cf',
      'import spaces',
      'from datasets import load_dataset',
      '@spaces.GPU(duration=60)',
      'def f(xs):',
      ...body,
    );

  it.each([
    ['    ex = cf.ProcessPoolExecutor(max_workers=4)', '    ex = cf.ThreadPoolExecutor(max_workers=4)'],
    ['    ex = cf.ProcessPoolExecutor(4, mp_context=None)', '    ex = cf.ProcessPoolExecutor(4, mp_context=None)'],
    ['    load_dataset("x", split="train").map(len, num_proc=4,)', '    load_dataset("x", split="train").map(len,)'],
  ])('is repaired by what runs: %s', async (before, after) => {
    expect(await repaired('multiprocessing-in-gpu', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });

  it('names the method of a call that has no name', async () => {
    const body = '    load_dataset("x", split="train").shuffle().map(len, num_proc=4)';
    const own = rules.filter(({ name }) => name === 'multiprocessing-in-gpu');
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app(body) }, { rules: own });
    expect(allFindings(space)[0]?.message).toContain('makes `map` start processes');
    space.dispose();
  });
});

describe('gpu-conditional-decorator', () => {
  it('does not make a setting of what is none', async () => {
    const app = lines(
      'import os',
      'import spaces',
      'gpu = spaces.GPU(60) if os.environ.get("X") else (lambda f: f)',
      '@gpu',
      'def f(x):',
      '    return x',
    );
    expect(await repaired('gpu-conditional-decorator', { ...ordinaryFiles, 'app.py': app })).toBe(app);
  });
});

describe('torch-local-suffix', () => {
  it('takes the hashes of the other build along, which is no safe fix', async () => {
    const hash = `--hash=sha256:${'0'.repeat(64)}`;
    const files = { ...ordinaryFiles, 'requirements.txt': `torch==2.8.0+cu126 \\\n    ${hash}\ntorchvision==0.23.0\n` };
    const name = 'torch-local-suffix';
    expect(await repaired(name, files, 'requirements.txt', safeFix)).toBe(files['requirements.txt']);
    expect(await repaired(name, files, 'requirements.txt')).toBe('torch==2.8.0\ntorchvision==0.23.0\n');
  });

  it('knows no release for a nightly build', async () => {
    const files = { ...ordinaryFiles, 'requirements.txt': 'torch==2.9.0.dev20250801+cu126\n' };
    expect(await repaired('torch-local-suffix', files, 'requirements.txt')).toBe(files['requirements.txt']);
  });
});

describe('arguments that are added', () => {
  const app = (call: string): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      '@spaces.GPU(duration=5)',
      'def paint(x):',
      '    return x',
      'with gr.Blocks() as demo:',
      '    box = gr.Textbox()',
      `    ${call}`,
      'demo.launch()',
    );

  it.each([
    [
      'gr.Examples(["a"], box, box, paint, cache_examples="lazy")',
      'gr.Examples(["a"], box, box, paint, cache_examples=True, cache_mode="lazy")',
    ],
    [
      'gr.Examples(\n        ["a"], box, box,\n        fn=paint, cache_examples="lazy",\n    )',
      'gr.Examples(\n        ["a"], box, box,\n        fn=paint, cache_examples=True, cache_mode="lazy",\n    )',
    ],
    [
      'gr.Examples(\n        ["a"],\n        box,\n        box,\n        paint,\n        cache_examples="lazy",  # each\n    )',
      'gr.Examples(\n        ["a"],\n        box,\n        box,\n        paint,\n        cache_examples=True,\n        cache_mode="lazy",  # each\n    )',
    ],
  ])('stand as the others do: %j', async (before, after) => {
    expect(await repaired('examples-lazy-string', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });

  it.each([
    [
      'gr.Examples(["a"], box, box, paint)',
      'gr.Examples(["a"], box, box, paint, cache_examples=True, cache_mode="lazy")',
    ],
    [
      'gr.Examples(\n        ["a"],\n        box,\n        outputs=box,\n        fn=paint,  # last\n    )',
      'gr.Examples(\n        ["a"],\n        box,\n        outputs=box,\n        fn=paint,  # last\n        cache_examples=True,\n        cache_mode="lazy",\n    )',
    ],
  ])('stand as the others do when there are two: %j', async (before, after) => {
    const second = (finding: Parameters<typeof bestFix>[0]) => finding.fixes()[1];
    const text = await repaired(
      'examples-implicit-cache',
      { ...ordinaryFiles, 'app.py': app(before) },
      'app.py',
      second,
    );
    expect(text).toBe(app(after));
  });
});

describe('gpu-above-classmethod', () => {
  it('keeps line endings where a comment stands behind the decorator', async () => {
    const app = (...decorators: readonly string[]): string =>
      lines('import spaces', 'class A:', ...decorators, '    def f(cls, x):', '        return x').replaceAll(
        '\n',
        '\r\n',
      );
    const before = app('    @spaces.GPU(duration=5)  # five', '    @classmethod');
    expect(await repaired('gpu-above-classmethod', { ...ordinaryFiles, 'app.py': before })).toBe(
      app('    @classmethod', '    @spaces.GPU(duration=5)  # five'),
    );
  });
});

describe('grad-context-above-gpu', () => {
  const app = (context: string, decorator: readonly string[]): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      'import torch',
      'from transformers import AutoModel',
      'dtype = torch.float16',
      'model = AutoModel.from_pretrained("me/a").to("cuda")',
      '@spaces.GPU(duration=5)',
      ...decorator,
      'def run(x):',
      '    return model(x).logits.item()',
      'late = torch.float16',
      'def on_click(x, own):',
      '    chosen = torch.float16 if x else torch.float32',
      `    with ${context}:`,
      '        return run(x)',
      'gr.Interface(on_click, ["text", "text"], "json").launch()',
    );

  it.each([
    ['torch.inference_mode()', true],
    ['torch.autocast("cuda", dtype=torch.float16)', true],
    ['torch.autocast("cuda", dtype=dtype, enabled=True)', true],
    // What these names stand for in the handler, the function knows nothing of.
    ['torch.autocast("cuda", dtype=chosen)', false],
    ['torch.autocast("cuda", dtype=own)', false],
    ['torch.autocast("cuda", dtype=late)', false],
    ['torch.autocast("cuda", dtype=pick(x))', false],
  ])('puts %s above the function where it means the same there: %s', async (context, isFixed) => {
    const text = await repaired('grad-context-above-gpu', { ...ordinaryFiles, 'app.py': app(context, []) });
    expect(text.includes(`@${context}`)).toBe(isFixed);
  });
});

describe('numpy-rng-in-gpu', () => {
  it.each([
    ['np.random.randint(0, 9)', 'int(np.random.default_rng().integers(0, 9))'],
    ['int(np.random.randint(0, 9))', 'int(np.random.default_rng().integers(0, 9))'],
    ['np.random.randint([3, 4])', 'np.random.default_rng().integers([3, 4])'],
    ['np.random.randint(np.zeros(3), 4)', 'np.random.default_rng().integers(np.zeros(3), 4)'],
    ['np.random.randint(0, 9, 3)', 'np.random.default_rng().integers(0, 9, 3)'],
    ['np.random.randint(0, 9, size=(2, 3))', 'np.random.default_rng().integers(0, 9, size=(2, 3))'],
    ['np.random.randint(0, 9, dtype="int16")', 'np.random.default_rng().integers(0, 9, dtype="int16")'],
    ['np.random.uniform()', 'np.random.default_rng().uniform()'],
  ])('gives what the draw gave: %s', async (before, after) => {
    const app = (draw: string): string =>
      lines('import numpy as np', 'import spaces', '@spaces.GPU(duration=5)', 'def f(x):', `    return ${draw}`);
    expect(await repaired('numpy-rng-in-gpu', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
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

describe('requirements-merge-line', () => {
  it.each([
    ['flash-attn --no-build-isolation', 'flash-attn'],
    ['transformers==4.55.0 --no-deps', 'transformers==4.55.0'],
  ])('leaves the package where an option of pip install goes: %s', async (before, after) => {
    const file = 'requirements.txt';
    const files = { ...ordinaryFiles, [file]: `${before}\n` };
    expect(await repaired('requirements-merge-line', files, file)).toBe(`${after}\n`);
  });
});

describe('gpu-called-in-thread', () => {
  it.each([
    ['args=(x,)', 'args=(paint, x)'],
    ['args=(x, 1)', 'args=(paint, x, 1)'],
    ['args=[x]', 'args=[paint, x]'],
    ['args=()', 'args=(paint,)'],
  ])('hands the function over: %s', async (before, after) => {
    const app = (head: string, target: string, args: string): string =>
      lines(
        `${head}import threading`,
        'import gradio as gr',
        'import spaces',
        '@spaces.GPU(duration=5)',
        'def paint(x=1, y=2):',
        '    return x',
        'def on_click(x):',
        `    threading.Thread(target=${target}, ${args}).start()`,
        'gr.Interface(on_click, "text", "text").launch()',
      );
    const text = await repaired('gpu-called-in-thread', { ...ordinaryFiles, 'app.py': app('', 'paint', before) });
    expect(text).toBe(app('import contextvars\n', 'contextvars.copy_context().run', after));
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

describe('an import that is added', () => {
  const app = (imports: readonly string[], path: string): string =>
    lines(
      ...imports,
      '',
      '@spaces.GPU(duration=5)',
      'def f(x):',
      `    path = ${path}`,
      '    x.save(path)',
      '    return path',
      'gr.Interface(f, "image", "image").launch()',
    );

  it.each([
    [
      ['import os', 'import random', '', 'import gradio as gr', 'import spaces'],
      ['import os', 'import random', 'import tempfile', '', 'import gradio as gr', 'import spaces'],
    ],
    [
      ['import os  # paths', 'import time', 'import gradio as gr', 'import spaces'],
      ['import os  # paths', 'import tempfile', 'import time', 'import gradio as gr', 'import spaces'],
    ],
    [
      ['import spaces  # first', 'import torch', 'import gradio as gr'],
      ['import spaces  # first', 'import tempfile', 'import torch', 'import gradio as gr'],
    ],
    [
      ['import spaces', '', 'import os', 'import uuid', 'import gradio as gr'],
      ['import spaces', '', 'import os', 'import tempfile', 'import uuid', 'import gradio as gr'],
    ],
    [
      ['import gradio as gr', 'import os', 'import spaces'],
      ['import tempfile', 'import gradio as gr', 'import os', 'import spaces'],
    ],
    [
      ['import time', 'import os', 'import gradio as gr', 'import spaces'],
      ['import tempfile', 'import time', 'import os', 'import gradio as gr', 'import spaces'],
    ],
  ])('goes where the others of its kind are sorted: %j', async (before, after) => {
    const text = await repaired('fixed-output-path', { ...ordinaryFiles, 'app.py': app(before, '"out.png"') });
    expect(text).toBe(app(after, 'tempfile.NamedTemporaryFile(suffix=".png", delete=False).name'));
  });
});

describe('gpu-called-in-async', () => {
  const app = (keyword: string, body: string): string =>
    lines(
      'import asyncio',
      'import gradio as gr',
      'import spaces',
      'async def log(text):',
      '    await asyncio.sleep(1)',
      'def later(text):',
      '    asyncio.create_task(log(text))',
      '@spaces.GPU(duration=5)',
      'def answer(text):',
      '    return text',
      `${keyword} handle(text):`,
      `    ${body}`,
      '    return answer(text)',
      'gr.Interface(handle, "text", "text").launch()',
    );

  it.each([
    ['print(text)', 'def'],
    // What needs the event loop fails in a thread.
    ['asyncio.create_task(log(text))', 'async def'],
    ['later(text)', 'async def'],
    ['print(asyncio.get_running_loop())', 'async def'],
  ])('makes a handler plain that does %s: %s', async (body, keyword) => {
    const text = await repaired('gpu-called-in-async', { ...ordinaryFiles, 'app.py': app('async def', body) });
    expect(text).toBe(app(keyword, body));
  });
});

describe('gr-error-not-raised', () => {
  const app = (...body: readonly string[]): string =>
    lines('import gradio as gr', 'import spaces', '@spaces.GPU(duration=5)', 'def f(x):', ...body);

  it.each([
    [
      ['    if not x:', '        gr.Error("nothing")  # tell', '        return None', '    return x'],
      ['    if not x:', '        raise gr.Error("nothing")  # tell', '    return x'],
    ],
    [
      ['    if not x:', '        gr.Error("nothing")', '        return None', '    return x'],
      ['    if not x:', '        raise gr.Error("nothing")', '    return x'],
    ],
    [
      ['    if not x:', '        gr.Error("nothing")', '    return x'],
      ['    if not x:', '        raise gr.Error("nothing")', '    return x'],
    ],
  ])('leaves no return behind that nothing reaches: %j', async (before, after) => {
    const text = await repaired('gr-error-not-raised', { ...ordinaryFiles, 'app.py': app(...before) });
    expect(text).toBe(app(...after));
  });

  it.each([
    [
      ['    if not x:', '        yield gr.Error("nothing")', '        return', '    yield x'],
      ['    if not x:', '        raise gr.Error("nothing")', '    yield x'],
    ],
    [
      ['    if not x:', '        return None, gr.Error(', '            "nothing")', '    return x'],
      ['    if not x:', '        return None, gr.Error(', '            "nothing")', '    return x'],
    ],
    [
      ['    if not x:', '        return gr.Error(  # why', '            "nothing")', '    return x'],
      ['    if not x:', '        raise gr.Error(  # why', '            "nothing")', '    return x'],
    ],
  ])('raises what a handler gives out: %j', async (before, after) => {
    const handled = (body: readonly string[]): string => app(...body, 'gr.Interface(f, "text", "text").launch()');
    const text = await repaired('gr-error-not-raised', { ...ordinaryFiles, 'app.py': handled(before) });
    expect(text).toBe(handled(after));
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

describe('python-version-unsupported', () => {
  it.each([
    ['torch', '3.12'],
    ['numpy==1.23.5', '3.10'],
    ['https://example.org/x-1.0-cp310-cp310-linux_x86_64.whl', '3.10'],
    ['https://example.org/x-1.0-cp311-cp311-linux_x86_64.whl', '3.12'],
  ])('chooses a Python for %s', async (requirements, version) => {
    const card = (python: string): string => `---\nsdk: gradio\nsdk_version: 6.25.0\npython_version: ${python}\n---\n`;
    const files = { ...ordinaryFiles, 'README.md': card('3.11'), 'requirements.txt': `${requirements}\n` };
    expect(await repaired('python-version-unsupported', files, 'README.md')).toBe(card(`"${version}"`));
  });
});

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

describe('packages-txt-format', () => {
  it.each([
    ['ffmpeg # video\nlibgl1\n', 'ffmpeg\nlibgl1\n'],
    ['# video\r\nffmpeg  # more\r\n', 'ffmpeg\r\n'],
    ['ffmpeg #', 'ffmpeg'],
  ])('leaves no blanks where a comment stood: %j', async (before, after) => {
    const files = { ...ordinaryFiles, 'packages.txt': before };
    expect(await repaired('packages-txt-format', files, 'packages.txt')).toBe(after);
  });
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
