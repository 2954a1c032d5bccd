import { expect, it } from 'vitest';
import { lines } from '../support/lines';
import { offered } from './refactor';

const head = [
  'import torch',
  'from diffusers import DiffusionPipeline',
  'from spaces import GPU',
  '',
  'pipe = DiffusionPipeline.from_pretrained("a/b").to("cuda")',
];
const paint = (call: string): readonly string[] => [
  '',
  '@GPU(duration=10)',
  'def paint(prompt, steps, image):',
  `    return ${call}.images[0]`,
];
const usual = 'pipe(prompt=prompt, num_inference_steps=steps, output_type="pil")';

it.each(['pipe.unet = torch.compile(pipe.unet, mode="max-autotune")', 'pipe.unet.compile()'])(
  'writes the recipe in the place of %s',
  async (statement) => {
    const app = lines(...head, '# Twice as fast.', statement, ...paint(usual)).replaceAll('\n', '\r\n');
    const [only, ...others] = await offered({ 'app.py': app }, 'compile(');
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      title: 'Compile `pipe.unet` ahead of time, with `spaces.aoti_compile`',
      kind: 'refactor.rewrite',
      choice: 'a prompt like those of your visitors',
      added: [],
    });
    expect(only?.files['app.py']).toBe(
      lines(
        'import spaces',
        ...head,
        '',
        '',
        '# Twice as fast.',
        '@spaces.GPU(duration=1500)',
        'def compile_unet():',
        '    with spaces.aoti_capture(pipe.unet) as call:',
        '        pipe(prompt="a prompt like those of your visitors", output_type="pil")',
        '    exported = torch.export.export(pipe.unet, args=call.args, kwargs=call.kwargs)',
        '    return spaces.aoti_compile(exported)',
        '',
        '',
        'spaces.aoti_apply(compile_unet(), pipe.unet)',
        '',
        ...paint(usual),
      ).replaceAll('\n', '\r\n'),
    );
  },
);

it.each([
  ['the pipeline needs an image too', 'pipe.unet = torch.compile(pipe.unet)', 'pipe(prompt=prompt, image=image)', ''],
  ['nothing calls the pipeline', 'pipe.unet = torch.compile(pipe.unet)', 'other(prompt)', ''],
  ['it is no part of a pipeline', 'net = torch.compile(make())', usual, ''],
  ['torch is too old', 'pipe.unet = torch.compile(pipe.unet)', usual, 'torch==2.7.1\n'],
])('is not offered where %s', async (_, statement, call, requirements) => {
  const files = { 'app.py': lines(...head, statement, ...paint(call)), 'requirements.txt': requirements };
  expect(await offered(files, 'compile(')).toEqual([]);
});
