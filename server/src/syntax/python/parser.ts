import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import { type LoweredUnit, lowerUnit, type PreviousUnit } from './lower';

/** What makes trees of Python, shared by all documents: both are synchronous and keep nothing between two calls. */
export interface PythonParser {
  /** Parses from scratch, or only what was edited since `old`. */
  parse(text: string, old?: Tree | null): Tree | null;
  /** The small tree of a statement, or only of its header. */
  lower(statement: Node, text: string, headerOnly: boolean, previous?: PreviousUnit): LoweredUnit;
}

/** Characters handed over at a time when a text is parsed again: what is copied into WASM but not read is lost time. */
const CHUNK = 256;

let loading: Promise<PythonParser> | undefined;

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

async function start(runtime: Uint8Array, python: Uint8Array): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(python));
  return {
    parse: (text, old) => parser.parse(old ? (index) => text.slice(index, index + CHUNK) : text, old),
    lower: lowerUnit,
  };
}
