import { describe, expect, it } from 'vitest';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import { LSPErrorCodes } from 'vscode-languageserver/node';
import { type Files, ordinaryFiles } from '../support/space';
import { inBand, previewing, pushing, uriOf } from './client';

const card = '---\nsdk: gradio\nsdk_version: 6.25.0\npython_version: 3.10\n---\n';
const useless = '# zerogpu: ignore[sdk-not-gradio]';
const pins = `torch ${useless}\nspaces==0.30\n`;
const files: Files = {
  ...ordinaryFiles,
  'README.md': card,
  'requirements.txt': pins,
  'pre-requirements.txt': `setuptools ${useless}\n`,
  'pyproject.toml': '[tool.zerogpu-lint]\npedantic = true\n',
};
const at = (line: number, character: number) => ({ line, character });
const comment = { start: at(0, 30), end: at(0, 30) };
const pin = { start: at(1, 3), end: at(1, 3) };

async function ready(capabilities = previewing, own: Files = files) {
  const band = inBand(own);
  await band.client.initialize(capabilities);
  band.client.open('requirements.txt', own['requirements.txt'] ?? '');
  await band.client.reported('requirements.txt', 'unused-suppression', 'requirements-spaces-pin');
  return band;
}

const titled = (actions: readonly CodeAction[], title: string): CodeAction | undefined =>
  actions.find((action) => action.title.startsWith(title));

/** The files that an edit changes, by name, and whether it asks first. */
function shape({ documentChanges = [], changeAnnotations = {} }: WorkspaceEdit): unknown {
  return documentChanges.map((change) => {
    if (!('edits' in change)) return change;
    return {
      file: change.textDocument.uri.split('/').at(-1),
      version: change.textDocument.version,
      asks: change.edits.map((edit) =>
        'annotationId' in edit ? (changeAnnotations[edit.annotationId]?.needsConfirmation ?? false) : false,
      ),
    };
  });
}

describe('all of a rule', () => {
  it('in the Space are previewed, file by file, and made when they are chosen', async () => {
    const { client } = await ready();
    const actions = await client.actions('requirements.txt', comment);
    const offered = titled(actions, 'Fix all 2 `unused-suppression` in this Space');
    expect(offered).toMatchObject({ kind: 'quickfix' });
    expect(offered?.edit).toBeUndefined();
    expect(titled(actions, 'Fix all 1')).toBeUndefined();
    const { edit } = await client.resolve(offered);
    expect(shape(edit ?? {})).toEqual([
      { file: 'pre-requirements.txt', version: null, asks: [true] },
      { file: 'requirements.txt', version: 1, asks: [true] },
    ]);
    expect(Object.values(edit?.changeAnnotations ?? {})).toEqual([
      {
        label: 'pre-requirements.txt: 1 fix',
        needsConfirmation: true,
        description: 'Remove it',
      },
      { label: 'requirements.txt: 1 fix', needsConfirmation: true, description: 'Remove it' },
    ]);
  });

  it('come complete and without annotations for a client that knows neither', async () => {
    const { client } = await ready(pushing);
    const offered = titled(await client.actions('requirements.txt', comment), 'Fix all 2');
    expect(offered?.edit?.changeAnnotations).toBeUndefined();
    expect(offered?.edit?.documentChanges).toMatchObject([
      { textDocument: { uri: uriOf('pre-requirements.txt'), version: null }, edits: [{ newText: '' }] },
      { textDocument: { uri: uriOf('requirements.txt'), version: 1 }, edits: [{ newText: '' }] },
    ]);
    expect(JSON.stringify(offered?.edit)).not.toContain('annotationId');
  });

  it('are refused when the document has changed since they were offered', async () => {
    const { client } = await ready();
    const offered = titled(await client.actions('requirements.txt', comment), 'Fix all 2');
    client.edit('requirements.txt', { range: { start: at(0, 0), end: at(0, 0) }, text: '# new\n' });
    await expect(client.resolve(offered)).rejects.toMatchObject({
      code: LSPErrorCodes.ContentModified,
      message: 'requirements.txt has changed since this was offered: open the menu again',
    });
  });
});

describe('the menu', () => {
  it('says which fixes need a review, and prefers none of them', async () => {
    const { client } = await ready();
    const actions = await client.actions('requirements.txt', pin);
    expect(actions.map(({ title, isPreferred = false }) => ({ title, isPreferred }))).toEqual([
      { title: 'Remove the version from `spaces`', isPreferred: true },
      { title: 'Remove the line: ZeroGPU installs `spaces` by itself (review)', isPreferred: false },
      { title: 'Ignore `requirements-spaces-pin` here', isPreferred: false },
      { title: 'About `requirements-spaces-pin`', isPreferred: false },
    ]);
    // In the file one is in there is nothing to preview; why to review it is said all the same.
    expect(shape(actions[0]?.edit ?? {})).toEqual([{ file: 'requirements.txt', version: 1, asks: [false] }]);
    expect(Object.values(actions[0]?.edit?.changeAnnotations ?? {})).toEqual([]);
    expect(Object.values(actions[1]?.edit?.changeAnnotations ?? {})).toMatchObject([
      { needsConfirmation: false, description: expect.stringContaining('0.30') as string },
    ]);
  });
});

