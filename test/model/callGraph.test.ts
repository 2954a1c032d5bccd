import { describe, expect, test } from 'vitest';
import { see } from '../support/see';

const HEAD = `import spaces
import gradio as gr
@spaces.GPU
def gpu(*a):
    inner()
def inner(): pass
`;

describe('runs in a GPU worker, per request, at import', () => {
  test('what a GPU function calls runs in the worker, however deep', () => {
    const seen = see(`${HEAD}
def a(): b()
def b(): c()
def c(): pass
@spaces.GPU
def start(): a()
gr.Interface(start, "text", "text")
`);
    for (const name of ['start', 'a', 'b', 'c']) expect(seen.contexts(name)).toEqual(['gpu']);
  });

  test('a handler that only calls a GPU function runs in the main process', () => {
    const seen = see(`${HEAD}
def handler(x): return gpu(x)
gr.Interface(handler, "text", "text")
`);
    expect(seen.contexts('handler')).toEqual(['request']);
    expect(seen.contexts('gpu')).toEqual(['gpu']);
  });

  test('a helper that both sides call runs on both', () => {
    const seen = see(`${HEAD}
def handler(x): inner()
gr.Interface(handler, "text", "text")
inner()
`);
    expect(seen.contexts('inner')).toEqual(['gpu', 'import', 'request']);
  });

  test('a GPU function that another GPU function calls runs inline', () => {
    const seen = see(`${HEAD}
@spaces.GPU
def outer():
    for i in range(3):
        gpu(i)
`);
    expect(seen.code('outer').isGpuOnly).toBe(true);
    expect(seen.code('gpu').isGpuOnly).toBe(true);
  });

  test('loaders called at import', () => {
    const seen = see(`${HEAD}
def load(): return 1
model = load()
`);
    expect(seen.contexts('load')).toEqual(['import']);
  });

  test('under the main guard', () => {
    const seen = see(`${HEAD}
def main(): pass
if __name__ == "__main__":
    main()
`);
    expect(seen.contexts('main')).toEqual(['import']);
    const [call] = seen.calls('main');
    const unit = seen.view.codes.find((code) => code.calls.some((item) => item === call));
    expect(unit?.reach.mainGuard).toBe(true);
    expect(unit?.reach.runs).toBe('always');
  });

  test('under the main guard of a module that is only imported', () => {
    const seen = see({
      'app.py': 'import spaces\nimport lib\n',
      'lib.py': 'def main(): pass\nif __name__ == "__main__":\n    main()\n',
    });
    expect(seen.contexts('main')).toEqual([]);
  });

  test('code that nothing is known to run', () => {
    expect(see(`${HEAD}\ndef unused(): pass\n`).contexts('unused')).toEqual([]);
  });

  test('code for other machines', () => {
    const seen = see(`${HEAD}
import os
def local(): pass
if not os.getenv("SPACES_ZERO_GPU"):
    local()
`);
    expect(seen.contexts('local')).toEqual([]);
  });

  test('a function in a handler', () => {
    const seen = see(`${HEAD}
def handler(x):
    def step(): return inner()
    return [step() for _ in range(3)]
gr.Interface(handler, "text", "text")
`);
    expect(seen.contexts('step')).toEqual(['request']);
  });

  test('lambdas and partials', () => {
    const seen = see(`${HEAD}
import functools
def a(x, y): pass
def b(): pass
gr.Button().click(lambda: b())
gr.Button().click(functools.partial(a, 1))
`);
    expect(seen.contexts('b')).toEqual(['request']);
    expect(seen.contexts('a')).toEqual(['request']);
  });

  test('methods through the self that a lambda or an inner function captured', () => {
    const seen = see(`import spaces
class Service:
    @spaces.GPU
    def answer(self, text):
        def real():
            return self.embed(text)
        return list(map(lambda t: self.generate(t), [text])), real()
    def embed(self, text): return text
    def generate(self, text): return text
`);
    expect(seen.contexts('Service.embed')).toEqual(['gpu']);
    expect(seen.contexts('Service.generate')).toEqual(['gpu']);
  });

  test('methods through self, super and module-level instances', () => {
    const seen = see(`${HEAD}
class Base:
    def setup(self): pass
    def shared(self): self.hook()
    def hook(self): pass
class App(Base):
    def __init__(self):
        super().__init__()
        self.prepare()
    def prepare(self): pass
    def hook(self): inner()
    def run(self, x):
        self.shared()
        return self.step()
    def step(self): super().setup()
app = App()
gr.Interface(app.run, "text", "text")
`);
    expect(seen.contexts('App.prepare')).toEqual(['import']);
    expect(seen.contexts('App.run')).toEqual(['request']);
    expect(seen.contexts('App.step')).toEqual(['request']);
    expect(seen.contexts('Base.setup')).toEqual(['request']);
    expect(seen.contexts('Base.shared')).toEqual(['request']);
  });

  test('a call of an instance runs __call__, of a module forward', () => {
    const seen = see(`${HEAD}
import torch
class Plain:
    def __call__(self, x): return x
class Net(torch.nn.Module):
    def forward(self, x): return helper(x)
def helper(x): return x
plain, net = Plain(), Net()
@spaces.GPU
def f(x): return plain(net(x))
`);
    expect(seen.contexts('Plain.__call__')).toEqual(['gpu']);
    expect(seen.contexts('Net.forward')).toEqual(['gpu']);
    expect(seen.contexts('helper')).toEqual(['gpu']);
  });

  test('with, for and properties call what stands behind them', () => {
    const seen = see(`${HEAD}
class Ctx:
    def __enter__(self): return enter()
    def __exit__(self, *a): leave()
    @property
    def size(self): return prop()
def enter(): pass
def leave(): pass
def prop(): pass
@spaces.GPU
def f():
    c = Ctx()
    with c:
        return c.size
`);
    expect(seen.contexts('enter')).toEqual(['gpu']);
    expect(seen.contexts('leave')).toEqual(['gpu']);
    expect(seen.contexts('prop')).toEqual(['gpu']);
  });

  test('threads', () => {
    const seen = see(`${HEAD}
from threading import Thread
def work(): pass
@spaces.GPU
def f():
    t = Thread(target=work)
    t.start()
def clean(): pass
def handler(x):
    Thread(target=clean, daemon=True).start()
gr.Interface(handler, "text", "text")
`);
    expect(seen.contexts('work')).toEqual(['gpu']);
    expect(seen.contexts('clean')).toEqual(['request']);
  });

  test('across modules', () => {
    const seen = see({
      'app.py':
        'import gradio as gr\nfrom pipeline import Runner\nrunner = Runner()\ngr.Interface(runner.go, "text", "text").launch()\n',
      'pipeline/__init__.py': 'from .runner import Runner\n',
      'pipeline/runner.py':
        'import spaces\nfrom . import steps\nclass Runner:\n    def go(self, x):\n        return self.infer(steps.prepare(x))\n    @spaces.GPU\n    def infer(self, x):\n        return steps.compute(x)\n',
      'pipeline/steps.py': 'def prepare(x): return x\ndef compute(x): return x\n',
    });
    expect(seen.contexts('Runner.go')).toEqual(['request']);
    expect(seen.contexts('prepare')).toEqual(['request']);
    expect(seen.contexts('Runner.infer')).toEqual(['gpu']);
    expect(seen.contexts('compute')).toEqual(['gpu']);
  });

  test('recursion ends', () => {
    const seen = see(`${HEAD}
def even(n): return odd(n - 1)
def odd(n): return even(n - 1)
@spaces.GPU
def f(): return even(3)
`);
    expect(seen.contexts('odd')).toEqual(['gpu']);
  });

  test('who names a function', () => {
    const seen = see(`${HEAD}
def a(): return gpu(1)
def b(): return list(map(gpu, [1]))
`);
    const { fn } = seen.code('gpu');
    expect(fn && seen.view.callersOf(fn).map((code) => code.name)).toEqual(['a', 'b']);
  });

  test('a decorated handler is a GPU function that a handler runs', () => {
    const seen = see(`${HEAD}gr.Interface(gpu, "text", "text")\n`);
    expect(seen.contexts('gpu')).toEqual(['gpu']);
    const { fn } = seen.code('gpu');
    expect(fn && seen.view.handlersOf(fn)).toHaveLength(1);
  });
});

