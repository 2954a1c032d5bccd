import type { Node } from 'web-tree-sitter';
import type { PythonParser } from '../../server/src/syntax/python/parser';
import { applyEdits, type SpanEdit } from '../../server/src/text/edits';
import type { Files } from './space';

/** The same Space as another author might have typed it. */
export interface Variant {
  readonly name: string;
  readonly files: Files;
}

type Change = (text: string, file: string, parser: PythonParser) => string;

/** Ways to type the same: what a fix may meet in a file, one or two of them at a time. */
const changes: Readonly<Record<string, readonly Change[]>> = {
  'as written': [],
  'CRLF, and a comment that is not ASCII in front': [commentInFront, crlf],
  'tabs, single quotes, a BOM, no line ending at the end': [tabs, singleQuotes, bom, noLastEnding],
  'a comment behind every line': [commentBehind],
  'one argument a line, each with a comment, CRLF': [exploded, commentBehind, crlf],
  'every statement alone in a block': [nested],
  'other statements on the same line': [crowded],
};

/** Those variants of a Space that differ from all before them; the first one is the Space itself. */
export function variantsOf(files: Files, parser: PythonParser): readonly Variant[] {
  const found: Variant[] = [];
  for (const [name, steps] of Object.entries(changes)) {
    const changed = Object.fromEntries(
      Object.entries(files).map(([file, text]) => [
        file,
        steps.reduce((current, step) => step(current, file, parser), text),
      ]),
    );
    const isNew = found.every((other) => Object.entries(changed).some(([file, text]) => other.files[file] !== text));
    if (isNew) found.push({ name, files: changed });
  }
  return found;
}

const isPython = (file: string): boolean => file.endsWith('.py');
const isRequirements = (file: string): boolean => /requirements.*\.txt$/.test(file);

function commentInFront(text: string, file: string): string {
  const comment = '# 🚀 这是一个演示 🧑‍🚀\n';
  if (isPython(file) || isRequirements(file)) return comment + text;
  // The card of a Space begins with its fence, or it is none.
  return file === 'README.md' ? text.replace(/^---\n/, `---\n${comment}`) : text;
}

/** A card with one is no card. */
function bom(text: string, file: string): string {
  return isPython(file) || isRequirements(file) ? `\uFEFF${text}` : text;
}

function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function noLastEnding(text: string): string {
  return text.replace(/\n$/, '');
}

function tabs(text: string, file: string, parser: PythonParser): string {
  if (!isPython(file)) return text;
  return edited(text, parser, (root) => {
    const strings = root.descendantsOfType('string');
    const statements = new Set(simpleStatements(root).map(({ startIndex }) => startIndex));
    const edits: SpanEdit[] = [];
    for (const { start, indentation } of linesOf(text)) {
      if (indentation === '' || isInside(strings, start)) continue;
      // A file that is indented by twos stays as it is.
      if (statements.has(start + indentation.length) && indentation.length % 4 !== 0) return [];
      const newText = indentation.replace(/ {4}/g, '\t');
      edits.push({ span: { start, end: start + indentation.length }, newText });
    }
    return edits;
  });
}

