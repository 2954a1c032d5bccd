import type { PythonDocument } from '../syntax/python/document';
import { absolute, type Anchor, type Edit, type Place } from '../text/place';
import type { ModuleEntity } from './entities';
import type { SourceEdits } from './views';

/** Edits in the style of the file they change. `textOf` gives the text of a file now. */
export function sourceEdits(textOf: (path: string) => string): SourceEdits {
  const at = (anchor: Anchor, start: number, end: number, newText: string): Edit => ({
    place: { anchor, start: start - anchor.offset, end: end - anchor.offset },
    newText,
  });

  const lineStart = (text: string, offset: number): number => {
    const before = text.lastIndexOf('\n', offset - 1);
    return before + 1;
  };

  const indentation = (place: Place): string => {
    const text = textOf(place.anchor.path);
    const { start } = absolute(place);
    return /^[ \t]*/.exec(text.slice(lineStart(text, start), start))?.[0] ?? '';
  };

  const lineEnding = (place: Place): string => endingOf(textOf(place.anchor.path), absolute(place).start);

  return {
    replace: (place, newText) => ({ place, newText }),
    insertBefore: (place, newText) => ({ place: { ...place, end: place.start }, newText }),
    insertAfter: (place, newText) => ({ place: { ...place, start: place.end }, newText }),
    remove: (place) => {
      const text = textOf(place.anchor.path);
      let { start, end } = absolute(place);
      const from = lineStart(text, start);
      const restOfLine = /[^\n]*/.exec(text.slice(end))?.[0] ?? '';
      if (text.slice(from, start).trim() === '' && restOfLine.trim() === '') {
        start = from;
        end = Math.min(text.length, end + restOfLine.length + 1);
      }
      return at(place.anchor, start, end, '');
    },
    addArgument: (argsPlace, argument) => {
      const text = textOf(argsPlace.anchor.path);
      const { start, end } = absolute(argsPlace);
      const inner = text.slice(start + 1, end - 1);
      const written = inner.trimEnd();
      if (written.trim() === '') return at(argsPlace.anchor, start + 1, start + 1, argument);
      const behind = start + 1 + written.length;
      // The last line of the arguments may end in a comment, which must stay behind its own argument.
      const lastLine = written.slice(written.lastIndexOf('\n') + 1);
      if (/#/.test(lastLine)) {
        return at(argsPlace.anchor, start + 1, start + 1, `${argument}, `);
      }
      if (written.endsWith(',')) {
        const indent = /\n([ \t]*)[^\n]*$/.exec(written)?.[1];
        const separator = indent === undefined ? ' ' : `${endingOf(text, start)}${indent}`;
        return at(argsPlace.anchor, behind, behind, `${separator}${argument}${indent === undefined ? '' : ','}`);
      }
      return at(argsPlace.anchor, behind, behind, `, ${argument}`);
    },
    removeArgument: (argsPlace, argument) => {
      const text = textOf(argsPlace.anchor.path);
      const { start, end } = absolute(argument);
      const behind = /^\s*,[ \t]*/.exec(text.slice(end))?.[0];
      if (behind !== undefined) return at(argsPlace.anchor, start, end + behind.length, '');
      const before = /,\s*$/.exec(text.slice(absolute(argsPlace).start, start))?.[0] ?? '';
      return at(argsPlace.anchor, start - before.length, end, '');
    },
    insertLineAbove: (place, newText) => {
      const text = textOf(place.anchor.path);
      const { start } = absolute(place);
      const from = lineStart(text, start);
      return at(place.anchor, from, from, `${indentation(place)}${newText}${lineEnding(place)}`);
    },
    unwrap: (whole, kept) => {
      const text = textOf(whole.from.anchor.path);
      const indent = indentation(whole.from);
      const blocks = kept.map(({ from, to }) => {
        const own = indentation(from);
        const [first = '', ...rest] = text.slice(absolute(from).start, absolute(to).end).split('\n');
        return [first, ...rest.map((line) => (line.startsWith(own) ? indent + line.slice(own.length) : line))].join(
          '\n',
        );
      });
      const newText = blocks.join(`${lineEnding(whole.from)}${indent}`);
      return at(whole.from.anchor, absolute(whole.from).start, absolute(whole.to).end, newText);
    },
    appendMethod: (place, needsParens, suffix) => {
      if (!needsParens) return { place: { ...place, start: place.end }, newText: suffix };
      const text = textOf(place.anchor.path);
      const { start, end } = absolute(place);
      return { place, newText: `(${text.slice(start, end)})${suffix}` };
    },
    addImport: (module, statement) => addImport(module, statement),
    indentation,
    lineEnding,
  };
}

function endingOf(text: string, offset: number): string {
  const next = text.indexOf('\n', offset);
  const at = next >= 0 ? next : text.indexOf('\n');
  return at > 0 && text.charAt(at - 1) === '\r' ? '\r\n' : '\n';
}

/** Before the first import; behind docstring, comments and `__future__` imports, which must come first. */
function addImport(module: ModuleEntity, statement: string): Edit | undefined {
  const document: PythonDocument = module.document;
  const ending = endingOf(document.text, 0);
  let last: (typeof document.units)[number] | undefined;
  for (const unit of document.units) {
    const { statement: node } = unit.content.tree;
    const text = document.text.slice(unit.offset, unit.offset + unit.length);
    if (text === statement) return undefined;
    const isFuture = /^from\s+__future__\b/.test(text);
    const isDocstring = node?.kind === 'Expr' && node.value.kind === 'String' && last === undefined;
    if (node && !isFuture && !isDocstring) {
      return { place: { anchor: unit, start: 0, end: 0 }, newText: `${statement}${ending}` };
    }
    if (isFuture || isDocstring) last = unit;
  }
  if (last) return { place: { anchor: last, start: last.length, end: last.length }, newText: `${ending}${statement}` };
  return { place: { anchor: { path: module.path, offset: 0 }, start: 0, end: 0 }, newText: `${statement}${ending}` };
}
