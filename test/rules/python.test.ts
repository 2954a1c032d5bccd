/** What rules say of Python that no page shows: their messages, and code in other modules. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { allFindings, ordinaryFiles, root, spaceOf } from '../support/space';
import { findings, fixed } from './findings';

describe('missing-spaces-import', () => {
  it('knows what a function imports for its module', async () => {
    const above = 'def prepare():\n    global spaces\n    import spaces\n\n\nprepare()\n\n\n';
    const app = `${above}@spaces.GPU(duration=9)\ndef shout(text):\n    return text.upper()\n`;
    expect(await findings({ 'app.py': app }, 'missing-spaces-import')).toEqual([]);
    expect(await findings({ 'app.py': app.replace('    global spaces\n', '') }, 'missing-spaces-import')).toHaveLength(
      1,
    );
  });
});

describe('spaces-imported-after-cuda', () => {
  const best = 'def best():\n    return "cuda" if torch.cuda.is_available() else "cpu"\n\n\n';
  const below = 'import spaces\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return x\n';

  it.each([
    ['"cuda"', 1],
    // It finds none, and starts on the CPU.
    ['best()', 0],
  ])('where a model is put on %s', async (device, count) => {
    const app = `import torch\n\n${best}net = torch.nn.Linear(2, 2).to(${device})\n${below}`;
    expect(await findings({ 'app.py': app }, 'spaces-imported-after-cuda')).toHaveLength(count);
  });
});

it.each(['models["a"]', 'models[name]', 'chosen()'])('a model that is called as %s is named so', async (callee) => {
  const above =
    'import gradio as gr\nimport spaces\nfrom transformers import pipeline\n\nname = "a"\n' +
    'models = {"a": pipeline("translation", model="a/b", device="cuda")}\n\n\n' +
    'def chosen():\n    return models["a"]\n\n\n@spaces.GPU(duration=9)\ndef ok(text):\n    return models["a"](text)\n\n\n';
  const app = `${above}def show(text):\n    return ${callee}(text)\n\n\n${callee}("warm up")\ngr.Interface(show, "text", "text").launch()\n`;
  const [handler] = await findings({ 'app.py': app }, 'cuda-in-undecorated-handler');
  expect(handler?.message).toContain(`\`${callee}\` fails, because its model`);
  const [warmUp] = await findings({ 'app.py': app }, 'module-scope-inference');
  expect(warmUp?.message).toContain(`\`${callee}\` computes on CPU copies`);
  expect(warmUp?.fixes().map(({ title }) => title)).toEqual([`Remove the call to \`${callee}\``]);
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

describe('runtime-pip-install', () => {
  it.each([
    ['pip install ./wheels/ops-0.1-py3-none-any.whl', './wheels/ops-0.1-py3-none-any.whl'],
    ['python -m pip install -q ops-0.1-py3-none-any.whl --force-reinstall', 'ops-0.1-py3-none-any.whl'],
    ['pip install -e .', '.'],
    ['pip install /home/user/app/ops', '/home/user/app/ops'],
    ['pip install https://example.org/ops-0.1-py3-none-any.whl', undefined],
    ['pip install ops@./ops-0.1-py3-none-any.whl numpy', undefined],
    ['pip install -r requirements-gpu.txt', undefined],
  ])('says of %s what the build has not', async (command, path) => {
    const app = `import os\nimport spaces\n\nos.system("${command}")\n\n@spaces.GPU\ndef paint(x):\n    return x\n`;
    const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
    const expected = path === undefined ? 'if it fails nothing stops' : `can only name \`${path}\` as a wheel`;
    expect(finding?.message).toContain(expected);
  });
});

it.each([
  ['pip install flash-attn --no-build-isolation', 'flash-attn'],
  ['pip install numpy git+https://github.com/nerfstudio-project/gsplat.git@32f2a54d', 'gsplat'],
  ['pip install git+https://github.com/acme/tools', undefined],
  ['pip install https://example.org/flash_attn-2.8.3-cp312-cp312-linux_x86_64.whl', undefined],
])('runtime-pip-install of %s: what the build can’t compile', async (command, name) => {
  const app = `import os\nimport spaces\n\nos.system("${command}")\n\n@spaces.GPU\ndef paint(x):\n    return x\n`;
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  const expected = name === undefined ? 'if it fails nothing stops' : `it can only name ${name} as a wheel`;
  expect(finding?.message).toContain(expected);
});

it.each([
  ['subprocess.check_call(COMMAND)', 'Space, and if it fails the Space does not start;'],
  ['subprocess.run(COMMAND, check=True)', 'Space, and if it fails the Space does not start;'],
  ['subprocess.run(COMMAND)', 'Space, and if it fails nothing stops;'],
  // Whether somebody catches it is not looked into.
  ['try:\n    subprocess.check_call(COMMAND)\nexcept OSError:\n    pass', 'Space; `requirements.txt`'],
  ['def ensure():\n    subprocess.check_call(COMMAND)\n\nensure()', 'Space; `requirements.txt`'],
  ['subprocess.run(COMMAND, check=strict)', 'Space; `requirements.txt`'],
])('runtime-pip-install says what comes of a failure of %j', async (call, expected) => {
  const app = `import subprocess\nimport spaces\nfrom settings import strict\n\n${call.replace('COMMAND', '["pip", "install", "apex-tools"]')}\n\n@spaces.GPU\ndef paint(x):\n    return x\n`;
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  expect(finding?.message).toContain(`at every start of the ${expected}`);
});

it('runtime-pip-install is not sure of what stands under a condition', async () => {
  const app =
    'import os\nimport spaces\nfrom settings import fast\n\nif fast:\n    os.system("pip install apex-tools")\n\n@spaces.GPU\ndef paint(x):\n    return x\n';
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  expect(finding?.message).toContain('This `pip install` may run at every start');
});

it('runtime-pip-install says nothing of a failure that the app may look at, and sees who leaves above it', async () => {
  const app =
    'import subprocess\nimport spaces\n\ndef ensure():\n    if is_there():\n        return\n' +
    '    done = subprocess.run(["pip", "install", "apex-tools"], check=False)\n' +
    '    if done.returncode != 0:\n        raise RuntimeError("pip")\n\nensure()\n\n@spaces.GPU\ndef paint(x):\n    return x\n';
  const [finding] = await findings({ 'app.py': app }, 'runtime-pip-install');
  expect(finding?.message).toContain('This `pip install` may run at every start of the Space; `requirements.txt`');
});

it('global-write-in-gpu tells first of another GPU function, and nothing of a return to what stood there', async () => {
  const app =
    'import gradio as gr\nimport spaces\n\nready = False\nerror = None\n\n@spaces.GPU\ndef load():\n    global ready, error\n' +
    '    ready = True\n    error = None\n    return "ready"\n\n@spaces.GPU\ndef paint(x):\n    return x if ready else "not ready"\n\n' +
    'def show():\n    return ready, error\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    gr.Button().click(load, None, box)\n    box.submit(paint, box, box)\n    gr.Button().click(show, None, [box, box])\ndemo.launch()\n';
  const found = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(found.map(({ message }) => message)).toEqual([
    'The GPU worker only changes its own `ready`, and each GPU function has its own workers: `paint` runs in others and still sees the old value',
  ]);
});

it.each([
  ['last = x', 'still sees the old value'],
  ['last = last + x', 'still sees the old value, while the next visitor’s call'],
])('global-write-in-gpu says of %s who finds it', async (write, expected) => {
  const app =
    `import gradio as gr\nimport spaces\n\nlast = ""\n\n@spaces.GPU\ndef paint(x):\n    global last\n    ${write}\n    return x\n\n` +
    'def show():\n    return last\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(finding?.message).toMatch(new RegExp(`${expected}(?: in the same worker|$)`));
});

it.each([
  ['fill(seen)', 0],
  ['fill(other)', 1],
])('global-write-in-gpu of a list that is read beside %s', async (call, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\nseen, other = [], []\n\n@spaces.GPU\ndef paint(x):\n    seen.append(x)\n    return x\n\n' +
    `def fill(items):\n    items.append(0)\n\ndef show():\n    ${call}\n    return str(seen)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n` +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  expect(await findings({ 'app.py': app }, 'global-write-in-gpu')).toHaveLength(count);
});

it.each([
  ['[]', 1],
  // What a library makes of it is not known.
  ['Log()', 0],
])('global-write-in-gpu of what another module makes as %s', async (made, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport store\n\n@spaces.GPU\ndef paint(x):\n    store.seen.append(x)\n    return x\n\n' +
    'def show():\n    return str(store.seen)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const store = `from library import Log\n\nseen = ${made}\n`;
  expect(await findings({ 'app.py': app, 'store.py': store }, 'global-write-in-gpu')).toHaveLength(count);
});

it('global-write-in-gpu takes what a call adds for a visitor’s, whatever it was given', async () => {
  const app =
    'import gradio as gr\nimport spaces\n\nseen = []\n\n@spaces.GPU\ndef paint():\n    seen.append(pipe())\n    return len(seen)\n\n' +
    'def show():\n    return str(seen)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    gr.Button().click(paint, None, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(finding?.message).toMatch(/finds this visitor’s$/);
});

it('global-write-in-gpu does not take what is loaded on first use for a visitor’s', async () => {
  const app =
    'import gradio as gr\nimport spaces\nfrom motion import Runtime\n\nruntime = None\n\ndef load():\n    global runtime\n' +
    '    if runtime is not None:\n        return runtime\n    runtime = Runtime("ckpts")\n    return runtime\n\n' +
    '@spaces.GPU\ndef paint(x):\n    return load().paint(x)\n\n' +
    'def show():\n    return runtime.name if runtime else "none"\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(finding?.message).toMatch(/`show` runs in the main process and still sees the old value$/);
});

it.each([
  ['GPTS["XL"](4)', 1],
  // It may be loaded in the worker.
  ['None', 0],
])('gpu-on-method of an object with %s, which is used as models are', async (first, count) => {
  const app =
    'import gradio as gr\nimport spaces\nfrom autoregressive import GPTS\n\nclass Painter:\n' +
    `    def __init__(self):\n        self.gpt = ${first}\n\n` +
    '    def load(self, weights):\n        if self.gpt is None:\n            self.gpt = GPTS["L"](4)\n        self.gpt.load_state_dict(weights)\n        self.gpt.eval()\n\n' +
    '    @spaces.GPU(duration=9)\n    def paint(self, x):\n        self.load(x)\n        return self.gpt.sample(x)\n\n' +
    'gr.Interface(Painter().paint, "text", "image").launch()\n';
  expect(await findings({ 'app.py': app }, 'gpu-on-method')).toHaveLength(count);
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

it.each([
  ['app = gr.Server()', 'app', '`@app.api`'],
  ['class Site:\n    app = gr.Server()', 'Site.app', '`@Site.app.api`'],
  ['app = fastapi.FastAPI()', 'app', '`gr.api`'],
])('gpu-called-in-route says how %s makes an endpoint of a function', async (made, name, expected) => {
  const app = `import fastapi\nimport gradio as gr\nimport spaces\n\n${made}\n\n@${name}.post("/")\n@spaces.GPU\ndef paint(x):\n    return x\n`;
  const [finding] = await findings({ 'app.py': app }, 'gpu-called-in-route');
  expect(finding?.message).toContain(`make it an endpoint with ${expected}`);
});

it.each([
  ['localhost', 'example.org'],
  ['example.org', 'localhost'],
])('cpu-work-in-gpu follows an address far from the request, from %s to %s', async (before, after) => {
  const app = (host: string): string =>
    `import os\nimport requests\nimport spaces\n\nURL = f"http://{os.environ['USER']}@${host}"\n\n` +
    '@spaces.GPU\ndef ask(x):\n    return requests.post(f"{URL}/x", json=x).json()\n';
  const options = { rules: rules.filter(({ name }) => name === 'cpu-work-in-gpu') };
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': app(before) }, options);
  const found = (): number => allFindings(space).length;
  expect(found()).toBe(before === 'localhost' ? 0 : 1);
  const start = app(before).indexOf(before);
  space.model.editFile(`${root}/app.py`, [{ span: { start, end: start + before.length }, text: after }]);
  expect(found()).toBe(after === 'localhost' ? 0 : 1);
});

describe('a function', () => {
  it.each([
    ['client-token-forwarding', 'Client("a/b").predict(x)'],
    ['examples-cache-true-fn-missing', 'gr.Examples(["a"], x, cache_examples=True)'],
    ['examples-run-on-click-ignored', 'gr.Examples(["a"], x, x, f, cache_examples=True, run_on_click=True)'],
    ['launch-port', 'demo.launch(server_port=80)'],
    ['launch-share', 'demo.launch(share=True)'],
    ['oauth-login-without-flag', 'gr.LoginButton()'],
    ['persistent-data-path', 'open("/data/log.txt", "w")'],
    ['queue-concurrency-one', 'demo.queue(default_concurrency_limit=1)'],
  ])('that nobody calls does no harm: %s', async (rule, statement) => {
    const app = (call: string): string =>
      `import gradio as gr\nimport spaces\nfrom gradio_client import Client\nfrom transformers import pipeline\n\nrun = pipeline("text-generation", device="cuda")\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return run(x)\n\n\ndef left_over(x):\n    ${statement}\n\n\nwith gr.Blocks() as demo:\n    text = gr.Textbox()\n    text.change(f, text, text)${call}\ndemo.launch()\n`;
    const card = '---\ntitle: T\nsdk: gradio\nsdk_version: 5.49.1\npython_version: "3.12"\n---\n';
    const found = (call: string) => findings({ 'app.py': app(call), 'README.md': card }, rule);
    expect(await found('')).toEqual([]);
    expect(await found('.then(left_over, text, text)')).toHaveLength(1);
  });
});

describe('what stands in the way of a finding', () => {
  const above = 'import gradio as gr\nimport spaces\n';
  const launch = '\n\ngr.Interface(paint, "text", "text").launch()\n';
  const gpu = '\n@spaces.GPU(duration=9)\ndef paint(x):\n';
  const cases: readonly (readonly [rule: string, code: string, what: string, instead: string])[] = [
    [
      'persistent-data-path',
      `import os\n${above}os.makedirs("/data/out")\n${gpu}    return x${launch}`,
      'os.m',
      'HAS = os.path.isdir("/data")\nos.m',
    ],
    [
      'persistent-data-path',
      `import os\nfrom pathlib import Path\n${above}os.makedirs("/data/out")\n${gpu}    return x${launch}`,
      'os.m',
      'HAS = Path("/data").exists()\nos.m',
    ],
    [
      'temp-file-deleted',
      `import tempfile\n${above}${gpu}    with tempfile.TemporaryDirectory() as folder:\n        save(folder)\n        return folder + "/out.png"${launch}`,
      'Directory()',
      'Directory(delete=False)',
    ],
    [
      'second-gpu',
      `${above}from diffusers import FluxPipeline\npipe = FluxPipeline.from_pretrained("p")\npipe.to(1)\n${gpu}    return pipe(x)${launch}`,
      'pipe.to(1)',
      'pipe.set_adapters(1)',
    ],
    [
      'unpicklable-argument',
      `import functools\n${above}${gpu.replace('x)', 'x, key)')}    return x\n\ndef ask(x):\n    return functools.partial(paint, key=lambda y: y)(x)\n\n\ngr.Interface(ask, "text", "text").launch()\n`,
      'lambda y: y',
      '"y"',
    ],
    [
      'mutable-global-in-handler',
      `import functools\n${above}SEEN = []\n${gpu}    return x\n\ndef ask(x, log):\n    SEEN.append(x)\n    return paint(SEEN)\n\n\ngr.Interface(ask, ["text", "text"], "text").launch()\n`,
      'SEEN.append(x)',
      'print(x)',
    ],
  ];
  it.each(cases)('%s', async (rule, code, what, instead) => {
    expect(await findings({ 'app.py': code }, rule)).toHaveLength(1);
    expect(await findings({ 'app.py': code.replace(what, instead) }, rule)).toEqual([]);
  });
});

it.each([
  ['', '', 1],
  ['', '@spaces.GPU\n', 0],
  // Another library may hand `spaces` on.
  ['import helpers as spaces\n', '@spaces.GPU\n', 0],
])('no-gpu-function of %j and %j', async (imported, decorator, count) => {
  const app = `import gradio as gr\nimport torch\n${imported}\n${decorator}def paint(x):\n    return torch.ones(2).cuda()\n\ngr.Interface(paint, "text", "text").launch()\n`;
  const always = { configuration: { treatAsSpace: 'always' as const } };
  expect(await findings({ 'app.py': app }, 'no-gpu-function', always)).toHaveLength(count);
});

it.each([
  ['duration={"small": 5}', 'duration-not-number', 'dict'],
  ['duration=[5, 6]', 'duration-not-number', 'list'],
  ['size=80', 'gpu-size-invalid', '80'],
])('@spaces.GPU(%s) is reported by %s', async (argument, rule, expected) => {
  const app = `import gradio as gr\nimport spaces\n\n@spaces.GPU(${argument})\ndef paint(x):\n    return x\n\ngr.Interface(paint, "text", "text").launch()\n`;
  const [finding] = await findings({ 'app.py': app }, rule);
  expect(finding?.message).toContain(expected);
});

it.each([
  ['', '', 0],
  ['', '    yield x, kept\n', 1],
  // It may end before.
  ['        if not x:\n            return\n', '    yield x, kept\n', 0],
])('state-yielded-each-step offers to leave out a State that is sent at the end: %j, %j', async (early, end, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport torch\n\n@spaces.GPU(duration=9)\ndef paint(x, kept):\n    for i in range(4):\n' +
    `${early}        kept = torch.ones(i)\n        yield str(i), kept\n${end}\n` +
    'with gr.Blocks() as demo:\n    box = gr.Textbox()\n    state = gr.State()\n    box.submit(paint, [box, state], [box, state])\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'state-yielded-each-step');
  expect(finding?.fixes()).toHaveLength(count);
});

it.each([
  ['steps, x', 1],
  // One without a default can't stand behind one that has it.
  ['steps=4, x', 1],
  ['steps, x=0', 0],
])('duration-callable-name-mismatch puts (%s) in order where Python lets it', async (params, fixes) => {
  const app =
    `import gradio as gr\nimport spaces\n\ndef seconds(${params}):\n    return steps * 2\n\n@spaces.GPU(duration=seconds)\ndef paint(x, steps):\n    return x\n\n` +
    'gr.Interface(paint, ["text", "number"], "text").launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'duration-callable-name-mismatch');
  expect(finding?.fixes()).toHaveLength(fixes);
});

const handlers =
  'with gr.Blocks() as demo:\n    box = gr.Textbox()\n    gr.Button().click(first, [box, box], box)\n' +
  '    gr.Button().click(second, [box, box], box)\ndemo.launch()\n';

it.each(['{}', 'OrderedDict()', 'defaultdict(list)'])(
  'global-write-in-gpu sees another GPU function look up by get what is kept in %s',
  async (made) => {
    const app =
      `from collections import OrderedDict, defaultdict\nimport gradio as gr\nimport spaces\n\nvoices = ${made}\n\n` +
      '@spaces.GPU\ndef first(key, x):\n    voices[key] = x\n    return "ready"\n\n' +
      `@spaces.GPU\ndef second(key, x):\n    return x if voices.get(key) else "no voice"\n\n${handlers}`;
    const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
    expect(finding?.message).toContain('`second` runs in others');
  },
);

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

it.each([
  ['torch.no_grad()', 'torch.no_grad()', 0],
  ['torch.no_grad()', 'torch.autocast("cuda")', 1],
  ['torch.autocast("cuda")', 'torch.no_grad()', 1],
  ['torch.autocast("cuda")', 'torch.autocast("cuda")', 0],
  // On the CPU it is the main process that computes.
  ['torch.autocast("cpu")', 'torch.no_grad()', 0],
  ['torch.autocast("cuda", enabled=False)', 'torch.no_grad()', 0],
])('grad-context-above-gpu of %s around a function with a %s of its own', async (around, own, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("me/a").to("cuda")\n\n' +
    `@spaces.GPU\ndef run(x):\n    with ${own}:\n        return model(x).logits.item()\n\ndef on_click(x):\n    with ${around}:\n        return run(x)\n\ngr.Interface(on_click, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'grad-context-above-gpu')).toHaveLength(count);
});

it.each([
  ['@lru_cache\n@spaces.GPU', 0],
  // Only the worker remembers, and that is asked for each time.
  ['@spaces.GPU\n@lru_cache', 1],
])('gpu-call-in-loop of %j', async (decorators, count) => {
  const app =
    `from functools import lru_cache\nimport gradio as gr\nimport spaces\n\n${decorators}\ndef run(x):\n    return x\n\n` +
    'def on_click(x):\n    return [run(word) for word in x.split()]\n\ngr.Interface(on_click, "text", "json").launch()\n';
  expect(await findings({ 'app.py': app }, 'gpu-call-in-loop')).toHaveLength(count);
});

it.each([
  ['model(noise)', 0],
  ['loss = model(noise)', 0],
  ['return model(noise)', 1],
  ['print(model(noise))', 1],
])('numpy-rng-in-gpu of what is drawn for %s', async (use, count) => {
  const app =
    'import gradio as gr\nimport numpy as np\nimport spaces\nfrom transformers import pipeline\n\nmodel = pipeline("audio-classification", device="cuda")\n\n' +
    `@spaces.GPU\ndef run(x):\n    noise = np.random.randn(16000)\n    ${use}\n\ngr.Interface(run, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'numpy-rng-in-gpu')).toHaveLength(count);
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

it.each([
  ['    with torch.no_grad():\n        return model(x)', 0],
  ['    return model(x)', 1],
])('grad-context-above-gpu minds a context in the body: %s', async (body, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("me/a").to("cuda")\n\n' +
    `@torch.inference_mode()\n@spaces.GPU\ndef run(x):\n${body}\n\ngr.Interface(run, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'grad-context-above-gpu')).toHaveLength(count);
});

it.each([
  // What is said of time is no visitor's.
  ['turns.append(time.time())\n    return sum(turns)', 0],
  ['turns.append(x)\n    return x', 0],
  ['turns.clear()\n    turns.append(x)\n    return str(turns)', 0],
  ['turns.append(x)\n    return str(turns)', 1],
])('mutable-global-in-handler of a GPU function that does %s', async (body, count) => {
  const app =
    'import time\nimport gradio as gr\nimport spaces\n\nturns = []\n\n' +
    `@spaces.GPU\ndef run(x):\n    ${body}\n\ngr.Interface(run, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['generate', 1],
  ['paint', 0],
])(
  'cuda-in-undecorated-handler sees what a GPU function calls, too, in an event that names %s',
  async (name, count) => {
    const app =
      'import gradio as gr\nimport spaces\nfrom diffusers import FluxPipeline\n\npipe = FluxPipeline.from_pretrained("me/flux").to("cuda")\n\n' +
      'def generate(x):\n    return pipe(x).images[0]\n\n@spaces.GPU\ndef paint(x):\n    return generate(x)\n\n' +
      `with gr.Blocks() as demo:\n    box = gr.Textbox()\n    box.submit(paint, box, gr.Image())\n    box.change(${name}, box, gr.Image())\ndemo.launch()\n`;
    expect(await findings({ 'app.py': app }, 'cuda-in-undecorated-handler')).toHaveLength(count);
  },
);

it.each([
  ['device="cpu"', 'if device == "cuda":\n        return classify(text)\n    return text.lower()', 'text', 0],
  ['device="cpu"', 'if device == "cuda":\n        return classify(text)\n    return text.lower()', 'text, "cuda"', 1],
  ['device="cuda"', 'if device == "cuda":\n        return classify(text)\n    return text.lower()', 'text', 1],
  ['device="cpu"', 'if device == "cpu":\n        return text.lower()\n    return classify(text)', 'text', 0],
  ['device="cpu"', 'on_gpu = device != "cpu"\n    return classify(text) if on_gpu else text.lower()', 'text', 0],
  ['cpu=False', 'if not cpu:\n        return classify(text)\n    return text.lower()', 'text', 1],
  ['cpu=False', 'if not text:\n        return ""\n    return text.lower() if cpu else classify(text)', 'text', 1],
  ['cpu=False', 'if not cpu:\n        return classify(text)\n    return text.lower()', 'text, cpu=True', 0],
  ['cpu=False', 'if not cpu:\n        return classify(text)\n    return text.lower()', '**{"text": text}', 1],
  // Whether it asks for this can't be told.
  ['mode="fast"', 'if known(mode):\n        return classify(text)\n    return text.lower()', 'text, "slow"', 0],
  ['gpu=False', 'if gpu or known(text):\n        return classify(text)\n    return text.lower()', 'text', 0],
])('gpu-called-in-route: def run(text, %s): %s, called by run(%s)', async (parameter, body, args, count) => {
  const app =
    'import gradio as gr\nimport spaces\nfrom fastapi import FastAPI\nfrom modes import known\n\napp = FastAPI()\n\n' +
    `@spaces.GPU(duration=9)\ndef classify(text):\n    return text.upper()\n\n\ndef run(text, ${parameter}):\n    ${body}\n\n\n` +
    `@app.post("/run")\ndef route(text: str):\n    return run(${args})\n\n\ngr.mount_gradio_app(app, gr.Interface(run), path="/")\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-route')).toHaveLength(count);
});

it.each([
  ['@classmethod\n    def run(cls, device, text="cpu")', '"cpu", "cuda"', 0],
  ['@classmethod\n    def run(cls, device, text="cpu")', '"cuda", text', 1],
  ['@staticmethod\n    def run(text, device="cuda")', '"cpu"', 1],
  ['def run(this, device, text="cpu")', '"cpu", "cuda"', 0],
])('gpu-called-in-route: a method %s, called by run(%s)', async (method, args, count) => {
  const app =
    'import gradio as gr\nimport spaces\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n' +
    '@spaces.GPU(duration=9)\ndef classify(text):\n    return text.upper()\n\n\nclass Runner:\n' +
    `    ${method}:\n        if device == "cuda":\n            return classify(text)\n        return text.lower()\n\n\nrunner = Runner()\n\n\n` +
    `@app.post("/run")\ndef route(text: str):\n    return runner.run(${args})\n\n\ngr.mount_gradio_app(app, gr.Interface(classify), path="/")\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-route')).toHaveLength(count);
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

it.each([
  ['except JobError', ['is raised in the worker']],
  ['except gr.Error', ['runs in a GPU worker because of this']],
])('plain-exception-in-gpu tells once of what the main process means to catch by %s', async (clause, expected) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\nclass JobError(Exception):\n    pass\n\n\n' +
    '@spaces.GPU(duration=9)\ndef draw(prompt):\n    if not prompt:\n        raise JobError("Please write a prompt")\n    return prompt\n\n\n' +
    `def on_click(prompt):\n    try:\n        return draw(prompt)\n    ${clause}:\n        return None\n\n\ngr.Interface(on_click, "text", "text").launch()\n`;
  const found = await findings({ 'app.py': app }, 'plain-exception-in-gpu');
  expect(found.map(({ related }) => related[0]?.message.replace(/^`\w+` /, ''))).toEqual(expected);
});

it.each([
  // Nobody in the main process catches what `draw` raises.
  ['check(prompt)', ['runs in a GPU worker because of this']],
  ['draw(prompt)', ['is raised in the worker']],
])('plain-exception-in-gpu, where the main process catches the exception around %s', async (tried, expected) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\nclass JobError(Exception):\n    pass\n\n\ndef check(prompt):\n    if len(prompt) > 9:\n        raise JobError("Too long")\n\n\n' +
    '@spaces.GPU(duration=9)\ndef draw(prompt):\n    if not prompt:\n        raise JobError("Please write a prompt")\n    return prompt\n\n\n' +
    `def on_click(prompt):\n    try:\n        ${tried}\n    except JobError:\n        return None\n    return draw(prompt)\n\n\ngr.Interface(on_click, "text", "text").launch()\n`;
  const found = await findings({ 'app.py': app }, 'plain-exception-in-gpu');
  expect(found.map(({ related }) => related[0]?.message.replace(/^`\w+` /, ''))).toEqual(expected);
});

it.each([
  ['pipe = MADE.to("cuda")', 'print(f"no model: {error}")', 1],
  ['pipe = MADE\n        pipe.to("cuda")', 'state["error"] = str(error)', 1],
  ['load()', 'pass', 1],
  // Somebody gets another answer.
  ['pipe = MADE.to("cuda")', 'pipe = MADE', 0],
  ['pipe = MADE\n        pipe.to("cuda")', 'pipe.to("cpu")', 0],
  ['pipe = MADE.to("cuda")', 'load_slowly()', 0],
  ['pipe = MADE.to("cuda")', 'return "cpu"', 0],
  ['torch.zeros(1).to("cuda")', 'print("no GPU")', 0],
])('cuda-in-thread of what is tried there: %s, or else %s', async (tried, handled, count) => {
  const app =
    'import threading\nimport spaces\nimport torch\nfrom diffusers import DiffusionPipeline\n\npipe = None\nstate = {}\n\n\n' +
    'def load():\n    global pipe\n    pipe = MADE.to("cuda")\n\n\ndef load_slowly():\n    pass\n\n\n' +
    `def start():\n    global pipe\n    try:\n        ${tried}\n    except Exception as error:\n        ${handled}\n\n\n` +
    'threading.Thread(target=start, daemon=True).start()\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return pipe(x).images[0]\n';
  const files = { 'app.py': app.replaceAll('MADE', 'DiffusionPipeline.from_pretrained("acme/pipe")') };
  expect(await findings(files, 'cuda-in-thread')).toHaveLength(count);
});

it.each([
  ['print("without")', '', 1],
  ['model = AutoModelForCausalLM.from_pretrained("acme/merged")', '', 0],
  ['model = PeftModel.from_pretrained(base, "acme/polite", torch_device="cpu")', '', 0],
  ['raise', '', 1],
  ['model = load_merged()', '', 0],
  // The worker sees to it.
  ['model = None', 'PeftModel.from_pretrained(base, "acme/polite")', 0],
])('cuda-init-at-module-scope of an adapter that is tried, or else %s', async (handled, inGpu, count) => {
  const app =
    'import spaces\nfrom peft import PeftModel\nfrom transformers import AutoModelForCausalLM\n\n' +
    'def load_merged():\n    return AutoModelForCausalLM.from_pretrained("acme/merged")\n\n\n' +
    'base = AutoModelForCausalLM.from_pretrained("acme/base").to("cuda")\ntry:\n    model = PeftModel.from_pretrained(base, "acme/polite")\n' +
    `except Exception:\n    ${handled}\n\n\n@spaces.GPU(duration=9)\ndef chat(ids):\n    ${inGpu || 'pass'}\n    return model.generate(ids).cpu()\n`;
  expect(await findings({ 'app.py': app }, 'cuda-init-at-module-scope')).toHaveLength(count);
});

it.each([
  ['return two(x)', 'return paint(x)', 1],
  ['return two(x)', 'if x:\n        return paint(x)\n    return None', 0],
  ['return one(two(x))', 'return one(x)', 0],
])('gpu-call-in-loop through two functions: %s, %s', async (first, second, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return x\n\n\n' +
    `def one(x):\n    ${first}\n\n\ndef two(x):\n    ${second}\n\n\n` +
    'def on_click(x, n):\n    return [one(x) for _ in range(max(1, n))]\n\n\ngr.Interface(on_click, ["text", "number"], "json").launch()\n';
  expect(await findings({ 'app.py': app }, 'gpu-call-in-loop')).toHaveLength(count);
});

it.each([
  ['table = pd.read_csv(file.name)', 1],
  ['if file is not None:\n        table = pd.read_csv(file)', 1],
  ['with open(file) as opened:\n        table = opened.read()', 1],
  ['table = pd.read_csv("all.csv")', 0],
  ['if table is None:\n        table = pd.read_csv(file)', 0],
  ['if table is not None:\n        return "ok"\n    table = pd.read_csv(file)', 0],
  // What a store of somebody's gives for it is not its text.
  ['table = store.read(file)', 0],
  // The library that reads it is no variable that is changed, though the other function uses it, too.
  ['rows = np.load(file)', 0],
])('mutable-global-in-handler of a file that is read: %s', async (body, count) => {
  const app = (show: string): string =>
    'import gradio as gr\nimport numpy as np\nimport pandas as pd\nimport spaces\nfrom library import store\n\ntable = None\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return np.abs(x)\n\n\n' +
    `def upload(file):\n    global table\n    ${body}\n    return "ok"\n\n\ndef show(x):\n    return ${show}\n\n\n` +
    'with gr.Blocks() as demo:\n    box, file = gr.Textbox(), gr.File()\n    file.upload(upload, file, box)\n' +
    '    box.submit(show, box, box)\n    box.change(paint, box, box)\ndemo.launch()\n';
  expect(await findings({ 'app.py': app('str(table)') }, 'mutable-global-in-handler')).toHaveLength(count);
  // Nobody reads it.
  expect(await findings({ 'app.py': app('x') }, 'mutable-global-in-handler')).toEqual([]);
});

it.each([
  ['state["last"] = pipe(prompt)', 'state["last"]', 1],
  ['state["last"] = pipe(prompt)', 'state.get("last", state)', 1],
  ['state["last"] = pipe(prompt)', 'str(state)', 1],
  ['state["kept"][prompt] = pipe(prompt)', 'state[prompt]', 1],
  ['state["kept"].append(prompt)', 'len(state["kept"])', 1],
  // What is under another key stays as it was.
  ['state["last"] = pipe(prompt)', 'state["config"]["steps"]', 0],
  ['state["kept"][prompt] = pipe(prompt)', 'state.get("config")', 0],
  ['state["kept"].append(prompt)', 'state["config"]', 0],
])('global-write-in-gpu of %s, where %s is read', async (write, read, count) => {
  const app = `import gradio as gr
import spaces
state = {"config": {"steps": 4}, "kept": {}, "last": None}
@spaces.GPU(duration=9)
def paint(prompt):
    ${write}
    return prompt
def show():
    return ${read}
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(paint, prompt, prompt)
    prompt.blur(show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'global-write-in-gpu')).toHaveLength(count);
});

it.each([
  ['self.kept.append(prompt)', 'str(self.kept[0])', 1],
  // What is measured is of all visitors.
  ['began = time.time()\n        paint(prompt)\n        self.kept.append(time.time() - began)', 'str(self.kept[0])', 0],
  // A queue is shared on purpose.
  ['self.kept.append(prompt)', 'self.kept.pop(0)', 0],
])('mutable-global-in-handler of an object that does %s, and gives %s', async (write, given, count) => {
  const app = `import time
import gradio as gr
import spaces
class Studio:
    def __init__(self):
        self.kept = []
    def draw(self, prompt):
        ${write}
        return str(len(self.kept))
    def show(self):
        return ${given}
studio = Studio()
@spaces.GPU(duration=9)
def paint(prompt):
    return prompt
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(studio.draw, prompt, prompt)
    prompt.blur(studio.show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
  // The list may come from another class.
  const made = '    def __init__(self):\n        self.kept = []\n';
  const inherited = app.replace(`class Studio:\n${made}`, `class Base:\n${made}class Studio(Base):\n`);
  expect(await findings({ 'app.py': inherited }, 'mutable-global-in-handler')).toHaveLength(count);
  const next = '    def next(self):\n        return self.kept.pop(0)\n';
  const queue = inherited.replace('class Studio', `${next}class Studio`);
  expect(await findings({ 'app.py': queue }, 'mutable-global-in-handler')).toEqual([]);
});

it.each([
  ['studio.draw, prompt', 1],
  // Each visitor has one of their own, though another function shows that of the app.
  ['Studio.draw, [gr.State(Studio()), prompt]', 0],
])('mutable-global-in-handler of an object whose method is handled by %s', async (handled, count) => {
  const app = `import gradio as gr
import spaces
class Studio:
    def draw(self, prompt):
        self.prompt = prompt
        return paint(prompt)
    def show(self):
        return self.prompt
studio = Studio()
@spaces.GPU(duration=9)
def paint(prompt):
    return prompt
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(${handled}, prompt)
    prompt.blur(studio.show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['state = SimpleNamespace(prompt=None)', 'state.prompt = prompt', 1],
  ['state = SimpleNamespace(prompt=None)', 'with lock:\n        state.prompt = prompt', 0],
  ['state = make_state()', 'state.prompt = prompt', 0],
  // What the class of another library makes of an attribute is its own.
  ['state = threading.local()', 'state.prompt = prompt', 0],
])('mutable-global-in-handler of an attribute of %s', async (made, write, count) => {
  const app = `import threading
from types import SimpleNamespace
import gradio as gr
import spaces
lock = threading.Lock()
${made}
@spaces.GPU(duration=9)
def paint(prompt):
    return pipe(prompt).images[0]
def draw(prompt):
    ${write}
    return paint(prompt)
def show():
    return state.prompt
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(draw, prompt, gr.Image())
    prompt.blur(show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['', 'return gr.Error("no")', 1],
  ['', 'return gr.Error("no") if not text else text', 1],
  // What the decorator raises is no output.
  ['@raising\n', 'return gr.Error("no")', 0],
  ['@on_submit\n@raising\n', 'return gr.Error("no")', 0],
  ['', 'return problem()', 0],
])('gr-error-not-raised of a handler %jthat does %s', async (decorator, body, count) => {
  const app = `import gradio as gr
import spaces
def problem():
    return gr.Error("no")
def raising(fn):
    def inner(*args):
        result = fn(*args)
        if isinstance(result, gr.Error):
            raise result
        return result
    return inner
with gr.Blocks() as demo:
    box = gr.Textbox()
    ${decorator.replace('on_submit', 'box.submit(inputs=box, outputs=box)').replaceAll('\n', '\n    ')}@spaces.GPU(duration=9)
    def run(text):
        ${body}
    ${decorator.includes('on_submit') ? '' : 'box.submit(run, box, box)'}
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'gr-error-not-raised')).toHaveLength(count);
});

it.each([
  ['last_key == text', 'text', 0],
  ['last_key == text', 'last_key', 1],
  ['last_key', 'text', 1],
])('mutable-global-in-handler of a result that is kept for who asks the same: if %s', async (test, shown, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\nlast_key = None\nlast_value = None\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return len(x)\n\n\n' +
    `def on_click(text):\n    global last_key, last_value\n    if ${test}:\n        return last_value\n` +
    `    last_value = paint(text)\n    last_key = text\n    return last_value\n\n\ndef show(text):\n    return ${shown}\n\n\n` +
    'with gr.Blocks() as demo:\n    box = gr.Textbox()\n    box.submit(on_click, box, box)\n    box.change(show, box, box)\ndemo.launch()\n';
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['[run(x) for x in xs]', 1],
  ['[run(x, dry=True) for x in xs]', 0],
  ['[run(x, xs[0]) for x in xs]', 0],
  ['list(map(run, xs))', 0],
])('gpu-call-in-loop through a function that asks first: %s', async (loop, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return x\n\n\n' +
    'def run(x, dry=False):\n    if not dry:\n        return paint(x)\n    return x\n\n\n' +
    `def on_click(xs):\n    return ${loop}\n\n\ngr.Interface(on_click, "json", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-call-in-loop')).toHaveLength(count);
});

describe('gpu-unknown-keyword', () => {
  it.each([
    ['{"duration": 20, "gpu_size": "large"}', ['`spaces.GPU` does not know `gpu_size` and silently ignores it']],
    [
      'dict(durations=20)',
      ['`spaces.GPU` does not know `durations` and silently ignores it. Did you mean `duration`?'],
    ],
    ['{"duration": 20, "durations": 30}', ['`spaces.GPU` does not know `durations` and silently ignores it']],
    ['{"duration": 20, **more}', []],
  ])('in %s', async (settings, messages) => {
    const app = `import spaces\nfrom other import more\n\nsettings = ${settings}\n\n\n@spaces.GPU(**settings)\ndef f(x):\n    return x\n`;
    const found = await findings({ 'app.py': app }, 'gpu-unknown-keyword');
    expect(found.map(({ message }) => message)).toEqual(messages);
  });
});

describe('duration-callable-signature', () => {
  const planner = 'class Planner:\n    def plan(self, text, steps):\n        return 10 + steps\n\n\n';
  const gpu = (duration: string): string =>
    `import gradio as gr\nimport spaces\n\n\n${planner}@spaces.GPU(duration=${duration})\ndef f(text, steps):\n    return text\n\n\ngr.Interface(f, ["text", gr.Slider(1, 9)], "text").launch()\n`;

  it.each([
    ['Planner.plan', 1],
    ['Planner().plan', 0],
  ])('of the method %s', async (duration, count) => {
    const app = { 'app.py': gpu(duration) };
    expect(await findings(app, 'duration-callable-signature')).toHaveLength(count);
    expect(await findings(app, 'duration-callable-name-mismatch')).toEqual([]);
  });

  it('of a method in the body of its class, which is asked with the object', async () => {
    const app = `import gradio as gr\nimport spaces\n\n\nclass App:\n    def plan(self, text):\n        return 10\n\n    @spaces.GPU(duration=plan)\n    def run(self, text):\n        return text\n\n\ngr.Interface(App().run, "text", "text").launch()\n`;
    expect(await findings({ 'app.py': app }, 'duration-callable-signature')).toEqual([]);
    const short = app.replace('def plan(self, text)', 'def plan(self)');
    expect(await findings({ 'app.py': short }, 'duration-callable-signature')).toHaveLength(1);
  });

  it.each([
    // In their places: the rest comes behind.
    ['text', 'text, *args, **kwargs'],
    ['steps', 'text, steps, *args, **kwargs'],
    ['seed', 'text, steps, seed'],
    ['text, seed', 'text, steps, seed'],
    ['steps, text', undefined],
    ['text="", seed=0', undefined],
  ])('lets a function of (%s) take all of (text, steps, seed)', async (params, expected) => {
    const app = `import gradio as gr\nimport spaces\n\n\ndef plan(${params}):\n    return 10\n\n\n@spaces.GPU(duration=plan)\ndef f(text, steps, seed):\n    return text\n\n\ngr.Interface(f, ["text", gr.Slider(1, 9), "number"], "text").launch()\n`;
    const text = await fixed({ 'app.py': app }, 'duration-callable-signature', 'app.py');
    expect(/def plan\((.*)\)/.exec(text)?.[1]).toBe(expected ?? params);
  });
});

describe('duration-callable-uses-gpu', () => {
  it('where a part of a pipeline runs', async () => {
    const app = `import spaces
from diffusers import DiffusionPipeline

pipe = DiffusionPipeline.from_pretrained("stabilityai/sdxl-turbo").to("cuda")


def seconds(prompt):
    ids = pipe.tokenizer(prompt, return_tensors="pt").input_ids
    return 20 + pipe.text_encoder(ids.to("cuda"))[0].shape[1]


@spaces.GPU(duration=seconds)
def draw(prompt):
    return pipe(prompt).images[0]
`;
    expect(await findings({ 'app.py': app }, 'duration-callable-uses-gpu')).toHaveLength(1);
  });
});

describe('grad-disabled-at-module-scope', () => {
  it('where a function only chooses the type it computes in', async () => {
    const app = `import spaces
import torch
from transformers import AutoModel

torch.set_grad_enabled(False)
model = AutoModel.from_pretrained("a/b").to("cuda")


@spaces.GPU(duration=9)
def f(x):
    with torch.autocast("cuda"):
        return model(x).loss.item()
`;
    expect(await findings({ 'app.py': app }, 'grad-disabled-at-module-scope')).toHaveLength(1);
    const guarded = app.replace('with torch.autocast("cuda"):', 'with torch.no_grad(), torch.autocast("cuda"):');
    expect(await findings({ 'app.py': guarded }, 'grad-disabled-at-module-scope')).toEqual([]);
  });
});

describe('what a model gives that is no module of torch', () => {
  const app = (load: string, result: string): string =>
    `import numpy as np\nimport spaces\nimport torch\n${load}\n\n\n@spaces.GPU(duration=9)\ndef f(image):\n    return ${result}\n`;
  const pose =
    'from controlnet_aux import OpenposeDetector\npose = OpenposeDetector.from_pretrained("lllyasviel/Annotators").to("cuda")';
  const yolo = 'model = torch.hub.load("ultralytics/yolov5", "yolov5s").to("cuda")';
  const masks =
    'from sam2.automatic_mask_generator import SAM2AutomaticMaskGenerator\nmasks = SAM2AutomaticMaskGenerator.from_pretrained("facebook/sam2-hiera-large")';

  it.each([
    ['an image', app(pose, 'pose(image, detect_resolution=512)'), 0],
    ['what YOLOv5 has found', app(yolo, 'model(image).render()[0]'), 0],
    ['dictionaries', app(masks, 'masks.generate(image)'), 0],
    [
      'a tensor after all',
      app('net = torch.hub.load("pytorch/vision:v0.24.1", "resnet50").to("cuda")', 'net(image)'),
      1,
    ],
    [
      'a tensor of other dimensions',
      app(
        'from einops import rearrange\nnet = torch.nn.Linear(2, 2).cuda()',
        'rearrange(net(image), "b (h w) -> b h w", h=2)',
      ),
      1,
    ],
    [
      'an array of other dimensions',
      app('from einops import rearrange', 'rearrange(np.array(image), "h w -> w h")'),
      0,
    ],
  ])('%s', async (_, text, count) => {
    expect(await findings({ 'app.py': text }, 'return-cuda-tensor')).toHaveLength(count);
  });

  it.each([
    ['"intel-isl/MiDaS", "DPT_Large"', 1],
    ['"intel-isl/MiDaS", "transforms"', 0],
    ['"bryandlee/animegan2-pytorch:main", "face2paint", size=512', 0],
  ])('torch.hub.load(%s) in a GPU function', async (args, count) => {
    const text = app('', `torch.hub.load(${args})(image)`);
    expect(await findings({ 'app.py': text }, 'model-load-in-gpu')).toHaveLength(count);
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

describe('cuda-init-at-module-scope', () => {
  const app = (inWorker: string): string => `import spaces
from peft import PeftModel
from transformers import AutoModelForCausalLM

base = AutoModelForCausalLM.from_pretrained("Qwen/Qwen3-0.6B").to("cuda")
model = None
try:
    model = PeftModel.from_pretrained(base, "acme/polite")
except Exception as error:
    print(f"without the adapter: {error}")


@spaces.GPU(duration=20)
def count_layers(prompt):
    global model
    if model is None:
        ${inWorker}
    return len(model.config.layer_types)
`;

  it.each([
    ['model = base', 1],
    // The worker makes up for it.
    ['model = PeftModel.from_pretrained(base, "acme/polite")', 0],
  ])('where an adapter may be missing: %s', async (inWorker, count) => {
    expect(await findings({ 'app.py': app(inWorker) }, 'cuda-init-at-module-scope')).toHaveLength(count);
  });

  it.each([
    ['app.py', 'return AutoModelForCausalLM.from_pretrained("acme/merged")', 0],
    // Here it does not depend on anything.
    ['app.py', 'print(name)\n    return AutoModelForCausalLM.from_pretrained("acme/merged")', 1],
    // What another module loads on a condition is something else.
    ['other.py', 'return AutoModelForCausalLM.from_pretrained("acme/merged")', 1],
  ])('where %s, on a condition, does %s', async (file, body, count) => {
    const code = `from transformers import AutoModelForCausalLM\n\n\ndef load(name):\n    if name:\n        ${body}\n    return None\n`;
    const files = { 'app.py': `import other\n${app('model = base')}`, 'other.py': '' };
    const text = file === 'app.py' ? files['app.py'] + code : code;
    expect(await findings({ ...files, [file]: text }, 'cuda-init-at-module-scope')).toHaveLength(count);
  });

  it.each([
    // What is copied into a model goes where that lies; tensors of one's own have to be moved.
    ['load_model(net, "a.safetensors", device="cuda")', 'safe', '`load_model` reads'],
    ['weights = load_file("a.safetensors", device="cuda")', 'review', '`load_file` reads'],
    ['model = PeftModel.from_pretrained(net, "me/a")', 'safe', 'PEFT reads'],
    ['model = PeftModel.from_pretrained(net, "me/a", torch_device="cuda")', 'safe', 'PEFT reads'],
  ])('is sure of what is read to the CPU instead where it fills a model: %s', async (read, safety, message) => {
    const text = `import spaces\nimport torch\nfrom peft import PeftModel\nfrom safetensors.torch import load_file, load_model\n\nnet = torch.nn.Linear(2, 2)\n${read}\n\n\n@spaces.GPU\ndef run(x):\n    return net(x)\n`;
    const [finding] = await findings({ 'app.py': text }, 'cuda-init-at-module-scope');
    expect(finding?.message).toMatch(new RegExp(`^${message}`));
    expect(finding?.fixes().map((fix) => fix.safety)).toEqual([safety]);
  });
});

describe('gpu-call-in-loop', () => {
  const app = (...lines: readonly string[]): string => `import gradio as gr
import spaces
from transformers import pipeline

write = pipeline("text-generation", "Qwen/Qwen3-0.6B", device="cuda")


@spaces.GPU(duration=10)
def core(x, seed=0):
    return write(x)[0]["generated_text"]


def run(x, dry=False):
    if dry:
        return x
    return core(x)


def tidied(x, dry):
    return run(x.strip(), dry)


def ask(x, messages=()):
${lines.map((line) => `    ${line}\n`).join('')}

gr.Interface(ask, "text", "text").launch()
`;

  it.each([
    // What it is given keeps it from the GPU.
    ['return [run(line, dry=True) for line in x.splitlines()]'],
    ['return [tidied(line, True) for line in x.splitlines()]'],
    // Tried again until it is good.
    ['while True:', '    r = core(x)', '    if r:', '        break', 'return r'],
    ['while True:', '    r = core(x)', '    print(r, x)', '    if not r:', '        continue', '    return r'],
    ['for i in range(3):', '    r = core(x)', '    if len(r) > 3:', '        return r', '    gr.Info(f"{x}: again")'],
    [
      'for i in range(3):',
      '    try:',
      '        r = core(x)',
      '    except gr.Error:',
      '        continue',
      '    if r: break',
    ],
    [
      'for i in range(3):',
      '    try:',
      '        r = core(x)',
      '        if r: return r',
      '    except gr.Error:',
      '        pass',
    ],
    ['for i in range(3):', '    r = core(x)', '    text = r.strip()', '    if text: return text'],
    ['r, tries = "", 0', 'while not r and tries < 3:', '    r = core(x)', '    tries += 1', 'return r'],
    // With another seed.
    ['seed = 0', 'while True:', '    r = core(x, seed)', '    if r: return r', '    seed += 1'],
    ['for i in range(4):', '    r = core(x, seed=i)', '    if len(r) > 3:', '        break', 'return r'],
    [
      'best = ""',
      'for attempt in range(4):',
      '    r = core(x, 7 + attempt)',
      '    if r:',
      '        best = r',
      '        break',
    ],
  ])('is silent: %s', async (...lines) => {
    expect(await findings({ 'app.py': app(...lines) }, 'gpu-call-in-loop')).toEqual([]);
  });

  it.each([
    ['return [run(line) for line in x.splitlines()]'],
    ['return [tidied(line, False) for line in x.splitlines()]'],
    // The next pass asks for something else.
    ['for line in x.splitlines():', '    r = core(line)', '    if r: return r'],
    ['while True:', '    x = core(x)', '    if x.endswith("."): return x'],
    [
      'messages = [x]',
      'while True:',
      '    r = core(messages)',
      '    if not r: return messages',
      '    messages.append(r)',
    ],
    ['state = {"x": x}', 'while True:', '    r = core(state)', '    if not r: return x', '    state["x"] += r'],
    ['for i, seed in enumerate(x.split()):', '    r = core(messages[i], seed)', '    if r: return r'],
    ['for entries in x.split():', '    r = core(entries)', '    if r: return r'],
    // What it gave is kept.
    ['found = []', 'while True:', '    r = core(x)', '    found.append(r)', '    if not r: return found'],
    ['while True:', '    r = core(x)', '    yield r', '    if not r: return'],
    ['best = ""', 'for i in range(9):', '    r = core(x)', '    if r > best:', '        best = r', 'return best'],
    // With another seed, and each is kept.
    ['found = []', 'for i in range(9):', '    r = core(x, seed=i)', '    if not r: break', '    found.append(r)'],
    // Something else decides.
    ['while True:', '    r = core(x)', '    if not messages: return r'],
  ])('is told: %s', async (...lines) => {
    expect(await findings({ 'app.py': app(...lines) }, 'gpu-call-in-loop')).toHaveLength(1);
  });
});

it.each([
  ['@gr.on(inputs=box, outputs=box)', 'return answer(text)', 1],
  // Decorators of the app's own may run it in a loop of its own.
  ['@own_loop', 'return answer(text)', 0],
  ['@gr.on(inputs=box, outputs=box)\n    @own_loop', 'return answer(text)', 0],
  ['@gr.on(inputs=box, outputs=box)', 'return await asyncio.to_thread(answer, text)', 0],
  // That fails while the app starts.
  ['@gr.on(inputs=box, outputs=box)', 'return await wrong(text)', 0],
])('gpu-called-in-async of a handler below %j that does %s', async (decorators, body, count) => {
  const app = `import asyncio
import gradio as gr
import spaces
def own_loop(fn):
    return lambda *args: asyncio.run(fn(*args))
@spaces.GPU(duration=9)
def answer(text):
    return text
@spaces.GPU(duration=9)
async def wrong(text):
    return text
with gr.Blocks() as demo:
    box = gr.Textbox()
    ${decorators}
    async def handle(text):
        ${body}
    ${decorators.includes('gr.on') ? '' : 'box.submit(handle, box, box)'}
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-async')).toHaveLength(count);
});

it.each([
  ['image.save(f"out/{i}.png")', 1],
  // The number is no longer that of the loop.
  ['i = uuid.uuid4().hex\n        image.save(f"out/{i}.png")', 0],
  ['i += 1000 * os.getpid()\n        image.save(f"out/{i}.png")', 0],
])('fixed-output-path of a loop that does %s', async (body, count) => {
  const app = `import os
import uuid
import gradio as gr
import spaces
from diffusers import AutoPipelineForText2Image
pipe = AutoPipelineForText2Image.from_pretrained("a/b").to("cuda")
@spaces.GPU(duration=9)
def paint(prompt):
    for i, image in enumerate(pipe(prompt).images):
        ${body}
    for i in range(2):
        print(i)
    return prompt
gr.Interface(paint, "text", "text").launch()
`;
  expect(await findings({ 'app.py': app }, 'fixed-output-path')).toHaveLength(count);
});

it.each([
  ['pd.DataFrame([prompt]).to_csv("out.csv")', 'print(pd.read_csv("words.csv"))', 'out.csv', 1],
  // A table that the app reads is one for everyone.
  ['pd.DataFrame([prompt]).to_csv("out.csv")', 'print(pd.read_csv("out.csv"))', 'out.csv', 0],
  ['open("/tmp/out", "w").write(prompt)', 'pass', '/tmp/out', 1],
  ['open("/dev/stderr", "w").write(prompt)', 'pass', '/dev/stderr', 0],
])('fixed-output-path of %s, beside %s', async (write, beside, path, count) => {
  const app = `import gradio as gr
import pandas as pd
import spaces
@spaces.GPU(duration=9)
def paint(prompt):
    return prompt
def keep(prompt):
    ${write}
    return "${path}"
def show(prompt):
    ${beside}
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(paint, box, box)
    box.blur(keep, box, gr.File())
    box.change(show, box, None)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'fixed-output-path')).toHaveLength(count);
});

it.each([
  ['$HOME/lib', 1],
  // What the dynamic linker fills in.
  ['$ORIGIN/lib', 0],
  ['${LIB}:/opt/lib', 0],
])('environ-dollar-not-expanded of %s', async (value, count) => {
  const app = `import os\nimport spaces\nos.environ["LD_LIBRARY_PATH"] = "${value}:" + os.environ.get("LD_LIBRARY_PATH", "")\n@spaces.GPU\ndef run(x):\n    return x\n`;
  expect(await findings({ 'app.py': app }, 'environ-dollar-not-expanded')).toHaveLength(count);
});

it.each([
  ['prompt, out="a.png"', 'paint', 'box', 1],
  ['prompt, out="a.png"', 'paint', '[box, box]', 0],
  ['prompt, out="a.png"', 'functools.partial(paint, out=f"{time.time()}.png")', 'box', 0],
  // Gradio gives these their values itself, so that the second component is for the last parameter.
  ['prompt, request: gr.Request, out="a.png"', 'paint', '[box, box]', 0],
  ['prompt, progress=gr.Progress(), out="a.png"', 'paint', '[box, box]', 0],
  ['prompt, request: gr.Request, out="a.png"', 'paint', 'box', 1],
])('fixed-output-path of a default of (%s), where %s gets %s', async (params, handler, inputs, count) => {
  const app = `import functools
import time
import gradio as gr
import spaces
from diffusers import AutoPipelineForText2Image
pipe = AutoPipelineForText2Image.from_pretrained("a/b").to("cuda")
@spaces.GPU(duration=9)
def paint(${params}):
    pipe(prompt).images[0].save(out)
    return out
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(${handler}, ${inputs}, gr.Image())
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'fixed-output-path')).toHaveLength(count);
});

it.each([
  // What it computes on the GPU need not lie there.
  ['text = acme.get_text(x, device="cuda")\n    return text', 0],
  ['return acme.create_video(x, device="cuda")', 0],
  ['rate, wave = acme.load_model(x, device="cuda")\n    return rate', 0],
  ['batch = acme.prepare(x).to("cuda")\n    return batch["text"]', 0],
  ['batch = acme.prepare(x).to("cuda")\n    return batch["input_ids"]', 1],
  ['return acme.Voice(device="cuda")', 1],
])('return-cuda-tensor, of what a library gives: %s', async (body, count) => {
  const app = `import acme\nimport spaces\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    ${body}\n`;
  expect(await findings({ 'app.py': app }, 'return-cuda-tensor')).toHaveLength(count);
});

it.each([
  ['return t.numpy()', 1],
  ['if t.is_cuda:\n        return t.cpu().numpy()\n    return t.numpy()', 0],
  ['if t.is_cuda:\n        return t.numpy()', 1],
  ['return t.numpy() if t.device.type == "cpu" else t.cpu().numpy()', 0],
  ['if t.device.type != "cpu":\n        return t.numpy()', 1],
  ['if t.device == "cpu":\n        return t.numpy()', 0],
  ['if t.device == torch.device("cpu"):\n        return t.numpy()', 0],
  ['if t.device != torch.device("cpu"):\n        return t.numpy()', 1],
  ['t.data = t.data.cpu()\n    return t.numpy()', 0],
])('numpy-of-cuda-tensor, where the device of the tensor is asked for: %s', async (body, count) => {
  const app = `import spaces\nimport torch\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    t = torch.ones(3).to("cuda")\n    ${body}\n`;
  expect(await findings({ 'app.py': app }, 'numpy-of-cuda-tensor')).toHaveLength(count);
});

describe('cuda-in-undecorated-handler, of an object that the module puts on CUDA', () => {
  const app = (...made: readonly string[]) =>
    [
      'import argparse',
      'import gradio as gr',
      'import spaces',
      'import torch',
      'from acme import Remote, load, offload',
      '',
      'args = argparse.ArgumentParser().parse_args()',
      ...made,
      '',
      '@spaces.GPU(duration=9)',
      'def ok(x):',
      '    return x',
      '',
      'def show(x):',
      '    return model.predict(x)',
      '',
      'gr.Interface(show, "text", "text").launch()',
    ].join('\n');
  const reported = async (made: readonly string[]) =>
    (await findings({ 'app.py': app(...made) }, 'cuda-in-undecorated-handler')).length;

  it.each([
    ['model = load("x").to("cuda")'],
    ['model = load("x")', 'model = model.to("cuda").eval()'],
    ['model = load("x")', 'if torch.cuda.is_available():', '    model.cuda()'],
    ['model = None', 'def start():', '    global model', '    model = load("x").to("cuda")', 'start()'],
    ['try:', '    model = load("a").to("cuda")', 'except OSError:', '    raise SystemExit("no weights")'],
    // A class of one's own, brought along with its models.
    [
      'class Pipeline:',
      '    def __init__(self, models):',
      '        self.models = models',
      '    def to(self, device):',
      '        for model in self.models:',
      '            model.to(device)',
      '        return self',
      '    @torch.no_grad()',
      '    def predict(self, x):',
      '        return self.models[0](x)',
      'model = Pipeline([load("a")]).to("cuda")',
    ],
  ])('is told: %s', async (...made) => {
    expect(await reported(made)).toBe(1);
  });

  it.each([
    // Another object may stand there instead.
    ['if args.local:', '    model = load("x").to("cuda")', 'else:', '    model = Remote("x")'],
    ['model = load("x")', 'if args.gpu:', '    model.cuda()'],
    ['model = load("x").to("cuda")', 'def choose():', '    global model', '    model = Remote("x")'],
    ['def choose():', '    global model', '    model = Remote("x")', 'model = load("x").to("cuda")'],
    ['model = load("x").to("cuda")', 'model = Remote(model)'],
    // Others may move it away.
    ['model = load("x").to("cuda")', 'offload(model)'],
    ['model = load("x").to("cuda")', 'other = model', 'other.cpu()'],
    ['model = load("x").to("cuda")', 'def rest():', '    other = model', '    other.cpu()', 'rest()'],
    // Its method is a GPU function.
    ['model = load("x").to("cuda")', 'model.predict = spaces.GPU(model.predict)'],
    ['model = load("x").to("cuda")', 'setattr(model, "predict", spaces.GPU(model.predict))'],
    // What a class of one's own does with the device that it is told is its own affair.
    [
      'class Runner:',
      '    def __init__(self, run):',
      '        self.run = run',
      '    def to(self, device):',
      '        return self',
      '    def predict(self, x):',
      '        return self.run(x)',
      'model = Runner(spaces.GPU(print)).to("cuda")',
    ],
  ])('is silent: %s', async (...made) => {
    expect(await reported(made)).toBe(0);
  });

  describe('reached otherwise than by a name of the module', () => {
    const served = (above: readonly string[], body: string) =>
      [
        'import gradio as gr',
        'import spaces',
        'from acme import Voice, load',
        ...above,
        '',
        '@spaces.GPU(duration=9)',
        'def ok(x):',
        '    return x',
        '',
        'def show(x):',
        `    ${body}`,
        '',
        'gr.Interface(show, "text", "text").launch()',
      ].join('\n');

    it.each([
      [
        [
          'class App:',
          '    def __init__(self):',
          '        self.voice = load("x")',
          '        self.voice.to("cuda")',
          'app = App()',
        ],
        'return app.voice.infer(x)',
      ],
      [
        [
          'def make():',
          '    voice = load("x")',
          '    voice.to("cuda").eval()',
          '    return voice, 24000',
          'voice, rate = make()',
        ],
        'return rate, voice.infer(x)',
      ],
      [['voices = {name: load(name).to("cuda") for name in ("a", "b")}'], 'return voices[x].infer(x)'],
      [['voices = {}', 'voices["a"] = load("a").cuda()'], 'return voices["a"].infer(x)'],
      [['voice = Voice(device="cuda")'], 'return voice.generate(x)'],
      [
        ['voice = None', 'def start():', '    global voice', '    voice = load("x")', '    voice.cuda()', 'start()'],
        'return voice.infer(x)',
      ],
    ])('is told: %s', async (above, body) => {
      expect(await findings({ 'app.py': served(above, body) }, 'cuda-in-undecorated-handler')).toHaveLength(1);
    });

    it.each([
      // A part of it may lie elsewhere.
      [['voice = load("x").to("cuda")'], 'return voice.text.generate(x)'],
      [['voice = load("x")', 'voice.to("cuda")', 'voice.to("cpu")'], 'return voice.infer(x)'],
      [['voice = load("x").to("cuda")', 'voice.cpu()'], 'return voice.infer(x)'],
      [
        [
          'class App:',
          '    def __init__(self):',
          '        self.voice = load("x").to("cuda")',
          '    def rest(self):',
          '        self.voice.to("cpu")',
          'app = App()',
        ],
        'return app.voice.infer(x)',
      ],
      // A tensor stays where it is.
      [['voice = load("x")', 'print(voice.to("cuda"))'], 'return voice.infer(x)'],
      [['voice = Voice(device="cpu")'], 'return voice.generate(x)'],
      [['import acme', 'voice = acme.VoiceServer(device="cuda")'], 'return voice.run(x)'],
      [['import acme', 'split = acme.VoiceTokenizer(device="cuda")'], 'return split(x)'],
      // What a loader gives beside the model prepares its inputs.
      [['import clip', 'model, prepare = clip.load("x", device="cuda")'], 'return prepare(x)'],
      [
        [
          'import lavis',
          'model, prepare, _ = lavis.load_model_and_preprocess("x", device="cuda")',
          'first = prepare["eval"]',
        ],
        'return first(x)',
      ],
      [['import acme', 'parts = acme.load_model("x", device="cuda")'], 'return parts["tokenizer"](x)'],
      // It has another name where it is moved away.
      [
        ['voices = {"a": load("x").to("cuda")}', 'for each in voices.values():', '    each.to("cpu")'],
        'return voices["a"].infer(x)',
      ],
      [['voices = {"a": load("x").to("cuda")}', 'voices["a"].to("cpu")'], 'return voices["a"].infer(x)'],
      [
        [
          'class App:',
          '    def __init__(self):',
          '        self.voice = load("x").to("cuda")',
          '        for each in (self.voice,):',
          '            each.to("cpu")',
          'app = App()',
        ],
        'return app.voice.infer(x)',
      ],
      // Only a worker ever has it.
      [
        [
          'voice = None',
          '@spaces.GPU(duration=9)',
          'def warm():',
          '    global voice',
          '    voice = load("x").to("cuda")',
        ],
        'return voice.infer(x) if voice is not None else warm()',
      ],
    ])('is silent: %s', async (above, body) => {
      expect(await findings({ 'app.py': served(above, body) }, 'cuda-in-undecorated-handler')).toEqual([]);
    });

    it('is told of what another module holds', async () => {
      const models = 'from acme import load\n\nvoice = load("x").to("cuda")\n';
      const app = served(['from models import voice'], 'return voice.infer(x)');
      expect(await findings({ 'app.py': app, 'models.py': models }, 'cuda-in-undecorated-handler')).toHaveLength(1);
    });
  });

  it('is silent where another module moves it away', async () => {
    const run =
      'from acme import load\n\nmodel = load("x").to("cuda")\n\n\ndef show(x):\n    return model.predict(x)\n';
    const text = (moved: string) =>
      `import gradio as gr\nimport spaces\nfrom run import model, show\n\n${moved}\n\n` +
      '@spaces.GPU(duration=9)\ndef ok(x):\n    return x\n\ngr.Interface(show, "text", "text").launch()\n';
    const count = async (moved: string) =>
      (await findings({ 'app.py': text(moved), 'run.py': run }, 'cuda-in-undecorated-handler')).length;
    expect([await count(''), await count('model.to("cpu")')]).toEqual([1, 0]);
  });
});

it('a method of a model that is replaced by a GPU function runs in a worker', async () => {
  const app = (wrapped: string) =>
    'import gradio as gr\nimport spaces\nfrom transformers import AutoModel\n\n' +
    `model = AutoModel.from_pretrained("a/b").to("cuda")\n${wrapped}\n\n` +
    'def show(x):\n    return model.generate(x)\n\ngr.Interface(show, "text", "text").launch()\n';
  const count = async (wrapped: string) =>
    (await findings({ 'app.py': app(wrapped) }, 'cuda-in-undecorated-handler')).length;
  expect([await count(''), await count('model.generate = spaces.GPU(model.generate)')]).toEqual([1, 0]);
});

describe('whisper.load_model takes CUDA where torch finds it and no device is given', () => {
  const rest = (load: string) => `model = ${load}\nmodel.transcribe("a.wav")\n`;
  const app = (load: string, isEarly: boolean) =>
    'import gradio as gr\nimport whisper\n' +
    (isEarly ? `${rest(load)}import spaces\n` : `import spaces\n${rest(load)}`) +
    '\n\n@spaces.GPU(duration=9)\ndef ok(x):\n    return x\n\n\n' +
    'def show(x):\n    return model.transcribe(x)["text"]\n\n\ngr.Interface(show, "text", "text").launch()\n';
  const RULES = ['cuda-in-undecorated-handler', 'module-scope-inference', 'spaces-imported-after-cuda'];

  it.each([
    ['whisper.load_model("base")', false, [1, 1, 0]],
    ['whisper.load_model("base", None)', false, [1, 1, 0]],
    ['whisper.load_model("base", "cpu")', false, [0, 0, 0]],
    ['whisper.load_model("base", "cuda")', false, [1, 1, 0]],
    // It finds none then, and lies on the CPU.
    ['whisper.load_model("base")', true, [0, 0, 0]],
    ['whisper.load_model("base", "cuda")', true, [1, 1, 1]],
  ] as const)('%s, before spaces: %s', async (load, isEarly, counts) => {
    const found = await Promise.all(RULES.map((name) => findings({ 'app.py': app(load, isEarly) }, name)));
    expect(found.map(({ length }) => length)).toEqual(counts);
  });
});

it('module-scope-inference is silent where the app has asked for CUDA before spaces was imported: all is on the CPU', async () => {
  const app = (first: string, second: string) =>
    `import torch\n${first}${second}import gradio as gr\nfrom transformers import AutoModel\n\n` +
    'model = AutoModel.from_pretrained("a/b").to(device)\nmodel(torch.zeros(1).to(device))\n\n\n' +
    '@spaces.GPU(duration=9)\ndef ok(x):\n    return x\n\n\ngr.Interface(ok, "text", "text").launch()\n';
  const parts = ['import spaces\n', 'device = "cuda" if torch.cuda.is_available() else "cpu"\n'] as const;
  const count = async (...[a, b]: readonly [string, string]) =>
    (await findings({ 'app.py': app(a, b) }, 'module-scope-inference')).length;
  expect([await count(parts[0], parts[1]), await count(parts[1], parts[0])]).toEqual([1, 0]);
});

it('device_map="auto" under limits of memory may leave a model on the CPU', async () => {
  const app = (more: string) =>
    'import gradio as gr\nimport spaces\nfrom transformers import AutoModelForCausalLM\n\n' +
    `model = AutoModelForCausalLM.from_pretrained("a/b", device_map="auto"${more})\n\n\n` +
    'def show(x):\n    return model.generate(x)\n\n\ngr.Interface(show, "text", "text").launch()\n';
  const count = async (more: string) => (await findings({ 'app.py': app(more) }, 'cuda-in-undecorated-handler')).length;
  expect([await count(''), await count(', max_memory={"cpu": "30GiB"}')]).toEqual([1, 0]);
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

describe('duration-callable-none', () => {
  const app = (duration: readonly string[], body: readonly string[], bound: string, ...above: readonly string[]) =>
    [
      'import gradio as gr',
      'import spaces',
      'from library import require, find_face',
      ...above,
      'def check(image):',
      '    if image is None:',
      '        raise gr.Error("Please upload an image.")',
      'def load():',
      '    return "cat.png"',
      'def get_duration(image):',
      ...duration.map((line) => `    ${line}`),
      '@spaces.GPU(duration=get_duration)',
      'def run(image):',
      ...body.map((line) => `    ${line}`),
      '    return pipe(image)',
      'with gr.Blocks() as demo:',
      '    image, text, result, button = gr.Image(), gr.Textbox(), gr.Image(), gr.Button()',
      `    ${bound}`,
      'demo.launch()',
    ].join('\n');
  const reads = ['return image.width // 100'];
  const asks = ['if image is None:', '    return None'];
  const clicked = 'button.click(run, image, result)';

  it.each<readonly [readonly string[], readonly string[], string]>([
    [reads, asks, clicked],
    [['print(image)', 'return image.width // 100'], asks, clicked],
    [reads, ['if isinstance(image, str):', '    image = open(image)', 'if image is None:', '    return None'], clicked],
    [reads, asks, 'gr.on([button.click, image.upload], run, image, result)'],
    [reads, asks, 'button.click(load, None, result).then(run, image, result)'],
  ])('is told: %j', async (duration, body, bound) => {
    expect(await findings({ 'app.py': app(duration, body, bound) }, 'duration-callable-none')).toHaveLength(1);
  });

  it.each<readonly [readonly string[], readonly string[], string]>([
    // What is given it may ask, and say what is missing.
    [['check(image)', 'return image.width // 100'], asks, clicked],
    [['require(image=image)', 'return image.width // 100'], asks, clicked],
    [['require([image])', 'return image.width // 100'], asks, clicked],
    // It asks about something else.
    [reads, ['image = find_face(image)', 'if image is None:', '    return None'], clicked],
    // There is an image.
    [reads, asks, 'gr.on([image.upload], run, image, result)'],
    [reads, asks, 'button.click(load, None, image).then(run, image, result)'],
    [reads, asks, 'button.click(load, None, [text, image]).then(run, inputs=[image], outputs=result)'],
  ])('is silent: %j', async (duration, body, bound) => {
    expect(await findings({ 'app.py': app(duration, body, bound) }, 'duration-callable-none')).toEqual([]);
  });
});

it.each([
  ['', 1],
  ['spaces.enable_gradio_auto_wrap()', 0],
])('gpu-above-event below %j', async (above, count) => {
  const app = `import gradio as gr\nimport spaces\n${above}\nwith gr.Blocks() as demo:\n    text, button = gr.Textbox(), gr.Button()\n    @spaces.GPU\n    @button.click(inputs=text, outputs=text)\n    def run(x):\n        return pipe(x)\ndemo.launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-above-event')).toHaveLength(count);
});

it.each([
  ['', 1],
  ['@library.as_seconds\n', 0],
])('duration-not-number of a function below %j', async (decorator, count) => {
  const app = `import spaces\nimport library\n\n${decorator}def get_duration(x):\n    return "2"\n\n@spaces.GPU(duration=get_duration)\ndef run(x):\n    return x\n`;
  expect(await findings({ 'app.py': app }, 'duration-not-number')).toHaveLength(count);
});

it.each([
  ['yield x', 'stream = run(x)', 'for item in stream: yield item', 1],
  ['yield x', 'stream = run(x)', 'yield await asyncio.to_thread(next, stream)', 0],
  ['yield x', 'stream = start(x)', 'yield await asyncio.to_thread(next, stream)', 0],
  ['yield x', 'stream = start(x)', 'yield await asyncio.get_running_loop().run_in_executor(None, next, stream)', 0],
  ['return x', 'stream = run(x)', 'yield await asyncio.to_thread(print, stream)', 1],
])('gpu-called-in-async where the GPU function does %j: %j, %j', async (body, made, used, count) => {
  const app = `import asyncio\nimport gradio as gr\nimport spaces\n\n@spaces.GPU\ndef run(x):\n    ${body}\n\ndef start(x):\n    return run(x)\n\nasync def show(x):\n    ${made}\n    ${used}\n\ngr.Interface(show, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-async')).toHaveLength(count);
});

it.each([
  ['torch-scatter', 1],
  ['torch-scatter @ https://example.org/torch_scatter-2.1.2-cp312-cp312-linux_x86_64.whl', 0],
  ['git+https://github.com/rusty1s/pytorch_scatter.git#egg=torch-scatter', 0],
  ['--no-binary torch-scatter\ntorch-scatter', 0],
])('wheel-torch-mismatch of a page for %j', async (line, count) => {
  const requirements = `-f https://data.pyg.org/whl/torch-2.8.0+cu128.html\ntorch==2.11.0\n${line}\n`;
  const app = 'import spaces\n\n@spaces.GPU\ndef run(x):\n    return x\n';
  expect(await findings({ 'app.py': app, 'requirements.txt': requirements }, 'wheel-torch-mismatch')).toHaveLength(
    count,
  );
});

it.each([
  ['demo.launch(show_api=False)', 1],
  ['if new():\n        return demo.launch()\n    demo.launch(show_api=False)', 0],
  ['if new():\n        demo.launch()\n        return\n    demo.launch(show_api=False)', 0],
])('gradio-keyword-removed in a function: %j', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\nfrom library import new\n\n@spaces.GPU\ndef run(x):\n    return x\n\ndef main():\n    demo = gr.Interface(run, "text", "text")\n    ${body}\n\nmain()\n`;
  const card = '---\nsdk: gradio\nsdk_version: 6.2.0\napp_file: app.py\n---\n';
  expect(await findings({ 'app.py': app, 'README.md': card }, 'gradio-keyword-removed')).toHaveLength(count);
});

it.each([
  ['pass', 1],
  ['self.turns.clear()', 0],
  ['self.turns = []', 0],
])('mutable-global-in-handler of a list after a method that does %j', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\n\n@spaces.GPU\ndef reply(turns):\n    return str(turns)\n\nclass Bot:\n    def __init__(self):\n        self.turns = []\n\n    def begin(self):\n        ${body}\n\n    def ask(self, text):\n        self.begin()\n        self.turns.append(text)\n        return reply(self.turns)\n\nbot = Bot()\ngr.Interface(bot.ask, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});
