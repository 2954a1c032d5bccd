// ruff-wasm with its default rules behind a bare stdio server: the whole file is checked at every change.
//   node ruff.mjs FOLDER, where FOLDER is its package
import { createRequire } from 'node:module';
import { applyChange, initializeResult, lineStarts, publish, serve } from './stdio.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: ruff.mjs FOLDER');
const { Workspace, PositionEncoding } = createRequire(import.meta.url)(folder);
const workspace = new Workspace(Workspace.defaultSettings(), PositionEncoding.Utf16);
/** @type {Map<string, import('./stdio.mjs').OpenText>} */
const documents = new Map();

/** @typedef {{ row: number, column: number }} Location counted from one */
/** @typedef {{ code: string | null, message: string, start_location: Location, end_location: Location }} Violation */

/** @param {Location} location */
const position = ({ row, column }) => ({ line: row - 1, character: column - 1 });

/** @param {import('./stdio.mjs').OpenText} document */
function check(document) {
  const found = workspace.check(document.text).map((/** @type {Violation} */ violation) => ({
    range: { start: position(violation.start_location), end: position(violation.end_location) },
    severity: 2,
    source: 'ruff',
    code: violation.code,
    message: violation.message,
  }));
  publish(document, found);
}

serve({
  initialize: () => initializeResult,
  'textDocument/didOpen'({ textDocument: { uri, version, text } }) {
    const document = { uri, version, text, starts: lineStarts(text) };
    documents.set(uri, document);
    check(document);
  },
  'textDocument/didChange'({ textDocument, contentChanges }) {
    const document = documents.get(textDocument.uri);
    if (!document) return;
    for (const change of contentChanges) applyChange(document, change);
    document.version = textDocument.version;
    check(document);
  },
  'textDocument/didClose': ({ textDocument }) => documents.delete(textDocument.uri),
});
