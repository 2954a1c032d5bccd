/** What comes back from a GPU worker: tensors, exceptions, states; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings, fixed } from './findings';

describe('what a model gives that is no module of torch', () => {
  const app = (load: string, result: string): string =>
    `import numpy as np\nimport spaces\nimport torch\n${load}\n\n\n@spaces.GPU(duration=9)\ndef f(image):\n    return ${result}\n`;
  const pose =
    'from controlnet_aux import OpenposeDetector\npose = OpenposeDetector.from_pretrained("lllyasviel/Annotators").to("cuda")';
  const yolo = 'model = torch.hub.load("ultralytics/yolov5", "yolov5s").to("cuda")';
  const masks =
    'from sam2.automatic_mask_generator import SAM2AutomaticMaskGenerator\nmasks = SAM2AutomaticMaskGenerator.from_pretrained("facebook/sam2-hiera-large")';

  it.each([
    ['an image', app(pose, 'pose(image, detect_resolution=512)'), 0],
    ['what YOLOv5 has found', app(yolo, 'model(image).render()[0]'), 0],
    ['dictionaries', app(masks, 'masks.generate(image)'), 0],
    [
      'a tensor after all',
      app('net = torch.hub.load("pytorch/vision:v0.24.1", "resnet50").to("cuda")', 'net(image)'),
      1,
    ],
    [
      'a tensor of other dimensions',
      app(
        'from einops import rearrange\nnet = torch.nn.Linear(2, 2).cuda()',
        'rearrange(net(image), "b (h w) -> b h w", h=2)',
      ),
      1,
    ],
    [
      'an array of other dimensions',
      app('from einops import rearrange', 'rearrange(np.array(image), "h w -> w h")'),
      0,
    ],
  ])('%s', async (_, text, count) => {
    expect(await findings({ 'app.py': text }, 'return-cuda-tensor')).toHaveLength(count);
  });

  it.each([
    ['"intel-isl/MiDaS", "DPT_Large"', 1],
    ['"intel-isl/MiDaS", "transforms"', 0],
    ['"bryandlee/animegan2-pytorch:main", "face2paint", size=512', 0],
  ])('torch.hub.load(%s) in a GPU function', async (args, count) => {
    const text = app('', `torch.hub.load(${args})(image)`);
    expect(await findings({ 'app.py': text }, 'model-load-in-gpu')).toHaveLength(count);
  });
});

it.each([
  // What it computes on the GPU need not lie there.
  ['text = acme.get_text(x, device="cuda")\n    return text', 0],
  ['return acme.create_video(x, device="cuda")', 0],
  ['rate, wave = acme.load_model(x, device="cuda")\n    return rate', 0],
  ['batch = acme.prepare(x).to("cuda")\n    return batch["text"]', 0],
  ['batch = acme.prepare(x).to("cuda")\n    return batch["input_ids"]', 1],
  ['return acme.Voice(device="cuda")', 1],
])('return-cuda-tensor, of what a library gives: %s', async (body, count) => {
  const app = `import acme\nimport spaces\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    ${body}\n`;
  expect(await findings({ 'app.py': app }, 'return-cuda-tensor')).toHaveLength(count);
});

it.each([
  ['return t.numpy()', 1],
  ['if t.is_cuda:\n        return t.cpu().numpy()\n    return t.numpy()', 0],
  ['if t.is_cuda:\n        return t.numpy()', 1],
  ['return t.numpy() if t.device.type == "cpu" else t.cpu().numpy()', 0],
  ['if t.device.type != "cpu":\n        return t.numpy()', 1],
  ['return t.numpy() if str(t.device) == "cpu" else t.cpu().numpy()', 0],
  ['return t.cpu().numpy() if "cuda" in str(t.device) else t.numpy()', 0],
  ['if not str(t.device).startswith("cuda"):\n        return t.numpy()', 0],
  ['if str(t.device) == "cuda":\n        return t.numpy()', 1],
  ['return t.numpy() if t.is_cpu else t.cpu().numpy()', 0],
  ['return t.numpy() if f"{t.device}" == "cpu" else t.cpu().numpy()', 0],
  ['return t.numpy() if t.get_device() < 0 else t.cpu().numpy()', 0],
  ['if t.get_device() >= 0:\n        return t.numpy()', 1],
  ['if t.device == "cpu":\n        return t.numpy()', 0],
  ['if t.device == torch.device("cpu"):\n        return t.numpy()', 0],
  ['if t.device != torch.device("cpu"):\n        return t.numpy()', 1],
  [`if repr(t.device) == "device(type='cpu')":\n        return t.numpy()`, 0],
  ['if repr(t.device).startswith("device(type=\'cuda\'"):\n        return t.numpy()', 1],
  ['if "%s" % t.device == "cpu":\n        return t.numpy()', 0],
  ['if "on %s" % t.device == "on cpu":\n        return t.numpy()', 0],
  ['if "{}".format(t.device) == "cpu":\n        return t.numpy()', 0],
  ['if str(t.device).split(":")[0] == "cpu":\n        return t.numpy()', 0],
  ['if str(t.device).split(":")[0] == "cuda":\n        return t.numpy()', 1],
  ['kind, _, index = str(t.device).partition(":")\n    if kind != "cuda":\n        return t.numpy()', 0],
  ['t.data = t.data.cpu()\n    return t.numpy()', 0],
])('numpy-of-cuda-tensor, where the device of the tensor is asked for: %s', async (body, count) => {
  const app = `import spaces\nimport torch\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    t = torch.ones(3).to("cuda")\n    ${body}\n`;
  expect(await findings({ 'app.py': app }, 'numpy-of-cuda-tensor')).toHaveLength(count);
});

it.each([
  ['', 1],
  ['for name, value in json.load(open("c.json")).items():\n    setattr(settings, name, value)', 0],
  ['vars(settings).update(json.load(open("c.json")))', 0],
  ['settings.__dict__.update(json.load(open("c.json")))', 0],
  ['settings.__dict__["device"] = json.load(open("c.json"))', 0],
  [
    'def fill(it, given):\n    for name in given:\n        setattr(it, name, given[name])\n\n\nfill(settings, json.load(open("c.json")))',
    0,
  ],
  // A name that is written down is the only one.
  ['setattr(settings, "steps", 4)', 1],
])('numpy-of-cuda-tensor, where the device is a field of a record: %s', async (filled, count) => {
  const record =
    '@dataclass\nclass Settings:\n    device: str = "cuda"\n    steps: int = 3\n\n\nsettings = Settings()\n';
  const app = `import json\nfrom dataclasses import dataclass\nimport spaces\nimport torch\n\n\n${record}${filled}\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return torch.rand(3, device=settings.device).numpy()\n`;
  expect(await findings({ 'app.py': app }, 'numpy-of-cuda-tensor')).toHaveLength(count);
});

it.each([
  ['except JobError', ['is raised in the worker']],
  ['except gr.Error', ['runs in a GPU worker because of this']],
])('plain-exception-in-gpu tells once of what the main process means to catch by %s', async (clause, expected) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\nclass JobError(Exception):\n    pass\n\n\n' +
    '@spaces.GPU(duration=9)\ndef draw(prompt):\n    if not prompt:\n        raise JobError("Please write a prompt")\n    return prompt\n\n\n' +
    `def on_click(prompt):\n    try:\n        return draw(prompt)\n    ${clause}:\n        return None\n\n\ngr.Interface(on_click, "text", "text").launch()\n`;
  const found = await findings({ 'app.py': app }, 'plain-exception-in-gpu');
  expect(found.map(({ related }) => related[0]?.message.replace(/^`\w+` /, ''))).toEqual(expected);
});

it.each([
  // Nobody in the main process catches what `draw` raises.
  ['check(prompt)', ['runs in a GPU worker because of this']],
  ['draw(prompt)', ['is raised in the worker']],
])('plain-exception-in-gpu, where the main process catches the exception around %s', async (tried, expected) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\nclass JobError(Exception):\n    pass\n\n\ndef check(prompt):\n    if len(prompt) > 9:\n        raise JobError("Too long")\n\n\n' +
    '@spaces.GPU(duration=9)\ndef draw(prompt):\n    if not prompt:\n        raise JobError("Please write a prompt")\n    return prompt\n\n\n' +
    `def on_click(prompt):\n    try:\n        ${tried}\n    except JobError:\n        return None\n    return draw(prompt)\n\n\ngr.Interface(on_click, "text", "text").launch()\n`;
  const found = await findings({ 'app.py': app }, 'plain-exception-in-gpu');
  expect(found.map(({ related }) => related[0]?.message.replace(/^`\w+` /, ''))).toEqual(expected);
});

it.each([
  ['', '', 0],
  ['', '    yield x, kept\n', 1],
  // It may end before.
  ['        if not x:\n            return\n', '    yield x, kept\n', 0],
])('state-yielded-each-step offers to leave out a State that is sent at the end: %j, %j', async (early, end, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport torch\n\n@spaces.GPU(duration=9)\ndef paint(x, kept):\n    for i in range(4):\n' +
    `${early}        kept = torch.ones(i)\n        yield str(i), kept\n${end}\n` +
    'with gr.Blocks() as demo:\n    box = gr.Textbox()\n    state = gr.State()\n    box.submit(paint, [box, state], [box, state])\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'state-yielded-each-step');
  expect(finding?.fixes()).toHaveLength(count);
});

it.each([
  ['import spaces\nprint(torch.cuda.is_available())', 1],
  // Then all is on the CPU.
  ['print(torch.cuda.is_available())\nimport spaces', 0],
])('numpy-of-cuda-tensor below %j', async (above, count) => {
  const app = `import torch\n${above}\n\ndevice = "cuda" if torch.cuda.is_available() else "cpu"\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return torch.ones(3).to(device).numpy()\n`;
  expect(await findings({ 'app.py': app }, 'numpy-of-cuda-tensor')).toHaveLength(count);
});

it.each([
  ['net(x)', 'net(x).detach().cpu()'],
  ['net(x).detach()', 'net(x).detach().cpu()'],
])('numpy-of-cuda-tensor detaches once: %s', async (tensor, expected) => {
  const app = `import spaces\nimport torch\n\nnet = torch.nn.Linear(2, 2).to("cuda")\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return ${tensor}.numpy()\n`;
  expect(await fixed({ 'app.py': app }, 'numpy-of-cuda-tensor', 'app.py')).toContain(`return ${expected}.numpy()`);
});

it.each([
  ['return paint(x, lambda y: y)', 1],
  ['return x\n\ndef left_over(x):\n    return paint(x, lambda y: y)', 0],
])('unpicklable-argument in a function that is, or is not, called: %j', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\n\n@spaces.GPU(duration=9)\ndef paint(x, key):\n    return key(x)\n\ndef show(x):\n    ${body}\n\ngr.Interface(show, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'unpicklable-argument')).toHaveLength(count);
});
