import { describe, expect, test } from 'vitest';
import { see } from '../support/see';

const APP = 'import spaces\n@spaces.GPU\ndef f(): pass\n';
const card = (lines: string): string => `---\ntitle: X\nsdk: gradio\n${lines}---\n# X\n`;

describe('what makes a folder a ZeroGPU Space', () => {
  const cases: Readonly<Record<string, readonly [Readonly<Record<string, string>>, boolean]>> = {
    'an import': [{ 'app.py': APP }, true],
    'an import in a helper module': [{ 'app.py': 'import lib\n', 'lib.py': 'import spaces\n' }, true],
    'an import inside a function': [{ 'app.py': 'def f():\n    import spaces\n' }, true],
    'an import by importlib': [{ 'app.py': 'import importlib\nspaces = importlib.import_module("spaces")\n' }, true],
    'an import by importlib in a function of a helper': [
      {
        'app.py': 'from lib import get\n',
        'lib.py':
          'import importlib\ndef get():\n    try:\n        s = importlib.import_module("spaces")\n    except ImportError:\n        return None\n    return s.GPU\n',
      },
      true,
    ],
    'a decorator whose import is forgotten': [{ 'app.py': '@spaces.GPU\ndef f(): pass\n' }, true],
    'a decorator without its import in what the app imports': [
      { 'app.py': 'import lib\n', 'lib.py': 'class A:\n    @spaces.GPU(duration=9)\n    def f(self): pass\n' },
      true,
    ],
    'a decorator of something else': [
      { 'app.py': 'from gymnasium import spaces\n@spaces.GPU\ndef f(): pass\n' },
      false,
    ],
    'a decorator that a star import may bring': [
      { 'app.py': 'from lib import *\n@spaces.GPU\ndef f(): pass\n' },
      false,
    ],
    'a decorator without its import elsewhere': [{ 'tool.py': '@spaces.GPU\ndef f(): pass\n' }, false],
    'the front matter suggests the hardware': [
      { 'app.py': 'import gradio\n', 'README.md': card('suggested_hardware: zero-a10g\n') },
      true,
    ],
    'the front matter says only gradio': [{ 'app.py': 'import gradio\n', 'README.md': card('') }, false],
    'other hardware': [{ 'app.py': 'import gradio\n', 'README.md': card('suggested_hardware: t4-small\n') }, false],
    gymnasium: [{ 'app.py': 'from gymnasium import spaces\n' }, false],
    'a relative import of spaces': [{ 'pkg/__init__.py': '', 'pkg/a.py': 'from . import spaces\n' }, false],
    'a local module': [{ 'app.py': 'import spaces\n', 'spaces.py': '' }, false],
    'a test that imports it': [{ 'app.py': 'import gradio\n', 'tests/test_app.py': 'import spaces\n' }, false],
    nothing: [{}, false],
    'a comment': [{ 'app.py': '# import spaces\n"""\nimport spaces\n"""\n' }, false],
    'half an import': [{ 'app.py': 'import spac\n' }, false],
  };
  test.each(Object.entries(cases))('%s', (_, [files, expected]) => {
    expect(see(files).view.isZeroGpu).toBe(expected);
  });

  test('a setting says so, or says no', () => {
    expect(see('x = 1\n', { treatAsSpace: 'always' }).view.isZeroGpu).toBe(true);
    expect(see(APP, { treatAsSpace: 'never' }).view.isZeroGpu).toBe(false);
  });

  test('a module that goes away takes its evidence along', () => {
    const { space, view } = see({ 'app.py': 'import lib\n', 'lib.py': 'import spaces\n' });
    expect(view.isZeroGpu).toBe(true);
    space.removeFile('/s/lib.py');
    expect(view.isZeroGpu).toBe(false);
  });

  test('requirements in the order of their paths, whichever came first', () => {
    const files = ['/s/pre-requirements.txt', '/s/requirements.txt'];
    const { space, view } = see({ 'app.py': APP, 'requirements.txt': '', 'pre-requirements.txt': '' });
    expect(view.requirements.map(({ path }) => path)).toEqual(files);
    space.removeFile('/s/pre-requirements.txt');
    space.setFile('/s/pre-requirements.txt', 'torch\n');
    expect(view.requirements.map(({ path }) => path)).toEqual(files);
  });

  test('a local spaces.py that appears later', () => {
    const { space, view } = see({ 'app.py': APP });
    expect(view.gpuFunctions).toHaveLength(1);
    space.setFile('/s/spaces.py', 'def GPU(f): return f\n');
    expect(view.isZeroGpu).toBe(false);
    expect(view.gpuFunctions).toEqual([]);
    space.removeFile('/s/spaces.py');
    expect(view.gpuFunctions).toHaveLength(1);
  });
});

