import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../server/src/engine/configuration';
import { mergePlatformTables, defaultPlatformTables } from '../../server/src/platform';
import { createSpaceModel } from '../../server/src/model/space';
import { longRequest } from '../../server/src/model';
import { rules } from '../../server/src/rules';
import { pythonParser } from '../support/python';
import { applyEdits } from '../../server/src/text/edits';
import { allFindings, ordinaryFiles, root, spaceOf } from '../support/space';
import { findings } from './findings';

const exceeding = /^duration-exceeds-/;

async function exceeds(settings: string, configuration: Partial<Configuration> = {}): Promise<readonly string[]> {
  const app = `import math\nimport spaces\n\n@spaces.GPU(${settings})\ndef paint(prompt):\n    return prompt\n`;
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { configuration, rules });
  const found = allFindings(space).filter(({ rule }) => exceeding.test(rule));
  space.dispose();
  return found.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('who can never run a call', () => {
  it.each([
    ['duration=120', []],
    ['duration=121', ['duration-exceeds-anonymous information']],
    ['duration=300', ['duration-exceeds-anonymous information']],
    ['duration=301', ['duration-exceeds-free warning']],
    ['duration=2400', ['duration-exceeds-free warning']],
    ['duration=2401', ['duration-exceeds-any warning']],
    ['duration=60, size="xlarge"', []],
    ['duration=61, size="xlarge"', ['duration-exceeds-anonymous information']],
    ['duration=151, size="xlarge"', ['duration-exceeds-free warning']],
    ['duration=1201, size="xlarge"', ['duration-exceeds-any warning']],
    ['duration=math.ceil(5 * 60.1)', ['duration-exceeds-free warning']],
    ['duration=math.floor(5 * 60.1)', ['duration-exceeds-anonymous information']],
    ['duration=round(5 * 60.2)', ['duration-exceeds-free warning']],
    ['duration=lambda prompt: round(300.5)', []],
    // A size that is decided elsewhere, and one that does not exist.
    ['duration=500, size=chosen()', []],
    ['duration=500, size="huge"', []],
    // A function asks for what it returns, whatever it is given.
    ['duration=lambda prompt: 400', ['duration-exceeds-free warning']],
    ['duration=lambda prompt: 400 if prompt else 130', ['duration-exceeds-anonymous information']],
    ['duration=lambda prompt: 400 if prompt else 60', []],
    ['duration=lambda prompt: max(130, 400)', ['duration-exceeds-free warning']],
    ['duration=lambda prompt: min(len(prompt), 400)', []],
    ['duration=lambda prompt: 400 if prompt else None', []],
    ['duration=lambda prompt: 90000 if prompt else 400', []],
    ['duration=lambda prompt, seconds=400: seconds', []],
    ['duration=(lambda prompt: 400) if chosen() else 60', []],
    ['duration=lambda prompt: 100, size="xlarge"', ['duration-exceeds-anonymous information']],
    // What is sent of these is another number.
    ['duration=90000', []],
    ['duration=-1', []],
  ])('with %s', async (settings, expected) => {
    expect(await exceeds(settings)).toEqual(expected);
  });

  it.each([
    ['paint = spaces.GPU(paint, duration=200)', '`paint` asks for 200 s'],
    ['demo.fn = spaces.GPU(duration=200)(demo.fn)', '`spaces.GPU(…)` asks for 200 s'],
  ])('names the function that is not known in %s', async (made, expected) => {
    const app = `import spaces\nfrom elsewhere import demo, paint\n\n${made}\n`;
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
    const [found] = allFindings(space).filter(({ rule }) => exceeding.test(rule));
    expect(found?.message).toContain(expected);
    space.dispose();
  });

  it.each([
    ['index = build()', 'while the app starts'],
    ['gr.Interface(build, None, "json").launch()', 'a visitor with less quota left is turned away'],
  ])('says who is stopped by the default: %s', async (use, expected) => {
    const app = `import gradio as gr\nimport spaces\n\n@spaces.GPU\ndef build():\n    return encode()\n\n${use}\n`;
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
    const [found] = allFindings(space).filter(({ rule }) => rule === 'duration-missing');
    expect(found?.message).toContain(expected);
    space.dispose();
  });

  it('depends on for whom the Space is made', async () => {
    expect(await exceeds('duration=180', { visitorTier: 'unauthenticated' })).toEqual([
      'duration-exceeds-anonymous warning',
    ]);
    expect(await exceeds('duration=180', { visitorTier: 'pro' })).toEqual([]);
    expect(await exceeds('duration=600', { visitorTier: 'pro' })).toEqual([]);
    expect(await exceeds('duration=600', { visitorTier: 'unauthenticated' })).toEqual([
      'duration-exceeds-free warning',
    ]);
    expect(await exceeds('duration=3000', { visitorTier: 'pro' })).toEqual(['duration-exceeds-any warning']);
  });

  it('includes those whom your own limit keeps out, for every visitor', async () => {
    expect(await exceeds('duration=100', { maxDuration: 90 })).toEqual(['duration-exceeds-any warning']);
    expect(await exceeds('duration=100', { maxDuration: 90, visitorTier: 'pro' })).toEqual([
      'duration-exceeds-any warning',
    ]);
    expect(await exceeds('duration=90', { maxDuration: 90 })).toEqual([]);
    expect(await exceeds('', { maxDuration: 59 })).toEqual(['duration-exceeds-any warning']);
    expect(await exceeds('duration=None', { maxDuration: 59 })).toEqual(['duration-exceeds-any warning']);
    expect(await exceeds('', { maxDuration: 60 })).toEqual([]);
  });

  it('says that a function asks for at least so much, and shows the function', async () => {
    const app = `import spaces

def least(prompt):
    if prompt:
        return 500
    return 400

@spaces.GPU(duration=least)
def paint(prompt):
    return prompt
`;
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
    const [found, ...others] = allFindings(space).filter(({ rule }) => exceeding.test(rule));
    expect(others).toEqual([]);
    expect(found?.message).toContain('asks for at least 400 s');
    expect(found?.related.map(({ message }) => message)).toEqual(['`least` gives the seconds']);
    space.dispose();
  });

  it('follows tables that a user corrects', async () => {
    const parser = await pythonParser();
    const { tables } = mergePlatformTables(defaultPlatformTables, {
      visitors: { asOf: '2027-01-01', rows: [{ visitor: 'unauthenticated', quota: 240 }] },
    });
    const model = createSpaceModel(
      root,
      parser,
      { treatAsSpace: 'auto', visitorTier: 'free', maxDuration: null },
      tables,
    );
    model.setFile(`${root}/app.py`, 'import spaces\n\n@spaces.GPU(duration=200)\ndef paint(prompt): ...\n');
    const [gpu] = model.view.gpuFunctions;
    expect(gpu && longRequest(gpu, model.view)).toBeUndefined();
    model.dispose();
  });
});

