import { expect, it } from 'vitest';
import { lines } from '../support/lines';
import { offered, type Refactored } from './refactor';

const head = ['import spaces', 'from diffusers import DiffusionPipeline', '', 'MODEL = "stabilityai/sdxl-turbo"', ''];

async function hoisted(app: string, at = 'from_pretrained('): Promise<Refactored | undefined> {
  const [first, ...others] = await offered({ 'app.py': app }, at);
  expect(others).toEqual([]);
  return first;
}

it('moves a load above its function, with the comment and what sets the model up', async () => {
  const result = await hoisted(
    lines(
      ...head,
      '',
      '# Draws.',
      '@spaces.GPU(duration=60)',
      'def generate(prompt, steps=4):',
      '    """Draws an image."""',
      '    # The model',
      '    pipe = DiffusionPipeline.from_pretrained(',
      '        MODEL,  # small',
      '    )',
      '    pipe.to("cuda")',
      '    prompt = prompt.strip()',
      '    pipe.set_progress_bar_config(disable=True)',
      '',
      '    return pipe(prompt, num_inference_steps=steps).images[0]',
    ),
  );
  expect(result).toEqual({
    title: 'Load `pipe` at module scope',
    kind: 'refactor.move',
    added: [],
    files: {
      'app.py': lines(
        ...head,
        '',
        '# The model',
        'pipe = DiffusionPipeline.from_pretrained(',
        '    MODEL,  # small',
        ')',
        'pipe.to("cuda")',
        'pipe.set_progress_bar_config(disable=True)',
        '',
        '',
        '# Draws.',
        '@spaces.GPU(duration=60)',
        'def generate(prompt, steps=4):',
        '    """Draws an image."""',
        '    prompt = prompt.strip()',
        '',
        '    return pipe(prompt, num_inference_steps=steps).images[0]',
      ),
    },
  });
});

it('moves the tokenizer and the names it needs along, with tabs and CRLF', async () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
  const imports = ['import spaces', 'from transformers import AutoModelForCausalLM, AutoTokenizer', ''];
  const result = await hoisted(
    crlf(
      lines(
        ...imports,
        '@spaces.GPU',
        'def chat(prompt):',
        '\tname = "Qwen/Qwen3-0.6B"',
        '\ttokenizer = AutoTokenizer.from_pretrained(name)',
        '\tmodel = AutoModelForCausalLM.from_pretrained(name)  # slow',
        '\tmodel = model.to("cuda").eval()',
        '\tinputs = tokenizer(prompt, return_tensors="pt").to("cuda")',
        '\treturn tokenizer.decode(model.generate(**inputs)[0])',
      ),
    ),
    'AutoModelForCausalLM.from_',
  );
  expect(result).toMatchObject({ title: 'Load `tokenizer` and `model` at module scope', added: [] });
  expect(result?.files['app.py']).toBe(
    crlf(
      lines(
        ...imports,
        'name = "Qwen/Qwen3-0.6B"',
        'tokenizer = AutoTokenizer.from_pretrained(name)',
        'model = AutoModelForCausalLM.from_pretrained(name)  # slow',
        'model = model.to("cuda").eval()',
        '',
        '@spaces.GPU',
        'def chat(prompt):',
        '\tinputs = tokenizer(prompt, return_tensors="pt").to("cuda")',
        '\treturn tokenizer.decode(model.generate(**inputs)[0])',
      ),
    ),
  );
});

it('takes the check away with the load', async () => {
  const result = await hoisted(
    lines(
      ...head,
      'pipe = None',
      '',
      '',
      'def get_pipe():',
      '    global pipe',
      '    if pipe is None:',
      '        pipe = DiffusionPipeline.from_pretrained(MODEL).to("cuda")',
      '        pipe.set_progress_bar_config(disable=True)',
      '    return pipe',
      '',
      '',
      '@spaces.GPU',
      'def generate(prompt):',
      '    return get_pipe()(prompt).images[0]',
    ),
  );
  expect(result?.added).toEqual([]);
  expect(result?.files['app.py']).toBe(
    lines(
      ...head,
      'pipe = DiffusionPipeline.from_pretrained(MODEL).to("cuda")',
      'pipe.set_progress_bar_config(disable=True)',
      '',
      '',
      'def get_pipe():',
      '    return pipe',
      '',
      '',
      '@spaces.GPU',
      'def generate(prompt):',
      '    return get_pipe()(prompt).images[0]',
    ),
  );
});

