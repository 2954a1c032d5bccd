import type { Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../engine/finding';
import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';

/** What a publisher needs to know about documents. */
export interface Documents {
  toUri(path: string): string;
  versionOf(path: string): number | undefined;
  /** What there is to tell of the file now. */
  findings(path: string): readonly Finding[];
  diagnostics(findings: readonly Finding[]): Diagnostic[];
}

export interface Publisher {
  /** Findings may have changed: those of one Space, or of any. `edited` is the document that was typed in. */
  changed(space: Space | undefined, edited?: string): void;
  /** The client has closed a document; what it says of the file from now on is told of any version. */
  closed(path: string): void;
  dispose(): void;
}

/** Milliseconds of looking after which messages that came meanwhile are read. */
const patience = 30;

/** The Spaces and documents that have to be looked at again. */
export class Dirt {
  readonly #workspace: Workspace;
  #all = false;
  readonly #spaces = new Set<Space>();
  readonly #edited = new Set<string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** True when there is something to look at now. */
  get isWaiting(): boolean {
    return this.#all || this.#edited.size > 0 || this.#inOrder().length > 0;
  }

  add(space: Space | undefined, edited: string | undefined): void {
    if (space) this.#spaces.add(space);
    else if (edited === undefined) this.#all = true;
    if (edited !== undefined) this.#edited.add(edited);
  }

  takeEdited(): readonly string[] {
    const edited = [...this.#edited];
    this.#edited.clear();
    return edited;
  }

  /** True when all Spaces have to be looked at, and there may be findings of some that are gone. */
  takeAll(): boolean {
    const taken = this.#all;
    this.#all = false;
    if (taken) for (const space of this.#workspace.spaces) this.#spaces.add(space);
    return taken;
  }

  /**
   * The files to look at, open documents and the Spaces they are in before all others; no more of them than there is time
   * for. What is not reached comes next time.
   */
  *take(): Generator<string> {
    const end = performance.now() + patience;
    const hasTime = (): boolean => performance.now() < end;
    for (const space of this.#inOrder()) {
      // Where somebody works, the first key should not have to wait for the model.
      const needsModel = space.isZeroGpu === undefined || this.#workspace.isInUse(space);
      if (needsModel && !space.wake(hasTime)) return;
      for (const path of this.#openFirst(space.paths)) {
        if (!hasTime()) return;
        yield path;
      }
      this.#spaces.delete(space);
      this.#workspace.looked(space);
    }
  }

  #inOrder(): readonly Space[] {
    const existing = new Set(this.#workspace.spaces);
    for (const space of this.#spaces) if (!existing.has(space)) this.#spaces.delete(space);
    const inUse = [...this.#spaces].filter((space) => this.#workspace.isInUse(space));
    // What is read comes between slices of this, and somebody may wait for it: it would take as long as all of them.
    return this.#workspace.isReading ? inUse : [...new Set([...inUse, ...this.#spaces])];
  }

  #openFirst(paths: readonly string[]): readonly string[] {
    const open = paths.filter((path) => this.#workspace.isOpen(path));
    return [...new Set([...open, ...paths])];
  }
}
