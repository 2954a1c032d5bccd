import { isSpaceFile } from './files';
import type { Host, LogLevel, Unreadable } from './host';

/** Files in memory, for tests. */
export class MemoryHost implements Host {
  readonly files: Map<string, string | Unreadable>;
  readonly logged: { readonly level: LogLevel; readonly message: string }[] = [];

  constructor(files: Readonly<Record<string, string | Unreadable>> = {}) {
    this.files = new Map(Object.entries(files));
  }

  readFile(path: string): Promise<string | Unreadable | undefined> {
    return Promise.resolve(this.files.get(path));
  }

  listFiles(folder: string, limit: number): Promise<readonly string[]> {
    const inside = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`) && isSpaceFile(path));
    return Promise.resolve(inside.slice(0, limit));
  }

  log(level: LogLevel, message: string): void {
    this.logged.push({ level, message });
  }
}
