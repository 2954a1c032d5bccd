import { describe, expect, test } from 'vitest';
import { valueText } from '../../server/src/model/describe';
import { see } from '../support/see';

const HEAD = `import spaces
import os, shlex, sys, tempfile, uuid
import torch
import numpy as np
from PIL import Image
from pathlib import Path
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer
from diffusers import DiffusionPipeline, FluxPipeline, StableDiffusionXLPipeline
model = AutoModelForCausalLM.from_pretrained("m").to("cuda")
tokenizer = AutoTokenizer.from_pretrained("m")
pipe = FluxPipeline.from_pretrained("p", torch_dtype=torch.bfloat16)
pipe.to("cuda")
`;

/** What \`f(x)\` with this body returns. */
function returned(body: string, above = ''): string {
  const indented = body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return see(`${HEAD}${above}\n@spaces.GPU\ndef f(x, steps=5):\n${indented}\n`).returns('f');
}

test('the file of a package is its __init__.py, and lies in its folder', () => {
  const seen = see({
    'app.py': 'import spaces\nimport pkg\n',
    'pkg/__init__.py': 'import os\nOWN = __file__\nHERE = os.path.dirname(os.path.abspath(__file__))\n',
  });
  expect(seen.global('OWN', 'pkg/__init__.py')).toBe('"pkg/__init__.py"');
  expect(seen.global('HERE', 'pkg/__init__.py')).toBe('"pkg"');
});

test.each([
  // It may have failed.
  ['try:\n    found = 2\n    inside = found\nexcept Exception:\n    print("none")', '2', '2 | 1'],
  ['try:\n    found = 2\nexcept Exception:\n    print("none")\nelse:\n    inside = found', '2', '2 | 1'],
  // As a whole.
  ['try:\n    found = 4\n    found = inside = 2\nexcept Exception:\n    print("none")', '2', '2 | 1'],
  [
    'try:\n    found = AutoModel.from_pretrained("m")\n    found.to("cuda")\n    inside = found\nexcept Exception:\n    print("none")',
    'model on cuda',
    'model on cuda | 1',
  ],
  // Behind it, it has not, or something else stands for it.
  ['try:\n    found = inside = 2\nexcept Exception:\n    raise RuntimeError("none")', '2', '2'],
  ['try:\n    found = inside = 2\nexcept Exception:\n    print("none")\n    sys.exit(1)', '2', '2'],
  ['try:\n    found = inside = 2\nfinally:\n    print("done")', '2', '2'],
  ['try:\n    found = inside = 2\nexcept Exception:\n    found = 3', '2', '3 | 2'],
])('what is tried outside functions may leave what stood before: %s', (tried, inside, behind) => {
  const seen = see(
    `import sys\nimport spaces\nfrom transformers import AutoModel\nfound = 1\n${tried}\nlater = found\n`,
  );
  const [first, second] = [seen.global('inside'), seen.global('later')].map((value) => value.replace(/ \(.*?\)/g, ''));
  expect([first, second]).toEqual([inside, behind]);
});

const ELSE = 'except Exception:\n    device = "cpu"';
test.each([
  [`try:\n    device = "cuda" if torch.cuda.is_available() else "mps"\n${ELSE}`, '"cuda"'],
  [
    `try:\n    if torch.cuda.is_available():\n        device = "cuda"\n    elif sys.platform == "darwin" and torch.backends.mps.is_available():\n        device = "mps"\n    else:\n        device = "none"\n${ELSE}`,
    '"cuda"',
  ],
  // That may fail.
  [`try:\n    if torch.cuda.is_available():\n        device = "cuda" + names[0]\n${ELSE}`, '"cpu" | text'],
  [`try:\n    torch.cuda.is_available()\n    device = "cuda"\n${ELSE}`, '"cpu" | "cuda"'],
])('to ask torch which devices there are fails nowhere: %s', (tried, device) => {
  const sorted = (value: string) => value.split(' | ').sort().join(' | ');
  const inside = tried.replaceAll('\n', '\n    ');
  const seen = see(`import sys\nimport spaces\nimport torch\n${tried}\ndef f():\n    ${inside}\n    return device\n`);
  expect([sorted(seen.global('device')), sorted(seen.returns('f'))]).toEqual([sorted(device), sorted(device)]);
});

test.each([
  'moved = found.to("cuda") if found else None',
  'moved = None if found is None else found.to("cuda")',
  'if found:\n    found.to("cuda")',
])('what a branch moves may still be nothing: %s', (move) => {
  const body = `found = None\nif x:\n    found = AutoModel.from_pretrained("m")\n${move}\nreturn found`;
  expect(returned(body).replace(/ \(.*?\)/g, '')).toBe('model on cuda | None');
});

describe('a model that its loader places', () => {
  test.each([
    ['"cuda"', 'model on cuda'],
    ['"cuda:0"', 'model on cuda'],
    ['"auto"', 'model on cuda'],
    ['0', 'model on cuda'],
    ['torch.device("cuda")', 'model on cuda'],
    ['{"": 0}', 'model on cuda'],
    ['{"": "cuda:0"}', 'model on cuda'],
    ['"cpu"', 'model on cpu'],
    ['{"": "cpu"}', 'model on cpu'],
    ['None', 'model on cpu'],
    ['{"": 0, "lm_head": "cpu"}', 'model'],
    ['{"model": 0}', 'model'],
    ['"meta"', 'model'],
    ['places', 'model'],
  ])('device_map=%s', (map, expected) => {
    const source = `${HEAD}placed = AutoModel.from_pretrained("m", device_map=${map})\n`;
    expect(
      see(source)
        .global('placed')
        .replace(/ \(.*\)/, ''),
    ).toBe(expected);
  });
});

describe('a part of what is one of several', () => {
  const above = 'from peft import PeftModel\nwords = ["a", "b"]';
  test.each([
    ['m = model\nif x:\n    m = PeftModel.from_pretrained(m, "a")\nreturn m.generate(x)[0][3:]', 'tensor on cuda'],
    ['t = torch.zeros(3).cuda() if x else torch.ones(4).cuda()\nreturn t[:2]', 'tensor on cuda'],
    ['t = torch.zeros(3).cuda() if x else unknown(x)\nreturn t[:2]', '?'],
    ['t = "text" if x else words\nreturn t[1:]', 'text | list of "a" | "b"'],
    ['p = DiffusionPipeline.from_pretrained(x)\nreturn p(x, output_type="pt").images[:2]', '?'],
  ])('%s', (body, expected) => {
    expect(returned(body, above)).toBe(expected);
  });
});

