// Activates the bundled VS Code client in a bare Node process, with a `vscode` module that does nothing, until its server runs.
// Prints the CPU time of this process as JSON, in ms: what the extension itself costs its host. The server is another process.
//   node activate.cjs BUILD FOLDER, where FOLDER is a Space
const { readFileSync, readdirSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [build = '', folder = ''] = process.argv.slice(2);

class Uri {
  /** @param {string} fsPath */
  constructor(fsPath) {
    this.fsPath = fsPath;
    this.path = fsPath;
    this.scheme = 'file';
  }
  toString() {
    return pathToFileURL(this.path).href;
  }
  /** @param {Uri} uri @param {string[]} segments */
  static joinPath(uri, ...segments) {
    return new Uri(path.join(uri.path, ...segments));
  }
  /** @param {string} file */
  static file(file) {
    return new Uri(file);
  }
  /** @param {string} uri */
  static parse(uri) {
    return new Uri(decodeURIComponent(new URL(uri).pathname));
  }
}

class EventEmitter {
  /** @type {Set<(event: unknown) => void>} */
  #listeners = new Set();
  event = (/** @type {(event: unknown) => void} */ listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  /** @param {unknown} event */
  fire(event) {
    for (const listener of this.#listeners) listener(event);
  }
  dispose() {
    this.#listeners.clear();
  }
}

/**
 * Can be called, constructed, extended and asked for members; all it gives is more of the same.
 *
 * @param {Record<PropertyKey, unknown>} [known] members that are real
 * @returns {any}
 */
function anything(known = {}) {
  return new Proxy(class {}, {
    get(target, key) {
      if (key in known) return known[key];
      if (key === 'prototype') return target.prototype;
      // Not a promise, and of no particular value.
      if (typeof key === 'symbol' || key === 'then') return undefined;
      return (known[key] = anything());
    },
    set(_, key, value) {
      known[key] = value;
      return true;
    },
    apply: () => anything(),
  });
}

const root = new Uri(folder);
const members = anything({
  Uri,
  EventEmitter,
  version: '1.91.0',
  FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
  workspace: anything({
    workspaceFolders: [{ uri: root, name: 'space', index: 0 }],
    textDocuments: [],
    notebookDocuments: [],
    getConfiguration: () => anything({ get: () => undefined }),
    fs: {
      readFile: async (/** @type {Uri} */ { path: file }) => readFileSync(file),
      readDirectory: async (/** @type {Uri} */ { path: directory }) =>
        readdirSync(directory, { withFileTypes: true }).map((entry) => [entry.name, entry.isDirectory() ? 2 : 1]),
    },
  }),
  window: anything({ visibleTextEditors: [], tabGroups: anything({ all: [] }) }),
  env: anything({ language: 'en', appName: 'bench' }),
});

// Bundles copy what a module has of its own, and look up the rest in its prototype.
const vscode = Object.create(members);
const loader = /** @type {{ _load: (request: string, ...rest: unknown[]) => unknown }} */ (
  /** @type {unknown} */ (Module)
);
const load = loader._load;
loader._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request === 'vscode' ? vscode : load.call(loader, request, ...rest);

const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function main() {
  const before = spent();
  const extension = require(path.join(build, 'client/node.js'));
  const context = {
    subscriptions: [],
    extensionUri: new Uri(path.dirname(build)),
    globalStorageUri: new Uri(path.join(require('node:os').tmpdir(), 'zerogpu-bench-storage')),
    // The build that is measured is not called dist.
    asAbsolutePath: (/** @type {string} */ file) => path.join(build, file.replace(/^dist\//, '')),
  };
  const api = extension.activate(context);
  const activated = spent() - before;
  const deadline = Date.now() + 20_000;
  while (api.state !== 'running' && api.state !== 'failed' && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 2));
  if (api.state !== 'running') throw new Error(`The client is ${api.state}`);
  console.log(JSON.stringify({ activated, running: spent() - before }));
  process.exit();
}
void main();