function singleQuotes(text: string, file: string, parser: PythonParser): string {
  if (file === 'README.md') return text.replace(/"([^"'\\\n]*)"/g, "'$1'");
  if (!isPython(file)) return text;
  return edited(text, parser, (root) =>
    root.descendantsOfType('string').flatMap(({ startIndex, endIndex, text: written }) => {
      const [, prefix = '', content] = /^(\w*)"([^"'\\]*)"$/.exec(written) ?? [];
      if (content === undefined) return [];
      return [{ span: { start: startIndex, end: endIndex }, newText: `${prefix}'${content}'` }];
    }),
  );
}

function commentBehind(text: string, file: string, parser: PythonParser): string {
  if (!isPython(file) && !isRequirements(file) && file !== 'README.md') return text;
  const tree = isPython(file) ? parser.parse(text) : undefined;
  const taken = tree?.rootNode.descendantsOfType(['string', 'comment', 'ERROR']) ?? [];
  const cardEnd = file === 'README.md' ? text.indexOf('\n---', 1) : text.length;
  const isBlockScalar = file === 'README.md' && /[|>][-+]?$/m.test(text);
  const edits = linesOf(text).flatMap(({ start, end, indentation }, number): SpanEdit[] => {
    const line = text.slice(start, end);
    if (line.length === indentation.length || /\\$|#/.test(line) || end > cardEnd || isBlockScalar) return [];
    if (isPython(file) ? isInside(taken, end) : /^---/.test(line)) return [];
    return [{ span: { start: end, end }, newText: `  # note ${number + 1}` }];
  });
  tree?.delete();
  return applyEdits(text, edits);
}

/** Every outermost list of arguments with one to a line and a comma behind the last. */
function exploded(text: string, file: string, parser: PythonParser): string {
  if (!isPython(file)) return text;
  return edited(text, parser, (root) => {
    const lists = root
      .descendantsOfType('argument_list')
      .filter((node) => node.namedChildCount > 0 && !node.text.includes('\n') && !hasAncestor(node, 'interpolation'));
    return lists
      .filter((node) => !lists.some((other) => other !== node && contains(other, node)))
      .map((node) => {
        const lineStart = text.lastIndexOf('\n', node.startIndex) + 1;
        const indentation = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
        const written = node.namedChildren.map((child) => `${indentation}    ${child.text},\n`);
        return {
          span: { start: node.startIndex, end: node.endIndex },
          newText: `(\n${written.join('')}${indentation})`,
        };
      });
  });
}

function contains(outer: Node, inner: Node): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

function hasAncestor(node: Node, type: string): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) if (parent.type === type) return true;
  return false;
}

/** By turns `if True:` above and on the same line. */
function nested(text: string, file: string, parser: PythonParser): string {
  if (!isPython(file)) return text;
  return edited(text, parser, (root) =>
    ownLineStatements(root, text).map((node, number) => {
      const indentation = text.slice(text.lastIndexOf('\n', node.startIndex) + 1, node.startIndex);
      const header = number % 2 === 0 ? `if True:\n${indentation}    ` : 'if True: ';
      return { span: { start: node.startIndex, end: node.startIndex }, newText: header };
    }),
  );
}

function crowded(text: string, file: string, parser: PythonParser): string {
  if (!isPython(file)) return text;
  return edited(text, parser, (root) =>
    ownLineStatements(root, text).flatMap(({ startIndex, endIndex }) => [
      { span: { start: startIndex, end: startIndex }, newText: 'None; ' },
      { span: { start: endIndex, end: endIndex }, newText: '; None' },
    ]),
  );
}

function edited(text: string, parser: PythonParser, editsIn: (root: Node) => readonly SpanEdit[]): string {
  const tree = parser.parse(text);
  if (!tree) return text;
  const result = tree.rootNode.hasError ? text : applyEdits(text, editsIn(tree.rootNode));
  tree.delete();
  return result;
}

const simple = new Set([
  'expression_statement',
  'assert_statement',
  'delete_statement',
  'raise_statement',
  'return_statement',
  'global_statement',
  'pass_statement',
]);

function simpleStatements(root: Node): readonly Node[] {
  return root.descendantsOfType([...simple, 'import_statement', 'import_from_statement', 'future_import_statement']);
}

/** Simple statements with nothing else on their lines, but for imports and docstrings, which belong where they are. */
function ownLineStatements(root: Node, text: string): readonly Node[] {
  return simpleStatements(root).filter((node) => {
    if (!simple.has(node.type) || node.type === 'global_statement' || node.firstChild?.type === 'string') return false;
    const before = text.slice(text.lastIndexOf('\n', node.startIndex - 1) + 1, node.startIndex);
    const after = text.slice(node.endIndex).split('\n', 1)[0] ?? '';
    return before.trim() === '' && after.trim() === '';
  });
}

function isInside(nodes: readonly Node[], offset: number): boolean {
  return nodes.some(({ startIndex, endIndex }) => startIndex < offset && offset < endIndex);
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly indentation: string;
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const found = { start, end: start + line.length, indentation: /^[ \t]*/.exec(line)?.[0] ?? '' };
    start += line.length + 1;
    return found;
  });
}
