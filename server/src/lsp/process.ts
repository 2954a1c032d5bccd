import { Console } from 'node:console';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Connection, createConnection, ProposedFeatures, StreamMessageReader } from 'vscode-languageserver/node';
import { clientHost } from './clientHost';
import type { Host } from '../host/host';
import { corePath, nodeHost, readGrammars } from '../host/node';
import { optimizedLate } from '../host/tierUp';
import { modelFactory } from '../engine/modelFactory';
import type { Environment } from './environment';
import { serve } from './server';
import type { UriCodec } from './uris';
import { WholeMessageWriter } from './wholeMessageWriter';

const otherScheme = /^[A-Za-z][\w+.-]+:/;

/** `file:` URIs as paths; documents of other file systems keep their URI. */
const fileUris: UriCodec = {
  toPath(uri) {
    if (!uri.startsWith('file:')) return uri;
    try {
      // Clients disagree about the case of drive letters.
      return corePath(fileURLToPath(uri)).replace(/^[a-z]:/, (drive) => drive.toUpperCase());
    } catch {
      return uri;
    }
  },
  toUri: (path) => (otherScheme.test(path) ? path : pathToFileURL(path).href),
};

/** A server with a file system of its own; what is elsewhere it gets from its client. */
const nodeEnvironment: Environment = {
  uris: fileUris,
  defer: (callback) => void setImmediate(callback),
  createHost(ask, log): Host {
    const disk = nodeHost(log);
    const client = clientHost(ask, log);
    const hostOf = (path: string): Host => (otherScheme.test(path) ? client : disk);
    return {
      readFile: (path) => hostOf(path).readFile(path),
      listFiles: (folder, limit) => hostOf(folder).listFiles(folder, limit),
      log,
    };
  },
  createModel: () => optimizedLate(() => modelFactory(readGrammars(__dirname))),
};

/** Serves over the standard streams, whatever the arguments of the process say, and ends when its client is gone. */
export function serveStdio(): void {
  // What a library prints would break into the messages.
  globalThis.console = new Console(process.stderr);
  const reader = new StreamMessageReader(process.stdin);
  reader.onClose(() => process.exit(1));
  process.stdin.on('end', () => process.exit(1));
  serveProcess(createConnection(ProposedFeatures.all, reader, new WholeMessageWriter(process.stdout)));
}

/** Serves over a connection that ends with this process. */
export function serveProcess(connection: Connection): void {
  // The grammar is loaded while the client has yet to introduce itself. A failure is told when it has.
  const loading = nodeEnvironment.createModel({});
  loading.catch(() => undefined);
  serve(connection, { ...nodeEnvironment, createModel: () => loading });
}
