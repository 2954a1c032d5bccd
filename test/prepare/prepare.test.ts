import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { CPython } from '../support/cpython';
import { lines } from '../support/lines';
import { allFindings, type Files, spaceOf } from '../support/space';
import { preparedOf } from './support';

/** A card and requirements with which there is nothing to do. */
const card = '---\nsdk: gradio\nsdk_version: 6.25.0\npython_version: "3.12"\napp_file: app.py\n---\n';
const rest: Files = { 'README.md': card, 'requirements.txt': 'torch==2.8.0\ndiffusers\ntransformers\naccelerate\n' };

let python: CPython | undefined;
beforeAll(() => {
  python = CPython.start();
});
afterAll(() => python?.stop());

/** Prepares, and checks what has to hold for every preparation. */
async function prepared(files: Files, app?: string, pyproject?: string) {
  const first = await preparedOf(files, app, pyproject);
  const again = await preparedOf(first.files, app, pyproject);
  expect(again.preparation.files).toEqual([]);
  for (const [name, text] of Object.entries(first.files)) {
    if (name.endsWith('.py')) expect(await python?.problemOf(text)).toBeUndefined();
  }
  const space = await spaceOf(first.files, { rules, configuration: { treatAsSpace: 'always' } });
  const grave = allFindings(space).filter(({ severity }) => severity !== 'hint');
  const listed = first.preparation.undecided.flatMap(({ rule }) => rule ?? []);
  space.dispose();
  if (first.preparation.refusal === undefined) expect(grave.map(({ rule }) => rule).sort()).toEqual([...listed].sort());
  return first;
}

const imageApp = lines(
  'import gradio as gr',
  'import torch',
  'from diffusers import AutoPipelineForText2Image',
  '',
  'pipe = AutoPipelineForText2Image.from_pretrained("stabilityai/sdxl-turbo", torch_dtype=torch.float16).to("cuda")',
  '',
  '',
  'def generate(prompt):',
  '    return pipe(prompt, num_inference_steps=4).images[0]',
  '',
  '',
  'gr.Interface(generate, "text", "image").launch()',
);

