/** Who calls GPU functions, how often, and from where; what no page shows. */
import { describe, expect, it } from 'vitest';
import { findings } from './findings';

describe('gpu-call-in-loop', () => {
  const app = (...lines: readonly string[]): string => `import gradio as gr
import spaces
from transformers import pipeline

write = pipeline("text-generation", "Qwen/Qwen3-0.6B", device="cuda")


@spaces.GPU(duration=10)
def core(x, seed=0):
    return write(x)[0]["generated_text"]


def run(x, dry=False):
    if dry:
        return x
    return core(x)


def tidied(x, dry):
    return run(x.strip(), dry)


def ask(x, messages=()):
${lines.map((line) => `    ${line}\n`).join('')}

gr.Interface(ask, "text", "text").launch()
`;

  it.each([
    // What it is given keeps it from the GPU.
    ['return [run(line, dry=True) for line in x.splitlines()]'],
    ['return [tidied(line, True) for line in x.splitlines()]'],
    // Tried again until it is good.
    ['while True:', '    r = core(x)', '    if r:', '        break', 'return r'],
    ['while True:', '    r = core(x)', '    print(r, x)', '    if not r:', '        continue', '    return r'],
    ['for i in range(3):', '    r = core(x)', '    if len(r) > 3:', '        return r', '    gr.Info(f"{x}: again")'],
    [
      'for i in range(3):',
      '    try:',
      '        r = core(x)',
      '    except gr.Error:',
      '        continue',
      '    if r: break',
    ],
    [
      'for i in range(3):',
      '    try:',
      '        r = core(x)',
      '        if r: return r',
      '    except gr.Error:',
      '        pass',
    ],
    ['for i in range(3):', '    r = core(x)', '    text = r.strip()', '    if text: return text'],
    ['r, tries = "", 0', 'while not r and tries < 3:', '    r = core(x)', '    tries += 1', 'return r'],
    // With another seed.
    ['seed = 0', 'while True:', '    r = core(x, seed)', '    if r: return r', '    seed += 1'],
    ['for i in range(4):', '    r = core(x, seed=i)', '    if len(r) > 3:', '        break', 'return r'],
    [
      'best = ""',
      'for attempt in range(4):',
      '    r = core(x, 7 + attempt)',
      '    if r:',
      '        best = r',
      '        break',
    ],
  ])('is silent: %s', async (...lines) => {
    expect(await findings({ 'app.py': app(...lines) }, 'gpu-call-in-loop')).toEqual([]);
  });

  it.each([
    ['return [run(line) for line in x.splitlines()]'],
    ['return [tidied(line, False) for line in x.splitlines()]'],
    // The next pass asks for something else.
    ['for line in x.splitlines():', '    r = core(line)', '    if r: return r'],
    ['while True:', '    x = core(x)', '    if x.endswith("."): return x'],
    [
      'messages = [x]',
      'while True:',
      '    r = core(messages)',
      '    if not r: return messages',
      '    messages.append(r)',
    ],
    ['state = {"x": x}', 'while True:', '    r = core(state)', '    if not r: return x', '    state["x"] += r'],
    ['for i, seed in enumerate(x.split()):', '    r = core(messages[i], seed)', '    if r: return r'],
    ['for entries in x.split():', '    r = core(entries)', '    if r: return r'],
    // What it gave is kept.
    ['found = []', 'while True:', '    r = core(x)', '    found.append(r)', '    if not r: return found'],
    ['while True:', '    r = core(x)', '    yield r', '    if not r: return'],
    ['best = ""', 'for i in range(9):', '    r = core(x)', '    if r > best:', '        best = r', 'return best'],
    // With another seed, and each is kept.
    ['found = []', 'for i in range(9):', '    r = core(x, seed=i)', '    if not r: break', '    found.append(r)'],
    // Something else decides.
    ['while True:', '    r = core(x)', '    if not messages: return r'],
  ])('is told: %s', async (...lines) => {
    expect(await findings({ 'app.py': app(...lines) }, 'gpu-call-in-loop')).toHaveLength(1);
  });
});

it.each([
  ['@lru_cache\n@spaces.GPU', 0],
  // Only the worker remembers, and that is asked for each time.
  ['@spaces.GPU\n@lru_cache', 1],
])('gpu-call-in-loop of %j', async (decorators, count) => {
  const app =
    `from functools import lru_cache\nimport gradio as gr\nimport spaces\n\n${decorators}\ndef run(x):\n    return x\n\n` +
    'def on_click(x):\n    return [run(word) for word in x.split()]\n\ngr.Interface(on_click, "text", "json").launch()\n';
  expect(await findings({ 'app.py': app }, 'gpu-call-in-loop')).toHaveLength(count);
});

