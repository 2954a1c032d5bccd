import * as vscode from 'vscode';
import type { InitializationOptions } from '../server/src/lsp/protocol';
import { fixSpaceCommand, prepareCommand, type PrepareResult } from '../server/src/lsp/protocol';
import { SpaceFinder } from './finder';
import { Reports, subjectUri } from './reports';
import type { CreateServer, SessionState } from './session';
import { Session } from './session';
import { Status } from './status';

export interface Api {
  readonly state: SessionState;
}

export interface Extension {
  readonly api: Api;
  deactivate(): Promise<void>;
}

/** What both kinds of VS Code do at activation: nothing until there is evidence of a Space, then start the server. */
export function activateExtension(
  context: vscode.ExtensionContext,
  createServer: CreateServer,
  initializationOptions: InitializationOptions,
): Extension {
  const output = vscode.window.createOutputChannel('ZeroGPU Lint', { log: true });
  const session = new Session(createServer, initializationOptions, output);
  const status = new Status();
  const reports = new Reports(session);
  const finder = new SpaceFinder(() => void decide());

  const decide = async (): Promise<void> => {
    const isEnabled = vscode.workspace.getConfiguration('zerogpu').get<boolean>('enable') !== false;
    await (isEnabled && isAnyWanted(finder.spaces) ? session.start() : session.stop());
  };

  const search = async (): Promise<void> => {
    await finder.searchWorkspace();
    for (const document of vscode.workspace.textDocuments) await finder.consider(document);
  };

  context.subscriptions.push(
    output,
    session,
    status,
    reports,
    session.onDidChange(() => {
      const { state, spaces } = session;
      // Which folders are Spaces only a server tells; one that could not start is missed wherever it was wanted.
      status.update(state, state === 'failed' && spaces.length === 0 ? finder.spaces : spaces);
      void vscode.commands.executeCommand('setContext', 'zerogpu.running', session.state === 'running');
    }),
    vscode.workspace.onDidOpenTextDocument((document) => void finder.consider(document)),
    vscode.workspace.onDidSaveTextDocument((document) => void finder.reconsider(document)),
    vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      finder.forget(removed.map(({ uri }) => uri));
      void search().then(decide);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('zerogpu.enable') || event.affectsConfiguration('zerogpu.treatAsSpace'))
        void decide();
    }),
    vscode.commands.registerCommand('zerogpu.restart', () => session.restart()),
    vscode.commands.registerCommand('zerogpu.showOutput', () => output.show()),
    vscode.commands.registerCommand('zerogpu.showModel', () => reports.show('model')),
    vscode.commands.registerCommand('zerogpu.showConfiguration', () => reports.show('configuration')),
    vscode.commands.registerCommand('zerogpu.fixAllInSpace', () => executeOnOpenFile(session, fixSpaceCommand)),
    vscode.commands.registerCommand('zerogpu.prepareSpace', () => prepare(session, reports)),
  );

  void decide();
  void search();

  return {
    api: {
      get state() {
        return session.state;
      },
    },
    deactivate: () => session.stop(),
  };
}

/** Whether a folder is to be checked: one that the settings name, or one with evidence that they don't leave out. */
function isAnyWanted(found: readonly vscode.Uri[]): boolean {
  const opened = vscode.workspace.workspaceFolders ?? [undefined];
  const treatment = (folder: vscode.Uri | undefined): string | undefined =>
    vscode.workspace.getConfiguration('zerogpu', folder).get<string>('treatAsSpace');
  return (
    opened.some((folder) => treatment(folder?.uri) === 'always') ||
    found.some((folder) => treatment(folder) !== 'never')
  );
}

/** Prepares the app of the file one is in, or of the only opened folder; no evidence of a Space is needed for that. */
async function prepare(session: Session, reports: Reports): Promise<void> {
  const file = subjectUri();
  const inFolder = file && vscode.workspace.getWorkspaceFolder(file);
  const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
  const subject = inFolder ? file : others.length === 0 ? first?.uri : undefined;
  if (!subject) {
    void vscode.window.showInformationMessage('Open the folder of a Gradio app first, and a file of it.');
    return;
  }
  await session.start();
  const left = await session.execute<PrepareResult>(prepareCommand, subject.toString());
  if (left) await reports.showText('Left to you.md', left.report, subject);
}

/** Executes a command of the server that is about the Space of the file one is in. */
async function executeOnOpenFile(session: Session, command: string): Promise<void> {
  const file = subjectUri();
  if (file) await session.execute(command, file.toString());
  else void vscode.window.showInformationMessage('Open a file of a ZeroGPU Space first.');
}
