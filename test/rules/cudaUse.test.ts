/** Where CUDA is used outside a GPU worker: at the start, in handlers, in threads; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings } from './findings';

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

describe('cuda-in-undecorated-handler, of what a decorator of the Space’s own may make a GPU function', () => {
  const app = (decorator: string, ...applied: readonly string[]): string =>
    'import gradio as gr\nimport spaces\nfrom transformers import pipeline\n\nrate = pipeline("sentiment-analysis", device="cuda")\n\n\n' +
    `${decorator}\n\n${applied.join('\n')}\n\n\n` +
    'def show(text):\n    return label(text)\n\n\ngr.Interface(show, "text", "text").launch()\n';
  const label = 'def label(text):\n    return rate(text)[0]["label"]';
  const wrapper = (made: string): string =>
    `def gpu(fn):\n    fast = ${made}\n\n    def inner(*args):\n        return fast(*args)\n\n    return inner\n`;
  const compose =
    'def compose(*all):\n    def decorate(fn):\n        for each in all:\n            fn = each(fn)\n        return fn\n\n    return decorate\n';

  it.each([
    ['calls it in a wrapper', app(wrapper('spaces.GPU(fn)'), '@gpu', label), 0],
    ['calls it in a wrapper, by a call', app(wrapper('spaces.GPU(duration=9)(fn)'), label, 'label = gpu(label)'), 0],
    ['calls it as it is in a wrapper', app(wrapper('fn'), '@gpu', label), 1],
    ['applies what it is given', app(compose, '@compose(spaces.GPU(duration=9))', label), 0],
    [
      'is given it by its name',
      app('names = ["label"]', label, 'for name in names:\n    globals()[name] = spaces.GPU(globals()[name])'),
      0,
    ],
    [
      'is given it by its name in a module',
      app(
        'import sys',
        label,
        'for name in ("label",):\n    here = sys.modules[__name__]\n    setattr(here, name, spaces.GPU(duration=9)(getattr(here, name)))',
      ),
      0,
    ],
    ['is another that is given it by its name', app('import library', label, 'fast = spaces.GPU(library.run)'), 1],
    ['applies nothing', app(compose, '@compose()', label), 1],
  ])('%s', async (_, text, count) => {
    expect(await findings({ 'app.py': text }, 'cuda-in-undecorated-handler')).toHaveLength(count);
  });
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

    // What a library says it loads, of a class that is not known.
    it.each([
      [['voice = Voice.from_pretrained("x").to("cuda")'], 'return voice(x)'],
      [['voice = Voice.from_pretrained("x").eval().cuda()'], 'return voice.predict(x)'],
      [['voice = Voice.from_pretrained("x")', 'voice.to("cuda")'], 'return voice.generate(x)'],
      [['from ultralytics import YOLO', 'voice = YOLO("yolo11n.pt").to("cuda")'], 'return voice(x)[0].plot()'],
    ])('is told of what is loaded: %s', async (above, body) => {
      expect(await findings({ 'app.py': served(above, body) }, 'cuda-in-undecorated-handler')).toHaveLength(1);
    });

    it.each([
      [['voice = Voice.from_pretrained("x")'], 'return voice(x)'],
      [['voice = Voice.from_pretrained("x").to("cuda")', 'voice.to("cpu")'], 'return voice(x)'],
      [['voice = Voice.from_pretrained("x").to("cuda")', 'voice.cpu()'], 'return voice(x)'],
      [['voice = Voice.from_pretrained("x").to("cuda")'], 'return voice.config(x)'],
      [['voice = VoiceProcessor.from_pretrained("x")'], 'return voice(x)'],
      // It is moved to where it is told to run.
      [['from ultralytics import YOLO', 'voice = YOLO("a.pt").to("cuda")'], 'return voice(x, device="cpu")[0].plot()'],
    ])('is not told of what is loaded: %s', async (above, body) => {
      expect(await findings({ 'app.py': served(above, body) }, 'cuda-in-undecorated-handler')).toEqual([]);
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

it.each([
  ['whisperx.load_model("a", "cuda")', 1],
  ['whisperx.load_model("a", device="cuda")', 1],
  ['whisperx.load_model("a", "cpu")', 0],
  ['faster_whisper.WhisperModel("a", "cuda")', 1],
] as const)(
  'cuda-init-at-module-scope tells CTranslate2 by its device, where that has no keyword, too: %s',
  async (load, count) => {
    const app =
      `import faster_whisper\nimport spaces\nimport whisperx\n\nmodel = ${load}\n\n\n` +
      '@spaces.GPU(duration=9)\ndef ok(x):\n    return model.transcribe(x)\n';
    expect(await findings({ 'app.py': app }, 'cuda-init-at-module-scope')).toHaveLength(count);
  },
);

describe('an index of texts that embeddings on CUDA compute', () => {
  const app = (device: string, build: string, shown = 'str(len(x))') =>
    'import gradio as gr\nimport spaces\nfrom langchain_chroma import Chroma\n' +
    'from langchain_community.vectorstores import FAISS\nfrom langchain_huggingface import HuggingFaceEmbeddings\n\n' +
    `embeddings = HuggingFaceEmbeddings(model_name="a/b", model_kwargs={"device": "${device}"})\n${build}\n\n\n` +
    '@spaces.GPU(duration=9)\ndef ok(x):\n    return FAISS.from_texts([x], embeddings).index.ntotal\n\n\n' +
    `def show(x):\n    return ${shown}\n\n\ngr.Interface(show, "text", "text").launch()\n`;
  const texts = 'store = FAISS.from_texts(["a"], embeddings)';

  it.each([
    ['cuda', texts, 1],
    ['cuda', 'store = Chroma.from_documents(texts(), embedding=embeddings)', 1],
    ['cpu', texts, 0],
    ['cuda', 'store = FAISS.load_local("index", embeddings)', 0],
    ['cuda', 'store = Chroma(embedding_function=embeddings)', 0],
  ] as const)('on %s while the app starts: %s', async (device, build, count) => {
    expect(await findings({ 'app.py': app(device, build) }, 'module-scope-inference')).toHaveLength(count);
  });

  it.each([
    ['cuda', 1],
    ['cpu', 0],
  ] as const)('on %s in a handler', async (device, count) => {
    const text = app(device, '', 'FAISS.from_texts([x], embeddings).index.ntotal');
    expect(await findings({ 'app.py': text }, 'cuda-in-undecorated-handler')).toHaveLength(count);
  });
});

it('device_map="auto" under limits of memory may leave a model on the CPU', async () => {
  const app = (more: string) =>
    'import gradio as gr\nimport spaces\nfrom transformers import AutoModelForCausalLM\n\n' +
    `model = AutoModelForCausalLM.from_pretrained("a/b", device_map="auto"${more})\n\n\n` +
    'def show(x):\n    return model.generate(x)\n\n\ngr.Interface(show, "text", "text").launch()\n';
  const count = async (more: string) => (await findings({ 'app.py': app(more) }, 'cuda-in-undecorated-handler')).length;
  expect([await count(''), await count(', max_memory={"cpu": "30GiB"}')]).toEqual([1, 0]);
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

it.each([
  ['yolo(image, **OPTS)', 'OPTS = {"device": "cpu"}', 0],
  ['voice.tts(image, **OPTS)', 'OPTS = {"device": "cpu"}', 0],
  ['yolo(image, **OPTS)', 'OPTS = {"conf": 0.5}', 1],
  ['yolo(image, **OPTS)', 'OPTS = {"device": "cuda"}', 1],
])('cuda-in-undecorated-handler of %s under %s', async (run, options, count) => {
  const app =
    `import gradio as gr\nimport spaces\nfrom acme import load\nfrom ultralytics import YOLO\n\n${options}\nyolo = YOLO("yolo11n.pt").to("cuda")\nvoice = load().to("cuda")\n\n\n` +
    `@spaces.GPU(duration=9)\ndef large(image):\n    return yolo(image)[0].plot()\n\n\ndef small(image):\n    return ${run}\n\n\ngr.Interface(large, "image", "image")\ngr.Interface(small, "image", "image").launch()\n`;
  expect(await findings({ 'app.py': app }, 'cuda-in-undecorated-handler')).toHaveLength(count);
});

it.each([
  ['def setup():\n    global one\n    one = spaces.GPU(one)\n\n\nsetup()', ['two']],
  ['def setup():\n    global one\n    one = two\n\n\nsetup()', ['one', 'two']],
  ['one = spaces.GPU(one)', ['two']],
  ['for name in ("one", "two"):\n    globals()[name] = spaces.GPU(globals()[name])', []],
  ['import other\n\nfor name in dir(other):\n    setattr(other, name, spaces.GPU(getattr(other, name)))', []],
  // What another module does with its own functions is no matter of these.
  ['import other', ['one', 'two']],
])('cuda-in-undecorated-handler where functions are replaced: %s', async (replaced, expected) => {
  const app =
    `import gradio as gr\nimport spaces\nfrom diffusers import DiffusionPipeline\n\npipe = DiffusionPipeline.from_pretrained("a/b").to("cuda")\n\n\n` +
    `def one(prompt):\n    return pipe(prompt).images[0]\n\n\ndef two(prompt):\n    return pipe(prompt).images[0]\n\n\n${replaced}\n\nwith gr.Blocks() as demo:\n` +
    `    box = gr.Textbox()\n    image = gr.Image()\n    box.submit(one, box, image)\n    box.submit(two, box, image)\ndemo.launch()\n`;
  const other =
    'import spaces\n\n\ndef draw(x):\n    return x\n\n\nfor name in ("draw",):\n    globals()[name] = spaces.GPU(globals()[name])\n';
  const found = await findings({ 'app.py': app, 'other.py': other }, 'cuda-in-undecorated-handler');
  expect(found.map(({ message }) => /^`(\w+)`/.exec(message)?.[1])).toEqual(expected);
});

it.each([
  ['sample()', 0],
  ['sample(4)', 1],
  ['generate()', 1],
])('cuda-in-undecorated-handler of what was read with torch.load, by %s', async (run, count) => {
  const app = `import gradio as gr\nimport spaces\nimport torch\n\nread = torch.load("a.pt", weights_only=False).to("cuda")\n\n\n@spaces.GPU(duration=9)\ndef go(x):\n    return x\n\n\ndef other(x):\n    return read.${run}\n\n\ngr.Interface(go, "text", "text")\ngr.Interface(other, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'cuda-in-undecorated-handler')).toHaveLength(count);
});

it('finds a generator on a second GPU', async () => {
  const app = [
    'import spaces',
    'import torch',
    '',
    '@spaces.GPU',
    'def run(seed):',
    '    torch.Generator("cuda").manual_seed(seed)',
    '    return torch.Generator("cuda:1").manual_seed(seed).initial_seed()',
    '',
  ].join('\n');
  expect(await findings({ 'app.py': app }, 'second-gpu')).toHaveLength(1);
});
