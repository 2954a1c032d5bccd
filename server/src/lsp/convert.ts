import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  ClientCapabilities,
  CodeAction,
  CreateFile,
  Diagnostic,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { CodeActionKind, DiagnosticSeverity, DiagnosticTag, ResourceOperationKind } from 'vscode-languageserver';
import type { Finding } from '../engine/finding';
import type { Workspace } from '../engine/workspace';
import type { Severity } from '../rules/rule';
import type { Change } from '../service/changes';
import { type Action, type Effect, type FixAll, carryOut } from '../service/codeActions';
import { type Diagnostic as ServiceDiagnostic, diagnosticOf } from '../service/diagnostics';
import { LineIndex } from '../text/lineIndex';
import { openPageCommand } from './protocol';

/** What this client can do, as far as it matters here. */
export interface ClientFeatures {
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly unnecessaryTag: boolean;
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
  readonly createFiles: boolean;
  readonly snippetEdits: boolean;
  readonly actionLiterals: boolean;
  /** Asks for the edit of an action when it is chosen. */
  readonly lateEdits: boolean;
  readonly preferredActions: boolean;
  readonly showDocument: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly symbolTree: boolean;
  readonly pullDiagnostics: boolean;
  readonly configuration: boolean;
  readonly watchConfiguration: boolean;
  readonly watchFiles: boolean;
  readonly folders: boolean;
}

/** Clients are not always what the types say: what is missing, or of another kind, is not supported. */
export function featuresOf({ textDocument, workspace, window }: ClientCapabilities): ClientFeatures {
  const diagnostics = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  const actions = textDocument?.codeAction;
  const edits = workspace?.workspaceEdit;
  return {
    relatedInformation: (diagnostics?.relatedInformation ?? pulled?.relatedInformation) === true,
    codeDescription: (diagnostics?.codeDescriptionSupport ?? pulled?.codeDescriptionSupport) === true,
    unnecessaryTag: has((diagnostics?.tagSupport ?? pulled?.tagSupport)?.valueSet, DiagnosticTag.Unnecessary),
    documentChanges: edits?.documentChanges === true,
    changeAnnotations: edits?.documentChanges === true && edits.changeAnnotationSupport !== undefined,
    createFiles: edits?.documentChanges === true && has(edits.resourceOperations, ResourceOperationKind.Create),
    snippetEdits: edits?.documentChanges === true && edits.snippetEditSupport === true,
    actionLiterals: actions?.codeActionLiteralSupport !== undefined,
    lateEdits: actions?.dataSupport === true && has(actions.resolveSupport?.properties, 'edit'),
    preferredActions: actions?.isPreferredSupport === true,
    showDocument: window?.showDocument?.support === true,
    markdownHover: has(textDocument?.hover?.contentFormat, 'markdown'),
    markdownCompletion: has(textDocument?.completion?.completionItem?.documentationFormat, 'markdown'),
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    // Without the request to refresh, a change in another file could not reach a document that is only looked at.
    pullDiagnostics: pulled !== undefined && workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
  };
}

function has(list: unknown, item: unknown): boolean {
  return Array.isArray(list) && list.includes(item);
}

