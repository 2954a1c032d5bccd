import { expect, it } from 'vitest';
import rule from '../../server/src/rules/gpu-call-in-loop';
import { applyEdits } from '../../server/src/text/edits';
import { lines } from '../support/lines';
import { allFindings, type Files, root, spaceOf } from '../support/space';

/** The files after the first fix of the only finding, and its title; the files that stay the same are left out. */
async function moved(files: Files): Promise<{ readonly title: string | undefined; readonly files: Files }> {
  const space = await spaceOf(files, { rules: [rule] });
  const [finding, ...others] = allFindings(space);
  expect(finding?.rule).toBe('gpu-call-in-loop');
  expect(others).toEqual([]);
  const [fix] = finding?.fixes() ?? [];
  const changed = Object.entries(files).map(([file, text]): [string, string] => [
    file,
    applyEdits(text, fix?.edits.filter(({ path }) => path === `${root}/${file}`) ?? []),
  ]);
  space.dispose();
  return { title: fix?.title, files: Object.fromEntries(changed.filter(([file, text]) => files[file] !== text)) };
}

it('moves the decorator with its arguments, and the comments stay where they are', async () => {
  const before = lines(
    'import spaces',
    '',
    'def all_of(xs):',
    '    return [one(x) for x in xs]',
    '',
    '# About one.',
    '@spaces.GPU(',
    '    duration=20,  # enough',
    ')',
    '# It is quick.',
    '',
    'def one(x):',
    '    return x',
  );
  expect(await moved({ 'app.py': before })).toEqual({
    title: expect.stringContaining('from `one` to `all_of`: its duration has to cover every call') as string,
    files: {
      'app.py': lines(
        'import spaces',
        '',
        '@spaces.GPU(',
        '    duration=20,  # enough',
        ')',
        'def all_of(xs):',
        '    return [one(x) for x in xs]',
        '',
        '# About one.',
        '# It is quick.',
        '',
        'def one(x):',
        '    return x',
      ),
    },
  });
});

it('stays below other decorators, above torch contexts, and keeps line ends', async () => {
  const before = lines(
    'import functools',
    'import spaces',
    'import torch',
    '@spaces.GPU(duration=20)',
    '@torch.no_grad()',
    'def one(x):',
    '    return x',
    '@functools.lru_cache',
    '@torch.no_grad()',
    'def all_of(xs):',
    '\tfor x in xs:',
    '\t\tprint(one(x))',
  ).replaceAll('\n', '\r\n');
  const { files } = await moved({ 'app.py': before });
  expect(files['app.py']?.split('\r\n').slice(3, 9)).toEqual([
    '@torch.no_grad()',
    'def one(x):',
    '    return x',
    '@functools.lru_cache',
    '@spaces.GPU(duration=20)',
    '@torch.no_grad()',
  ]);
});

it('copies it where a handler or another function needs it too', async () => {
  const code = (last: string): string =>
    lines(
      'import gradio as gr',
      'import spaces',
      '@spaces.GPU(duration=20)',
      'def one(x):',
      '    return x',
      'def all_of(xs):',
      '    for x in xs:',
      '        print(one(x))',
      last,
    );
  for (const last of ['gr.Interface(one, "text", "text").launch()', 'def other(x):\n    return one(x)']) {
    const { title, files } = await moved({ 'app.py': code(last) });
    expect(title).toBe(
      'Decorate `all_of` too, with `@spaces.GPU(duration=20)`, which has to cover every call of `one`',
    );
    expect(files['app.py']).toBe(code(last).replace('def all_of', '@spaces.GPU(duration=20)\ndef all_of'));
  }
});

it('leaves it to one who only other GPU functions call', async () => {
  const code = lines(
    'import spaces',
    '@spaces.GPU(duration=20)',
    'def one(x):',
    '    return x',
    '@spaces.GPU(duration=40)',
    'def two(x):',
    '    return one(x), one(x)',
    'def all_of(xs):',
    '    for x in xs:',
    '        print(one(x))',
  );
  const { files } = await moved({ 'app.py': code });
  expect(files['app.py']).toBe(
    code.replace('@spaces.GPU(duration=20)\n', '').replace('def all_of', '@spaces.GPU(duration=20)\ndef all_of'),
  );
});

it('brings the import along into another module', async () => {
  const one = lines('from spaces import GPU', '@GPU(duration=20)', 'def one(x):', '    return x');
  const app = lines('from one import one', 'def all_of(xs):', '    return [one(x) for x in xs]');
  const { files } = await moved({ 'app.py': app, 'one.py': one });
  expect(files).toEqual({
    'one.py': lines('from spaces import GPU', 'def one(x):', '    return x'),
    'app.py': lines(
      'import spaces',
      'from one import one',
      '@spaces.GPU(duration=20)',
      'def all_of(xs):',
      '    return [one(x) for x in xs]',
    ),
  });
});

it('moves a decorator that has a name', async () => {
  const code = lines(
    'import spaces',
    'gpu = spaces.GPU(duration=20)',
    '@gpu',
    'def one(x):',
    '    return x',
    'def all_of(xs):',
    '    return [one(x) for x in xs]',
  );
  expect((await moved({ 'app.py': code })).files['app.py']).toBe(
    code.replace('@gpu\n', '').replace('def all_of', '@gpu\ndef all_of'),
  );
});

it.each([
  ['an async owner', 'async def all_of(xs):\n    return [one(x) for x in xs]', 'duration=20'],
  ['a method', 'class All:\n    def all_of(self, xs):\n        return [one(x) for x in xs]', 'duration=20'],
  ['a lambda', 'all_of = lambda xs: [one(x) for x in xs]', 'duration=20'],
  [
    'a nested owner',
    'def outer():\n    def all_of(xs):\n        return [one(x) for x in xs]\n    return all_of',
    'duration=20',
  ],
  [
    'an owner that is given what cannot be pickled',
    'def all_of(xs, finish):\n    return [finish(one(x)) for x in xs]\ndef main():\n    all_of([1, 2, 3], lambda x: x)',
    'duration=20',
  ],
  ['an owner that gives what cannot be pickled', 'def all_of(xs):\n    return (one(x) for x in xs)', 'duration=20'],
  ['a duration of its own parameters', 'def all_of(xs):\n    return [one(x) for x in xs]', 'duration=lambda x: 2 * x'],
])('is not offered for %s', async (_, owner, settings) => {
  const one = lines('import spaces', `@spaces.GPU(${settings})`, 'def one(x):', '    return x');
  expect((await moved({ 'app.py': `${one}${owner}\n` })).title).toBeUndefined();
});

it('is not offered where a name of the decorator is not bound yet', async () => {
  const code = lines(
    'import spaces',
    'def all_of(xs):',
    '    return [one(x) for x in xs]',
    'SECONDS = 20',
    '@spaces.GPU(duration=SECONDS)',
    'def one(x):',
    '    return x',
  );
  expect((await moved({ 'app.py': code })).title).toBeUndefined();
});
