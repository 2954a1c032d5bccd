/** Fixes of ordinary Python: arguments that come and go, imports that are added, what is called instead. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { bestFix, fixToFixpoint } from '../../server/src/engine/fixes';
import { lines } from '../support/lines';
import { allFindings, ordinaryFiles, root, spaceOf } from '../support/space';
import { repaired } from './findings';

describe('an argument that goes', () => {
  const app = (call: string): string =>
    lines('import gradio as gr', 'import spaces', 'demo = gr.Interface(print, "text", "text")', call);

  it.each([
    ['demo.launch(\n    share=True,\n)', 'demo.launch()'],
    ['demo.launch(\n    share=True,  # for friends\n)', 'demo.launch()'],
    ['demo.launch(\n    share=True\n)', 'demo.launch()'],
    [
      'demo.launch(debug=True, share=True,\n            show_error=True)',
      'demo.launch(debug=True,\n            show_error=True)',
    ],
    ['demo.launch(share=True,\n            show_error=True)', 'demo.launch(show_error=True)'],
    ['demo.launch(\n    # for friends\n    share=True,\n)', 'demo.launch(\n    # for friends\n)'],
    [
      'demo.launch(share=True,  # for friends\n            debug=True)',
      'demo.launch(  # for friends\n            debug=True)',
    ],
  ])('leaves no line and no blanks behind: %j', async (before, after) => {
    expect(await repaired('launch-share', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });
});

describe('arguments that go together', () => {
  it.each([
    ['demo.launch(\n    server_name="127.0.0.1",\n    server_port=8080,\n)', 'demo.launch()'],
    ['demo.launch(\n    server_name="127.0.0.1",  # mine\n    server_port=8080\n)', 'demo.launch()'],
    [
      'demo.launch(\n    server_name="127.0.0.1",\n    server_port=8080,\n    debug=True,\n)',
      'demo.launch(\n    debug=True,\n)',
    ],
  ])('leave no empty lines between the parentheses: %j', async (before, after) => {
    const app = (call: string): string =>
      lines('import gradio as gr', 'import spaces', 'demo = gr.Interface(print, "text", "text")', call);
    expect(await repaired('launch-port', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });
});

describe('an argument that goes where another one comes', () => {
  it('leaves no comma behind', async () => {
    const app = (call: string): string =>
      lines(
        'import gradio as gr',
        'import spaces',
        '@spaces.GPU(duration=30)',
        'def f(x):',
        '    return pipe(x).images[0]',
        'with gr.Blocks() as demo:',
        '    box = gr.Textbox()',
        '    gr.Button("Go").click(f, box, gr.Image())',
        `${call}.launch()`,
      );
    const own = rules.filter(({ name }) => /^queue-(?:concurrency-one|max-size)$/.test(name));
    const files = { ...ordinaryFiles, 'app.py': app('demo.queue(default_concurrency_limit=1)') };
    const space = await spaceOf(files, { rules: own, configuration: { pedantic: true } });
    expect(fixToFixpoint(space, [`${root}/app.py`], bestFix, 1).leftOut).toEqual([]);
    fixToFixpoint(space, [`${root}/app.py`], bestFix);
    expect(space.model.text(`${root}/app.py`)).toBe(app('demo.queue(max_size=20)'));
    space.dispose();
  });
});

describe('arguments that are added', () => {
  const app = (call: string): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      '@spaces.GPU(duration=5)',
      'def paint(x):',
      '    return x',
      'with gr.Blocks() as demo:',
      '    box = gr.Textbox()',
      `    ${call}`,
      'demo.launch()',
    );

  it.each([
    [
      'gr.Examples(["a"], box, box, paint, cache_examples="lazy")',
      'gr.Examples(["a"], box, box, paint, cache_examples=True, cache_mode="lazy")',
    ],
    [
      'gr.Examples(\n        ["a"], box, box,\n        fn=paint, cache_examples="lazy",\n    )',
      'gr.Examples(\n        ["a"], box, box,\n        fn=paint, cache_examples=True, cache_mode="lazy",\n    )',
    ],
    [
      'gr.Examples(\n        ["a"],\n        box,\n        box,\n        paint,\n        cache_examples="lazy",  # each\n    )',
      'gr.Examples(\n        ["a"],\n        box,\n        box,\n        paint,\n        cache_examples=True,\n        cache_mode="lazy",  # each\n    )',
    ],
  ])('stand as the others do: %j', async (before, after) => {
    expect(await repaired('examples-lazy-string', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });

  it.each([
    [
      'gr.Examples(["a"], box, box, paint)',
      'gr.Examples(["a"], box, box, paint, cache_examples=True, cache_mode="lazy")',
    ],
    [
      'gr.Examples(\n        ["a"],\n        box,\n        outputs=box,\n        fn=paint,  # last\n    )',
      'gr.Examples(\n        ["a"],\n        box,\n        outputs=box,\n        fn=paint,  # last\n        cache_examples=True,\n        cache_mode="lazy",\n    )',
    ],
  ])('stand as the others do when there are two: %j', async (before, after) => {
    const second = (finding: Parameters<typeof bestFix>[0]) => finding.fixes()[1];
    const text = await repaired(
      'examples-implicit-cache',
      { ...ordinaryFiles, 'app.py': app(before) },
      'app.py',
      second,
    );
    expect(text).toBe(app(after));
  });
});

describe('an import that is added', () => {
  const app = (imports: readonly string[], path: string): string =>
    lines(
      ...imports,
      '',
      '@spaces.GPU(duration=5)',
      'def f(x):',
      `    path = ${path}`,
      '    x.save(path)',
      '    return path',
      'gr.Interface(f, "image", "image").launch()',
    );

  it.each([
    [
      ['import os', 'import random', '', 'import gradio as gr', 'import spaces'],
      ['import os', 'import random', 'import tempfile', '', 'import gradio as gr', 'import spaces'],
    ],
    [
      ['import os  # paths', 'import time', 'import gradio as gr', 'import spaces'],
      ['import os  # paths', 'import tempfile', 'import time', 'import gradio as gr', 'import spaces'],
    ],
    [
      ['import spaces  # first', 'import torch', 'import gradio as gr'],
      ['import spaces  # first', 'import tempfile', 'import torch', 'import gradio as gr'],
    ],
    [
      ['import spaces', '', 'import os', 'import uuid', 'import gradio as gr'],
      ['import spaces', '', 'import os', 'import tempfile', 'import uuid', 'import gradio as gr'],
    ],
    [
      ['import gradio as gr', 'import os', 'import spaces'],
      ['import tempfile', 'import gradio as gr', 'import os', 'import spaces'],
    ],
    [
      ['import time', 'import os', 'import gradio as gr', 'import spaces'],
      ['import tempfile', 'import time', 'import os', 'import gradio as gr', 'import spaces'],
    ],
  ])('goes where the others of its kind are sorted: %j', async (before, after) => {
    const text = await repaired('fixed-output-path', { ...ordinaryFiles, 'app.py': app(before, '"out.png"') });
    expect(text).toBe(app(after, 'tempfile.NamedTemporaryFile(suffix=".png", delete=False).name'));
  });
});

describe('what names `os`', () => {
  const env = 'subprocess.run(["pip", "list"], env={"A": "1"})';
  const whole = 'subprocess.run(["pip", "list"], env={**os.environ, "A": "1"})';

  it.each([
    ['below the import', lines('import os', 'import subprocess', env), lines('import os', 'import subprocess', whole)],
    ['without one', lines('import subprocess', env), lines('import os', 'import subprocess', whole)],
    ['above the import', lines('import subprocess', env, 'import os'), undefined],
    [
      'in a function above the import',
      lines('import subprocess', 'def f():', `    ${env}`, 'import os', 'f()'),
      lines('import subprocess', 'def f():', `    ${whole}`, 'import os', 'f()'),
    ],
    ['where it is something else', lines('import subprocess', 'os = "linux"', env), undefined],
  ])('subprocess-env-replaces-path %s', async (_, before, after) => {
    const app = (text: string): string => `import spaces\n${text}`;
    const fixed = await repaired('subprocess-env-replaces-path', { ...ordinaryFiles, 'app.py': app(before) });
    expect(fixed.replace('import os\nimport spaces\n', 'import spaces\nimport os\n')).toBe(app(after ?? before));
  });

  it.each([
    ['below the import', lines('import os', 'import subprocess'), true],
    ['above the import', lines('import subprocess'), false],
  ])('subprocess-export-noop %s', async (_, above, isFixed) => {
    const app = (statement: string): string => lines('import spaces', `${above}${statement}`, 'import os');
    const before = app('subprocess.run("export A=1", shell=True)');
    const after = app('os.environ["A"] = "1"');
    expect(await repaired('subprocess-export-noop', { 'app.py': before })).toBe(isFixed ? after : before);
  });
});

describe('launch-not-called', () => {
  const app = (head: readonly string[], ...rest: readonly string[]): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      ...head,
      '@spaces.GPU(duration=5)',
      'def f(x):',
      '    return x',
      'demo = gr.Interface(f, "text", "text")',
      ...rest,
    );
  const guard = 'if __name__ == "__main__":';
  const uvicorn = 'import uvicorn  # the server';
  const fastapi = 'from fastapi import FastAPI';
  const mount = 'app = gr.mount_gradio_app(app, demo, path="/")';
  const run = 'uvicorn.run(app, host="0.0.0.0", port=7860)';

  it.each([
    [app([uvicorn, fastapi, 'app = FastAPI()'], mount, guard, `    ${run}`), app([], guard, '    demo.launch()')],
    [
      app(
        [uvicorn, 'import fastapi as fa'],
        '# Mounts',
        'served = gr.mount_gradio_app(fa.FastAPI(), demo, path="/")',
        run.replace('app', 'served'),
      ),
      app([], 'demo.launch()'),
    ],
    [
      app([uvicorn, fastapi, 'app = FastAPI()', '@app.get("/ping")', 'def ping():', '    return 1'], mount, run),
      app([fastapi, 'app = FastAPI()', '@app.get("/ping")', 'def ping():', '    return 1'], mount, 'demo.launch()'),
    ],
    [
      app(['import os, uvicorn', fastapi, 'app = FastAPI(); x = 1'], mount, run),
      app(['import os, uvicorn', fastapi, 'app = FastAPI(); x = 1'], mount, 'demo.launch()'),
    ],
  ])('takes along what only the server needed', async (before, after) => {
    expect(await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': before })).toBe(after);
  });

  const mounted = (settings: string): string =>
    lines(
      'import os',
      'import gradio as gr',
      'import spaces',
      'import uvicorn',
      'from fastapi import FastAPI',
      'import helper',
      'app = FastAPI()',
      '@spaces.GPU(duration=30)',
      'def f(x):',
      '    return helper.upper(x)',
      'demo = gr.Interface(f, "text", "text")',
      `app = gr.mount_gradio_app(app, demo, path="/", ${settings})`,
      'uvicorn.run(app)',
    );
  const helper = lines('def upper(x):', '    return x.upper()');

  it('keeps the password and the files that visitors may read', async () => {
    const app = mounted('auth=("me", os.environ["PASSWORD"]), allowed_paths=["out"], server_port=7860');
    const text = await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': app, 'helper.py': helper });
    expect(text).toContain('demo.launch(auth=("me", os.environ["PASSWORD"]), allowed_paths=["out"])');
    expect(text).toContain('import os');
    expect(text).not.toContain('FastAPI');
  });

  it('lets nobody in whom the server asks for more', async () => {
    const app = mounted('auth_dependency=helper.upper');
    expect(await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': app, 'helper.py': helper })).toBe(app);
  });

  it('leaves what a test may take from the app', async () => {
    const app = mounted('allowed_paths=["out"]');
    const test = lines('from app import app', 'assert app.title');
    const files = { ...ordinaryFiles, 'app.py': app, 'helper.py': helper, 'tests/test_app.py': test };
    const text = await repaired('launch-not-called', files);
    expect(text).toContain('app = FastAPI()');
    expect(text).toContain('demo.launch(');
  });

  it('leaves what another module takes from the app', async () => {
    const app = mounted('allowed_paths=["out"]');
    const taking = lines('def upper(x):', '    from app import app', '    return app.title + x');
    const text = await repaired('launch-not-called', { ...ordinaryFiles, 'app.py': app, 'helper.py': taking });
    expect(text).toContain('app = FastAPI()');
  });
});

describe('gr-error-not-raised', () => {
  const app = (...body: readonly string[]): string =>
    lines('import gradio as gr', 'import spaces', '@spaces.GPU(duration=5)', 'def f(x):', ...body);

  it.each([
    [
      ['    if not x:', '        gr.Error("nothing")  # tell', '        return None', '    return x'],
      ['    if not x:', '        raise gr.Error("nothing")  # tell', '    return x'],
    ],
    [
      ['    if not x:', '        gr.Error("nothing")', '        return None', '    return x'],
      ['    if not x:', '        raise gr.Error("nothing")', '    return x'],
    ],
    [
      ['    if not x:', '        gr.Error("nothing")', '    return x'],
      ['    if not x:', '        raise gr.Error("nothing")', '    return x'],
    ],
  ])('leaves no return behind that nothing reaches: %j', async (before, after) => {
    const text = await repaired('gr-error-not-raised', { ...ordinaryFiles, 'app.py': app(...before) });
    expect(text).toBe(app(...after));
  });

  it.each([
    [
      ['    if not x:', '        yield gr.Error("nothing")', '        return', '    yield x'],
      ['    if not x:', '        raise gr.Error("nothing")', '    yield x'],
    ],
    [
      ['    if not x:', '        return None, gr.Error(', '            "nothing")', '    return x'],
      ['    if not x:', '        return None, gr.Error(', '            "nothing")', '    return x'],
    ],
    [
      ['    if not x:', '        return gr.Error(  # why', '            "nothing")', '    return x'],
      ['    if not x:', '        raise gr.Error(  # why', '            "nothing")', '    return x'],
    ],
  ])('raises what a handler gives out: %j', async (before, after) => {
    const handled = (body: readonly string[]): string => app(...body, 'gr.Interface(f, "text", "text").launch()');
    const text = await repaired('gr-error-not-raised', { ...ordinaryFiles, 'app.py': handled(before) });
    expect(text).toBe(handled(after));
  });
});

describe('dataloader-workers-in-gpu', () => {
  it.each([
    [
      'data, num_workers=2, prefetch_factor=4, persistent_workers=True',
      'data, num_workers=0, prefetch_factor=None, persistent_workers=False',
    ],
    [
      'data, num_workers=2, prefetch_factor=None, persistent_workers=False',
      'data, num_workers=0, prefetch_factor=None, persistent_workers=False',
    ],
    [
      'data, timeout=30, num_workers=2, multiprocessing_context=chosen()',
      'data, timeout=0, num_workers=0, multiprocessing_context=None',
    ],
  ])('turns off what only goes with workers: %s', async (before, after) => {
    const app = (args: string): string =>
      lines(
        'import spaces',
        'from torch.utils.data import DataLoader',
        '@spaces.GPU(duration=5)',
        'def f(data):',
        `    return list(DataLoader(${args}))`,
      );
    expect(await repaired('dataloader-workers-in-gpu', { 'app.py': app(before) })).toBe(app(after));
  });
});

describe('multiprocessing-in-gpu', () => {
  const app = (...body: readonly string[]): string =>
    lines(
      'import concurrent.futures as cf',
      'import spaces',
      'from datasets import load_dataset',
      '@spaces.GPU(duration=60)',
      'def f(xs):',
      ...body,
    );

  it.each([
    ['    ex = cf.ProcessPoolExecutor(max_workers=4)', '    ex = cf.ThreadPoolExecutor(max_workers=4)'],
    ['    ex = cf.ProcessPoolExecutor(4, mp_context=None)', '    ex = cf.ProcessPoolExecutor(4, mp_context=None)'],
    ['    load_dataset("x", split="train").map(len, num_proc=4,)', '    load_dataset("x", split="train").map(len,)'],
  ])('is repaired by what runs: %s', async (before, after) => {
    expect(await repaired('multiprocessing-in-gpu', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });

  it('names the method of a call that has no name', async () => {
    const body = '    load_dataset("x", split="train").shuffle().map(len, num_proc=4)';
    const own = rules.filter(({ name }) => name === 'multiprocessing-in-gpu');
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app(body) }, { rules: own });
    expect(allFindings(space)[0]?.message).toContain('makes `map` start processes');
    space.dispose();
  });
});

describe('numpy-rng-in-gpu', () => {
  it.each([
    ['np.random.randint(0, 9)', 'int(np.random.default_rng().integers(0, 9))'],
    ['int(np.random.randint(0, 9))', 'int(np.random.default_rng().integers(0, 9))'],
    ['np.random.randint([3, 4])', 'np.random.default_rng().integers([3, 4])'],
    ['np.random.randint(np.zeros(3), 4)', 'np.random.default_rng().integers(np.zeros(3), 4)'],
    ['np.random.randint(0, 9, 3)', 'np.random.default_rng().integers(0, 9, 3)'],
    ['np.random.randint(0, 9, size=(2, 3))', 'np.random.default_rng().integers(0, 9, size=(2, 3))'],
    ['np.random.randint(0, 9, dtype="int16")', 'np.random.default_rng().integers(0, 9, dtype="int16")'],
    ['np.random.uniform()', 'np.random.default_rng().uniform()'],
  ])('gives what the draw gave: %s', async (before, after) => {
    const app = (draw: string): string =>
      lines('import numpy as np', 'import spaces', '@spaces.GPU(duration=5)', 'def f(x):', `    return ${draw}`);
    expect(await repaired('numpy-rng-in-gpu', { ...ordinaryFiles, 'app.py': app(before) })).toBe(app(after));
  });
});
