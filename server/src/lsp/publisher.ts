import type { Connection, Diagnostic, WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver';
import type { Finding } from '../engine/finding';
import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';
import { sameData } from '../text/equality';

/** What a publisher needs to know about documents. */
export interface Documents {
  toUri(path: string): string;
  versionOf(path: string): number | undefined;
  diagnostics(path: string): Diagnostic[];
}

export interface Publisher {
  /** Findings may have changed: those of one Space, or of any. `edited` is the document that was typed in. */
  changed(space: Space | undefined, edited?: string): void;
  /** The client has closed a document; what it says of the file from now on is told of any version. */
  closed(path: string): void;
  dispose(): void;
}

/** So many messages without a quiet turn in between are no typing: more are on their way. */
const burst = 4;

/** Milliseconds in which the rest of a burst arrives. */
const burstPause = 5;

/**
 * Waits until no message is waiting any more, so that a burst of edits is analysed once. The transport hands over one
 * message per turn of the event loop, and what was deferred before it comes first; hence two quiet turns. A burst can
 * arrive in pieces, so that some time has to be quiet behind it.
 */
export class Quiet {
  readonly #defer: (callback: () => void) => void;
  readonly #run: () => void;
  #disturbed = false;
  #waiting = false;
  /** Since it was run last. */
  #disturbances = 0;

  constructor(defer: (callback: () => void) => void, run: () => void) {
    this.#defer = defer;
    this.#run = run;
  }

  /** Something happened; run when it is quiet again. */
  disturb(): void {
    this.#disturbed = true;
    this.#disturbances++;
    if (this.#waiting) return;
    this.#waiting = true;
    this.#wait(0);
  }

  #wait(quietTurns: number): void {
    const turn = (): void => {
      const quiet = this.#disturbed ? 0 : quietTurns + 1;
      this.#disturbed = false;
      if (quiet < 2) {
        this.#wait(quiet);
      } else {
        this.#waiting = false;
        this.#disturbances = 0;
        this.#run();
      }
    };
    if (quietTurns > 0 && this.#disturbances >= burst) setTimeout(turn, burstPause);
    else this.#defer(turn);
  }
}

/** The Spaces and documents that have to be looked at again. */
class Dirt {
  readonly #workspace: Workspace;
  #all = false;
  readonly #spaces = new Set<Space>();
  readonly edited = new Set<string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  add(space: Space | undefined, edited: string | undefined): void {
    if (space) this.#spaces.add(space);
    else if (edited === undefined) this.#all = true;
    if (edited !== undefined) this.edited.add(edited);
  }

  takeEdited(): readonly string[] {
    const edited = [...this.edited];
    this.edited.clear();
    return edited;
  }

  /** The files of all Spaces that have to be looked at; `all` when there may be findings of Spaces that are gone. */
  take(): { readonly all: boolean; readonly paths: readonly string[] } {
    const spaces = this.#all
      ? this.#workspace.spaces
      : [...this.#spaces].filter((space) => this.#workspace.spaces.includes(space));
    const taken = { all: this.#all, paths: spaces.flatMap((space) => space.model.paths) };
    this.#all = false;
    this.#spaces.clear();
    return taken;
  }
}

const none: readonly Finding[] = [];

/** What a client was told, and of which findings it was made: as long as these are the same, so is what is told. */
interface Told {
  readonly findings: readonly Finding[];
  readonly diagnostics: readonly Diagnostic[];
  readonly version: number | undefined;
}

/** Sends findings whenever they change, the ones of the document being edited first. */
export class PushPublisher implements Publisher {
  readonly #connection: Connection;
  readonly #workspace: Workspace;
  readonly #documents: Documents;
  readonly #dirt: Dirt;
  readonly #quiet: Quiet;
  readonly #told = new Map<string, Told>();
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
    this.#quiet.disturb();
  }

  closed(path: string): void {
    const told = this.#told.get(path);
    if (told?.diagnostics.length === 0) this.#told.delete(path);
    // Opened again it can have the version that it had.
    else if (told) this.#told.set(path, { ...told, version: undefined });
  }

  dispose(): void {
    this.#disposed = true;
  }

  #run(): void {
    if (this.#disposed) return;
    const edited = this.#dirt.takeEdited();
    if (edited.length > 0) {
      for (const path of edited) this.#publish(path, true);
      // The other files of the Space come after whatever was typed meanwhile.
      this.#quiet.disturb();
      return;
    }
    const { all, paths } = this.#dirt.take();
    for (const path of paths) this.#publish(path, false);
    if (!all) return;
    for (const path of [...this.#told.keys()]) if (!this.#workspace.spaceOf(path)) this.#publish(path, false);
  }

  #publish(path: string, evenIfUnchanged: boolean): void {
    const belongs = this.#workspace.spaceOf(path) !== undefined;
    const findings = belongs ? this.#workspace.findings(path) : none;
    const told = this.#told.get(path);
    const version = this.#documents.versionOf(path);
    // A document of a Space that was opened is always answered, so that its client knows where it stands.
    if (!told && findings.length === 0 && (version === undefined || !belongs)) return;
    const isAnswer = evenIfUnchanged && version !== told?.version;
    if (told?.findings === findings && !isAnswer) return;
    const diagnostics = this.#documents.diagnostics(path);
    if (diagnostics.length === 0 && version === undefined) this.#told.delete(path);
    else this.#told.set(path, { findings, diagnostics, version });
    if (told && !isAnswer && sameData(told.diagnostics, diagnostics)) return;
    void this.#connection.sendDiagnostics({
      uri: this.#documents.toUri(path),
      ...(version === undefined ? {} : { version }),
      diagnostics,
    });
  }
}

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