describe('everything at once', () => {
  const fixSpace = { command: 'zerogpu.fixSpace', arguments: [uriOf('requirements.txt')] };
  const execute = (client: Awaited<ReturnType<typeof ready>>['client'], command: unknown = fixSpace) =>
    client.connection.sendRequest('workspace/executeCommand', command);

  it('in a file takes the parent kind too, and is made late', async () => {
    const { client } = await ready();
    for (const only of ['source.fixAll.zerogpu', 'source.fixAll']) {
      const [offered] = await client.actions('requirements.txt', pin, [], [only]);
      const { edit } = await client.resolve(offered);
      expect(shape(edit ?? {})).toEqual([{ file: 'requirements.txt', version: 1, asks: [false, false] }]);
    }
  });

  it('in a Space is applied when the user says so', async () => {
    const { client } = await ready();
    client.open('README.md', card, 'markdown');
    client.choose = ([apply]) => apply;
    await execute(client);
    expect(client.questions).toEqual([
      {
        type: 3,
        message: '4 safe fixes in this Space: README.md, pre-requirements.txt and requirements.txt',
        actions: [{ title: 'Apply' }, { title: 'Preview' }],
      },
    ]);
    expect(client.texts.get(uriOf('README.md'))?.text).toBe(card.replace('3.10', '"3.10"'));
    expect(client.texts.get(uriOf('requirements.txt'))?.text).toBe('torch\nspaces\n');
    expect(shape(client.wantedEdits[0]?.edit ?? {})).toMatchObject([{ asks: [false] }, { asks: [false] }, {}]);
    await client.until(() => client.messages.includes('Made 4 safe fixes.'));
  });

  it('in a Space is previewed when the user wants that', async () => {
    const { client } = await ready();
    client.choose = ([, preview]) => preview;
    await execute(client);
    expect(shape(client.wantedEdits[0]?.edit ?? {})).toMatchObject([{ asks: [true] }, { asks: [true] }, {}]);
  });

  it('changes nothing when the user turns away', async () => {
    const { client } = await ready();
    await execute(client);
    expect(client.questions).toHaveLength(1);
    expect(client.wantedEdits).toEqual([]);
  });

  it('tells when the editor can’t be asked to make it', async () => {
    const { client } = await ready();
    client.choose = ([apply]) => apply;
    client.editError = 'no such thing here';
    await execute(client);
    await client.until(() => client.messages.length > 0);
    expect(client.messages).toEqual([expect.stringContaining('The fixes were not made: ')]);
    expect(client.messages[0]).toContain('no such thing here');
  });

  it('is not made in a text that has changed while the user was asked', async () => {
    const { client } = await ready();
    client.choose = ([apply]) => {
      client.edit('requirements.txt', { range: { start: at(0, 0), end: at(0, 0) }, text: '# one\n' });
      return apply;
    };
    await execute(client);
    expect(client.wantedEdits).toEqual([]);
    await client.until(() => client.messages.length > 0);
    expect(client.messages).toEqual(['The fixes were not made: requirements.txt has changed meanwhile']);
  });

  it('is not made in a file that was opened and changed while the user was asked', async () => {
    const { client } = await ready();
    client.choose = ([apply]) => {
      client.open('README.md', `# new\n${card}`, 'markdown');
      return apply;
    };
    await execute(client);
    expect(client.messages).toEqual(['The fixes were not made: README.md has changed meanwhile']);
  });

  it('is made when what changed while the user was asked is as it was', async () => {
    const { client } = await ready();
    client.choose = ([apply]) => {
      client.open('README.md', card, 'markdown');
      client.replace('requirements.txt', 'torch', 'torch2');
      client.replace('requirements.txt', 'torch2', 'torch');
      return apply;
    };
    await execute(client);
    expect(client.texts.get(uriOf('requirements.txt'))?.text).toBe('torch\nspaces\n');
    expect(client.messages).toEqual(['Made 4 safe fixes.']);
  });

  it('says so when the editor refuses it without a reason, and nothing when its user closes the preview', async () => {
    const { client } = await ready(pushing);
    client.refuses = true;
    await execute(client);
    expect(client.messages).toEqual(['The fixes were not made: the editor refused them']);
    const previewed = await ready();
    previewed.client.refuses = true;
    previewed.client.choose = ([, preview]) => preview;
    await execute(previewed.client);
    expect(previewed.client.messages).toEqual([]);
    previewed.client.choose = ([apply]) => apply;
    await execute(previewed.client);
    expect(previewed.client.messages).toEqual(['The fixes were not made: the editor refused them']);
  });

  it('asks nothing where there is no preview, or only the one file changes', async () => {
    const plain = await ready(pushing);
    await execute(plain.client);
    const one = await ready(previewing, {
      'pyproject.toml': files['pyproject.toml'] ?? '',
      ...ordinaryFiles,
      'requirements.txt': pins,
    });
    await execute(one.client);
    for (const { client } of [plain, one]) {
      expect(client.questions).toEqual([]);
      expect(client.wantedEdits).toHaveLength(1);
      expect(client.texts.get(uriOf('requirements.txt'))?.text).toBe('torch\nspaces\n');
    }
  });

  it('says why nothing was done', async () => {
    const { client } = await ready(pushing);
    client.refusal = 'the file is read-only';
    await execute(client);
    await execute(client, { command: 'zerogpu.fixSpace', arguments: ['file:///elsewhere/app.py'] });
    expect(client.messages).toEqual([
      'The fixes were not made: the file is read-only',
      'app.py is not part of a ZeroGPU Space.',
    ]);
    client.refusal = undefined;
    await execute(client);
    client.open('README.md', card.replace('3.10', '"3.10"'), 'markdown');
    client.open('pre-requirements.txt', 'setuptools\n', 'plaintext');
    await execute(client);
    expect(client.messages.at(-1)).toBe('There is nothing that can be fixed without a review.');
  });
});

