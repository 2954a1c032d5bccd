/** What visitors, workers and the main process share without meaning to: variables, objects, files; what no page shows. */
import { expect, it } from 'vitest';
import { findings } from './findings';

it('global-write-in-gpu tells first of another GPU function, and nothing of a return to what stood there', async () => {
  const app =
    'import gradio as gr\nimport spaces\n\nready = False\nerror = None\n\n@spaces.GPU\ndef load():\n    global ready, error\n' +
    '    ready = True\n    error = None\n    return "ready"\n\n@spaces.GPU\ndef paint(x):\n    return x if ready else "not ready"\n\n' +
    'def show():\n    return ready, error\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    gr.Button().click(load, None, box)\n    box.submit(paint, box, box)\n    gr.Button().click(show, None, [box, box])\ndemo.launch()\n';
  const found = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(found.map(({ message }) => message)).toEqual([
    'The GPU worker only changes its own `ready`, and each GPU function has its own workers: `paint` runs in others and still sees the old value',
  ]);
});

it.each([
  ['last = x', 'still sees the old value'],
  ['last = last + x', 'still sees the old value, while the next visitor’s call'],
])('global-write-in-gpu says of %s who finds it', async (write, expected) => {
  const app =
    `import gradio as gr\nimport spaces\n\nlast = ""\n\n@spaces.GPU\ndef paint(x):\n    global last\n    ${write}\n    return x\n\n` +
    'def show():\n    return last\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(finding?.message).toMatch(new RegExp(`${expected}(?: in the same worker|$)`));
});

it.each([
  ['fill(seen)', 0],
  ['fill(other)', 1],
])('global-write-in-gpu of a list that is read beside %s', async (call, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\nseen, other = [], []\n\n@spaces.GPU\ndef paint(x):\n    seen.append(x)\n    return x\n\n' +
    `def fill(items):\n    items.append(0)\n\ndef show():\n    ${call}\n    return str(seen)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n` +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  expect(await findings({ 'app.py': app }, 'global-write-in-gpu')).toHaveLength(count);
});

it.each([
  ['[]', 1],
  // What a library makes of it is not known.
  ['Log()', 0],
])('global-write-in-gpu of what another module makes as %s', async (made, count) => {
  const app =
    'import gradio as gr\nimport spaces\nimport store\n\n@spaces.GPU\ndef paint(x):\n    store.seen.append(x)\n    return x\n\n' +
    'def show():\n    return str(store.seen)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const store = `from library import Log\n\nseen = ${made}\n`;
  expect(await findings({ 'app.py': app, 'store.py': store }, 'global-write-in-gpu')).toHaveLength(count);
});

it('global-write-in-gpu takes what a call adds for a visitor’s, whatever it was given', async () => {
  const app =
    'import gradio as gr\nimport spaces\n\nseen = []\n\n@spaces.GPU\ndef paint():\n    seen.append(pipe())\n    return len(seen)\n\n' +
    'def show():\n    return str(seen)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    gr.Button().click(paint, None, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(finding?.message).toMatch(/finds this visitor’s$/);
});

it('global-write-in-gpu does not take what is loaded on first use for a visitor’s', async () => {
  const app =
    'import gradio as gr\nimport spaces\nfrom motion import Runtime\n\nruntime = None\n\ndef load():\n    global runtime\n' +
    '    if runtime is not None:\n        return runtime\n    runtime = Runtime("ckpts")\n    return runtime\n\n' +
    '@spaces.GPU\ndef paint(x):\n    return load().paint(x)\n\n' +
    'def show():\n    return runtime.name if runtime else "none"\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n' +
    '    box.submit(paint, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n';
  const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
  expect(finding?.message).toMatch(/`show` runs in the main process and still sees the old value$/);
});

const handlers =
  'with gr.Blocks() as demo:\n    box = gr.Textbox()\n    gr.Button().click(first, [box, box], box)\n' +
  '    gr.Button().click(second, [box, box], box)\ndemo.launch()\n';

it.each(['{}', 'OrderedDict()', 'defaultdict(list)'])(
  'global-write-in-gpu sees another GPU function look up by get what is kept in %s',
  async (made) => {
    const app =
      `from collections import OrderedDict, defaultdict\nimport gradio as gr\nimport spaces\n\nvoices = ${made}\n\n` +
      '@spaces.GPU\ndef first(key, x):\n    voices[key] = x\n    return "ready"\n\n' +
      `@spaces.GPU\ndef second(key, x):\n    return x if voices.get(key) else "no voice"\n\n${handlers}`;
    const [finding] = await findings({ 'app.py': app }, 'global-write-in-gpu');
    expect(finding?.message).toContain('`second` runs in others');
  },
);

