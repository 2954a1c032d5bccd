/** What the core needs from outside. Paths are absolute paths or URIs with `/` between segments; the core only joins and compares them. */
export interface Host {
  /** The text of a file; undefined when it does not exist, can't be read, or is not text. */
  readFile(path: string): Promise<string | undefined>;
  /** The files of a folder and the folders below it that can belong to a Space (see `isSpaceFile`), at most `limit`. */
  listFiles(folder: string, limit: number): Promise<readonly string[]>;
  log(level: LogLevel, message: string): void;
}

export type LogLevel = 'error' | 'warning' | 'info';

/** The bytes of the two WASM modules that parse Python. */
export interface GrammarBytes {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}
