import { expect, it } from 'vitest';
import { lines } from '../support/lines';
import { offered } from './refactor';

const head = ['import spaces', 'import torch', '', '@spaces.GPU(duration=9)'];

async function returned(...body: readonly string[]): Promise<string | undefined> {
  const app = lines(...head, 'def run(x, y, which):', ...body);
  const [only, ...others] = await offered({ 'app.py': app }, 'run(');
  expect(others).toEqual([]);
  expect(only?.added ?? []).toEqual([]);
  return only?.files['app.py']
    ?.split('\n')
    .slice(head.length + 1, -1)
    .join('\n');
}

it('moves what every return gives, at any depth', async () => {
  const body = (a: string, both: string, sum: string): readonly string[] => [
    '    a = torch.ones(3, device="cuda")',
    '    if which == "one":',
    `        return ${a}`,
    '    if which == "nothing":',
    '        return None',
    '    if which == "sum":',
    `        return (a, {"sum": ${sum}, "label": "both"})`.replace('(a,', `(${a},`),
    `    return [${a}, ${both}]`,
  ];
  const plain = body('a', 'a * 2', 'a.sum()');
  expect(await returned(...plain)).toBe(body('a.cpu()', '(a * 2).cpu()', 'a.sum().cpu()').join('\n'));
});

it('moves both sides of a conditional expression', async () => {
  expect(await returned('    a = torch.ones(3, device="cuda")', '    return a if which else a + 1')).toContain(
    '    return a.cpu() if which else (a + 1).cpu()',
  );
});

it('moves what is yielded', async () => {
  expect(
    await returned('    for i in range(3):', '        a = torch.ones(i, device="cuda")', '        yield i, a'),
  ).toContain('        yield i, a.cpu()');
});

it('moves the tensors in a list and in a dict, and one that may be None', async () => {
  const list = ['    all = [torch.ones(i, device="cuda") for i in range(3)]', '    return all'];
  expect(await returned(...list)).toContain('    return [tensor.cpu() for tensor in all]');
  const dict = ['    a = torch.ones(3, device="cuda")', '    all = {"a": a, "b": a * 2}', '    return "done", all'];
  expect(await returned(...dict)).toContain('    return "done", {key: value.cpu() for key, value in all.items()}');
  const none = ['    a = None', '    if which:', '        a = torch.ones(3, device="cuda")', '    return a'];
  expect(await returned(...none)).toContain('    return a.cpu() if a is not None else None');
});

it('leaves no gradients to be pickled', async () => {
  const app = (latents: string): string =>
    lines(
      'import spaces',
      'from diffusers import AutoencoderKL',
      'vae = AutoencoderKL.from_pretrained("a/b").to("cuda")',
      '@spaces.GPU(duration=9)',
      'def run(pixels):',
      `    return ${latents}`,
    );
  const [only] = await offered({ 'app.py': app('vae.encode(pixels).latent_dist.sample()') }, 'run(');
  expect(only?.files['app.py']).toBe(app('vae.encode(pixels).latent_dist.sample().detach().cpu()'));
});

it('is not offered where nothing is known to lie on the GPU', async () => {
  expect(await returned('    a = torch.ones(3, device="cuda").cpu()', '    return a, x, which')).toBeUndefined();
});