describe('the default duration, when a user corrects it', () => {
  const { tables } = mergePlatformTables(defaultPlatformTables, {
    limits: { rows: [{ name: 'default-duration', value: 97 }] },
  });

  it.each([
    ['duration-missing', '@spaces.GPU\ndef f(x):\n    return pipe(x)\n'],
    [
      'duration-callable-no-return',
      'def least(x):\n    min(x, 9)\n@spaces.GPU(duration=least)\ndef f(x):\n    return x\n',
    ],
    ['gradio-time-limit-confusion', '@spaces.GPU\ndef f(x):\n    return x\ngr.Button().click(f, time_limit=30)\n'],
    ['xlarge-cost', '@spaces.GPU(size="xlarge")\ndef f(x):\n    return pipe(x)\n'],
  ])('is the one that %s tells', async (name, code) => {
    const head =
      'import gradio as gr\nimport spaces\nfrom transformers import pipeline\npipe = pipeline("ner", device="cuda")\n';
    const space = await spaceOf(
      { ...ordinaryFiles, 'app.py': head + code },
      { rules: rules.filter((rule) => rule.name === name), tables, configuration: { pedantic: true } },
    );
    expect(allFindings(space).map(({ message }) => message)).toEqual([expect.stringMatching(/\b(?:97|194) s\b/)]);
    space.dispose();
  });

  it('is the one that the fix of duration-callable-none returns', async () => {
    const app =
      'import gradio as gr\nimport spaces\n\ndef seconds(image):\n    return image.size[0]\n\n' +
      '@spaces.GPU(duration=seconds)\ndef paint(image):\n    if image is None:\n        raise gr.Error("Which?")\n    return image\n\n' +
      'gr.Interface(paint, gr.Image(), "image").launch()\n';
    const [finding] = await findings({ 'app.py': app }, 'duration-callable-none', { tables });
    expect(finding?.fixes()[0]?.edits.map(({ newText }) => newText)).toEqual([expect.stringContaining('return 97\n')]);
  });
});