it('keeps the blank line between an import and the load', async () => {
  const load = 'DiffusionPipeline.from_pretrained(MODEL).to("cuda")';
  const rest = ['@spaces.GPU', 'def generate(prompt):', '    return get_pipe()(prompt).images[0]'];
  const result = await hoisted(
    lines(
      'import spaces',
      'MODEL = "stabilityai/sdxl-turbo"',
      'pipe = None  # loaded when it is needed',
      '',
      '# The only one.',
      'def get_pipe():',
      '    global pipe',
      '    if pipe is None:',
      '        from diffusers import DiffusionPipeline',
      '',
      `        pipe = ${load}`,
      '    return pipe',
      ...rest,
    ),
  );
  expect(result?.files['app.py']).toBe(
    lines(
      'import spaces',
      'MODEL = "stabilityai/sdxl-turbo"',
      'from diffusers import DiffusionPipeline',
      '',
      `pipe = ${load}`,
      '',
      '# The only one.',
      'def get_pipe():',
      '    return pipe',
      ...rest,
    ),
  );
});

it('takes a check away that is made again under a lock', async () => {
  const loader = (check: readonly string[]): string =>
    lines(
      'import threading',
      ...head,
      'pipe = None',
      'lock = threading.Lock()',
      '',
      '',
      'def get_pipe():',
      '    global pipe',
      '    if pipe is None:',
      '        with lock:',
      ...check,
      '    return pipe',
      '',
      '',
      '@spaces.GPU',
      'def generate(prompt):',
      '    return get_pipe()(prompt).images[0]',
    );
  const load = 'pipe = DiffusionPipeline.from_pretrained(MODEL).to("cuda")';
  const result = await hoisted(loader(['            if pipe is None:', `                ${load}`]));
  expect(result?.files['app.py']).toBe(
    lines(
      'import threading',
      ...head,
      'lock = threading.Lock()',
      '',
      '',
      load,
      '',
      '',
      'def get_pipe():',
      '    return pipe',
      '',
      '',
      '@spaces.GPU',
      'def generate(prompt):',
      '    return get_pipe()(prompt).images[0]',
    ),
  );
  // What else happens under the lock may read the name before it has its model.
  const other = await hoisted(
    loader(['            print(pipe)', '            if pipe is None:', `                ${load}`]),
  );
  expect(other?.title).not.toContain('at module scope');
});

it('calls a loader that keeps what it loads', async () => {
  const app = lines(
    ...head,
    'from functools import lru_cache',
    '',
    '@lru_cache(maxsize=1)',
    'def load_model():',
    '    try:',
    '        return DiffusionPipeline.from_pretrained(MODEL).to("cuda")',
    '    except OSError:',
    '        return None',
    '',
    '@spaces.GPU',
    'def generate(prompt):',
    '    return load_model()(prompt).images[0]',
  );
  const result = await hoisted(app);
  expect(result).toMatchObject({ title: 'Call `load_model()` while the app starts', added: [] });
  expect(result?.files['app.py']).toBe(app.replace('        return None\n', '        return None\n\nload_model()\n'));
});

it.each([
  ['the visitor chooses the model', 'def f(name):', '    pipe = DiffusionPipeline.from_pretrained(name)'],
  ['it is deleted again', 'def f():', '    pipe = DiffusionPipeline.from_pretrained(MODEL)\n    del pipe'],
  ['it logs in first', 'def f():', '    login()\n    pipe = DiffusionPipeline.from_pretrained(MODEL)'],
  ['a name is not bound yet', 'def f():', '    pipe = DiffusionPipeline.from_pretrained(MODEL, cache_dir=LATER)'],
  ['the name is taken', 'def f():', '    MODEL = DiffusionPipeline.from_pretrained("a/b")'],
])('is not offered where %s', async (_, def, load) => {
  const app = lines(
    ...head,
    'from huggingface_hub import login',
    '@spaces.GPU',
    def,
    load,
    '    return 1',
    '',
    'LATER = "cache"',
  );
  expect(await hoisted(app)).toBeUndefined();
});

it('is not offered for a TorchScript file that is read to CUDA, which fails while the app starts', async () => {
  const app = (device: string): string =>
    lines(
      'import spaces',
      'import torch',
      '',
      '@spaces.GPU',
      'def f(x):',
      `    net = torch.jit.load("net.pt", map_location="${device}")`,
      '    return net(x).cpu()',
    );
  expect(await hoisted(app('cuda'), 'torch.jit.load')).toBeUndefined();
  expect(await hoisted(app('cpu'), 'torch.jit.load')).toMatchObject({ title: 'Load `net` at module scope' });
});
