import { describe, expect, it } from 'vitest';
import type { Rule } from '../../server/src/rules/rule';
import { rule } from '../../server/src/rules/rule';
import { unusedSuppressionRule } from '../../server/src/rules';
import { suppression } from '../../server/src/service/suppress';
import { applyEdits } from '../../server/src/text/edits';
import { allFindings, ordinaryFiles, root, spaceOf, summaries, workspaceOf } from '../support/space';

/** Reports every GPU function at the name that is decorated, or at the decorator. */
function probe(at: 'decorator' | 'function'): Rule {
  return rule({
    name: 'requirements-spaces-pin',
    summary: 'Stands in for a rule about GPU functions',
    group: 'registration',
    severity: 'warning',
    confidence: 'high',
    audience: 'default',
    messages: { found: 'found {name}' },
    explains: [],
    sources: [],
    check: {
      gpuFunction(gpu, report) {
        const place = at === 'decorator' ? gpu.place : gpu.targets[0]?.namePlace;
        if (place) report(place, 'found', { name: gpu.name });
      },
    },
  });
}

async function found(app: string, at: 'decorator' | 'function' = 'decorator') {
  const space = await spaceOf(
    { 'app.py': app },
    { rules: [probe(at), unusedSuppressionRule], configuration: { pedantic: true } },
  );
  const result = summaries(space);
  space.dispose();
  return result;
}

const app = (...lines: string[]): string => ['import spaces', ...lines, ''].join('\n');
const ignore = '# zerogpu: ignore[requirements-spaces-pin]';
const ignoreFile = '# zerogpu: ignore-file[requirements-spaces-pin]';

describe('a suppression in Python', () => {
  it.each([
    ['on the line', app(`@spaces.GPU  ${ignore}`, 'def f(): pass')],
    ['above it', app(`${ignore} because`, '@spaces.GPU', 'def f(): pass')],
    ['in a block of comments', app(ignore, '# zerogpu: ignore[sdk-not-gradio]', '@spaces.GPU', 'def f(): pass')],
    ['behind another comment', app(`@spaces.GPU  # noqa: X ${ignore}`, 'def f(): pass')],
    ['for the whole file', app('@spaces.GPU', 'def f(): pass', `${ignoreFile} all of it`)],
    [
      'among code that was commented out',
      app(...Array<string>(99).fill('#  old()'), ignore, '@spaces.GPU', 'def f(): pass'),
    ],
    [
      'for the whole file, among code that was commented out',
      app('@spaces.GPU', 'def f():', ...Array<string>(99).fill('    #  old()'), ignoreFile, '    # old()', '    pass'),
    ],
    ['with CRLF', app(ignore, '@spaces.GPU', 'def f(): pass').replaceAll('\n', '\r\n')],
    ['among others', app('# zerogpu: ignore[sdk-not-gradio,requirements-spaces-pin]', '@spaces.GPU', 'def f(): pass')],
  ])('works %s', async (_, text) => {
    expect((await found(text)).filter((each) => each.endsWith('requirements-spaces-pin'))).toEqual([]);
  });

  it('above the decorator speaks for the function', async () => {
    const text = app(ignore, '@other', '@spaces.GPU', '', 'def f(): pass');
    expect(await found(text, 'function')).toEqual([]);
  });

  it.each([
    ['of another rule', app('# zerogpu: ignore[sdk-not-gradio]', '@spaces.GPU', 'def f(): pass')],
    ['two lines above', app(ignore, '', '@spaces.GPU', 'def f(): pass')],
    ['in a string', app(`x = "${ignore}"`, '@spaces.GPU', 'def f(): pass')],
    ['at the end of the line above', app(`x = 1  ${ignore}`, '@spaces.GPU', 'def f(): pass')],
    [
      'for a file, but inside a function',
      app(
        'def g():',
        '    # zerogpu: ignore-file[requirements-spaces-pin]',
        '    pass',
        '@spaces.GPU',
        'def f(): pass',
      ),
    ],
  ])('does not work %s', async (_, text) => {
    expect((await found(text)).some((each) => each.endsWith('requirements-spaces-pin'))).toBe(true);
  });

  it('is reported when it is not used, names nothing, or names no rule', async () => {
    const text = app(
      `x = 1  ${ignore}`,
      'y = 1  # zerogpu: ignore',
      'z = 1  # zerogpu: ignore[no-such]',
      '@spaces.GPU',
      'def f(): pass',
    );
    expect(await found(text)).toEqual([
      'app.py:2 unused-suppression',
      'app.py:3 unused-suppression',
      'app.py:4 unused-suppression',
      'app.py:5 requirements-spaces-pin',
    ]);
  });

  it('of a rule that did not run is left alone', async () => {
    expect(await found(app('x = 1  # zerogpu: ignore[sdk-not-gradio]', '@spaces.GPU', `def f(): pass`))).not.toContain(
      'app.py:2 unused-suppression',
    );
  });
});

