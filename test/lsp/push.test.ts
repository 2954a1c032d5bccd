import { describe, expect, it, vi } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import { Unreadable } from '../../server/src/host/host';
import { MemoryHost } from '../../server/src/host/memory';
import { ordinaryFiles, othersOff, root } from '../support/space';
import { inBand, pushing, uriOf } from './client';

const { 'app.py': app = '', 'README.md': card = '' } = ordinaryFiles;
const pinned = 'torch\nspaces==0.30\n';
const files = { ...ordinaryFiles, 'requirements.txt': pinned };
const start = { line: 0, character: 0 };

async function ready(overrides: Parameters<typeof inBand>[1] = {}) {
  const session = inBand(files, overrides);
  await session.client.initialize(pushing);
  return session;
}

describe('a client that listens for diagnostics', () => {
  it('gets those of closed files, without a version, and of open ones, with theirs', async () => {
    const { client } = await ready();
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    expect(client.published.get(uriOf('requirements.txt'))).not.toHaveProperty('version');
    client.open('requirements.txt', pinned);
    client.replace('requirements.txt', '0.30', '0.31');
    const { diagnostics } = await client.until(() => {
      const published = client.published.get(uriOf('requirements.txt'));
      return published?.version === 2 && published;
    });
    expect(diagnostics).toMatchObject([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 12 } },
        severity: 2,
        code: 'requirements-spaces-pin',
        source: 'zerogpu',
      },
    ]);
    expect(diagnostics[0]?.codeDescription?.href).toMatch(/requirements-spaces-pin/);
  });

  it('gets what an edit changes in other files', async () => {
    const { client } = await ready();
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    client.open('README.md', card, 'markdown');
    client.replace('README.md', 'gradio', 'docker');
    await client.reported('README.md', 'sdk-not-gradio');
    await client.reported('requirements.txt');
    const related = client.published.get(uriOf('README.md'))?.diagnostics[0]?.relatedInformation;
    expect(related?.[0]?.location.uri).toBe(uriOf('app.py'));
    client.replace('README.md', 'docker', 'gradio');
    await client.reported('requirements.txt', 'requirements-spaces-pin');
  });

  it('gets one answer to a burst of edits', async () => {
    const { client } = await ready();
    client.open('requirements.txt', pinned);
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    const before = client.publications.length;
    for (let i = 0; i < 50; i++) client.edit('requirements.txt', { range: { start, end: start }, text: `p${i}\n` });
    await client.until(() => client.published.get(uriOf('requirements.txt'))?.version === 51);
    const after = client.publications.slice(before).filter(({ uri }) => uri === uriOf('requirements.txt'));
    expect(after.length).toBeLessThanOrEqual(3);
  });

  it('may send several changes at once, each in the text that the one before left', async () => {
    const { client } = await ready();
    client.open('requirements.txt', 'a\n');
    const at = (line: number, character: number) => ({ line, character });
    client.edit(
      'requirements.txt',
      { range: { start: at(0, 0), end: at(0, 1) }, text: '# 😀\nspaces' },
      { range: { start: at(1, 6), end: at(1, 6) }, text: '==0.3\n' },
      { range: { start: at(0, 2), end: at(0, 4) }, text: 'é' },
    );
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    expect(client.published.get(uriOf('requirements.txt'))?.diagnostics[0]?.range.start).toEqual(at(1, 0));
    client.edit('requirements.txt', { text: 'torch\nspaces==0.3\n' });
    await client.until(
      () => client.published.get(uriOf('requirements.txt'))?.diagnostics[0]?.range.end.character === 11,
    );
  });

  it('may open documents before the folder has been read', async () => {
    const { client } = inBand(files);
    void client.initialize(pushing);
    client.open('requirements.txt', 'torch\n');
    client.edit('requirements.txt', { range: { start, end: start }, text: 'spaces==0.1\n' });
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    expect(client.published.get(uriOf('requirements.txt'))?.version).toBe(2);
  });

  it('registers for the files and settings it is to watch', async () => {
    const { client } = await ready();
    await client.until(() => client.registrations.length >= 2);
    expect(client.registrations).toEqual(
      expect.arrayContaining(['workspace/didChangeWatchedFiles', 'workspace/didChangeConfiguration']),
    );
  });

  it('tells of files that changed on disk', async () => {
    const { client, host } = await ready();
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    host.files.set(`${root}/requirements.txt`, 'torch\n');
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('requirements.txt'), type: 2 }],
    });
    await client.reported('requirements.txt');
  });

  it('changes settings', async () => {
    const { client } = await ready();
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    client.settings = { rules: { ...othersOff, 'requirements-spaces-pin': 'off' } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.reported('requirements.txt');
    client.settings = { rules: { ...othersOff, 'requirements-spaces-pim': 'off' } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    const [message] = await client.until(() => client.messages.length > 0 && client.messages);
    expect(message).toContain('did you mean `requirements-spaces-pin`');
  });

  it.each([
    ['alone', (settings: object) => settings],
    ['in their section', (settings: object) => ({ zerogpu: settings })],
  ])('is sent its settings, %s, where it cannot ask for them', async (_, wrapped) => {
    const { client } = inBand(files);
    const workspace = { ...pushing.workspace, configuration: false };
    const off = { rules: { ...othersOff, 'requirements-spaces-pin': 'off' } };
    await client.initialize({ ...pushing, workspace }, { initializationOptions: { settings: wrapped(off) } });
    client.open('requirements.txt', pinned);
    await client.reported('requirements.txt');
    void client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: wrapped({ rules: othersOff }),
    });
    await client.reported('requirements.txt', 'requirements-spaces-pin');
  });

  it('finds in the log, once, which files could not be read', async () => {
    const paths = Object.entries({ ...files, 'data.py': new Unreadable('it is not UTF-8 text') });
    const disk = new MemoryHost(Object.fromEntries(paths.map(([file, text]) => [`${root}/${file}`, text])));
    const { client } = inBand(files, { createHost: (_, log) => Object.assign(disk, { log }) });
    await client.initialize(pushing);
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    client.settings = { rules: { ...othersOff, 'requirements-spaces-pin': 'off' } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.reported('requirements.txt');
    expect(client.logs).toEqual([`${root}/data.py is not read: it is not UTF-8 text`]);
  });

  it('is asked for the settings of the innermost folder', async () => {
    const { client } = inBand({
      ...files,
      ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`inner/${file}`, text])),
    });
    const off = { rules: { ...othersOff, 'requirements-spaces-pin': 'off' } };
    client.settingsOf = (scopeUri) => (scopeUri.endsWith('/inner') ? off : { rules: othersOff });
    await client.initialize(pushing);
    await client.reported('inner/requirements.txt', 'requirements-spaces-pin');
    void client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: uriOf('inner'), name: 'inner' }], removed: [] },
    });
    await client.reported('inner/requirements.txt');
    expect(client.rules('requirements.txt')).toEqual(['requirements-spaces-pin']);
  });

  it('adds and removes folders', async () => {
    const { client } = inBand(files);
    await client.initialize(pushing, { folder: null });
    const folder = { uri: `file://${root}/`, name: 'space' };
    void client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [folder], removed: [] },
    });
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    void client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [folder] },
    });
    await client.reported('requirements.txt');
  });

  it('lets go of a document: what is on disk counts', async () => {
    const { client } = await ready();
    client.open('requirements.txt', 'torch\n');
    await client.until(() => client.published.get(uriOf('requirements.txt'))?.version === 1);
    client.close('requirements.txt');
    await client.reported('requirements.txt', 'requirements-spaces-pin');
  });

  it('is told under the name it gave a document that what was found in it is gone', async () => {
    const { client } = inBand({});
    client.settings = { rules: { ...othersOff, 'gpu-enable-queue': 'warning' } };
    await client.initialize(pushing);
    const uri = 'untitled:Untitled-1';
    const count = () => client.published.get(uri)?.diagnostics.length;
    client.open(uri, 'import spaces\n\n@spaces.GPU(enable_queue=True)\ndef f():\n    return 1\n');
    await client.until(() => count() === 1);
    client.close(uri);
    await client.until(() => count() === 0);
  });

  it('is answered when it opens a document again, whatever version that has', async () => {
    const { client } = await ready();
    const answers = (file: string) =>
      client.publications.filter(({ uri, version }) => uri === uriOf(file) && version === 1).length;
    for (const [file, text] of Object.entries(files)) {
      client.open(file, text);
      await client.until(() => answers(file) === 1);
      client.close(file);
      client.open(file, text);
      await client.until(() => answers(file) === 2);
      client.close(file);
      await client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri: uriOf(file) } });
      client.open(file, text);
      await client.until(() => answers(file) === 3);
    }
  });

  it('is not told again what it knows', async () => {
    const { client } = await ready();
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    const before = client.publications.length;
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    client.open('README.md', card, 'markdown');
    await client.reported('README.md');
    const textDocument = { uri: uriOf('README.md') };
    for (let turns = 0; turns < 5; turns++)
      await client.connection.sendRequest('textDocument/hover', { textDocument, position: start });
    client.replace('README.md', 'gradio', 'docker');
    await client.reported('requirements.txt');
    const told = client.publications.slice(before).filter(({ uri }) => uri === uriOf('requirements.txt'));
    expect(told.map(({ diagnostics }) => diagnostics.length)).toEqual([0]);
  });

  it('gets those of the Space it works in before those of all others, and follows them all', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const all = names.flatMap((name) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}`, text] as const),
    );
    const { client, host } = inBand(Object.fromEntries(all));
    await client.initialize(pushing);
    client.open('f/app.py', app);
    for (const name of names) await client.reported(`${name}/requirements.txt`, 'requirements-spaces-pin');
    const [first, second] = client.publications.map(({ uri }) => uri);
    expect([first, second]).toEqual([uriOf('f/app.py'), uriOf('f/requirements.txt')]);
    // By now the first ones rest.
    host.files.set(`${root}/a/requirements.txt`, 'torch\n');
    host.files.delete(`${root}/b/README.md`);
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: uriOf('a/requirements.txt'), type: 2 },
        { uri: uriOf('b'), type: 3 },
      ],
    });
    for (const file of ['README.md', 'app.py', 'requirements.txt']) host.files.delete(`${root}/b/${file}`);
    await client.reported('a/requirements.txt');
    await client.reported('b/requirements.txt');
    client.open('c/requirements.txt', pinned);
    client.replace('c/requirements.txt', '==0.30', '');
    await client.reported('c/requirements.txt');
    const told = names.filter((name) => client.published.get(uriOf(`${name}/requirements.txt`))?.diagnostics.length);
    expect(told).toEqual(['d', 'e', 'f', 'g', 'h']);
  });

  it('that wants to know is told which folders are ZeroGPU Spaces, and no other is', async () => {
    const cpu = { 'app.py': 'import gradio\n', 'README.md': card };
    const { client } = inBand({
      ...Object.fromEntries(Object.entries(cpu).map(([file, text]) => [`cpu/${file}`, text])),
      ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`gpu/${file}`, text])),
      // Not Hugging Face's.
      'own/spaces.py': 'GPU = 1\n',
      'own/app.py': 'import spaces\nimport gradio\n',
      'own/README.md': card,
    });
    await client.initialize(pushing, { initializationOptions: { spaces: true } });
    await client.until(() => client.spaces.length > 0);
    expect(client.spaces).toEqual([[uriOf('gpu')]]);
    client.open('cpu/app.py', cpu['app.py']);
    client.replace('cpu/app.py', 'gradio', 'gradio, spaces');
    await client.until(() => client.spaces.length > 1);
    client.replace('cpu/app.py', 'gradio, ', '');
    client.replace('cpu/app.py', 'spaces', 'torch');
    await client.until(() => client.spaces.length > 2);
    expect(client.spaces.slice(1)).toEqual([[uriOf('cpu'), uriOf('gpu')], [uriOf('gpu')]]);
    const { client: other } = await ready();
    await other.reported('requirements.txt', 'requirements-spaces-pin');
    expect(other.spaces).toEqual([]);
  });

  it('is told once of Spaces that are looked at again', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const all = names.flatMap((name) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}`, text] as const),
    );
    const { client } = inBand(Object.fromEntries(all));
    await client.initialize(pushing, { initializationOptions: { spaces: true } });
    client.open('a/app.py', app);
    await client.until(() => client.spaces.at(-1)?.length === names.length);
    const told = client.spaces.length;
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 5));
    client.settings = { rules: { ...othersOff, 'requirements-spaces-pin': 'hint' } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const severities = () =>
      names.flatMap((name) => client.published.get(uriOf(`${name}/requirements.txt`))?.diagnostics ?? []);
    await client.until(() => severities().every(({ severity }) => severity === DiagnosticSeverity.Hint));
    clock.mockRestore();
    expect(client.spaces.slice(told)).toEqual([]);
  });

  it('hears nothing about a folder that is no Space', async () => {
    const { client } = inBand({
      'agent.py': 'from gymnasium import spaces\n',
      'requirements.txt': pinned,
      'README.md': '# Gym\n',
    });
    await client.initialize(pushing);
    client.open('agent.py', 'from gymnasium import spaces\nx = spaces.Box\n');
    client.replace('agent.py', 'Box', 'Discrete');
    const hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uriOf('agent.py') },
      position: { line: 1, character: 5 },
    });
    expect(hover).toBeNull();
    expect(client.publications.filter(({ diagnostics }) => diagnostics.length > 0)).toEqual([]);
  });

  it('can’t make the server fail', async () => {
    const { client } = await ready();
    client.open('app.py', app);
    const odd = { line: -3, character: 99_999 };
    const { connection } = client;
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf('app.py'), version: 2 },
      contentChanges: [
        { range: { start: { line: 9999, character: 1 }, end: { line: 99_999, character: 0 } }, text: '\uD800"""' },
      ],
    });
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf('never.py'), version: 2 },
      contentChanges: [],
    });
    void connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf('never.py') } });
    void connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'odd:%zz', languageId: 'python', version: 1, text: 'import spaces' },
    });
    void connection.sendNotification('zerogpu/unknown', {});
    void connection.sendNotification('$/cancelRequest', { id: 12_345 });
    for (const method of ['hover', 'completion', 'codeAction']) {
      for (const uri of [uriOf('app.py'), uriOf('never.py'), 'nonsense', '']) {
        const params = {
          textDocument: { uri },
          position: odd,
          range: { start: odd, end: start },
          context: { diagnostics: [] },
        };
        await connection.sendRequest(`textDocument/${method}`, params);
      }
    }
    await expect(connection.sendRequest('textDocument/codeLens', {})).rejects.toThrow(/Unhandled method/);
    client.open('requirements.txt', pinned);
    await client.reported('requirements.txt', 'requirements-spaces-pin');
    expect(await connection.sendRequest('shutdown')).toBeNull();
  });

  it('is told when the grammar can’t be loaded', async () => {
    const { client } = await ready({ createModel: () => Promise.reject(new Error('no grammar here')) });
    const [message] = await client.until(() => client.messages.length > 0 && client.messages);
    expect(message).toContain('no grammar here');
    expect(await client.connection.sendRequest('shutdown')).toBeNull();
  });
});
