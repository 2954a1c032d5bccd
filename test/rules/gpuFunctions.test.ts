/** What makes a function a GPU function: the import, the decorator, its keywords; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings } from './findings';

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
  ['', '', 1],
  ['spaces.enable_gradio_auto_wrap()', '', 0],
  // It is a GPU function for Gradio, too.
  ['', '@spaces.GPU', 0],
])('gpu-above-event below %j, above %j', async (above, below, count) => {
  const app = `import gradio as gr\nimport spaces\n${above}\nwith gr.Blocks() as demo:\n    text, button = gr.Textbox(), gr.Button()\n    @spaces.GPU\n    @button.click(inputs=text, outputs=text)\n    ${below}\n    def run(x):\n        return pipe(x)\ndemo.launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-above-event')).toHaveLength(count);
});

it('a GPU function that nobody keeps costs nobody a day', async () => {
  const app = `import gradio as gr\nimport spaces\n\ndef shout(text):\n    return text.upper()\n\nspaces.GPU(duration=500)(shout)\ngr.Interface(shout, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'duration-exceeds-free')).toEqual([]);
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

it.each([
  [
    'gpu(fn=None, **settings)',
    'if fn is None:\n        return lambda f: spaces.GPU(f, **settings)\n    return spaces.GPU(fn, **settings)',
    0,
  ],
  [
    'gpu(fn=None, **settings)',
    'made = lambda f: spaces.GPU(f, **settings)\n    return made if fn is None else made(fn)',
    0,
  ],
  ['gpu(fn)', 'return spaces.GPU(fn) if FAST else fn', 2],
])('gpu-conditional-decorator of what def %s makes: %s', async (head, body, count) => {
  const pedantic = { configuration: { pedantic: true } };
  const settings = head.includes('settings') ? '(duration=20)' : '';
  const app = `import gradio as gr\nimport spaces\nfrom config import FAST\n\n\ndef ${head}:\n    ${body}\n\n\n@gpu\ndef one(x):\n    return x\n\n\n@gpu${settings}\ndef two(x):\n    return x\n\n\ngr.Interface(one, "text", "text")\ngr.Interface(two, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-conditional-decorator', pedantic)).toHaveLength(count);
});
