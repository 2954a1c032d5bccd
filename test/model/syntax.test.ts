import { describe, expect, test } from 'vitest';
import { see } from '../support/see';

const APP = `import spaces
@spaces.GPU(duration=9)
def f(x):
    return x
`;

/** What stands before and behind some text is still seen. */
function around(text: string): readonly string[] {
  return see(`${APP}${text}\n@spaces.GPU(duration=8)\ndef g(x):\n    return x\n`).gpu;
}

describe('Python of today', () => {
  const pieces: Readonly<Record<string, string>> = {
    'type aliases': 'type Pair[T] = tuple[T, T]\ntype X = int',
    'generic functions': 'def first[T: (int, str)](xs: list[T]) -> T:\n    return xs[0]',
    'generic classes': 'class Box[T, *Ts, **P](Base):\n    def get(self) -> T: return self.x',
    'nested f-strings': 'name = f"{f"{f"{1 + 1}"}"} {"a" if x else "b"}"',
    'f-strings with formats': 'name = f"{x!r:>{width}} {y=} {{literal}} {z:%Y-%m-%d}"',
    'multi-line f-strings': 'name = f"""{\n    x  # comment\n}"""',
    'except groups': 'try:\n    pass\nexcept* (ValueError, TypeError) as eg:\n    pass\nexcept* OSError:\n    pass',
    match:
      'match command.split():\n    case [a, *rest] if a: pass\n    case {"k": v, **more}: pass\n    case Point(x=0, y=yy) | Other(): pass\n    case "a" | None | -1: pass\n    case _: pass',
    'match as a name': 'match = re.match("a", b)\nmatch(1)\ntype = 5\ncase = 6',
    'parenthesised with': 'with (\n    open("a") as a,\n    open("b") as b,\n):\n    pass',
    walrus: 'if (n := len(a)) > 10: print(n)\n[y := 1, y**2]',
    'positional-only parameters': 'def h(a, /, b, *, c=1, **k): pass',
    decorators: '@(lambda f: f)\n@registry["x"].wrap(1)[0]\n@a if b else c\n@x.y().z\ndef h(): pass',
    'star expressions': 'a = [*b, *c]\nd = {**e}\nprint(*f, **g)\nfor x in *a, *b: pass\nreturn_ = x[*a]',
    async:
      'async def h():\n    async with a as b: pass\n    async for c in d: yield c\n    return_ = [x async for x in y if await z]',
    'old print': 'print "hello"\nexec "code"',
    numbers: 'a = 0xFF_FF + 0b1 + 0o7 + 1e3 + 1_000.5 + 3j + 10_0',
    strings: 'a = rb"\\x" b"" u"ü" \'\'\'x\'\'\' "a" "b"\nb = "\\N{GREEK SMALL LETTER ALPHA} \\ud83d \\400"',
    'line continuations': 'a = 1 + \\\n    2\nif a and \\\n   b: pass',
    semicolons: 'a = 1; b = 2; import os; c = 3;',
    'one-line bodies':
      'if a: b = 1; c = 2\nelif d: e = 3\nelse: f2 = 4\nfor x in y: pass\nwhile a: break\nclass A: x = 1\ndef h(): return 1',
    'a long chain of elif': `if a == 0:\n    pass\n${Array.from({ length: 20 }, (_, i) => `elif a == ${i}:\n    pass`).join('\n')}`,
    'lambda defaults': 'k = lambda x=1, *a, y, **k: (x, y)\nj = lambda: (yield)',
    'global at the top': 'global x\nnonlocal_ = 1',
    'a slice with steps': 'a = b[1:2:3, ..., None, :]',
    'a conditional import':
      'try:\n    import a.b.c as d\nexcept (ImportError, OSError) as e:\n    d = None\nelse:\n    pass\nfinally:\n    pass',
    'chained comparison': 'a = 1 < b <= 3 != 4 is not None not in c',
    'annotated names': 'x: int\ny: "list[int]" = []\nclass A:\n    z: int = 1',
    'members of generic types': 'x: list[int].y = 1\ntype X = a[b].c\ndef h(a: b[c].d | e[f]): pass',
    'a tuple to enter': 'with (a, b), c as d: pass',
    emoji: 'a = "🎨👩‍👩‍👧‍👧" # 🧪\nb = "é"',
    'a form feed': '\f\nx = 1',
    tabs: 'if a:\n\tb = 1\n\tif c:\n\t\td = 1',
    'a BOM in the middle': 'x = "\ufeff"',
  };
  test.each(Object.entries(pieces))('%s', (_, text) => {
    expect(around(text)).toEqual(['f 9', 'g 8']);
  });

  test('a byte order mark at the start', () => {
    expect(see(`\ufeff${APP}`).gpu).toEqual(['f 9']);
  });
  test('CRLF', () => {
    expect(see(APP.replaceAll('\n', '\r\n')).gpu).toEqual(['f 9']);
  });
  test('mixed line ends', () => {
    expect(see(`${APP.replaceAll('\n', '\r\n')}x = 1\n${APP.replace('f(', 'g(')}`).gpu).toEqual(['f 9', 'g 9']);
  });
  test('no line end at the end', () => {
    expect(see(APP.trimEnd()).gpu).toEqual(['f 9']);
  });
  test('nothing at all', () => {
    expect(see('').gpu).toEqual([]);
    expect(see('\n\n  \n').gpu).toEqual([]);
  });
});

