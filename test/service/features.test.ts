import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../server/src/engine/workspace';
import { type Action, fixAll, carryOut, quickFixes } from '../../server/src/service/codeActions';
import { completions } from '../../server/src/service/completion';
import { hover } from '../../server/src/service/hover';
import { showConfiguration } from '../../server/src/service/showConfiguration';
import { showModel } from '../../server/src/service/showModel';
import { rules } from '../../server/src/rules';
import type { Fix, Rule } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edits';
import { ordinaryFiles, root, workspaceOf } from '../support/space';
import { withCaret } from './caret';

const app = `${root}/app.py`;
const requirements = `${root}/requirements.txt`;
const { 'app.py': ordinaryApp = '' } = ordinaryFiles;

describe('hover', () => {
  it('on a GPU decorator tells what is requested from whose quota, as of when', async () => {
    const { workspace, offset } = await withCaret(
      'import spaces\n@spaces.GPU(duration=1|50, size="xlarge")\ndef paint(x):\n    return x\n',
    );
    const found = hover(workspace, app, offset);
    expect(found?.markdown).toContain('`paint` requests 2 min 30 s of GPU time on 96 GB');
    expect(found?.markdown).toContain('who needs 5 min (`xlarge` counts 2×)');
    expect(found?.markdown).toMatch(/visitors who are not logged in: 2 min a day: \*\*never enough\*\*/);
    expect(found?.markdown).toMatch(/free accounts: 5 min a day, the visitors this Space is for/);
    expect(found?.markdown).toMatch(/As of \d{4}-\d\d-\d\d/);
  });

  it.each([
    ['@spaces.|GPU', 'requests 60 s, the default,'],
    ['@spaces.GPU(duration=estimate|)', 'computes from its arguments'],
    ['@spaces.GPU(duration=un|known)', 'an amount that is not known here'],
    ['@spaces.GPU(size=un|known)', 'of GPU time on a size that is decided elsewhere'],
    ['@spaces.GPU(size="hu|ge")', 'of GPU time on `huge`, which is no size known as of 2'],
  ])('%s', async (decorator, text) => {
    const source = `import spaces\ndef estimate(x):\n    return 5\n${decorator}\ndef paint(x):\n    return x\n`;
    const { workspace, offset } = await withCaret(source);
    expect(hover(workspace, app, offset)?.markdown).toContain(text);
  });

  it('on a finding, and on its name in a suppression, tells about the rule', async () => {
    const text = '# zerogpu: ignore[sdk-not-gradio]\nspaces==0.30\n';
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': text });
    const onFinding = hover(workspace, requirements, text.indexOf('==0.30'));
    expect(onFinding?.markdown).toMatch(/\*\*requirements-spaces-pin\*\*[\s\S]*ResolutionImpossible/);
    const onName = hover(workspace, requirements, text.indexOf('sdk-not') + 3);
    expect(onName?.markdown).toContain('**sdk-not-gradio**');
    expect(onName?.span).toEqual({ start: text.indexOf('sdk-not'), end: text.indexOf(']') });
    expect(hover(workspace, requirements, 3)).toBeUndefined();
  });
});

