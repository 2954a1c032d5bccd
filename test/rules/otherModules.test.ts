/** What rules say of models that lie in another module of the Space, and of what is done to them there. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { lines } from '../support/lines';
import { allFindings, ordinaryFiles, root, spaceOf } from '../support/space';

/** The messages of a rule in `app.py`, with `models.py` beside it. */
async function messages(rule: string, models: string, app: string): Promise<readonly string[]> {
  const space = await spaceOf({ ...ordinaryFiles, 'models.py': models, 'app.py': app }, { rules });
  const found = allFindings(space).filter((finding) => finding.rule === rule && finding.path === `${root}/app.py`);
  space.dispose();
  return found.map(({ message }) => message);
}

describe('a model of another module', () => {
  const pipeline = lines(
    'from diffusers import StableDiffusionPipeline',
    'from ip_adapter import IPAdapter',
    'pipe = StableDiffusionPipeline.from_pretrained("acme/base")',
  );
  const using = (...body: readonly string[]): string =>
    lines(
      'import models',
      'import spaces',
      '@spaces.GPU(duration=30)',
      'def f(x):',
      ...body.map((line) => `    ${line}`),
    );

  it('goes by its own name', async () => {
    const [unmoved] = await messages('model-not-on-cuda', pipeline, using('return models.pipe(x).images[0]'));
    expect(unmoved).toContain('`pipe` was loaded on the CPU');
    const [moved] = await messages('cuda-move-in-gpu', pipeline, using('models.pipe.to("cuda")', 'return x'));
    expect(moved).toContain('`pipe` is moved to the GPU');
  });

  it('may be moved by what it is given to', async () => {
    const given = `${pipeline}adapter = IPAdapter(pipe, "ip-adapter.bin", "cuda")\n`;
    const app = using('models.pipe.to("cuda")', 'return models.adapter.generate(x)[0]');
    expect(await messages('cuda-move-in-gpu', given, app)).toEqual([]);
  });

  it.each([
    ['by a function', 'place(models.pipe)'],
    ['in a loop', 'for model in (models.pipe, models.other):\n    model.to("cuda")'],
    ['by its method', 'models.pipe.to("cuda")'],
  ])('may be moved by who imports it, %s', async (_, statement) => {
    const app = `${using('return models.pipe(x).images[0]')}def place(model):\n    model.to("cuda")\n${statement}\n`;
    expect(await messages('model-not-on-cuda', pipeline, app)).toEqual([]);
  });
});

describe('a model that an object keeps', () => {
  const speaker = lines(
    'class Speaker:',
    '    def __init__(self):',
    '        self.model = None',
    '    def get(self):',
    '        if self.model is None:',
    '            self.model = AutoModel.from_pretrained("acme/base")',
    '        return self.model',
    'speaker = Speaker()',
  );

  const own = lines(
    'import gradio as gr',
    'import spaces',
    'from transformers import AutoModel',
    'class Speaker:',
    '    def __init__(self):',
    '        self.model = None',
    '    def load(self):',
    '        if self.model is None:',
    '            self.model = AutoModel.from_pretrained("acme/base")',
    '    @spaces.GPU(duration=30)',
    '    def speak(self, x):',
    '        self.load()',
    '        return self.model(x)[0].cpu()',
    'speaker = Speaker()',
    'def run(x):',
    '    return speaker.speak(x)',
  );
  const launch = 'gr.Interface(run, "text", "text").launch()\n';

  it('is loaded for every call where the object is copied for each', async () => {
    const [copied] = await messages('lazy-model-load', '', `${own}${launch}`);
    expect(copied).toContain('`self.model` is always empty');
  });

  it('stays in the worker where the object is there already', async () => {
    const app = lines(
      'import gradio as gr',
      'import spaces',
      'from transformers import AutoModel',
      ...speaker.trimEnd().split('\n'),
      '@spaces.GPU(duration=30)',
      'def run(x):',
      '    return speaker.get()(x)[0].cpu()',
    );
    const [kept] = await messages('lazy-model-load', '', `${app}${launch}`);
    expect(kept).toContain('`self.model` is loaded on first use and stays in one GPU worker');
  });

  it('stays in the worker where it hangs on the class', async () => {
    const app = own
      .replaceAll('self.model', 'cls.model')
      .replace('    def __init__(self):\n        cls.model = None\n', '    model = None\n')
      .replace('    def load(self)', '    @classmethod\n    def load(cls)')
      .replace('return cls.model(x)', 'return Speaker.model(x)');
    const [kept] = await messages('lazy-model-load', '', `${app}${launch}`);
    expect(kept).toContain('`cls.model` is loaded on first use and stays in one GPU worker');
  });

  it('is there for every call where the main process loads it', async () => {
    const started = `${own}def start():\n    speaker.model = AutoModel.from_pretrained("acme/base")\nstart()\n`;
    const [kept] = await messages('lazy-model-load', '', `${started}${launch}`);
    expect(kept ?? '').not.toContain('every time');
  });
});
