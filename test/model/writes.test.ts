import { describe, expect, test } from 'vitest';
import { valueText } from '../../server/src/model/describe';
import { see, type Seen } from '../support/see';

const HEAD = `import spaces
import gradio as gr
import torch
COUNT = 0
CACHE = {}
ITEMS = []
pipe = torch.nn.Linear(3, 3)
`;

function writesOf(seen: Seen, name: string): readonly string[] {
  return seen
    .code(name)
    .writes.map(({ kind, root, member }) =>
      [kind, root.owner, root.name, ...(member === undefined ? [] : [member])].join(' '),
    );
}

function writesIn(body: string, params = 'x'): readonly string[] {
  const indented = body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return writesOf(see(`${HEAD}@spaces.GPU\ndef f(${params}):\n${indented}\n`), 'f');
}

describe('what a function writes', () => {
  const cases: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'a global': ['global COUNT\nCOUNT = 1', ['assign global COUNT']],
    'a global, augmented': ['global COUNT\nCOUNT += 1', ['augment global COUNT']],
    'a global in a tuple': ['global COUNT\nCOUNT, y = 1, 2', ['assign global COUNT']],
    'a global that is only read': ['global pipe\nreturn pipe(x)', []],
    'a global by walrus': ['global COUNT\nif (COUNT := 5) > 1:\n    pass', ['assign global COUNT']],
    'a global by for': ['global COUNT\nfor COUNT in range(3):\n    pass', ['assign global COUNT']],
    'a global by with': ['global COUNT\nwith open(x) as COUNT:\n    pass', ['assign global COUNT']],
    'a global by import': ['global COUNT\nimport os as COUNT', ['assign global COUNT']],
    'a global by def': ['global COUNT\ndef COUNT(): pass', ['assign global COUNT']],
    'a global deleted': ['global COUNT\ndel COUNT', ['delete global COUNT']],
    'an item of a global': ['CACHE["a"] = x', ['item global CACHE a']],
    'an item by an unknown key': ['CACHE[x] = 1', ['item global CACHE']],
    'an item deleted': ['del CACHE["a"]', ['delete global CACHE']],
    'an item augmented': ['CACHE["n"] += 1', ['augment global CACHE']],
    'a method of a global': ['ITEMS.append(x)', ['method global ITEMS append']],
    'an attribute of a global': ['pipe.scheduler = x', ['attribute global pipe scheduler']],
    'deep in a global': ['CACHE["a"]["b"].append(x)', ['method global CACHE append']],
    'a parameter rebound': ['x = 1', []],
    'an item of a parameter': ['x["a"] = 1', ['item param x a']],
    'a method of a parameter': ['x.append(1)', ['method param x append']],
    'an attribute of a parameter': ['x.a = 1', ['attribute param x a']],
    'attributes by __dict__': [
      'x.__dict__.update(a=1, **{"b": 2}, **y)\nx.__dict__.update({"c": 3})',
      [
        'attribute param x a',
        'attribute param x b',
        'method param x update',
        'attribute param x c',
        'method param x update',
      ],
    ],
    'a parameter augmented': ['x += [1]', ['augment param x']],
    'a local': ['y = []\ny.append(1)\ny[0] = 2\nz = {}\nz["a"] = 1', []],
    'a local that is a global': ['y = ITEMS\ny.append(1)', ['method global ITEMS append']],
    'a local that is an argument': ['y = x\ny.append(1)', ['method param x append']],
    'a local that is an item of a global': ['y = CACHE["a"]\ny.append(1)', ['method global CACHE append']],
    'a copy of a global': ['y = list(ITEMS)\ny.append(1)', []],
    'another name of the same local': ['ITEMS = []\nITEMS.append(1)', []],
    'the variable of a comprehension': ['return [COUNT for COUNT, y in x]', []],
    'a method of the variable of a comprehension': ['return [ITEMS.pop() for ITEMS in x]', []],
    'a global behind a comprehension': ['y = {ITEMS for ITEMS in x}\nITEMS.append(1)', ['method global ITEMS append']],
    'a local that is a global, behind a comprehension': [
      'y = ITEMS\nz = [y for y in x]\ny.append(1)',
      ['method global ITEMS append'],
    ],
    nothing: ['return x + 1', []],
  };
  test.each(Object.entries(cases))('%s', (_, [body, expected]) => {
    expect(writesIn(body)).toEqual(expected);
  });

  test('a variable of the function around', () => {
    const seen = see(`${HEAD}
def outer():
    n = 0
    seen = []
    def inner():
        nonlocal n
        n += 1
        seen.append(n)
    return inner
`);
    expect(writesOf(seen, 'inner')).toEqual(['augment enclosing n', 'method enclosing seen append']);
  });

  test('attributes of self', () => {
    const seen = see(`${HEAD}
class A:
    def run(self, x):
        self.last = x
        self.all.append(x)
        self.by[x] = 1
        self.n += 1
`);
    expect(writesOf(seen, 'A.run')).toEqual([
      'attribute self self last',
      'method self self append',
      'item self self',
      'augment self self n',
    ]);
  });

  test('a class attribute', () => {
    const seen = see(`${HEAD}
class A:
    count = 0
def f():
    A.count += 1
    A.all = []
`);
    expect(writesOf(seen, 'f')).toEqual(['augment global A count', 'attribute global A all']);
  });

  test('a global of another module', () => {
    const seen = see({
      'app.py': 'import spaces\nimport state\n@spaces.GPU\ndef f(x):\n    state.COUNT = 1\n    state.ITEMS.append(x)\n',
      'state.py': 'COUNT = 0\nITEMS = []\n',
    });
    expect(writesOf(seen, 'f')).toEqual(['attribute global state COUNT', 'method global state append']);
  });

  test('the value written and whether it is sure', () => {
    const seen = see(`${HEAD}
@spaces.GPU
def f(x):
    global COUNT
    COUNT = torch.zeros(1).cuda()
    if x:
        CACHE["a"] = 5
`);
    expect(
      seen
        .code('f')
        .writes.filter(({ kind }) => kind !== 'method')
        .map(({ value, conditional }) => [valueText(value), conditional]),
    ).toEqual([
      ['tensor on cuda', false],
      ['5', true],
    ]);
  });

  test('globals written by functions are joined into what readers see', () => {
    const seen = see(`${HEAD}
def set_it():
    global COUNT
    COUNT = "text"
`);
    expect(seen.global('COUNT')).toBe('0 | "text"');
  });
});

