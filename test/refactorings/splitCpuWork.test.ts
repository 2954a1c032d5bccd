import { expect, it } from 'vitest';
import { lines } from '../support/lines';
import { offered } from './refactor';

const head = [
  'import gradio as gr',
  'import requests',
  'import spaces',
  'import torch',
  'from diffusers import DiffusionPipeline',
  'from PIL import Image',
  '',
  'pipe = DiffusionPipeline.from_pretrained("a/b").to("cuda")',
  '',
  '',
];
const bound = ['', '', 'gr.Interface(draw, ["text", "number"], "file").launch()'];

it('leaves saving to the main process', async () => {
  const body = ['    image.save(path)', '    gr.Info("Saved.")', '    return path'];
  const [only, ...others] = await offered(
    {
      'app.py': lines(
        ...head,
        '# Draws.',
        '@spaces.GPU(duration=30)',
        '@torch.inference_mode()',
        'def draw(prompt: str, path="x.png", steps: int = 4) -> str:',
        '    """Draws an image.',
        '',
        '    And saves it.',
        '    """',
        '    generator = torch.Generator("cuda").manual_seed(1)',
        '    image = pipe(prompt, num_inference_steps=steps, generator=generator).images[0]',
        '',
        '    # To the visitor',
        ...body,
        ...bound,
      ),
    },
    'draw(prompt',
  );
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    title: 'Split the CPU work after `draw`’s GPU work out of the GPU function',
    kind: 'refactor.extract',
    added: [],
  });
  expect(only?.files['app.py']).toBe(
    lines(
      ...head,
      '# Draws.',
      '@spaces.GPU(duration=30)',
      '@torch.inference_mode()',
      'def _draw_on_gpu(prompt, steps):',
      '    generator = torch.Generator("cuda").manual_seed(1)',
      '    image = pipe(prompt, num_inference_steps=steps, generator=generator).images[0]',
      '    return image',
      '',
      '',
      'def draw(prompt: str, path="x.png", steps: int = 4) -> str:',
      '    """Draws an image.',
      '',
      '    And saves it.',
      '    """',
      '    image = _draw_on_gpu(prompt, steps)',
      '',
      '    # To the visitor',
      ...body,
      ...bound,
    ),
  );
});

it('downloads before a GPU is asked for', async () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
  const before = [
    '\tif not url:',
    '\t\traise gr.Error("Where?")',
    '\timage = Image.open(requests.get(url, stream=True).raw)  # may take a while',
  ];
  const after = ['\tresult = pipe(image, steps).images[0]', '\treturn result.resize((64, 64))'];
  const [only] = await offered(
    { 'app.py': crlf(lines(...head, '@spaces.GPU', 'def draw(url, steps):', ...before, ...after, ...bound)) },
    'requests.get',
  );
  expect(only).toMatchObject({ title: expect.stringContaining('CPU work before `draw`') as string, added: [] });
  expect(only?.files['app.py']).toBe(
    crlf(
      lines(
        ...head,
        '@spaces.GPU',
        'def _draw_on_gpu(steps, image):',
        ...after,
        '',
        '',
        'def draw(url, steps):',
        ...before,
        '\treturn _draw_on_gpu(steps, image)',
        ...bound,
      ),
    ),
  );
});

it('keeps the annotation of what is returned, where the new function returns it', async () => {
  const before = ['    image = Image.open(requests.get(url, stream=True).raw)'];
  const after = ['    return pipe(image).images[0]'];
  const [only] = await offered(
    { 'app.py': lines(...head, '@spaces.GPU', 'def draw(url: str) -> Image.Image:', ...before, ...after, ...bound) },
    'requests.get',
  );
  expect(only?.files['app.py']).toBe(
    lines(
      ...head,
      '@spaces.GPU',
      'def _draw_on_gpu(image) -> Image.Image:',
      ...after,
      '',
      '',
      'def draw(url: str) -> Image.Image:',
      ...before,
      '    return _draw_on_gpu(image)',
      ...bound,
    ),
  );
});

it.each([
  [
    'what is saved lies on the GPU',
    ['    x = torch.ones(3, device="cuda")', '    torch.save(x, path)', '    return path'],
  ],
  ['what is saved is not known', ['    x = pipe.something(prompt)', '    x.save(path)', '    return path']],
  ['nothing of it takes long', ['    image = pipe(prompt).images[0]', '    return image.resize((64, 64))']],
  [
    'it returns early',
    [
      '    if not prompt:',
      '        return pipe("").images[0]',
      '    image = pipe(prompt).images[0]',
      '    image.save(path)',
      '    return path',
    ],
  ],
  ['it streams', ['    image = pipe(prompt).images[0]', '    yield image', '    image.save(path)']],
])('is not offered where %s', async (_, body) => {
  const app = lines(...head, '@spaces.GPU(duration=30)', 'def draw(prompt, path):', ...body, ...bound);
  const titles = (await offered({ 'app.py': app }, 'draw(prompt')).map(({ title }) => title);
  expect(titles.filter((title) => title.startsWith('Split'))).toEqual([]);
});

it('is not offered where the duration is computed from the parameters', async () => {
  const body = ['    image = pipe(prompt).images[0]', '    image.save(path)', '    return path'];
  const app = lines(
    ...head,
    '@spaces.GPU(duration=lambda prompt, path: 30)',
    'def draw(prompt, path):',
    ...body,
    ...bound,
  );
  expect(await offered({ 'app.py': app }, 'draw(prompt')).toEqual([]);
});
