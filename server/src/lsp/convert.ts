import type { ClientCapabilities, CodeAction, Diagnostic, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { CodeActionKind, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Edits } from '../engine/fixes';
import type { Workspace } from '../engine/workspace';
import type { Severity } from '../rules/rule';
import type { Action } from '../service/codeActions';
import { type Diagnostic as ServiceDiagnostic, diagnosticOf } from '../service/diagnostics';
import { openPageCommand } from './protocol';

/** What this client can do, as far as it matters here. */
export interface ClientFeatures {
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly unnecessaryTag: boolean;
  readonly documentChanges: boolean;
  readonly actionLiterals: boolean;
  readonly preferredActions: boolean;
  readonly showDocument: boolean;
  readonly markdownHover: boolean;
  readonly pullDiagnostics: boolean;
  readonly configuration: boolean;
  readonly watchConfiguration: boolean;
  readonly watchFiles: boolean;
  readonly folders: boolean;
}

export function featuresOf({ textDocument, workspace, window }: ClientCapabilities): ClientFeatures {
  const diagnostics = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  return {
    relatedInformation: (diagnostics?.relatedInformation ?? pulled?.relatedInformation) === true,
    codeDescription: (diagnostics?.codeDescriptionSupport ?? pulled?.codeDescriptionSupport) === true,
    unnecessaryTag:
      (diagnostics?.tagSupport ?? pulled?.tagSupport)?.valueSet.includes(DiagnosticTag.Unnecessary) === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    actionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: textDocument?.codeAction?.isPreferredSupport === true,
    showDocument: window?.showDocument?.support === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    // Without the request to refresh, a change in another file could not reach a document that is only looked at.
    pullDiagnostics: pulled !== undefined && workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
  };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Turns what the services say into what the protocol wants, as far as the client understands it. */
export class Converter {
  readonly #features: ClientFeatures;
  readonly #workspace: Workspace;
  readonly #toUri: (path: string) => string;
  readonly #versionOf: (path: string) => number | undefined;

  constructor(
    features: ClientFeatures,
    workspace: Workspace,
    toUri: (path: string) => string,
    versionOf: (path: string) => number | undefined,
  ) {
    this.#features = features;
    this.#workspace = workspace;
    this.#toUri = toUri;
    this.#versionOf = versionOf;
  }

  diagnostics(path: string): Diagnostic[] {
    return this.#workspace.findings(path).map((finding) => this.#diagnostic(diagnosticOf(this.#workspace, finding)));
  }

  action(action: Action): CodeAction {
    const { finding, page } = action;
    return {
      title: action.title,
      kind: action.kind === 'quickfix' ? CodeActionKind.QuickFix : action.kind,
      ...(finding ? { diagnostics: [this.#diagnostic(diagnosticOf(this.#workspace, finding))] } : {}),
      ...(action.isPreferred && this.#features.preferredActions ? { isPreferred: true } : {}),
      ...(page === undefined
        ? { edit: this.edit(action.edits) }
        : { command: { title: action.title, command: openPageCommand, arguments: [page] } }),
    };
  }

  /** Versioned where the client knows versions, so that an edit of an older text is refused and not misplaced. */
  edit(edits: Edits): WorkspaceEdit {
    const files = [...edits].map(([path, fileEdits]) => {
      const lines = this.#workspace.lines(path);
      const textEdits = fileEdits.flatMap(({ span, newText }): TextEdit[] =>
        lines ? [{ range: lines.rangeOf(span), newText }] : [],
      );
      return { path, uri: this.#toUri(path), edits: textEdits };
    });
    if (!this.#features.documentChanges) {
      return { changes: Object.fromEntries(files.map((file) => [file.uri, file.edits])) };
    }
    return {
      documentChanges: files.map((file) => ({
        textDocument: { uri: file.uri, version: this.#versionOf(file.path) ?? null },
        edits: file.edits,
      })),
    };
  }

  #diagnostic(diagnostic: ServiceDiagnostic): Diagnostic {
    const { related, rule, href } = diagnostic;
    return {
      range: diagnostic.range,
      severity: severities[diagnostic.severity],
      code: rule,
      ...(this.#features.codeDescription ? { codeDescription: { href } } : {}),
      source: 'zerogpu',
      message: diagnostic.message,
      ...(diagnostic.unnecessary && this.#features.unnecessaryTag ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      ...(related.length > 0 && this.#features.relatedInformation
        ? {
            relatedInformation: related.map(({ path, range, message }) => ({
              location: { uri: this.#toUri(path), range },
              message,
            })),
          }
        : {}),
    };
  }
}
