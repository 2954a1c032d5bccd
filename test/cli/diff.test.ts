import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../server/src/cli/diff';
import { applyEdits, type SpanEdit } from '../../server/src/text/edits';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-diff-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Git makes of a text and a patch. */
function applied(text: string, patch: string): string {
  if (patch === '') return text;
  const file = path.join(folder, 'app.py');
  writeFileSync(file, text);
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
  return readFileSync(file, 'utf8');
}

const pieces = fc.constantFrom('a', 'b', '\n', '\n', '\r', '\r\n');
const texts = fc.array(pieces, { minLength: 1, maxLength: 40 }).map((each) => each.join(''));
const edited = texts.chain((text) =>
  fc.record({
    text: fc.constant(text),
    edits: fc.array(fc.nat(text.length), { minLength: 2, maxLength: 6 }).chain((offsets) =>
      fc.array(fc.array(pieces, { maxLength: 4 }), { minLength: 3, maxLength: 3 }).map((news) =>
        editsOf(
          offsets,
          news.map((each) => each.join('')),
        ),
      ),
    ),
  }),
);

/** Edits between every two of some offsets, in order. */
function editsOf(offsets: readonly number[], news: readonly string[]): readonly SpanEdit[] {
  const sorted = [...new Set(offsets)].sort((a, b) => a - b);
  return sorted.flatMap((start, index) => {
    const end = sorted[index + 1];
    return index % 2 === 1 || end === undefined ? [] : [{ span: { start, end }, newText: news[index / 2] ?? '' }];
  });
}

describe('a patch', () => {
  it('can be applied where a lone carriage return stands', () => {
    const text = '---\rsdk: gradio\npython_version: 3.10\r\nx: 1\ry: 2\n';
    const edits = [{ span: { start: text.indexOf('3.10'), end: text.indexOf('3.10') + 4 }, newText: '"3.10"' }];
    expect(applied(text, unifiedDiff('app.py', text, edits))).toBe(applyEdits(text, edits));
  });

  it('can always be applied', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        // Git makes no file empty without deleting it.
        fc.pre(applyEdits(text, edits) !== '');
        expect(applied(text, unifiedDiff('app.py', text, edits))).toBe(applyEdits(text, edits));
      }),
      { numRuns: 60 },
    );
  });
});