/** Markdown as a client shows it that knows none. */
export function plainText(markdown: string): string {
  return markdown.replace(/[`*]|\]\([^)]*\)|\[(?=\w)/g, '');
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What an action without its edit carries, so that the edit can be made later. */
export interface ActionData {
  readonly fixAll: FixAll;
  /** Of the document that it was offered for. */
  readonly version: number | undefined;
}

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

  diagnostics(findings: readonly Finding[]): Diagnostic[] {
    return findings.map((finding) => this.#diagnostic(diagnosticOf(this.#workspace, finding)));
  }

  action(action: Action): CodeAction {
    const { finding } = action;
    return {
      title: action.title,
      kind: action.kind === 'quickfix' ? CodeActionKind.QuickFix : action.kind,
      ...(finding ? { diagnostics: [this.#diagnostic(diagnosticOf(this.#workspace, finding))] } : {}),
      ...(action.isPreferred && this.#features.preferredActions ? { isPreferred: true } : {}),
      ...this.#effect(action.title, action.does),
    };
  }

  #effect(title: string, does: Effect): Pick<CodeAction, 'edit' | 'command' | 'data'> {
    switch (does.kind) {
      case 'changes':
        return { edit: this.workspaceEdit(does.changes) };
      case 'page':
        return { command: { title, command: openPageCommand, arguments: [does.page] } };
      case 'fixAll': {
        const { fixAll } = does;
        if (this.#features.lateEdits)
          return { data: { fixAll, version: this.versionOf(fixAll.path) } satisfies ActionData };
        // A menu can't wait for the rules to run on the result of every entry; who asks for everything can.
        const rounds = fixAll.rule === undefined ? undefined : 1;
        return { edit: this.workspaceEdit(carryOut(this.#workspace, fixAll, rounds).changes) };
      }
    }
  }

  /** The version of the document that the client has open at a path. */
  versionOf(path: string): number | undefined {
    return this.#versionOf(path);
  }

  /**
   * Several changes as one edit. Versioned where the client knows versions, so that an edit of an older text is refused
   * and not misplaced; annotated where it knows annotations, so that its user can look before anything is changed.
   */
  workspaceEdit(changes: readonly Change[]): WorkspaceEdit {
    if (!this.#features.documentChanges) return { changes: this.#plainChanges(changes) };
    const annotations = this.#features.changeAnnotations ? annotationsOf(changes) : undefined;
    const documentChanges = new Map<string, TextDocumentEdit>();
    const created: CreateFile[] = [];
    for (const change of changes) {
      const annotation = annotations?.get(change);
      const mark = annotation ? { annotationId: annotation.id } : {};
      for (const [path, textEdits] of this.#textEdits(change)) {
        const uri = this.#toUri(path);
        let document = documentChanges.get(path);
        if (!document) {
          const version = this.#versionOf(path) ?? null;
          documentChanges.set(path, (document = { textDocument: { uri, version }, edits: [] }));
          const isNew = this.#workspace.text(path) === undefined && change.texts?.has(path) !== true;
          if (isNew && this.#features.createFiles) created.push({ kind: 'create', uri, ...mark });
        }
        document.edits.push(...textEdits.map((edit): TextEdit | AnnotatedTextEdit => ({ ...edit, ...mark })));
      }
    }
    return {
      documentChanges: [...created, ...documentChanges.values()],
      ...(annotations && annotations.size > 0
        ? { changeAnnotations: Object.fromEntries([...annotations.values()].map(({ id, shown }) => [id, shown])) }
        : {}),
    };
  }

  #plainChanges(changes: readonly Change[]): Record<string, TextEdit[]> {
    const byUri: Record<string, TextEdit[]> = {};
    for (const change of changes) {
      for (const [path, textEdits] of this.#textEdits(change)) (byUri[this.#toUri(path)] ??= []).push(...textEdits);
    }
    return byUri;
  }

  #textEdits({ edits, texts }: Change): readonly (readonly [path: string, edits: readonly TextEdit[]])[] {
    return [...edits].map(([path, fileEdits]) => {
      const lines = this.#workspace.lines(path) ?? new LineIndex(texts?.get(path) ?? '');
      return [path, fileEdits.map(({ span, newText }) => ({ range: lines.rangeOf(span), newText }))];
    });
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

/** What a preview says of the changes about which there is something to say. */
function annotationsOf(
  changes: readonly Change[],
): ReadonlyMap<Change, { readonly id: string; readonly shown: ChangeAnnotation }> {
  const notable = changes.filter(
    ({ needsConfirmation, description }) => needsConfirmation || description !== undefined,
  );
  return new Map(
    notable.map((change, index) => {
      const { label, description, needsConfirmation } = change;
      return [change, { id: `${index}`, shown: { label, needsConfirmation, ...(description ? { description } : {}) } }];
    }),
  );
}
