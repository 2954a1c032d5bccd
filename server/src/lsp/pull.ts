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

/** No report has this id. */
const outdated = 'outdated';

interface Watcher {
  /** The result ids that the client has, by path. */
  readonly known: Map<string, string>;
  send(reports: WorkspaceDocumentDiagnosticReport[]): void;
  /** Answers the request: there will be nothing more to say. */
  end(): void;
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
  readonly #looked: () => void;
  /** With the findings they were made of, which hold the model of their Space. */
  readonly #reports = new Map<string, Report & { readonly findings: WeakRef<readonly Finding[]> }>();
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
    looked: () => void,
  ) {
    this.#connection = connection;
    this.#workspace = workspace;
    this.#documents = documents;
    this.#dirt = new Dirt(workspace);
    this.#looked = looked;
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
    for (const watcher of [...this.#watchers]) watcher.end();
  }

  /** What there is to say of a file as it is now. */
  report(path: string): Report {
    const findings = this.#documents.findings(path);
    if (findings.length === 0) {
      this.#reports.delete(path);
      return nothing;
    }
    const before = this.#reports.get(path);
    if (before?.findings.deref() === findings) return before;
    const items = this.#documents.diagnostics(findings);
    const resultId = before && sameData(before.items, items) ? before.resultId : `${++this.#lastId}`;
    const report = { findings: new WeakRef(findings), items, resultId };
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
    end: Watcher['end'],
  ): { start(): void; stop(): void } {
    const known = new Map(previous.map(({ uri, value }) => [toPath(uri), value]));
    const watcher: Watcher = { known, send, end };
    return {
      start: () => {
        this.#watchers.add(watcher);
        this.changed(undefined);
      },
      stop: () => void this.#watchers.delete(watcher),
    };
  }

  #run(): void {
    if (this.#disposed) return;
    this.#dirt.takeEdited();
    const isStale = [...this.#answered].filter(([path, told]) => told !== this.report(path).resultId);
    for (const [path] of isStale) this.#answered.delete(path);
    if (isStale.length > 0) this.#refresh();
    const news = new Map([...this.#watchers].map((watcher) => [watcher, [] as WorkspaceDocumentDiagnosticReport[]]));
    const look = (path: string): void => {
      for (const [watcher, reports] of news) reports.push(...this.#news(watcher, path));
    };
    if (this.#dirt.takeAll()) {
      const known = [...news.keys()].flatMap((watcher) => [...watcher.known.keys()]);
      for (const path of new Set(known)) if (!this.#workspace.owns(path)) look(path);
    }
    for (const path of this.#dirt.take()) look(path);
    for (const [watcher, reports] of news) if (reports.length > 0) watcher.send(reports);
    this.#looked();
    if (this.#dirt.isWaiting) this.#quiet.disturb();
  }

  #refresh(): void {
    this.#connection.languages.diagnostics.refresh().catch(() => undefined);
  }

  #news(watcher: Watcher, path: string): readonly WorkspaceDocumentDiagnosticReport[] {
    if (this.#documents.versionOf(path) !== undefined) {
      // Its client asks about it now. What it was told here is told anew, or taken back, when the document is closed.
      if (watcher.known.has(path)) watcher.known.set(path, outdated);
      return [];
    }
    const report = this.report(path);
    if (report.resultId === (watcher.known.get(path) ?? nothing.resultId)) return [];
    if (report === nothing) watcher.known.delete(path);
    else watcher.known.set(path, report.resultId);
    const uri = this.#documents.toUri(path);
    return [{ kind: 'full', uri, version: null, resultId: report.resultId, items: report.items }];
  }
}
