import { describe, expect, test } from 'vitest';
import { valueText } from '../../server/src/model/describe';
import { see } from '../support/see';

const HEAD = `import spaces
import gradio as gr
def f(*a): pass
def g(*a): pass
`;
const handlersOf = (source: string): readonly string[] => see(HEAD + source).handlers;
const inBlocks = (source: string): string =>
  `with gr.Blocks() as demo:\n    btn = gr.Button()\n    box = gr.Textbox()\n${source
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

describe('events', () => {
  const events: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'a positional function': ['btn.click(f, [box], [box])', ['click f']],
    'a keyword': ['btn.click(fn=f, inputs=box, outputs=box)', ['click f']],
    'without inputs': ['btn.click(f)', ['click f']],
    'a lambda': ['btn.click(lambda: 1, None, box)', ['click lambda']],
    'a partial': ['import functools\nbtn.click(functools.partial(f, 1), box, box)', ['click f']],
    'many in a loop': [
      'def a(x): pass\ndef b(x): pass\ndef c(x): pass\ndef d(x): pass\nfor name, fn in {"f": f, "a": a, "b": b, "c": c, "d": d}.items():\n    btn.click(fn)',
      ['click f|a|b|c|d'],
    ],
    None: ['btn.click(None, js="() => 1")', ['click ']],
    "what a decorator's wrapper calls with all that it is given": [
      'def deco(fn):\n    def wrapper(*a, **k):\n        return fn(*a, **k)\n    return wrapper\n@deco\ndef h(x): pass\nbtn.click(h)',
      ['click wrapper|h'],
    ],
    'not what it calls with less': [
      'def deco(fn):\n    def wrapper(*a):\n        return fn(*a[1:])\n    return wrapper\n@deco\ndef h(x): pass\nbtn.click(h)',
      ['click wrapper'],
    ],
    'not what it calls with what is left': [
      'def deco(fn):\n    def wrapper(first, *a):\n        return fn(*a)\n    return wrapper\n@deco\ndef h(x): pass\nbtn.click(h)',
      ['click wrapper'],
    ],
    'a chain': ['btn.click(f).then(g).success(f)', ['click f', 'then g', 'success f']],
    'a chain over a variable': ['ev = btn.click(f)\nev.then(g).failure(f)', ['click f', 'then g', 'failure f']],
    'the component made in the same expression': ['gr.Button("x").click(f, box, box)', ['click f']],
    'the Blocks': ['demo.load(f, None, box)\ndemo.unload(g)', ['load f', 'unload g']],
    'a timer': ['gr.Timer(5).tick(f)', ['tick f']],
    'a decorator': ['@btn.click(inputs=[box], outputs=[box])\ndef h(x): return x', ['click h']],
    'a stacked decorator': [
      '@btn.click(inputs=[box])\n@box.submit(inputs=[box])\ndef h(x): return x',
      ['click h', 'submit h'],
    ],
    'gr.on': ['gr.on([btn.click, box.submit], f, box, box)', ['on f']],
    'gr.on by keywords': ['gr.on(triggers=[btn.click], fn=f)', ['on f']],
    'gr.on as a decorator': ['@gr.on([btn.click])\ndef h(): pass', ['on h']],
    'gr.on over a list': ['gr.on(triggers=[e for e in (btn.click, box.submit)], fn=f).then(g)', ['on f', 'then g']],
    'gr.render': ['@gr.render(inputs=box)\ndef h(x): pass', ['render h']],
    'a handler inside gr.render': [
      '@gr.render(inputs=box)\ndef h(x):\n    b = gr.Button()\n    b.click(f)',
      ['render h', 'click f'],
    ],
    'gr.api': ['gr.api(f, api_name="x")', ['api f']],
    'several events of one component': ['box.change(f, box, box)\nbox.submit(g, box, box)', ['change f', 'submit g']],
    'a function chosen by a name': ['h = f if unknown else g\nbtn.click(h, box, box)', ['click f|g']],
    'a GPU function made in place': ['btn.click(spaces.GPU(f), box, box)', ['click f']],
    'a method': ['class A:\n    def run(self): pass\na = A()\nbtn.click(a.run, box, box)', ['click A.run']],
    'a method of an instance made in place': [
      'class A:\n    def run(self): pass\nbtn.click(A().run, box, box)',
      ['click A.run'],
    ],
    'an unknown function': ['btn.click(mystery, box, box)', ['click ']],
  };
  test.each(Object.entries(events))('%s', (_, [source, expected]) => {
    expect(handlersOf(inBlocks(source))).toEqual(expected);
  });
});

describe('components', () => {
  const holders: Readonly<Record<string, string>> = {
    'in a tuple': 'pair = (gr.Button(), gr.Button())\npair[0].click(f)',
    'unpacked from a tuple': 'a, b = gr.Button(), gr.Button()\nb.click(f)',
    'in a list': 'many = [gr.Button() for _ in range(3)]\nmany[1].click(f)',
    'grown into a list': 'many = []\nmany.append(gr.Button())\nmany[0].click(f)',
    'grown into a list by a loop': 'many = []\nfor i in range(3):\n    many.append(gr.Button())\nmany[0].click(f)',
    'in a dictionary': 'ui = {"btn": gr.Button()}\nui["btn"].click(f)',
    'put into a dictionary': 'ui = {}\nui["btn"] = gr.Button()\nui["btn"].click(f)',
    'in a dict() call': 'ui = dict(btn=gr.Button())\nui["btn"].click(f)',
    'in an attribute': 'class UI: pass\nui = UI()\nui.btn = gr.Button()\nui.btn.click(f)',
    'in a SimpleNamespace': 'from types import SimpleNamespace\nui = SimpleNamespace(btn=gr.Button())\nui.btn.click(f)',
    'made by a function': 'def make():\n    return gr.Button()\nmake().click(f)',
    'made by a function that gives several':
      'def make():\n    a = gr.Button()\n    return a, gr.Textbox()\na, b = make()\na.click(f)',
    'made by a function that gives a dictionary':
      'def make():\n    return {"btn": gr.Button()}\nui = make()\nui["btn"].click(f)',
    'one of a loop': 'for b in [gr.Button(), gr.Button()]:\n    b.click(f)',
    'one of a loop with others': 'for b, g2 in [(gr.Button(), g), (gr.Button(), g)]:\n    b.click(f)',
    'one of a zip': 'for b, n in zip([gr.Button()], [1]):\n    b.click(f)',
    'an argument': 'def wire(b):\n    b.click(f, inputs=[b])\nwire(gr.Button())',
    'of gr.components': 'gr.components.Button().click(f)',
    'imported by name': 'from gradio import Button\nButton().click(f)',
    'with a context': 'with gr.Row() as row:\n    b = gr.Button()\nb.click(f)',
    'a tab': 'with gr.Tab("x") as tab:\n    pass\ntab.select(f)',
    'rendered later': 'b = gr.Button(render=False)\nb.render()\nb.click(f)',
    'of a custom class': 'class My(gr.Button): pass\nMy().click(f)',
    'of a library of components':
      'from gradio_imageslider import ImageSlider\nImageSlider().upload(f, inputs=[1], outputs=[2])',
  };
  test.each(Object.entries(holders))('%s', (_, source) => {
    const inside = source
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n');
    expect(handlersOf(`with gr.Blocks() as demo:\n${inside}\n`).map((text) => text.replace(/^\w+ /, ''))).toEqual([
      'f',
    ]);
    expect(handlersOf(source).map((text) => text.replace(/^\w+ /, ''))).toEqual(['f']);
  });

  test('attributes of self, bound in one method and wired in another', () => {
    const seen = see(`${HEAD}
