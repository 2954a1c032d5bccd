import { expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { lines } from '../support/lines';
import { allFindings, ordinaryFiles, spaceOf } from '../support/space';

it.each([
  '',
  '    base = 10\n    return min(120, base +',
  '    return steps.',
  '    ...',
  '    pass',
  '    """How long it takes."""',
  '    base = 10\n    ret',
  '    base = 10\n    return',
])('says nothing of a duration function that is not finished: %j', async (body) => {
  const app = lines(
    'import gradio as gr',
    'import spaces',
    'def estimate(prompt, steps):',
    body,
    '',
    '@spaces.GPU(duration=estimate)',
    'def write(prompt, steps):',
    '    return prompt * steps',
    'gr.Interface(write, ["text", "number"], "text").launch()',
  );
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
  expect(allFindings(space).map(({ rule }) => rule)).toEqual([]);
  space.dispose();
});

it.each([
  'duration=',
  'duration=30, size=',
  'duration=lambda prompt, steps',
  'size="large"duration=30',
  'duration=30 size="large"',
  '"large, duration=30',
])('says nothing of a decorator that is not finished: %s', async (written) => {
  const app = lines(
    'import gradio as gr',
    'import spaces',
    'from transformers import pipeline',
    'pipe = pipeline("text-generation", device="cuda")',
    `@spaces.GPU(${written})`,
    'def write(prompt, steps):',
    '    return pipe(prompt, max_new_tokens=steps)[0]["generated_text"]',
    'gr.Interface(write, ["text", "number"], "text").launch()',
  );
  const space = await spaceOf(
    { ...ordinaryFiles, 'app.py': app, 'requirements.txt': 'transformers\ntorch\n' },
    { rules },
  );
  expect(allFindings(space).map(({ rule }) => rule)).toEqual([]);
  space.dispose();
});

it.each([
  ['N', 0],
  ['None', 0],
  ['Dummy', 1],
])('takes `spaces = %s` for no substitute before it is one', async (written, count) => {
  const app = lines(
    'class Dummy:',
    '    GPU = staticmethod(lambda fn: fn)',
    'try:',
    '    import spaces',
    'except ImportError:',
    `    spaces = ${written}`,
    '@spaces.GPU(duration=9)',
    'def write(prompt):',
    '    return prompt',
  );
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
  expect(allFindings(space).filter(({ rule }) => rule === 'stub-spaces-import')).toHaveLength(count);
  space.dispose();
});

it.each(['', 'prompt', 'prompt, ', 'prompt, seed=1', 'prompt, ste=2', 'prompt, 2, 3'])(
  'does not blame the duration function for a call that the GPU function can’t take itself: write(%s)',
  async (given) => {
    const app = lines(
      'import gradio as gr',
      'import spaces',
      'def estimate(prompt, steps):',
      '    return 5 + steps',
      '@spaces.GPU(duration=estimate)',
      'def write(prompt, steps):',
      '    return prompt * steps',
      'def twice(prompt):',
      `    return 2 * write(${given})`,
      'gr.Interface(twice, "text", "text").launch()',
    );
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules });
    expect(allFindings(space).map(({ rule }) => rule)).toEqual([]);
    space.dispose();
  },
);