describe('the modules', () => {
  const linted = (files: Readonly<Record<string, string>>): readonly string[] =>
    see(files).view.modules.map((module) => module.path.slice('/s/'.length));

  test('not an app for other hardware, beside another one that uses spaces', () => {
    const files = { 'app.py': 'import torch\nimport lib\n', 'lib.py': '', 'zero_app.py': APP };
    expect(linted({ ...files, 'README.md': card('') })).toEqual(['zero_app.py']);
    expect(linted({ ...files, 'lib.py': 'import zero_app\n' })).toEqual(['app.py', 'lib.py', 'zero_app.py']);
    const unfinished = { ...files, 'lib.py': 'import \n@spaces.GPU\ndef f(): pass\n', 'README.md': card('') };
    expect(linted(unfinished)).toEqual(['app.py', 'lib.py', 'zero_app.py']);
    const declared = { ...files, 'README.md': card('suggested_hardware: zero-a10g\n') };
    expect(linted(declared)).toEqual(['app.py', 'lib.py', 'zero_app.py']);
  });

  test('not a script that imports spaces and leaves it at that, beside an app that uses it', () => {
    const local =
      'try:\n    import spaces\nexcept ImportError:\n    pass\nimport torch\n# @spaces.GPU\ndef f(): pass\n';
    expect(linted({ 'app_local.py': local, 'app_hf.py': APP })).toEqual(['app_hf.py']);
    expect(linted({ 'app_local.py': local })).toEqual(['app_local.py']);
    expect(linted({ 'app.py': local, 'app_hf.py': APP })).toEqual(['app.py', 'app_hf.py']);
    expect(linted({ 'lib.py': local, 'app_hf.py': `${APP}import lib\n` })).toEqual(['app_hf.py', 'lib.py']);
    expect(linted({ 'app_local.py': `${local}import lib\n`, 'lib.py': APP })).toEqual(['app_local.py', 'lib.py']);
    expect(linted({ 'app_local.py': local.replace('# ', ''), 'app_hf.py': APP })).toEqual([
      'app_hf.py',
      'app_local.py',
    ]);
    const loads = `${APP}import importlib\nimportlib.import_module(NAME)\n`;
    expect(linted({ 'app_local.py': local, 'app_hf.py': loads })).toEqual(['app_hf.py', 'app_local.py']);
    const script = `${local}if __name__ == '__main__':\n    f()\n`;
    expect(linted({ 'app_local.py': script, 'app_hf.py': loads })).toEqual(['app_hf.py']);
  });

  test('the app and what it imports', () => {
    expect(
      linted({
        'app.py': `${APP}from lib import a\nimport pkg.b as b\n`,
        'lib.py': 'def a(): pass\n',
        'pkg/__init__.py': '',
        'pkg/b.py': 'from . import c\n',
        'pkg/c.py': '',
        'train.py': 'import torch\n',
        'setup.py': '',
      }),
    ).toEqual(['app.py', 'lib.py', 'pkg/__init__.py', 'pkg/b.py', 'pkg/c.py']);
  });

  test('the packages around what it imports run with it', () => {
    const files = {
      'app.py': `${APP}from pkg.deep.lib import a\n`,
      'pkg/__init__.py': 'import torch\nfrom helper import b\n',
      'pkg/deep/__init__.py': '',
      'pkg/deep/lib.py': 'def a(): pass\n',
      'pkg/other.py': '',
      'helper.py': 'def b(): pass\n',
    };
    expect(linted(files)).toEqual([
      'app.py',
      'helper.py',
      'pkg/__init__.py',
      'pkg/deep/__init__.py',
      'pkg/deep/lib.py',
    ]);
  });

  test('the app that the front matter names', () => {
    const { view } = see({ 'README.md': card('app_file: src/main.py\n'), 'src/main.py': APP, 'app.py': '' });
    expect(view.appModule?.path).toBe('/s/src/main.py');
    expect(view.modules.map((module) => module.path)).toEqual(['/s/src/main.py']);
  });

  test('imports inside functions count', () => {
    expect(linted({ 'app.py': `${APP}def g():\n    import lib\n`, 'lib.py': '' })).toEqual(['app.py', 'lib.py']);
  });

  test('imports for type checkers do not', () => {
    const app = (test: string): string =>
      `import typing\nfrom typing import TYPE_CHECKING\n${APP}if ${test}:\n    import lib\nelse:\n    import other\n`;
    const files = { 'lib.py': '', 'other.py': '' };
    expect(linted({ ...files, 'app.py': app('TYPE_CHECKING') })).toEqual(['app.py', 'other.py']);
    expect(linted({ ...files, 'app.py': app('typing.TYPE_CHECKING') })).toEqual(['app.py', 'other.py']);
    expect(linted({ ...files, 'app.py': app('CHECKING') })).toEqual(['app.py', 'lib.py', 'other.py']);
    const { space, view } = see({ ...files, 'app.py': app('TYPE_CHECKING') });
    expect(view.modules.length).toBe(2);
    const at = app('').indexOf('if :') + 'if '.length;
    space.editFile('/s/app.py', [{ span: { start: at, end: at + 'TYPE_'.length }, text: '' }]);
    expect(view.modules.length).toBe(3);
  });

  test('vendored trees and tests do not', () => {
    expect(
      linted({
        'app.py': `${APP}import third_party.lib\nimport vendor.x\nimport tests.helper\n`,
        'third_party/lib.py': 'import spaces\n@spaces.GPU\ndef g(): pass\n',
        'vendor/x.py': '',
        'tests/helper.py': 'import spaces\n',
        'venv/lib/site-packages/y.py': 'import spaces\n',
      }),
    ).toEqual(['app.py']);
  });

  test('a large package that knows nothing of ZeroGPU does not', () => {
    const big = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`bigmodel/m${i}.py`, 'x = 1\n']));
    expect(linted({ 'app.py': `${APP}import bigmodel.m3\n`, ...big })).toEqual(['app.py']);
    expect(linted({ 'app.py': `${APP}import bigmodel.m3\n`, ...big, 'bigmodel/m4.py': APP })).toContain(
      'bigmodel/m3.py',
    );
  });

  test('what a vendored module says is still known', () => {
    const { gpu } = see({
      'app.py': 'import spaces\nfrom third_party.lib import SECONDS\n@spaces.GPU(duration=SECONDS)\ndef f(): pass\n',
      'third_party/lib.py': 'SECONDS = 9\n',
    });
    expect(gpu).toEqual(['f 9']);
  });

  test('a GPU function of any module is one of the Space', () => {
    const { gpu, view } = see({
      'app.py': 'import spaces\nimport gradio as gr\nfrom work import f\ngr.Interface(f, "text", "text")\n',
      'work.py': APP,
    });
    expect(gpu).toEqual(['f default']);
    expect(view.handlers).toHaveLength(1);
  });
});

