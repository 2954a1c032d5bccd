import { describe, expect, it } from 'vitest';
import { type Files, ordinaryFiles } from '../support/space';
import { inBand, pushing, uriOf } from './client';

const app = ['import spaces', '', '', '@spaces.GPU', 'def draw(prompt):', '    return prompt', ''].join('\n');
const files: Files = { ...ordinaryFiles, 'app.py': app };
const snippets = {
  ...pushing,
  workspace: { ...pushing.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
};
const caret = { start: { line: 3, character: 3 }, end: { line: 3, character: 3 } };
const title = 'Set the duration of `draw`: 60 s is what is requested now';

async function opened(capabilities = pushing, texts: Files = files) {
  const { client } = inBand(texts);
  await client.initialize(capabilities);
  client.open('app.py', texts['app.py'] ?? '');
  return client;
}

describe('refactorings', () => {
  it('are offered beside quick-fixes, and alone when asked for', async () => {
    const client = await opened();
    const all = await client.actions('app.py', caret);
    expect(all.find((action) => action.title === title)?.kind).toBe('refactor.rewrite');
    const alone = await client.actions('app.py', caret, [], ['refactor']);
    expect(alone.map((action) => action.title)).toEqual([title]);
    expect(await client.actions('app.py', caret, [], ['refactor.move'])).toEqual([]);
    const fixes = await client.actions('app.py', caret, [], ['quickfix']);
    expect(fixes.filter(({ kind }) => kind?.startsWith('refactor'))).toEqual([]);
  });

  it('are left out where a quick-fix does the same', async () => {
    const texts = { ...files, 'app.py': app.replace('return prompt', 'return prompt.upper()') };
    const { client } = inBand(texts);
    client.settings = {};
    await client.initialize(pushing);
    client.open('app.py', texts['app.py']);
    const [finding] = await client.until(() => {
      const found = client.published
        .get(uriOf('app.py'))
        ?.diagnostics.filter(({ code }) => code === 'duration-missing');
      return found?.length === 1 && found;
    });
    const kinds = async (only?: string[]) =>
      (await client.actions('app.py', caret, finding ? [finding] : [], only))
        .filter((action) => action.title.startsWith(title))
        .map(({ kind }) => kind);
    expect(await kinds()).toEqual(['quickfix']);
    expect(await kinds(['refactor'])).toEqual(['refactor.rewrite']);
  });

  it('have a tab stop where the client knows snippets in edits, and plain text elsewhere', async () => {
    const range = { start: { line: 3, character: 11 }, end: { line: 3, character: 11 } };
    const editsFor = async (capabilities: typeof snippets): Promise<unknown> => {
      const [action] = await (await opened(capabilities)).actions('app.py', caret, [], ['refactor']);
      return action?.edit?.documentChanges;
    };
    const textDocument = { uri: uriOf('app.py'), version: 1 };
    expect(await editsFor(snippets)).toEqual([
      { textDocument, edits: [{ range, snippet: { kind: 'snippet', value: '(duration=${1:60})' } }] },
    ]);
    const plain = {
      ...snippets,
      workspace: { ...snippets.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: false } },
    };
    expect(await editsFor(plain)).toEqual([{ textDocument, edits: [{ range, newText: '(duration=60)' }] }]);
  });

  it('are not offered in an ordinary folder', async () => {
    const gym = app.replace('import spaces', 'from gymnasium import spaces');
    const client = await opened(pushing, { 'app.py': gym });
    expect(await client.actions('app.py', caret, [], ['refactor'])).toEqual([]);
  });
});