describe('removing an unused suppression', () => {
  it.each([
    [`x = 1  ${ignore} why`, 'x = 1'],
    [`  ${ignore}\nx = 1`, 'x = 1'],
    [`x = 1  # noqa ${ignore}`, 'x = 1  # noqa'],
    ['x = 1  # zerogpu: ignore[no-such, sdk-not-gradio]', 'x = 1  # zerogpu: ignore[sdk-not-gradio]'],
  ])('%j leaves %j', async (before, after) => {
    const text = app(before, '@spaces.GPU', 'def f(): pass');
    const space = await spaceOf(
      { 'app.py': text },
      { rules: [probe('decorator'), unusedSuppressionRule], configuration: { pedantic: true } },
    );
    const finding = allFindings(space).find(({ rule }) => rule === 'unused-suppression');
    expect(applyEdits(text, finding?.fixes()[0]?.edits ?? [])).toBe(app(after, '@spaces.GPU', 'def f(): pass'));
    space.dispose();
  });
});

describe('a suppression that nobody knows', () => {
  it.each([
    ['# zerogpu: ignore[sdk-not-gradoi] why', '# zerogpu: ignore[sdk-not-gradio] why'],
    ['# zerogpu: ignore-file[duration_mising]', '# zerogpu: ignore-file[duration-missing]'],
    ['# zerogpu: ignore duration-mising: why', '# zerogpu: ignore[duration-missing]: why'],
    ['# zerogpu: ignore-file(torch-compile)', '# zerogpu: ignore-file[torch-compile]'],
    ['# zerogpu: ignore[nothing-like-it]', undefined],
    ['# zerogpu: ignore[]', undefined],
    ['# zerogpu: ignore this', undefined],
    ['# zerogpu: ignore[sdk-not-gradio, sdk-not-gradoi]', undefined],
  ])('%j was meant to be %j', async (comment, meant) => {
    const text = app(comment, '@spaces.GPU', 'def f(): pass');
    const space = await spaceOf(
      { 'app.py': text },
      { rules: [probe('decorator'), unusedSuppressionRule], configuration: { pedantic: true } },
    );
    const fixes = allFindings(space)
      .find(({ rule }) => rule === 'unused-suppression')
      ?.fixes();
    const [first, second] = fixes ?? [];
    expect((second ?? first)?.title).toBe('Remove it');
    const written = second && applyEdits(text, first?.edits ?? []);
    expect(written).toBe(meant && app(meant, '@spaces.GPU', 'def f(): pass'));
    space.dispose();
  });
});