describe('the join', () => {
  test('all files of a Space at once', () => {
    const { view } = see({
      'app.py': APP,
      'requirements.txt': 'torch==2.8.0\n',
      'pre-requirements.txt': 'pip\n',
      'packages.txt': 'ffmpeg\n',
      'README.md': card('python_version: 3.10\n'),
    });
    expect(view.requirements.map((file) => file.path)).toEqual(['/s/pre-requirements.txt', '/s/requirements.txt']);
    expect(view.packages?.path).toBe('/s/packages.txt');
    expect(view.frontMatter?.path).toBe('/s/README.md');
    expect(view.appModule?.path).toBe('/s/app.py');
  });

  test("only the files at the root are the platform's", () => {
    const { view } = see({
      'app.py': APP,
      'requirements-dev.txt': 'x\n',
      'sub/requirements.txt': 'y\n',
      'sub/README.md': card(''),
      'sub/packages.txt': 'ffmpeg\n',
    });
    expect(view.requirements).toEqual([]);
    expect(view.frontMatter).toBeUndefined();
    expect(view.packages).toBeUndefined();
  });

  test('libraries that are imported, and whether they may be missing', () => {
    const { view } = see({
      'app.py': `${APP}import torch, PIL.Image\nfrom transformers import AutoModel\ntry:\n    import xformers\nexcept ImportError:\n    pass\nif x:\n    import flash_attn\nwith a:\n    import b1\ndef g():\n    import cv2\nfrom . import local\nimport lib\n`,
      'lib.py': 'import numpy as np\n',
    });
    expect(view.imports.map(({ module, optional }) => (optional ? `${module}?` : module))).toEqual([
      'spaces',
      'torch',
      'PIL.Image',
      'transformers',
      'xformers?',
      'flash_attn?',
      'b1',
      'cv2?',
      'numpy',
    ]);
  });

  test('statements around a place', () => {
    const { space } = see(`${APP}with a:\n    @deco\n    def g():\n        x = [\n            1,\n        ]\n`);
    const text = space.text('/s/app.py') ?? '';
    const spans = space.statementsAt('/s/app.py', text.indexOf('1,'));
    expect(spans.map((span) => text.slice(span.start, span.start + 4))).toEqual(['x = ', '@dec']);
  });
});
