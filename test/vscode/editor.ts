import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What the tests know of the extension from outside. */
interface Api {
  readonly state: 'dormant' | 'starting' | 'running' | 'failed';
}

export async function activatedExtension(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('zerogpu-lint.zerogpu-lint');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

export function folderNamed(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find((candidate) => candidate.uri.path.endsWith(`/${name}`));
  return (folder ?? firstFolder()).uri;
}

/** In a browser the folder is mounted under another name. */
function firstFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder;
}

export async function open(folder: vscode.Uri, file: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, file));
  await vscode.window.showTextDocument(document);
  return document;
}

export function findings(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'zerogpu');
}

export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}

export function findingOf(uri: vscode.Uri, rule: string): vscode.Diagnostic | undefined {
  return findings(uri).find((diagnostic) => ruleOf(diagnostic) === rule);
}

/** Polls: an editor answers when it is ready, and nothing else says when that is. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 10_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until every one of these rules has reported something in a file. */
export async function untilFound(uri: vscode.Uri, rules: readonly string[]): Promise<void> {
  for (const rule of rules) await until(`${rule} in ${uri.path}`, () => findingOf(uri, rule));
}

export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

/** A quick-fix for a finding, by its title, with its edit. */
export function quickFix(uri: vscode.Uri, finding: vscode.Diagnostic, title: RegExp): Promise<vscode.CodeAction> {
  return until(`a quick-fix for ${ruleOf(finding)}`, async () => {
    const actions = await codeActions(uri, finding.range, vscode.CodeActionKind.QuickFix);
    return actions.find((action) => action.edit !== undefined && title.test(action.title));
  });
}

/**
 * What is offered at a place, resolved. Ask again and again: while other extensions are still registering their
 * providers, VS Code cancels the request, and answers with nothing or throws.
 */
export async function codeActions(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  const toResolve = 10;
  try {
    return await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      kind.value,
      toResolve,
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'Canceled') return [];
    throw error;
  }
}

export async function replaceInDocument(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `"${from}" is not in ${document.uri.path}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)),
    to,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}
