import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSpaceModel } from '../../server/src/model/space';
import type { ModelSettings, SpaceModel } from '../../server/src/model';
import { defaultPlatformTables } from '../../server/src/platform';
import { pythonParser } from '../support/python';
import { randomEdit, RandomTypist } from '../support/randomEdits';

const parser = await pythonParser();
const settings: ModelSettings = { treatAsSpace: 'always', visitorTier: 'free', maxDuration: null };

const FILES: Readonly<Record<string, string>> = {
  '/s/README.md': '---\ntitle: 🎨 Demo\nsdk: gradio\napp_file: app.py\n---\n# Body\n',
  '/s/requirements.txt': 'torch==2.8.0\nspaces\n',
  '/s/app.py': `import spaces
import gradio as gr
from helpers import to_cpu, DURATION as SECONDS
import helpers
import tricks

try:
    import xformers
except ImportError:
    xformers = None

gpu = spaces.GPU(duration=SECONDS * 2)

if spaces.config.Config.zero_gpu:
    device = "cuda"
else:
    device = "cpu"

def estimate(prompt, steps):
    return steps * 2

@spaces.GPU(duration=estimate)
def generate(prompt, steps=20):
    """Generates 😀"""
    x = helpers.model(prompt).to(device)
    out = []
    for i in range(steps):
        out.append(to_cpu(x))
    return out, x

@gpu
def upscale(image):
    return helpers.Upscaler().run(image)

def even(n):
    return odd(n - 1) if n else True

def odd(n):
    return even(n - 1) if n else False

def batch(prompts):
    return [generate(p) for p in prompts]

wrapped = spaces.GPU(batch, duration=5)

with gr.Blocks() as demo:
    with gr.Row():
        box = gr.Textbox()
        btn = gr.Button("Go")
    btn.click(generate, [box], [box]).then(lambda x: upscale(x), box, box)
    btn.click(fn=batch, inputs=box, outputs=box)

if __name__ == "__main__":
    demo.launch()
`,
  '/s/helpers.py': `import torch
from transformers import AutoModel

DURATION = 30
model = AutoModel.from_pretrained("x").to("cuda")

def to_cpu(value):
    if isinstance(value, dict):
        return {k: to_cpu(v) for k, v in value.items()}
    return value.cpu()

class Upscaler:
    scale = 2

    def __init__(self):
        self.net = torch.nn.Linear(3, 3).cuda()

    def run(self, image):
        return self.net(image)
`,
  '/s/tricks.py': `import torch, importlib
from app import batch
spaces = importlib.import_module("spaces")

def gpu(duration=9, **more):
    def deco(fn):
        return spaces.GPU(duration=duration, **more)(fn)
    return deco

class Base(torch.nn.Module):
    def run(self, x):
        return self.end(x)
    def end(self, x):
        return x
    @property
    def device(self):
        return "cuda"

class Net(Base):
    def end(self, x):
        if isinstance(x, torch.Tensor):
            x = x.to(self.device)
        return super().end(x)

net = Net()
cache = {}
cache["a"] = net

@gpu(5)
def walk(n):
    y = cache["a"]
    while n:
        yield y.run(torch.zeros(1)), [walk(i) for i in range(n)]
`,
};
const FRAGMENTS = [
  '"',
  '(',
  ')',
  ':',
  '\n',
  '    ',
  'def f():\n    return x.cuda()\n',
  'if x:\n    ',
  '#',
  '😀',
  'x',
  ' = 1\n',
  '@spaces.GPU\n',
  '@spaces.GPU(duration=9)\n',
  'net.eval().to("cuda")\n',
  'self.net = self.net.cpu()\n',
  'generate',
  'import spaces\n',
  'return ',
  'btn.click(batch)\n',
  '\r\n',
  'global model\n',
  '',
];

function load(files: ReadonlyMap<string, string>): SpaceModel {
  const space = createSpaceModel('/s', parser, settings, defaultPlatformTables);
  for (const [path, text] of files) space.setFile(path, text);
  return space;
}

const change = fc.record({
  file: fc.constantFrom(...Object.keys(FILES)),
  edit: randomEdit(FRAGMENTS),
  look: fc.boolean(),
});

test('what the model believes after any edits equals what a fresh model believes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 10 }), async (changes) => {
      // Weak references made in one turn of the event loop keep what they point to until its end.
      await new Promise(setImmediate);
      const space = load(new Map(Object.entries(FILES)));
      try {
        space.describe();
        const typists = new Map(Object.keys(FILES).map((file) => [file, new RandomTypist()]));
        for (const { file, edit, look } of changes) {
          const next = typists.get(file)?.next(space.text(file) ?? '', edit);
          if (next) space.editFile(file, [next]);
          if (look) space.describe();
        }
        for (const path of space.paths) space.settle(path);
        const fresh = load(new Map(space.paths.map((path) => [path, space.text(path) ?? ''])));
        try {
          expect(space.describe()).toEqual(fresh.describe());
        } finally {
          fresh.dispose();
        }
      } finally {
        space.dispose();
      }
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 70) },
  );
}, 300_000);

test('functions that come to call each other while somebody types end with a value', () => {
  const text = 'def ping(n):\n    return [pong(n), 1]\n\ndef pong(n):\n    return 2\n';
  const space = load(new Map([['/s/app.py', text]]));
  space.describe();
  const start = text.indexOf('2');
  space.editFile('/s/app.py', [{ span: { start, end: start + 1 }, text: '[ping(n), 2]' }]);
  const fresh = load(new Map([['/s/app.py', space.text('/s/app.py') ?? '']]));
  expect(space.describe()).toEqual(fresh.describe());
  space.dispose();
  fresh.dispose();
});

test('code is found by its words, in its order, whatever is typed in it and whatever comes and goes', () => {
  const path = '/s/app.py';
  const space = load(
    new Map([
      [
        path,
        'import spaces\nimport torch\n\ndef a(x):\n    x.run()\n\ndef b(x):\n    x.go()\n\ndef c(x):\n    x.run()\n',
      ],
    ]),
  );
  const found = (word: string): readonly string[] => space.view.codesNaming(word).map(({ name }) => name);
  const replace = (old: string, newText: string): void => {
    const start = space.text(path)?.indexOf(old) ?? -1;
    space.editFile(path, [{ span: { start, end: start + old.length }, text: newText }]);
  };
  expect([found('.run'), found('.go'), found('.stop')]).toEqual([['a', 'c'], ['b'], []]);
  replace('.go()', '.run()');
  expect([found('.run'), found('.go')]).toEqual([['a', 'b', 'c'], []]);
  replace('.run()', '.stop()');
  expect([found('.run'), found('.stop')]).toEqual([['b', 'c'], ['a']]);
  replace('def b', 'def new(x):\n    x.run()\n\ndef b');
  expect(found('.run')).toEqual(['new', 'b', 'c']);
  replace('def c(x):\n    x.run()\n', '');
  replace('.stop()', '.run()');
  expect([found('.run'), found('.stop')]).toEqual([['a', 'new', 'b'], []]);
  space.dispose();
});
