import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import { parsedRanges } from './commentRuns';
import { type LoweredUnit, lowerUnit, type PreviousUnit } from './lower';
import { NodeReader, type SyntaxNode } from './nodes';
import { cursorsOf } from './rawCursor';
import type { Span } from '../../text/span';

/** What makes trees of Python, shared by all documents: both are synchronous and keep nothing between two calls. */
export interface PythonParser {
  /** Parses from scratch, or only what was edited since `old`. */
  parse(text: string, old?: Tree | null): Tree | null;
  /** What a node of a tree holds; what does not touch `dirty` is left until it is asked for. */
  read(node: Node, dirty?: Span): SyntaxNode;
  /** The small tree of a statement, or only of its header. */
  lower(statement: SyntaxNode, text: string, headerOnly: boolean, previous?: PreviousUnit): LoweredUnit;
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
  const module = { wasmBinary: runtime };
  await Parser.init(module);
  const parser = new Parser();
  const language = await Language.load(python);
  parser.setLanguage(language);
  const reader = new NodeReader(language, cursorsOf(module));
  return {
    parse: (text, old) => {
      const options = { includedRanges: parsedRanges(text) };
      return parser.parse(old ? (index) => text.slice(index, index + CHUNK) : text, old, options);
    },
    read: (node, dirty) => reader.read(node, dirty),
    lower: lowerUnit,
  };
}
