import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { NodeReader, type SyntaxNode } from '../../server/src/syntax/python/nodes';
import { cursorsOf } from '../../server/src/syntax/python/rawCursor';

const resolve = createRequire(import.meta.url).resolve;
const module = { wasmBinary: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')) };
await Parser.init(module);
const language = await Language.load(readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')));
const parser = new Parser();
parser.setLanguage(language);

const readers = {
  'by the functions of the runtime': new NodeReader(language, cursorsOf(module)),
  'by the cursor of the library': new NodeReader(language, cursorsOf({})),
};

const TEXT = `import spaces  # 😀

@spaces.GPU(duration=60)
async def generate(prompt: str = "é", *rest, steps=20, **more) -> list[str]:
    for step in range(steps):
        if step not in rest and step > 1 or not prompt:
            yield f"{prompt!r:>10} {step}", await pipe(prompt)  # one
        elif (x := step): pass
        else:
            y += [a for b in c if d][1:2]
    match prompt:
        case Point(x=left, y=0) | Color.RED if left: pass
    try: ...
    except* (A, B) as e: raise C from e
class Model(nn.Module): field: int = -1
lambda *args, key=1: {**a, 'b': not c, "d" "e": None}
`;

/** What the library says of a node, as `SyntaxNode` promises it. */
function told(node: Node, field: string | undefined): unknown {
  const children = node.children
    .map((child, index) => ({ child, field: node.fieldNameForChild(index) ?? undefined }))
    .filter((each) => each.child.isNamed || each.field !== undefined);
  const { type, isNamed, startIndex: start, endIndex: end } = node;
  // It does not say so of a lone character that it skipped.
  const hasError = node.hasError || node.isError;
  return { type, isNamed, field, start, end, hasError, children: children.map((each) => told(each.child, each.field)) };
}

function read({ type, isNamed, field, start, end, hasError, children }: SyntaxNode): unknown {
  return { type, isNamed, field, start, end, hasError, children: children.map(read) };
}

describe.each(Object.entries(readers))('nodes read %s', (_, reader) => {
  const expectSame = (text: string, dirty?: { readonly start: number; readonly end: number }): void => {
    const tree = parser.parse(text);
    if (!tree) throw new Error('no tree');
    try {
      expect(read(reader.read(tree.rootNode, dirty))).toEqual(told(tree.rootNode, undefined));
    } finally {
      tree.delete();
    }
  };

  test('are those of the library', () => {
    expectSame(TEXT);
  });

  test('are those of the library in text that is broken anywhere, whatever of it is read at once', () => {
    const offset = fc.nat({ max: TEXT.length });
    fc.assert(
      fc.property(
        offset,
        fc.nat({ max: 30 }),
        fc.constantFrom('', '(', '"', ':', '\n', 'x =', '😀'),
        offset,
        offset,
        (at, cut, typed, a, b) => {
          expectSame(TEXT.slice(0, at) + typed + TEXT.slice(at + cut), { start: Math.min(a, b), end: Math.max(a, b) });
        },
      ),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 200) },
    );
  });

  test('are those of the library below a thousand brackets', () => {
    const tree = parser.parse(`${'('.repeat(1000)}x${')'.repeat(1000)}\n`);
    let node: SyntaxNode | undefined = tree ? reader.read(tree.rootNode) : undefined;
    let depth = 0;
    while (node && node.type !== 'identifier') {
      node = node.children[0];
      depth++;
    }
    expect(depth).toBe(1002);
    expect(node).toMatchObject({ start: 1000, end: 1001 });
    tree?.delete();
  });
});
