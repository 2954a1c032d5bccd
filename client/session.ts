import * as vscode from 'vscode';
import type { BaseLanguageClient, ConfigurationRequest, LanguageClientOptions, State } from 'vscode-languageclient';
import type {
  InitializationOptions,
  ListFilesParams,
  ReadFileParams,
  ShowParams,
  ShowResult,
  SpacesParams,
} from '../server/src/lsp/protocol';
import { listFilesRequest, readFileRequest, spacesNotification } from '../server/src/lsp/protocol';
import { listFiles, readFile } from './files';
import { withoutDefaults } from './settings';

export interface Server {
  readonly client: BaseLanguageClient;
  /** Called after the client has stopped. */
  dispose?(): void;
}

export type CreateServer = (options: LanguageClientOptions) => Promise<Server>;

export type SessionState = 'dormant' | 'starting' | 'running' | 'failed';

/** By the library's own states, whose names are not loaded before a server is: started, running, ended, not started. */
const states: Readonly<Record<State, SessionState>> = { 3: 'starting', 2: 'running', 1: 'failed', 4: 'failed' };

/** One language server at most, started and stopped strictly in turn. */
export class Session implements vscode.Disposable {
  readonly #createServer: CreateServer;
  readonly #initializationOptions: InitializationOptions;
  readonly #output: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  #server: Server | undefined;
  #state: SessionState = 'dormant';
  #spaces: readonly vscode.Uri[] = [];
  #queue: Promise<void> = Promise.resolve();

  /** The state, or the Spaces. */
  readonly onDidChange = this.#changed.event;

  constructor(
    createServer: CreateServer,
    initializationOptions: InitializationOptions,
    output: vscode.LogOutputChannel,
  ) {
    this.#createServer = createServer;
    this.#initializationOptions = initializationOptions;
    this.#output = output;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The folders that the server takes for ZeroGPU Spaces; those it last told when it has failed. */
  get spaces(): readonly vscode.Uri[] {
    return this.#spaces;
  }

  start(): Promise<void> {
    return this.#enqueue(() => this.#startNow());
  }

  stop(): Promise<void> {
    return this.#enqueue(() => this.#stopNow());
  }

  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#stopNow();
      await this.#startNow();
    });
  }

  async ask(method: string, params: ShowParams): Promise<string | undefined> {
    await this.#queue;
    const result = await this.#running?.sendRequest<ShowResult>(method, params);
    return result?.text;
  }

  /** Has the server execute one of its commands; does nothing when no server is running. */
  async execute<T>(command: string, ...args: readonly string[]): Promise<T | undefined> {
    await this.#queue;
    return this.#running?.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #running(): BaseLanguageClient | undefined {
    return this.#state === 'running' ? this.#server?.client : undefined;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step);
    return this.#queue;
  }

  async #startNow(): Promise<void> {
    if (this.#server && this.#state !== 'failed') return;
    // One that has crashed too often is not started again.
    await this.#stopNow();
    this.#become('starting');
    const begin = performance.now();
    try {
      const server = await this.#createServer({
        documentSelector: documentSelector(),
        initializationOptions: { ...this.#initializationOptions, spaces: true },
        outputChannel: this.#output,
        middleware: { workspace: { configuration: settingsFor } },
      });
      server.client.onRequest(readFileRequest, ({ uri }: ReadFileParams) => readFile(vscode.Uri.parse(uri)));
      server.client.onRequest(listFilesRequest, (params: ListFilesParams, token: vscode.CancellationToken) =>
        listFiles(params, token),
      );
      server.client.onNotification(spacesNotification, ({ uris }: SpacesParams) => {
        this.#spaces = uris.map((uri) => vscode.Uri.parse(uri));
        this.#changed.fire();
      });
      // The library starts a server again that has crashed, a few times.
      server.client.onDidChangeState(({ newState }) => {
        if (server === this.#server) this.#become(states[newState]);
      });
      this.#server = server;
      await server.client.start();
      this.#output.info(`The language server started in ${Math.round(performance.now() - begin)} ms`);
      this.#become('running');
    } catch (error) {
      this.#server?.dispose?.();
      this.#server = undefined;
      this.#become('failed');
      this.#output.error(error instanceof Error ? error : String(error));
      void offerOutput(this.#output);
    }
  }

  async #stopNow(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    try {
      await server.client.dispose();
    } catch (error) {
      // A server that has crashed cannot be shut down politely; what matters is that it is gone.
      this.#output.warn(error instanceof Error ? error.message : String(error));
    }
    server.dispose?.();
    this.#spaces = [];
    this.#become('dormant');
  }

  #become(state: SessionState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

const settingsFor: ConfigurationRequest.MiddlewareSignature = async (params, token, next) => {
  const sections = await next(params, token);
  if (!Array.isArray(sections)) return sections;
  return sections.map((settings: unknown, index) => {
    const { section, scopeUri } = params.items[index] ?? {};
    const resource = scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri);
    const configuration = vscode.workspace.getConfiguration(section, resource);
    return withoutDefaults(settings, (key) => configuration.inspect(key));
  });
};

async function offerOutput(output: vscode.LogOutputChannel): Promise<void> {
  const show = 'Show Output';
  if ((await vscode.window.showErrorMessage('The ZeroGPU language server could not be started.', show)) === show) {
    output.show();
  }
}

/**
 * Documents of the workspace, whatever file system that is on, files opened beside it, and unsaved ones; but not the
 * other side of a diff or text that some view shows.
 */
function documentSelector(): NonNullable<LanguageClientOptions['documentSelector']> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = new Set(['file', 'untitled', ...folders.map((folder) => folder.uri.scheme)]);
  return [...schemes].flatMap((scheme) => [
    { scheme, language: 'python' },
    { scheme, pattern: '**/{requirements,pre-requirements,packages}.txt' },
    { scheme, pattern: '**/README.md' },
  ]);
}