describe('loops around a call', () => {
  const loops: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    none: ['gpu(1)', []],
    for: ['for i in xs:\n    gpu(i)', ['for']],
    'for over a literal': ['for i in [1, 2, 3]:\n    gpu(i)', ['for 3']],
    'for over a range': ['for i in range(4):\n    gpu(i)', ['for 4']],
    'for over one thing': ['for i in range(1):\n    gpu(i)', ['for 1']],
    while: ['while True:\n    gpu(1)', ['while']],
    nested: ['for i in xs:\n    while i:\n        gpu(i)', ['while', 'for']],
    'a list comprehension': ['return [gpu(i) for i in xs]', ['comprehension']],
    'a nested comprehension': ['return [gpu(i) for i in xs for j in ys]', ['comprehension', 'comprehension']],
    'the iterable of a comprehension': ['return [i for i in gpu(1)]', []],
    'a generator expression': ['return sum(gpu(i) for i in xs)', ['comprehension']],
    'a dict comprehension': ['return {i: gpu(i) for i in xs}', ['comprehension']],
    'the iterable of a loop': ['for i in gpu(1):\n    pass', []],
    'the condition of a while': ['while not gpu(1):\n    pass', ['while']],
    'a loop left by return': ['for i in xs:\n    return gpu(i)', ['for left']],
    'a loop left by break': ['for i in xs:\n    gpu(i)\n    break', ['for left']],
    'a loop left on every path': [
      'for i in xs:\n    if i:\n        return gpu(i)\n    else:\n        break',
      ['for left'],
    ],
    'a loop left on some path': ['for i in xs:\n    if gpu(i):\n        return 1', ['for']],
    'a retry that returns when it works': [
      'for attempt in range(3):\n    try:\n        return gpu(attempt)\n    except Exception:\n        pass',
      ['for 3 left'],
    ],
    'the else of a loop': ['for i in xs:\n    pass\nelse:\n    gpu(1)', []],
    'a with in a loop': ['for i in xs:\n    with open(i) as f:\n        gpu(f)', ['for']],
    'a lambda in a loop does not run there': ['for i in xs:\n    fs.append(lambda: gpu(i))', []],
  };
  test.each(Object.entries(loops))('%s', (_, [source, expected]) => {
    const body = source
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n');
    const seen = see(`${HEAD}def handler(xs, ys, fs):\n${body}\ngr.Interface(handler, "text", "text")\n`);
    const [call] = seen.calls('gpu');
    expect(
      call?.loops.map((loop) =>
        [
          loop.kind,
          ...(loop.times === undefined ? [] : [loop.times]),
          ...(loop.leftAfterFirstPass ? ['left'] : []),
        ].join(' '),
      ),
    ).toEqual(expected);
  });

  test('map and starmap call their function in a loop', () => {
    const seen = see(`${HEAD}
import itertools
def a(xs): return list(map(gpu, xs))
def b(xs): return list(itertools.starmap(gpu, [1, 2]))
`);
    const loops = (name: string): unknown =>
      seen.code(name).calls.flatMap((call) => call.loops.map(({ kind, times }) => [call.calleeText, kind, times]));
    expect(loops('a')).toEqual([['map', 'map', undefined]]);
    expect(loops('b')).toEqual([['itertools.starmap', 'map', 2]]);
  });

  test('at module level and under with', () => {
    const seen = see(`${HEAD}
with gr.Blocks() as demo:
    for name in ["a", "b"]:
        with gr.Row():
            gr.Button(name).click(gpu)
for i in range(2):
    gpu(i)
`);
    const [wired] = seen.calls('gpu').filter((call) => call.loops.length > 0);
    expect(wired?.loops.map((loop) => loop.times)).toEqual([2]);
    const button = seen.view.codes.flatMap((code) => code.calls).find((call) => call.calleeText === 'gr.Button');
    expect(button?.loops.map((loop) => loop.kind)).toEqual(['for']);
  });

  test('a call in a nested function of a loop does not count as in the loop', () => {
    const seen = see(`${HEAD}
def handler(xs):
    for x in xs:
        def later():
            return gpu(x)
`);
    expect(seen.calls('gpu', 'later')[0]?.loops).toEqual([]);
  });
});