describe('half-typed code: nothing is made up, and what stands before is still seen', () => {
  const pieces: readonly string[] = [
    'def',
    'def h(',
    'def h(x:',
    'class',
    'class A(',
    '@',
    '@spaces.',
    '@spaces.GPU(',
    '@spaces.GPU(duration=',
    '@spaces.GPU(duration=9)',
    'if',
    'if x:',
    'for',
    'for x in',
    'with gr.Blocks() as',
    'try:',
    'try:\n    x = 1\nexc',
    'x =',
    'x = [1, 2',
    'x = {"a": ',
    'x = f"{',
    'x = """abc',
    "x = 'abc",
    'import',
    'from',
    'from x import',
    'from . import (a,',
    'return',
    'lambda',
    'x = lambda',
    'match x:',
    'match x:\n    case',
    'a.',
    'a..b',
    'gr.Button().click(',
    'gr.Button().click(f, [',
    'x[',
    'print(',
    ')',
    ']]',
    '    x',
    '=====',
    '<<<<<<< HEAD',
    '%%bash',
    '!pip install spaces',
    '<html>',
    '\\',
    '"',
    '#',
    '@@@',
    'async',
    'await',
    'yield',
    'del',
    'global',
    'not',
    '*',
    '**',
    ':=',
    '->',
    '$$$',
    '?',
    '`x`',
  ];
  test.each(pieces)('%j', (piece) => {
    const seen = see(`${APP}${piece}`);
    expect(seen.gpu[0]).toBe('f 9');
    expect(seen.gpu.length).toBeLessThanOrEqual(1);
    seen.space.describe();
  });
  test.each(pieces)('%j typed at the start', (piece) => {
    const { space } = see(`${piece}\n${APP}`);
    space.describe();
    expect(() => space.view.codes.map((code) => code.facts)).not.toThrow();
  });
});