describe('state', () => {
  test('a State parameter that is changed, and given back', () => {
    const seen = see(`${HEAD}
def add(x, history):
    history.append(x)
    return "", history
with gr.Blocks() as demo:
    box = gr.Textbox()
    st = gr.State([])
    box.submit(add, [box, st], [box, st])
`);
    const [handler] = seen.view.handlers;
    const { params, writes, exits } = seen.code('add');
    const slot = handler?.inputs?.findIndex((value) => valueText(value) === 'state') ?? -1;
    expect(params[slot]?.name).toBe('history');
    expect(writes.map(({ root }) => root)).toEqual([{ name: 'history', owner: 'param' }]);
    expect(exits[0]?.parts.map((part) => part.name)).toEqual([undefined, 'history']);
    expect(handler?.outputs?.map(valueText)).toEqual(['component', 'state']);
  });
});

describe('paths that are written', () => {
  const written = (body: string): readonly string[] => {
    const indented = body
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n');
    const seen = see(
      `${HEAD}import os, uuid, tempfile\nfrom PIL import Image\nimport soundfile as sf\n@spaces.GPU\ndef f(x):\n${indented}\n`,
    );
    return seen
      .code('f')
      .calls.filter((call) => call.args.length > 0 && ['save', 'write'].includes(call.method ?? ''))
      .map((call) => valueText(call.args[0]?.value ?? { alts: [], open: true }));
  };
  test('constant', () => {
    expect(written('img = Image.open(x)\nimg.save("out.png")\nsf.write("a.wav", x, 1)')).toEqual([
      '"out.png"',
      '"a.wav"',
    ]);
  });
  test('unique', () => {
    expect(
      written(
        'img = Image.open(x)\nimg.save(f"{uuid.uuid4()}.png")\nwith tempfile.NamedTemporaryFile(delete=False) as t:\n    sf.write(t.name, x, 1)\nd = tempfile.mkdtemp()\nimg.save(os.path.join(d, "out.png"))',
      ),
    ).toEqual(['text', 'path', 'text']);
  });
});
