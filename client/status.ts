import * as vscode from 'vscode';
import type { SessionState } from './session';

const labels: Readonly<Record<Exclude<SessionState, 'dormant'>, string>> = {
  starting: 'starting',
  running: 'watching this Space',
  failed: 'the language server stopped',
};

/** An entry in the language status of files that belong to a Space, and of no others. */
export class Status implements vscode.Disposable {
  #item: vscode.LanguageStatusItem | undefined;

  update(state: SessionState, spaces: readonly vscode.Uri[]): void {
    if (state === 'dormant' || spaces.length === 0) {
      this.dispose();
      return;
    }
    const selector = spaces.map((folder) => ({
      pattern: new vscode.RelativePattern(
        folder,
        '**/{*.py,requirements.txt,pre-requirements.txt,packages.txt,README.md}',
      ),
    }));
    this.#item ??= vscode.languages.createLanguageStatusItem('zerogpu', selector);
    this.#item.selector = selector;
    this.#item.name = 'ZeroGPU Lint';
    this.#item.text = `ZeroGPU: ${labels[state]}`;
    this.#item.busy = state === 'starting';
    this.#item.severity =
      state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.#item.command =
      state === 'failed'
        ? { command: 'zerogpu.restart', title: 'Restart' }
        : { command: 'zerogpu.showConfiguration', title: 'Configuration' };
  }

  dispose(): void {
    this.#item?.dispose();
    this.#item = undefined;
  }
}
