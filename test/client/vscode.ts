/** As much of VS Code as the client's own logic touches, with everything that it is asked and told kept. */
import path from 'node:path';

type Listener<T> = (event: T) => void;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  readonly scheme = 'file';
  readonly path: string;
  constructor(at: string) {
    this.path = at;
  }
  static parse(text: string): Uri {
    return new Uri(text.replace('file://', ''));
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri(path.posix.join(base.path, ...parts));
  }
  toString(): string {
    return `file://${this.path}`;
  }
}

export class RelativePattern {
  readonly base: Uri;
  constructor(base: Uri) {
    this.base = base;
  }
}

export enum FileType {
  Unknown = 0,
  File = 1,
  Directory = 2,
}

export class FileSystemError extends Error {
  readonly code = 'FileNotFound';
}

export const LanguageStatusSeverity = { Information: 0, Error: 2 };

/** What a test sets. */
export const state = {
  files: new Map<string, string>(),
  folders: [] as string[],
  /** By folder; `''` for what is set for all. */
  settings: new Map<string, Readonly<Record<string, unknown>>>(),
  documents: [] as { readonly uri: Uri; readonly languageId: string; getText(): string }[],
};

/** What VS Code tells. */
export const happened = {
  folders: new EventEmitter<{ readonly added: readonly { uri: Uri }[]; readonly removed: readonly { uri: Uri }[] }>(),
  configuration: new EventEmitter<{ affectsConfiguration(section: string): boolean }>(),
  opened: new EventEmitter<unknown>(),
  saved: new EventEmitter<unknown>(),
};

export interface StatusItem {
  text: string;
  selector: readonly { readonly pattern: RelativePattern }[];
  isShown: boolean;
}
export const statusItems: StatusItem[] = [];

const defaults: Readonly<Record<string, unknown>> = { enable: true, treatAsSpace: 'auto' };

export const workspace = {
  get workspaceFolders() {
    return state.folders.length === 0 ? undefined : state.folders.map((folder) => ({ uri: new Uri(folder) }));
  },
  get textDocuments() {
    return state.documents;
  },
  getConfiguration: (_section: string, resource?: Uri) => ({
    get: (key: string) => {
      const folder = state.folders.find((each) => resource && `${resource.path}/`.startsWith(`${each}/`));
      return state.settings.get(folder ?? '')?.[key] ?? state.settings.get('')?.[key] ?? defaults[key];
    },
  }),
  onDidOpenTextDocument: happened.opened.event,
  onDidSaveTextDocument: happened.saved.event,
  onDidChangeWorkspaceFolders: happened.folders.event,
  onDidChangeConfiguration: happened.configuration.event,
  registerTextDocumentContentProvider: () => ({ dispose: () => undefined }),
  fs: {
    readFile: (uri: Uri) => {
      const text = state.files.get(uri.path);
      return text === undefined
        ? Promise.reject(new FileSystemError())
        : Promise.resolve(new TextEncoder().encode(text));
    },
    readDirectory: (uri: Uri) => {
      const names = [...state.files.keys()].filter((file) => path.posix.dirname(file) === uri.path);
      return Promise.resolve(names.map((file) => [path.posix.basename(file), FileType.File]));
    },
  },
};

export const window = {
  createOutputChannel: () => ({ info: () => undefined, warn: () => undefined, error: () => undefined }),
  showErrorMessage: () => Promise.resolve(undefined),
};

export const commands = {
  executeCommand: () => Promise.resolve(),
  registerCommand: () => ({ dispose: () => undefined }),
};

export const languages = {
  createLanguageStatusItem: (_id: string, selector: StatusItem['selector']) => {
    const item = { text: '', selector, isShown: true, dispose: () => void (item.isShown = false) };
    statusItems.push(item);
    return item;
  },
};