describe('what sentence-transformers encodes', () => {
  const load = (settings: string): string =>
    `from sentence_transformers import SentenceTransformer\nencoder = SentenceTransformer("m"${settings})`;
  test.each([
    ['', 'encode(x)', 'array'],
    ['', 'encode(x, convert_to_tensor=True)', 'tensor on cuda'],
    ['', 'encode_document(x, convert_to_tensor=True)', 'tensor on cuda'],
    ['', 'encode(x, convert_to_tensor=True).cpu()', 'tensor on cpu'],
    ['', 'encode(x, convert_to_tensor=True, device="cpu")', 'tensor on cpu'],
    ['', 'encode(x, convert_to_tensor=steps > 5)', '?'],
    ['', 'encode(x, convert_to_numpy=False)', '?'],
    ['', 'encode(x, convert_to_tensor=True, precision="int8")', '?'],
    ['', 'encode(x, convert_to_tensor=True, output_value=None)', '?'],
    ['', 'encode(x, **steps)', '?'],
    ['', 'to("cpu").encode(x, convert_to_tensor=True)', 'tensor on cpu'],
    ['', 'max_seq_length', '?'],
    [', device="cpu"', 'encode(x, convert_to_tensor=True)', 'tensor on cpu'],
    [', device=None', 'encode(x, convert_to_tensor=True)', 'tensor on cuda'],
    [', device=os.environ["DEVICE"]', 'encode(x, convert_to_tensor=True)', 'tensor'],
    [', backend="onnx"', 'encode(x, convert_to_tensor=True)', 'tensor'],
    [', trust_remote_code=True', 'encode(x, convert_to_tensor=True)', '?'],
    [', trust_remote_code=True', 'encode(x)', 'array'],
  ])('loaded with (%s): %s', (settings, use, expected) => {
    expect(returned(`return encoder.${use}`, load(settings))).toBe(expected);
  });

  test('where a call moves the model', () => {
    const body = 'encoder.encode(x, device="cpu")\nreturn encoder.encode(x, convert_to_tensor=True)';
    expect(returned(body, load(''))).toBe('tensor on cpu');
  });
});

