import { Language, Parser } from 'web-tree-sitter';

/** A parser for Python, shared by all documents: parsing is synchronous and keeps nothing between two calls. */
export type PythonParser = Parser;

let loading: Promise<Parser> | undefined;

/**
 * Starts the WASM runtime and loads the grammar. Both happen once per process; later calls return the first parser.
 * Rejects when the bytes are no WebAssembly or the grammar's ABI is not one the runtime knows.
 */
export function loadPythonParser(bytes: {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}): Promise<PythonParser> {
  loading ??= start(bytes.runtime, bytes.python);
  return loading;
}

async function start(runtime: Uint8Array, python: Uint8Array): Promise<Parser> {
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(python));
  return parser;
}