describe('suppressing a finding', () => {
  const place = async (file: string, text: string, pick = 0) => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, [file]: text });
    const finding = workspace.findings(`${root}/${file}`)[pick];
    const edit = finding && suppression(workspace, finding);
    workspace.dispose();
    return edit && applyEdits(text, [edit]);
  };

  it('puts the comment above a requirement, with its line ending', async () => {
    expect(await place('requirements.txt', 'torch\r\nspaces==0.30\r\n')).toBe(`torch\r\n${ignore}\r\nspaces==0.30\r\n`);
    expect(await place('requirements.txt', 'spaces==0.30')).toBe(`${ignore}\nspaces==0.30`);
    expect(await place('requirements.txt', 'spaces \\\n==0.30')).toBe(`${ignore}\nspaces \\\n==0.30`);
  });

  it('joins the list of a comment that is there', async () => {
    const text = '# zerogpu: ignore[sdk-not-gradio] why\nspaces==0.30\n';
    expect(await place('requirements.txt', text)).toBe(
      '# zerogpu: ignore[sdk-not-gradio, requirements-spaces-pin] why\nspaces==0.30\n',
    );
  });

  // The stand-in for a rule reports every GPU function.
  const gpu = (...text: readonly string[]) => [...text, ''].join('\n');
  const above = (text: string, line: number, indentation = ''): string => {
    const split = text.split('\n');
    return [...split.slice(0, line), `${indentation}${ignore}`, ...split.slice(line)].join('\n');
  };
  const plain = gpu('import spaces', '@spaces.GPU', 'def f(): pass');
  const method = gpu(
    'import spaces',
    'if True:',
    '\tclass A:',
    '\t\t@other(',
    '\t\t\t1,',
    '\t\t)',
    '\t\t@spaces.GPU(',
    '\t\t\tduration=3,',
    '\t\t)',
    '\t\tdef f(self): pass',
  );
  const call = gpu(
    'import spaces',
    'def g(): pass',
    'x = dict(',
    '    # mine',
    '    a=spaces.GPU(',
    '        g),',
    ')',
  );
  const behindString = gpu('import spaces', 'def g(): pass', 'x = """', 'a"""; f = spaces.GPU(g)');
  const inString = gpu('import spaces', 'def g(): pass', 'x = """', 'a"""; f = spaces.GPU(g); y = """', 'b"""');
  const joined = gpu('import spaces', 'def g(): pass', 'x = 1; \\', 'f = spaces.GPU(g)');
  const path = gpu('import spaces', '# in C:\\', '@spaces.GPU', 'def f(): pass');
  const other = gpu('import spaces', '@spaces.GPU  # zerogpu: ignore[sdk-not-gradio] why', 'def f(): pass');
  it.each([
    ['a decorated function', plain, above(plain, 1)],
    ['a byte order mark', `\uFEFF${plain}`, above(`\uFEFF${plain}`, 1)],
    ['CRLF', plain.replaceAll('\n', '\r\n'), above(plain, 1).replaceAll('\n', '\r\n')],
    ['several decorators over several lines, in a class, with tabs', method, above(method, 3, '\t\t')],
    ['a call inside parentheses', call, above(call, 2)],
    ['a statement behind a string of several lines', behindString, behindString.replace('GPU(g)', `GPU(g)  ${ignore}`)],
    ['a line that a backslash joins to the one above', joined, joined.replace('GPU(g)', `GPU(g)  ${ignore}`)],
    ['a comment that ends in a backslash', path, above(path, 2)],
    ['a comment that is there already', other, other.replace('gradio]', 'gradio, requirements-spaces-pin]')],
    ['a line between two strings, where there is none', inString, undefined],
  ])('finds the place for %s', async (_, before, after) => {
    const rules = [probe('decorator')];
    const { workspace } = await workspaceOf({ 'app.py': before }, {}, undefined, rules);
    const [finding] = workspace.findings(`${root}/app.py`);
    expect(finding?.rule).toBe('requirements-spaces-pin');
    const edit = finding && suppression(workspace, finding);
    expect(edit && applyEdits(before, [edit])).toBe(after);
    if (edit) {
      workspace.open(`${root}/app.py`, applyEdits(before, [edit]));
      expect(workspace.findings(`${root}/app.py`)).toEqual([]);
    }
    workspace.dispose();
  });

  it('puts it inside the front matter', async () => {
    expect(await place('README.md', '---\nsdk: gradio\npython_version: 3.10\n---\n')).toBe(
      '---\nsdk: gradio\n# zerogpu: ignore[python-version-unquoted]\npython_version: 3.10\n---\n',
    );
  });
});