describe('devices', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'a tensor made on the GPU': ['return torch.zeros(3, device="cuda")', 'tensor on cuda'],
    'a tensor made on the CPU': ['return torch.zeros(3)', 'tensor on cpu'],
    'moved to the GPU': ['return torch.zeros(3).cuda()', 'tensor on cuda'],
    'moved to a numbered GPU': ['return torch.zeros(3).to("cuda:0")', 'tensor on cuda'],
    'moved by a device object': ['d = torch.device("cuda")\nreturn torch.zeros(3).to(d)', 'tensor on cuda'],
    'moved by keyword': ['return torch.zeros(3).to(device="cuda", dtype=torch.float16)', 'tensor on cuda'],
    'only a dtype': ['return torch.zeros(3).to(torch.float16)', 'tensor on cpu'],
    'moved back': ['return torch.zeros(3).cuda().float().cpu()', 'tensor on cpu'],
    'moved to where the model is': ['return torch.zeros(3).to(model.device)', 'tensor on cuda'],
    'moved to an unknown device': ['return torch.zeros(3).to(x)', 'tensor'],
    'moved to where another tensor is': [
      'y = torch.zeros(3).cuda()\nreturn torch.ones(3).to(y.device)',
      'tensor on cuda',
    ],
    arithmetic: ['y = torch.zeros(3).cuda()\nreturn (y * 2 + 1) / 3', 'tensor on cuda'],
    'augmented arithmetic': ['y = torch.zeros(3).cuda()\ny += 1\nreturn y', 'tensor on cuda'],
    negation: ['y = torch.zeros(3).cuda()\nreturn -y', 'tensor on cuda'],
    comparison: ['y = torch.zeros(3).cuda()\nreturn y > 0', 'tensor on cuda'],
    indexing: [
      'y = torch.zeros(3).cuda()\nreturn y[0], y[1:], y[..., None]',
      'tuple(tensor on cuda, tensor on cuda, tensor on cuda)',
    ],
    'a conditional device that is decided': [
      'd = "cuda" if torch.cuda.is_available() else "cpu"\nreturn torch.zeros(3).to(d)',
      'tensor on cuda',
    ],
    'both branches agree': [
      'if x:\n    y = torch.zeros(3).cuda()\nelse:\n    y = torch.ones(2).cuda()\nreturn y',
      'tensor on cuda',
    ],
    'branches differ': ['if x:\n    y = torch.zeros(3).cuda()\nelse:\n    y = None\nreturn y', 'tensor on cuda | None'],
    'an early return': ['if x:\n    return None\nreturn torch.zeros(3).cuda()', 'None | tensor on cuda'],
    'tensors ended': [
      'y = torch.zeros(3).cuda()\nreturn y.cpu().numpy(), y.item(), y.tolist()',
      'tuple(array, number, list of text | ?)',
    ],
    no_grad: ['with torch.no_grad():\n    y = torch.zeros(3).cuda()\nreturn y', 'tensor on cuda'],
    autocast: ['with torch.autocast("cuda"):\n    y = torch.zeros(3).cuda()\nreturn y', 'tensor on cuda'],
    'a walrus': ['if (y := torch.zeros(3).cuda()) is not None:\n    return y', 'tensor on cuda'],
    'a list of tensors': ['return [torch.zeros(3).cuda() for _ in range(steps)]', 'list of tensor on cuda'],
    'a list of moved tensors': ['ys = [torch.zeros(3).cuda()]\nreturn [y.cpu() for y in ys]', 'list of tensor on cpu'],
    'a list grown in a loop': [
      'out = []\nfor i in range(steps):\n    out.append(torch.zeros(i).cuda())\nreturn out',
      'list of tensor on cuda',
    ],
    'a list grown twice over': [
      'out = []\nfor i in range(steps):\n    y = torch.zeros(i).cuda()\n    z = y.cpu()\n    out.append(z)\nreturn out',
      'list of tensor on cpu',
    ],
    'a value that moves around a loop': [
      'y = torch.zeros(3)\nfor i in range(steps):\n    y = y.cuda()\nreturn y',
      'tensor on cpu | tensor on cuda',
    ],
    'a value that needs three passes': [
      'a = b = c = 1\nfor i in range(steps):\n    c = b\n    b = a\n    a = torch.zeros(1).cuda()\nreturn c',
      '1 | tensor on cuda',
    ],
    'a dictionary by key': ['return {"a": torch.zeros(3).cuda(), "b": 1}', 'dict(a: tensor on cuda, b: 1)'],
    'a dictionary over another one': [
      'd = {"a": torch.zeros(3).cuda(), "b": 1}\nreturn {**d, "a": torch.zeros(3), "c": 2}',
      'dict(a: tensor on cpu, b: 1, c: 2)',
    ],
    'another dictionary over it': [
      'd = {"b": 2}\nreturn {"a": 1, "b": torch.zeros(3).cuda(), **d}',
      'dict(a: 1, b: 2)',
    ],
    'an unknown dictionary over it': ['return {"a": 1, **x}', 'dict(a: 1 | ?, …: ?)'],
    'an unknown key over it': ['return {"a": 1, x: 2, "b": 3}', 'dict(a: 1 | 2, b: 3, …: 2)'],
    'a dictionary moved by comprehension': [
      'd = {"a": torch.zeros(3).cuda()}\nreturn {k: v.cpu() for k, v in d.items()}',
      'dict(…: tensor on cpu)',
    ],
    'a name that a comprehension uses as well': [
      'y = torch.zeros(3).cuda()\nz = [y for y in "ab"]\nreturn y',
      'tensor on cuda',
    ],
    'a dictionary of pairs': [
      'y = torch.zeros(2).cuda()\nreturn dict(zip(["a", "b"], y))["a"], dict(enumerate(y), n=1)[0], dict(x)["a"]',
      'tuple(tensor on cuda, tensor on cuda, ?)',
    ],
    'a dictionary made of another one': [
      'd = dict({"a": torch.zeros(2), "b": 1}, b=2)\nreturn d["a"], d["b"]',
      'tuple(tensor on cpu, 2)',
    ],
    'an entry of a dictionary in a dictionary': [
      'd = {"a": {"n": 1}}\nd["a"]["t"] = torch.zeros(2).cuda()\nd["a"]["n"] = 2\nreturn d["a"]["t"], d["a"]["n"]',
      'tuple(tensor on cuda, 2)',
    ],
    'an entry of a dictionary in a list': ['d = [{"n": 1}]\nd[0]["n"] = 2\nreturn d[0]["n"]', '1 | 2'],
    'a dictionary entry replaced': [
      'd = {"a": torch.zeros(3).cuda()}\nd["a"] = d["a"].cpu()\nreturn d',
      'dict(a: tensor on cpu)',
    ],
    'a dictionary entry taken out': [
      'd = {"a": torch.zeros(3).cuda(), "b": 1}\nreturn d["a"], d.get("b")',
      'tuple(tensor on cuda, 1)',
    ],
    'tuple unpacking': [
      'a, (b, c) = torch.zeros(1).cuda(), (1, torch.zeros(1))\nreturn c, a',
      'tuple(tensor on cpu, tensor on cuda)',
    ],
    'torch functions': [
      'y = torch.zeros(3).cuda()\nreturn torch.cat([y, y]), torch.nn.functional.softmax(y, dim=0)',
      'tuple(tensor on cuda, tensor on cuda)',
    ],
    'max of a tensor': ['v, i = torch.zeros(3).cuda().max(dim=0)\nreturn i', 'tensor on cuda'],
    'a batch from a tokenizer': ['return tokenizer(x, return_tensors="pt").to("cuda")', 'tensors on cuda'],
    'a batch entry': [
      'b = tokenizer(x, return_tensors="pt").to("cuda")\nreturn b.input_ids, b["attention_mask"]',
      'tuple(tensor on cuda, tensor on cuda)',
    ],
    'what generate gives': ['return model.generate(**tokenizer(x, return_tensors="pt"))', 'tensor on cuda'],
    'what decode gives': ['out = model.generate(x)\nreturn tokenizer.decode(out[0])', 'text'],
    logits: ['return model(x).logits', 'tensor on cuda'],
    'text of an open file': ['with open("a.txt") as fh:\n    return fh.read()', 'data'],
    'an array of a tensor': ['return np.array(torch.zeros(1))', 'array'],
    'a tensor of an array on its way': ['return torch.from_numpy(np.zeros(3)).to("cuda")', 'tensor on cuda'],
    'an image': ['return Image.fromarray(np.zeros(3)).resize((1, 1))', 'image'],
    'a generator on the GPU': ['return torch.Generator("cuda").manual_seed(0)', 'rng'],
    'an unknown call': ['return mystery(x)', '?'],
    'an argument': ['return x', 'argument'],
    'a variable called tensor that is an image': ['tensor = Image.open(x)\nreturn tensor', 'image'],
    'an exception swallowed': [
      'try:\n    return torch.zeros(1).cuda()\nexcept Exception as e:\n    return str(e)',
      'tensor on cuda | text',
    ],
    'a value from before what failed': [
      'y = None\ntry:\n    y = torch.zeros(1).cuda()\nexcept ValueError:\n    pass\nreturn y',
      'tensor on cuda | None',
    ],
    'what an error leaves to its handler': [
      'y = 1\ntry:\n    y = torch.zeros(1).cuda()\nexcept ValueError:\n    return y\nreturn 2',
      '1 | tensor on cuda | 2',
    ],
    'a value from before what is suppressed': [
      'import contextlib\ny = 1\nwith contextlib.suppress(ValueError):\n    y = torch.zeros(1).cuda()\nreturn y',
      '1 | tensor on cuda',
    ],
    'a match': [
      'match x:\n    case 1:\n        y = torch.zeros(1).cuda()\n    case _:\n        y = 1\nreturn y',
      'tensor on cuda | 1',
    ],
    'a value lost by del': ['y = torch.zeros(1).cuda()\ndel y\nreturn 1', '1'],
  };
  test.each(Object.entries(cases))('%s', (_, [body, expected]) => {
    expect(returned(body)).toBe(expected);
  });
});

