import * as vscode from 'vscode';
import { importsSpaces, isGradioCard } from './evidence';
import { entriesOf, readText } from './files';

/** Reading more than this at start-up would be felt; a Space's entry file is nearly always among the first. */
const maximumPythonFiles = 40;

/**
 * Finds the folders that look like Spaces, so that the server is not even started elsewhere. It errs on the side of
 * starting: what really is a ZeroGPU Space the server decides, with the whole folder in view.
 */
export class SpaceFinder {
  readonly #found = new Map<string, vscode.Uri>();
  readonly #judged = new Map<string, Promise<boolean>>();
  readonly #onFound: () => void;

  constructor(onFound: () => void) {
    this.#onFound = onFound;
  }

  get spaces(): readonly vscode.Uri[] {
    return [...this.#found.values()];
  }

  async searchWorkspace(): Promise<void> {
    await Promise.all((vscode.workspace.workspaceFolders ?? []).map((folder) => this.#judge(folder.uri)));
  }

  async consider(document: vscode.TextDocument): Promise<void> {
    const python = document.languageId === 'python';
    const card = /\/README\.md$/.test(document.uri.path);
    if (!python && !card && !/\/(?:pre-)?requirements\.txt$|\/packages\.txt$/.test(document.uri.path)) return;
    const folder = vscode.Uri.joinPath(document.uri, '..');
    const text = document.getText();
    if ((python && importsSpaces(text)) || (card && isGradioCard(text))) {
      this.#add(folder);
    } else if (document.uri.scheme !== 'untitled') {
      await this.#judge(folder);
    }
  }

  /** What was known about a folder may be wrong once one of its files changed. */
  async reconsider(document: vscode.TextDocument): Promise<void> {
    this.#judged.delete(vscode.Uri.joinPath(document.uri, '..').toString());
    await this.consider(document);
  }

  /** These folders are open no more. Documents in them that are still open are to be considered again. */
  forget(folders: readonly vscode.Uri[]): void {
    const isForgotten = (key: string): boolean =>
      folders.some((folder) => key === folder.toString() || key.startsWith(`${folder.toString()}/`));
    for (const known of [this.#found, this.#judged]) {
      for (const key of known.keys()) if (isForgotten(key)) known.delete(key);
    }
  }

  #judge(folder: vscode.Uri): Promise<boolean> {
    const key = folder.toString();
    const known = this.#judged.get(key);
    if (known) return known;
    const judgement = hasEvidence(folder).then((yes) => {
      // It may have been closed meanwhile.
      if (yes && this.#judged.get(key) === judgement) this.#add(folder);
      return yes;
    });
    this.#judged.set(key, judgement);
    return judgement;
  }

  #add(folder: vscode.Uri): void {
    const key = folder.toString();
    if (this.#found.has(key)) return;
    this.#found.set(key, folder);
    this.#onFound();
  }
}

async function hasEvidence(folder: vscode.Uri): Promise<boolean> {
  const card = await readText(vscode.Uri.joinPath(folder, 'README.md'));
  if (card !== undefined && isGradioCard(card)) return true;
  const entries = await entriesOf(folder);
  const python = entries.filter(({ name, kind }) => kind === 'file' && name.endsWith('.py'));
  for (const { name } of python.slice(0, maximumPythonFiles)) {
    const text = await readText(vscode.Uri.joinPath(folder, name));
    if (text !== undefined && importsSpaces(text)) return true;
  }
  return false;
}
