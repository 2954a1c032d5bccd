/**
 * The requests and notifications beyond LSP that this server and its VS Code client exchange. Types and method names only, so that the
 * client can import them without pulling in the server.
 */

/** A server without a file system of its own asks its client for a file; `null` when there is none, or why it can't be read. */
export const readFileRequest = 'zerogpu/readFile';
export interface ReadFileParams {
  readonly uri: string;
}
export type ReadFileResult = { readonly text: string } | { readonly unreadable: string } | null;

/** The files below a folder that can matter to a Space, the nearest first. */
export const listFilesRequest = 'zerogpu/listFiles';
export interface ListFilesParams {
  readonly uri: string;
  /** The most that are wanted. */
  readonly limit: number;
}
export interface ListFilesResult {
  readonly uris: readonly string[];
}

/** What the linter understood of a document, as text for a person. */
export const showModelRequest = 'zerogpu/showModel';
/** The configuration in force for a document and where each part of it came from, as text for a person. */
export const showConfigurationRequest = 'zerogpu/showConfiguration';
export interface ShowParams {
  readonly uri: string;
}
export interface ShowResult {
  readonly text: string;
}

/** The folders that are ZeroGPU Spaces, told whenever they change to a client that wants to know them. */
export const spacesNotification = 'zerogpu/spaces';
export interface SpacesParams {
  readonly uris: readonly string[];
}

/** What the VS Code client hands over at start. */
export interface InitializationOptions {
  /** Where a server in a web worker fetches its grammars from: the URL of a directory, without a slash at the end. */
  readonly grammars?: string;
  /** Whether to send `zerogpu/spaces`. */
  readonly spaces?: boolean;
  /** The settings under `zerogpu`, for clients that can't be asked for them. */
  readonly settings?: unknown;
}

/** Opens the page of a rule in the browser; its only argument is the address. Executed by the server. */
export const openPageCommand = 'zerogpu.openPage';

/**
 * Makes an ordinary Gradio app run on ZeroGPU; its only argument is the URI of a file of it, or of its opened folder.
 * Executed by the server, whose answer is what is left to the author.
 */
export const prepareCommand = 'zerogpu.prepare';
export type PrepareResult = { readonly report: string } | null;

/** Makes every safe fix in a Space; its only argument is the URI of a file of it. Executed by the server. */
export const fixSpaceCommand = 'zerogpu.fixSpace';