describe('pipelines', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'the images': ['return pipe(x).images', 'list of image'],
    'the first image': ['return pipe(x).images[0]', 'image'],
    'the images by index': ['return pipe(x)[0]', 'list of image'],
    'the frames': ['return pipe(x).frames[0]', 'image'],
    'as a tuple': ['return pipe(x, return_dict=False)[0][0]', 'image'],
    'as tensors': ['return pipe(x, output_type="pt").images', 'tensor on cuda'],
    latents: ['return pipe(x, output_type="latent").images[0]', 'tensor on cuda'],
    'as arrays, which cross unharmed': ['return pipe(x, output_type="np").images[0]', '?'],
    'an output type that is not known': ['return pipe(x, output_type=x).images[0]', '?'],
    'the transformer': ['return pipe.transformer.device', 'device on cuda'],
    'a decoded latent': [
      'lat = pipe(x, output_type="latent").images\nreturn pipe.vae.decode(lat).sample',
      'tensor on cuda',
    ],
    'an image processor': [
      'lat = pipe(x, output_type="latent").images\nreturn pipe.image_processor.postprocess(lat)[0]',
      '?',
    ],
    'keyword arguments unpacked': ['kw = {"prompt": x}\nreturn pipe(**kw).images[0]', 'image'],
    'keyword arguments that may hold the output type': ['return pipe(**x).images[0]', '?'],
  };
  test.each(Object.entries(cases))('%s', (_, [body, expected]) => {
    expect(returned(body)).toBe(expected);
  });

  test('a transformers pipeline gives data', () => {
    expect(
      returned('return asr(x)["text"]', 'from transformers import pipeline\nasr = pipeline("asr", device="cuda")'),
    ).toBe('?');
  });
});

describe('helpers', () => {
  const cases: Readonly<Record<string, readonly [string, string, string]>> = {
    'that move': ['def h(t):\n    return t.cpu()', 'return h(torch.zeros(1).cuda())', 'tensor on cpu'],
    'that hand through': ['def h(t):\n    return t', 'return h(torch.zeros(1).cuda())', 'tensor on cuda'],
    'that make': ['def h():\n    return torch.zeros(1, device="cuda")', 'return h()', 'tensor on cuda'],
    'that give two': [
      'def h(t):\n    return t.cpu(), t',
      'a, b = h(torch.zeros(1).cuda())\nreturn b',
      'tensor on cuda',
    ],
    'that give a dictionary': [
      'def h(t):\n    return {"a": t.cpu(), "b": t}',
      'return h(torch.zeros(1).cuda())["b"]',
      'tensor on cuda',
    ],
    'with defaults': ['def h(device="cuda"):\n    return torch.zeros(1).to(device)', 'return h()', 'tensor'],
    'of helpers': [
      'def g(t):\n    return t\ndef h(t):\n    return g(t)',
      'return h(torch.zeros(1).cuda())',
      'tensor on cuda',
    ],
    'that call themselves': ['def h(t):\n    return h(t) if t else t', 'return h(torch.zeros(1).cuda())', '?'],
    inside: ['', 'def h(t):\n    return t.cpu()\nreturn h(torch.zeros(1).cuda())', 'tensor on cpu'],
    'as lambdas': ['h = lambda t: t.cpu()', 'return h(torch.zeros(1).cuda())', 'tensor on cpu'],
    'as partials': [
      'import functools\ndef _h(a, t):\n    return t\nh = functools.partial(_h, 1)',
      'return h(torch.zeros(1).cuda())',
      'tensor on cuda',
    ],
    'as methods': [
      'class H:\n    def run(self, t):\n        return t.cpu()\nh = H()',
      'return h.run(torch.zeros(1).cuda())',
      'tensor on cpu',
    ],
    'as class methods': [
      'class H:\n    @classmethod\n    def run(cls, t):\n        return t',
      'return H.run(torch.zeros(1).cuda())',
      'tensor on cuda',
    ],
    'as static methods': [
      'class H:\n    @staticmethod\n    def run(t):\n        return t',
      'return H().run(torch.zeros(1).cuda())',
      'tensor on cuda',
    ],
    'as calls of an instance': [
      'class H:\n    def __call__(self, t):\n        return t.cpu()\nh = H()',
      'return h(torch.zeros(1).cuda())',
      'tensor on cpu',
    ],
    'that are inherited': [
      'class B:\n    def run(self, t):\n        return t.cpu()\nclass H(B): pass\nh = H()',
      'return h.run(torch.zeros(1).cuda())',
      'tensor on cpu',
    ],
    'that are overridden': [
      'class B:\n    def run(self, t):\n        return self.end(t)\n    def end(self, t):\n        return t\nclass H(B):\n    def end(self, t):\n        return t.cpu()\nh = H()',
      'return h.run(torch.zeros(1).cuda())',
      'tensor on cuda | tensor on cpu',
    ],
    'that are async': [
      'async def h(t):\n    return t',
      'import asyncio\nreturn asyncio.run(h(torch.zeros(1).cuda()))',
      'tensor on cuda',
    ],
    'that are decorated by a library': [
      'import functools\n@functools.lru_cache\ndef h(t):\n    return t',
      'return h(torch.zeros(1).cuda())',
      'tensor on cuda',
    ],
    'that are properties': [
      'class H:\n    @property\n    def t(self):\n        return torch.zeros(1).cuda()\nh = H()',
      'return h.t',
      'tensor on cuda',
    ],
    'that test what they got': [
      'def h(t):\n    if isinstance(t, torch.Tensor):\n        t = t.cpu()\n    return t',
      'return h(torch.zeros(1).cuda())',
      'tensor on cpu',
    ],
    'that do not return': ['def h(t):\n    print(t)', 'return h(1)', 'None'],
    'of context managers': [
      'from contextlib import contextmanager\n@contextmanager\ndef h():\n    yield 1',
      'with h() as y:\n    return torch.zeros(1).cuda()',
      'tensor on cuda',
    ],
    'of GPU functions called inline': [
      '@spaces.GPU\ndef h(t):\n    return t.cuda()',
      'return h(torch.zeros(1))',
      '? on cuda',
    ],
    'in another module': ['from helpers import to_cpu', 'return to_cpu(torch.zeros(1).cuda())', 'tensor on cpu'],
    'that move all of a dictionary': [
      'def h(d):\n    return {k: v.cpu() for k, v in d.items()}',
      'return h({"a": torch.zeros(1).cuda()})',
      'dict(…: tensor on cpu)',
    ],
  };
  test.each(Object.entries(cases))('%s', (name, [above, body, expected]) => {
    if (name === 'in another module') {
      const seen = see({
        'app.py': `${HEAD}${above}\n@spaces.GPU\ndef f(x):\n    ${body}\n`,
        'helpers.py': 'def to_cpu(t):\n    return t.detach().cpu()\n',
      });
      expect(seen.returns('f')).toBe(expected);
      return;
    }
    expect(returned(body, above)).toBe(expected);
  });
});

