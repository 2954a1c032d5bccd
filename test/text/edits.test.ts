import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, conflict, EditLog, type SpanEdit } from '../../server/src/text/edits';
import { foldersAbove, isInside, matchesGlob, relativeTo } from '../../server/src/text/paths';

describe('EditLog', () => {
  const edits = fc.array(fc.record({ start: fc.nat(30), length: fc.nat(5), newText: fc.string({ maxLength: 4 }) }), {
    maxLength: 4,
  });

  it('tells several rounds as one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(edits, { maxLength: 4 }), (text, rounds) => {
        const log = new EditLog(text.length);
        let current = text;
        for (const round of rounds) {
          const chosen: SpanEdit[] = [];
          for (const { start, length, newText } of round) {
            const from = Math.min(start, current.length);
            const edit = { span: { start: from, end: Math.min(from + length, current.length) }, newText };
            if (!chosen.some((taken) => conflict(taken, edit))) chosen.push(edit);
          }
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