describe('an ordinary Gradio app', () => {
  it('is decorated, with what it takes to make a few steps', async () => {
    const { files, undecided } = await prepared({ ...rest, 'app.py': imageApp });
    expect(files['app.py']).toBe(
      imageApp
        .replace('import gradio', 'import spaces\nimport gradio')
        .replace('def gen', '@spaces.GPU(duration=20)\ndef gen'),
    );
    expect(undecided).toEqual([]);
  });

  it('keeps its line endings', async () => {
    const { files } = await prepared({ ...rest, 'app.py': imageApp.replaceAll('\n', '\r\n') });
    expect(files['app.py']).toContain('import spaces\r\nimport gradio');
    expect(files['app.py']).toContain('@spaces.GPU(duration=20)\r\ndef generate');
    expect(files['app.py']).not.toMatch(/[^\r]\n/);
  });

  it('imports spaces behind its docstring and __future__', async () => {
    const start = lines('"""An app."""', 'from __future__ import annotations', '');
    const { files } = await prepared({ ...rest, 'app.py': start + imageApp });
    expect(files['app.py']).toContain('annotations\n\nimport spaces\nimport gradio');
  });

  it('gets a README and requirements where it has none', async () => {
    const { files, undecided } = await prepared({ 'app.py': imageApp });
    expect(files['README.md']).toMatch(
      /^---\ntitle: space\n[^]*sdk: gradio\nsdk_version: [\d.]+\npython_version: "3\.12"\napp_file: app\.py\n---\n$/,
    );
    expect(files['requirements.txt']).toBe('diffusers\n');
    expect(undecided).toEqual([expect.stringMatching(/^requirements\.txt:1 this file is new/)]);
  });

  it('gets the packages that its pyproject.toml declares', async () => {
    const pyproject = '[project]\nname = "x"\ndependencies = ["diffusers>=0.30", "accelerate"]\n';
    const { files } = await prepared({ 'app.py': imageApp, 'README.md': card }, undefined, pyproject);
    expect(files['requirements.txt']).toBe('diffusers>=0.30\naccelerate\n');
  });

  it('gets the packages that are named beside its app file, where Spaces do not read them', async () => {
    const app = { 'README.md': '# Paint\n', 'demo/app.py': imageApp };
    const { files, undecided } = await prepared({ ...app, 'demo/requirements.txt': 'torch==2.1.0\r\ndiffusers\r\n' });
    expect(files['requirements.txt']).toMatch(/^torch==2\.\d+\.\d\ndiffusers\n$/);
    expect(files['demo/requirements.txt']).toBe('torch==2.1.0\r\ndiffusers\r\n');
    expect(undecided).toEqual([]);
    const other = await prepared({ ...app, 'demo/requirements.txt': '-r ../all.txt\n' });
    expect(other.files['requirements.txt']).toBe('diffusers\n');
  });

  it('keeps its README below the front matter, and is named after it', async () => {
    const readme =
      '```\n# a comment\n```\n<h1 align="center">Fast <b>Images</b> 🚀: an app for everyone who is in a hurry</h1>\n';
    const { files } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': readme });
    expect(files['README.md']).toMatch(/^---\ntitle: Fast Images\n/);
    expect(files['README.md']?.endsWith(`---\n\n${readme}`)).toBe(true);
  });

  it('has its old torch, its index and its xformers replaced', async () => {
    const requirements = lines(
      '--extra-index-url https://download.pytorch.org/whl/cu118',
      'torch==2.1.2',
      'torchvision==0.16.2',
      'xformers==0.0.23.post1',
      'diffusers',
      'spaces==0.19.4',
    );
    const { files, undecided } = await prepared({ ...rest, 'app.py': imageApp, 'requirements.txt': requirements });
    expect(files['requirements.txt']).not.toMatch(/cu118|2\.1\.2|0\.16\.2|0\.0\.23|0\.19\.4/);
    expect(files['requirements.txt']).toMatch(/^torch==2\.\d+\.\d$/m);
    expect(undecided).toEqual([]);
  });

  it('keeps pins that Python 3.12 has no wheels for', async () => {
    const requirements = 'torch\ndiffusers\nnumpy==1.24.4\n';
    const { files } = await prepared({ 'app.py': imageApp, 'requirements.txt': requirements });
    expect(files['README.md']).toContain('python_version: "3.10"');
    expect(files['requirements.txt']).toBe(requirements);
  });

  it.each([
    ['the newest that takes the old huggingface_hub of transformers 4', 'transformers==4.44.0', '6.17.3'],
    ['one that takes the huggingface_hub that is pinned', 'huggingface-hub==0.30.1\npillow==11.1.0', '5.38.2'],
    ['the newest that the requirements admit', 'gradio>=4,<6', '5.49.1'],
    ['the one that is pinned', 'gradio==5.9.1\npydantic==2.10.6', '5.9.1'],
  ])('gets a Gradio that goes with its requirements: %s', async (_, lines, version) => {
    const { files, undecided } = await prepared({ 'app.py': imageApp, 'requirements.txt': `diffusers\n${lines}\n` });
    expect(files['README.md']).toContain(`sdk_version: ${version}\n`);
    expect(files['requirements.txt']).toBe(`diffusers\n${lines}\n`);
    expect(undecided).toEqual([]);
  });

  it.each([
    ['has keywords that Gradio 6 lost', 'gr.Chatbot(type="messages")', '5.49.1'],
    ['was written for Gradio 3', 'gr.Image(tool="sketch")', '5.49.1'],
    ['keeps pairs', 'gr.Chatbot(value=[(a, b) for a, b in history])', '5.49.1'],
    ['has all that Gradio 6 has', 'gr.Textbox(buttons=["copy"])', '6.31.0'],
  ])('gets the newest Gradio under which an app that %s starts', async (_, made, version) => {
    const app = imageApp.replace(/^gr\./m, `history = []\n${made}\ngr.`);
    const named = { 'web/main.py': app, 'requirements.txt': 'torch\ndiffusers\ntransformers>=5\n' };
    expect((await prepared(named)).files['README.md']).toContain(`sdk_version: ${version}\n`);
  });

  it('replaces Gradio 3, and says so', async () => {
    const requirements = 'diffusers\ngradio==3.37.0\ngradio_client==0.7.1\n';
    const app = imageApp.replace(/^gr\./m, 'box = gr.Box()\ngr.');
    const { files, undecided } = await prepared({ 'app.py': app, 'requirements.txt': requirements });
    expect(files['README.md']).toContain('sdk_version: 5.49.1\n');
    expect(files['requirements.txt']).toBe('diffusers\ngradio\ngradio_client\n');
    expect(undecided).toEqual([
      expect.stringMatching(/^README\.md:7 the app was made for an older Gradio than ZeroGPU runs/),
      expect.stringMatching(/^app\.py:\d+ Gradio 4 removed `gr\.Box`, in favour of gr\.Group/),
    ]);
  });

  it('raises the Gradio of a card that asks for one that ZeroGPU does not run', async () => {
    const old = card.replace('6.25.0', '3.47.1');
    const { files, undecided } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': old });
    expect(files['README.md']).toBe(card.replace('6.25.0', '5.49.1'));
    expect(undecided).toEqual([expect.stringMatching(/^README\.md:3 the app was made for an older Gradio/)]);
  });

  it('decorates what lies below the app, in a package that is large', async () => {
    const helper = imageApp.replace(/^gr\..*\n/m, '').replace('import gradio as gr\n', '');
    const handler = /def (\w+)\(/.exec(imageApp)?.[1] ?? '';
    const app = lines(
      'import gradio as gr',
      `from src.web.parts.paint import ${handler}`,
      `gr.Interface(${handler}, "text", "image").launch()`,
    );
    const filler = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`src/lib/m${i}.py`, 'X = 1\n']));
    const { files } = await prepared({ 'src/web/app.py': app, 'src/web/parts/paint.py': helper, ...filler });
    expect(files['src/web/parts/paint.py']).toContain('@spaces.GPU');
  });

  it('asks for what its older Gradio starts with', async () => {
    const { files } = await prepared({ 'app.py': imageApp, 'requirements.txt': 'diffusers\ngradio==4.41.0\n' });
    expect(files['requirements.txt']).toBe('diffusers\ngradio==4.41.0\nhuggingface-hub<1\npydantic<2.11\n');
  });

  it('asks for less where its older Gradio does not start with all that it asks for', async () => {
    const requirements = 'gradio==4.14.0\nhuggingface_hub # models\npydantic>=2\ndiffusers\n';
    const { files } = await prepared({ 'app.py': imageApp, 'requirements.txt': requirements });
    expect(files['requirements.txt']).toBe(
      'gradio==4.14.0\nhuggingface_hub<1 # models\npydantic>=2,<2.11\ndiffusers\n',
    );
  });

  it('asks for what Gradio needs where it excluded that', async () => {
    const { files } = await prepared({ 'app.py': imageApp, 'requirements.txt': 'diffusers\nhttpx==0.23.3\n' });
    expect(files['requirements.txt']).toBe('diffusers\nhttpx>=0.24.1\n');
  });

  it('lets a new torch bring its triton', async () => {
    const requirements = 'diffusers\ntorch==2.4.0\ntriton==3.0.0\n';
    const { files } = await prepared({ ...rest, 'app.py': imageApp, 'requirements.txt': requirements });
    expect(files['requirements.txt']).toMatch(/^diffusers\ntorch==2\.\d+\.\d\ntriton\n$/);
  });

  it.each([
    ['the heading that is its name', '## News\n## Space: images for all\n# Other\n', '"Space: images for all"'],
    ['its title', '## NEW (2025): faster\n# Fast Images\n', 'Fast Images'],
    ['its title, without its markup', '## ___***Fast_Images***___ 👆🏻\n# ___Fast Images___ 👆🏻\n', 'Fast Images'],
    [
      'its title, whatever follows',
      `# Fast Images\n${['<h1>', '<!--', '# <', '# !['].map((open) => open.repeat(30_000)).join('\n')}`,
      'Fast Images',
    ],
    ['its folder, where no heading tells', '## Overall Pipeline\n## Results\n', 'space'],
  ])('is named after %s', async (_, readme, title) => {
    const { files } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': readme });
    expect(files['README.md']).toMatch(new RegExp(`^---\\ntitle: ${title}\\n`));
  });

  it('does there what it did before', async () => {
    const app = lines(
      'import gradio as gr',
      'import numpy as np',
      'import torch',
      'from mine import model',
      '',
      'torch.set_grad_enabled(False)',
      'model.to("cuda")',
      '',
      'def run(image):',
      '    noise = torch.randn(1, device="cuda") * np.random.randint(0, 9)',
      '    return model.edit(image, noise)',
      '',
      'with gr.Blocks() as demo:',
      '    i = gr.Image()',
      '    o = gr.Image()',
      '    gr.Examples(["a.png"], [i], [o], run, run_on_click=True)',
      '    i.upload(run, i, o, concurrency_limit=1)',
      'demo.queue(default_concurrency_limit=1).launch()',
    );
    const { files, undecided } = await prepared({ ...rest, 'app.py': app, 'mine.py': 'model = make()\n' });
    expect(files['app.py']).toBe(
      app
        .replace('import gradio', 'import spaces\nimport gradio')
        .replace('def run', '@spaces.GPU(duration=60)\n@torch.no_grad()\ndef run')
        .replace('np.random.randint(0, 9)', 'int(np.random.default_rng().integers(0, 9))')
        .replace('run_on_click=True', 'run_on_click=True, cache_examples=False')
        .replace(', concurrency_limit=1', '')
        .replace('default_concurrency_limit=1', ''),
    );
    expect(undecided).toEqual([]);
  });

  it('becomes a Gradio Space when it was a Docker one, which is told', async () => {
    const docker = '---\ntitle: X\nsdk: docker\napp_port: 7860\nsuggested_hardware: t4-small\n---\n';
    const { files, undecided } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': docker });
    expect(files['README.md']).toMatch(
      /sdk: gradio\nsdk_version: [\d.]+\npython_version: "3\.12"\napp_file: app\.py\n/,
    );
    expect(files['README.md']).not.toMatch(/app_port|t4-small/);
    expect(undecided).toEqual([expect.stringMatching(/^README\.md:3 a Docker Space became a Gradio one/)]);
  });

  it.each(['{title: X}', '{title: X, sdk: gradio}', '{title: X, sdk: docker, app_port: 7860}'])(
    'gets its settings inside the braces of a card such as %s',
    async (card) => {
      const { files } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': `---\n${card}\n---\n` });
      expect(files['README.md']).toMatch(
        /^---\n\{title: X, sdk: gradio, sdk_version: [\d.]+, python_version: "[\d.]+"(?:, app_file: app\.py)?\}\n---\n$/,
      );
    },
  );

  it('is the file that its card names, where the card named another', async () => {
    const streamlit = '---\ntitle: X # x\nsdk: streamlit\nsdk_version: 1.20.0\napp_file: old.py\n---\n';
    const { files } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': streamlit });
    expect(files['README.md']).toMatch(/^---\ntitle: X # x\nsdk: gradio\n[^]*app_file: app\.py\n/);
    expect(files['app.py']).toContain('@spaces.GPU');
    const two = { ...rest, 'app.py': 'import gradio as gr\ngr.Interface(str, "text", "text").launch()\n' };
    const other = await prepared({ ...two, 'paint.py': imageApp }, 'paint.py');
    expect(other.files['README.md']).toBe(card.replace('app.py', 'paint.py'));
    expect(other.files['paint.py']).toContain('@spaces.GPU');
  });

  it('has no byte order mark behind its front matter', async () => {
    const { files } = await prepared({ ...rest, 'app.py': imageApp, 'README.md': '\uFEFF# Paint\r\n' });
    expect(files['README.md']).toMatch(/^---\r\ntitle: Paint\r\n[^\uFEFF]*---\r\n\r\n# Paint\r\n$/);
  });

  it('whose file has another name is found by what it launches', async () => {
    const { files } = await prepared({
      'web_demo.py': imageApp,
      'requirements.txt': 'diffusers\n',
      'train.py': 'import torch\n',
    });
    expect(files['README.md']).toContain('app_file: web_demo.py');
    expect(files['web_demo.py']).toContain('@spaces.GPU(duration=20)');
  });

  it('that is one of several has to be named', async () => {
    const two: Files = { 'one.py': imageApp, 'two.py': imageApp, 'requirements.txt': 'diffusers\n' };
    const { preparation } = await prepared(two);
    expect(preparation.refusal?.reason).toBe(
      'Several files launch an app; open or name the one to prepare: one.py, two.py',
    );
    const named = await prepared(two, 'two.py');
    expect(named.files['two.py']).toContain('@spaces.GPU');
    expect(named.files['one.py']).toBe(imageApp);
  });
});

