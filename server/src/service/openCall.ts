/** The arguments of a call around the caret, as far as they can be told apart while they are being typed. */
export interface OpenCall {
  /** Blanks are in place of comments, of what is in brackets, and of all but words in strings. */
  readonly args: string;
  /** The argument at the caret up to it, likewise. */
  readonly typed: string;
}

/** Longer argument lists are not looked at. */
const farthest = 2000;

/** What follows the arguments when their end is yet to be typed. */
const nextStatement = /\n[ \t]*(?:async[ \t]+def|def|class|@)/;

/** The call that the caret is directly in, where `isMeant` says so of its callee and the place of its parenthesis. */
export function openCall(
  text: string,
  offset: number,
  isMeant: (callee: string, at: number) => boolean,
): OpenCall | undefined {
  const first = Math.max(0, offset - farthest);
  const before = text.slice(first, offset);
  const after = text.slice(offset, offset + farthest);
  for (const { index } of [...before.matchAll(/\(/g)].reverse()) {
    const callee = /[\w.]+(?=[ \t]*$)/.exec(before.slice(Math.max(0, index - 100), index))?.[0];
    if (callee === undefined || !isMeant(callee, first + index)) continue;
    const written = before.slice(index + 1);
    const { flat, state, depth, closedAt } = scan(written);
    if (depth !== 0 || closedAt !== undefined || state === 'comment') continue;
    // Between `lambda` and its colon stand names that the author makes up.
    if (/\blambda\b[^:]*$/.test(flat)) return undefined;
    const all = scan(written + after.slice(0, nextStatement.exec(after)?.index));
    return { args: all.flat.slice(0, all.closedAt), typed: flat.slice(flat.lastIndexOf(',') + 1) };
  }
  return undefined;
}

/** What an offset of Python is in, by its line alone: where a line is unfinished the parser can't tell. */
export function stateAt(text: string, offset: number): State {
  const before = text.slice(Math.max(0, offset - farthest), offset);
  return scan(before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1)).state;
}

type State = 'code' | 'string' | 'comment';

interface Scanned {
  readonly flat: string;
  /** At the end of the text. */
  readonly state: State;
  /** How many brackets are open there. */
  readonly depth: number;
  /** Where a bracket is closed that was opened before the text. */
  readonly closedAt: number | undefined;
}

function scan(text: string): Scanned {
  let flat = '';
  let quote = '';
  let isComment = false;
  let depth = 0;
  let closedAt: number | undefined;
  while (flat.length < text.length) {
    const at = flat.length;
    const character = text.charAt(at);
    let written = character;
    let isShown = true;
    if (character === '\n' || character === '\r') {
      isComment = false;
      if (quote.length === 1) quote = '';
    } else if (isComment) {
      isShown = false;
    } else if (quote !== '') {
      if (character === '\\') written = text.slice(at, at + 2);
      else if (text.startsWith(quote, at)) written = quote;
      isShown = written === quote || /\w/.test(written);
      if (written === quote) quote = '';
    } else if (character === '#') {
      isComment = true;
      isShown = false;
    } else if (character === '"' || character === "'") {
      quote = text.startsWith(character.repeat(3), at) ? character.repeat(3) : character;
      written = quote;
    } else if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      if (depth > 0) depth--;
      else closedAt ??= at;
    }
    flat += isShown && depth === 0 ? written : ' '.repeat(written.length);
  }
  return { flat, state: quote !== '' ? 'string' : isComment ? 'comment' : 'code', depth, closedAt };
}