class App:
    def __init__(self):
        self.demo = gr.Blocks()
        with self.demo:
            self.btn = gr.Button()
        self.wire()
    def wire(self):
        self.btn.click(self.run, inputs=[], outputs=[])
        self.btn.click(fn=self.run).then(f)
    def run(self): pass
App().demo.launch()
`);
    expect(seen.handlers).toEqual(['click App.run', 'click App.run', 'then f']);
    expect(seen.contexts('App.run')).toEqual(['request']);
  });

  test('an object that is called', () => {
    const seen = see(`${HEAD}
class App:
    def __call__(self, x): return x
app = App()
gr.Interface(app, "text", "text")
with gr.Blocks():
    gr.Button().click(fn=App(), inputs=[], outputs=[])
`);
    expect(seen.handlers).toEqual(['Interface App.__call__', 'click App.__call__']);
    expect(seen.contexts('App.__call__')).toEqual(['request']);
  });

  test('a UI that a function builds', () => {
    const seen = see(`${HEAD}
def build():
    with gr.Blocks() as demo:
        btn = gr.Button()
        btn.click(f)
    return demo
demo = build()
demo.load(g)
if __name__ == "__main__":
    build().launch()
`);
    expect(seen.handlers).toEqual(['click f', 'load g']);
  });

  test('a UI that another module builds', () => {
    const seen = see({
      'app.py': 'import spaces\nfrom ui import build\ndemo = build()\ndemo.launch()\n',
      'ui.py':
        'import gradio as gr\nfrom work import f\ndef build():\n    with gr.Blocks() as demo:\n        gr.Button().click(f)\n    return demo\n',
      'work.py': 'def f(): pass\n',
    });
    expect(seen.handlers).toEqual(['click f']);
    expect(seen.contexts('f')).toEqual(['request']);
  });

  test('what merely looks like an event is none', () => {
    expect(
      handlersOf(`
