import type { Connection, WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import type { Workspace } from '../engine/workspace';
import type { PullPublisher } from './publisher';
import type { Uris } from './uris';

/** Answers the requests of clients that pull diagnostics. */
export function registerDiagnostics(
  connection: Connection,
  publisher: PullPublisher,
  workspace: Workspace,
  uris: Uris,
): void {
  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
    await workspace.ready();
    const path = uris.toPath(textDocument.uri);
    const { resultId, items } = publisher.report(path);
    publisher.answered(path, resultId);
    return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  });

  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token, _progress, partial) => {
    await workspace.ready();
    const toPath = (uri: string): string => uris.toPath(uri);
    return new Promise((resolve) => {
      if (token.isCancellationRequested) {
        resolve({ items: [] });
        return;
      }
      // The request stays open: with partial results for good, else until there is something to say.
      const watcher = publisher.watch(previousResultIds, toPath, (items) => {
        if (partial) partial.report({ items });
        else answer(items);
      });
      const answer = (items: WorkspaceDocumentDiagnosticReport[]): void => {
        watcher.stop();
        resolve({ items });
      };
      token.onCancellationRequested(() => answer([]));
      watcher.start();
    });
  });
}
