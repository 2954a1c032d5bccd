import { describe, expect, test } from 'vitest';
import { absolute } from '../../server/src/text/place';
import { see, type Seen } from '../support/see';

const gpuOf = (source: string): readonly string[] => see(`import spaces\n${source}`).gpu;

describe('made by', () => {
  const forms: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'a bare decorator': ['@spaces.GPU\ndef f(): pass', ['f default']],
    'a decorator with empty parentheses': ['@spaces.GPU()\ndef f(): pass', ['f default']],
    'a decorator with a duration': ['@spaces.GPU(duration=9)\ndef f(): pass', ['f 9']],
    'a positional duration': ['@spaces.GPU(9)\ndef f(): pass', ['f 9']],
    'blank and comment lines between decorator and def': [
      '@spaces.GPU(duration=9)\n\n# a comment\n\ndef f(): pass',
      ['f 9'],
    ],
    'other decorators above and below': [
      'import torch, functools\n@functools.lru_cache\n@spaces.GPU(duration=9)\n@torch.no_grad()\ndef f(): pass',
      ['f 9'],
    ],
    'inference_mode above': ['import torch\n@torch.inference_mode()\n@spaces.GPU(duration=9)\ndef f(): pass', ['f 9']],
    'an async function': ['@spaces.GPU(duration=9)\nasync def f(): pass', ['f 9']],
    'the call form': ['def f(): pass\ng = spaces.GPU(f, duration=9)', ['f 9']],
    'the call form with task=': ['def f(): pass\ng = spaces.GPU(task=f, duration=9)', ['f 9']],
    'the decorator called on a function': ['def f(): pass\ng = spaces.GPU(duration=9)(f)', ['f 9']],
    'a bare call on a function': ['def f(): pass\nf = spaces.GPU(f)', ['f default']],
    'a rebinding under an unknown condition': ['def f(): pass\nif unknown:\n    f = spaces.GPU(f)', ['f default ?']],
    'a rebinding under a condition that holds': [
      'import os\ndef f(): pass\nif os.getenv("SPACES_ZERO_GPU"):\n    f = spaces.GPU(duration=9)(f)',
      ['f 9'],
    ],
    'a partial': [
      'import functools\ndef f(pipe, x): pass\ng = spaces.GPU(functools.partial(f, 1), duration=9)',
      ['f 9'],
    ],
    'a lambda': ['g = spaces.GPU(lambda x: x, duration=9)', ['lambda 9']],
    'a method': ['class A:\n    @spaces.GPU(duration=9)\n    def f(self): pass', ['f 9']],
    'a static method': ['class A:\n    @staticmethod\n    @spaces.GPU(duration=9)\n    def f(): pass', ['f 9']],
    'a class method': ['class A:\n    @classmethod\n    @spaces.GPU(duration=9)\n    def f(cls): pass', ['f 9']],
    'a method in a loop of a class body': [
      'class A:\n    if True:\n        @spaces.GPU(duration=9)\n        def f(self): pass',
      ['f 9'],
    ],
    'a bound method': ['class A:\n    def f(self): pass\na = A()\ng = spaces.GPU(a.f, duration=9)', ['f 9']],
    'a bound method in __init__': [
      'class A:\n    def __init__(self):\n        self.run = spaces.GPU(self.f, duration=9)\n    def f(self): pass',
      ['f 9'],
    ],
    'a function in a function': ['def build():\n    @spaces.GPU(duration=9)\n    def f(): pass\n    return f', ['f 9']],
    'a function in a Blocks': [
      'import gradio as gr\nwith gr.Blocks() as demo:\n    @spaces.GPU(duration=9)\n    def f(): pass',
      ['f 9'],
    ],
    'a function of another module': ['from math import sqrt\ng = spaces.GPU(sqrt)', ['sqrt default']],
    'a conditional decorator that holds': [
      'import os\nON = bool(os.environ.get("SPACES_ZERO_GPU"))\ngpu = spaces.GPU(duration=9) if ON else (lambda f: f)\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a conditional decorator': [
      'gpu = spaces.GPU(duration=9) if unknown else (lambda f: f)\n@gpu\ndef f(): pass',
      ['f 9 ?'],
    ],
    'a conditional decorator of a named identity': [
      'def identity(f): return f\n_GPU = spaces.GPU(duration=9) if unknown else identity\n@_GPU\ndef f(): pass',
      ['f 9 ?'],
    ],
    'a decorator that is bound in two branches': [
      'if unknown:\n    gpu = spaces.GPU\nelse:\n    def gpu(*a, **k):\n        return lambda f: f\n@gpu(duration=9)\ndef f(): pass',
      ['f 9 ?'],
    ],
    'a helper that asks whether there is one': [
      'def gpu(fn):\n    made = getattr(spaces, "GPU", None)\n    if made is None:\n        return fn\n    return made(duration=9)(fn)\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a helper that asks whether it can be called': [
      'def gpu(fn):\n    made = getattr(spaces, "GPU", None)\n    if not callable(made):\n        return fn\n    return made(duration=9)(fn)\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a helper that asks whether the module has it': [
      'if hasattr(spaces, "GPU"):\n    gpu = spaces.GPU(duration=9)\nelse:\n    def gpu(fn): return fn\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a substitute that is never taken': [
      'def stub(**kw):\n    return lambda fn: fn\ngpu = getattr(spaces, "GPU", stub)\n@gpu(duration=9)\ndef f(): pass',
      ['f 9'],
    ],
    'a definition under if and else': [
      'import os\nif os.getenv("SPACES_ZERO_GPU"):\n    @spaces.GPU(duration=9)\n    def f(): pass\nelse:\n    def f(): pass',
      ['f 9'],
    ],
    'a definition under an unknown if and else': [
      'if unknown:\n    @spaces.GPU(duration=9)\n    def f(): pass\nelse:\n    def f(): pass',
      ['f 9'],
    ],
  };
  test.each(Object.entries(forms))('%s', (_, [source, expected]) => {
    expect(gpuOf(source)).toEqual(expected);
  });
});

describe('made through a helper', () => {
  const helpers: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'a factory': ['def gpu(duration):\n    return spaces.GPU(duration=duration)\n@gpu(9)\ndef f(): pass', ['f 9']],
    'a factory with a default': [
      'def gpu(duration=9):\n    return spaces.GPU(duration=duration)\n@gpu()\ndef f(): pass\n@gpu(duration=5)\ndef g(): pass',
      ['f 9', 'g 5'],
    ],
    'a decorator function': ['def gpu(fn):\n    return spaces.GPU(duration=9)(fn)\n@gpu\ndef f(): pass', ['f 9']],
    'a decorator function in the call form': [
      'def gpu(fn):\n    return spaces.GPU(fn, duration=9)\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a factory with a closure': [
      'def gpu(duration):\n    def deco(fn):\n        return spaces.GPU(duration=duration)(fn)\n    return deco\n@gpu(9)\ndef f(): pass',
      ['f 9'],
    ],
    'a factory with a closure and a default': [
      'def gpu(duration=9):\n    def deco(fn):\n        return spaces.GPU(duration=duration)(fn)\n    return deco\n@gpu()\ndef f(): pass\n@gpu(4)\ndef g(): pass',
      ['f 9', 'g 4'],
    ],
    'a factory of lambdas': [
      'def gpu(duration):\n    return lambda fn: spaces.GPU(duration=duration)(fn)\n@gpu(9)\ndef f(): pass',
      ['f 9'],
    ],
    'a factory of wrappers': [
      'import functools\ndef gpu(duration):\n    def deco(fn):\n        @spaces.GPU(duration=duration)\n        @functools.wraps(fn)\n        def inner(*a, **k):\n            return fn(*a, **k)\n        return inner\n    return deco\n@gpu(9)\ndef f(): pass',
      ['inner unknown', 'f 9'],
    ],
    'a wrapper that calls the GPU function': [
      'import functools\ndef gpu(duration):\n    def deco(fn):\n        fast = spaces.GPU(duration=duration)(fn)\n        @functools.wraps(fn)\n        def inner(*a, **k):\n            try:\n                return fast(*a, **k)\n            except RuntimeError:\n                return None\n        return inner\n    return deco\n@gpu(9)\ndef f(): pass\n@gpu(5)\ndef g(): pass',
      ['f 9', 'g 5'],
    ],
    'a wrapper that calls the GPU function, made by a call': [
      'def gpu(fn):\n    fast = spaces.GPU(duration=9)(fn)\n    def inner(*a):\n        return fast(*a)\n    return inner\ndef f(): pass\nf = gpu(f)',
      ['f 9'],
    ],
    'a wrapper that calls one of two': [
      'def gpu(fn):\n    quick = spaces.GPU(duration=9)(fn)\n    slow = spaces.GPU(duration=90)(fn)\n    def inner(x, steps):\n        if steps > 20:\n            return slow(x, steps)\n        return quick(x, steps)\n    return inner\n@gpu\ndef f(x, steps): pass',
      ['f unknown'],
    ],
    'keywords handed through': [
      'def gpu(**kw):\n    return spaces.GPU(**kw)\n@gpu(duration=9)\ndef f(): pass',
      ['f 9'],
    ],
    'arguments handed through': [
      'def gpu(*args, **kw):\n    return spaces.GPU(*args, **kw)\n@gpu(duration=9)\ndef f(): pass\n@gpu\ndef g(): pass',
      ['f 9', 'g default'],
    ],
    'a helper that tests for the platform': [
      'import os\ndef gpu(fn):\n    if os.environ.get("SPACES_ZERO_GPU"):\n        return spaces.GPU(duration=9)(fn)\n    return fn\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a helper that imports inside': [
      'def gpu(fn):\n    try:\n        import spaces\n        return spaces.GPU(duration=9)(fn)\n    except ImportError:\n        return fn\n@gpu\ndef f(): pass',
      ['f 9'],
    ],
    'a helper of a class': [
      'class Runtime:\n    @staticmethod\n    def gpu(duration):\n        return spaces.GPU(duration=duration)\n@Runtime.gpu(9)\ndef f(): pass',
      ['f 9'],
    ],
    'a helper on an instance': [
      'class Runtime:\n    def gpu(self, duration):\n        return spaces.GPU(duration=duration)\nrt = Runtime()\n@rt.gpu(9)\ndef f(): pass',
      ['f 9'],
    ],
    'a partial of it': [
      'import functools\ngpu = functools.partial(spaces.GPU, duration=9)\n@gpu\ndef f(): pass\n@gpu()\ndef g(): pass\n@gpu(duration=4)\ndef h(): pass',
      ['f 9', 'g 9', 'h 4'],
    ],
    'a helper of another module': ['from lib import gpu\n@gpu(9)\ndef f(): pass', ['f 9']],
    'a helper that tests callable(fn)': [
      'def gpu(fn=None, *, duration=9):\n    def deco(g):\n        return spaces.GPU(duration=duration)(g)\n    if fn is None:\n        return deco\n    return deco(fn)\n@gpu\ndef f(): pass\n@gpu(duration=4)\ndef g(): pass',
      ['f 9', 'g 4'],
    ],
    'a helper that takes one of two ways by what it is given': [
      'def gpu(seconds=None):\n    def deco(fn):\n        if seconds is None:\n            return spaces.GPU(fn)\n        return spaces.GPU(duration=seconds)(fn)\n    return deco\n@gpu(9)\ndef f(): pass\n@gpu()\ndef g(): pass',
      ['f unknown', 'g default'],
    ],
    'a helper that takes one of two ways, called': [
      'def gpu(fn, seconds=None):\n    if seconds is None:\n        return spaces.GPU(fn)\n    return spaces.GPU(fn, duration=seconds)\ndef f(): pass\nrun = gpu(f, 9)',
      ['f unknown'],
    ],
    'a helper that asks for the same in both ways': [
      'def gpu(fn, large=False):\n    if large:\n        return spaces.GPU(fn, size="xlarge", duration=9)\n    return spaces.GPU(fn, duration=9)\n@gpu\ndef f(): pass',
      ['f 9 undefined'],
    ],
  };
  test.each(Object.entries(helpers))('%s', (_, [source, expected]) => {
    const seen = see({
      'app.py': `import spaces\n${source}`,
      'lib.py': 'import spaces\ndef gpu(duration):\n    return spaces.GPU(duration=duration)\n',
    });
    expect(seen.gpu.map((text) => text.replace(' ?', ''))).toEqual(expected);
  });

  test('the helper itself is no GPU function, nor is its stub', () => {
    const seen = see(`import spaces
def GPU(fn): return fn
gpu = spaces.GPU(duration=9) if unknown else GPU
@gpu
def f(): pass
`);
    expect(seen.view.gpuFunctions).toHaveLength(1);
    expect(seen.contexts('GPU')).toEqual(['import']);
  });
});

describe('duration', () => {
  const durations: Readonly<Record<string, readonly [string, string]>> = {
    'a number': ['@spaces.GPU(duration=120)', '120'],
    arithmetic: ['@spaces.GPU(duration=60 * 2)', '120'],
    'a constant': ['SECONDS = 90\n@spaces.GPU(duration=SECONDS)', '90'],
    'a constant of a class': ['class C:\n    SECONDS = 90\n@spaces.GPU(duration=C.SECONDS)', '90'],
    'a constant in a dictionary': ['C = {"s": 90}\n@spaces.GPU(duration=C["s"])', '90'],
    'an annotated constant': ['SECONDS: int = 90\n@spaces.GPU(duration=SECONDS)', '90'],
    'min and max': ['@spaces.GPU(duration=min(300, max(10, 90)))', '90'],
    'int of arithmetic': ['@spaces.GPU(duration=int(1.5 * 60))', '90'],
    timedelta: ['import datetime\n@spaces.GPU(duration=datetime.timedelta(minutes=2))', '120'],
    'an imported timedelta': [
      'from datetime import timedelta\n@spaces.GPU(duration=timedelta(minutes=1, seconds=30))',
      '90',
    ],
    'an environment variable': ['import os\n@spaces.GPU(duration=int(os.environ.get("X", "60")))', 'unknown'],
    'an environment variable or a number': ['import os\n@spaces.GPU(duration=int(os.getenv("X") or 60))', 'unknown'],
    None: ['@spaces.GPU(duration=None)', 'default'],
    'a choice': ['@spaces.GPU(duration=60 if unknown else 120)', 'unknown'],
    'a function': ['def d(): return 5\n@spaces.GPU(duration=d)', 'callable'],
    'a lambda': ['@spaces.GPU(duration=lambda *a, **k: 5)', 'callable'],
    'a partial': ['import functools\ndef d(x): return x\n@spaces.GPU(duration=functools.partial(d, 5))', 'callable'],
    'what a function returns': ['def d(): return 5\n@spaces.GPU(duration=d())', '5'],
    'an unknown name': ['@spaces.GPU(duration=mystery)', 'unknown'],
    'unpacked settings': ['S = load()\n@spaces.GPU(**S)', 'unknown undefined'],
    'unpacked settings, one of them conditional': [
      'S = {"duration": 90}\nif mystery:\n    S["size"] = "xlarge"\n@spaces.GPU(**S)',
      '90 undefined',
    ],
    'unpacked settings that are known': ['S = {"duration": 90}\n@spaces.GPU(**S)', '90'],
    'a size alone': ['@spaces.GPU(size="xlarge")', 'default xlarge'],
    'a size and a duration': ['@spaces.GPU(duration=90, size="xlarge")', '90 xlarge'],
    'an unknown size': ['@spaces.GPU(duration=90, size=mystery)', '90 undefined'],
    'a negative number': ['@spaces.GPU(duration=-1)', '-1'],
    'an underscore': ['@spaces.GPU(duration=1_200)', '1200'],
  };
  test.each(Object.entries(durations))('%s', (_, [source, expected]) => {
    expect(gpuOf(`${source}\ndef f(): pass`)).toEqual([`f ${expected}`]);
  });

  test('a callable names the functions that give it', () => {
    const seen = see(
      'import spaces\ndef d(prompt, steps): return steps\n@spaces.GPU(duration=d)\ndef f(prompt, steps): pass\n',
    );
    const { duration } = seen.gpuFunction('f');
    expect(duration.kind === 'callable' && duration.functions.map((fn) => seen.view.code(fn).name)).toEqual(['d']);
  });
});

test('a function whose GPU version nobody keeps is none', () => {
  const seen = see('import spaces\ndef draw(x): pass\nspaces.GPU(duration=20)(draw)\n');
  expect(seen.view.gpuFunctions.map(({ targets }) => targets)).toEqual([[]]);
  // Nobody pays for what nobody can call.
  expect(seen.view.gpuFunctions.map(({ runsAtStartup }) => runsAtStartup)).toEqual([true]);
});

describe('a duration in a field', () => {
  const record = 'from dataclasses import dataclass\n@dataclass\nclass A:\n    d: int = 9\n';
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'of a dataclass made without arguments': [`${record}a = A()`, '9'],
    'of a dataclass that may have been given another': [`${record}a = A(d=5)`, 'unknown'],
    'of a dataclass that was given other fields': [`${record}    cache: dict = None\na = A(cache={})`, '9'],
    'of a frozen dataclass that sets it once it is made': [
      `${record}    e: int = 1\n    def __post_init__(self):\n        object.__setattr__(self, "d", 5)\na = A(e=2)`,
      'unknown',
    ],
    'of what an unknown decorator makes': [
      'from acme import settings\n@settings\nclass A:\n    d: int = 9\na = A()',
      'unknown',
    ],
    'of a dataclass that was given anything': [`${record}x = {}\na = A(**x)`, 'unknown'],
    'of a named tuple': ['from typing import NamedTuple\nclass A(NamedTuple):\n    d: int = 9\na = A()', '9'],
    'of settings that come from the environment': [
      'from pydantic_settings import BaseSettings\nclass A(BaseSettings):\n    d: int = 9\na = A()',
      'unknown',
    ],
    'of a class that inherits from such settings': [
      'from pydantic import BaseModel\nclass B(BaseModel):\n    d: int = 9\nclass A(B):\n    pass\na = A(d=5)',
      'unknown',
    ],
    'of a class of its own': [
      'from typing import Generic, TypeVar\nT = TypeVar("T")\nclass A(Generic[T]):\n    d: int = 9\na = A()',
      '9',
    ],
    'of a torch module': ['import torch\nclass A(torch.nn.Module):\n    d: int = 9\na = A()', '9'],
    'of the class itself': [`${record}a = A`, '9'],
    'of an object that takes what it is given': [
      'class A:\n    def __init__(self, **given):\n        self.d = 9\n        self.__dict__.update(given)\na = A(d=5)',
      'unknown',
    ],
    'of an object that reads a file': [
      'class A:\n    d = 9\n    def load(self, given):\n        for name in given:\n            setattr(self, name, given[name])\na = A()',
      'unknown',
    ],
    'of an object that only shows what it has': [
      'class A:\n    d = 9\n    def show(self):\n        setattr(self, "e", 1)\n        return self.__dict__\na = A()',
      '9',
    ],
    'that a constructor leaves alone': ['class A:\n    d: int = 9\n    def __init__(self, x): pass\na = A(1)', '9'],
  };
  test.each(Object.entries(cases))('%s', (_, [source, expected]) => {
    expect(gpuOf(`${source}\n@spaces.GPU(duration=a.d)\ndef f(): pass`)).toEqual([`f ${expected}`]);
  });
});

describe('a duration that statements of the module change', () => {
  const cases: Readonly<Record<string, readonly [string, string, string]>> = {
    'an item': ['A = {"d": 9}\nA["d"] = 5', 'A["d"]', '5'],
    'an item of an item': ['A = {"gpu": {"d": 9}}\nA["gpu"]["d"] = 5', 'A["gpu"]["d"]', '5'],
    'an item of an item, by a method': ['A = {"gpu": {"d": 9}}\nA["gpu"].update(d=5)', 'A["gpu"]["d"]', 'unknown'],
    'an item that is deleted': ['A = {"d": 9}\ndel A["d"]', 'A.get("d", 5)', 'unknown'],
    'an item that is taken out': ['A = {"d": 9}\nA.pop("d")', 'A.get("d", 5)', 'unknown'],
    'the order of a list': ['A = [9, 5]\nA.sort()', 'A[0]', 'unknown'],
    'an attribute of a namespace': ['from types import SimpleNamespace as N\na = N(d=9)\na.d = 5', 'a.d', '5'],
    'a function that is called': ['D = 9\ndef set_up():\n    global D\n    D = 5\nset_up()', 'D', 'unknown'],
    'another item': ['A = {"gpu": {"d": 9}, "x": 1}\nA["x"] = 5', 'A["gpu"]["d"]', '9'],
  };
  test.each(Object.entries(cases))('%s', (_, [source, duration, expected]) => {
    expect(gpuOf(`${source}\n@spaces.GPU(duration=${duration})\ndef f(): pass`)).toEqual([`f ${expected}`]);
  });
});

describe('where the settings come from', () => {
  const textAt = (seen: Seen, name: string): readonly string[] => {
    const gpu = seen.gpuFunction(name);
    return [gpu.made, seen.view.text(gpu.place), seen.view.text(gpu.applied)];
  };

  test('a decorator', () => {
    expect(textAt(see('import spaces\n@spaces.GPU(duration=9)\ndef f(): pass\n'), 'f')).toEqual([
      'decorator',
      'spaces.GPU(duration=9)',
      'spaces.GPU(duration=9)',
    ]);
  });

  test('a bare decorator', () => {
    expect(textAt(see('import spaces\n@spaces.GPU\ndef f(): pass\n'), 'f')).toEqual([
      'decorator',
      'spaces.GPU',
      'spaces.GPU',
    ]);
  });

  test('a call', () => {
    expect(textAt(see('import spaces\ndef f(): pass\ng = spaces.GPU(f, duration=9)\n'), 'f')).toEqual([
      'call',
      'spaces.GPU(f, duration=9)',
      'spaces.GPU(f, duration=9)',
    ]);
  });

  test('a variable', () => {
    expect(textAt(see('import spaces\ng = spaces.GPU(duration=9)\n@g\ndef f(): pass\n'), 'f')).toEqual([
      'indirect',
      'g',
      'spaces.GPU(duration=9)',
    ]);
  });

  test('a factory in another module', () => {
    const seen = see({
      'app.py': 'from lib import gpu\n@gpu(9)\ndef f(): pass\n',
      'lib.py': 'import spaces\ndef gpu(n):\n    return spaces.GPU(duration=n)\n',
    });
    expect(textAt(seen, 'f')).toEqual(['indirect', 'gpu(9)', 'spaces.GPU(duration=n)']);
    expect(seen.gpuFunction('f').applied.anchor.path).toBe('/s/lib.py');
  });

  test('positions hold after emoji, in CRLF files and behind an edit', () => {
    const seen = see('import spaces\r\nx = "🎨🎨"\r\n@spaces.GPU(duration=9)\r\ndef f(): pass\r\n');
    expect(textAt(seen, 'f')[1]).toBe('spaces.GPU(duration=9)');
    seen.space.editFile('/s/app.py', [{ span: { start: 0, end: 0 }, text: '# 👋\r\n' }]);
    expect(textAt(seen, 'f')[1]).toBe('spaces.GPU(duration=9)');
    expect(absolute(seen.gpuFunction('f').place).start).toBe(seen.space.text('/s/app.py')?.indexOf('spaces.GPU'));
  });
});
