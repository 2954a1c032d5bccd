import * as vscode from 'vscode';
import type { Api, Extension } from './extension';
import { activateExtension } from './extension';

let extension: Extension | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const asset = (...segments: string[]): string =>
    vscode.Uri.joinPath(context.extensionUri, 'dist', ...segments).toString(true);
  extension = activateExtension(
    context,
    async (options) => {
      const { LanguageClient } = await import('vscode-languageclient/browser');
      const worker = new Worker(asset('server', 'worker.js'));
      return {
        client: new LanguageClient('zerogpu', 'ZeroGPU Lint', worker, options),
        dispose: () => {
          worker.terminate();
        },
      };
    },
    { grammars: asset('grammars') },
  );
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await extension?.deactivate();
}
