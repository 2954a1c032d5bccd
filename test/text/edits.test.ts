import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, byPosition, conflict, EditLog, type SpanEdit } from '../../server/src/text/edits';
import { foldersAbove, isInside, matchesGlob, relativeTo } from '../../server/src/text/paths';

/** Edits of a text of some length, those left out that one before stands in the way of. */
function withoutConflicts(
  round: readonly { readonly start: number; readonly length: number; readonly newText: string }[],
  total: number,
): readonly SpanEdit[] {
  const chosen: SpanEdit[] = [];
  for (const { start, length, newText } of round) {
    const from = Math.min(start, total);
    const edit = { span: { start: from, end: Math.min(from + length, total) }, newText };
    if (!chosen.some((taken) => conflict(taken, edit))) chosen.push(edit);
  }
  return chosen;
}

describe('EditLog', () => {
  const edits = fc.array(fc.record({ start: fc.nat(30), length: fc.nat(5), newText: fc.string({ maxLength: 4 }) }), {
    maxLength: 4,
  });

  it('knows where in the first text something stood', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.array(edits, { maxLength: 4 }), (length, rounds) => {
        const log = new EditLog(length);
        // Each character by its place in the first text; undefined when it was inserted.
        let current: (number | undefined)[] = Array.from({ length }, (_, index) => index);
        for (const round of rounds) {
          const chosen = withoutConflicts(round, current.length);
          log.add(chosen);
          for (const { span, newText } of [...chosen].sort(byPosition).reverse()) {
            const inserted = Array.from({ length: newText.length }, () => undefined);
            current = [...current.slice(0, span.start), ...inserted, ...current.slice(span.end)];
          }
        }
        let behind = 0;
        for (const [offset, place] of current.entries()) {
          expect(log.origin(offset)).toBe(place ?? behind);
          if (place !== undefined) behind = place + 1;
        }
        expect(log.origin(current.length)).toBe(behind);
      }),
    );
  });

  it('tells several rounds as one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(edits, { maxLength: 4 }), (text, rounds) => {
        const log = new EditLog(text.length);
        let current = text;
        for (const round of rounds) {
          const chosen = withoutConflicts(round, current.length);
          log.add(chosen);
          current = applyEdits(current, chosen);
        }
        expect(applyEdits(text, log.edits)).toBe(current);
        for (const [index, edit] of log.edits.entries()) {
          const next = log.edits[index + 1];
          if (next) expect(edit.span.end).toBeLessThan(next.span.start);
        }
      }),
    );
  });
});

describe('paths', () => {
  it('know what is inside what', () => {
    expect(isInside('/a/b/c.py', '/a/b')).toBe(true);
    expect(isInside('/a/bc.py', '/a/b')).toBe(false);
    expect(isInside('/a/b', '/a/b')).toBe(false);
    expect(relativeTo('/a', '/a/b/c')).toBe('b/c');
    expect(foldersAbove('/a/b/c.py')).toEqual(['/a/b', '/a']);
    expect(foldersAbove('/a/b/c.py', '/a')).toEqual(['/a/b', '/a']);
    expect(foldersAbove('/a/c.py', '/a')).toEqual(['/a']);
    expect(foldersAbove('vscode-vfs://github/o/r/app.py')[0]).toBe('vscode-vfs://github/o/r');
    expect(foldersAbove('app.py')).toEqual([]);
  });

  it('match globs', () => {
    expect(matchesGlob('vendor', 'lib/vendor/x.py')).toBe(true);
    expect(matchesGlob('vendor/**', 'lib/vendor/x.py')).toBe(false);
    expect(matchesGlob('lib/*/x.py', 'lib/vendor/x.py')).toBe(true);
    expect(matchesGlob('**/*.py', 'a.py')).toBe(true);
    expect(matchesGlob('test_?.py', 'deep/test_1.py')).toBe(true);
    expect(matchesGlob('a.py', 'abpy')).toBe(false);
  });
});
