// The least that a language server needs on its standard streams: framing, JSON, and a table of methods. No library, so that
// what the floor servers cost is what they do.

/** @typedef {{ uri: string, version: number, text: string, starts: number[] }} OpenText an open document; `starts` are the offsets of its lines */
/** @typedef {{ line: number, character: number }} Position */
/** @typedef {{ range?: { start: Position, end: Position }, text: string }} Change */
/** @typedef {Record<string, (params: any) => unknown>} Methods */

const separator = Buffer.from('\r\n\r\n');

/** Calls `receive` for each message in a stream of `Content-Length` frames. @param {(message: any) => void} receive */
export function frameReader(receive) {
  /** @type {Buffer[]} */
  let chunks = [];
  let available = 0;
  let wanted = -1;
  const join = () => {
    const [only] = chunks;
    return chunks.length === 1 && only ? only : Buffer.concat(chunks);
  };
  return (/** @type {Buffer} */ chunk) => {
    chunks.push(chunk);
    available += chunk.length;
    while (available > 0) {
      if (wanted < 0) {
        const head = join();
        const end = head.indexOf(separator);
        chunks = [head];
        if (end < 0) return;
        wanted = Number(/content-length:\s*(\d+)/i.exec(head.toString('latin1', 0, end))?.[1]);
        chunks = [head.subarray(end + separator.length)];
        available -= end + separator.length;
      }
      if (available < wanted) return;
      const body = join();
      const message = JSON.parse(body.toString('utf8', 0, wanted));
      chunks = [body.subarray(wanted)];
      available -= wanted;
      wanted = -1;
      receive(message);
    }
  };
}

/** One message as bytes. @param {object} message */
export function frame(message) {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Serves `methods` over the standard streams until `exit`. A method that has no entry is answered with null. @param {Methods} methods */
export function serve(methods) {
  const send = (/** @type {object} */ message) => process.stdout.write(frame(message));
  process.stdin.on(
    'data',
    frameReader(({ id, method, params }) => {
      if (method === 'exit') process.exit(0);
      const answer = methods[method]?.(params);
      if (id !== undefined && method)
        void Promise.resolve(answer).then((result) => send({ id, result: result ?? null }));
    }),
  );
}

/** Tells the client what was found in a document. @param {OpenText} document @param {readonly object[]} diagnostics */
export function publish({ uri, version }, diagnostics) {
  const params = { uri, version, diagnostics };
  process.stdout.write(frame({ method: 'textDocument/publishDiagnostics', params }));
}

/** What all of these servers say they can do. */
export const initializeResult = {
  capabilities: { textDocumentSync: 2, hoverProvider: true, codeActionProvider: true, completionProvider: {} },
};

/** @param {string} text @returns {number[]} the offset of each line */
export function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that starts at or before an offset. @param {readonly number[]} starts @param {number} offset */
export function lineAt(starts, offset) {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** @param {readonly number[]} starts @param {number} offset @returns {Position} */
export function positionAt(starts, offset) {
  const line = lineAt(starts, offset);
  return { line, character: offset - (starts[line] ?? 0) };
}

/**
 * Applies a change to the text and the line starts of a document.
 *
 * @param {OpenText} document
 * @param {Change} change
 * @returns {{ start: number, oldEnd: number, newEnd: number }} what was replaced, in UTF-16 code units
 */
export function applyChange(document, { range, text }) {
  if (!range) {
    const oldEnd = document.text.length;
    document.text = text;
    document.starts = lineStarts(text);
    return { start: 0, oldEnd, newEnd: text.length };
  }
  const { starts } = document;
  const start = (starts[range.start.line] ?? 0) + range.start.character;
  const oldEnd = (starts[range.end.line] ?? 0) + range.end.character;
  document.text = document.text.slice(0, start) + text + document.text.slice(oldEnd);
  if (range.start.line === range.end.line && !text.includes('\n')) {
    const shift = text.length - (oldEnd - start);
    for (let line = range.start.line + 1; line < starts.length; line++) starts[line] = (starts[line] ?? 0) + shift;
  } else {
    document.starts = lineStarts(document.text);
  }
  return { start, oldEnd, newEnd: start + text.length };
}
