/** Fixes of what makes a GPU function, of its duration, and of how it is called. */
import { describe, expect, it } from 'vitest';
import { safeFix } from '../../server/src/engine/fixes';
import { lines } from '../support/lines';
import { ordinaryFiles } from '../support/space';
import { repaired } from './findings';

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
