import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { activateExtension } from '../../client/extension';
import type { Server } from '../../client/session';
import { EventEmitter, happened, state, statusItems, Uri } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const card = '---\nsdk: gradio\n---\n';

/** A language client whose server does what a test says. */
class FakeClient {
  readonly states = new EventEmitter<{ newState: number }>();
  readonly notifications = new Map<string, (params: unknown) => void>();
  readonly onDidChangeState = this.states.event;
  isDisposed = false;

  onRequest(): void {
    // Nothing is asked.
  }

  onNotification(method: string, handler: (params: unknown) => void): void {
    this.notifications.set(method, handler);
  }

  start(): Promise<void> {
    this.become(3, 2);
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.isDisposed = true;
    this.become(1);
    return Promise.resolve();
  }

  become(...newStates: readonly number[]): void {
    for (const newState of newStates) this.states.fire({ newState });
  }

  tell(...folders: readonly string[]): void {
    this.notifications.get('zerogpu/spaces')?.({ uris: folders.map((folder) => `file://${folder}`) });
  }
}

function activated() {
  const clients: FakeClient[] = [];
  const context = { subscriptions: [] } as unknown as ExtensionContext;
  const start = (): Promise<Server> => {
    const client = new FakeClient();
    clients.push(client);
    return Promise.resolve({ client } as unknown as Server);
  };
  return { ...activateExtension(context, start, {}), clients };
}

const shown = () => {
  const item = statusItems.findLast(({ isShown }) => isShown);
  return item && [item.text, ...item.selector.map(({ pattern }) => pattern.base.path)];
};

const changeFolders = (...folders: readonly string[]): void => {
  const removed = state.folders
    .filter((folder) => !folders.includes(folder))
    .map((folder) => ({ uri: new Uri(folder) }));
  state.folders = [...folders];
  happened.folders.fire({ added: [], removed });
};

/** Nothing here waits for more than promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  state.files = new Map([
    ['/gpu/app.py', 'import os; import spaces\n'],
    ['/cpu/README.md', card],
    ['/other/main.py', 'print(1)\n'],
  ]);
  state.folders = [];
  state.settings = new Map();
  state.documents = [];
  statusItems.length = 0;
  for (const event of Object.values(happened)) event.dispose();
});

describe('the server', () => {
  it('is started where there is evidence, and stopped when that folder is closed', async () => {
    state.folders = ['/gpu', '/other'];
    const { api, clients } = activated();
    await vi.waitUntil(() => api.state === 'running');
    changeFolders('/other');
    await vi.waitUntil(() => api.state === 'dormant');
    expect(clients[0]?.isDisposed).toBe(true);
    changeFolders('/other', '/gpu');
    await vi.waitUntil(() => api.state === 'running');
    expect(clients).toHaveLength(2);
  });

  it('is not started for a folder that is closed while it is looked at', async () => {
    state.folders = ['/gpu'];
    const { api, clients } = activated();
    changeFolders('/other');
    await settled();
    expect([api.state, clients.length]).toEqual(['dormant', 0]);
  });

  it('goes on for a document that stays open when its folder is closed', async () => {
    state.folders = ['/gpu'];
    state.documents = [{ uri: new Uri('/gpu/app.py'), languageId: 'python', getText: () => 'import spaces\n' }];
    const { api, clients } = activated();
    await vi.waitUntil(() => api.state === 'running');
    changeFolders('/other');
    await settled();
    expect([api.state, clients.length]).toEqual(['running', 1]);
  });

  it.each<readonly [string, boolean, Readonly<Record<string, string>>]>([
    ['a folder says always', true, { '/other': 'always' }],
    ['a folder says auto and the user never', true, { '': 'never', '/gpu': 'auto' }],
    ['a folder says never', false, { '/gpu': 'never' }],
    ['the user says never', false, { '': 'never' }],
    ['the user says always', true, { '': 'always' }],
  ])('is started or not by the settings of each folder: %s', async (what, isStarted, treatments) => {
    state.folders = what.includes('always') ? ['/other'] : ['/gpu', '/other'];
    for (const [folder, treatAsSpace] of Object.entries(treatments)) state.settings.set(folder, { treatAsSpace });
    const { api } = activated();
    await settled();
    expect(api.state).toBe(isStarted ? 'running' : 'dormant');
  });
});

describe('the status', () => {
  it('says that a server could not be started, where one was wanted', async () => {
    state.folders = ['/gpu', '/other'];
    const context = { subscriptions: [] } as unknown as ExtensionContext;
    const { api } = activateExtension(context, () => Promise.reject(new Error('no such file')), {});
    await settled();
    expect([api.state, shown()]).toEqual(['failed', ['ZeroGPU: the language server stopped', '/gpu']]);
  });

  it('is there for the Spaces that the server tells, and for no other folder', async () => {
    state.folders = ['/cpu', '/gpu'];
    const { api, clients } = activated();
    await vi.waitUntil(() => api.state === 'running');
    expect(shown()).toBeUndefined();
    clients[0]?.tell('/gpu');
    expect(shown()).toEqual(['ZeroGPU: watching this Space', '/gpu']);
    clients[0]?.tell('/gpu', '/cpu');
    expect(shown()).toEqual(['ZeroGPU: watching this Space', '/gpu', '/cpu']);
    clients[0]?.tell();
    expect(shown()).toBeUndefined();
  });

  it('says that the server has ended for good, until another is started', async () => {
    state.folders = ['/gpu'];
    const { api, clients } = activated();
    await vi.waitUntil(() => api.state === 'running');
    clients[0]?.tell('/gpu');
    // The library starts it again.
    clients[0]?.become(1, 3);
    expect([api.state, shown()]).toEqual(['starting', ['ZeroGPU: starting', '/gpu']]);
    clients[0]?.become(2);
    expect([api.state, shown()]).toEqual(['running', ['ZeroGPU: watching this Space', '/gpu']]);
    clients[0]?.become(1);
    expect([api.state, shown()]).toEqual(['failed', ['ZeroGPU: the language server stopped', '/gpu']]);
    happened.configuration.fire({ affectsConfiguration: () => true });
    await vi.waitUntil(() => api.state === 'running');
    expect(clients.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
    clients[0]?.become(1);
    expect(api.state).toBe('running');
  });
});