describe('the duration that a fix writes', () => {
  /** The app after the first fix of the first finding about its duration. */
  async function lowered(head: string, settings: string, configuration: Partial<Configuration> = {}): Promise<string> {
    const app = `import spaces\n\n${head}@spaces.GPU(${settings})\ndef paint(prompt):\n    return prompt\n`;
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { configuration, rules });
    const finding = allFindings(space).find(({ rule }) => /^duration-(?:exceeds|wraps|not-positive)/.test(rule));
    const fixed = applyEdits(app, finding?.fixes()[0]?.edits ?? []);
    space.dispose();
    return fixed;
  }

  it.each([
    ['for everybody', 'duration=600', {}, 'duration=120'],
    ['at the larger size', 'size="xlarge", duration=600', {}, 'size="xlarge", duration=60'],
    ['within your own limit', 'duration=600', { maxDuration: 90 }, 'duration=90'],
    ['within your own limit where there is none', '', { maxDuration: 20 }, 'duration=20'],
    ['for PRO accounts', 'duration=3000', { visitorTier: 'pro' as const }, 'duration=2400'],
    ['over an expression', 'duration=10 * 60', {}, 'duration=120'],
    ['that is none', 'duration=0', {}, 'duration=60'],
  ])('fits %s', async (_, settings, configuration, expected) => {
    expect(await lowered('', settings, configuration)).toContain(`@spaces.GPU(${expected})`);
  });

  it('stands where the module gives the name its value, with its comment', async () => {
    const fixed = await lowered('SECONDS = 600  # for long texts\n\n\n', 'duration=SECONDS');
    expect(fixed).toContain('SECONDS = 120  # for long texts\n');
    expect(fixed).toContain('@spaces.GPU(duration=SECONDS)');
  });
});

it('is not called missing where it is misspelt', async () => {
  const reported = async (settings: string): Promise<readonly string[]> => {
    const app = `import spaces\n\n@spaces.GPU(${settings})\ndef paint(prompt):\n    return prompt.upper()\n`;
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
    const found = allFindings(space).map(({ rule }) => rule);
    space.dispose();
    return found.filter((rule) => rule === 'duration-missing' || rule === 'gpu-unknown-keyword');
  };
  expect(await reported('durations=30')).toEqual(['gpu-unknown-keyword']);
  expect(await reported('vram=30')).toEqual(['duration-missing', 'gpu-unknown-keyword']);
  expect(await reported('duration=None')).toEqual(['duration-missing']);
});

it.each([
  ['model.generate(prompt)', 1],
  ['embedder.encode(prompt)', 1],
  ['models.part(prompt)', 1],
  ['model.config.get(prompt)', 0],
  ['tokenizer.encode(prompt)', 0],
])('duration-callable-uses-gpu looks at what runs a model as other rules do: %s', async (estimate, count) => {
  const app =
    'import spaces\nimport models\nfrom transformers import AutoModel, AutoTokenizer\nfrom sentence_transformers import SentenceTransformer\n\n' +
    'tokenizer = AutoTokenizer.from_pretrained("x")\nmodel = AutoModel.from_pretrained("x").to("cuda")\n' +
    'embedder = SentenceTransformer("x", device="cuda")\n\n\n' +
    `def seconds(prompt):\n    return 10 + len(${estimate})\n\n\n@spaces.GPU(duration=seconds)\ndef answer(prompt):\n    return prompt\n`;
  const files = {
    'app.py': app,
    'models.py': 'from transformers import AutoModel\n\npart = AutoModel.from_pretrained("y").to("cuda")\n',
  };
  const space = await spaceOf({ ...ordinaryFiles, ...files }, { rules });
  expect(allFindings(space).filter(({ rule }) => rule === 'duration-callable-uses-gpu')).toHaveLength(count);
  space.dispose();
});
