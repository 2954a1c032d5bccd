import * as vscode from 'vscode';
import { showConfigurationRequest, showModelRequest } from '../server/src/lsp/protocol';
import type { Session } from './session';

const scheme = 'zerogpu';
const reports = {
  model: { request: showModelRequest, title: 'What the linter sees', language: 'plaintext' },
  configuration: { request: showConfigurationRequest, title: 'ZeroGPU configuration', language: 'ini' },
} as const;
type Report = keyof typeof reports;

/**
 * The address of the file that a command is about: the one that somebody is in, or that the report is about which they
 * read; from the output, one that is shown.
 */
export function subjectUri(): vscode.Uri | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editors = activeTextEditor ? [activeTextEditor, ...visibleTextEditors] : [];
  for (const { document } of editors) {
    const { uri } = document;
    const subject = uri.scheme !== scheme ? uri : uri.query === '' ? undefined : vscode.Uri.parse(uri.query);
    if (subject && subject.scheme !== 'output') return subject;
  }
  return undefined;
}

/** Read-only documents beside the editor that show what the server knows about a file. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #session: Session;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async show(report: Report): Promise<void> {
    const subject = subjectUri();
    if (!subject) {
      void vscode.window.showInformationMessage('Open a file of a ZeroGPU Space first.');
      return;
    }
    const name = subject.path.split('/').at(-1) ?? '';
    const uri = vscode.Uri.from({
      scheme,
      authority: report,
      // In brackets, so that it does not end in `.py`: it would be shown as Python, and Python's own servers would read it.
      path: `/${reports[report].title} (${name})`,
      query: subject.toString(),
    });
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (isOpen) this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, reports[report].language);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  /** A text about a file or folder that the server made once; it replaces the one of that title about the same. */
  async showText(title: string, text: string, subject: vscode.Uri): Promise<void> {
    const uri = vscode.Uri.from({ scheme, authority: 'text', path: `/${title}`, query: subject.toString() });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const known = this.#texts.get(uri.toString());
    if (known !== undefined) return known;
    const { request } = reports[uri.authority as Report];
    const text = await this.#session.ask(request, { uri: uri.query });
    return text ?? 'The ZeroGPU language server is not running: this folder does not look like a Space.\n';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