describe('models of the Space', () => {
  test('a torch module is a model: it moves, and a call is its forward', () => {
    const seen = see(`${HEAD}
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 3)
    def forward(self, x):
        return self.layer(x)
    def predict(self, x):
        return self(x).cpu()
net = Net().to("cuda").eval()
@spaces.GPU
def f(x):
    return net(x)
@spaces.GPU
def g(x):
    return net.predict(x)
@spaces.GPU
def h(x):
    return net.forward(x)
`);
    expect(seen.global('net')).toContain('Net');
    expect(seen.returns('f')).toBe('tensor on cuda');
    expect(seen.returns('g')).toBe('tensor on cpu');
    expect(seen.returns('h')).toBe('tensor on cuda');
  });

  const NET = `
class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = torch.nn.LayerNorm(3)
    def forward(self, x):
        return self.norm(x)
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList([Block() for _ in range(3)])
        self.head = torch.nn.Linear(3, 3)
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return {"logits": self.head(x), "hidden": x}
    def encode(self, x):
        return self.forward(x)["logits"]
`;
  test.each([
    ['net = Net().to("cuda")', 'tensor on cuda'],
    ['net = Net()\nnet.load_state_dict(torch.load("w"))\nnet.eval().cuda()', 'tensor on cuda'],
    ['DEVICE = "cuda"\nnet = Net()\nnet = net.half()\nnet.to(DEVICE)', 'tensor on cuda'],
    ['net = Net.from_pretrained("a/b").cuda()', 'tensor on cuda'],
    ['net = Net()', 'tensor'],
    ['net = Net().cuda()\ndef offload():\n    net.cpu()', 'tensor'],
    ['net = Net().cuda()\nnet.to(torch.float16)', 'tensor on cuda'],
  ])('what a torch module gives lies where the module does: %s', (setUp, expected) => {
    const seen = see(`${HEAD}${NET}${setUp}
@spaces.GPU
def f(x):
    return net.encode(x)
@spaces.GPU
def g(x):
    return net(x)["logits"]
`);
    expect(seen.returns('f')).toBe(expected);
    expect(seen.returns('g')).toBe(expected);
  });

  test('an attribute that is set in __init__', () => {
    const seen = see(`${HEAD}
class Runner:
    def __init__(self):
        self.model = AutoModel.from_pretrained("m").to("cuda")
    def run(self, x):
        return self.model(x).last_hidden_state
runner = Runner()
@spaces.GPU
def f(x): return runner.run(x)
`);
    expect(seen.returns('f')).toBe('tensor on cuda');
  });

  test.each([
    ['self.model = AutoModel.from_pretrained("m")', 'self.model.to("cuda")', 'tensor on cuda'],
    ['self.model = AutoModel.from_pretrained("m")', 'self.model = self.model.eval().to(device)', 'tensor on cuda'],
    ['self.model = AutoModel.from_pretrained("m").cuda()', 'self.model.to(torch.float16)', 'tensor on cuda'],
    ['self.model = AutoModel.from_pretrained("m").cuda()', 'self.model.cpu()', 'tensor on cpu'],
    ['self.model = AutoModel.from_pretrained("m")', 'if big:\n            self.model.to("cuda")', 'tensor'],
    ['net = AutoModel.from_pretrained("m")', 'net.to("cuda")\n        self.model = net', 'tensor on cuda'],
    ['net = AutoModel.from_pretrained("m")', 'self.model = net.to("cuda")', 'tensor on cuda'],
  ])('an attribute that is moved where it is set: %s, %s', (set, move, expected) => {
    const seen = see(`${HEAD}
device = "cuda"
class Runner:
    def __init__(self, big):
        ${set}
        ${move}
    def run(self, x):
        return self.model(x).last_hidden_state
runner = Runner(True)
@spaces.GPU
def f(x): return runner.run(x)
`);
    expect(seen.returns('f')).toBe(expected);
  });

  test.each([
    [
      't = {"a": x}\n    for k, v in t.items():\n        t[k] = v.cpu()\n    return t["a"]',
      'tensor on cuda | tensor on cpu',
    ],
    ['t = {"a": x}\n    t["a"] = x.cpu()\n    return t', 'dict(a: tensor on cpu)'],
    ['t = {"a": x, "b": 1}\n    t.update({"a": x.cpu()})\n    return t', 'dict(b: 1, a: tensor on cpu)'],
    ['t = {"a": x}\n    t.update({k: v.cpu() for k, v in t.items()})\n    return t', 'dict(…: ?)'],
    ['t = {"a": x, "b": 1}\n    del t["a"]\n    return t', 'dict(b: 1)'],
    ['t = {"a": x, "b": 1}\n    t.pop("a")\n    return t', 'dict(b: 1)'],
    ['t = {"a": x}\n    empty(t)\n    return t', 'dict(…: ?)'],
    ['t = {"a": x}\n    empty(d=t)\n    return t', 'dict(…: ?)'],
    ['t = [x]\n    Mover().run(t)\n    return t', 'list of ?'],
    ['return empty({"a": x})', 'dict(a: tensor on cuda) | ?'],
    ['return fill({"a": x})', 'dict(a: tensor on cuda) | ?'],
    ['t = {"a": x}\n    look(t)\n    return t', 'dict(a: tensor on cuda)'],
  ])('a container that is changed: %s', (body, expected) => {
    const seen = see(`${HEAD}
def empty(d):
    for k in d:
        d[k] = d[k].cpu()
    return d
def fill(d):
    d.update(a=d["a"].cpu())
    return d
def look(d):
    return d["a"].shape
class Mover:
    def run(self, items):
        items.append(items.pop().cpu())
@spaces.GPU
def f(n):
    x = torch.zeros(n, device="cuda")
    ${body}
`);
    expect(seen.returns('f')).toBe(expected);
  });

  test.each([
    ['return [*parts(n), 1]', 'list of tensor on cuda | 1'],
    ['return 1, *parts(n)', 'tuple of 1 | tensor on cuda'],
    ['return (*parts(n).pair, 1)', 'tuple of 1 | ?'],
    ['x = [1, 2]\n    return [*x[:], 3]', 'list of 1 | 2 | 3'],
    ['x = [1, 2]\n    return [*x, 3]', 'list(1, 2, 3)'],
    ['x = [1, 2]\n    return {*x, 3}', 'set(1, 2, 3)'],
  ])('an asterisk in a display spreads the whole expression: %s', (body, expected) => {
    const seen = see(`${HEAD}
def parts(n):
    for _ in range(n):
        yield torch.zeros(n, device="cuda")
@spaces.GPU
def f(n):
    ${body}
`);
    expect(seen.returns('f')).toBe(expected);
  });

  test('a tensor is only moved where the name takes what the method gives', () => {
    const seen = see(`${HEAD}
class Runner:
    def __init__(self):
        self.kept = torch.zeros(3)
        self.kept.cuda()
        self.moved = torch.zeros(3)
        self.moved = self.moved.cuda()
runner = Runner()
@spaces.GPU
def f(x): return runner.kept, runner.moved
`);
    expect(seen.returns('f')).toBe('tuple(tensor on cpu, tensor on cuda)');
  });

  test('an attribute that another method moves', () => {
    const seen = see(`${HEAD}
class Runner:
    def __init__(self):
        self.model = AutoModel.from_pretrained("m")
    def load(self):
        self.model = self.model.to("cuda")
    def run(self, x):
        return self.model(x).last_hidden_state
runner = Runner()
@spaces.GPU
def f(x): return runner.run(x)
`);
    expect(seen.returns('f')).not.toBe('tensor on cpu');
  });

  test('a global that a GPU function moves', () => {
    const seen = see(`${HEAD}
net = AutoModel.from_pretrained("m")
@spaces.GPU
def f(x):
    net.to("cuda")
    return net(x).last_hidden_state
@spaces.GPU
def g(x):
    return net(x).last_hidden_state
`);
    expect(seen.returns('f')).toBe('tensor on cuda');
    expect(seen.returns('g')).not.toBe('tensor on cpu');
  });

  test('a dictionary of models', () => {
    const seen = see(`${HEAD}
models = {"a": AutoModel.from_pretrained("a").to("cuda")}
@spaces.GPU
def f(name, x):
    return models[name](x).last_hidden_state
`);
    expect(seen.returns('f')).toBe('tensor on cuda');
  });

  test('a dictionary of models that a loop fills', () => {
    const seen = see(`${HEAD}
models = {}
for name in ["a", "b"]:
    models[name] = AutoModel.from_pretrained(name).to("cuda")
@spaces.GPU
def f(name, x):
    return models[name](x).last_hidden_state
`);
    expect(seen.returns('f')).toBe('tensor on cuda');
  });

  test('a lazily loaded global', () => {
    const seen = see(`${HEAD}
net = None
def get():
    global net
    if net is None:
        net = AutoModel.from_pretrained("m").to("cuda")
    return net
@spaces.GPU
def f(x):
    return get()(x).last_hidden_state
`);
    expect(seen.returns('f')).toBe('tensor on cuda');
  });

  test('parameters of the class are not confused with those of methods', () => {
    const seen = see(`${HEAD}
class Holder:
    def __init__(self, t):
        self.t = t
holder = Holder(torch.zeros(1).cuda())
@spaces.GPU
def f(x): return holder.t
`);
    expect(seen.returns('f')).toBe('?');
  });
});