it('positions in closed files don’t count a byte order mark, which no editor shows', async () => {
  const marked = '\uFEFFspaces==0.30\n';
  const { client } = inBand({ ...ordinaryFiles, 'requirements.txt': marked });
  await client.initialize(pushing);
  await client.reported('requirements.txt', 'requirements-spaces-pin');
  expect(client.published.get(uriOf('requirements.txt'))?.diagnostics[0]?.range).toEqual({
    start: at(0, 0),
    end: at(0, 12),
  });
  client.open('app.py', ordinaryFiles['app.py'] ?? '');
  client.refuses = true;
  await client.connection.sendRequest('workspace/executeCommand', fixSpaceOf('app.py'));
  expect(client.wantedEdits[0]?.edit.documentChanges).toMatchObject([
    { edits: [{ range: { start: at(0, 6), end: at(0, 12) }, newText: '' }] },
  ]);
});

describe('what is being typed', () => {
  const typed: readonly (readonly [what: string, file: string, before: string, after: string])[] = [
    ['a call without its end', 'app.py', 'return prompt.upper()', 'return prompt.upper('],
    ['a decorator without its argument', 'app.py', '@spaces.GPU(duration=30)', '@spaces.GPU(duration='],
    ['an import without its name', 'app.py', 'import gradio as gr', 'import gradio as gr\nimport '],
    ['a key without its value', 'README.md', 'app_file: app.py', 'app_file: "app'],
  ];
  // The file has something to fix, above and below what is being typed.
  const app = [
    'import gradio as gr',
    'import spaces',
    '',
    'x = 1  # zerogpu: ignore[sdk-not-gradio]',
    '@spaces.GPU(duration=30)',
    'def generate(prompt):',
    '    return prompt.upper()',
    '',
    'y = 2  # zerogpu: ignore[sdk-not-gradio]',
    'gr.Interface(generate, "text", "text").launch()',
    '',
  ].join('\n');
  const own = {
    ...files,
    'app.py': app,
    'README.md': card.replace('---\nsdk', '---\napp_file: app.py\nsdk'),
  };

  it.each(typed)('is not changed by fixing everything: %s', async (_, file, before, after) => {
    const { client } = await ready(pushing, own);
    client.open(file, own[file as keyof typeof own], file.endsWith('.py') ? 'python' : 'markdown');
    const everything = () => client.actions(file, pin, [], ['source.fixAll.zerogpu']);
    expect(await everything()).toHaveLength(1);
    client.replace(file, before, after);
    expect(await everything()).toEqual([]);
    const text = client.texts.get(uriOf(file))?.text;
    await client.connection.sendRequest('workspace/executeCommand', fixSpaceOf(file));
    expect(client.texts.get(uriOf(file))?.text).toBe(text);
    expect(client.messages.at(-1)).toContain(`Not touched, for its syntax is broken: ${file}.`);
  });
});

const fixSpaceOf = (file: string) => ({ command: 'zerogpu.fixSpace', arguments: [uriOf(file)] });