describe('the functions that are decorated', () => {
  /** The decorated functions of `app.py`, with their durations. */
  async function decorated(app: string, others: Files = {}) {
    const { files, undecided } = await prepared({ ...rest, ...others, 'app.py': app });
    const found = Object.entries(files).flatMap(([name, text]) =>
      [...text.matchAll(/@spaces\.GPU\(duration=(\d+)\)\r?\n(?:[ \t]*@.*\n)*[ \t]*def (\w+)/g)].map(
        ([, seconds, fn]) => `${name}:${fn} ${seconds}`,
      ),
    );
    return { found, undecided, app: files['app.py'] ?? '' };
  }

  const pipe = [
    'import gradio as gr',
    'import torch',
    'from diffusers import DiffusionPipeline',
    'pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
  ];

  it('are the handlers, not the helpers that only they call', async () => {
    const { found } = await decorated(
      lines(
        ...pipe,
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'def both(prompt):',
        '    return [paint(prompt) for _ in range(4)]',
        '',
        'with gr.Blocks() as demo:',
        '    b = gr.Button()',
        '    b.click(both, gr.Textbox(), gr.Gallery())',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:both 60']);
  });

  it('leave out handlers that only call another one', async () => {
    const { found } = await decorated(
      lines(
        ...pipe,
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'def example(prompt):',
        '    return paint(prompt.strip())',
        '',
        'def clear():',
        '    return None',
        '',
        'with gr.Blocks() as demo:',
        '    b = gr.Button()',
        '    t = gr.Textbox()',
        '    i = gr.Image()',
        '    b.click(paint, t, i)',
        '    t.submit(example, t, i)',
        '    b.click(clear, None, i)',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60']);
  });

  it('are what an async handler or a lambda calls', async () => {
    const { found } = await decorated(
      lines(
        ...pipe,
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'def draw(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'async def handler(prompt):',
        '    return paint(prompt)',
        '',
        'with gr.Blocks() as demo:',
        '    b = gr.Button()',
        '    t = gr.Textbox()',
        '    i = gr.Image()',
        '    b.click(handler, t, i)',
        '    t.submit(lambda p: draw(p), t, i)',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60', 'app.py:draw 60']);
  });

  it('are not async ones, which are listed', async () => {
    const { found, undecided } = await decorated(
      lines(
        ...pipe,
        'async def paint(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'gr.Interface(paint, "text", "image").launch()',
      ),
    );
    expect(found).toEqual([]);
    expect(undecided).toContainEqual(
      expect.stringMatching(/^app\.py:5 `paint` computes on the GPU: `paint` is an `async def`/),
    );
  });

  it('stand above the contexts of torch', async () => {
    const { app } = await decorated(
      lines(
        ...pipe,
        '@torch.inference_mode()',
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'gr.Interface(paint, "text", "image").launch()',
      ),
    );
    expect(app).toContain('@spaces.GPU(duration=60)\n@torch.inference_mode()\ndef paint');
  });

  it('are generators that stream text from a thread', async () => {
    const { found, undecided } = await decorated(
      lines(
        'from threading import Thread',
        'import gradio as gr',
        'from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer',
        'tokenizer = AutoTokenizer.from_pretrained("x")',
        'model = AutoModelForCausalLM.from_pretrained("x", device_map="cuda")',
        '',
        'def chat(message, history):',
        '    inputs = tokenizer(message, return_tensors="pt").to("cuda")',
        '    streamer = TextIteratorStreamer(tokenizer, skip_prompt=True)',
        '    Thread(target=model.generate, kwargs=dict(inputs, streamer=streamer)).start()',
        '    text = ""',
        '    for token in streamer:',
        '        text += token',
        '        yield text',
        '',
        'gr.ChatInterface(chat).launch()',
      ),
    );
    expect(found).toEqual(['app.py:chat 60']);
    expect(undecided).toEqual([]);
  });

  it('are those that ask for random numbers on CUDA, by keyword or not', async () => {
    for (const device of ['"cuda"', 'device="cuda"']) {
      const { found } = await decorated(
        lines(
          'import gradio as gr',
          'import torch',
          'from studio import render',
          '',
          'def paint(seed):',
          `    return render(torch.Generator(${device}).manual_seed(seed))`,
          '',
          'gr.Interface(paint, "number", "image").launch()',
        ),
      );
      expect(found).toEqual(['app.py:paint 60']);
    }
  });

  it('are not those that hand out a model, which are listed', async () => {
    const { found, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'from diffusers import DiffusionPipeline',
        '',
        'def load():',
        '    pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
        '    pipe("warm up", generator=torch.Generator("cuda"))',
        '    return pipe',
        '',
        'def paint(pipe, prompt):',
        '    with torch.inference_mode():',
        '        return pipe(prompt).images[0]',
        '',
        'with gr.Blocks() as demo:',
        '    state = gr.State()',
        '    t = gr.Textbox()',
        '    demo.load(load, None, state)',
        '    t.submit(paint, [state, t], gr.Image())',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60']);
    expect(undecided).toContainEqual(
      expect.stringMatching(/^app\.py:6 `load` computes on the GPU: `load` hands out a model/),
    );
  });

  it('ask a model by a method of its own', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from transformers import AutoModelForCausalLM, AutoTokenizer',
        'tokenizer = AutoTokenizer.from_pretrained("x")',
        'model = AutoModelForCausalLM.from_pretrained("x", trust_remote_code=True).cuda()',
        '',
        'def chat(message, history):',
        '    for response, history in model.stream_chat(tokenizer, message, history):',
        '        yield response',
        '',
        'gr.ChatInterface(chat).launch()',
      ),
    );
    expect(found).toEqual(['app.py:chat 60']);
  });

  it('may lie in another module, which imports spaces then', async () => {
    const { found, app } = await decorated(
      lines('import gradio as gr', 'from paint import paint', 'gr.Interface(paint, "text", "image").launch()'),
      { 'paint.py': lines(...pipe.slice(1), 'def paint(prompt):', '    return pipe(prompt).images[0]') },
    );
    expect(found).toEqual(['paint.py:paint 60']);
    expect(app).not.toContain('spaces');
  });

  it('ask for more when they make a video', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from diffusers import CogVideoXPipeline',
        'from diffusers.utils import export_to_video',
        'pipe = CogVideoXPipeline.from_pretrained("x").to("cuda")',
        'def film(prompt):',
        '    return export_to_video(pipe(prompt).frames[0])',
        '',
        'gr.Interface(film, "text", gr.Video()).launch()',
      ),
    );
    expect(found).toEqual(['app.py:film 120']);
  });

  it('know the pipelines of LTX-2', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from ltx_pipelines import DistilledPipeline',
        'pipe = DistilledPipeline(distilled_checkpoint_path="x", gemma_root="y", spatial_upsampler_path="z", loras=[])',
        'def film(prompt):',
        '    frames, sound = pipe(prompt=prompt, seed=1, images=[])',
        '    return save(frames, sound)',
        '',
        'gr.Interface(film, "text", "video").launch()',
      ),
    );
    expect(found).toEqual(['app.py:film 120']);
  });

  it('are not methods of what holds the model, which are listed', async () => {
    const { found, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'from diffusers import DiffusionPipeline',
        '',
        'class Painter:',
        '    def __init__(self):',
        '        self.pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
        '',
        '    def paint(self, prompt):',
        '        return self.pipe(prompt).images[0]',
        '',
        'painter = Painter()',
        'gr.Interface(painter.paint, "text", "image").launch()',
      ),
    );
    expect(found).toEqual([]);
    expect(undecided).toContainEqual(
      expect.stringMatching(/^app\.py:8 `paint` computes on the GPU: `paint` is a method, .*`self\.pipe`/),
    );
  });

  it('are those that ask a model of an unknown library, where that is loaded on CUDA', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from modelscope import AutoModelForCausalLM',
        'model = AutoModelForCausalLM.from_pretrained("x", device_map="cuda")',
        'def predict(question):',
        '    return model.chat(question)',
        'def clean(question):',
        '    return model.normalize(question)',
        'with gr.Blocks() as demo:',
        '    t = gr.Textbox()',
        '    t.submit(predict, t, t)',
        '    t.change(clean, t, t)',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:predict 60']);
  });

  it('are no helpers that the model is passed to, nor what is called by one that puts it on the GPU itself', async () => {
    const { found, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'from weights import load',
        '',
        '@torch.no_grad()',
        'def sample(model, prompt):',
        '    return model.sample(prompt)',
        '',
        'class Video:',
        '    def __init__(self):',
        '        self.models = [load()]',
        '',
        '    def move(self, prompt):',
        '        model = self.models[0]',
        '        model = model.cuda()',
        '        return sample(model, prompt)',
        '',
        '    def stay(self, prompt):',
        '        return sample(self.models[0], prompt)',
        '',
        'video = Video()',
        'with gr.Blocks() as demo:',
        '    t = gr.Textbox()',
        '    t.submit(video.move, t, gr.Image())',
        '    t.change(video.stay, t, gr.Image())',
        'demo.launch()',
      ),
    );
    expect(found).toEqual([]);
    expect(undecided).toContainEqual(expect.stringMatching(/^app\.py:13 `move` computes .*`self\.models`/));
    expect(undecided).toContainEqual(expect.stringMatching(/^app\.py:18 `stay` computes .*`self\.models`/));
  });

  it('are not methods of what will hold the model, or holds what holds it', async () => {
    const { found, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'from weights import load',
        'from diffusers import DiffusionPipeline',
        '',
        'class Late:',
        '    def __init__(self):',
        '        self.names = []',
        '        self.pipe = None',
        '        self.update("x")',
        '',
        '    def update(self, name):',
        '        self.pipe = load(name)',
        '        self.pipe.to("cuda")',
        '',
        '    @torch.no_grad()',
        '    def paint(self, prompt):',
        '        return self.pipe(prompt)',
        '',
        'class Wrapper:',
        '    def __init__(self):',
        '        self.inner = Inner()',
        '',
        '    def draw(self, prompt):',
        '        return self.inner.pipe(prompt).images[0]',
        '',
        'class Inner:',
        '    def __init__(self):',
        '        self.pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
        '',
        'late, wrapper = Late(), Wrapper()',
        'with gr.Blocks() as demo:',
        '    t = gr.Textbox()',
        '    t.submit(late.paint, t, gr.Image())',
        '    t.change(wrapper.draw, t, gr.Image())',
        'demo.launch()',
      ),
    );
    expect(found).toEqual([]);
    expect(undecided).toContainEqual(expect.stringMatching(/^app\.py:17 `paint` .*`self\.pipe`/));
    expect(undecided).toContainEqual(expect.stringMatching(/^app\.py:24 `draw` .*`self\.inner`/));
  });

  it('may find their model in the function that makes the UI', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from transformers import AutoModelForCausalLM, AutoTokenizer',
        '',
        'def load(args):',
        '    device_map = "cpu" if args.cpu_only else "auto"',
        '    model = AutoModelForCausalLM.from_pretrained("x", device_map=device_map).eval()',
        '    return model, AutoTokenizer.from_pretrained("x")',
        '',
        'def ask(model, question):',
        '    return model.generate(question)',
        '',
        'def ui(model, tokenizer):',
        '    def predict(question, history):',
        '        yield from model.chat_stream(tokenizer, question, history=history)',
        '    def once(question):',
        '        return ask(model, question)',
        '    with gr.Blocks() as demo:',
        '        t = gr.Textbox()',
        '        t.submit(predict, [t, t], t)',
        '        t.change(once, t, t)',
        '    demo.launch()',
        '',
        'def main():',
        '    model, tokenizer = load(parse())',
        '    ui(model, tokenizer)',
        '',
        'main()',
      ),
    );
    expect(found).toEqual(['app.py:predict 60', 'app.py:once 60']);
  });

  it('use what the module puts on the GPU as it makes it', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'from TTS.api import TTS',
        'device = "cuda" if torch.cuda.is_available() else "cpu"',
        'tts = TTS("x").to(device).eval()',
        'def clone(text, audio):',
        '    return tts.tts(text=text, speaker_wav=audio)',
        'gr.Interface(clone, ["text", "audio"], "audio").launch()',
      ),
    );
    expect(found).toEqual(['app.py:clone 60']);
  });

  it('may lie in a module that can be run by itself, and in a folder with many others beside the app', async () => {
    const app = lines(
      'import gradio as gr',
      'from demo.t2i_test import paint',
      'gr.Interface(paint, "text", "image").launch()',
    );
    const module = lines(...pipe.slice(2), 'def paint(prompt):', '    return pipe(prompt).images[0]');
    const many = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`big/m${i}.py`, 'x = 1\n']));
    expect((await decorated(app, { 'demo/t2i_test.py': module })).found).toEqual(['demo/t2i_test.py:paint 60']);
    const { files } = await prepared(
      { 'requirements.txt': 'diffusers\n', ...many, 'big/demo.py': imageApp },
      'big/demo.py',
    );
    expect(files['big/demo.py']).toContain('@spaces.GPU(duration=20)');
  });

  it('are not methods of what inherits from a library, which are listed', async () => {
    const { found, undecided } = await decorated(
      lines(
        ...pipe,
        'class Demo(gr.Blocks):',
        '    def __init__(self):',
        '        super().__init__()',
        '        with self:',
        '            t = gr.Textbox()',
        '            t.submit(self.run, t, gr.Image())',
        '    def run(self, prompt):',
        '        return pipe(prompt).images[0]',
        'Demo().launch()',
      ),
    );
    expect(found).toEqual([]);
    expect(undecided).toContainEqual(
      expect.stringMatching(/`run` is a method, .* pickles `self`, which is a `gradio\.Blocks`/),
    );
  });

  it('are not given a model by a partial', async () => {
    const { found, undecided } = await decorated(
      lines(
        ...pipe,
        'from functools import partial',
        'from sam import load',
        'def cut(image, sam_predictor=None):',
        '    return pipe(sam_predictor.cut(image)).images[0]',
        'def draw(steps, prompt):',
        '    return pipe(prompt, num_inference_steps=steps).images[0]',
        'with gr.Blocks() as demo:',
        '    t, i = gr.Textbox(), gr.Image()',
        '    i.upload(fn=partial(cut, sam_predictor=load()), inputs=i, outputs=i)',
        '    t.change(partial(draw, 4), t, i)',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:draw 60']);
    expect(undecided).toContainEqual(expect.stringMatching(/`cut` computes on the GPU: events call `cut` through/));
  });

  it('are not functions that only make events, which Gradio runs when it renders', async () => {
    const { found, undecided } = await decorated(
      lines(
        ...pipe,
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        'with gr.Blocks() as demo:',
        '    t = gr.Textbox()',
        '    @gr.render(inputs=t)',
        '    def show(text):',
        '        def again():',
        '            return pipe(text).images[0]',
        '        gr.Button().click(again, None, gr.Image())',
        '        gr.Button().click(paint, t, gr.Image()).then(paint, t, gr.Image())',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60']);
    expect(undecided).toContainEqual(expect.stringMatching(/`again` computes on the GPU: `again` is made anew/));
  });

  it('are handlers that call several others, which would each ask for a GPU', async () => {
    const { found } = await decorated(
      lines(
        ...pipe,
        'def draw(prompt):',
        '    return pipe(prompt).images[0]',
        'def edit(image):',
        '    return pipe(image).images[0]',
        'def both(prompt):',
        '    return edit(draw(prompt))',
        'def either(prompt, new):',
        '    if new:',
        '        return draw(prompt)',
        '    return edit(prompt)',
        'with gr.Blocks() as demo:',
        '    t, i, c = gr.Textbox(), gr.Image(), gr.Checkbox()',
        '    t.submit(draw, t, i).then(edit, i, i)',
        '    t.change(both, t, i)',
        '    t.change(either, [t, c], i)',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:draw 60', 'app.py:edit 60', 'app.py:both 60']);
  });

  it('run a pipeline that an older diffusers was told to put on the GPU', async () => {
    const { found } = await decorated(
      lines(
        ...pipe.slice(0, 3),
        'device = "cuda"',
        'pipe = DiffusionPipeline.from_pretrained("x")',
        'pipe.to(torch_device=device, torch_dtype=torch.float16)',
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        'gr.Interface(paint, "text", "image").launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60']);
  });

  it('start a thread that runs the model', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from threading import Thread',
        'from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer',
        'from peft import AutoPeftModelForCausalLM',
        'if open("adapter").read():',
        '    model = AutoPeftModelForCausalLM.from_pretrained("x", device_map="auto")',
        'else:',
        '    model = AutoModelForCausalLM.from_pretrained("x", device_map="auto")',
        'tokenizer = AutoTokenizer.from_pretrained("x")',
        'def predict(prompt):',
        '    ids = tokenizer(prompt, return_tensors="pt").to(next(model.parameters()).device)',
        '    streamer = TextIteratorStreamer(tokenizer)',
        '    Thread(target=model.generate, kwargs={**ids, "streamer": streamer}).start()',
        '    yield from streamer',
        'gr.Interface(predict, "text", "text").launch()',
      ),
    );
    expect(found).toEqual(['app.py:predict 60']);
  });

  it('use the GPU otherwise than through torch', async () => {
    const { found, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'from faster_whisper import WhisperModel',
        'model = WhisperModel("large-v3", device="cuda")',
        'def transcribe(audio):',
        '    segments, info = model.transcribe(audio)',
        '    return "".join(s.text for s in segments)',
        'gr.Interface(transcribe, "audio", "text").launch()',
      ),
    );
    expect(found).toEqual(['app.py:transcribe 60']);
    expect(undecided).toEqual([expect.stringMatching(/^app\.py:4 /)]);
  });

  it('keep their tensors on the GPU for the others that call them there', async () => {
    const { app, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'from transformers import CLIPModel, CLIPProcessor',
        'model = CLIPModel.from_pretrained("x").to("cuda")',
        'processor = CLIPProcessor.from_pretrained("x")',
        '@torch.no_grad()',
        'def embed(image):',
        '    return model.get_image_features(**processor(images=image, return_tensors="pt").to("cuda"))',
        '@torch.no_grad()',
        'def score(image, text):',
        '    words = model.get_text_features(**processor(text=text, return_tensors="pt").to("cuda"))',
        '    return (embed(image) @ words.T).item()',
        'with gr.Blocks() as demo:',
        '    i, t = gr.Image(), gr.Textbox()',
        '    i.upload(embed, i, gr.State())',
        '    t.submit(score, [i, t], gr.Number())',
        'demo.launch()',
      ),
    );
    expect(app).not.toContain('.cpu()');
    expect(undecided).toContainEqual(expect.stringMatching(/^app\.py:10 /));
  });

  it('are functions of the module around a class', async () => {
    const { found } = await decorated(
      lines(
        'import gradio as gr',
        'from diffusers import DiffusionPipeline',
        '',
        'class Painter:',
        '    def __init__(self):',
        '        self.pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
        '',
        '    def paint(self, prompt):',
        '        return self.pipe(prompt).images[0]',
        '',
        'painter = Painter()',
        '',
        'def run(prompt):',
        '    return painter.paint(prompt)',
        '',
        'gr.Interface(run, "text", "image").launch()',
      ),
    );
    expect(found).toEqual(['app.py:run 60']);
  });

  it('hand no CUDA tensor to the main process', async () => {
    const { app } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'from transformers import AutoModel, AutoTokenizer',
        'tok = AutoTokenizer.from_pretrained("x")',
        'model = AutoModel.from_pretrained("x").to("cuda")',
        'def embed(text):',
        '    return model(**tok(text, return_tensors="pt").to("cuda")).last_hidden_state',
        '',
        'def show(text):',
        '    return embed(text)',
        '',
        'gr.Interface(show, "text", "json").launch()',
      ),
    );
    expect(app).toContain('def show(text):\n    return embed(text).detach().cpu()');
  });

  it('find their model loaded at module scope, where it was loaded on first use', async () => {
    const { found, app, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'from diffusers import DiffusionPipeline',
        '',
        'pipe = None',
        '',
        'def paint(prompt):',
        '    global pipe',
        '    if pipe is None:',
        '        pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
        '    return pipe(prompt).images[0]',
        '',
        'gr.Interface(paint, "text", "image").launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60']);
    expect(app).toContain('\npipe = DiffusionPipeline.from_pretrained("x").to("cuda")\n');
    expect(app).not.toContain('pipe is None');
    expect(undecided).toEqual([]);
  });

  it.each(['enable_model_cpu_offload()', 'enable_group_offload(onload_device="cuda")'])(
    'run a pipeline that lies on the CPU and computes on the GPU, which is left as it is: %s',
    async (offload) => {
      const { found, app } = await decorated(
        lines(
          'import gradio as gr',
          'from diffusers import DiffusionPipeline',
          '',
          'pipe = DiffusionPipeline.from_pretrained("x")',
          `pipe.${offload}`,
          '',
          'def paint(prompt):',
          '    return pipe(prompt).images[0]',
          '',
          'gr.Interface(paint, "text", "image").launch()',
        ),
      );
      expect(found).toEqual(['app.py:paint 60']);
      expect(app).toContain(`\npipe.${offload}\n`);
    },
  );

  it('do not load another model for the rest of the app, which is listed', async () => {
    const { found, undecided } = await decorated(
      lines(
        ...pipe,
        'def load(name):',
        '    global pipe',
        '    pipe = DiffusionPipeline.from_pretrained(name).to("cuda")',
        '',
        'def paint(prompt):',
        '    return pipe(prompt).images[0]',
        '',
        'with gr.Blocks() as demo:',
        '    b = gr.Button()',
        '    t = gr.Textbox()',
        '    t.change(load, t, None)',
        '    b.click(paint, t, gr.Image())',
        'demo.launch()',
      ),
    );
    expect(found).toEqual(['app.py:paint 60']);
    expect(undecided).toContainEqual(
      expect.stringMatching(/^app\.py:\d+ `load` puts a model on the GPU while the app runs/),
    );
  });

  it('that are not known are listed', async () => {
    const { found, undecided } = await decorated(
      lines(
        'import gradio as gr',
        'import torch',
        'import somewhere',
        'engine = somewhere.load()',
        'def run(prompt):',
        '    return engine.run(prompt)',
        '',
        'def start(pick):',
        '    gr.Button().click(pick.handler, gr.Textbox(), gr.Textbox())',
        '',
        'torch.zeros(1).cuda()',
        'gr.Interface(run, "text", "text").launch()',
      ),
    );
    expect(found).toEqual([]);
    expect(undecided).toContainEqual(
      expect.stringMatching(/^app\.py:6 nothing is known of `engine\.run`, which `run` calls/),
    );
    expect(undecided).toContainEqual(expect.stringMatching(/^app\.py:9 which function this event runs is not known/));
  });
});

