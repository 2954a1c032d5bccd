import type {
  Connection,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { PullPublisher } from './pull';
import type { Uris } from './uris';

/** Answers when everything that came before has been read, and with `fallback` when something goes wrong. */
export type Answer = <T>(fallback: T, compute: () => T | Promise<T>) => Promise<T>;

/** Answers the requests of clients that pull diagnostics. */
export function registerDiagnostics(
  connection: Connection,
  publisher: PullPublisher,
  answer: Answer,
  uris: Uris,
): void {
  connection.languages.diagnostics.on(({ textDocument, previousResultId }) =>
    answer<DocumentDiagnosticReport>({ kind: 'full', items: [] }, () => {
      const path = uris.toPath(textDocument.uri);
      const { resultId, items } = publisher.report(path);
      publisher.answered(path, resultId);
      return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
    }),
  );

  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, _progress, partial) =>
    answer<WorkspaceDiagnosticReport>({ items: [] }, () => {
      const toPath = (uri: string): string => uris.toPath(uri);
      return new Promise((resolve) => {
        if (token.isCancellationRequested) {
          resolve({ items: [] });
          return;
        }
        // The request stays open: with partial results for good, else until there is something to say.
        const send = (items: WorkspaceDocumentDiagnosticReport[]): void => {
          if (partial) partial.report({ items });
          else end(items);
        };
        const watcher = publisher.watch(previousResultIds, toPath, send, () => end());
        const end = (items: WorkspaceDocumentDiagnosticReport[] = []): void => {
          watcher.stop();
          resolve({ items });
        };
        token.onCancellationRequested(() => end());
        watcher.start();
      });
    }),
  );
}
