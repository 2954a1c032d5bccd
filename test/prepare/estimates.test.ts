/** What a prepared app asks for: seconds of a GPU, packages, the lines of its card. */
import { describe, expect, it } from 'vitest';
import { preparedOf } from './support';

const card = '---\nsdk: gradio\nsdk_version: 6.25.0\npython_version: "3.12"\napp_file: app.py\n---\n';
const requirements = 'torch==2.8.0\ndiffusers\ntransformers\naccelerate\n';

describe('the duration', () => {
  it.each([
    ['a few steps', 'return pipe(prompt, num_inference_steps=4).images[0]', '"image"', 20],
    ['so many steps that it is no shorter', 'return pipe(prompt, num_inference_steps=50).images[0]', '"image"', 60],
    ['steps in a loop', 'return [pipe(prompt, num_inference_steps=4).images[0] for _ in range(4)]', 'gr.Gallery()', 60],
    [
      'steps of two calls',
      'first = pipe(prompt, num_inference_steps=4).images[0]\n    return pipe(prompt, image=first, num_inference_steps=4).images[0]',
      '"image"',
      60,
    ],
    ['a component that shows a video', 'return save(pipe(prompt, num_inference_steps=4).frames)', 'gr.Video()', 120],
  ])('of %s', async (_, body, output, seconds) => {
    const app =
      'import gradio as gr\nfrom diffusers import DiffusionPipeline\nfrom parts import save\n\n' +
      'pipe = DiffusionPipeline.from_pretrained("me/model").to("cuda")\n\n\n' +
      `def generate(prompt):\n    ${body}\n\n\ngr.Interface(generate, "text", ${output}).launch()\n`;
    const { files } = await preparedOf({ 'README.md': card, 'requirements.txt': requirements, 'app.py': app });
    expect(files['app.py']).toContain(`@spaces.GPU(duration=${seconds})\ndef generate`);
  });
});

describe('the requirements', () => {
  const app =
    'import gradio as gr\nimport timm\nfrom diffusers import DiffusionPipeline\n\n' +
    'try:\n    import cv2\nexcept ImportError:\n    cv2 = None\n\n' +
    'pipe = DiffusionPipeline.from_pretrained("me/model").to("cuda")\n\n\n' +
    'def generate(prompt):\n    return pipe(prompt).images[0]\n\n\ngr.Interface(generate, "text", "image").launch()\n';

  it('name what the app imports, save what it can do without', async () => {
    const { files } = await preparedOf({ 'README.md': card, 'app.py': app });
    expect(files['requirements.txt']).toContain('timm\n');
    expect(files['requirements.txt']).not.toContain('opencv');
  });

  it('take over what pyproject.toml declares, save what is no line', async () => {
    const pyproject = '[project]\ndependencies = ["timm", """\nopencv-python\n""", 3]\n';
    const { files } = await preparedOf({ 'README.md': card, 'app.py': app }, undefined, pyproject);
    expect(files['requirements.txt']).toContain('timm\n');
    expect(files['requirements.txt']).not.toContain('opencv');
  });
});

it('a card that is a template is left as it is', async () => {
  const template = '---\nsdk: gradio\nsdk_version: {{SDK_VERSION}}\n---\n';
  const app =
    'import gradio as gr\nfrom transformers import pipeline\n\npipe = pipeline("ner", device="cuda")\n\n\n' +
    'def run(text):\n    return pipe(text)\n\n\ngr.Interface(run, "text", "text").launch()\n';
  const { files } = await preparedOf({ 'README.md': template, 'requirements.txt': requirements, 'app.py': app });
  expect(files['README.md']).toBe(template);
});