it.each([
  ['return two(x)', 'return paint(x)', 1],
  ['return two(x)', 'if x:\n        return paint(x)\n    return None', 0],
  ['return one(two(x))', 'return one(x)', 0],
])('gpu-call-in-loop through two functions: %s, %s', async (first, second, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return x\n\n\n' +
    `def one(x):\n    ${first}\n\n\ndef two(x):\n    ${second}\n\n\n` +
    'def on_click(x, n):\n    return [one(x) for _ in range(max(1, n))]\n\n\ngr.Interface(on_click, ["text", "number"], "json").launch()\n';
  expect(await findings({ 'app.py': app }, 'gpu-call-in-loop')).toHaveLength(count);
});

it.each([
  ['[run(x) for x in xs]', 1],
  ['[run(x, dry=True) for x in xs]', 0],
  ['[run(x, xs[0]) for x in xs]', 0],
  ['list(map(run, xs))', 0],
])('gpu-call-in-loop through a function that asks first: %s', async (loop, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return x\n\n\n' +
    'def run(x, dry=False):\n    if not dry:\n        return paint(x)\n    return x\n\n\n' +
    `def on_click(xs):\n    return ${loop}\n\n\ngr.Interface(on_click, "json", "json").launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-call-in-loop')).toHaveLength(count);
});

it.each([
  ['@gr.on(inputs=box, outputs=box)', 'return answer(text)', 1],
  // Decorators of the app's own may run it in a loop of its own.
  ['@own_loop', 'return answer(text)', 0],
  ['@gr.on(inputs=box, outputs=box)\n    @own_loop', 'return answer(text)', 0],
  ['@gr.on(inputs=box, outputs=box)', 'return await asyncio.to_thread(answer, text)', 0],
  // That fails while the app starts.
  ['@gr.on(inputs=box, outputs=box)', 'return await wrong(text)', 0],
])('gpu-called-in-async of a handler below %j that does %s', async (decorators, body, count) => {
  const app = `import asyncio
import gradio as gr
import spaces
def own_loop(fn):
    return lambda *args: asyncio.run(fn(*args))
@spaces.GPU(duration=9)
def answer(text):
    return text
@spaces.GPU(duration=9)
async def wrong(text):
    return text
with gr.Blocks() as demo:
    box = gr.Textbox()
    ${decorators}
    async def handle(text):
        ${body}
    ${decorators.includes('gr.on') ? '' : 'box.submit(handle, box, box)'}
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-async')).toHaveLength(count);
});

it.each([
  ['yield x', 'stream = run(x)', 'for item in stream: yield item', 1],
  ['yield x', 'stream = run(x)', 'yield await asyncio.to_thread(next, stream)', 0],
  ['yield x', 'stream = start(x)', 'yield await asyncio.to_thread(next, stream)', 0],
  ['yield x', 'stream = start(x)', 'yield await asyncio.get_running_loop().run_in_executor(None, next, stream)', 0],
  ['return x', 'stream = run(x)', 'yield await asyncio.to_thread(print, stream)', 1],
])('gpu-called-in-async where the GPU function does %j: %j, %j', async (body, made, used, count) => {
  const app = `import asyncio\nimport gradio as gr\nimport spaces\n\n@spaces.GPU\ndef run(x):\n    ${body}\n\ndef start(x):\n    return run(x)\n\nasync def show(x):\n    ${made}\n    ${used}\n\ngr.Interface(show, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-async')).toHaveLength(count);
});

it.each([
  ['app = gr.Server()', 'app', '`@app.api`'],
  ['class Site:\n    app = gr.Server()', 'Site.app', '`@Site.app.api`'],
  ['app = fastapi.FastAPI()', 'app', '`gr.api`'],
])('gpu-called-in-route says how %s makes an endpoint of a function', async (made, name, expected) => {
  const app = `import fastapi\nimport gradio as gr\nimport spaces\n\n${made}\n\n@${name}.post("/")\n@spaces.GPU\ndef paint(x):\n    return x\n`;
  const [finding] = await findings({ 'app.py': app }, 'gpu-called-in-route');
  expect(finding?.message).toContain(`make it an endpoint with ${expected}`);
});

it.each([
  ['device="cpu"', 'if device == "cuda":\n        return classify(text)\n    return text.lower()', 'text', 0],
  ['device="cpu"', 'if device == "cuda":\n        return classify(text)\n    return text.lower()', 'text, "cuda"', 1],
  ['device="cuda"', 'if device == "cuda":\n        return classify(text)\n    return text.lower()', 'text', 1],
  ['device="cpu"', 'if device == "cpu":\n        return text.lower()\n    return classify(text)', 'text', 0],
  ['device="cpu"', 'on_gpu = device != "cpu"\n    return classify(text) if on_gpu else text.lower()', 'text', 0],
  ['cpu=False', 'if not cpu:\n        return classify(text)\n    return text.lower()', 'text', 1],
  ['cpu=False', 'if not text:\n        return ""\n    return text.lower() if cpu else classify(text)', 'text', 1],
  ['cpu=False', 'if not cpu:\n        return classify(text)\n    return text.lower()', 'text, cpu=True', 0],
  ['cpu=False', 'if not cpu:\n        return classify(text)\n    return text.lower()', '**{"text": text}', 1],
  // Whether it asks for this can't be told.
  ['mode="fast"', 'if known(mode):\n        return classify(text)\n    return text.lower()', 'text, "slow"', 0],
  ['gpu=False', 'if gpu or known(text):\n        return classify(text)\n    return text.lower()', 'text', 0],
])('gpu-called-in-route: def run(text, %s): %s, called by run(%s)', async (parameter, body, args, count) => {
  const app =
    'import gradio as gr\nimport spaces\nfrom fastapi import FastAPI\nfrom modes import known\n\napp = FastAPI()\n\n' +
    `@spaces.GPU(duration=9)\ndef classify(text):\n    return text.upper()\n\n\ndef run(text, ${parameter}):\n    ${body}\n\n\n` +
    `@app.post("/run")\ndef route(text: str):\n    return run(${args})\n\n\ngr.mount_gradio_app(app, gr.Interface(run), path="/")\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-route')).toHaveLength(count);
});

