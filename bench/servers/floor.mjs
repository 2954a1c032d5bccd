// The floor of a linter with this grammar: incremental parse, one query over the top-level statements that the edit touched,
// publish. What it found in the other statements is kept and shifted. It understands nothing; no linter that parses can do
// less than this.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Edit, Language, Parser, Query } from 'web-tree-sitter';
import { applyChange, initializeResult, lineStarts, positionAt, publish, serve } from './stdio.mjs';

/** @typedef {{ start: number, end: number, message: string }} Match offsets relative to the statement */
/** @typedef {{ start: number, end: number, matches: Match[] }} Statement */
/** @typedef {import('./stdio.mjs').OpenText & { tree: import('web-tree-sitter').Tree, statements: Statement[] }} Document */

const root = path.resolve(import.meta.dirname, '../..');

// As many patterns as a small linter has, of the shapes its rules ask about.
const patterns = `
(decorator (attribute object: (identifier) @module attribute: (identifier) @gpu (#eq? @gpu "GPU")))
(decorator (call function: (attribute object: (identifier) @module attribute: (identifier) @gpu (#eq? @gpu "GPU"))))
(call function: (attribute object: (_) @moved attribute: (identifier) @to (#eq? @to "to")))
(call function: (attribute attribute: (identifier) @cuda (#eq? @cuda "cuda")))
(call function: (attribute attribute: (identifier) @load (#eq? @load "from_pretrained")))
(call function: (attribute attribute: (identifier) @launch (#eq? @launch "launch")))
(call function: (identifier) @call)
(import_statement name: (dotted_name) @import)
(import_from_statement module_name: (dotted_name) @from)
(keyword_argument name: (identifier) @keyword value: (_) @value)
(assignment left: (identifier) @target)
(global_statement (identifier) @global)
(return_statement (_) @returned)
(yield) @yield
(raise_statement) @raise
(function_definition name: (identifier) @function)
(class_definition name: (identifier) @class)
(with_statement) @with
(try_statement) @try
(lambda) @lambda
(subscript value: (identifier) @subscript)
(string) @string
`;
const reported = new Set(['module', 'moved']);

/** @type {Parser} */
let parser;
/** Compiling it takes longer than all the rest of a start, so the first look at a document does without. @type {Query | undefined} */
let query;
/** @type {Map<string, Document>} */
const documents = new Map();

/** @type {Promise<Language>} */
const ready = (async () => {
  await Parser.init();
  const python = await Language.load(readFileSync(path.join(root, 'grammars/tree-sitter-python.wasm')));
  parser = new Parser();
  parser.setLanguage(python);
  return python;
})();

/** @typedef {import('web-tree-sitter').Node} Node */

/** @param {Node} node @returns {Statement} */
function look(node) {
  const { startIndex: start, endIndex: end } = node;
  const matches = (query ? queried(query, node) : walked(node)).map(({ name, found }) => ({
    start: found.startIndex - start,
    end: found.endIndex - start,
    message: name,
  }));
  return { start, end, matches };
}

/** @param {Query} compiled @param {Node} node */
function queried(compiled, node) {
  const all = compiled.matches(node).flatMap(({ captures }) => captures.slice(0, 1));
  return all.filter(({ name }) => reported.has(name)).map(({ name, node: found }) => ({ name, found }));
}

/** The same without the query. @param {Node} node */
function walked(node) {
  /** @type {{ name: string, found: Node }[]} */
  const all = [];
  const cursor = node.walk();
  try {
    for (;;) {
      const type = cursor.nodeType;
      if (type === 'decorator' || type === 'call') {
        const asked = type === 'call' ? cursor.currentNode : cursor.currentNode.namedChild(0);
        const callee = asked?.type === 'call' ? asked.childForFieldName('function') : asked;
        const object = callee?.childForFieldName('object');
        const attribute = callee?.childForFieldName('attribute')?.text;
        if (object && type === 'call' && attribute === 'to') all.push({ name: 'moved', found: object });
        if (object && type === 'decorator' && attribute === 'GPU') all.push({ name: 'module', found: object });
      }
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return all;
    }
  } finally {
    cursor.delete();
  }
}