describe('generators', () => {
  test('what a generator yields', () => {
    const seen = see(`${HEAD}
@spaces.GPU
def f(x):
    for i in range(3):
        yield torch.zeros(1).cuda(), i
    yield None
`);
    expect(seen.code('f').isGenerator).toBe(true);
    expect(seen.code('f').exits.map((exit) => `${exit.kind} ${valueText(exit.value)} ${String(exit.inLoop)}`)).toEqual([
      'yield tuple(tensor on cuda, number) true',
      'yield None false',
    ]);
  });

  test('a generator of the Space yields its values to a loop', () => {
    expect(returned('for y in g():\n    return y', 'def g():\n    yield torch.zeros(1).cuda()')).toBe(
      'tensor on cuda | None',
    );
  });

  test('yield from hands them on', () => {
    const seen = see(`${HEAD}
def g():
    yield torch.zeros(1).cuda()
@spaces.GPU
def f(x):
    yield from g()
`);
    expect(seen.code('f').exits.map((exit) => valueText(exit.value))).toEqual(['tensor on cuda']);
  });

  test('calling one gives a generator', () => {
    expect(returned('return g()', 'def g():\n    yield 1')).toBe('generator');
  });

  test('the streaming idiom', () => {
    const seen = see(`${HEAD}
from threading import Thread
@spaces.GPU
def f(x):
    streamer = TextIteratorStreamer(tokenizer)
    Thread(target=model.generate, kwargs=dict(streamer=streamer)).start()
    text = ""
    for token in streamer:
        text += token
        yield text
`);
    expect(seen.code('f').exits.map((exit) => valueText(exit.value))).toEqual(['text']);
  });
});

describe('what can not be pickled', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'a lambda': ['return lambda y: y', 'function'],
    'a nested function': ['def g(): pass\nreturn g', 'function'],
    'a generator expression': ['return (i for i in range(3))', 'generator'],
    'an open file': ['return open("x")', 'file'],
    'a lock': ['import threading\nreturn threading.Lock()', 'lock'],
    'a thread': ['import threading\nt = threading.Thread(target=print)\nreturn t', 'thread'],
    'a database connection': ['import sqlite3\nreturn sqlite3.connect("x")', 'connection'],
    'a module': ['return np', 'numpy'],
    'a gr.update': ['import gradio as gr\nreturn gr.update(value=1)', 'update'],
    'a component': ['import gradio as gr\nreturn gr.Textbox()', 'component'],
    'a temporary file': ['return tempfile.NamedTemporaryFile(delete=False)', 'tempfile'],
    'the name of one': ['with tempfile.NamedTemporaryFile(delete=False) as t:\n    return t.name', 'path'],
  };
  test.each(Object.entries(cases))('%s', (_, [body, expected]) => {
    expect(returned(body)).toBe(expected);
  });
});

