/** What the core needs from outside. Paths are absolute paths or URIs with `/` between segments; the core only joins and compares them. */
export interface Host {
  /** The text of a file, or why a file that is there gives none; undefined when it does not exist. */
  readFile(path: string): Promise<string | Unreadable | undefined>;
  /** The files of a folder and the folders below it that can belong to a Space (see `isSpaceFile`), at most `limit`. */
  listFiles(folder: string, limit: number): Promise<readonly string[]>;
  log(level: LogLevel, message: string): void;
}

/** A file that is there and can't be read as text. It must not count as absent without a word. */
export class Unreadable {
  /** For people, as the end of a sentence. */
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

export type LogLevel = 'error' | 'warning' | 'info';

/** The bytes of the two WASM modules that parse Python. */
export interface GrammarBytes {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}
