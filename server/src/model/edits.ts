import type { PythonDocument } from '../syntax/python/document';
import { absolute, type Anchor, type Edit, type Place } from '../text/place';
import type { ModuleEntity } from './entities';
import type { SourceEdits } from './views';

/** Edits in the style of the file they change. `textOf` and `pythonOf` give what is in a file now. */
export function sourceEdits(
  textOf: (path: string) => string,
  pythonOf: (path: string) => PythonDocument | undefined,
): SourceEdits {
  const at = (anchor: Anchor, start: number, end: number, newText: string): Edit => ({
    place: { anchor, start: start - anchor.offset, end: end - anchor.offset },
    newText,
  });

  const lineStart = (text: string, offset: number): number => {
    const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
  };

  const lineEnd = (text: string, offset: number): number => {
    const next = text.indexOf('\n', offset);
    const end = next < 0 ? text.length : next;
    // To the grammar `\r` is part of a comment, so a place can end behind it.
    return text.charAt(end - 1) === '\r' ? end - 1 : end;
  };

  const indentation = (place: Place): string => {
    const text = textOf(place.anchor.path);
    const { start } = absolute(place);
    return /^[ \t]*/.exec(text.slice(lineStart(text, start), start))?.[0] ?? '';
  };

  /** Whole lines, from the first of the comments right above, in whole-file offsets. */
  const withComments = (place: Place): { readonly start: number; readonly end: number } => {
    const text = textOf(place.anchor.path);
    const own = absolute(place);
    const indent = indentation(place);
    let start = lineStart(text, own.start);
    for (let above = start; above > 0;) {
      above = lineStart(text, above - 1);
      if (!text.slice(above, start).startsWith(`${indent}#`)) break;
      start = above;
    }
    const next = text.indexOf('\n', own.end);
    return { start, end: next < 0 ? text.length : next + 1 };
  };

  /** The line that ends where `offset` is, its line ending included. */
  const lineBefore = (text: string, offset: number): string =>
    offset === 0 ? '' : text.slice(lineStart(text, offset - 1), offset);

  const blankLinesAbove = (text: string, offset: number): number => {
    let count = 0;
    for (let at = offset; count < 2; count++) {
      const line = lineBefore(text, at);
      if (!/^[ \t]*\r?\n$/.test(line)) break;
      at -= line.length;
    }
    return count;
  };

  const ownsLines = (place: Place): boolean => {
    const text = textOf(place.anchor.path);
    const { start, end } = absolute(place);
    const behind = text.slice(end, lineEnd(text, end));
    return text.slice(lineStart(text, start), start).trim() === '' && /^[ \t]*(?:#.*)?$/.test(behind);
  };

  const lineEnding = (place: Place): string => endingOf(textOf(place.anchor.path), absolute(place).start);

  return {
    replace: (place, newText) => ({ place, newText }),
    leaveOnly: (whole, part) => {
      const span = absolute(part);
      const written = textOf(part.anchor.path).slice(span.start, span.end);
      const isClosed = pythonOf(part.anchor.path)?.isClosed(span) === true;
      return { place: whole, newText: isClosed ? written : `(${written})` };
    },
    insertBefore: (place, newText) => ({ place: { ...place, end: place.start }, newText }),
    insertAfter: (place, newText) => ({ place: { ...place, start: place.end }, newText }),
    remove: (place) => {
      const text = textOf(place.anchor.path);
      let { start, end } = absolute(place);
      const python = pythonOf(place.anchor.path);
      if (python?.isAloneInBlock({ start, end })) {
        const test = python.testAround({ start, end });
        if (!test) return at(place.anchor, start, end, 'pass');
        ({ start, end } = test);
      }
      const from = lineStart(text, start);
      const before = text.slice(from, start);
      const behind = /[^\n]*/.exec(text.slice(end))?.[0] ?? '';
      if (python) {
        const next = /^[ \t]*;[ \t]*(?=[^\s#])/.exec(behind)?.[0];
        if (next !== undefined) return at(place.anchor, start, end + next.length, '');
        const previous = /[ \t]*;[ \t]*$/.exec(before)?.[0];
        if (previous !== undefined) return at(place.anchor, start - previous.length, end, '');
      }
      // A comment behind code speaks of that code.
      const isLast = python ? /^[ \t]*;?\s*(?:#.*)?$/.test(behind) : behind.trim() === '';
      if (before.trim() !== '' || !isLast) {
        const isEnd = !python && isLast;
        return at(
          place.anchor,
          isEnd ? from + before.trimEnd().length : start,
          isEnd ? end + behind.trimEnd().length : end,
          '',
        );
      }
      const to = Math.min(text.length, end + behind.length + 1);
      return at(place.anchor, python ? withBlankLine(text, from, to) : from, to, '');
    },
    addArgument: (argsPlace, ...added) => {
      const text = textOf(argsPlace.anchor.path);
      const { start, end } = absolute(argsPlace);
      const insert = (offset: number, newText: string): Edit => at(argsPlace.anchor, offset, offset, newText);
      const argument = added.join(', ');
      if (text.slice(start + 1, end - 1).trim() === '') return insert(start + 1, argument);
      const last = pythonOf(argsPlace.anchor.path)?.lastArgument({ start, end });
      // A generator in the parentheses of the call needs its own.
      if (!last) return at(argsPlace.anchor, start, end, `(${text.slice(start, end)}, ${argument})`);
      const line = lineStart(text, last.start);
      const indent = /^[ \t]*/.exec(text.slice(line, last.start))?.[0] ?? '';
      const standsAlone = line > start && line + indent.length === last.start;
      if (!standsAlone)
        return insert(last.commaEnd ?? last.end, last.commaEnd === undefined ? `, ${argument}` : ` ${argument}`);
      const ownLines = added.map((each) => `${endingOf(text, start)}${indent}${each}`).join(',');
      const behind = last.commaEnd ?? last.end;
      // A comment stays behind its own argument.
      const rest = text.slice(behind, Math.min(end - 1, lineEnd(text, behind)));
      if (last.commaEnd !== undefined) return insert(behind + rest.length, `${ownLines},`);
      return rest.trim() === ''
        ? insert(behind, `,${ownLines}`)
        : at(argsPlace.anchor, behind, behind + rest.length, `,${rest}${ownLines}`);
    },
    besideArgument: (argument, added) => {
      const text = textOf(argument.anchor.path);
      const { start, end } = absolute(argument);
      const standsAlone =
        text.slice(lineStart(text, start), start).trim() === '' &&
        /^[ \t]*,?[ \t]*(?:#.*)?$/.test(text.slice(end, lineEnd(text, end)));
      return standsAlone ? `,${endingOf(text, start)}${indentation(argument)}${added}` : `, ${added}`;
    },
    removeArgument: (argsPlace, argument) => {
      const text = textOf(argsPlace.anchor.path);
      const { start, end } = absolute(argument);
      const whole = absolute(argsPlace);
      const isOnly =
        text.slice(whole.start + 1, start).trim() === '' &&
        /^[ \t]*,?[ \t]*(?:#[^\r\n]*)?\s*$/.test(text.slice(end, whole.end - 1));
      if (isOnly) return at(argsPlace.anchor, whole.start + 1, whole.end - 1, '');
      const line = lineStart(text, start);
      const lines = /^[ \t]*,?[ \t]*(?:#[^\r\n]*)?\r?\n/.exec(text.slice(end))?.[0];
      if (lines !== undefined && text.slice(line, start).trim() === '') {
        return at(argsPlace.anchor, line, end + lines.length, '');
      }
      const behind = /^\s*,/.exec(text.slice(end))?.[0];
      if (behind !== undefined) {
        const comma = end + behind.length;
        const blanks = /^[ \t]*/.exec(text.slice(comma))?.[0].length ?? 0;
        const next = text.slice(comma + blanks);
        if (next.startsWith('#')) return at(argsPlace.anchor, start, comma, '');
        if (!/^(?:\r?\n|\))/.test(next)) return at(argsPlace.anchor, start, comma + blanks, '');
        // The last of its line: no blanks stay behind what is before it, and after the parenthesis comes the next one.
        const isFirst = text.slice(whole.start + 1, start).trim() === '';
        const lineBreak = isFirst ? (/^\s*(?=[^\s#])/.exec(next)?.[0].length ?? 0) : 0;
        const from = whole.start + text.slice(whole.start, start).trimEnd().length;
        return at(argsPlace.anchor, isFirst ? start : from, comma + blanks + lineBreak, '');
      }
      const before = /,\s*$/.exec(text.slice(whole.start, start))?.[0] ?? '';
      return at(argsPlace.anchor, start - before.length, end, '');
    },
    insertLineAbove: (place, newText) => {
      const text = textOf(place.anchor.path);
      const { start } = absolute(place);
      const from = lineStart(text, start);
      return at(place.anchor, from, from, `${indentation(place)}${newText}${lineEnding(place)}`);
    },
    insertAbove: (place, newText) => {
      const text = textOf(place.anchor.path);
      const ending = lineEnding(place);
      const indent = indentation(place);
      const from = withComments(place).start;
      const blank = blankLinesAbove(text, from);
      const lines = newText.split('\n').map((line) => (line.trim() === '' ? line : indent + line));
      return at(place.anchor, from, from, `${lines.join('\n')}${ending.repeat(blank + 1)}`);
    },
    insertLinesBelow: (place, newText) => {
      const behind = lineEnd(textOf(place.anchor.path), absolute(place).end);
      return at(place.anchor, behind, behind, `${lineEnding(place)}${newText}`);
    },
    blankLinesAbove: (place) => blankLinesAbove(textOf(place.anchor.path), withComments(place).start),
    replaceWithBlock: (place, newText) => {
      const text = textOf(place.anchor.path);
      const { start, end } = absolute(place);
      const ending = lineEnding(place);
      const above = ending.repeat(Math.max(0, 2 - blankLinesAbove(text, withComments(place).start)));
      const comment = /^[ \t]*#[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
      const to = end + comment.length;
      const behind = /^[ \t]*\r?\n((?:[ \t]*\r?\n)*)/.exec(text.slice(to))?.[1] ?? '';
      const isLast = text.slice(to).trim() === '';
      const below = isLast ? '' : ending.repeat(Math.max(0, 2 - (behind.split('\n').length - 1)));
      const from = withComments(place).start;
      const block = inUnitsOf(text, newText);
      return at(place.anchor, from, to, `${above}${text.slice(from, start)}${block}${comment}${below}`);
    },
    insertBelow: (place, newText) => {
      const text = textOf(place.anchor.path);
      const ending = lineEnding(place);
      const behind = lineEnd(text, absolute(place).end);
      const separator = ending.repeat(blankLinesAbove(text, withComments(place).start) + 1);
      return at(place.anchor, behind, behind, `${separator}${indentation(place)}${newText}`);
    },
    outdented: (statements) => {
      const written = statements.map((place) => {
        const text = textOf(place.anchor.path);
        const { start, end } = withComments(place);
        const own = absolute(place);
        const indent = indentation(place);
        const lines = text
          .slice(start, end)
          .replace(/\r?\n$/, '')
          .split('\n');
        const isAlone =
          text.slice(lineStart(text, own.start), own.start).trim() === '' &&
          /^[ \t]*(?:#.*)?$/.test(text.slice(own.end, lineEnd(text, own.end)));
        const isLost = lines.some((line) => line.trim() !== '' && !line.startsWith(indent));
        // What is inside a string is no indentation.
        const spans = lines.length > 1 && /'''|"""|\\\r?\n/.test(text.slice(own.start, own.end));
        return !isAlone || isLost || spans ? undefined : lines.map((line) => line.slice(indent.length)).join('\n');
      });
      const [place] = statements;
      if (!place || written.includes(undefined)) return undefined;
      const ending = lineEnding(place);
      return written
        .map((lines, i) => {
          const { anchor } = statements[i] ?? place;
          const isSetOff =
            i > 0 && blankLinesAbove(textOf(anchor.path), withComments(statements[i] ?? place).start) > 0;
          return isSetOff ? `${ending}${lines ?? ''}` : lines;
        })
        .join(ending);
    },
    removeLines: (statements) => {
      const [place] = statements;
      if (!place) return [];
      const text = textOf(place.anchor.path);
      const spans: { start: number; end: number }[] = [];
      for (const span of statements.map(withComments).sort((a, b) => a.start - b.start)) {
        const last = spans.at(-1);
        if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
        else spans.push({ ...span });
      }
      return spans.map(({ start, end }) => {
        // At the top of a block, and where there was one before, the blank line behind goes too.
        const isSetOff = /^[ \t]*\r?\n$|:[ \t]*(?:#.*)?\r?\n$/.test(lineBefore(text, start));
        const blank = isSetOff ? (/^(?:[ \t]*\r?\n)+/.exec(text.slice(end))?.[0].length ?? 0) : 0;
        return at(place.anchor, start, end + blank, '');
      });
    },
    insertLineBelow: (place, newText) => {
      const behind = lineEnd(textOf(place.anchor.path), absolute(place).end);
      return at(place.anchor, behind, behind, `${lineEnding(place)}${indentation(place)}${newText}`);
    },
    ownsLines,
    isRightAbove: (upper, lower) => {
      const text = textOf(upper.anchor.path);
      const behind = lineEnd(text, absolute(upper).end);
      return ownsLines(upper) && text.slice(behind, withComments(lower).start).trim() === '';
    },
    withComment: (place) => {
      const behind = /^[ \t]*#[^\r\n]*/.exec(textOf(place.anchor.path).slice(absolute(place).end))?.[0] ?? '';
      return { ...place, end: place.end + behind.trimEnd().length };
    },
    string: (place, content) => {
      const written = /^["']/.exec(textOf(place.anchor.path).slice(absolute(place).start))?.[0];
      const quote = written ?? pythonOf(place.anchor.path)?.usualQuote ?? '"';
      return `${quote}${content}${quote}`;
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

/** What is indented by fours, indented as the file is. */
function inUnitsOf(text: string, newText: string): string {
  const unit = /^\S.*:[ \t]*(?:#.*)?\r?\n([ \t]+)\S/m.exec(text)?.[1] ?? '    ';
  return newText.replace(/^(?: {4})+/gm, (blanks) => unit.repeat(blanks.length / 4));
}

/** Where to cut so that no two paragraphs of blank lines meet: with the blank line above, when one follows or nothing. */
function withBlankLine(text: string, from: number, to: number): number {
  const isFollowed = to < text.length && !/^[ \t]*\r?\n/.test(text.slice(to, to + 200));
  const above = isFollowed ? undefined : /\n([ \t]*\r?\n)$/.exec(text.slice(Math.max(0, from - 200), from))?.[1];
  return from - (above?.length ?? 0);
}

/**
 * Among the imports of the standard library at the top of the module, where they are sorted, else before the first import
 * but that of `spaces`, which is to come first; behind docstring, comments and `__future__` imports.
 */
function addImport(module: ModuleEntity, statement: string): Edit | undefined {
  const document: PythonDocument = module.document;
  const ending = endingOf(document.text, 0);
  const isShared = true;
  const insertAt = (anchor: Anchor, offset: number, newText: string): Edit => ({
    place: { anchor, start: offset - anchor.offset, end: offset - anchor.offset },
    newText,
    isShared,
  });
  const textOf = ({ offset, length }: Unit): string => document.text.slice(offset, offset + length);
  const units = document.units.filter(({ content }) => content.tree.statement !== undefined);
  if (document.units.some((unit) => textOf(unit) === statement)) return undefined;
  const isDocstring = (unit: Unit): boolean => {
    const node = unit.content.tree.statement;
    return node?.kind === 'Expr' && node.value.kind === 'String';
  };
  const first = units.findIndex(
    (unit, i) => !/^from\s+__future__\b/.test(textOf(unit)) && !(i === 0 && isDocstring(unit)),
  );
  const head = units[first];
  if (!head) {
    const last = units.at(-1);
    return last
      ? insertAt(last, last.offset + last.length, `${ending}${statement}`)
      : insertAt({ path: module.path, offset: 0 }, 0, `${statement}${ending}`);
  }
  const name = importedFirst(statement);
  const isSpaces = importedFirst(textOf(head)) === 'spaces';
  if (name === 'spaces' || name === undefined) return insertAt(head, head.offset, `${statement}${ending}`);
  const run = sortedRun(units.slice(isSpaces ? first + 1 : first), document.text);
  const next = run.find((unit) => (importedFirst(textOf(unit)) ?? '') > name);
  if (next) return insertAt(next, next.offset, `${statement}${ending}`);
  const last = run.at(-1) ?? (isSpaces ? head : undefined);
  if (!last) return insertAt(head, head.offset, `${statement}${ending}`);
  // Behind the comment on its line.
  const behind = /^[^\r\n]*/.exec(document.text.slice(last.offset + last.length))?.[0].length ?? 0;
  return insertAt(last, last.offset + last.length + behind, `${ending}${statement}`);
}

type Unit = PythonDocument['units'][number];

/** What `import …` names first. */
function importedFirst(text: string): string | undefined {
  return /^import[ \t]+([\w.]+)(?:[ \t]*,[ \t]*[\w.]+)*$/.exec(text)?.[1];
}

/** The units at the start that import modules of the standard library, on adjacent lines; none where they are not sorted. */
function sortedRun(units: readonly Unit[], text: string): readonly Unit[] {
  const names: string[] = [];
  for (const [i, unit] of units.entries()) {
    const name = importedFirst(text.slice(unit.offset, unit.offset + unit.length));
    const before = units[i - 1];
    const isNext = !before || /^[ \t]*(?:#.*)?\r?\n$/.test(text.slice(before.offset + before.length, unit.offset));
    if (name === undefined || !STANDARD.has(name) || !isNext) break;
    names.push(name);
  }
  return names.every((name, i) => i === 0 || (names[i - 1] ?? '') <= name) ? units.slice(0, names.length) : [];
}

/** Modules of the standard library that apps import (Python 3.12). */
const STANDARD: ReadonlySet<string> = new Set(
  (
    'argparse ast asyncio base64 collections contextlib contextvars copy csv ctypes dataclasses datetime difflib enum ' +
    'functools gc glob hashlib heapq html importlib inspect io itertools json logging math mimetypes multiprocessing ' +
    'operator os pathlib pickle platform queue random re secrets select shlex shutil signal site socket sqlite3 ssl ' +
    'statistics string struct subprocess sys tarfile tempfile textwrap threading time traceback types typing unicodedata ' +
    'urllib uuid warnings wave weakref webbrowser xml zipfile zlib'
  ).split(' '),
);