it.each([
  ['state["last"] = pipe(prompt)', 'state["last"]', 1],
  ['state["last"] = pipe(prompt)', 'state.get("last", state)', 1],
  ['state["last"] = pipe(prompt)', 'str(state)', 1],
  ['state["kept"][prompt] = pipe(prompt)', 'state[prompt]', 1],
  ['state["kept"].append(prompt)', 'len(state["kept"])', 1],
  // What is under another key stays as it was.
  ['state["last"] = pipe(prompt)', 'state["config"]["steps"]', 0],
  ['state["kept"][prompt] = pipe(prompt)', 'state.get("config")', 0],
  ['state["kept"].append(prompt)', 'state["config"]', 0],
])('global-write-in-gpu of %s, where %s is read', async (write, read, count) => {
  const app = `import gradio as gr
import spaces
state = {"config": {"steps": 4}, "kept": {}, "last": None}
@spaces.GPU(duration=9)
def paint(prompt):
    ${write}
    return prompt
def show():
    return ${read}
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(paint, prompt, prompt)
    prompt.blur(show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'global-write-in-gpu')).toHaveLength(count);
});

it.each([
  // What is said of time is no visitor's.
  ['turns.append(time.time())\n    return sum(turns)', 0],
  ['turns.append(x)\n    return x', 0],
  ['turns.clear()\n    turns.append(x)\n    return str(turns)', 0],
  ['turns.append(x)\n    return str(turns)', 1],
])('mutable-global-in-handler of a GPU function that does %s', async (body, count) => {
  const app =
    'import time\nimport gradio as gr\nimport spaces\n\nturns = []\n\n' +
    `@spaces.GPU\ndef run(x):\n    ${body}\n\ngr.Interface(run, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['table = pd.read_csv(file.name)', 1],
  ['if file is not None:\n        table = pd.read_csv(file)', 1],
  ['with open(file) as opened:\n        table = opened.read()', 1],
  ['table = pd.read_csv("all.csv")', 0],
  ['if table is None:\n        table = pd.read_csv(file)', 0],
  ['if table is not None:\n        return "ok"\n    table = pd.read_csv(file)', 0],
  // What a store of somebody's gives for it is not its text.
  ['table = store.read(file)', 0],
  // The library that reads it is no variable that is changed, though the other function uses it, too.
  ['rows = np.load(file)', 0],
])('mutable-global-in-handler of a file that is read: %s', async (body, count) => {
  const app = (show: string): string =>
    'import gradio as gr\nimport numpy as np\nimport pandas as pd\nimport spaces\nfrom library import store\n\ntable = None\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return np.abs(x)\n\n\n' +
    `def upload(file):\n    global table\n    ${body}\n    return "ok"\n\n\ndef show(x):\n    return ${show}\n\n\n` +
    'with gr.Blocks() as demo:\n    box, file = gr.Textbox(), gr.File()\n    file.upload(upload, file, box)\n' +
    '    box.submit(show, box, box)\n    box.change(paint, box, box)\ndemo.launch()\n';
  expect(await findings({ 'app.py': app('str(table)') }, 'mutable-global-in-handler')).toHaveLength(count);
  // Nobody reads it.
  expect(await findings({ 'app.py': app('x') }, 'mutable-global-in-handler')).toEqual([]);
});

it.each([
  ['self.kept.append(prompt)', 'str(self.kept[0])', 1],
  // What is measured is of all visitors.
  ['began = time.time()\n        paint(prompt)\n        self.kept.append(time.time() - began)', 'str(self.kept[0])', 0],
  // A queue is shared on purpose.
  ['self.kept.append(prompt)', 'self.kept.pop(0)', 0],
])('mutable-global-in-handler of an object that does %s, and gives %s', async (write, given, count) => {
  const app = `import time
import gradio as gr
import spaces
class Studio:
    def __init__(self):
        self.kept = []
    def draw(self, prompt):
        ${write}
        return str(len(self.kept))
    def show(self):
        return ${given}
studio = Studio()
@spaces.GPU(duration=9)
def paint(prompt):
    return prompt
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(studio.draw, prompt, prompt)
    prompt.blur(studio.show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
  // The list may come from another class.
  const made = '    def __init__(self):\n        self.kept = []\n';
  const inherited = app.replace(`class Studio:\n${made}`, `class Base:\n${made}class Studio(Base):\n`);
  expect(await findings({ 'app.py': inherited }, 'mutable-global-in-handler')).toHaveLength(count);
  const next = '    def next(self):\n        return self.kept.pop(0)\n';
  const queue = inherited.replace('class Studio', `${next}class Studio`);
  expect(await findings({ 'app.py': queue }, 'mutable-global-in-handler')).toEqual([]);
});

it.each([
  ['studio.draw, prompt', 1],
  // Each visitor has one of their own, though another function shows that of the app.
  ['Studio.draw, [gr.State(Studio()), prompt]', 0],
])('mutable-global-in-handler of an object whose method is handled by %s', async (handled, count) => {
  const app = `import gradio as gr
import spaces
class Studio:
    def draw(self, prompt):
        self.prompt = prompt
        return paint(prompt)
    def show(self):
        return self.prompt
studio = Studio()
@spaces.GPU(duration=9)
def paint(prompt):
    return prompt
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(${handled}, prompt)
    prompt.blur(studio.show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['state = SimpleNamespace(prompt=None)', 'state.prompt = prompt', 1],
  ['state = SimpleNamespace(prompt=None)', 'with lock:\n        state.prompt = prompt', 0],
  ['state = make_state()', 'state.prompt = prompt', 0],
  // What the class of another library makes of an attribute is its own.
  ['state = threading.local()', 'state.prompt = prompt', 0],
])('mutable-global-in-handler of an attribute of %s', async (made, write, count) => {
  const app = `import threading
from types import SimpleNamespace
import gradio as gr
import spaces
lock = threading.Lock()
${made}
@spaces.GPU(duration=9)
def paint(prompt):
    return pipe(prompt).images[0]
def draw(prompt):
    ${write}
    return paint(prompt)
def show():
    return state.prompt
with gr.Blocks() as demo:
    prompt = gr.Textbox()
    prompt.submit(draw, prompt, gr.Image())
    prompt.blur(show, None, prompt)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['last_key == text', 'text', 0],
  ['last_key == text', 'last_key', 1],
  ['last_key', 'text', 1],
])('mutable-global-in-handler of a result that is kept for who asks the same: if %s', async (test, shown, count) => {
  const app =
    'import gradio as gr\nimport spaces\n\nlast_key = None\nlast_value = None\n\n\n@spaces.GPU(duration=9)\ndef paint(x):\n    return len(x)\n\n\n' +
    `def on_click(text):\n    global last_key, last_value\n    if ${test}:\n        return last_value\n` +
    `    last_value = paint(text)\n    last_key = text\n    return last_value\n\n\ndef show(text):\n    return ${shown}\n\n\n` +
    'with gr.Blocks() as demo:\n    box = gr.Textbox()\n    box.submit(on_click, box, box)\n    box.change(show, box, box)\ndemo.launch()\n';
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['pass', 1],
  ['self.turns.clear()', 0],
  ['self.turns = []', 0],
])('mutable-global-in-handler of a list after a method that does %j', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\n\n@spaces.GPU\ndef reply(turns):\n    return str(turns)\n\nclass Bot:\n    def __init__(self):\n        self.turns = []\n\n    def begin(self):\n        ${body}\n\n    def ask(self, text):\n        self.begin()\n        self.turns.append(text)\n        return reply(self.turns)\n\nbot = Bot()\ngr.Interface(bot.ask, "text", "text").launch()\n`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['image.save(f"out/{i}.png")', 1],
  // The number is no longer that of the loop.
  ['i = uuid.uuid4().hex\n        image.save(f"out/{i}.png")', 0],
  ['i += 1000 * os.getpid()\n        image.save(f"out/{i}.png")', 0],
])('fixed-output-path of a loop that does %s', async (body, count) => {
  const app = `import os
import uuid
import gradio as gr
import spaces
from diffusers import AutoPipelineForText2Image
pipe = AutoPipelineForText2Image.from_pretrained("a/b").to("cuda")
@spaces.GPU(duration=9)
def paint(prompt):
    for i, image in enumerate(pipe(prompt).images):
        ${body}
    for i in range(2):
        print(i)
    return prompt
gr.Interface(paint, "text", "text").launch()
`;
  expect(await findings({ 'app.py': app }, 'fixed-output-path')).toHaveLength(count);
});

it.each([
  ['pd.DataFrame([prompt]).to_csv("out.csv")', 'print(pd.read_csv("words.csv"))', 'out.csv', 1],
  // A table that the app reads is one for everyone.
  ['pd.DataFrame([prompt]).to_csv("out.csv")', 'print(pd.read_csv("out.csv"))', 'out.csv', 0],
  ['open("/tmp/out", "w").write(prompt)', 'pass', '/tmp/out', 1],
  ['open("/dev/stderr", "w").write(prompt)', 'pass', '/dev/stderr', 0],
])('fixed-output-path of %s, beside %s', async (write, beside, path, count) => {
  const app = `import gradio as gr
import pandas as pd
import spaces
@spaces.GPU(duration=9)
def paint(prompt):
    return prompt
def keep(prompt):
    ${write}
    return "${path}"
def show(prompt):
    ${beside}
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(paint, box, box)
    box.blur(keep, box, gr.File())
    box.change(show, box, None)
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'fixed-output-path')).toHaveLength(count);
});

it.each([
  ['prompt, out="a.png"', 'paint', 'box', 1],
  ['prompt, out="a.png"', 'paint', '[box, box]', 0],
  ['prompt, out="a.png"', 'functools.partial(paint, out=f"{time.time()}.png")', 'box', 0],
  // Gradio gives these their values itself, so that the second component is for the last parameter.
  ['prompt, request: gr.Request, out="a.png"', 'paint', '[box, box]', 0],
  ['prompt, progress=gr.Progress(), out="a.png"', 'paint', '[box, box]', 0],
  ['prompt, request: gr.Request, out="a.png"', 'paint', 'box', 1],
])('fixed-output-path of a default of (%s), where %s gets %s', async (params, handler, inputs, count) => {
  const app = `import functools
import time
import gradio as gr
import spaces
from diffusers import AutoPipelineForText2Image
pipe = AutoPipelineForText2Image.from_pretrained("a/b").to("cuda")
@spaces.GPU(duration=9)
def paint(${params}):
    pipe(prompt).images[0].save(out)
    return out
with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(${handler}, ${inputs}, gr.Image())
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'fixed-output-path')).toHaveLength(count);
});

