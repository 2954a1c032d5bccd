import { describe, expect, it } from 'vitest';
import { lines } from '../support/lines';
import { offered } from './refactor';

describe('Set duration', () => {
  it.each([
    ['@spaces.GPU', '@spaces.GPU(duration=60)'],
    ['@spaces.GPU()', '@spaces.GPU(duration=60)'],
    ['@spaces.GPU(size="xlarge")', '@spaces.GPU(size="xlarge", duration=60)'],
    ['@spaces.GPU(duration=None)', '@spaces.GPU(duration=60)'],
  ])('writes a number into %s, to be typed over', async (before, after) => {
    const app = (decorator: string): string =>
      lines('import spaces', decorator, 'def draw(prompt):', '    return prompt');
    expect(await offered({ 'app.py': app(before) }, 'GPU')).toEqual([
      {
        title: 'Set the duration of `draw`: 60 s is what is requested now',
        kind: 'refactor.rewrite',
        choice: '60',
        files: { 'app.py': app(after) },
        added: [],
      },
    ]);
  });

  it('writes no keyword in front of an argument without one', async () => {
    const app = lines('import spaces', '@spaces.GPU(60, "large")', 'def draw(steps):', '    return steps');
    expect(await offered({ 'app.py': app }, 'GPU')).toEqual([]);
  });

  it.each([
    ['recycling_steps, sampling_steps', 'sampling_steps'],
    ['warmup_steps, max_new_tokens', 'max_new_tokens'],
    ['train_steps', 'train_steps'],
  ])('estimates from what takes the time: %s', async (params, amount) => {
    const app = lines('import spaces', '@spaces.GPU(duration=60)', `def draw(${params}):`, '    return 1');
    const titles = (await offered({ 'app.py': app }, 'GPU')).map(({ title }) => title);
    expect(titles).toEqual([`Estimate the duration of \`draw\` from \`${amount}\``]);
  });

  it('estimates from the parameters, which it takes as the function does', async () => {
    const rest = [
      'def draw(prompt: str, *, steps: int = 25, seed=None, progress=gr.Progress(track_tqdm=True)):',
      '\treturn pipe(prompt, num_inference_steps=steps).images[0]',
    ];
    const head = ['import gradio as gr', 'import spaces', '', '', '# Draws.', '@torch_context'];
    const [number, estimate, ...others] = await offered(
      { 'app.py': lines(...head, '@spaces.GPU', ...rest).replaceAll('\n', '\r\n') },
      'GPU',
    );
    expect(number?.title).toContain('60 s');
    expect(others).toEqual([]);
    expect(estimate).toEqual({
      title: 'Estimate the duration of `draw` from `steps`',
      kind: 'refactor.rewrite',
      choice: '2',
      added: [],
      files: {
        'app.py': lines(
          ...head.slice(0, 4),
          'def get_duration(prompt, *, steps=25, seed=None, progress=None):',
          '\treturn min(10 + steps * 2, 120)',
          '',
          '',
          ...head.slice(4),
          '@spaces.GPU(duration=get_duration)',
          ...rest,
        ).replaceAll('\n', '\r\n'),
      },
    });
  });

  it.each([
    ['4', '', 'min(12 + steps * 12, 120)'],
    ['30', '', 'min(12 + steps * 1.6, 120)'],
    // 60.6 s, and whole seconds are requested.
    ['28', '', 'min(13 + steps * 1.7, 120)'],
    ['7', 'duration=10', 'min(6 + steps * 0.71, 120)'],
    ['1000', 'duration=600', 'min(10 + steps * 0.59, 600)'],
  ])('asks with the default of %s for the seconds that are asked for now', async (steps, settings, estimate) => {
    const text = lines(
      'import spaces',
      '',
      `@spaces.GPU(${settings})`,
      `def draw(steps=${steps}):`,
      '    return steps',
    );
    const found = (await offered({ 'app.py': text }, 'GPU')).find(({ title }) => title.startsWith('Estimate'));
    expect(found?.files['app.py']).toContain(`return ${estimate}\n`);
  });

  it('makes an estimate of a number, so that a usual call asks for what it asked for', async () => {
    const def = 'def animate(image, num_frames=49, num_inference_steps=50, num_videos=1, *args, **kwargs):';
    const app = (...decorator: readonly string[]): string =>
      lines('from spaces import GPU', '', 'get_duration = 1', '', ...decorator, def, '    return image');
    const [only, ...others] = await offered({ 'app.py': app('@GPU(duration=210, size="large")') }, 'GPU(');
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      title: 'Estimate the duration of `animate` from `num_videos` and `num_inference_steps`',
      choice: '4',
    });
    expect(only?.files['app.py']).toBe(
      app(
        'def get_animate_duration(',
        '    image,',
        '    num_frames=49,',
        '    num_inference_steps=50,',
        '    num_videos=1,',
        '    *args,',
        '    **kwargs,',
        '):',
        '    return min(10 + num_videos * num_inference_steps * 4, 210)',
        '',
        '@GPU(duration=get_animate_duration, size="large")',
      ),
    );
  });

  it.each([
    [
      'its number is said and nothing tells how long it takes',
      '@spaces.GPU(duration=30)',
      'def draw(prompt, steps="many"):',
    ],
    ['it is estimated already', '@spaces.GPU(duration=lambda steps: min(steps, 60))', 'def draw(steps):'],
  ])('is not offered where %s', async (_, decorator, def) => {
    expect(await offered({ 'app.py': lines('import spaces', decorator, def, '    return 1') }, 'GPU')).toEqual([]);
  });

  it('is not offered in a method, whose estimate would need the object', async () => {
    const app = lines(
      'import spaces',
      'class A:',
      '    @spaces.GPU(duration=9)',
      '    def f(self, steps):',
      '        return 1',
    );
    expect(await offered({ 'app.py': app }, 'GPU')).toEqual([]);
  });
});

