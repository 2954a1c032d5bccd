/** What is special about code in a GPU worker: gradients, random numbers, work for the CPU; what no page shows. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { allFindings, ordinaryFiles, root, spaceOf } from '../support/space';
import { findings } from './findings';

it.each([
  ['torch.no_grad()', 'torch.no_grad()', 0],
  ['torch.no_grad()', 'torch.autocast("cuda")', 1],
  ['torch.autocast("cuda")', 'torch.no_grad()', 1],
  ['torch.autocast("cuda")', 'torch.autocast("cuda")', 0],
  // On the CPU it is the main process that computes.
  ['torch.autocast("cpu")', 'torch.no_grad()', 0],
  ['torch.autocast("cuda", enabled=False)', 'torch.no_grad()', 0],
])('grad-context-above-gpu of %s around a function with a %s of its own', async (around, own, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("me/a").to("cuda")\n\n' +
    `@spaces.GPU\ndef run(x):\n    with ${own}:\n        return model(x).logits.item()\n\ndef on_click(x):\n    with ${around}:\n        return run(x)\n\ngr.Interface(on_click, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'grad-context-above-gpu')).toHaveLength(count);
});

it.each([
  ['    with torch.no_grad():\n        return model(x)', 0],
  ['    return model(x)', 1],
])('grad-context-above-gpu minds a context in the body: %s', async (body, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("me/a").to("cuda")\n\n' +
    `@torch.inference_mode()\n@spaces.GPU\ndef run(x):\n${body}\n\ngr.Interface(run, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'grad-context-above-gpu')).toHaveLength(count);
});

describe('grad-disabled-at-module-scope', () => {
  it('where a function only chooses the type it computes in', async () => {
    const app = `import spaces
import torch
from transformers import AutoModel

torch.set_grad_enabled(False)
model = AutoModel.from_pretrained("a/b").to("cuda")


@spaces.GPU(duration=9)
def f(x):
    with torch.autocast("cuda"):
        return model(x).loss.item()
`;
    expect(await findings({ 'app.py': app }, 'grad-disabled-at-module-scope')).toHaveLength(1);
    const guarded = app.replace('with torch.autocast("cuda"):', 'with torch.no_grad(), torch.autocast("cuda"):');
    expect(await findings({ 'app.py': guarded }, 'grad-disabled-at-module-scope')).toEqual([]);
  });
});

it.each([
  ['model(noise)', 0],
  ['loss = model(noise)', 0],
  ['return model(noise)', 1],
  ['print(model(noise))', 1],
])('numpy-rng-in-gpu of what is drawn for %s', async (use, count) => {
  const app =
    'import gradio as gr\nimport numpy as np\nimport spaces\nfrom transformers import pipeline\n\nmodel = pipeline("audio-classification", device="cuda")\n\n' +
    `@spaces.GPU\ndef run(x):\n    noise = np.random.randn(16000)\n    ${use}\n\ngr.Interface(run, "text", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'numpy-rng-in-gpu')).toHaveLength(count);
});

it.each([
  ['localhost', 'example.org'],
  ['example.org', 'localhost'],
])('cpu-work-in-gpu follows an address far from the request, from %s to %s', async (before, after) => {
  const app = (host: string): string =>
    `import os\nimport requests\nimport spaces\n\nURL = f"http://{os.environ['USER']}@${host}"\n\n` +
    '@spaces.GPU\ndef ask(x):\n    return requests.post(f"{URL}/x", json=x).json()\n';
  const options = { rules: rules.filter(({ name }) => name === 'cpu-work-in-gpu') };
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': app(before) }, options);
  const found = (): number => allFindings(space).length;
  expect(found()).toBe(before === 'localhost' ? 0 : 1);
  const start = app(before).indexOf(before);
  space.model.editFile(`${root}/app.py`, [{ span: { start, end: start + before.length }, text: after }]);
  expect(found()).toBe(after === 'localhost' ? 0 : 1);
});

it.each([
  ['return fast(x)', 1],
  [
    'try:\n            return fast(x)\n        except Exception as error:\n            raise gr.Error("Busy.") from error',
    0,
  ],
])('plain-exception-in-gpu below a decorator whose wrapper does: %s', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\n\ndef gpu(fn):\n    fast = spaces.GPU(duration=9)(fn)\n    def inner(x):\n        ${body}\n    return inner\n\n@gpu\ndef run(x):\n    if not x:\n        raise ValueError("Say something.")\n    return pipe(x)\n\ngr.Interface(run, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'plain-exception-in-gpu')).toHaveLength(count);
});

it.each([
  ['opts = dict(batch_size=4, num_workers=2)', 1],
  ['opts = {"num_workers": 2}', 1],
  ['opts = {"num_workers": 2}\n    opts["num_workers"] = 0', 0],
  ['opts = {"num_workers": 2 if len(x) > 9 else 0}', 0],
])('dataloader-workers-in-gpu looks into unpacked arguments: %s', async (opts, count) => {
  const app = `import spaces\nfrom torch.utils.data import DataLoader\n\n@spaces.GPU\ndef run(x):\n    ${opts}\n    return [len(b) for b in DataLoader(x, **opts)]\n`;
  expect(await findings({ 'app.py': app }, 'dataloader-workers-in-gpu')).toHaveLength(count);
});
