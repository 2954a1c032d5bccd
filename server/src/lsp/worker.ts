/** The server inside a web worker. Files, and the grammars' address, come from the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { clientHost } from './clientHost';
import type { GrammarBytes } from '../host/host';
import { modelFactory } from '../engine/modelFactory';
import type { Environment } from './environment';
import { serve } from './server';
import { plainUris } from './uris';

declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

async function fetchGrammars(folder: string | undefined): Promise<GrammarBytes> {
  if (folder === undefined) throw new Error('the client did not say where the Python grammar is');
  const [runtime, python] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'].map(async (file) => {
      const response = await fetch(`${folder}/${file}`);
      if (!response.ok) throw new Error(`${file} can't be fetched: HTTP ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    }),
  );
  if (!runtime || !python) throw new Error('the Python grammar is missing');
  return { runtime, python };
}

const environment: Environment = {
  uris: plainUris,
  defer: (callback) => void setTimeout(callback, 0),
  createHost: clientHost,
  createModel: ({ grammars }) => modelFactory(fetchGrammars(grammars)),
};

serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), environment);