/** @param {Document} document */
function report({ statements, starts }) {
  return statements.flatMap((statement) =>
    statement.matches.map(({ start, end, message }) => ({
      range: {
        start: positionAt(starts, statement.start + start),
        end: positionAt(starts, statement.start + end),
      },
      severity: 2,
      source: 'floor',
      code: 'floor',
      message,
    })),
  );
}

/** @param {import('web-tree-sitter').Tree | null} tree @returns {import('web-tree-sitter').Tree} */
function parsed(tree) {
  if (!tree) throw new Error('The parser gave up');
  return tree;
}

/** @param {Document} document */
function lookAtAll(document) {
  document.statements = document.tree.rootNode.namedChildren.map((node) => look(node));
}

/** The first index from which `holds` is true. @param {readonly Statement[]} statements @param {(statement: Statement) => boolean} holds */
function firstIndex(statements, holds) {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const statement = statements[middle];
    if (statement && holds(statement)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param {Document} document @param {import('./stdio.mjs').Change} change */
function edit(document, change) {
  const before = document.starts;
  const startPosition = change.range ? change.range.start : { line: 0, character: 0 };
  const endPosition = change.range ? change.range.end : positionAt(before, document.text.length);
  const { start, oldEnd, newEnd } = applyChange(document, change);
  const newEndPosition = positionAt(document.starts, newEnd);
  const old = document.tree;
  old.edit(
    new Edit({
      startIndex: start,
      oldEndIndex: oldEnd,
      newEndIndex: newEnd,
      startPosition: { row: startPosition.line, column: startPosition.character },
      oldEndPosition: { row: endPosition.line, column: endPosition.character },
      newEndPosition: { row: newEndPosition.line, column: newEndPosition.character },
    }),
  );
  document.tree = parsed(parser.parse(document.text, old));
  let low = start;
  let high = newEnd;
  for (const { startIndex, endIndex } of old.getChangedRanges(document.tree)) {
    low = Math.min(low, startIndex);
    high = Math.max(high, endIndex);
  }
  old.delete();

  const { statements } = document;
  const shift = newEnd - oldEnd;
  // One more on each side: an edit may join a statement with its neighbour.
  const from = Math.max(0, firstIndex(statements, ({ end }) => end >= low) - 1);
  const to = Math.min(statements.length, firstIndex(statements, (statement) => statement.start > high - shift) + 1);
  for (const statement of statements.slice(to)) {
    statement.start += shift;
    statement.end += shift;
  }
  const until = statements[to]?.start ?? Infinity;
  /** @type {Statement[]} */
  const fresh = [];
  let node = document.tree.rootNode.firstNamedChildForIndex(Math.min(statements[from]?.start ?? 0, low));
  for (; node && node.startIndex < until; node = node.nextNamedSibling) fresh.push(look(node));
  statements.splice(from, to - from, ...fresh);
}

serve({
  initialize: () => initializeResult,
  async 'textDocument/didOpen'({ textDocument: { uri, version, text } }) {
    const python = await ready;
    const tree = parsed(parser.parse(text));
    const document = { uri, version, text, starts: lineStarts(text), tree, statements: [] };
    documents.set(uri, document);
    lookAtAll(document);
    publish(document, report(document));
    setImmediate(() => (query ??= new Query(python, patterns)));
  },
  'textDocument/didChange'({ textDocument, contentChanges }) {
    const document = documents.get(textDocument.uri);
    if (!document) return;
    for (const change of contentChanges) edit(document, change);
    document.version = textDocument.version;
    publish(document, report(document));
  },
  'textDocument/didClose'({ textDocument }) {
    documents.get(textDocument.uri)?.tree.delete();
    documents.delete(textDocument.uri);
  },
  'textDocument/hover'({ textDocument, position }) {
    const point = { row: position.line, column: position.character };
    const node = documents.get(textDocument.uri)?.tree.rootNode.descendantForPosition(point);
    return node ? { contents: { kind: 'markdown', value: node.type } } : null;
  },
  'textDocument/codeAction': () => [],
  'textDocument/completion': () => [],
});
