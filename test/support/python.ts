import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadPythonParser, type PythonParser } from '../../server/src/syntax/python/parser';

const resolve = createRequire(import.meta.url).resolve;

/** The one parser of a test process. */
export function pythonParser(): Promise<PythonParser> {
  return loadPythonParser({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    python: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  });
}
