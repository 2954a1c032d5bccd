// A client of one language server over stdio, as plain as can be: what is measured is the server.
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { atEnd } from '../../scripts/lib/process.mjs';
import { applyChange, frame, frameReader, lineStarts } from '../servers/stdio.mjs';
import { cpuMs, residentMb } from './usage.mjs';

/** @typedef {import('../servers/stdio.mjs').Change} Change */
/** @typedef {import('../servers/stdio.mjs').Position} Position */
/**
 * @typedef {object} Server
 * @property {string} name
 * @property {readonly string[]} command
 * @property {'push' | 'pull'} diagnostics how they are received
 * @property {'py' | 'sh'} reads what it checks
 * @property {Record<string, unknown>} [settings] by section
 * @property {Record<string, string>} [env] beside that of this process
 */
/** @typedef {{ uri: string, version: number | undefined, diagnostics: readonly any[], at: number }} Publish */

const patienceMs = 60_000;

export class Client {
  /** @type {Map<string, import('../servers/stdio.mjs').OpenText>} */
  #documents = new Map();
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  #requests = new Map();
  /** @type {Set<(publish: Publish) => void>} */
  #listeners = new Set();
  /** Rejects what waits for a publish. @type {Set<(error: Error) => void>} */
  #waiting = new Set();
  #lastRequest = 0;
  #incremental = true;
  #stderr = '';
  #ended = false;
  /** @type {any} */
  capabilities;
  publishes = 0;

