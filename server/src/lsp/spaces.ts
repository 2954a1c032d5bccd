import type { Connection } from 'vscode-languageserver';
import type { Workspace } from '../engine/workspace';
import { sameData } from '../text/equality';
import { spacesNotification, type SpacesParams } from './protocol';
import { Quiet } from './quiet';

/** Tells its client which folders are ZeroGPU Spaces, whenever that has changed. */
export class SpaceTeller {
  readonly #connection: Connection;
  readonly #workspace: Workspace;
  readonly #toUri: (path: string) => string;
  readonly #quiet: Quiet;
  #told: readonly string[] | undefined;
  #disposed = false;

  constructor(
    connection: Connection,
    workspace: Workspace,
    toUri: (path: string) => string,
    defer: (callback: () => void) => void,
  ) {
    this.#connection = connection;
    this.#workspace = workspace;
    this.#toUri = toUri;
    this.#quiet = new Quiet(defer, () => this.#run());
  }

  /** What is known of a Space may have changed. */
  changed(): void {
    this.#quiet.disturb();
  }

  dispose(): void {
    this.#disposed = true;
  }

  #run(): void {
    if (this.#disposed) return;
    const { spaces } = this.#workspace;
    // Of a Space that nobody has looked at yet nothing is known; the client waits for those that somebody works in.
    const inUse = spaces.filter((space) => this.#workspace.isInUse(space));
    const awaited = inUse.length > 0 ? inUse : spaces;
    if (awaited.some(({ isZeroGpu }) => isZeroGpu === undefined)) return;
    const found = spaces.map(({ root, isZeroGpu }) => ({ uri: this.#toUri(root), isZeroGpu }));
    // One that is looked at again is what it was until that is done.
    const uris = found
      .filter(({ uri, isZeroGpu }) => isZeroGpu ?? this.#told?.includes(uri))
      .map(({ uri }) => uri)
      .sort();
    if (sameData(uris, this.#told)) return;
    this.#told = uris;
    void this.#connection.sendNotification(spacesNotification, { uris } satisfies SpacesParams);
  }
}
