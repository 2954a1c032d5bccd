import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import {
  type ApplyWorkspaceEditResult,
  type ClientCapabilities,
  type CodeAction,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type MessageActionItem,
  type ProtocolConnection,
  ProposedFeatures,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceDiagnosticReport,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { MemoryHost } from '../../server/src/host/memory';
import type { Environment } from '../../server/src/lsp/environment';
import { serve } from '../../server/src/lsp/server';
import { LineIndex } from '../../server/src/text/lineIndex';
import { applyEdits } from '../../server/src/text/edits';
import { type Files, modelFactory, othersOff, root } from '../support/space';

export const uriOf = (file: string): string => `file://${root}/${file}`;

/** What Neovim 0.7 and other clients that only listen say of themselves, as far as it matters. */
export const pushing: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1] },
    },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } }, isPreferredSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
  },
  window: { showDocument: { support: true } },
};

/** What VS Code says. */
export const pulling: ClientCapabilities = {
  ...pushing,
  textDocument: { ...pushing.textDocument, diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false } },
  workspace: { ...pushing.workspace, diagnostics: { refreshSupport: true } },
};

/** What VS Code says of itself when it comes to changing files. */
export const previewing: ClientCapabilities = {
  ...pushing,
  textDocument: {
    ...pushing.textDocument,
    codeAction: { ...pushing.textDocument?.codeAction, dataSupport: true, resolveSupport: { properties: ['edit'] } },
  },
  workspace: {
    ...pushing.workspace,
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create', 'rename', 'delete'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
};

/** An editor, as small as it can be: it keeps the text of open documents and everything it is told. */
export class TestClient {
  readonly connection: ProtocolConnection;
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly publications: PublishDiagnosticsParams[] = [];
  readonly registrations: string[] = [];
  readonly messages: string[] = [];
  readonly logs: string[] = [];
  /** The Spaces as the server told them, each time. */
  readonly spaces: (readonly string[])[] = [];
  readonly shownDocuments: string[] = [];
  /** Edits that the server wanted made, as they came. */
  readonly wantedEdits: { readonly label?: string; readonly edit: WorkspaceEdit }[] = [];
  readonly questions: { readonly message: string; readonly actions?: readonly MessageActionItem[] }[] = [];
  /** What is chosen when the server asks. */
  choose: (actions: readonly MessageActionItem[]) => MessageActionItem | undefined = () => undefined;
  /** Why edits that the server wants made are not made. */
  refusal: string | undefined;
  /** The client can not be asked for edits, for this reason. */
  editError: string | undefined;
  /** Edits that the server wants made are not made, and no reason is given, as `vscode-languageclient` has it. */
  refuses = false;
  readonly texts = new Map<string, { text: string; version: number }>();
  refreshes = 0;
  settings: unknown = { rules: othersOff };
  /** The settings of a folder. */
  settingsOf: (scopeUri: string) => unknown = () => this.settings;
  readonly #waiting = new Set<() => void>();

  constructor(connection: ProtocolConnection) {
    this.connection = connection;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      this.publications.push(params);
      this.#changed();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => void this.logs.push(message));
    connection.onNotification('zerogpu/spaces', ({ uris }: { uris: readonly string[] }) => {
      this.spaces.push(uris);
      this.#changed();
    });
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.messages.push(message);
      this.#changed();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: readonly { scopeUri: string }[] }) =>
      items.map(({ scopeUri }) => this.settingsOf(scopeUri)),
    );
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      this.registrations.push(...registrations.map(({ method }) => method));
      this.#changed();
    });
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      this.#changed();
    });
    connection.onRequest(
      'window/showMessageRequest',
      (params: { readonly message: string; readonly actions?: readonly MessageActionItem[] }) => {
        this.questions.push(params);
        return this.choose(params.actions ?? []) ?? null;
      },
    );
    connection.onRequest(
      'workspace/applyEdit',
      (params: { readonly label?: string; readonly edit: WorkspaceEdit }): ApplyWorkspaceEditResult => {
        this.wantedEdits.push(params);
        if (this.editError !== undefined) throw new Error(this.editError);
        if (this.refusal !== undefined) return { applied: false, failureReason: this.refusal };
        if (this.refuses) return { applied: false };
        this.apply(params.edit);
        return { applied: true };
      },
    );
    connection.onRequest('window/showDocument', ({ uri }: { uri: string }) => {
      this.shownDocuments.push(uri);
      return { success: true };
    });
    connection.listen();
  }

  /** Resolves as soon as `condition` gives something, looking again whenever the server said something. */
  until<T>(condition: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const value = condition();
        if (value === undefined || value === false) return;
        this.#waiting.delete(look);
        resolve(value);
      };
      this.#waiting.add(look);
      look();
    });
  }

  async initialize(
    capabilities: ClientCapabilities,
    {
      folder = `file://${root}`,
      initializationOptions = {},
    }: { folder?: string | null; initializationOptions?: unknown } = {},
  ): Promise<InitializeResult> {
    const result = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: folder,
      workspaceFolders: folder === null ? null : [{ uri: folder, name: 'space' }],
      capabilities,
      initializationOptions,
    });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  open(file: string, text: string, languageId = 'python'): void {
    const uri = file.includes(':') ? file : uriOf(file);
    this.texts.set(uri, { text, version: 1 });
    void this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces a range of an open document, or all of it. */
  edit(file: string, ...changes: readonly { readonly range?: Range; readonly text: string }[]): void {
    const uri = uriOf(file);
    const document = this.texts.get(uri);
    if (!document) throw new Error(`${file} is not open`);
    for (const { range, text } of changes) {
      const span = range ? new LineIndex(document.text).spanOf(range) : { start: 0, end: document.text.length };
      document.text = applyEdits(document.text, [{ span, newText: text }]);
    }
    document.version++;
    void this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges: changes,
    });
  }

  /** Replaces the first occurrence of some text. */
  replace(file: string, before: string, after: string): void {
    const text = this.texts.get(uriOf(file))?.text ?? '';
    const start = text.indexOf(before);
    if (start < 0) throw new Error(`${file} does not hold ${before}`);
    this.edit(file, { range: new LineIndex(text).rangeOf({ start, end: start + before.length }), text: after });
  }

  close(file: string): void {
    const uri = file.includes(':') ? file : uriOf(file);
    this.texts.delete(uri);
    void this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  rules(file: string): readonly unknown[] | undefined {
    return this.published.get(uriOf(file))?.diagnostics.map(({ code }) => code);
  }

  /** Waits until exactly these rules are reported in a file. */
  reported(file: string, ...rules: readonly string[]): Promise<true> {
    return this.until(() => JSON.stringify(this.rules(file)) === JSON.stringify(rules));
  }

  pull(file: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: uriOf(file) },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  /** Keeps a workspace request open; what it streams is collected by URI. */
  watchWorkspace(): {
    readonly seen: Map<string, readonly Diagnostic[]>;
    readonly answer: Promise<WorkspaceDiagnosticReport>;
  } {
    const seen = new Map<string, readonly Diagnostic[]>();
    const token = `watch-${Math.random()}`;
    this.connection.onNotification('$/progress', (params: { token: string; value: WorkspaceDiagnosticReport }) => {
      if (params.token !== token) return;
      for (const item of params.value.items) if (item.kind === 'full') seen.set(item.uri, item.items);
      this.#changed();
    });
    const answer = this.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
      partialResultToken: token,
    });
    return { seen, answer };
  }

  async actions(
    file: string,
    range: Range,
    diagnostics: readonly Diagnostic[] = [],
    only?: readonly string[],
  ): Promise<readonly CodeAction[]> {
    const answer = await this.connection.sendRequest<readonly CodeAction[] | null>('textDocument/codeAction', {
      textDocument: { uri: uriOf(file) },
      range,
      context: { diagnostics, ...(only ? { only } : {}) },
    });
    return answer ?? [];
  }

  /** The action as it is when it is chosen. */
  resolve(action: CodeAction | undefined): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  /** Applies a workspace edit to open documents, as an editor would. */
  apply(edit: WorkspaceEdit): void {
    for (const change of edit.documentChanges ?? []) {
      if ('kind' in change && change.kind === 'create') continue;
      if (!('textDocument' in change) || !('edits' in change)) throw new Error('no renames and deletions are expected');
      const { uri, version } = change.textDocument;
      const document = this.texts.get(uri);
      if (!document) continue;
      if (version !== null && version !== document.version) throw new Error(`an edit for version ${String(version)}`);
      const index = new LineIndex(document.text);
      const edits = change.edits.flatMap((each) =>
        'newText' in each ? [{ span: index.spanOf(each.range), newText: each.newText }] : [],
      );
      const text = applyEdits(document.text, edits);
      this.edit(uri.slice(uriOf('').length), { text });
    }
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }
}

export interface InBand {
  readonly client: TestClient;
  readonly host: MemoryHost;
}

/** A server in this process, over two streams, with files in memory. */
export function inBand(files: Files, overrides: Partial<Environment> = {}): InBand {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const host = new MemoryHost(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [`${root}/${file}`, text])),
  );
  const environment: Environment = {
    uris: { toPath: (uri) => uri.replace(/^file:\/\//, ''), toUri: (path) => `file://${path}` },
    defer: (callback) => void setImmediate(callback),
    createHost: () => host,
    createModel: modelFactory,
    ...overrides,
  };
  serve(
    createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    environment,
  );
  const client = new TestClient(
    createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
  );
  return { client, host };
}

/** A server in a process of its own. */
export function spawned(command: readonly string[]): {
  readonly client: TestClient;
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
} {
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const client = new TestClient(
    createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)),
  );
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { client, child, exit };
}
