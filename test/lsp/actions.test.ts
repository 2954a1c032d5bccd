import { describe, expect, it } from 'vitest';
import type { CompletionList, Diagnostic } from 'vscode-languageserver/node';
import { type Files, ordinaryFiles } from '../support/space';
import { inBand, pushing, uriOf } from './client';

const text = 'torch\nspaces==0.30\nspaces<0.40\n';
const files: Files = { ...ordinaryFiles, 'requirements.txt': text };
const at = (line: number, character: number) => ({ line, character });
const caret = (line: number, character: number) => ({ start: at(line, character), end: at(line, character) });
const whole = { start: at(0, 0), end: at(4, 0) };

async function ready(capabilities = pushing) {
  const { client } = inBand(files);
  await client.initialize(capabilities);
  client.open('requirements.txt', text);
  const diagnostics = await client.until(() => {
    const published = client.published.get(uriOf('requirements.txt'));
    return published?.diagnostics.length === 2 && published.diagnostics;
  });
  return { client, diagnostics };
}

describe('code actions', () => {
  it('without named diagnostics are those of the range, as ALE asks', async () => {
    const { client } = await ready();
    expect(await client.actions('requirements.txt', caret(0, 1))).toEqual([]);
    const actions = await client.actions('requirements.txt', caret(1, 3));
    expect(actions.map(({ title }) => title)).toContain('Remove the version from `spaces`');
    expect(actions[0]).toMatchObject({
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [{ code: 'requirements-spaces-pin' }],
    });
  });

  it('for named diagnostics are about those only', async () => {
    const { client, diagnostics } = await ready();
    const second = diagnostics.slice(1);
    const actions = await client.actions('requirements.txt', caret(1, 3), second);
    const [first] = actions;
    expect(first?.edit?.documentChanges).toEqual([
      {
        textDocument: { uri: uriOf('requirements.txt'), version: 1 },
        edits: [{ range: { start: at(2, 6), end: at(2, 11) }, newText: '' }],
      },
    ]);
    const foreign: Diagnostic = { range: whole, message: 'x', source: 'ruff', code: 'requirements-spaces-pin' };
    expect(await client.actions('requirements.txt', caret(1, 3), [foreign])).toEqual([]);
  });

  it('are one for Kate, which applies all it gets', async () => {
    const { client, diagnostics } = await ready();
    const actions = await client.actions('requirements.txt', whole, diagnostics.slice(0, 1));
    expect(actions.map(({ title }) => title)).toEqual(['Remove the version from `spaces`']);
  });

  it('are built from the text as it is now', async () => {
    const { client, diagnostics } = await ready();
    client.edit('requirements.txt', { range: { start: at(1, 8), end: at(1, 8) }, text: '0' });
    const [action] = await client.actions('requirements.txt', caret(1, 3), diagnostics.slice(0, 1));
    client.apply(action?.edit ?? {});
    expect(client.texts.get(uriOf('requirements.txt'))?.text).toBe('torch\nspaces\nspaces<0.40\n');
  });

  it('fix everything when asked for that', async () => {
    const { client } = await ready();
    for (const only of ['source.fixAll.zerogpu', 'source.fixAll', 'source']) {
      const actions = await client.actions('requirements.txt', whole, [], [only]);
      expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.zerogpu']);
    }
    expect(await client.actions('requirements.txt', whole, [], ['refactor'])).toEqual([]);
    const [action] = await client.actions('requirements.txt', whole, [], ['source.fixAll']);
    client.apply(action?.edit ?? {});
    expect(client.texts.get(uriOf('requirements.txt'))?.text).toBe('torch\nspaces\nspaces\n');
    await client.reported('requirements.txt');
  });

  it('come without versions for a client that does not know them', async () => {
    const { client } = await ready({ ...pushing, workspace: { ...pushing.workspace, workspaceEdit: {} } });
    const [action] = await client.actions('requirements.txt', caret(1, 3));
    expect(Object.keys(action?.edit?.changes ?? {})).toEqual([uriOf('requirements.txt')]);
  });

  it('open the page of the rule', async () => {
    const { client } = await ready();
    const actions = await client.actions('requirements.txt', caret(1, 3));
    const command = actions.find(({ title }) => title.startsWith('About'))?.command;
    await client.connection.sendRequest('workspace/executeCommand', command);
    expect(client.shownDocuments[0]).toMatch(/requirements-spaces-pin\.md$/);
  });
});

describe('what else can be asked', () => {
  it('is a hover, completion, the configuration and the model', async () => {
    const { client } = await ready();
    const uri = uriOf('app.py');
    const textDocument = { uri };
    const app = files['app.py'] ?? '';
    client.open('app.py', app);
    const position = at(4, 22);
    const hover = await client.connection.sendRequest<{ contents: { kind: string; value: string } }>(
      'textDocument/hover',
      { textDocument, position },
    );
    expect(hover.contents.kind).toBe('markdown');
    expect(hover.contents.value).toContain('requests 30 s');
    const { items } = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
      textDocument,
      position,
    });
    expect(items.find(({ label }) => label === '60')?.textEdit).toEqual({
      range: { start: at(4, 21), end: at(4, 23) },
      newText: '60',
    });
    for (const [method, expected] of [
      ['zerogpu/showModel', 'generate'],
      ['zerogpu/showConfiguration', 'pedantic = false'],
    ] as const) {
      expect((await client.connection.sendRequest<{ text: string }>(method, { uri })).text).toContain(expected);
    }
  });
});
