/** What counts as typing, and what waits for it; how long it waits is in typing.test.ts. */
import { expect, it } from 'vitest';
import type { Finding } from '../../server/src/engine/finding';
import { TypedLines } from '../../server/src/lsp/typedLine';
import type { TextChange } from '../../server/src/model';
import { LineIndex } from '../../server/src/text/lineIndex';

const text = 'spaces\ntorch\ngradio\n';
const path = '/space/requirements.txt';
const inTorch = text.indexOf('torch') + 2;

function change(newText: string, start = inTorch, end = start): TextChange {
  return { span: { start, end }, text: newText };
}

/** What a rule reports at an offset. */
function found(rule: string, at: number): Finding {
  return { rule, span: { start: at, end: at + 1 } } as Finding;
}

/** The document before anything was typed, in which these were found, and what is found from then on. */
function opened(...before: readonly Finding[]): {
  readonly lines: TypedLines;
  readonly find: (...now: readonly Finding[]) => void;
} {
  let all = before;
  const lines = new TypedLines({ findings: () => all, isOpen: () => true, lines: () => new LineIndex(text) });
  lines.findings(path);
  return { lines, find: (...now) => (all = now) };
}

it.each<readonly [string, readonly TextChange[]]>([
  ['a key', [change('h')]],
  ['a quote, which the editor closes', [change('""')]],
  ['a letter that takes the place of another', [change('h', inTorch, inTorch + 1)]],
  ['a deleted letter', [change('', inTorch, inTorch + 1)]],
])('%s is typing: what comes up on its line waits', (_, changes) => {
  const { lines, find } = opened();
  lines.changes(path, changes);
  find(found('pin', inTorch), found('other', 0));
  expect(lines.findings(path).map(({ rule }) => rule)).toEqual(['other']);
  expect(lines.pause(path)).toBe(true);
  expect(lines.findings(path).map(({ rule }) => rule)).toEqual(['pin', 'other']);
  expect(lines.pause(path)).toBe(false);
});

it.each<readonly [string, readonly TextChange[]]>([
  ['a word', [change('hon')]],
  ['a key that takes the place of what was selected', [change('h', inTorch, inTorch + 3)]],
  ['the end of a line that goes', [change('', text.indexOf('\n'), text.indexOf('\n') + 1)]],
  ['a key at two carets', [change('h'), change('h', 1)]],
])('%s is no typing: all is told', (_, changes) => {
  const { lines, find } = opened();
  lines.changes(path, changes);
  find(found('pin', inTorch), found('other', 0));
  expect(lines.findings(path)).toHaveLength(2);
});

it('keeps what was told of the line, not what the same rule told of another', () => {
  const { lines, find } = opened(found('pin', inTorch), found('case', 0));
  lines.changes(path, [change('h')]);
  find(found('pin', inTorch), found('case', 0), found('case', inTorch));
  expect(lines.findings(path).map(({ rule, span }) => [rule, span.start])).toEqual([
    ['pin', inTorch],
    ['case', 0],
  ]);
});
