import { describe, expect, test } from 'vitest';
import { see } from '../support/see';

/** The decorator under each of these names makes `f` a GPU function of 9 seconds. */
const NAMES: Readonly<Record<string, string>> = {
  'the module': 'import spaces\n@spaces.GPU(duration=9)',
  'an alias of the module': 'import spaces as sp\n@sp.GPU(duration=9)',
  'the member': 'from spaces import GPU\n@GPU(duration=9)',
  'an alias of the member': 'from spaces import GPU as gpu\n@gpu(duration=9)',
  'a name bound to the member': 'import spaces\nGPU = spaces.GPU\n@GPU(duration=9)',
  'a name bound twice over': 'import spaces\na = spaces\nb = a.GPU\n@b(duration=9)',
  'a name bound to the call': 'import spaces\ngpu = spaces.GPU(duration=9)\n@gpu',
  'a dotted import': 'import spaces.zero\n@spaces.GPU(duration=9)',
  "the decorator's own module": 'from spaces.zero.decorator import GPU\n@GPU(duration=9)',
  importlib: 'import importlib\nspaces = importlib.import_module("spaces")\n@spaces.GPU(duration=9)',
  __import__: 'spaces = __import__("spaces")\n@spaces.GPU(duration=9)',
  getattr: 'import spaces\nGPU = getattr(spaces, "GPU")\n@GPU(duration=9)',
  'getattr with a fallback': 'import spaces\nGPU = getattr(spaces, "GPU", lambda **kw: lambda f: f)\n@GPU(duration=9)',
  'a tuple': 'import spaces\nGPU, other = spaces.GPU, 1\n@GPU(duration=9)',
  'a chain of targets': 'import spaces\nA = B = spaces.GPU\n@B(duration=9)',
  'a walrus': 'import spaces\nif (GPU := spaces.GPU):\n    pass\n@GPU(duration=9)',
  partial: 'import spaces, functools\ngpu = functools.partial(spaces.GPU, duration=9)\n@gpu()',
  'partial of another name':
    'import spaces\nfrom functools import partial\ngpu = partial(spaces.GPU, duration=9)\n@gpu()',
  'a dictionary': 'import spaces\nG = {"short": spaces.GPU(duration=9)}\n@G["short"]',
  'a class attribute': 'import spaces\nclass Z:\n    gpu = spaces.GPU(duration=9)\n@Z.gpu',
  'an attribute of an instance':
    'import spaces\nclass Z:\n    def __init__(self):\n        self.gpu = spaces.GPU(duration=9)\nz = Z()\n@z.gpu',
  'a name that a pattern compares with':
    'import spaces\ndef kind(x):\n    match x:\n        case spaces.GPU | spaces.GPU(x=y): return y\n    return spaces\n@kind(1).GPU(duration=9)',
  SimpleNamespace:
    'import spaces\nfrom types import SimpleNamespace\nz = SimpleNamespace(GPU=spaces.GPU)\n@z.GPU(duration=9)',
};

describe('spaces.GPU goes by', () => {
  test.each(Object.entries(NAMES))('%s', (_, decorator) => {
    expect(see(`${decorator}\ndef f(): pass\n`).gpu.map((text) => text.replace(' ?', ''))).toEqual(['f 9']);
  });
});

