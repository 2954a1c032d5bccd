/** Durations that are no plain number: functions, what they take and give; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings, fixed } from './findings';

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
  ['', 1],
  ['@library.as_seconds\n', 0],
])('duration-not-number of a function below %j', async (decorator, count) => {
  const app = `import spaces\nimport library\n\n${decorator}def get_duration(x):\n    return "2"\n\n@spaces.GPU(duration=get_duration)\ndef run(x):\n    return x\n`;
  expect(await findings({ 'app.py': app }, 'duration-not-number')).toHaveLength(count);
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

describe('duration-callable-none', () => {
  const app = (duration: readonly string[], body: readonly string[], bound: string, ...above: readonly string[]) =>
    [
      'import gradio as gr',
      'import spaces',
      'import librosa',
      'from library import cached, require, find_face',
      ...above,
      'def check(image):',
      '    if image is None:',
      '        raise gr.Error("Please upload an image.")',
      'def asking(function):',
      '    def inner(*args):',
      '        check(args[0])',
      '        return function(*args)',
      '    return inner',
      'def load():',
      '    return "cat.png"',
      'def seconds(steps=4, image=None):',
      '    return image.width // steps',
      '@cached',
      'def checked(image):',
      '    return image.width // 100',
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
    [['return seconds(image=image)'], asks, clicked],
    [reads, ['if isinstance(image, str):', '    image = open(image)', 'if image is None:', '    return None'], clicked],
    [reads, asks, 'gr.on([button.click, image.upload], run, image, result)'],
    [reads, asks, 'button.click(load, None, text).then(run, image, result)'],
  ])('is told: %j', async (duration, body, bound) => {
    expect(await findings({ 'app.py': app(duration, body, bound) }, 'duration-callable-none')).toHaveLength(1);
  });

  it.each<readonly [readonly string[], readonly string[], string]>([
    // What is given it may ask, and say what is missing.
    [['check(image)', 'return image.width // 100'], asks, clicked],
    [['require(image=image)', 'return image.width // 100'], asks, clicked],
    [['require([image])', 'return image.width // 100'], asks, clicked],
    // Before it fails it leaves otherwise, or the name stands for something else.
    [['assert image is not None, "no image"', 'return image.width // 100'], asks, clicked],
    [['image = find_face(None)', 'return image.width // 100'], asks, clicked],
    [['if image is None:', '    image = find_face(None)', 'return image.width // 100'], asks, clicked],
    // Only the file that is read has to be there.
    [['return len(librosa.load("a.wav", image)[0])'], asks, clicked],
    // What stands above the function may ask.
    [['return checked(image)'], asks, clicked],
    // It asks about something else.
    [reads, ['image = find_face(image)', 'if image is None:', '    return None'], clicked],
    // There is an image.
    [reads, asks, 'shown = gr.Image("cat.png", interactive=False)\n    button.click(run, shown, result)'],
    [reads, asks, 'gr.on([image.upload], run, image, result)'],
    [reads, asks, 'button.click(load, None, image).then(run, image, result)'],
    [reads, asks, 'button.click(load, None, [text, image]).then(run, inputs=[image], outputs=result)'],
    [reads, asks, 'filled = [image]\n    button.click(load, None, filled).then(run, filled, result)'],
    [reads, asks, 'shown = image\n    button.click(load, None, shown).then(run, image, result)'],
    [reads, asks, 'image.upload(load, None, text).then(run, image, result)'],
    [reads, asks, 'gr.on([image.upload], load, None, text).then(run, image, result)'],
    // What runs before is not known.
    [reads, asks, 'loaded = button.click(load, None, text)\n    loaded.then(run, image, result)'],
    // Something checks it before, or another function stands between.
    [reads, asks, 'button.click(run, image, result, validator=check)'],
    [reads, asks, 'button.click(run, image, result, js="(image) => asked(image)")'],
    [reads, asks, 'button.click(load, None, text, validator=check).then(run, image, result)'],
    [reads, asks, 'button.click(asking(run), image, result)'],
  ])('is silent: %j', async (duration, body, bound) => {
    expect(await findings({ 'app.py': app(duration, body, bound) }, 'duration-callable-none')).toEqual([]);
  });
});

it.each([
  ['get_duration', 'image', 'image', 'run', 1],
  // What is adapted is asked with other arguments than it says, or with any number.
  ['functools.partial(get_duration, 3)', 'image, size', 'image', 'run', 0],
  ['get_duration', '*image', 'image', 'run', 0],
  ['get_duration', 'image', '*image', 'run', 0],
  // A method is asked with its object first.
  ['get_duration', 'image', 'image', 'App().run', 0],
])(
  'duration-callable-none of %s (%s), for a function (%s) that is %s',
  async (duration, takes, given, bound, count) => {
    const isMethod = bound.startsWith('App');
    const indent = isMethod ? '    ' : '';
    const app = [
      'import functools',
      'import gradio as gr',
      'import spaces',
      `def get_duration(${takes}):`,
      '    return image.width // 100',
      ...(isMethod ? ['class App:'] : []),
      `${indent}@spaces.GPU(duration=${duration})`,
      `${indent}def run(${isMethod ? 'image, ' : ''}${given}):`,
      `${indent}    if image is None:`,
      `${indent}        return None`,
      `${indent}    return pipe(image)`,
      `gr.Interface(${bound}, gr.Image(), "image").launch()`,
    ].join('\n');
    expect(await findings({ 'app.py': app }, 'duration-callable-none')).toHaveLength(count);
  },
);

it.each([
  ['return 2 * steps', 1],
  ['seconds = 2 * steps\n    return seconds', 1],
  // Something may bound it.
  ['if steps > 50:\n        return 60\n    return 2 * steps', 0],
  ['return 600 - 2 * steps', 0],
  ['seconds = 60\n    seconds = 2 * steps\n    return seconds', 0],
  ['steps = 4\n    return 2 * steps', 0],
])('duration-callable-uncapped of a function that does %j', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\n\ndef plan(x, steps):\n    ${body}\n\n@spaces.GPU(duration=plan)\ndef run(x, steps):\n    return x\n\ngr.Interface(run, ["text", "number"], "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'duration-callable-uncapped')).toHaveLength(count);
});
