import {
  type CodeActionParams,
  type CompletionItem,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentSymbol,
  ErrorCodes,
  FileChangeType,
  type FileSystemWatcher,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  SymbolKind,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver';
import { type FileEvent, Workspace } from '../engine/workspace';
import type { Host } from '../host/host';
import { rules } from '../rules';
import { completions } from '../service/completion';
import { hover } from '../service/hover';
import { links } from '../service/links';
import { folds, outline } from '../service/outline';
import { prepareApp } from '../service/prepare';
import { showConfiguration } from '../service/showConfiguration';
import { showModel } from '../service/showModel';
import { folderOf, innermost, nameOf } from '../text/paths';
import { version } from '../version';
import { applyChanges, type Editor } from './apply';
import { codeActions, resolveCodeAction } from './actions';
import { Converter, type ClientFeatures, featuresOf, plainText } from './convert';
import { type Answer, registerDiagnostics } from './diagnostics';
import { changesOf } from './edits';
import type { Environment } from './environment';
import {
  fixSpaceCommand,
  type InitializationOptions,
  openPageCommand,
  prepareCommand,
  type PrepareResult,
  showConfigurationRequest,
  showModelRequest,
  type ShowParams,
  type ShowResult,
} from './protocol';
import type { Documents } from './publisher';
import { PullPublisher } from './pull';
import { PushPublisher } from './push';
import { carryOut, fixAllKind } from '../service/codeActions';
import { SpaceTeller } from './spaces';
import { TypedLines } from './typedLine';
import { Uris } from './uris';

/**
 * What matters on disk: changes of these files (platform tables are JSON), and whatever comes or goes. Of a folder that is deleted or renamed VS Code
 * tells as of one thing, whose name no pattern for files matches (microsoft/vscode#109754, read 2026-11-22).
 */
const watchers: readonly FileSystemWatcher[] = [
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
  ...[
    '**/*.py',
    '**/{requirements,pre-requirements,packages}.txt',
    '**/README.md',
    '**/pyproject.toml',
    '**/*.json',
  ].map((globPattern) => ({ globPattern, kind: WatchKind.Change })),
];

const changeTypes: Readonly<Record<FileChangeType, FileEvent['type']>> = {
  [FileChangeType.Created]: 'created',
  [FileChangeType.Changed]: 'changed',
  [FileChangeType.Deleted]: 'deleted',
};

/** Milliseconds without an edit after which typing has paused. */
const typingPause = 400;

/** Serves one client. Nothing that a client sends makes it throw: a request that fails is logged and answered as empty. */
export function serve(connection: Connection, environment: Environment): void {
  connection.onInitialize((params) => {
    const session = new Session(connection, environment, params);
    session.listen();
    return session.result();
  });
  connection.listen();
}

class Session {
  readonly #connection: Connection;
  readonly #features: ClientFeatures;
  readonly #uris: Uris;
  readonly #versions = new Map<string, number>();
  readonly #workspace: Workspace;
  readonly #converter: Converter;
  readonly #editor: Editor;
  readonly #publisher: PushPublisher | PullPublisher;
  readonly #spaces: SpaceTeller | undefined;
  readonly #toldProblems = new Set<string>();
  readonly #warnings = new Set<string>();
  readonly #typedLines: TypedLines;
  readonly #unsettled = new Set<string>();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #isShutDown = false;
  #folders: readonly string[];
  #settings = new Map<string, Promise<unknown>>();
  /** From clients that send their settings instead of being asked for them. */
  #sentSettings: unknown;

  constructor(connection: Connection, environment: Environment, params: InitializeParams) {
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    this.#connection = connection;
    this.#features = featuresOf(params.capabilities);
    this.#uris = new Uris(environment.uris);
    this.#sentSettings = sectionOf(options.settings);
    this.#folders = this.#foldersOf(params);
    const host = withoutMarks(
      environment.createHost(
        (method, request) => connection.sendRequest(method, request),
        (level, message) => {
          // A folder is read again and again.
          if (level === 'warning' && this.#warnings.has(message)) return;
          if (level === 'warning') this.#warnings.add(message);
          connection.console[level === 'warning' ? 'warn' : level](message);
        },
      ),
    );
    const createModel = environment.createModel(options);
    createModel.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#show(MessageType.Error, `ZeroGPU Lint can't start: ${why}`);
    });
    this.#workspace = new Workspace({
      host,
      createModel,
      rules,
      editorSettings: (root) => this.#editorSettings(root),
      onChange: (space, path) => {
        this.#publisher.changed(space, path);
        this.#spaces?.changed();
      },
      onProblems: (problems) => this.#tellProblems(problems),
    });
    this.#typedLines = new TypedLines(this.#workspace);
    this.#converter = new Converter(
      this.#features,
      this.#workspace,
      (path) => this.#uris.toUri(path),
      (path) => this.#versions.get(path),
    );
    this.#editor = { connection, features: this.#features, converter: this.#converter, workspace: this.#workspace };
    const documents: Documents = {
      toUri: (path) => this.#uris.toUri(path),
      versionOf: (path) => this.#versions.get(path),
      findings: (path) => this.#typedLines.findings(path),
      diagnostics: (findings) => this.#converter.diagnostics(findings),
    };
    const looked = (): void => this.#spaces?.changed();
    this.#publisher = this.#features.pullDiagnostics
      ? new PullPublisher(connection, this.#workspace, documents, environment.defer, looked)
      : new PushPublisher(connection, this.#workspace, documents, environment.defer, looked);
    this.#spaces = options.spaces
      ? new SpaceTeller(connection, this.#workspace, (path) => this.#uris.toUri(path), environment.defer)
      : undefined;
  }

  result(): InitializeResult {
    return {
      serverInfo: { name: 'zerogpu-lint', version },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        hoverProvider: true,
        // Not '(': Enter would take what is offered, where somebody starts a call of several lines.
        completionProvider: { triggerCharacters: ['=', '"', "'", '[', ':'] },
        documentLinkProvider: {},
        documentSymbolProvider: { label: 'ZeroGPU' },
        foldingRangeProvider: true,
        ...(this.#features.actionLiterals
          ? {
              codeActionProvider: {
                codeActionKinds: ['quickfix', 'refactor', fixAllKind],
                resolveProvider: this.#features.lateEdits,
              },
            }
          : {}),
        executeCommandProvider: { commands: [openPageCommand, fixSpaceCommand, prepareCommand] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(this.#features.pullDiagnostics
          ? { diagnosticProvider: { identifier: 'zerogpu', interFileDependencies: true, workspaceDiagnostics: true } }
          : {}),
      },
    };
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialized(() => this.#initialized());
    this.#listenToDocuments();
    connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
      this.#settings = new Map();
      this.#sentSettings = sectionOf(settings);
      this.#toldProblems.clear();
      this.#workspace.reconfigure();
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      this.#workspace.filesChanged(
        changes.map(({ uri, type }) => ({ path: this.#uris.toFolder(uri), type: changeTypes[type] })),
      );
    });
    connection.onHover(({ textDocument, position }) =>
      this.#answer(null, () => {
        const path = this.#uris.toPath(textDocument.uri);
        const lines = this.#workspace.lines(path);
        const found = lines && hover(this.#workspace, path, lines.offsetAt(position));
        if (!found) return null;
        const kind = this.#features.markdownHover ? 'markdown' : 'plaintext';
        const value = this.#features.markdownHover ? found.markdown : plainText(found.markdown);
        return { contents: { kind, value }, range: lines.rangeOf(found.span) };
      }),
    );
    connection.onCompletion(({ textDocument, position }) =>
      this.#answer(null, () => {
        const path = this.#uris.toPath(textDocument.uri);
        const lines = this.#workspace.lines(path);
        if (!lines) return null;
        const items = completions(this.#workspace, path, lines.offsetAt(position)).map((item): CompletionItem => ({
          label: item.label,
          detail: item.detail,
          sortText: item.sortText,
          kind: 12,
          ...(item.documentation === undefined ? {} : { documentation: this.#documentation(item.documentation) }),
          textEdit: { range: lines.rangeOf(item.span), newText: item.newText },
        }));
        // What is typed whole is left out, so the next key has another list. Until that comes, VS Code offers the one before,
        // and Enter takes what nobody typed: in requirements.txt it had better narrow the list by itself (`smart` in package.json).
        return { isIncomplete: !path.endsWith('.txt'), items };
      }),
    );
    connection.onDocumentLinks(({ textDocument }) =>
      this.#answer(null, () => {
        const path = this.#uris.toPath(textDocument.uri);
        const lines = this.#workspace.lines(path);
        return lines
          ? links(this.#workspace, path).map(({ span, target, tooltip }) => ({
              range: lines.rangeOf(span),
              target: target.kind === 'file' ? this.#uris.toUri(target.path) : target.url,
              tooltip,
            }))
          : null;
      }),
    );
    connection.onDocumentSymbol(({ textDocument }) =>
      this.#answer(null, () => {
        const path = this.#uris.toPath(textDocument.uri);
        const lines = this.#workspace.lines(path);
        if (!lines) return null;
        const symbols = outline(this.#workspace, path).map(
          ({ name, detail, kind, span, nameSpan }): DocumentSymbol => ({
            name,
            detail,
            kind: kind === 'key' ? SymbolKind.Property : SymbolKind.Package,
            range: lines.rangeOf(span),
            selectionRange: lines.rangeOf(nameSpan),
          }),
        );
        if (this.#features.symbolTree) return symbols;
        return symbols.map(({ name, kind, range }) => ({ name, kind, location: { uri: textDocument.uri, range } }));
      }),
    );
    connection.onFoldingRanges(({ textDocument }) =>
      this.#answer(null, () => {
        const path = this.#uris.toPath(textDocument.uri);
        const lines = this.#workspace.lines(path);
        return lines
          ? folds(this.#workspace, path).map((span) => ({
              startLine: lines.lineAt(span.start),
              endLine: Math.max(lines.lineAt(span.start), lines.lineAt(span.end) - 1),
            }))
          : null;
      }),
    );
    connection.onCodeAction((params) => this.#answer(null, () => this.#codeActions(params)));
    connection.onCodeActionResolve((action) =>
      this.#answer(action, () => resolveCodeAction(this.#workspace, this.#converter, action)),
    );
    connection.onExecuteCommand(({ command, arguments: args }) =>
      this.#answer(null, async () => {
        const uri: unknown = args?.[0];
        if (typeof uri !== 'string') return null;
        if (command === prepareCommand) return this.#prepare(this.#uris.toPath(uri));
        if (command === fixSpaceCommand) await this.#fixSpace(this.#uris.toPath(uri));
        if (command === openPageCommand && this.#features.showDocument) {
          await connection.window.showDocument({ uri, external: true });
        }
        return null;
      }),
    );
    connection.onRequest(showConfigurationRequest, (params: ShowParams) =>
      this.#answer<ShowResult>({ text: '' }, () => ({
        text: showConfiguration(this.#workspace, this.#uris.toPath(params.uri)),
      })),
    );
    connection.onRequest(showModelRequest, (params: ShowParams) =>
      this.#answer<ShowResult>({ text: '' }, () => ({
        text: showModel(this.#workspace, this.#uris.toPath(params.uri)),
      })),
    );
    if (this.#publisher instanceof PullPublisher) {
      const answer: Answer = (fallback, compute) => this.#answer(fallback, compute);
      registerDiagnostics(connection, this.#publisher, answer, this.#uris);
    }
    connection.onShutdown(() => {
      this.#refuseWhenShutDown();
      this.#isShutDown = true;
      clearTimeout(this.#settling);
      this.#publisher.dispose();
      this.#spaces?.dispose();
      this.#workspace.dispose();
    });
  }

  #listenToDocuments(): void {
    const connection = this.#connection;
    connection.onDidOpenTextDocument(({ textDocument }) => {
      const path = this.#uris.open(textDocument.uri, textDocument.languageId);
      this.#versions.set(path, textDocument.version);
      this.#workspace.open(path, textDocument.text);
    });
    connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
      const path = this.#uris.toPath(textDocument.uri);
      if (!this.#workspace.isOpen(path)) return;
      this.#versions.set(path, textDocument.version);
      const text = this.#workspace.text(path) ?? '';
      const lines = this.#workspace.lines(path);
      if (lines) {
        const changes = changesOf(contentChanges, text, lines);
        this.#typedLines.changes(path, changes);
        this.#workspace.change(path, changes);
      }
      this.#settleSoon(path);
    });
    connection.onDidCloseTextDocument(({ textDocument }) => {
      const path = this.#uris.toPath(textDocument.uri);
      this.#versions.delete(path);
      this.#publisher.closed(path);
      this.#typedLines.closed(path);
      this.#workspace.close(path);
      this.#uris.close(textDocument.uri);
    });
    connection.onDidSaveTextDocument(({ textDocument }) => {
      this.#workspace.filesChanged([{ path: this.#uris.toPath(textDocument.uri), type: 'changed' }]);
    });
  }

  /**
   * After a pause in typing all is told, and broken code is read once more without regard to what it was before. Of a
   * document all is told as soon as another one is typed in.
   */
  #settleSoon(path: string): void {
    clearTimeout(this.#settling);
    for (const each of this.#unsettled) if (each !== path) this.#tellAll(each);
    this.#unsettled.add(path);
    this.#settling = setTimeout(() => {
      for (const each of this.#unsettled) {
        this.#workspace.settle(each);
        this.#tellAll(each);
      }
      this.#unsettled.clear();
    }, typingPause);
  }

  #tellAll(path: string): void {
    if (this.#typedLines.pause(path)) this.#publisher.changed(this.#workspace.spaceOf(path));
  }

  #initialized(): void {
    const connection = this.#connection;
    if (this.#features.watchConfiguration) {
      this.#register(connection.client.register(DidChangeConfigurationNotification.type, { section: 'zerogpu' }));
    }
    if (this.#features.watchFiles) {
      const options = { watchers: [...watchers] };
      this.#register(connection.client.register(DidChangeWatchedFilesNotification.type, options));
    }
    if (this.#features.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => this.#uris.toFolder(uri)));
        const kept = this.#folders.filter((folder) => !gone.has(folder));
        this.#folders = [...new Set([...kept, ...added.map(({ uri }) => this.#uris.toFolder(uri))])];
        this.#settings = new Map();
        this.#workspace.setFolders(this.#folders);
      });
    }
    this.#workspace.setFolders(this.#folders);
  }

  #register(registration: Promise<unknown>): void {
    registration.catch((error: unknown) =>
      this.#connection.console.warn(`the client refused to watch: ${String(error)}`),
    );
  }

  #foldersOf(params: InitializeParams): readonly string[] {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- all that some clients send
    const { workspaceFolders, rootUri } = params;
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
    return [...new Set(uris.map((uri) => this.#uris.toFolder(uri)))];
  }

  #codeActions(params: CodeActionParams) {
    const path = this.#uris.toPath(params.textDocument.uri);
    return codeActions(this.#workspace, this.#converter, this.#features, path, params);
  }

  async #fixSpace(path: string): Promise<void> {
    if (!this.#workspace.spaceOf(path)) {
      this.#show(MessageType.Warning, `${nameOf(path)} is not part of a ZeroGPU Space.`);
      return;
    }
    const { changes, count, leftOut, broken } = carryOut(this.#workspace, { path, within: 'space' });
    const untouched = [
      leftOut.length === 0 ? '' : ` Skipped, because a file would no longer parse: ${leftOut.join('; ')}.`,
      broken.length === 0 ? '' : ` Not touched, for its syntax is broken: ${broken.map(nameOf).join(', ')}.`,
    ].join('');
    if (count === 0) {
      this.#show(MessageType.Info, `There is nothing that can be fixed without a review.${untouched}`);
      return;
    }
    const fixes = count === 1 ? '1 safe fix' : `${count} safe fixes`;
    const outcome = await applyChanges(this.#editor, `${fixes} in this Space`, changes);
    if (outcome === 'applied') this.#show(MessageType.Info, `Made ${fixes}.${untouched}`);
    else if (outcome !== 'declined') this.#show(MessageType.Warning, `The fixes were not made: ${outcome.failure}`);
  }

  async #prepare(path: string): Promise<PrepareResult> {
    const top = innermost(this.#folders, path);
    const { root, changes, refusal, report } = await prepareApp(this.#workspace, path, top);
    const result = report === undefined ? null : { report };
    if (report !== undefined) this.#connection.console.info(report);
    if (changes.length === 0) {
      this.#show(
        MessageType.Info,
        `${refusal ?? `${nameOf(root)} is prepared for ZeroGPU: there is nothing to change`}.`,
      );
      return result;
    }
    const outcome = await applyChanges(this.#editor, `Prepare ${nameOf(root)} for ZeroGPU`, changes);
    if (outcome === 'declined') return null;
    if (outcome !== 'applied') {
      this.#show(MessageType.Warning, `The changes were not made: ${outcome.failure}`);
      return null;
    }
    const rest = report === undefined ? '' : ' Some points are left to you.';
    this.#show(MessageType.Info, `${nameOf(root)} is prepared for ZeroGPU.${rest}`);
    return result;
  }

  #documentation(markdown: string): CompletionItem['documentation'] & {} {
    return this.#features.markdownCompletion ? { kind: 'markdown', value: markdown } : plainText(markdown);
  }

  #refuseWhenShutDown(): void {
    if (this.#isShutDown) throw new ResponseError(ErrorCodes.InvalidRequest, 'the server was shut down');
  }

  /**
   * Answers when everything that came before has been read, and with `fallback` when something goes wrong. Only what is
   * thrown as an answer is one.
   */
  async #answer<T>(fallback: T, compute: () => T | Promise<T>): Promise<T> {
    this.#refuseWhenShutDown();
    try {
      await this.#workspace.ready();
      return await compute();
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      this.#connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return fallback;
    }
  }

  /** Asked for once per opened folder: settings have no finer scope than that. */
  #editorSettings(root: string): Promise<unknown> {
    if (!this.#features.configuration) return Promise.resolve(this.#sentSettings);
    const folder = innermost(this.#folders, root);
    if (folder === undefined) return this.#askForSettings(folderOf(root));
    let settings = this.#settings.get(folder);
    if (!settings) this.#settings.set(folder, (settings = this.#askForSettings(folder)));
    return settings;
  }

  #askForSettings(scope: string): Promise<unknown> {
    return this.#connection.workspace
      .getConfiguration({ scopeUri: this.#uris.toUri(scope), section: 'zerogpu' })
      .catch(() => undefined);
  }

  #tellProblems(problems: readonly string[]): void {
    const fresh = problems.filter((problem) => !this.#toldProblems.has(problem));
    for (const problem of fresh) {
      this.#toldProblems.add(problem);
      this.#connection.console.warn(problem);
    }
    if (fresh.length > 0) this.#show(MessageType.Warning, `ZeroGPU Lint: ${fresh.join('\n')}`);
  }

  /** Tells without asking: the library's own method sends a request, which some clients don't know. */
  #show(type: MessageType, message: string): void {
    void this.#connection.sendNotification(ShowMessageNotification.type, { type, message });
  }
}

/** Files as editors show them: a byte order mark is no part of the text, and no position counts it. */
function withoutMarks(host: Host): Host {
  return {
    readFile: async (path) => {
      const file = await host.readFile(path);
      return typeof file === 'string' ? file.replace(/^\uFEFF/, '') : file;
    },
    listFiles: (folder, limit) => host.listFiles(folder, limit),
    log: (level, message) => host.log(level, message),
  };
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return 'zerogpu' in settings ? settings.zerogpu : settings;
}