it.each([
  ['@classmethod\n    def run(cls, device, text="cpu")', '"cpu", "cuda"', 0],
  ['@classmethod\n    def run(cls, device, text="cpu")', '"cuda", text', 1],
  ['@staticmethod\n    def run(text, device="cuda")', '"cpu"', 1],
  ['def run(this, device, text="cpu")', '"cpu", "cuda"', 0],
])('gpu-called-in-route: a method %s, called by run(%s)', async (method, args, count) => {
  const app =
    'import gradio as gr\nimport spaces\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n' +
    '@spaces.GPU(duration=9)\ndef classify(text):\n    return text.upper()\n\n\nclass Runner:\n' +
    `    ${method}:\n        if device == "cuda":\n            return classify(text)\n        return text.lower()\n\n\nrunner = Runner()\n\n\n` +
    `@app.post("/run")\ndef route(text: str):\n    return runner.run(${args})\n\n\ngr.mount_gradio_app(app, gr.Interface(classify), path="/")\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-route')).toHaveLength(count);
});

it.each([
  ['import spaces', 'return model(text)', 1],
  // It does without, or is meant to.
  ['import spaces', 'try:\n        return model(text)\n    except RuntimeError:\n        return text', 0],
  // Then all is on the CPU.
  ['import torch\nprint(torch.cuda.is_available())\nimport spaces', 'return model(text)', 0],
])('gpu-called-in-route of a route below spaces.GPU: %j, %j', async (imported, body, count) => {
  const app = `${imported}\nimport gradio as gr\nfrom fastapi import FastAPI\nfrom transformers import pipeline\n\nmodel = pipeline("translation", model="a/b", device_map="auto")\napp = FastAPI()\n\n@spaces.GPU(duration=9)\n@app.post("/run")\ndef run(text: str):\n    ${body}\n\ngr.mount_gradio_app(app, gr.Interface(run), path="/")\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-route')).toHaveLength(count);
});

it.each([
  ['return StreamingResponse(stream())', 1],
  // Who runs it, and when, is not known.
  ['jobs.put(stream)', 0],
])('gpu-called-in-route of a function in the route: %s', async (used, count) => {
  const app = `import gradio as gr\nimport spaces\nfrom fastapi import FastAPI\nfrom fastapi.responses import StreamingResponse\nfrom work import jobs\n\napp = FastAPI()\n\n@spaces.GPU(duration=9)\ndef classify(text):\n    return text.upper()\n\n@app.post("/run")\ndef run(text: str):\n    def stream():\n        yield classify(text)\n    ${used}\n\ngr.mount_gradio_app(app, gr.Interface(classify), path="/")\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-route')).toHaveLength(count);
});

it.each([
  ['', 1],
  // What it starts is its own affair.
  ['    def start(self):\n        self.run()\n', 0],
])('gpu-called-in-thread of a thread class that has %j', async (start, count) => {
  const app = `import threading\nimport gradio as gr\nimport spaces\n\n@spaces.GPU(duration=9)\ndef paint(prompt):\n    return prompt\n\nclass Job(threading.Thread):\n${start}    def run(self):\n        self.result = paint("a cat")\n\ndef answer():\n    job = Job()\n    job.start()\n    return job.result\n\ngr.Interface(answer, None, "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'gpu-called-in-thread')).toHaveLength(count);
});