describe('hostile text never throws', () => {
  const chain = (last: string, body: (next: string) => string): string =>
    [...Array.from({ length: 100 }, (_, i) => body(`h${i + 1}(n)`)), last]
      .map((result, i) => `def h${i}(n):\n    return ${result}`)
      .join('\n');
  const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + '1' + close.repeat(depth);
  const texts: Readonly<Record<string, () => string>> = {
    '10,000 nested parentheses': () => `x = ${deep('(', ')', 10_000)}`,
    '10,000 nested lists': () => `x = ${deep('[', ']', 10_000)}`,
    '10,000 nested calls': () => `x = ${deep('f(', ')', 10_000)}`,
    '10,000 nested dictionaries': () => `x = ${deep('{1:', '}', 10_000)}`,
    '10,000 chained calls': () => `x = a${'.b()'.repeat(10_000)}`,
    '10,000 chained subscripts': () => `x = a${'[0]'.repeat(10_000)}`,
    '10,000 terms': () => `x = 1${' + 1'.repeat(10_000)}`,
    '10,000 conditions': () => `x = a${' and a'.repeat(10_000)}`,
    '10,000 comparisons': () => `x = a${' < a'.repeat(10_000)}`,
    '10,000 negations': () => `x = ${'not '.repeat(10_000)}a`,
    '10,000 minus signs': () => `x = ${'-'.repeat(10_000)}1`,
    '10,000 targets': () => `${'a = '.repeat(10_000)}1`,
    '10,000 nested lambdas': () => `x = ${'lambda: '.repeat(10_000)}1`,
    '2,000 nested conditionals': () => `x = ${'1 if a else '.repeat(2000)}2`,
    '10,000 open parentheses': () => `x = ${'('.repeat(10_000)}`,
    '10,000 adjacent strings': () => `x = (${'"a" '.repeat(10_000)})`,
    '2,000 elifs': () =>
      `if a == 0:\n    x = 0\n${Array.from({ length: 2000 }, (_, i) => `elif a == ${i}:\n    x = ${i}`).join('\n')}`,
    '2,000 elifs in a function': () =>
      `def h(a):\n    if a == 0:\n        return 0\n${Array.from({ length: 2000 }, (_, i) => `    elif a == ${i}:\n        return ${i}`).join('\n')}`,
    '1,000 nested blocks': () =>
      Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}if a:`).join('\n') + `\n${' '.repeat(1000)}x = 1`,
    '300 nested functions': () =>
      Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}def h${i}():`).join('\n') + `\n${' '.repeat(300)}x = 1`,
    '300 nested loops in a function': () =>
      `def h():\n${Array.from({ length: 300 }, (_, i) => `${' '.repeat(i + 1)}for i${i} in x:`).join('\n')}\n${' '.repeat(301)}x = 1`,
    '5,000 lines of dictionary': () =>
      `x = {\n${Array.from({ length: 5000 }, (_, i) => `    "k${i}": [${i}, "v"],`).join('\n')}\n}`,
    'a chain of functions: a list of the next one’s result': () => chain('1', (next) => `[${next}, 1]`),
    'a chain of functions: a wide tuple': () => chain('1', (next) => `(${`${next}, `.repeat(16)})`),
    'a chain of functions: a dictionary with it twice': () => chain('1', (next) => `{"a": ${next}, "b": ${next}}`),
    'a chain of functions: a list or a dictionary': () => chain('1', (next) => `[${next}] if n else {"b": ${next}}`),
    'a chain of functions: partials of partials': () =>
      `from functools import partial\n${chain('print', (next) => `partial(${next}, ${next}, ${next})`)}`,
    'a chain of functions: closures': () => chain('1', (next) => `(lambda a, b: (lambda: (a, b)))(${next}, ${next})`),
    'a chain of functions: twice the text': () => chain('"x"', (next) => `${next} + ${next}`),
    'a chain of functions: an f-string': () => chain('"x"', (next) => `f"{${next}}{${next}}"`),
    'a chain of functions: twice the path': () =>
      `from pathlib import Path\n${chain('Path("x")', (next) => `${next} / ${next}`)}`,
    '200,000 numbers and a comment': () => `x = [\n${'1,'.repeat(200_000)}  # many\n]`,
    '5,000 functions': () =>
      Array.from({ length: 5000 }, (_, i) => `def h${i}():\n    return h${(i + 1) % 5000}()`).join('\n'),
    '3,000 names that lean on each other': () =>
      `x0 = 1\n${Array.from({ length: 3000 }, (_, i) => `x${i + 1} = x${i} + 1`).join('\n')}\nprint(x3000)`,
    '3,000 classes that inherit from each other': () =>
      `class C0: pass\n${Array.from({ length: 3000 }, (_, i) => `class C${i + 1}(C${i}): pass`).join('\n')}\nC3000().run()`,
    'a line of a megabyte': () => `x = "${'a'.repeat(1 << 20)}"`,
    'a line of a megabyte of code': () => `x = [${'1, '.repeat(1 << 18)}]`,
    'a comment of a megabyte': () => `#${'a'.repeat(1 << 20)}`,
    'NUL characters': () => 'x = "\0"\0\n\0\ny = 1\0',
    'lone carriage returns': () => 'x = 1\ry = 2\rdef h():\r    return 1\r',
    'lone surrogates': () => 'x = "\ud83d"\ny\udc00 = 1',
    'line separators': () => 'x = "\u2028\u2029\u0085"\u2028y = 1',
    'control characters': () => Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)).join('x'),
  };
  test.each(Object.entries(texts))(
    '%s',
    (_, make) => {
      const text = make();
      const { space, view } = see(`${APP}${text}\n`);
      const look = (): void => {
        space.describe();
        expect(() => view.codes.map((code) => [code.facts, code.contexts])).not.toThrow();
      };
      look();
      expect(view.gpuFunctions[0]?.name).toBe('f');
      const length = space.text('/s/app.py')?.length ?? 0;
      space.editFile('/s/app.py', [{ span: { start: length, end: length }, text: 'y = x\n' }]);
      space.editFile('/s/app.py', [{ span: { start: APP.length, end: APP.length + 3 }, text: '(' }]);
      look();
      space.settle('/s/app.py');
      look();
    },
    20_000,
  );
});

describe('what the small tree keeps', () => {
  test('decorators of methods, static methods, nested functions', () => {
    const seen = see(`import spaces
class A:
    @spaces.GPU(duration=1)
    def a(self):
        @spaces.GPU(duration=2)
        def b(): pass
        class B:
            @spaces.GPU(duration=3)
            def c(self): pass
`);
    expect([...seen.gpu].sort()).toEqual(['a 1', 'b 2', 'c 3']);
  });

  test('lambdas and functions keep their places while others come and go', () => {
    const { space, view } = see(`${APP}h = [lambda: 1, lambda: 2]\n`);
    const names = (): readonly string[] => view.codes.filter((code) => code.fn).map((code) => view.text(code.place));
    expect(names()).toHaveLength(3);
    const text = space.text('/s/app.py') ?? '';
    space.editFile('/s/app.py', [
      { span: { start: text.indexOf('lambda: 1'), end: text.indexOf('lambda: 1') + 11 }, text: '' },
    ]);
    expect(names().at(-1)).toBe('lambda: 2');
  });

  test('comments are found wherever they stand', () => {
    const { space } = see(
      '# one\nx = [  # two\n    1,\n    # three\n]\nwith a:  # four\n    # five\n    pass\n    # six\ny = "# no"\n# seven',
    );
    expect(space.comments('/s/app.py').map((comment) => comment.text)).toEqual([
      '# one',
      '# two',
      '# three',
      '# four',
      '# five',
      '# six',
      '# seven',
    ]);
  });
});