import re, asyncio, webbrowser
class Page:
    def click(self, x): pass
Page().click(f)
threadpool = object()
model.load(f)
loop = asyncio.get_event_loop()
page.click("#selector")
json.load(open("x"))
future = pool.submit(f, 1)
`),
    ).toEqual([]);
  });
});

describe('interfaces', () => {
  const forms: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'Interface by position': ['gr.Interface(f, "text", "text")', ['Interface f']],
    'Interface by keyword': ['gr.Interface(inputs="text", outputs="text", fn=f)', ['Interface f']],
    'Interface in a tab': [
      'gr.TabbedInterface([gr.Interface(f, "text", "text"), gr.Interface(g, "text", "text")])',
      ['Interface f', 'Interface g'],
    ],
    ChatInterface: ['gr.ChatInterface(f)', ['ChatInterface f']],
    'ChatInterface by keyword': ['gr.ChatInterface(fn=f, multimodal=True)', ['ChatInterface f']],
    Examples: ['box = gr.Textbox()\ngr.Examples([["a"]], box, box, f)', ['Examples f']],
    'Examples by keyword': [
      'gr.Examples(examples=[["a"]], inputs=[], outputs=[], fn=f, cache_examples=True)',
      ['Examples f'],
    ],
    'Examples without a function': ['gr.Examples([["a"]], [])', []],
    'the imported class': ['from gradio import ChatInterface\nChatInterface(f)', ['ChatInterface f']],
    'a subclass of nothing else': ['demo = gr.Interface\ndemo(f, "text", "text")', ['Interface f']],
    'gr.Server': ['app = gr.Server()\n@app.api(name="x")\ndef h(): pass', ['api h']],
    'gr.Server, tools': ['app = gr.Server()\n@app.mcp.tool()\ndef h(): pass', ['api h']],
  };
  test.each(Object.entries(forms))('%s', (_, [source, expected]) => {
    expect(handlersOf(source)).toEqual(expected);
  });
});

describe('slots', () => {
  const slots = (source: string, index = 0): readonly (readonly string[] | undefined)[] => {
    const { view } = see(HEAD + inBlocks(source));
    const handler = view.handlers[index];
    return [handler?.inputs?.map(valueText), handler?.outputs?.map(valueText)];
  };

  test('lists', () => {
    expect(slots('st = gr.State([])\nbtn.click(f, [box, st], [st])')).toEqual([['component', 'state'], ['state']]);
  });
  test('single components', () => {
    expect(slots('btn.click(f, box, box)')).toEqual([['component'], ['component']]);
  });
  test('none at all', () => {
    expect(slots('btn.click(f)')).toEqual([[], []]);
    expect(slots('btn.click(f, None, None)')).toEqual([[], []]);
  });
  test('a list held in a variable', () => {
    expect(slots('st = gr.State()\nins = [box, st]\nbtn.click(f, inputs=ins)')).toEqual([['component', 'state'], []]);
  });
  test('lists added together', () => {
    expect(slots('st = gr.State()\nins = [box]\nbtn.click(f, inputs=ins + [st])')).toEqual([
      ['component', 'state'],
      [],
    ]);
  });
  test('a list grown by append', () => {
    expect(slots('ins = [box]\nins.append(gr.State())\nbtn.click(f, inputs=ins)')[0]).toEqual(['component', 'state']);
  });
  test('a list spliced in', () => {
    expect(slots('rest = [gr.State()]\nbtn.click(f, inputs=[box, *rest])')[0]).toEqual(['component', 'state']);
  });
  test('a set of components has no order', () => {
    expect(slots('btn.click(f, inputs={box, gr.State()})')[0]).toBeUndefined();
  });
  test('what is not known', () => {
    expect(slots('btn.click(f, inputs=mystery)')[0]).toBeUndefined();
  });
  test('of gr.on, of a decorator, of a chain', () => {
    expect(slots('gr.on([btn.click], f, [box], [gr.State()])')).toEqual([['component'], ['state']]);
    expect(slots('@btn.click(inputs=[box, gr.State()])\ndef h(a, b): pass')).toEqual([['component', 'state'], []]);
    expect(slots('btn.click(f).then(g, [gr.State()], [box])', 1)).toEqual([['state'], ['component']]);
  });
  test('of an Interface', () => {
    const { view } = see(`${HEAD}gr.Interface(f, ["text", "state"], [gr.State(), "text"])\n`);
    expect(view.handlers[0]?.inputs).toHaveLength(2);
    expect(view.handlers[0]?.outputs?.map(valueText)).toEqual(['state', '"text"']);
  });
  test('other arguments, by keyword or position', () => {
    const { view } = see(`${HEAD}gr.Examples([["a"]], [], [], f, True)\ngr.Interface(f, cache_examples="lazy")\n`);
    expect(
      view.handlers
        .map((handler) => handler.argument('cache_examples')?.value)
        .map((value) => value && valueText(value)),
    ).toEqual(['true', '"lazy"']);
  });
});

describe('special parameters', () => {
  test('are known by annotation or default', () => {
    const { params } = see(`${HEAD}
from typing import Optional
def h(x, request: gr.Request, profile: Optional[gr.OAuthProfile] = None, token: gr.OAuthToken | None = None, progress=gr.Progress(track_tqdm=True), *rest, **more): pass
gr.Interface(h, "text", "text")
`).code('h');
    expect(
      params.map(({ name, annotation, star, defaultValue }) => [
        star + name,
        annotation,
        defaultValue && valueText(defaultValue),
      ]),
    ).toEqual([
      ['x', undefined, undefined],
      ['request', 'gradio.Request', undefined],
      ['profile', 'gradio.OAuthProfile', 'None'],
      ['token', 'gradio.OAuthToken', 'None'],
      ['progress', undefined, 'data'],
      ['*rest', undefined, undefined],
      ['**more', undefined, undefined],
    ]);
  });
});
