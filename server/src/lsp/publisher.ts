import type { Diagnostic } from 'vscode-languageserver';
import type { Space } from '../engine/space';
import type { Workspace } from '../engine/workspace';

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

/** The Spaces and documents that have to be looked at again. */
export class Dirt {
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