describe('completion', () => {
  const labels = async (text: string) => {
    const { workspace, offset } = await withCaret(text);
    return completions(workspace, app, offset).map(({ label }) => label);
  };

  it.each([
    'import spaces\n@spaces.GPU(duration=|)\ndef f(x):\n    return x\n',
    'import spaces\n@spaces.GPU(duration=|\ndef f(x):\n    return x\n',
    'import spaces\n@spaces.GPU(size="large", duration = 1|20)\ndef f(x):\n    return x\n',
    'import spaces as sp\ndef f(x):\n    return x\ng = sp.GPU(f, duration=|)\n',
    'from spaces import GPU as gpu\n@gpu(duration=6|0)\ndef f(x):\n    return x\n',
  ])('offers durations in %j', async (text) => {
    expect(await labels(text)).toContain('60');
  });

  it.each(['size=|', 'size="|"', "size='x|"])('offers sizes in %j', async (argument) => {
    expect(await labels(`import spaces\n@spaces.GPU(${argument})\ndef f(x):\n    return x\n`)).toEqual([
      'large',
      'xlarge',
    ]);
  });

  it.each([
    'duration=lam|',
    'duration=lambda prompt, |',
    'duration=lambda prompt, s|, size="large"',
    'f=lambda: x, duration=e|',
  ])('offers nothing where the author makes up a name: %s', async (argument) => {
    expect(await labels(`import spaces\n@spaces.GPU(${argument})\ndef f(x):\n    return x\n`)).toEqual([]);
  });

  it.each([
    ['(|)', ['duration', 'size']],
    ['(duration=lambda x: x, |)', ['size']],
    ['(|\n', ['duration', 'size']],
    ['(d|', ['duration', 'size']],
    ['(duration=30, |)', ['size']],
    ['(\n    # how large, (maybe)\n    s|\n    duration=f(size=1),\n)', ['size']],
    ['(dur|=60)', ['duration', 'size']],
  ])('offers the settings in @spaces.GPU%s', async (args, expected) => {
    expect(await labels(`import spaces\n@spaces.GPU${args}\ndef f(x):\n    return x\n`)).toEqual(expected);
  });

  it('writes a setting with its sign, or leaves the one that is there', async () => {
    for (const [args, text] of [
      ['d|', 'duration='],
      ['dur|ation=60', 'duration'],
    ] as const) {
      const { workspace, offset } = await withCaret(`import spaces\n@spaces.GPU(${args})\ndef f(x):\n    return x\n`);
      expect(completions(workspace, app, offset)[0]?.newText).toBe(text);
    }
  });

  it('tells of each duration what it counts at the size that is written', async () => {
    const details = async (args: string) => {
      const { workspace, offset } = await withCaret(`import spaces\n@spaces.GPU(${args})\ndef f(x):\n    return x\n`);
      return completions(workspace, app, offset)
        .filter(({ label }) => label === '60' || label === '90')
        .map(({ detail }) => detail);
    };
    expect(await details('duration=|')).toEqual(['60 s: the default', '90 s']);
    expect(await details('duration=|, size="xlarge"')).toEqual([
      '60 s: counts 2 min, the default',
      '90 s: counts 3 min, more than visitors who are not logged in have in a day',
    ]);
    expect(await details('size=chosen, duration=|')).toEqual(['60 s: the default', '90 s']);
  });

  it('adds the quotes that are missing', async () => {
    for (const [argument, text] of [
      ['size=|', '"xlarge"'],
      ['size="|"', 'xlarge'],
    ] as const) {
      const { workspace, offset } = await withCaret(
        `import spaces\n@spaces.GPU(${argument})\ndef f(x):\n    return x\n`,
      );
      expect(completions(workspace, app, offset)[1]?.newText).toBe(text);
    }
  });

  it.each([
    'import spaces\nprint(duration=|)\n@spaces.GPU\ndef f(): pass\n',
    'import spaces\n@spaces.GPU(duration=int(duration=|))\ndef f(): pass\n',
    'import spaces\n@spaces.GPU(duration="|")\ndef f(): pass\n',
    'import spaces\n@spaces.GPU\ndef f(): pass\nx = 1|\n',
    'import spaces\n# @spaces.GPU(duration=|\ndef f(): pass\n',
    'import spaces\nx = "@spaces.GPU(duration=|"\n',
    'import spaces\nx = "@spaces.GPU(duration=|\n',
    'import spaces\nx = """\n@spaces.GPU(duration=|\n"""\n',
    'import spaces\n@spaces.GPU(  # duration=|\n)\ndef f(): pass\n',
    'import spaces\n@spaces.GPU(  # |\n)\ndef f(): pass\n',
    'import spaces\n@spaces.GPU(size="large")|\ndef f(): pass\n',
    'import spaces\nimport gradio as gr\ngr.GPU(duration=|)\n',
    'import spaces\nx = "# zerogpu: ignore[|"\n',
    'import spaces\nx = "# zerogpu: ignore[|\n',
  ])('is silent in %j', async (text) => {
    expect(await labels(text)).toEqual([]);
  });

  it.each([
    'import spaces\n@spaces.GPU(duration=60|)\ndef f(x):\n    return x\n',
    'import spaces\n@spaces.GPU(size="large|")\ndef f(x):\n    return x\n',
    'import spaces\n@spaces.GPU(duration|=5)\ndef f(x):\n    return x\n',
  ])('leaves out what is typed whole in %j, or Enter would not end the line', async (text) => {
    const { workspace, offset } = await withCaret(text);
    const made = completions(workspace, app, offset).map(({ span, newText }) =>
      applyEdits(text.replace('|', ''), [{ span, newText }]),
    );
    expect(made).not.toEqual([]);
    expect(made).not.toContain(text.replace('|', ''));
  });

  it('leaves out a version that is typed whole', async () => {
    const text = 'torch==2.8.0\n';
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': text });
    const versions = completions(workspace, requirements, text.length - 1).map(({ label }) => label);
    expect(versions).toContain('2.10.0');
    expect(versions).not.toContain('2.8.0');
  });

  it('offers rule names in a suppression comment, the ones that are reported first', async () => {
    const text = '# zerogpu: ignore[sdk-not-gradio, req\nspaces==0.30\n';
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': text });
    const items = [...completions(workspace, requirements, text.indexOf('\n'))].sort((a, b) =>
      a.sortText < b.sortText ? -1 : 1,
    );
    expect(items[0]?.label).toBe('requirements-spaces-pin');
    expect(items.map(({ label }) => label)).not.toContain('sdk-not-gradio');
    expect(items[0]?.span).toEqual({ start: text.indexOf('req'), end: text.indexOf('req') + 3 });
  });
});

