/** Where models are loaded, kept and moved; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings } from './findings';

it.each([
  ['load("me/a")', 1],
  ['load(name="me/a")', 1],
  ['load(NAMES[0])', 1],
  ['load(x)', 0],
  ['load(*x)', 0],
])('model-load-in-gpu knows which model a helper loads that is called as %s', async (call, count) => {
  const app =
    'import gradio as gr\nimport spaces\nfrom transformers import AutoModel\n\nNAMES = ["me/a"]\n\n' +
    'def load(name):\n    return AutoModel.from_pretrained(name).to("cuda")\n\n' +
    `@spaces.GPU\ndef run(x):\n    model = ${call}\n    return model(x).tolist()\n\ngr.Interface(run, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'model-load-in-gpu')).toHaveLength(count);
});

describe('model-load-in-gpu, of a model that a function is given or else loads', () => {
  const lib =
    'from transformers import AutoModel\n\n\ndef load(device="cuda"):\n    made = AutoModel.from_pretrained("a/b")\n' +
    '    return made.eval().to(device)\n\n\ndef segment(image, model=None):\n    if model is None:\n' +
    '        model = load()\n    return model(image).loss.item()\n';
  const app = (...lines: readonly string[]): string =>
    'import gradio as gr\nimport spaces\nfrom lib import segment\nfrom transformers import AutoModel\n\nMODEL = None\n\n\ndef prepare():\n    global MODEL\n' +
    `    MODEL = AutoModel.from_pretrained("a/b").to("cuda")\n\n\nprepare()\n\n\n@spaces.GPU(duration=9)\ndef run(image):\n${lines
      .map((line) => `    ${line}\n`)
      .join('')}\n\ngr.Interface(run, "image", "number").launch()\n`;

  it.each([
    [['return segment(image, model=MODEL)'], 0],
    [['return segment(image, MODEL)'], 0],
    [['return segment(image)'], 1],
    [['return segment(image, None)'], 1],
    [['segment(image)', 'return segment(image, MODEL)'], 1],
  ])('%j', async (lines, count) => {
    expect(await findings({ 'app.py': app(...lines), 'lib.py': lib }, 'model-load-in-gpu')).toHaveLength(count);
    const itself = lib.replace('load()\n', 'AutoModel.from_pretrained("a/b")\n');
    expect(await findings({ 'app.py': app(...lines), 'lib.py': itself }, 'model-load-in-gpu')).toHaveLength(count);
  });
});

it('lazy-model-load knows which model an object loads, as long as nobody says', async () => {
  const app = (made: string, more: string): string =>
    'import gradio as gr\nimport spaces\nfrom diffusers import DiffusionPipeline\n\nclass Engine:\n' +
    '    def __init__(self, steps=4, model_id="a/b"):\n        self.steps = steps\n        self.model_id = model_id\n        self.pipe = None\n\n' +
    '    def load(self):\n        if self.pipe is None:\n            self.pipe = DiffusionPipeline.from_pretrained(self.model_id)\n        return self.pipe\n\n' +
    `${more}engine = Engine(${made})\n\n@spaces.GPU\ndef paint(x):\n    return engine.load()(x).images[0]\n\n` +
    'gr.Interface(paint, "text", "image").launch()\n';
  const count = async (made: string, more = ''): Promise<number> =>
    (await findings({ 'app.py': app(made, more) }, 'lazy-model-load')).length;
  expect(await count('')).toBe(1);
  expect(await count('8')).toBe(1);
  expect(await count('8, NAME')).toBe(0);
  expect(await count('model_id=NAME')).toBe(0);
  expect(
    await count('', '    def switch(self, name):\n        self.model_id = name\n        self.pipe = None\n\n'),
  ).toBe(0);
});

it('lazy-model-load says that each call makes an object of its own, unless something may keep the only one', async () => {
  const app = (above: string): string =>
    'import gradio as gr\nimport spaces\nfrom diffusers import DiffusionPipeline\nfrom single import single\n\n' +
    `${above}class Engine:\n    def __init__(self):\n        self.pipe = None\n\n` +
    '    def load(self):\n        if self.pipe is None:\n            self.pipe = DiffusionPipeline.from_pretrained("a/b")\n        return self.pipe\n\n' +
    '@spaces.GPU\ndef paint(x):\n    return Engine().load()(x).images[0]\n\n' +
    'gr.Interface(paint, "text", "image").launch()\n';
  const single = 'def single(cls):\n    made = {}\n    return lambda: made.setdefault(cls, cls())\n';
  const messages = async (above: string): Promise<readonly string[]> =>
    (await findings({ 'app.py': app(above), 'single.py': single }, 'lazy-model-load')).map(({ message }) => message);
  expect(await messages('')).toEqual([expect.stringContaining('Each call makes an object of its own')]);
  for (const message of await messages('@single\n')) expect(message).not.toContain('Each call makes');
});

it('lazy-model-load says where a model among others is kept, and in which name', async () => {
  const app =
    'import gradio as gr\nimport spaces\nfrom transformers import AutoModel, AutoTokenizer\n\nloaded = {}\nsmall = None\nlarge = None\n\n' +
    'def load():\n    if "sam" not in loaded:\n        model = AutoModel.from_pretrained("me/a")\n' +
    '        loaded["sam"] = (model, AutoTokenizer.from_pretrained("me/a"))\n    return loaded["sam"]\n\n' +
    'def sized(size):\n    global small, large\n    if size == "small":\n        if small is None:\n' +
    '            small = AutoModel.from_pretrained("me/s")\n        return small\n    if large is None:\n' +
    '        large = AutoModel.from_pretrained("me/l")\n    return large\n\n' +
    '@spaces.GPU\ndef run(x):\n    model, _ = load()\n    return sized(x)(model(x)).tolist()\n\ngr.Interface(run, "text", "json").launch()\n';
  const found = await findings({ 'app.py': app }, 'lazy-model-load');
  expect(found.map(({ message }) => /^(\S+) is loaded on first use/.exec(message)?.[1])).toEqual([
    '`loaded["sam"]`',
    '`small`',
    '`large`',
  ]);
});

it('lazy-model-load takes the parts of what is kept for kept, and tells of them with it', async () => {
  const app =
    'import gradio as gr\nimport spaces\nfrom diffusers import AutoencoderKL, StableDiffusionXLPipeline\n\npipe = None\nstyle = None\n\n' +
    'def load(chosen):\n    global pipe, style\n    if style == chosen and pipe is not None:\n        return pipe\n' +
    '    vae = AutoencoderKL.from_pretrained("me/vae")\n    pipe = StableDiffusionXLPipeline.from_pretrained("me/xl", vae=vae)\n' +
    '    style = chosen\n    return pipe\n\n@spaces.GPU\ndef run(x):\n    return load(x)(x).images[0]\n\ngr.Interface(run, "text", "image").launch()\n';
  expect(await findings({ 'app.py': app }, 'model-load-in-gpu')).toEqual([]);
  const found = await findings({ 'app.py': app }, 'lazy-model-load');
  expect(found.map(({ span }) => app.slice(span.start, span.end))).toEqual([
    'StableDiffusionXLPipeline.from_pretrained',
  ]);
});

it('lazy-model-load tells once of models that are kept together', async () => {
  const load = (name: string): string => `DiffusionPipeline.from_pretrained("acme/${name}").to("cuda")`;
  const app =
    'import spaces\nfrom diffusers import AutoencoderKL, DiffusionPipeline\n\n\nclass Engine:\n    def __init__(self):\n' +
    `        vae = AutoencoderKL.from_pretrained("acme/vae")\n        self.up = ${load('up')}\n` +
    '        self.pipe = DiffusionPipeline.from_pretrained("acme/pipe", vae=vae).to("cuda")\n\n\nengine = None\n\n\n' +
    'def get_engine():\n    global engine\n    if engine is None:\n        engine = Engine()\n    return engine\n\n\n' +
    '@spaces.GPU(duration=9)\ndef paint(prompt):\n    engine = get_engine()\n    return engine.up(engine.pipe(prompt).images[0]).images[0]\n';
  const [finding, ...others] = await findings({ 'app.py': app }, 'lazy-model-load');
  expect(others).toEqual([]);
  expect(finding?.related.map(({ message }) => message)[0]).toBe('This is loaded with it');
});

it.each([
  ['get_engine().pipe', 'stays in one GPU worker'],
  ['Engine().pipe', 'Each call makes an object of its own'],
  ['engine.pipe', 'stays in one GPU worker'],
])('lazy-model-load of a cached property, where %s has it', async (pipe, expected) => {
  const app =
    'from functools import cached_property, lru_cache\nimport spaces\nfrom diffusers import DiffusionPipeline\n\n\nclass Engine:\n' +
    '    @cached_property\n    def pipe(self):\n        return DiffusionPipeline.from_pretrained("acme/pipe").to("cuda")\n\n\n' +
    '@lru_cache\ndef get_engine():\n    return Engine()\n\n\nengine = Engine()\n\n\n' +
    `@spaces.GPU(duration=9)\ndef paint(prompt):\n    return ${pipe}(prompt).images[0]\n`;
  const kept = pipe.startsWith('engine') ? app : app.replace('engine = Engine()\n', '');
  const [finding] = await findings({ 'app.py': kept }, 'lazy-model-load');
  expect(finding?.message).toContain(expected);
  expect(await findings({ 'app.py': kept }, 'model-load-in-gpu')).toEqual([]);
});

describe('cuda-move-in-gpu', () => {
  const app = (load: string, ...lines: readonly string[]): string =>
    `import spaces\nfrom transformers import AutoModel\n\nmodel = None\n\n\n${load}\n\n@spaces.GPU(duration=9)\ndef f(x):\n${lines
      .map((line) => `    ${line}\n`)
      .join('')}    return model(x).loss.item()\n`;
  const load = 'def load():\n    global model\n    model = AutoModel.from_pretrained("a/b")\n\n';

  it.each([
    // What this worker loaded is there; so is what it put there itself.
    [
      app(
        '',
        'global model',
        'if model is None:',
        '    model = AutoModel.from_pretrained("a/b").to("cuda")',
        'else:',
        '    model.to("cuda")',
      ),
      0,
    ],
    [app(load, 'if model is None:', '    load()', 'model.to("cuda")'), 0],
  ])('of a model that is made later: %#', async (text, count) => {
    expect(await findings({ 'app.py': text }, 'cuda-move-in-gpu')).toHaveLength(count);
  });

  it('where only GPU functions make a model of a class of the Space', async () => {
    const net = `from huggingface_hub import PyTorchModelHubMixin
import torch


class Net(torch.nn.Module, PyTorchModelHubMixin):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 2)
`;
    const text = app(
      '',
      'from net import Net',
      'import torch',
      'global model',
      'device = "cuda" if torch.cuda.is_available() else "cpu"',
      'device = torch.device(device)',
      'if model is None:',
      '    model = Net.from_pretrained("a/b").to(device)',
      'else:',
      '    model.to(device)',
    );
    expect(await findings({ 'app.py': text, 'net.py': net }, 'cuda-move-in-gpu')).toEqual([]);
    const moved = app('', 'global model', 'model = model.to("cuda")');
    const made = moved.replace('model = None', 'from net import Net\nmodel = Net()');
    expect(await findings({ 'app.py': made, 'net.py': net }, 'cuda-move-in-gpu')).toHaveLength(1);
  });
});

describe('model-not-on-cuda', () => {
  it.each([
    ['models.first.scheduler.set_timesteps(4)', 1],
    ['for name in ("first", "second"):\n    getattr(models, name).to("cuda")', 0],
    ['setattr(models, "first", models.second.to("cuda"))', 0],
  ])('where another module has the model: %s', async (statement, count) => {
    const files = {
      'app.py': `import models\nimport spaces\n\n${statement}\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return models.first(x).images\n`,
      'models.py':
        'from diffusers import DiffusionPipeline\n\nfirst = DiffusionPipeline.from_pretrained("a/b")\nsecond = DiffusionPipeline.from_pretrained("a/c")\n',
    };
    expect(await findings(files, 'model-not-on-cuda')).toHaveLength(count);
  });
});

describe('model-not-on-cuda', () => {
  const above = [
    'import subprocess',
    'import gradio as gr',
    'import spaces',
    'import acme',
    'from transformers import AutoModel, AutoTokenizer',
    '',
    'tok = AutoTokenizer.from_pretrained("a/b")',
    'model = AutoModel.from_pretrained("a/b")',
    'large = AutoModel.from_pretrained("a/c").to("cuda")',
  ];
  const app = (...body: readonly string[]) =>
    [
      ...above,
      '',
      '@spaces.GPU(duration=9)',
      'def f(x):',
      ...body.map((line) => `    ${line}`),
      'gr.Interface(f, "text", "text").launch()',
    ].join('\n');

  it.each([
    ['ids = tok(x).to("cuda")', 'return model(**ids)'],
    ['ids = tok(x)', 'ids = ids.to("cuda")', 'return model(**ids)'],
    ['ids = tok(x)', 'ids = {k: v.to("cuda") for k, v in ids.items()}', 'return model(**ids)'],
    ['ids = tok(x).to("cuda")', 'part = ids["input_ids"]', 'return model(part)'],
    ['return model(**tok(x))'],
  ])('is told: %s', async (...body) => {
    expect(await findings({ 'app.py': app(...body) }, 'model-not-on-cuda')).toHaveLength(1);
  });

  it.each([
    // What comes of what was moved may lie elsewhere.
    ['ids = tok(x).to("cuda")', 'text = tok.decode(large(**ids)[0])', 'again = tok(text)', 'return model(**again)'],
    ['ids = tok(x).to("cuda")', 'n = ids["input_ids"].shape[1]', 'return model(**tok(x), max_length=n)'],
    ['ids = tok(x).to("cuda")', 'ids = ids.to("cpu")', 'return model(**ids)'],
    ['text = tok.decode(large(tok(x).to("cuda"))[0])', 'return model(text)'],
    // A program, or a library that is not known, may use the GPU.
    ['subprocess.run(["python", "infer.py", x])', 'return model(**tok(x))'],
    ['acme.render(x)', 'return model(**tok(x))'],
  ])('is silent: %s', async (...body) => {
    expect(await findings({ 'app.py': app(...body) }, 'model-not-on-cuda')).toEqual([]);
  });
});

describe('a model that an object holds', () => {
  const head =
    'import gradio as gr\nimport spaces\nfrom transformers import AutoModel, AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained("a/b")\n\n\n';
  const holder = (...lines: readonly string[]): string =>
    `class Holder:\n    def __init__(self):\n        self.model = AutoModel.from_pretrained("a/b")\n${lines
      .map((line) => `        ${line}\n`)
      .join('')}\n\nholder = Holder()\n`;
  const gpu = (...lines: readonly string[]): string =>
    `\n\n@spaces.GPU(duration=10)\ndef go(text):\n${lines
      .map((line) => `    ${line}\n`)
      .join(
        '',
      )}    return holder.model.forward(**tok(text, return_tensors="pt").to("cuda")).loss.item()\n\n\ngr.Interface(go, "text", "number").launch()\n`;

  it.each([
    ['never', holder(), '`holder.model`'],
    ['in a loop', holder('for part in (self.model,):', '    part.to("cuda")'), undefined],
    ['as one of its attributes', holder('for part in vars(self).values():', '    part.to("cuda")'), undefined],
    ['by its name', holder('getattr(self, "model").to("cuda")'), undefined],
    ['by another name', `${holder()}net = holder.model\nnet.to("cuda")\n`, undefined],
    [
      'by a class above',
      `class Base:\n    def place(self):\n        self.model.cuda()\n\n\n${holder('self.place()').replace('Holder:', 'Holder(Base):')}`,
      undefined,
    ],
  ])('and that is moved %s', async (_, made, named) => {
    const count = named === undefined ? 0 : 1;
    const left = await findings({ 'app.py': `${head}${made}${gpu()}` }, 'model-not-on-cuda');
    const moved = await findings({ 'app.py': `${head}${made}${gpu('holder.model.to("cuda")')}` }, 'cuda-move-in-gpu');
    for (const found of [left, moved]) {
      expect(found).toHaveLength(count);
      if (named !== undefined) expect(found[0]?.message).toContain(named);
    }
  });
});

it.each([
  ['pipe.unet.compile(fullgraph=True)', 1],
  ['pipe.unet.compile(disable=False)', 1],
  // It says itself that it does nothing.
  ['pipe.unet.compile(fullgraph=True, disable=True)', 0],
  ['torch.compile(pipe.unet, disable=True)', 0],
  ['pipe.unet.compile_repeated_blocks(disable=not FAST)', 0],
])('torch-compile of %s', async (compiled, count) => {
  const app = `import gradio as gr\nimport spaces\nimport torch\nfrom diffusers import DiffusionPipeline\nfrom config import FAST\n\npipe = DiffusionPipeline.from_pretrained("a/b").to("cuda")\n${compiled}\n\n@spaces.GPU(duration=9)\ndef paint(prompt):\n    return pipe(prompt).images[0]\n\ngr.Interface(paint, "text", "image").launch()\n`;
  expect(await findings({ 'app.py': app }, 'torch-compile')).toHaveLength(count);
});

it.each([
  ['net.compile()', 'net(x)', '', 0],
  ['net = torch.compile(net)', 'net(x)', '', 0],
  ['fast = torch.compile(net)', 'fast(x)', '', 0],
  ['net.compile()', 'x', 'net(x)', 1],
  ['fast = torch.compile(net)', 'net(x)', 'fast(x)', 1],
  ['net.compile()\nnet.to("cuda")', 'x', 'net(x)', 1],
  ['fast = torch.compile(net).to("cuda")', 'x', 'fast(x)', 1],
])(
  'torch-compile of a model on the CPU: %s, with %j outside of GPU functions and %j in them',
  async (compiled, outside, inside, count) => {
    const app = `import gradio as gr\nimport spaces\nimport torch\n\nnet = torch.nn.Linear(2, 2)\n${compiled}\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return ${inside || 'x'}\n\ndef small(x):\n    return ${outside}\n\ngr.Interface(paint, "text", "image")\ngr.Interface(small, "text", "image").launch()\n`;
    expect(await findings({ 'app.py': app }, 'torch-compile')).toHaveLength(count);
  },
);

it.each([
  ['tf.pipeline(task="sentiment-analysis", device=0)', 1],
  ['tf.pipeline(task="sentiment-analysis", model=text, device=0)', 0],
  ['tf.pipeline(task=text, device=0)', 0],
])('model-load-in-gpu of a pipeline that is only told its task: %s', async (call, count) => {
  const app = `import gradio as gr
import spaces
import transformers as tf

@spaces.GPU(duration=9)
def judge(text):
    return ${call}("Good.")[0]["label"]

gr.Interface(judge, "text", "text").launch()
`;
  expect(await findings({ 'app.py': app }, 'model-load-in-gpu')).toHaveLength(count);
});
