import type { Tree } from 'web-tree-sitter';
import { canBeLeftOut } from './commentRuns';

/** Replaces what is between two offsets of a text. */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly inserted: string;
}

const NAME = /^[A-Za-z_]\w*$/;

/** Words that the grammar spells out, which are not names, or not everywhere. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield _ __future__ case exec match print type'
  ).split(' '),
);

/** Means nothing in a string or a comment, wherever it stands there. */
const PLAIN = /^[\t !#-&(-[\]-z|~\u00a0-\ud7ff]*$/;

/**
 * True when a text without errors has the same tokens after an edit, one of them of another length: a letter more or less in
 * a name, in a comment or in what a string says. Its tree is that of before then, edited; most keys need no parser.
 */
export function keepsTokens(tree: Tree, before: string, edit: TextEdit): boolean {
  const { start, oldEnd, inserted } = edit;
  const { rootNode: root } = tree;
  // What is inserted between two tokens becomes part of the first, to the runtime.
  const from = start === oldEnd ? start - 1 : start;
  const node = from < 0 || root.hasError ? null : root.descendantForIndex(from, oldEnd);
  if (!node) return false;
  const { startIndex, endIndex, type } = node;
  const rest = before.slice(startIndex, start) + inserted + before.slice(oldEnd, endIndex);
  switch (type) {
    case 'identifier': {
      const isName = (text: string): boolean => NAME.test(text) && !WORDS.has(text);
      return isName(before.slice(startIndex, endIndex)) && isName(rest);
    }
    case 'comment':
      return start > startIndex && isPlain(before, edit);
    case 'string_content':
      return rest !== '' && node.childCount === 0 && isPlain(before, edit);
    default:
      return false;
  }
}

function isPlain(before: string, { start, oldEnd, inserted }: TextEdit): boolean {
  if (!PLAIN.test(inserted) || !PLAIN.test(before.slice(start, oldEnd))) return false;
  const lineStart = before.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = before.indexOf('\n', oldEnd);
  const head = before.slice(lineStart, start);
  const tail = before.slice(oldEnd, lineEnd < 0 ? undefined : lineEnd);
  return canBeLeftOut(head + before.slice(start, oldEnd) + tail) === canBeLeftOut(head + inserted + tail);
}