/** These are something else. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gymnasium: { 'app.py': 'from gymnasium import spaces\n@spaces.GPU(duration=9)\ndef f(): pass\n' },
  gym: { 'app.py': 'import gym.spaces as spaces\n@spaces.GPU\ndef f(): pass\n' },
  'a local spaces.py': {
    'app.py': 'import spaces\n@spaces.GPU(duration=9)\ndef f(): pass\n',
    'spaces.py': 'def GPU(duration):\n    return lambda f: f\n',
  },
  'a local spaces package': {
    'app.py': 'from spaces import GPU\n@GPU\ndef f(): pass\n',
    'spaces/__init__.py': 'from .core import GPU\n',
    'spaces/core.py': 'def GPU(f):\n    return f\n',
  },
  'comments and strings': {
    'app.py':
      '"""@spaces.GPU(duration=5)"""\n# import spaces\n# @spaces.GPU\nx = "import spaces\\n@spaces.GPU(duration=9)"\ndef f(): pass\n',
  },
};

describe('not spaces.GPU', () => {
  test.each(Object.entries(OTHERS))('%s', (_, files) => {
    const { gpu, view } = see(files);
    expect(gpu).toEqual([]);
    expect(view.isZeroGpu).toBe(false);
  });

  test('a bare attribute is no request', () => {
    expect(see('import spaces\nif hasattr(spaces, "GPU"):\n    spaces.GPU\nspaces.GPU\n').gpu).toEqual([]);
  });

  test('a name that was bound anew', () => {
    expect(see('import spaces\nGPU = spaces.GPU\ndef GPU(f): return f\n@GPU\ndef f(): pass\n').gpu).toEqual([]);
  });

  test('a name as it was when the decorator ran, not as it became', () => {
    const { gpu } = see(
      'import spaces\ng = spaces.GPU(duration=5)\n@g\ndef a(): pass\ng = spaces.GPU(duration=7)\n@g\ndef b(): pass\n',
    );
    expect(gpu).toEqual(['a 5', 'b 7']);
  });
});

/** Ways to go without `spaces` off the platform. On it the import works. */
const STUBS: Readonly<Record<string, string>> = {
  'a class': `try:
    import spaces
except ImportError:
    class spaces:
        @staticmethod
        def GPU(fn=None, **kw):
            return fn if fn else lambda f: f
`,
  'an instance': `try:
    import spaces
except Exception:
    class _Stub:
        def GPU(self, *args, **kwargs):
            def deco(fn):
                return fn
            return deco
    spaces = _Stub()
`,
  SimpleNamespace: `from types import SimpleNamespace
try:
    import spaces
except ModuleNotFoundError:
    spaces = SimpleNamespace(GPU=lambda *a, **k: (lambda f: f))
`,
  'a type': `try:
    import spaces
except ImportError:
    spaces = type("spaces", (), {"GPU": staticmethod(lambda duration=60: lambda f: f)})
`,
  'a flag': `try:
    import spaces
    HAS_SPACES = True
except ImportError:
    HAS_SPACES = False
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'a flag set in else': `try:
    import spaces
except ImportError:
    spaces = None
else:
    OK = True
if spaces is None:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'a bare except': `try:
    import spaces  # noqa
except:
    spaces = None
`,
  'importlib.import_module': `import importlib
try:
    spaces = importlib.import_module("spaces")
except ImportError:
    spaces = None
`,
  'importlib, with a stub': `import importlib
try:
    spaces = importlib.import_module("spaces")
except Exception:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'a stub first': `class spaces:
    GPU = staticmethod(lambda **kw: lambda f: f)
try:
    import spaces
except ImportError:
    pass
`,
  find_spec: `import importlib.util
if importlib.util.find_spec("spaces") is not None:
    import spaces
else:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'an environment variable': `import os
if os.environ.get("SPACES_ZERO_GPU"):
    import spaces
else:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  SPACE_ID: `import os
if os.getenv("SPACE_ID") is not None:
    import spaces
else:
    spaces = None
`,
  'SPACE_ID in os.environ': `import os
if "SPACE_ID" in os.environ:
    import spaces
else:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'bool of a variable': `import os
IN_SPACES = bool(os.environ.get("SPACE_ID"))
if IN_SPACES:
    import spaces
else:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'a comparison': `import os
if os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true"):
    import spaces
else:
    class spaces:
        GPU = staticmethod(lambda **kw: lambda f: f)
`,
  'a function': `def _load():
    try:
        import spaces
        return spaces
    except ImportError:
        return None
spaces = _load()
`,
};

describe('a stub for other machines is left aside', () => {
  test.each(Object.entries(STUBS))('%s', (_, stub) => {
    const { gpu, view } = see(`${stub}\n@spaces.GPU(duration=9)\ndef f(): pass\n`);
    expect(gpu).toEqual(['f 9']);
    expect(view.isZeroGpu).toBe(true);
  });

  test('a stub that may be used after all, because something else is missing', () => {
    const { gpu } = see(`try:
    import spaces
    import xformers
except ImportError:
    class spaces:
        @staticmethod
        def GPU(*a, **k):
            return lambda f: f
@spaces.GPU(duration=9)
def f(): pass
`);
    expect(gpu).toEqual(['f 9 ?']);
  });

  test('a stubbed decorator', () => {
    const { gpu } = see(`try:
    from spaces import GPU
except ImportError:
    def GPU(*args, **kwargs):
        def wrap(fn):
            return fn
        return wrap
@GPU(duration=9)
def f(): pass
`);
    expect(gpu).toEqual(['f 9']);
  });

  test('a stubbed decorator that is applied only when there is one', () => {
    const { gpu } = see(`try:
    from spaces import GPU
except ImportError:
    GPU = None
def f(): pass
if GPU is not None:
    f = GPU(duration=9)(f)
`);
    expect(gpu).toEqual(['f 9']);
  });
});

describe('modules of the Space', () => {
  test('an absolute import', () => {
    const { gpu } = see({
      'app.py': 'from lib.gpu import gpu, SECONDS\n@gpu\ndef f(): pass\n@gpu\ndef g(): pass\n',
      'lib/__init__.py': '',
      'lib/gpu.py': 'import spaces\nSECONDS = 9\ngpu = spaces.GPU(duration=SECONDS)\n',
    });
    expect(gpu).toEqual(['f 9', 'g 9']);
  });

  test('a package without __init__', () => {
    const { gpu } = see({
      'app.py': 'import lib.gpu\n@lib.gpu.gpu\ndef f(): pass\n',
      'lib/gpu.py': 'import spaces\ngpu = spaces.GPU(duration=9)\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('relative imports and re-exports', () => {
    const { gpu } = see({
      'app.py': 'from lib import gpu\n@gpu\ndef f(): pass\n',
      'lib/__init__.py': 'from .decorators import gpu\n',
      'lib/decorators/__init__.py': 'from .impl import quick as gpu\n',
      'lib/decorators/impl.py':
        'import spaces\nfrom ..constants import SECONDS\nquick = spaces.GPU(duration=SECONDS)\n',
      'lib/constants.py': 'SECONDS = 3 * 3\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('modules that import each other', () => {
    const { gpu } = see({
      'app.py': 'import spaces\nimport a\n@spaces.GPU(duration=a.SECONDS)\ndef f(): pass\n',
      'a.py': 'import b\nSECONDS = 9\n',
      'b.py': 'import a\nDOUBLE = 18\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('names that need each other are unknown', () => {
    const { gpu } = see({
      'app.py': 'import spaces\nfrom a import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'a.py': 'from b import SECONDS\n',
      'b.py': 'from a import SECONDS\n',
    });
    expect(gpu).toEqual(['f unknown']);
  });

  test('a star import of a module that is seen', () => {
    const { gpu } = see({
      'app.py': 'from config import *\n@gpu\ndef f(): pass\n',
      'config.py': 'import spaces\ngpu = spaces.GPU(duration=9)\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('a star import of a package that re-exports by star', () => {
    const { gpu } = see({
      'app.py': 'from lib import *\n@gpu\ndef f(): pass\n',
      'lib/__init__.py': 'from .a import *\nfrom .b import *\n',
      'lib/a.py': 'X = 1\n',
      'lib/b.py': 'import spaces\ngpu = spaces.GPU(duration=9)\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('what a package imports from itself is its module', () => {
    const { gpu } = see({
      'app.py': 'import lib\n@lib.steps.gpu\ndef f(): pass\n',
      'lib/__init__.py': 'from . import steps\n',
      'lib/steps.py': 'import spaces\ngpu = spaces.GPU(duration=9)\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('a star import of a library may bind any name that is not bound here', () => {
    const seen = see('import spaces\nfrom somewhere import *\nx = 1\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n');
    expect(seen.gpu).toEqual(['f unknown']);
    expect(seen.global('x')).toBe('1');
    expect(seen.global('y')).toBe('?');
  });

  test('a star import of a library is taken to leave alone what is bound here', () => {
    const { gpu } = see(
      'import spaces\nSECONDS = 5\nfrom somewhere import *\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
    );
    expect(gpu).toEqual(['f 5']);
  });

  test('a module beside a script in a folder', () => {
    const { gpu } = see({
      'demo/app.py': 'import spaces\nfrom settings import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'demo/settings.py': 'SECONDS = 9\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('a module in the folder of the script that the card names, from wherever below', () => {
    const { gpu } = see({
      'README.md': '---\nsdk: gradio\napp_file: demo/app.py\n---\n',
      'demo/app.py': 'from ui.page import f\n',
      'demo/ui/page.py': 'import spaces\nfrom settings import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'demo/settings.py': 'SECONDS = 9\n',
      'other/settings.py': 'SECONDS = 10\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('of two modules the one in the folder of the script', () => {
    const { gpu } = see({
      'README.md': '---\nsdk: gradio\napp_file: web/app.py\n---\n',
      'settings.py': 'SECONDS = 9\n',
      'web/app.py': 'import spaces\nfrom settings import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'web/settings.py': 'SECONDS = 10\n',
    });
    expect(gpu).toEqual(['f 10']);
  });

  test('a relative import from above the Space is unknown', () => {
    const { gpu } = see({
      'app.py': 'from ui.page import f\n',
      'ui/page.py': 'import spaces\nfrom ...settings import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'ui/settings.py': 'SECONDS = 9\n',
      'settings.py': 'SECONDS = 10\n',
    });
    expect(gpu).toEqual(['f unknown']);
  });

  test('a module under src/', () => {
    const { gpu } = see({
      'app.py': 'from demo.settings import SECONDS\nimport spaces\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'src/demo/__init__.py': '',
      'src/demo/settings.py': 'SECONDS = 9\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('importlib of a module of the Space', () => {
    const { gpu } = see({
      'app.py':
        'import importlib\ns = importlib.import_module("settings")\nimport spaces\n@spaces.GPU(duration=s.SECONDS)\ndef f(): pass\n',
      'settings.py': 'SECONDS = 9\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('a name that the module does not have is unknown', () => {
    const { gpu } = see({
      'app.py': 'import spaces\nfrom settings import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'settings.py': 'OTHER = 9\n',
    });
    expect(gpu).toEqual(['f unknown']);
  });
});

describe('what a name is', () => {
  const folded: Readonly<Record<string, readonly [string, string]>> = {
    'a tuple from a function': ['def f():\n    return 1, "a"\nx, y = f()\n', '"a"'],
    'nested tuples': ['(a, (x, y)) = 1, (2, 3)\n', '3'],
    'a starred target': ['x, *y = 1, 2, 3\n', 'list of 1 | 2 | 3'],
    'a dictionary by key': ['d = {"a": 1, "b": "two"}\ny = d["b"]\n', '"two"'],
    'a dictionary set later': ['d = {}\nd["a"] = 5\ny = d["a"]\n', '5'],
    'an augmented assignment': ['y = 60\ny *= 2\n', '120'],
    'a name bound in both branches': ['if unknown:\n    y = 1\nelse:\n    y = 2\n', '2 | 1'],
    'a name bound in one branch': ['y = 1\nif unknown:\n    y = 2\n', '2 | 1'],
    'a branch that never runs': ['import os\ny = 1\nif os.getenv("SPACES_ZERO_GPU") is None:\n    y = 2\n', '1'],
    'a name set by a function': ['y = None\ndef load():\n    global y\n    y = 3\n', 'None | 3'],
    'a name bound by with': ['import tempfile\nwith tempfile.TemporaryDirectory() as y:\n    pass\n', 'path'],
    'a name bound by for': ['for y in ["a", "b"]:\n    pass\n', '"a" | "b"'],
    'a caught error': ['try:\n    f()\nexcept ValueError as y:\n    pass\n', '?'],
    'a conditional expression': ['y = 1 if unknown else 2\n', '1 | 2'],
    'an or': ['y = None or 5\n', '5'],
    'a comparison': ['y = 3 > 2\n', 'bool'],
    'a deleted name': ['y = 1\ndel y\n', '?'],
  };
  test.each(Object.entries(folded))('%s', (_, [source, expected]) => {
    const text = see(`import spaces\n${source}`).global('y');
    expect(text === 'true' ? 'bool' : text).toBe(expected);
  });
});