it.each([
  ['jobs.append(x)', 'jobs.popleft()', 0],
  ['jobs.extendleft([x])', 'jobs.pop()', 0],
  // It only gets shorter, or shows another's.
  ['jobs.append(x)', 'x\n    jobs.popleft()', 1],
  ['jobs.append(x)', 'jobs[0]', 1],
])('mutable-global-in-handler of %s, then %s', async (write, taken, count) => {
  const app = `from collections import deque\nimport gradio as gr\nimport spaces\n\njobs = deque()\n\n@spaces.GPU\ndef run(x):\n    return x\n\ndef handle(x):\n    ${write}\n    job = ${taken}\n    return run(job)\n\ndef show():\n    return "\\n".join(jobs)\n\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n    box.submit(handle, box, box)\n    gr.Button().click(show, None, box)\ndemo.launch()\n`;
  expect(await findings({ 'app.py': app }, 'mutable-global-in-handler')).toHaveLength(count);
});

it.each([
  ['path = Path("note.txt")\n    path.write_text(text)\n    return gr.DownloadButton(value=path)', 1],
  ['path = OUT / "picture.png"\n    path.write_bytes(text.encode())', 1],
  ['with Path("note.txt").open("w") as file:\n        file.write(text)\n    return "note.txt"', 1],
  ['with Path("note.txt").open() as file:\n        text = file.read()\n    return "note.txt"', 0],
  // A store of the app's own.
  ['path = Path("votes.json")\n    path.write_text(path.read_text() + text)\n    return path', 0],
  ['path = Path("votes.txt")\n    old = path.read_text()\n    path.write_text(old + text)\n    return path', 0],
  ['path = Path("note.txt")\n    if not path.exists():\n        path.write_text(text)\n    return path', 0],
  ['Path("log.txt").write_text(text)', 0],
  ['path = Path(tempfile.mkdtemp()) / "note.txt"\n    path.write_text(text)\n    return path', 0],
  ['note = Note()\n    note.write_text("note.txt")\n    return "note.txt"', 0],
])('fixed-output-path of a handler that does %s', async (body, count) => {
  const app = `from pathlib import Path
import tempfile
import gradio as gr
import spaces
from library import Note

OUT = Path("out")

@spaces.GPU(duration=9)
def shout(text):
    return text.upper()

def save(text):
    ${body}

with gr.Blocks() as demo:
    text, file = gr.Textbox(), gr.File()
    text.submit(shout, text, text)
    text.submit(save, text, file)
demo.launch()
`;
  const found = await findings({ 'app.py': app }, 'fixed-output-path');
  expect(found).toHaveLength(count);
  expect(found.flatMap((finding) => finding.fixes())).toEqual([]);
});
