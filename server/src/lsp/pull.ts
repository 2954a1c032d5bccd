import type { Connection, Diagnostic, WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import type { Finding } from '../engine/finding';
import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';
import { sameData } from '../text/equality';
import { Dirt, type Documents, type Publisher } from './publisher';
import { Quiet } from './quiet';

/** Diagnostics with an id that stays the same as long as they do. */
interface Report {
  readonly resultId: string;
  readonly items: Diagnostic[];
}

const nothing: Report = { resultId: 'none', items: [] };

interface Watcher {
  /** The result ids that the client has, by path. */
  readonly known: Map<string, string>;
  send(reports: WorkspaceDocumentDiagnosticReport[]): void;
}

/**
 * Answers when asked. Findings of files that are not open go to a client that keeps a workspace request waiting; a client
 * is told to ask again when an edit changed the findings of another open document.
 */
export class PullPublisher implements Publisher {
  readonly #connection: Connection;
  readonly #workspace: Workspace;
  readonly #documents: Documents;
  readonly #dirt: Dirt;
  readonly #quiet: Quiet;
  readonly #reports = new Map<string, Report & { readonly findings: readonly Finding[] }>();
  /** What the client was last told about a document it asked about. */
  readonly #answered = new Map<string, string>();
  readonly #watchers = new Set<Watcher>();
  #lastId = 0;
  #disposed = false;

  constructor(
    connection: Connection,
    workspace: Workspace,
    documents: Documents,
    defer: (callback: () => void) => void,
  ) {
    this.#connection = connection;
    this.#workspace = workspace;
    this.#documents = documents;
    this.#dirt = new Dirt(workspace);
    this.#quiet = new Quiet(defer, () => this.#run());
  }

  changed(space: Space | undefined, edited?: string): void {
    this.#dirt.add(space, edited);
    // The client asks about the document it edited by itself.
    if (edited !== undefined) this.#answered.delete(edited);
    this.#quiet.disturb();
  }

  closed(path: string): void {
    this.#answered.delete(path);
    this.#reports.delete(path);
  }

  dispose(): void {
    this.#disposed = true;
    this.#watchers.clear();
  }

  /** What there is to say of a file as it is now. */
  report(path: string): Report {
    const findings = this.#workspace.findings(path);
    if (findings.length === 0) {
      this.#reports.delete(path);
      return nothing;
    }
    const before = this.#reports.get(path);
    if (before?.findings === findings) return before;
    const items = this.#documents.diagnostics(path);
    const resultId = before && sameData(before.items, items) ? before.resultId : `${++this.#lastId}`;
    const report = { findings, items, resultId };
    this.#reports.set(path, report);
    return report;
  }

  answered(path: string, id: string): void {
    if (this.#documents.versionOf(path) !== undefined) this.#answered.set(path, id);
  }

  /**
   * Reports on every file that is not open and differs from what the client knows: when it is started, and after every
   * change until it is stopped.
   */
  watch(
    previous: readonly { readonly uri: string; readonly value: string }[],
    toPath: (uri: string) => string,
    send: Watcher['send'],
  ): { start(): void; stop(): void } {
    const known = new Map(previous.map(({ uri, value }) => [toPath(uri), value]));
    const watcher: Watcher = { known, send };
    return {
      start: () => {
        this.#watchers.add(watcher);
        const paths = this.#workspace.spaces.flatMap((space) => space.model.paths);
        this.#report(watcher, [...new Set([...paths, ...known.keys()])]);
      },
      stop: () => void this.#watchers.delete(watcher),
    };
  }

  #run(): void {
    if (this.#disposed) return;
    this.#dirt.takeEdited();
    const { all, paths } = this.#dirt.take();
    for (const watcher of this.#watchers) {
      this.#report(watcher, all ? [...new Set([...paths, ...watcher.known.keys()])] : paths);
    }
    const open = all ? [...this.#answered.keys()] : paths;
    let isStale = false;
    for (const path of open) {
      const told = this.#answered.get(path);
      if (told === undefined || told === this.report(path).resultId) continue;
      this.#answered.delete(path);
      isStale = true;
    }
    if (isStale) this.#refresh();
  }

  #refresh(): void {
    this.#connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  #report(watcher: Watcher, paths: readonly string[]): void {
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    for (const path of paths) {
      if (this.#documents.versionOf(path) !== undefined) {
        watcher.known.delete(path);
        continue;
      }
      const report = this.report(path);
      if (report.resultId === (watcher.known.get(path) ?? nothing.resultId)) continue;
      if (report === nothing) watcher.known.delete(path);
      else watcher.known.set(path, report.resultId);
      const uri = this.#documents.toUri(path);
      reports.push({ kind: 'full', uri, version: null, resultId: report.resultId, items: report.items });
    }
    if (reports.length > 0) watcher.send(reports);
  }
}