describe('constant and unique paths', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'a literal': ['return "out.png"', '"out.png"'],
    'a joined path of constants': ['return os.path.join("/tmp", "out", "a.png")', '"/tmp/out/a.png"'],
    'a joined path with a constant of the module': ['return os.path.join(OUT, "a.png")', '"outputs/a.png"'],
    'an f-string of constants': ['return f"{OUT}/a.png"', '"outputs/a.png"'],
    'a command of the interpreter': ['return f"{sys.executable} -m pip install x"', '"python -m pip install x"'],
    'the words of a text': ['return "pip install x".split()[2]', '"x"'],
    'the words of a command': ['return shlex.split("pip install x")[1]', '"install"'],
    'the words of a command with quotes': ['return shlex.split(\'pip install "x"\')[1]', 'text'],
    'an f-string of an argument': ['return f"{OUT}/{x}.png"', 'text'],
    'an f-string with a number': ['n = 3\nreturn f"out_{n}.png"', '"out_3.png"'],
    'an f-string with a format': ['n = 3\nreturn f"out_{n:03d}.png"', 'text'],
    'adding constants': ['return OUT + "/" + "a.png"', '"outputs/a.png"'],
    'a percent format': ['return "out_%d.png" % x', 'text'],
    'a pathlib path': ['return Path("out") / "a.png"', 'path "out/a.png"'],
    'a pathlib path as text': ['return str(Path("out") / "a.png")', '"out/a.png"'],
    'a pathlib path in pieces': ['return Path("out", "a.png")', 'path "out/a.png"'],
    'a pathlib path of an argument': ['return Path("out") / x', 'path'],
    'the module as a base': ['return Path(__file__).parent / "a.png"', 'path "a.png"'],
    'a temporary directory': ['with tempfile.TemporaryDirectory() as d:\n    return os.path.join(d, "a.png")', 'path'],
    'a temporary directory in an f-string': [
      'with tempfile.TemporaryDirectory() as d:\n    return f"{d}/a.png"',
      'path',
    ],
    'a temporary directory and more': ['with tempfile.TemporaryDirectory() as d:\n    return d + "/a.png"', 'path'],
    'a text about a temporary directory': ['with tempfile.TemporaryDirectory() as d:\n    return f"{d}: done"', 'text'],
    'a path that leaves the temporary directory': [
      'with tempfile.TemporaryDirectory() as d:\n    return os.path.join(d, "/a.png")',
      'text',
    ],
    'an f-string with a path': ['return f"{Path(OUT)}/a.png"', '"outputs/a.png"'],
    'a made temporary directory': ['return os.path.join(tempfile.mkdtemp(), "a.png")', 'text'],
    'the fixed temporary directory': ['return os.path.join(tempfile.gettempdir(), "a.png")', '"/tmp/a.png"'],
    'a uuid': ['return f"/tmp/{uuid.uuid4()}.png"', 'text'],
    'a joined uuid': ['return os.path.join("/tmp", str(uuid.uuid4()) + ".png")', 'text'],
    'the time': ['import time\nreturn f"/tmp/{int(time.time())}.png"', 'text'],
    'a session': ['return f"/tmp/{x.session_hash}.png"', 'text'],
    'format of constants': ['return "{}/a.png".format(OUT)', '"outputs/a.png"'],
    'a joined list': ['return "/".join(["out", "a.png"])', '"out/a.png"'],
    'a replaced text': ['return "a.png".replace("png", "jpg")', '"a.jpg"'],
    getcwd: ['return os.path.join(os.getcwd(), "a.png")', 'text'],
    'the folder of the app': ['return os.path.join(os.path.dirname(os.path.abspath(__file__)), OUT)', '"outputs"'],
    'what is above it': ['return os.path.join(os.path.dirname(os.path.dirname(__file__)), OUT)', 'text'],
    'the folder of a file of the visitor': ['return os.path.join(os.path.dirname(x), "a.png")', 'text'],
    'a path after mkdir': ['p = Path("out")\np.mkdir(exist_ok=True)\nreturn p / "a.png"', 'path "out/a.png"'],
  };
  test.each(Object.entries(cases))('%s', (_, [body, expected]) => {
    expect(returned(body, 'OUT = "outputs"')).toBe(expected);
  });
});

describe('what the platform answers', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'CUDA is there': ['if torch.cuda.is_available():\n    return 1\nelse:\n    return 2', '1'],
    'MPS is not': ['if torch.backends.mps.is_available():\n    return 1\nreturn 2', '2'],
    'the platform is Linux': ['import sys\nif sys.platform == "darwin":\n    return 1\nreturn 2', '2'],
    'nobody checks types': ['import typing\nif typing.TYPE_CHECKING:\n    return 1\nreturn 2', '2'],
    'ZeroGPU is on': ['if os.getenv("SPACES_ZERO_GPU"):\n    return 1\nreturn 2', '1'],
    'ZeroGPU is on by item': ['if os.environ["SPACES_ZERO_GPU"]:\n    return 1\nreturn 2', '1'],
    'ZeroGPU is on by membership': ['if "SPACES_ZERO_GPU" in os.environ:\n    return 1\nreturn 2', '1'],
    'a Space': ['if os.environ.get("SPACE_ID"):\n    return 1\nreturn 2', '1'],
    'not no Space': ['if os.environ.get("SPACE_ID") is None:\n    return 1\nreturn 2', '2'],
    'another variable': ['if os.environ.get("DEBUG"):\n    return 1\nreturn 2', '1 | 2'],
    'another variable by membership': ['if "DEBUG" in os.environ:\n    return 1\nreturn 2', '1 | 2'],
    'a flag from it': ['on = os.getenv("SPACES_ZERO_GPU", "0") == "1"\nif on:\n    return 1\nreturn 2', '1 | 2'],
  };
  test.each(Object.entries(cases))('%s', (_, [body, expected]) => {
    expect(returned(body)).toBe(expected);
  });
});

