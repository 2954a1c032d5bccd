import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Tree } from 'web-tree-sitter';
import { PythonDocument } from '../../server/src/syntax/python/document';
import type { Unit } from '../../server/src/syntax/python/units';
import { LineIndex } from '../../server/src/text/lineIndex';
import { pythonParser } from '../support/python';
import { randomEdit, RandomTypist, share } from '../support/randomEdits';

const parser = await pythonParser();

const SEEDS = [
  `import spaces
import gradio as gr

@spaces.GPU(duration=60)
def generate(prompt, steps=20):
    for i in range(steps):
        yield pipe(prompt)  # 🚀 emoji

try:
    import xformers
except ImportError as e:
    xformers = None
else:
    print("ok")
finally:
    done = True

if x:
    a = 1
elif y:
    b = 2
else:
    c = 3

with gr.Blocks() as demo:
    # comment
    with gr.Row():
        btn = gr.Button("Go")
    btn.click(generate, [btn], [btn])

if __name__ == "__main__":
    demo.launch()
`,
  'x = 1\r\nwith a as b:\r\n\ty = """é\r\n😀"""\r\n\tz = [1,\r\n 2]\r\nclass A:\r\n\tdef f(self): return 1\r\n',
  // As many lines of comments as make a run that is not parsed, give or take some.
  `x = 1\n${'# c\n'.repeat(33)}def f():\n    y = 2\n${'    # d()\n\n'.repeat(32)}    return y\n`,
  'if a:\n    if b:\n        c\n    else:\n        d\nelse:\n    for i in x:\n        print(i)\n',
];
const FRAGMENTS = [
  '"',
  "'''",
  '(',
  ')',
  ':',
  '\n',
  '\r\n',
  '    ',
  '\t',
  'def f():\n',
  'if x:\n    ',
  'else:\n',
  '#',
  '😀',
  'x',
  ' = 1\n',
  '@spaces.GPU\n',
  'with y:\n',
  '\\\n',
  'except E:\n',
  'class C:\n',
  ';',
  '\r',
  '',
];

function shape(unit: Unit): unknown {
  const { functions, classes } = unit.content.tree;
  return {
    methods: classes.map(({ body }) => body.map((statement) => functions.findIndex((fn) => fn === statement))),
    offset: unit.offset,
    length: unit.length,
    tree: unit.content.tree,
    frames: unit.content.frames.map((frame) => ({ at: frame.header.offset, branch: frame.branch })),
  };
}

function check(document: PythonDocument): void {
  document.settle();
  const fresh = new PythonDocument('app.py', document.text, parser);
  try {
    expect(document.units.map(shape)).toEqual(fresh.units.map(shape));
    expect(document.lines.lineCount).toBe(new LineIndex(document.text).lineCount);
  } finally {
    fresh.dispose();
  }
}

test('units after any edits equal the units of a fresh document', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SEEDS),
      fc.array(randomEdit(FRAGMENTS), { minLength: 1, maxLength: 12 }),
      (seed, edits) => {
        const document = new PythonDocument('app.py', seed, parser);
        try {
          const typist = new RandomTypist();
          for (const edit of edits) {
            const { span, text } = typist.next(document.text, edit);
            document.edit(span, text);
            if (edit.at > 0.5) check(document);
          }
          check(document);
        } finally {
          document.dispose();
        }
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});

/** Whatever is next to a letter in Python. */
const LETTERS = `import os, spaces  # it's "so" {here}
type Alias = int
match = f"a {name!r:>{width}} {{b}} c" 'd\\n' rb"e"
def f(prompt, *, _=None) -> "é😀":
    '''# zerogpu: ignore
    # of {it}
    '''
    match prompt:
        case [x, *_] if x is not None and 0xf.real: return lambda y: y or"z"
        case {"k": v}: print (v); exec ("w")
    return 1.5if prompt in"abc"else await_
async def g(): await f(prompt=[i for i in (1_0,2j)])
${'# c\n'.repeat(40)}`;

