/** How the URIs of a client and the paths of the core translate into each other. */
export interface UriCodec {
  /** A path with `/` between segments; a URI of a scheme that is no file system stays as it is. */
  toPath(uri: string): string;
  toUri(path: string): string;
}

/** In a web worker every path is a URI. */
export const plainUris: UriCodec = { toPath: (uri) => uri, toUri: (path) => path };

/**
 * Remembers how the client spells the URIs of its documents, so that answers use the same spelling, and gives unsaved
 * documents a path of their own.
 */
export class Uris {
  readonly #codec: UriCodec;
  readonly #paths = new Map<string, string>();
  readonly #uris = new Map<string, string>();

  constructor(codec: UriCodec) {
    this.#codec = codec;
  }

  /** Called when a document is opened; `languageId` tells what a document without a file name is. */
  open(uri: string, languageId: string): string {
    const path =
      uri.startsWith('untitled:') && languageId === 'python' && !uri.endsWith('.py')
        ? `${uri}/app.py`
        : this.#codec.toPath(uri);
    this.#paths.set(uri, path);
    this.#uris.set(path, uri);
    return path;
  }

  close(uri: string): void {
    const path = this.toPath(uri);
    this.#paths.delete(uri);
    // An unusual spelling is remembered: what was told of the document is taken back later.
    if (this.#codec.toUri(path) === uri) this.#uris.delete(path);
  }

  toPath(uri: string): string {
    return this.#paths.get(uri) ?? this.#codec.toPath(uri);
  }

  /** A folder's path, without the slash that some clients put at its end. */
  toFolder(uri: string): string {
    return this.#codec.toPath(uri).replace(/\/+$/, '');
  }

  toUri(path: string): string {
    return this.#uris.get(path) ?? this.#codec.toUri(path);
  }
}
