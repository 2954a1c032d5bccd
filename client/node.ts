import path from 'node:path';
import type * as vscode from 'vscode';
import type { Api, Extension } from './extension';
import { activateExtension } from './extension';

let extension: Extension | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  extension = activateExtension(
    context,
    async (options) => {
      // Loaded here and not at the top: where there is no Space it is never needed.
      const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
      const server = {
        module: context.asAbsolutePath('dist/server/node.js'),
        transport: TransportKind.ipc,
        // What V8 compiled of the server is kept there for the next start.
        options: { env: { NODE_COMPILE_CACHE: path.join(context.globalStorageUri.fsPath, 'compiled') } },
      };
      return { client: new LanguageClient('zerogpu', 'ZeroGPU Lint', server, options) };
    },
    {},
  );
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await extension?.deactivate();
}