describe('around a call', () => {
  test('a try with handlers and a condition', () => {
    const seen = see(`${HEAD}
def h(x):
    try:
        first(x)
    except Exception:
        second(x)
    finally:
        third(x)
    if x:
        fourth(x)
    fifth(x) if x else None
    x and sixth(x)
    try:
        seventh(x)
    finally:
        pass
`);
    const state = (name: string): string => {
      const [call] = seen.calls(name, 'h');
      return `${call?.insideTry === true ? 'try' : '-'} ${call?.conditional === true ? 'if' : '-'}`;
    };
    expect(['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'].map(state)).toEqual([
      'try -',
      '- if',
      '- -',
      '- if',
      '- if',
      '- if',
      '- -',
    ]);
  });

  test('code behind return is not there', () => {
    const seen = see(`${HEAD}
def h(x):
    return 1
    gpu(x)
`);
    expect(seen.calls('gpu', 'h')).toEqual([]);
  });

  test('statement calls and decorators', () => {
    const seen = see(`${HEAD}
def h(x):
    gpu(x)
    y = gpu(x)
    await_me = 1
async def i(x):
    await gpu(x)
`);
    expect(seen.calls('gpu', 'h').map((call) => call.isStatement)).toEqual([true, false]);
    expect(seen.calls('gpu', 'i').map((call) => call.isStatement)).toEqual([true]);
  });
});
