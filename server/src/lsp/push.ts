import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../engine/finding';
import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';
import { sameData } from '../text/equality';
import { Dirt, type Documents, type Publisher } from './publisher';
import { Quiet } from './quiet';

const none: readonly Finding[] = [];

/** What a client was told, and of which findings it was made: as long as these are the same, so is what is told. */
interface Told {
  /** They hold the model of their Space, which may be let go. */
  readonly findings: WeakRef<readonly Finding[]>;
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
  readonly #looked: () => void;
  readonly #told = new Map<string, Told>();
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
    if (this.#dirt.takeAll()) {
      for (const path of [...this.#told.keys()]) if (!this.#workspace.owns(path)) this.#publish(path, false);
    }
    for (const path of this.#dirt.take()) this.#publish(path, false);
    this.#looked();
    if (this.#dirt.isWaiting) this.#quiet.disturb();
  }

  #publish(path: string, evenIfUnchanged: boolean): void {
    const belongs = this.#workspace.owns(path);
    const findings = belongs ? this.#documents.findings(path) : none;
    const told = this.#told.get(path);
    const version = this.#documents.versionOf(path);
    // A document of a Space that was opened is always answered, so that its client knows where it stands.
    if (!told && findings.length === 0 && (version === undefined || !belongs)) return;
    const isAnswer = evenIfUnchanged && version !== told?.version;
    if (told?.findings.deref() === findings && !isAnswer) return;
    const diagnostics = this.#documents.diagnostics(findings);
    if (diagnostics.length === 0 && version === undefined) this.#told.delete(path);
    else this.#told.set(path, { findings: new WeakRef(findings), diagnostics, version });
    if (told && !isAnswer && sameData(told.diagnostics, diagnostics)) return;
    void this.#connection.sendDiagnostics({
      uri: this.#documents.toUri(path),
      ...(version === undefined ? {} : { version }),
      diagnostics,
    });
  }
}