  /** @param {Server} server @param {string} root the folder that it serves */
  constructor(server, root) {
    this.server = server;
    this.rootUri = pathToFileURL(root).href;
    const [command = '', ...args] = server.command;
    /** When the process was asked for, on the clock of `performance.now()`. */
    this.spawnedAt = performance.now();
    this.process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...server.env },
    });
    this.kill = atEnd(() => this.process.kill('SIGKILL'));
    let at = 0;
    const read = frameReader((message) => this.#receive(message, at));
    this.process.stdout.on('data', (chunk) => {
      at = performance.now();
      read(chunk);
    });
    this.process.stderr.on('data', (chunk) => (this.#stderr = `${this.#stderr}${chunk}`.slice(-2000)));
    this.process.stdin.on('error', () => undefined);
    this.process.on('error', (error) => this.#end(error.message));
    this.process.on('exit', (code) => this.#end(`ended with ${code}`));
  }

  get pid() {
    return this.process.pid ?? 0;
  }

  cpuMs() {
    return cpuMs(this.pid);
  }

  residentMb() {
    return residentMb(this.pid);
  }

  async initialize() {
    const { diagnostics, settings } = this.server;
    const answer = await this.request('initialize', {
      processId: process.pid,
      clientInfo: { name: 'bench' },
      rootUri: this.rootUri,
      workspaceFolders: [{ uri: this.rootUri, name: 'bench' }],
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeConfiguration: { dynamicRegistration: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          workspaceEdit: { documentChanges: true },
          ...(diagnostics === 'pull' ? { diagnostics: { refreshSupport: true } } : {}),
        },
        textDocument: {
          publishDiagnostics: {
            relatedInformation: true,
            versionSupport: true,
            codeDescriptionSupport: true,
            tagSupport: { valueSet: [1, 2] },
          },
          ...(diagnostics === 'pull' ? { diagnostic: { dynamicRegistration: true } } : {}),
          hover: { contentFormat: ['markdown'] },
          codeAction: {
            codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
            isPreferredSupport: true,
            dataSupport: true,
            // As VS Code and Neovim do: edits are made when one is chosen.
            resolveSupport: { properties: ['edit'] },
          },
        },
      },
    });
    this.capabilities = answer.capabilities;
    const sync = this.capabilities.textDocumentSync;
    this.#incremental = (typeof sync === 'number' ? sync : sync?.change) === 2;
    this.notify('initialized', {});
    if (settings) this.notify('workspace/didChangeConfiguration', { settings });
  }

  /** Opens a document without waiting for anything. @param {string} file @param {string} text @returns {string} its URI */
  open(file, text) {
    const uri = pathToFileURL(file).href;
    this.#documents.set(uri, { uri, version: 1, text, starts: lineStarts(text) });
    const languageId = /** @type {Record<string, string>} */ ({ py: 'python', sh: 'shellscript', md: 'markdown' })[
      file.split('.').at(-1) ?? ''
    ];
    const textDocument = { uri, languageId: languageId ?? 'plaintext', version: 1, text };
    this.notify('textDocument/didOpen', { textDocument });
    return uri;
  }

  /** @param {string} uri */
  close(uri) {
    this.#documents.delete(uri);
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** The text of an open document. @param {string} uri */
  text(uri) {
    return this.#document(uri).text;
  }

  /** Sends an edit without waiting. @param {string} uri @param {Change} change @returns {number} the new version */
  edit(uri, change) {
    const document = this.#document(uri);
    document.version++;
    const { version } = document;
    applyChange(document, change);
    const contentChanges = [this.#incremental ? change : { text: document.text }];
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    return version;
  }

  /**
   * Sends an edit and waits for the diagnostics of the document as it is then.
   *
   * @param {string} uri
   * @param {Change} change
   * @returns {Promise<number>} ms
   */
  async keystroke(uri, change) {
    const started = performance.now();
    const version = this.edit(uri, change);
    return (await this.diagnosticsOf(uri, version)).at - started;
  }

  /** The diagnostics of a version of a document. @param {string} uri @param {number} version @returns {Promise<Publish>} */
  async diagnosticsOf(uri, version) {
    if (this.server.diagnostics === 'pull') return this.#pull(uri);
    return this.published((publish) => isSameUri(publish.uri, uri) && (publish.version ?? version) >= version);
  }

  /** Asks for what there is to say of files that are not open, as VS Code does: `watch` hears of it. */
  askForAll() {
    if (!this.capabilities.diagnosticProvider?.workspaceDiagnostics) return;
    this.request('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'all' }).catch(() => undefined);
  }

  /** The next publish that fits. @param {(publish: Publish) => boolean} fits @returns {Promise<Publish>} */
  published(fits) {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        this.#waiting.delete(fail);
      };
      const fail = (/** @type {Error} */ error) => {
        finish();
        reject(error);
      };
      const timer = setTimeout(() => {
        fail(new Error(`${this.server.name} did not publish what was waited for in ${patienceMs / 1000} s`));
      }, patienceMs);
      const listener = (/** @type {Publish} */ publish) => {
        if (!fits(publish)) return;
        finish();
        resolve(publish);
      };
      this.#listeners.add(listener);
      this.#waiting.add(fail);
      if (this.#ended) this.#end('is gone');
    });
  }

  /** Calls `listener` at every publish until the returned function is called. @param {(publish: Publish) => void} listener */
  watch(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {string} method @param {unknown} params @returns {Promise<any>} */
  request(method, params) {
    const id = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#requests.delete(id);
        reject(new Error(`${this.server.name} did not answer ${method} in ${patienceMs / 1000} s`));
      }, patienceMs);
      const finish = (/** @type {() => void} */ then) => {
        clearTimeout(timer);
        then();
      };
      this.#requests.set(id, {
        resolve: (answer) => finish(() => resolve(answer)),
        reject: (error) => finish(() => reject(error)),
      });
      if (this.#ended) this.#end('is gone');
      else this.process.stdin.write(frame({ id, method, params }));
    });
  }

  /** @param {string} method @param {unknown} params */
  notify(method, params) {
    this.process.stdin.write(frame({ method, params }));
  }

  /** Resolves when nothing was published for so long. @param {number} ms */
  async quiet(ms) {
    for (let seen = -1; seen !== this.publishes;) {
      seen = this.publishes;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  /** Ends the server, kindly if it takes that. */
  async stop() {
    if (!this.#ended) {
      const exited = new Promise((resolve) => this.process.once('exit', resolve));
      const timer = setTimeout(() => this.process.kill('SIGKILL'), 3000);
      await this.request('shutdown', null).catch(() => undefined);
      this.notify('exit', null);
      await exited;
      clearTimeout(timer);
    }
    this.kill();
  }

  /** @param {string} uri */
  #document(uri) {
    const document = this.#documents.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }

  /** @param {string} uri @returns {Promise<Publish>} */
  async #pull(uri) {
    for (;;) {
      try {
        const { items } = await this.request('textDocument/diagnostic', { textDocument: { uri } });
        return { uri, version: undefined, diagnostics: items ?? [], at: performance.now() };
      } catch (error) {
        // ServerCancelled and ContentModified ask for another try.
        const { code } = /** @type {{ code?: number }} */ (error);
        if (code !== -32802 && code !== -32801) throw error;
      }
    }
  }

  /** @param {any} message @param {number} at */
  #receive({ id, method, params, result, error }, at) {
    if (method !== undefined && id !== undefined) {
      this.process.stdin.write(frame({ id, result: this.#answer(method, params) }));
    } else if (method === 'textDocument/publishDiagnostics') {
      this.publishes++;
      for (const listener of [...this.#listeners]) listener({ ...params, at });
    } else if (method === '$/progress' && params.token === 'all') {
      for (const { uri, items, version } of params.value.items) {
        for (const listener of [...this.#listeners]) listener({ uri, version, diagnostics: items, at });
      }
    } else if (method === undefined) {
      const request = this.#requests.get(id);
      this.#requests.delete(id);
      if (error)
        request?.reject(Object.assign(new Error(`${this.server.name}: ${error.message}`), { code: error.code }));
      else request?.resolve(result);
    }
  }

  /** @param {string} method @param {any} params */
  #answer(method, params) {
    if (method === 'workspace/workspaceFolders') return [{ uri: this.rootUri, name: 'bench' }];
    if (method !== 'workspace/configuration') return null;
    const { settings = {} } = this.server;
    return params.items.map((/** @type {{ section?: string }} */ { section }) => settings[section ?? ''] ?? null);
  }

  /** @param {string} how */
  #end(how) {
    this.#ended = true;
    const error = new Error(`${this.server.name} ${how}\n${this.#stderr}`);
    for (const { reject } of this.#requests.values()) reject(error);
    this.#requests.clear();
    for (const fail of [...this.#waiting]) fail(error);
  }
}

/** Servers disagree about which characters to escape. @param {string} a @param {string} b */
export const isSameUri = (a, b) => a === b || decodeURIComponent(a) === decodeURIComponent(b);