test('a text with one letter more, less or other equals a fresh one', () => {
  const words = 'i f n o r x t b _ 0 1 . # " \' \\ { } ( é 😀 lambda zerogpu'.split(' ');
  const letters = fc.constantFrom(...words, ' ', '\n', '\t', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(share, fc.nat(2), letters), { maxLength: 30 }), (edits) => {
      const document = new PythonDocument('app.py', LETTERS, parser);
      try {
        expect(document.hasError).toBe(false);
        for (const [at, removed, inserted] of edits) {
          const start = Math.floor(at * (document.text.length - removed));
          const text = document.text.slice(start, start + removed);
          document.edit({ start, end: start + removed }, inserted);
          check(document);
          // Where there are errors everything is parsed.
          if (document.hasError) document.edit({ start, end: start + inserted.length }, text);
        }
        check(document);
      } finally {
        document.dispose();
      }
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});

test.each([
  ['a name', 'def f(x):\n    return f(x, foo|)\n'],
  ['a string', 'x = f"a|b {c}"\n'],
  ['a comment', 'x = 1  # b|c\n'],
])('a letter more in %s, and less, needs no parser', (_, text) => {
  const parse = vi.fn((source: string, old?: Tree | null) => parser.parse(source, old));
  const at = text.indexOf('|');
  const document = new PythonDocument('app.py', text.replace('|', ''), { ...parser, parse });
  check(document);
  document.edit({ start: at, end: at }, 'z');
  check(document);
  document.edit({ start: at, end: at + 1 }, '');
  check(document);
  expect(parse).toHaveBeenCalledTimes(1);
  document.dispose();
});

test('line starts after any edits equal those of a fresh index', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SEEDS, ''),
      fc.array(randomEdit(FRAGMENTS), { minLength: 1, maxLength: 12 }),
      (seed, edits) => {
        let text = seed;
        const index = new LineIndex(text);
        const typist = new RandomTypist();
        for (const edit of edits) {
          const { span, text: inserted } = typist.next(text, edit);
          text = text.slice(0, span.start) + inserted + text.slice(span.end);
          index.edit(span, inserted, text);
          const fresh = new LineIndex(text);
          expect(index.lineCount).toBe(fresh.lineCount);
          for (let line = 0; line < fresh.lineCount; line++) expect(index.lineStart(line)).toBe(fresh.lineStart(line));
        }
      },
    ),
  );
});

test('what was cut and comes back is what it was, but only between the units it stood between', () => {
  const document = new PythonDocument('app.py', 'a = 1\nb = a\nc = b\n', parser);
  const [, unit] = document.units;
  document.edit({ start: 6, end: 12 }, '');
  document.edit({ start: 6, end: 6 }, 'b = a\n');
  expect(document.units[1]).toBe(unit);
  document.edit({ start: 6, end: 12 }, '');
  document.edit({ start: 12, end: 12 }, 'b = a\n');
  expect(document.units.map((each) => document.text.slice(each.offset, each.offset + each.length))).toEqual([
    'a = 1',
    'c = b',
    'b = a',
  ]);
  expect(document.units[2]).not.toBe(unit);
  document.dispose();
});

test('a keystroke in a function changes that unit only', () => {
  const [seed = ''] = SEEDS;
  const document = new PythonDocument('app.py', seed, parser);
  const at = seed.indexOf('pipe(prompt)');
  const before = document.units.map((unit) => unit.content);
  const changes = document.edit({ start: at, end: at }, 'x');
  expect(changes.orderChanged).toBe(false);
  expect(changes.changed).toHaveLength(1);
  expect(document.units.filter((unit, i) => unit.content !== before[i])).toEqual(changes.changed);
  document.dispose();
});

test('of code that was commented out only the first line is parsed, and the text behind it is where it is', () => {
  for (const [end, indent] of [
    ['\n', ''],
    ['\r\n', '    '],
  ] as const) {
    const run = `# x = "{1}"${end}#${end}${end}`.repeat(50);
    const inner = run.replaceAll('#', `${indent}#`);
    const text = `def f():${end}    é = 1${end}${inner}    return "😀"${end}${run}y = 2${end}${run}# last`;
    const document = new PythonDocument('app.py', text, parser);
    const units = document.units.map((unit) => text.slice(unit.offset, unit.offset + unit.length));
    const [first = '', ...others] = units;
    expect(first).toMatch(/^def f[^]*return "😀"$/);
    expect(others.filter((unit) => !unit.startsWith('#'))).toEqual(['y = 2']);
    expect(document.units.flatMap((unit) => unit.content.tree.comments).length).toBeLessThan(8);
    document.dispose();
  }
});

test('what ends a string ends it, also in a long run of lines that look like comments', () => {
  const quotes = '"""';
  const text = `x = ${quotes}\n${'# a\n'.repeat(60)}# ${quotes}; y = 1\n${'# b\n'.repeat(60)}z = 2\n`;
  const document = new PythonDocument('app.py', text, parser);
  expect(document.hasError).toBe(false);
  const units = document.units.map((unit) => text.slice(unit.offset, unit.offset + unit.length));
  expect(units.filter((unit) => !unit.startsWith('#')).slice(1)).toEqual(['y = 1', 'z = 2']);
  document.dispose();
});