describe('what functions change', () => {
  const change = (statement: string): string =>
    `SEEN = []\nSTATE = {"loaded": False, "sizes": [1], "names": ("a",), "model": model}\n` +
    `def change(key):\n    ${statement}\n`;
  const cases: Readonly<Record<string, readonly [change: string, body: string, expected: string]>> = {
    nothing: ['pass', 'if STATE["loaded"]:\n    return 1\nreturn 2', '2'],
    'an item': ['STATE["loaded"] = True', 'if STATE["loaded"]:\n    return 1\nreturn 2', '1 | 2'],
    'any item': ['STATE[key] = key', 'if STATE["loaded"]:\n    return 1\nreturn 2', '1 | 2'],
    'an item by an operator': ['STATE["loaded"] |= key', 'if STATE["loaded"]:\n    return 1\nreturn 2', '1 | 2'],
    'an item of an item': ['STATE["sizes"][0] = 0', 'if STATE["sizes"][0]:\n    return 1\nreturn 2', '1 | 2'],
    'several items': ['STATE.update(loaded=True)', 'if STATE["loaded"]:\n    return 1\nreturn 2', '1 | 2'],
    'a list': ['SEEN.append(key)', 'if SEEN:\n    return 1\nreturn 2', '1 | 2'],
    'a list in a lambda': ['return lambda: SEEN.append(key)', 'if SEEN:\n    return 1\nreturn 2', '1 | 2'],
    'no tuple': ['STATE["loaded"] = True', 'if STATE["names"]:\n    return 1\nreturn 2', '1'],
    'no model': ['STATE["loaded"] = True', 'return STATE["model"]', 'model on cuda'],
  };
  test.each(Object.entries(cases))('%s', (_, [statement, body, expected]) => {
    expect(returned(body, change(statement))).toBe(expected);
  });

  const HOLDER =
    'class Holder:\n    def __init__(self):\n        self.seen = []\n        self.flags = {"on": False}\n' +
    '        self.running = False\n        self.fixed = False\n' +
    '    def add(self, key):\n        self.seen.append(key)\n        self.flags["on"] = True\n' +
    'holder = Holder()\ndef start():\n    holder.running = True\n';
  test.each(['seen', 'flags["on"]', 'running'])('%s of an object', (attribute) => {
    expect(returned(`if holder.${attribute}:\n    return 1\nreturn 2`, HOLDER)).toBe('1 | 2');
  });

  test.each(['holder.fixed = True', 'setattr(holder, "fixed", True)'])('what the module sets: %s', (statement) => {
    expect(returned('if holder.fixed:\n    return 1\nreturn 2', `${HOLDER}${statement}\n`)).toBe('1 | 2');
  });

  test.each([
    ['import config', 'config.READY = True', '1 | 2'],
    ['import config', 'setattr(config, "READY", True)', '1 | 2'],
    ['import config', 'def start():\n    config.READY = True', '1 | 2'],
    ['import config as c', 'c.READY = True', '1 | 2'],
    ['import config', '[other, (config.READY, *more)] = values', '1 | 2'],
    ['import config', 'def start():\n    return [setattr(config, "READY", True)]', '1 | 2'],
    ['import config', 'config.options.ready = True', '2'],
    ['', 'class C: pass\nconfig = C()\nconfig.READY = True', '2'],
  ])('a global that another module sets: %s, %s', (above, statement, expected) => {
    const seen = see({
      'app.py': `import spaces, start\nfrom config import ready\n`,
      'start.py': `${above}\n${statement}\n`,
      'config.py': 'READY = False\ndef ready():\n    if READY:\n        return 1\n    return 2\n',
    });
    expect(seen.returns('ready')).toBe(expected);
  });

  test.each([
    ['nobody imports', '', '2'],
    ['the app imports', 'import start', '1 | 2'],
    ['the app imports by its name', 'import importlib\nimportlib.import_module("start")', '1 | 2'],
    ['the app imports by a name that it computes', 'import importlib\nimportlib.import_module(name)', '1 | 2'],
    ['the app runs by its path', 'import runpy\nrunpy.run_path("start.py")', '1 | 2'],
    [
      'the app loads by its path',
      'from importlib.util import spec_from_file_location\nspec_from_file_location("start", "start.py")',
      '1 | 2',
    ],
    ['the app runs as text', 'exec(open("start.py").read())', '1 | 2'],
    ['a module behind a package imports', 'from tools import run', '1 | 2'],
  ])('a global that a module sets which %s', (_, importing, expected) => {
    const seen = see({
      'app.py': `import spaces\nfrom config import ready\n${importing}\n`,
      'start.py': 'import config\nconfig.READY = True\n',
      'tools/__init__.py': 'from .begin import run\n',
      'tools/begin.py': 'import start\ndef run(): pass\n',
      'config.py': 'READY = False\ndef ready():\n    if READY:\n        return 1\n    return 2\n',
    });
    expect(seen.returns('ready')).toBe(expected);
  });

  test('an attribute that another module sets', () => {
    const seen = see({
      'app.py': 'import spaces\nfrom config import options, ready\ndef start(options):\n    options.ready = True\n',
      'config.py':
        'class Options:\n    ready = False\noptions = Options()\n' +
        'def ready():\n    if options.ready:\n        return 1\n    return 2\n',
    });
    expect(seen.returns('ready')).toBe('1 | 2');
  });

  test('no other attribute', () => {
    expect(returned('if holder.fixed:\n    return 1\nreturn 2', HOLDER)).toBe('2');
  });

  test.each(['seen.append(key)', 'nonlocal seen\n    seen = key'])(
    'what the function around them has: %s',
    (change) => {
      const body = `seen = []\ndef add(key):\n    ${change}\ndef ask():\n    return 1 if seen else 2\nreturn ask()`;
      expect(returned(body)).toBe('1 | 2');
    },
  );
});

describe('what is told from the parts of a value', () => {
  const ABOVE =
    'import functools\nimport spaces.config\nfrom lib import Base\n' +
    'def pick(a=0, key=1):\n    return key\ndef bound(x):\n    return functools.partial(pick, key=x)\n' +
    'def held(word):\n    return {"key": word}.get\n' +
    'class Plain:\n    pass\nclass Other(Base):\n    pass\n';
  test.each([
    ['text begins so', 'return 1 if "flux-dev".startswith("flux") else 2', '1'],
    ['text ends so', 'return 1 if "flux-dev".endswith("flux") else 2', '2'],
    ['text, from somewhere', 'return 1 if "flux-dev".startswith("flux", steps) else 2', '1 | 2'],
    ['text, one of several ends', 'return 1 if "flux-dev".endswith(("dev", "pro")) else 2', '1 | 2'],
    ['an image is no tensor', 'return 1 if isinstance(Image.open("x"), torch.Tensor) else 2', '2'],
    ['a path may be one', 'return 1 if isinstance(x, torch.Tensor) else 2', '1 | 2'],
    ['on ZeroGPU', 'return 1 if spaces.config.Config.zero_gpu else 2', '1'],
    ['a partial made elsewhere', 'return bound(3)()', '3'],
    ['a method handed on', 'return held(3)("key")', '3'],
    ['a class of the function', 'class Inner:\n    pass\ndef make():\n    return Inner()\nreturn make()', 'Inner'],
    ['behind a starred name', 'a, *b, c = 1, 2, 3, 3\nreturn c', '1 | 2 | 3'],
    ['a starred name', 'a, *b, c = 1, 2, 3, 3\nreturn b', 'list of 1 | 2 | 3'],
    ['a starred name in a comprehension', 'return [b for a, *b in ((1, 2), (1, 2))]', 'list of list of 1 | 2'],
    ['behind one there', 'return [last for a, *b, last in ((1, 2, 3, 4),)]', 'list of 1 | 2 | 3 | 4'],
    ['the same name outside', 'b = 5\nx = [b for a, *b in ((1, 2), (1, 2))]\nreturn b', '5'],
    ['what a library enters', 'with Other() as made:\n    return made', '?'],
  ])('%s', (_, body, expected) => {
    expect(returned(body, ABOVE)).toBe(expected);
  });

  test.each([
    ['return Plain', 'class Plain'],
    ['return "x".lower', 'method lower'],
    ['return spaces.GPU(duration=9)', 'GPU decorator'],
  ])('%s', (body, expected) => {
    expect(returned(body, ABOVE)).toBe(expected);
  });
});
