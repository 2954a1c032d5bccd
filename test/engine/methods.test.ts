import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Space } from '../../server/src/engine/space';
import type { Code } from '../../server/src/model';
import { rules } from '../../server/src/rules';
import type { Rule } from '../../server/src/rules/rule';
import { randomEdit, RandomTypist } from '../support/randomEdits';
import { root, spaceOf } from '../support/space';

const classes = `import spaces
import gradio as gr
import torch
from diffusers import DiffusionPipeline

class Painter:
    style = "oil"

    def __init__(self):
        self.pipe = DiffusionPipeline.from_pretrained("x").to("cuda")
        self.seen = []

    @spaces.GPU(duration=400)
    def paint(self, prompt):
        image = self.pipe(prompt).images[0]
        self.seen.append(prompt)
        return torch.zeros(1).cuda(), image

    @staticmethod
    def upscale(image):
        def twice(x):
            return sorted(x, key=lambda y: y.cuda())
        torch.compile(image)
        return twice(image)

    class Inner:
        def save(self, image):
            image.save("/data/out.png")
            import torchaudio
            return torch.ones(2).cuda()

    @property
    def device(self):
        return "cuda:1"

    def run(self, prompts):
        out = [self.paint(p) for p in prompts]
        for p in prompts:
            out.append(self.paint(p))
        torch.cuda.set_device(1)
        return out

painter = Painter()
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(painter.run, box, box)
    box.change(painter.paint, box, box)
demo.launch()
`;
const functions = `import spaces
import gradio as gr
import torch
from diffusers import DiffusionPipeline

pipe = DiffusionPipeline.from_pretrained("x").to("cuda")

@spaces.GPU(duration=400)
def paint(prompt):
    return torch.zeros(1).cuda(), pipe(prompt).images[0]

def build(share=True):
    cache = {}

    def all_of(prompts):
        out = []
        for p in prompts:
            out.append(paint(p))
        cache["last"] = out
        return out

    @spaces.GPU
    async def slow(x):
        def inner(y):
            return torch.load("/data/x").cuda() + y
        return inner(x)

    class Saver:
        def save(self, image):
            image.save("out.png")
            return [paint(p) for p in image]

    first = lambda x: paint(x)
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.submit(all_of, box, box).then(Saver().save, box, box)
        box.change(slow, box, box)
        box.blur(first, box, box)
        gr.Button("x").click(lambda: torch.ones(1).cuda(), None, box)
    demo.queue(default_concurrency_limit=1)
    return demo

build().launch(share=True)
`;
const fragments = [
  ...[
    'x',
    ' ',
    '\n',
    '    ',
    '        ',
    '"',
    '(',
    ')',
    '#',
    ', y',
    'return 1\n',
    'self.',
    '.cuda()',
    '@property\n    ',
  ],
  ...[
    '    def more(self):\n        return torch.ones(1).cuda()\n',
    'class B:\n',
    'import torch\n',
    '        a = lambda: 1\n',
  ],
];

function told(space: Space): unknown {
  return {
    findings: space
      .findings(`${root}/app.py`)
      .map(({ rule, message, span, related }) => ({ rule, message, span, related })),
    fixes: space.findings(`${root}/app.py`).map((finding) => finding.fixes()),
    model: space.model.describe(),
  };
}

test.each([
  ['methods', classes],
  ['nested functions', functions],
])(
  'what is told of %s after any edits equals what a fresh analysis tells, fixes and places among it',
  async (_, app) => {
    const options = { rules, configuration: { pedantic: true } };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(randomEdit(fragments), fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (edits) => {
          await new Promise(setImmediate);
          const space = await spaceOf({ 'app.py': app }, options);
          told(space);
          const typist = new RandomTypist();
          for (const [edit, looks] of edits) {
            space.model.editFile(`${root}/app.py`, [typist.next(space.model.text(`${root}/app.py`) ?? '', edit)]);
            if (looks) told(space);
          }
          space.model.settle(`${root}/app.py`);
          const fresh = await spaceOf({ 'app.py': space.model.text(`${root}/app.py`) ?? '' }, options);
          expect(told(space)).toEqual(told(fresh));
          fresh.dispose();
          space.dispose();
        },
      ),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60) },
    );
  },
  300_000,
);

test('what the default of a parameter makes stands where the method stands now', async () => {
  const text = `import spaces

def work(x):
    return x

class Painter:
    style = 1

    @staticmethod
    def wrap(fn, made=spaces.GPU(duration=700)(work)):
        return made

    def run(self):
        def wrapped(fn, made=spaces.GPU(duration=800)(work)):
            return made
        return wrapped(work)

Painter.wrap(work)
`;
  const own = { rules: rules.filter(({ name }) => name === 'duration-exceeds-free') };
  const space = await spaceOf({ 'app.py': text }, own);
  const at = `${root}/app.py`;
  told(space);
  for (const [place, inserted] of [
    ['    @staticmethod', '    other = 2\n'],
    ['        return wrapped', '        more = 1\n'],
  ] as const) {
    const start = space.model.text(at)?.indexOf(place) ?? 0;
    space.model.editFile(at, [{ span: { start, end: start }, text: inserted }]);
    const fresh = await spaceOf({ 'app.py': space.model.text(at) ?? '' }, own);
    expect(fresh.findings(at)).toHaveLength(2);
    expect(told(space)).toEqual(told(fresh));
    fresh.dispose();
  }
  space.dispose();
});

test('a key in one method of a class asks rules about no other', async () => {
  const asked: string[] = [];
  const [any] = rules;
  if (!any) throw new Error('there are no rules');
  const look = ({ name, calls }: Code): void => {
    if (calls.length > 0) asked.push(name);
  };
  const counting: Rule = { ...any, concerns: undefined, check: { code: (code) => look(code) } };
  const space = await spaceOf({ 'app.py': classes }, { rules: [counting] });
  const at = `${root}/app.py`;
  space.findings(at);
  for (const [place, text] of [
    ['prompt).images', 'x'],
    ['self.seen.append', 'y = 1\n        '],
  ] as const) {
    asked.length = 0;
    const start = space.model.text(at)?.indexOf(place) ?? 0;
    space.model.editFile(at, [{ span: { start, end: start }, text }]);
    space.findings(at);
    expect(asked.filter((name) => name !== 'app')).toEqual(['paint']);
  }
  expect(space.findings(at)).toEqual([]);
  space.dispose();
});