describe('nothing is changed', () => {
  it('where nothing is known of the model, which is told', async () => {
    const app = lines(
      'import gradio as gr',
      'from modelscope import AutoModelForCausalLM',
      'def ui(model):',
      '    def predict(question):',
      '        return model.chat(question)',
      '    gr.Interface(predict, "text", "text").launch()',
      'ui(AutoModelForCausalLM.from_pretrained("x"))',
    );
    const { preparation, undecided } = await prepared({ ...rest, 'app.py': app });
    expect(preparation.refusal?.reason).toMatch(/that is known of$/);
    expect(undecided).toEqual([
      expect.stringMatching(/^app\.py:5 nothing is known of `model\.chat`, which `predict` calls/),
    ]);
  });

  it('where nothing is known of what the module holds, but what Gradio gives is known', async () => {
    const app = lines(
      'import gradio as gr',
      'import torch',
      'pipe = None',
      'def ui(given):',
      '    def show():',
      '        return given.update(visible=True)',
      '    def paint(prompt):',
      '        return pipe(prompt)',
      '    with gr.Blocks() as demo:',
      '        t = gr.Textbox()',
      '        t.submit(paint, t, gr.Image())',
      '        t.change(show, None, t)',
      '    demo.launch()',
      'def main():',
      '    global pipe',
      '    pipe = make()',
      '    ui(gr)',
      'main()',
    );
    const { undecided } = await prepared({ ...rest, 'app.py': app });
    expect(undecided).toEqual([expect.stringMatching(/^app\.py:8 nothing is known of `pipe`, which `paint` calls/)]);
  });

  it('where it is not known what device the model is put on, which is told', async () => {
    const app = lines(
      'import gradio as gr',
      'from mine import load, Chat, parse',
      'args = parse()',
      'chat = Chat(load(args).to(f"cuda:{args.gpu}"))',
      'def answer(question):',
      '    return "no"',
      'gr.Interface(answer, "text", "text").launch()',
    );
    const { preparation, undecided } = await prepared({ ...rest, 'app.py': app });
    expect(preparation.refusal?.reason).toMatch(/that is known of$/);
    expect(undecided).toEqual([expect.stringMatching(/^app\.py:4 which device this is put on is not known/)]);
  });

  it('in an app that uses no GPU', async () => {
    const app = lines('import gradio as gr', 'gr.Interface(lambda text: text.upper(), "text", "text").launch()');
    const { preparation } = await prepared({ 'app.py': app });
    expect(preparation.refusal?.reason).toBe('app.py runs nothing on a GPU: there is nothing to prepare for ZeroGPU');
  });

  it('where the file of the app has a syntax error', async () => {
    const { preparation } = await preparedOf({ 'app.py': `${imageApp}def half(\n` });
    expect(preparation).toMatchObject({ files: [], done: [] });
    expect(preparation.refusal?.reason).toBe('app.py has a syntax error, and such a file is not changed');
  });

  it('in a module that has a syntax error, which is told', async () => {
    const app = lines('import gradio as gr', 'from mine import paint', 'gr.Interface(paint, "text", "image").launch()');
    const mine = `${imageApp.replace(/^gr.*\n/m, '').replace('import gradio as gr\n', '')}def half(\n`;
    const { files, undecided } = await preparedOf({ ...rest, 'app.py': app, 'mine.py': mine });
    expect(files['mine.py']).toBe(mine);
    expect(undecided).toContainEqual(
      expect.stringContaining('mine.py has a syntax error, and such a file is not changed'),
    );
  });

  it('where there is no Gradio', async () => {
    const { preparation } = await prepared({ 'main.py': 'import torch\n' });
    expect(preparation.refusal?.why).toBe('none');
  });

  it('where app.py is of another kind', async () => {
    const app = imageApp
      .replace('import gradio as gr', 'import streamlit as st')
      .replace(/^gr\..*$/m, 'st.image(generate("a"))');
    const { preparation } = await prepared({ 'app.py': app, 'README.md': '---\nsdk: streamlit\n---\n' });
    expect(preparation.refusal?.why).toBe('none');
    const graph = await prepared({ ...rest, 'app.py': 'from daggr import Graph\nGraph("x", []).launch()\n' });
    expect(graph.preparation.refusal?.why).not.toBe('none');
  });

  it('in a Space that is right', async () => {
    const app = imageApp
      .replace('import gradio', 'import spaces\nimport gradio')
      .replace('def gen', '@spaces.GPU(duration=20)\ndef gen');
    const { preparation } = await prepared({ ...rest, 'app.py': app });
    expect(preparation).toMatchObject({ refusal: undefined, files: [], done: [], undecided: [] });
  });
});