/** What an action makes of `requirements.txt`. */
function applied(workspace: Workspace, text: string, action: Action | undefined): string {
  if (!action || action.does.kind === 'page') return text;
  const changes = action.does.kind === 'fixAll' ? carryOut(workspace, action.does.fixAll).changes : action.does.changes;
  return applyEdits(
    text,
    changes.flatMap(({ edits }) => edits.get(requirements) ?? []),
  );
}

describe('code actions', () => {
  const text = 'spaces==0.30\nspaces<0.40\n';
  const everything = { kind: 'span', span: { start: 0, end: text.length } } as const;

  it('offer fixes, all of a rule, silence, and the page', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': text });
    const actions = quickFixes(workspace, requirements, { kind: 'span', span: { start: 3, end: 3 } });
    expect(actions.map(({ title }) => title)).toEqual([
      'Remove the version from `spaces`',
      'Remove the line: ZeroGPU installs `spaces` by itself (review)',
      'Fix all 2 `requirements-spaces-pin` in this file',
      'Ignore `requirements-spaces-pin` here',
      'Ignore `requirements-spaces-pin` in this file',
      'About `requirements-spaces-pin`',
    ]);
    expect(actions.map(({ isPreferred }) => isPreferred)).toEqual([true, false, false, false, false, false]);
    const after = (index: number) => applied(workspace, text, actions[index]);
    expect(after(0)).toBe('spaces\nspaces<0.40\n');
    expect(after(1)).toBe('spaces<0.40\n');
    expect(after(2)).toBe('spaces\nspaces\n');
    expect(after(3)).toBe('# zerogpu: ignore[requirements-spaces-pin]\nspaces==0.30\nspaces<0.40\n');
    expect(after(4)).toBe('# zerogpu: ignore-file[requirements-spaces-pin]\nspaces==0.30\nspaces<0.40\n');
    const page = expect.stringMatching(/^https:.*requirements-spaces-pin/) as string;
    expect(actions[5]?.does).toEqual({ kind: 'page', page });
    expect(quickFixes(workspace, requirements, everything).filter(({ isPreferred }) => isPreferred)).toHaveLength(2);
  });

  it.each([
    ['below what must come first', '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Doc\n', 2],
    ['below an encoding that stands second', '# My app\n# -*- coding: latin-1 -*-\n', 2],
    ['above a text that only speaks of an encoding', "'''Doc:\n# coding: what is meant\n'''\n", 0],
    ['behind a byte order mark', '\uFEFFimport os\n', 0],
    ['in a list that is there', '# zerogpu: ignore-file[mcp-docstring] why\n', 0],
    ['with the ends of lines that the file has', '# Doc\r\n', 0],
  ])('ignore a rule in the whole file, %s', async (_, head, line) => {
    const ending = head.includes('\r') ? '\r\n' : '\n';
    const called = ['import spaces', '@spaces.GPU', 'async def f(x): ...', '@spaces.GPU', 'async def g(x): ...'];
    const code = head + called.join(ending) + ending;
    const own = rules.filter(({ name }) => name === 'gpu-async-function');
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'app.py': code }, {}, [root], own);
    const found = workspace.findings(app).filter(({ rule }) => rule === 'gpu-async-function');
    expect(found).toHaveLength(2);
    const actions = quickFixes(workspace, app, { kind: 'span', span: found[0]?.span ?? { start: 0, end: 0 } });
    const action = actions.find(({ title }) => title === 'Ignore `gpu-async-function` in this file');
    const changes = action?.does.kind === 'changes' ? action.does.changes : [];
    const after = applyEdits(
      code,
      changes.flatMap(({ edits }) => edits.get(app) ?? []),
    );
    expect(after.split(ending)[line]).toMatch(/^\uFEFF?# zerogpu: ignore-file\[.*gpu-async-function\]/);
    workspace.open(app, after);
    expect(workspace.findings(app).filter(({ rule }) => rule === 'gpu-async-function')).toEqual([]);
  });

  it('offer all of a rule only where one of them is fixed', async () => {
    const lines = 'torch\nnumpy\npillow\n';
    const own = rules
      .filter(({ name }) => name === 'requirements-spaces-pin')
      .map((rule): Rule => {
        const check: Rule['check'] = {
          requirements: (file, report, space) => {
            for (const start of [0, 6, 12]) {
              const place = file.place({ start, end: start + 1 });
              const fixes = (): readonly Fix[] => [
                { title: 'Drop it', safety: 'safe', edits: [space.edits.replace(place, '')] },
              ];
              report(place, 'pinned', {}, start === 6 ? {} : { fixes });
            }
          },
        };
        return { ...rule, messages: { pinned: 'x' }, check };
      });
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': lines }, {}, [root], own);
    const at = (offset: number) =>
      quickFixes(workspace, requirements, { kind: 'span', span: { start: offset, end: offset } }).map(
        ({ title }) => title,
      );
    const silence = ['here', 'in this file'].map((where) => `Ignore \`requirements-spaces-pin\` ${where}`);
    const page = 'About `requirements-spaces-pin`';
    expect(at(0)).toEqual(['Drop it', 'Fix all 2 `requirements-spaces-pin` in this file', ...silence, page]);
    expect(at(6)).toEqual([...silence, page]);
  });

  it('fix all safe ones in one go, without touching what is open', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': text });
    const action = fixAll(workspace, requirements);
    expect(applied(workspace, text, action)).toBe('spaces\nspaces\n');
    expect(workspace.text(requirements)).toBe(text);
    expect(fixAll(workspace, app)).toBeUndefined();
  });
});

describe('what a person can ask to see', () => {
  it('is the configuration and the model', async () => {
    const { workspace } = await workspaceOf({
      ...ordinaryFiles,
      'pyproject.toml': '[tool.zerogpu-lint]\npedantic = true\n',
    });
    expect(showConfiguration(workspace, app)).toMatch(new RegExp(`pedantic = true +# ${root}/pyproject.toml`));
    expect(showModel(workspace, app)).toMatch(/GPU functions\n {2}generate/);
    expect(ordinaryApp).toContain('generate');
    expect(showConfiguration(workspace, '/elsewhere/app.py')).toContain('no Space');
    expect(showModel(workspace, '/elsewhere/app.py')).toContain('no Space');
  });
});