describe('Make this a GPU function', () => {
  const pipe = ['import gradio as gr', 'import torch', 'from diffusers import DiffusionPipeline', ''];
  const load = ['pipe = DiffusionPipeline.from_pretrained("a/b").to("cuda")', '', ''];

  it('is not offered for a function that is given the model', async () => {
    const app = (given: string): string =>
      lines(
        ...pipe,
        'import spaces',
        ...load,
        'def draw(prompt, model):',
        '    return pipe(prompt).images[0]',
        'def on_click(prompt):',
        `    return draw(prompt, ${given})`,
        'gr.Interface(on_click, "text", "image").launch()',
      );
    expect(await offered({ 'app.py': app('1') }, 'draw(')).toHaveLength(1);
    expect(await offered({ 'app.py': app('pipe') }, 'draw(')).toEqual([]);
  });

  it('decorates below handlers and above torch contexts, and imports spaces', async () => {
    const helper = ['import spaces', '@spaces.GPU(duration=9)', 'def other():', '    return 1'];
    const code = (decorators: readonly string[]): string =>
      lines(
        ...pipe,
        'import helper',
        ...load,
        '@log',
        ...decorators,
        'def draw(prompt):',
        '    return pipe(prompt).images[0]',
        'gr.Interface(draw, "text", "image").launch()',
      );
    const files = { 'app.py': code(['@torch.inference_mode()']), 'helper.py': lines(...helper) };
    const [only, ...others] = await offered(files, 'draw(');
    expect(others).toEqual([]);
    expect(only).toEqual({
      title: 'Make `draw` a GPU function: `@spaces.GPU(duration=60)`',
      kind: 'refactor.rewrite',
      choice: '60',
      added: [],
      files: { 'app.py': `import spaces\n${code(['@spaces.GPU(duration=60)', '@torch.inference_mode()'])}` },
    });
  });

  it.each([
    ['it is async', 'async def draw(prompt):', '    return pipe(prompt).images[0]'],
    ['it has nothing to do with a GPU', 'def draw(prompt):', '    return prompt.upper()'],
    ['it keeps what it made for later', 'def draw(prompt):', '    global last\n    last = pipe(prompt).images[0]'],
    ['it calls a GPU function', 'def draw(prompt):', '    return run(prompt)'],
    ['it sets up what it is given', 'def draw(prompt):', '    prompt.set_attn_processor(1)\n    return pipe(prompt)'],
  ])('is not offered where %s', async (_, def, body) => {
    const run = ['import spaces', '@spaces.GPU(duration=9)', 'def run(prompt):', '    return pipe(prompt).images[0]'];
    const app = lines(...pipe, ...load, ...run, def, body, 'gr.Interface(draw, "text", "image").launch()');
    expect(await offered({ 'app.py': app }, 'draw(')).toEqual([]);
  });
});

describe('Move the decorator to the caller', () => {
  const app = (one: readonly string[], all: readonly string[], ...callers: readonly string[]): string =>
    lines('import gradio as gr', 'import spaces', ...one, 'def one(x):', '    return x', ...all, ...callers);

  it('moves it to the only caller', async () => {
    const caller = ['def all_of(x):', '    return one(one(x))', 'gr.Interface(all_of, "text", "text").launch()'];
    const result = await offered({ 'app.py': app(['@spaces.GPU(duration=20)'], [], ...caller) }, 'GPU(');
    expect(result).toEqual([
      {
        title: 'Move `@spaces.GPU(duration=20)` from `one` to `all_of`: its duration has to cover every call',
        kind: 'refactor.move',
        added: [],
        files: { 'app.py': app([], ['@spaces.GPU(duration=20)'], ...caller) },
      },
    ]);
  });

  it('is not offered where several call it, or a visitor does', async () => {
    const two = ['def a(x):', '    return one(x)', 'def b(x):', '    return one(x)'];
    expect(await offered({ 'app.py': app(['@spaces.GPU(duration=20)'], [], ...two) }, 'GPU(')).toEqual([]);
    const bound = ['def a(x):', '    return one(x)', 'gr.Interface(one, "text", "text").launch()'];
    expect(await offered({ 'app.py': app(['@spaces.GPU(duration=20)'], [], ...bound) }, 'GPU(')).toEqual([]);
  });
});
