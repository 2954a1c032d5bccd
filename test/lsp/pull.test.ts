import { CancellationTokenSource, DiagnosticSeverity } from 'vscode-languageserver/node';
import { describe, expect, it } from 'vitest';
import { ordinaryFiles, othersOff, root } from '../support/space';
import { inBand, pulling, uriOf } from './client';

const { 'README.md': card = '' } = ordinaryFiles;
const pinned = 'torch\nspaces==0.30\n';
const files = { ...ordinaryFiles, 'requirements.txt': pinned };

async function ready() {
  const session = inBand(files);
  const result = await session.client.initialize(pulling);
  return { ...session, result };
}

describe('a client that asks for diagnostics', () => {
  it('gets them when it asks, and hears that nothing changed', async () => {
    const { client, result } = await ready();
    expect(result.capabilities.diagnosticProvider).toMatchObject({
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    client.open('requirements.txt', pinned);
    const first = await client.pull('requirements.txt');
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'requirements-spaces-pin' }] });
    const id = first.resultId ?? '';
    expect(await client.pull('requirements.txt', id)).toEqual({ kind: 'unchanged', resultId: id });
    client.replace('requirements.txt', '==0.30', '');
    expect(await client.pull('requirements.txt', id)).toMatchObject({ kind: 'full', items: [] });
    expect(client.publications).toEqual([]);
  });

  it('is told to ask again when an edit changed another open document', async () => {
    const { client } = await ready();
    client.open('requirements.txt', pinned);
    client.open('README.md', card, 'markdown');
    await client.pull('requirements.txt');
    await client.pull('README.md');
    const before = client.refreshes;
    client.replace('README.md', 'gradio', 'docker');
    await client.until(() => client.refreshes > before);
    expect(await client.pull('requirements.txt')).toMatchObject({ kind: 'full', items: [] });
  });

  it('is not told to ask again about what it knows', async () => {
    const { client } = await ready();
    client.open('requirements.txt', pinned);
    const { resultId } = await client.pull('requirements.txt');
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await client.pull('requirements.txt', resultId)).toEqual({ kind: 'unchanged', resultId });
    expect(client.refreshes).toBe(0);
  });

  it('follows the files that are not open by one request that stays open', async () => {
    const { client } = await ready();
    const { seen } = client.watchWorkspace();
    const codes = (file: string) => seen.get(uriOf(file))?.map(({ code }) => code);
    await client.until(() => codes('requirements.txt')?.[0] === 'requirements-spaces-pin');
    client.open('README.md', card, 'markdown');
    client.replace('README.md', 'gradio', 'docker');
    await client.until(() => codes('requirements.txt')?.length === 0);
    expect(codes('README.md')).toBeUndefined();
    client.open('requirements.txt', pinned);
    client.replace('README.md', 'docker', 'gradio');
    await client.pull('requirements.txt');
    expect(codes('requirements.txt')).toEqual([]);
    client.close('requirements.txt');
    await client.until(() => codes('requirements.txt')?.[0] === 'requirements-spaces-pin');
  });

  it('takes back what it streamed of a file that was repaired while it was open', async () => {
    const { client, host } = inBand(files);
    await client.initialize(pulling);
    const { seen } = client.watchWorkspace();
    const codes = (file: string) => seen.get(uriOf(file))?.map(({ code }) => code);
    await client.until(() => codes('requirements.txt')?.[0] === 'requirements-spaces-pin');
    client.open('requirements.txt', pinned);
    client.replace('requirements.txt', pinned, 'torch\n');
    expect(await client.pull('requirements.txt')).toMatchObject({ items: [] });
    host.files.set(`${root}/requirements.txt`, 'torch\n');
    client.close('requirements.txt');
    await client.until(() => codes('requirements.txt')?.length === 0);
  });

  it('answers when it is shut down', async () => {
    const { client } = inBand(files);
    await client.initialize(pulling);
    const { seen, answer } = client.watchWorkspace();
    await client.until(() => seen.size > 0);
    await client.connection.sendRequest('shutdown');
    expect(await answer).toEqual({ items: [] });
  });

  it('follows more Spaces than stay awake', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const all = names.flatMap((name) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}`, text] as const),
    );
    const { client, host } = inBand(Object.fromEntries(all));
    await client.initialize(pulling);
    client.open('e/requirements.txt', pinned);
    expect(await client.pull('e/requirements.txt')).toMatchObject({ items: [{ code: 'requirements-spaces-pin' }] });
    const { seen } = client.watchWorkspace();
    const codes = (name: string) => seen.get(uriOf(`${name}/requirements.txt`))?.map(({ code }) => code);
    const others = names.filter((name) => name !== 'e');
    await client.until(() => others.every((name) => codes(name)?.[0] === 'requirements-spaces-pin'));
    host.files.set(`${root}/a/requirements.txt`, 'torch\n');
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('a/requirements.txt'), type: 2 }],
    });
    await client.until(() => codes('a')?.length === 0);
    client.close('e/requirements.txt');
    await client.until(() => codes('e')?.[0] === 'requirements-spaces-pin');
  });

  it('is answered before other Spaces are looked at, while folders are read again', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const all = names.flatMap((name) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}`, text] as const),
    );
    const { client, host } = inBand(Object.fromEntries(all));
    host.readFile = async (path) => {
      await new Promise(setImmediate);
      return host.files.get(path);
    };
    await client.initialize(pulling, { initializationOptions: { spaces: true } });
    client.open('e/requirements.txt', pinned);
    await new Promise<void>((resolve) => {
      client.settingsOf = () => {
        client.settingsOf = () => ({ rules: { ...othersOff, 'requirements-spaces-pin': 'hint' } });
        resolve();
        return client.settings;
      };
    });
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await client.pull('e/requirements.txt')).toMatchObject({ items: [{ severity: DiagnosticSeverity.Hint }] });
    expect(client.spaces.filter((told) => told.length > 1)).toEqual([]);
    await client.until(() => client.spaces.at(-1)?.length === names.length);
  });

  it('without partial results gets one answer, as soon as there is something to say', async () => {
    const { client } = await ready();
    const ask = (previousResultIds: readonly unknown[], token = new CancellationTokenSource()) =>
      client.connection.sendRequest<{ items: { uri: string; resultId: string }[] }>(
        'workspace/diagnostic',
        { previousResultIds },
        token.token,
      );
    const { items } = await ask([]);
    expect(items.map(({ uri }) => uri)).toEqual([uriOf('requirements.txt')]);
    const known = items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    const source = new CancellationTokenSource();
    const cancelled = ask(known, source);
    source.cancel();
    expect((await cancelled).items).toEqual([]);
  });
});
