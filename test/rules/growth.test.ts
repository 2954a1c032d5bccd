import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { Database, type QueryOptions } from '../../server/src/model/database';
import { rules } from '../../server/src/rules';
import type { Files } from '../support/space';
import { root, spaceOf } from '../support/space';
import { examples, filesOf } from './page';

const pages = path.resolve(import.meta.dirname, '../../docs/rules');

/** Counts what is asked: by queries while they are computed, and by anybody. */
class CountingDatabase extends Database {
  questions = 0;
  questionsOfAll = 0;
  #depth = 0;

  override query<K extends object, V>(label: string, compute: (key: K) => V, options?: QueryOptions<V>): (key: K) => V {
    return this.#counted(super.query(label, (key: K) => this.#computing(() => compute(key)), options));
  }

  override queryNamed<K extends object, V>(
    label: string,
    compute: (key: K, name: string) => V,
    options?: QueryOptions<V>,
  ): (key: K, name: string) => V {
    return this.#counted(super.queryNamed(label, (key: K, name) => this.#computing(() => compute(key, name)), options));
  }

  #computing<V>(compute: () => V): V {
    this.#depth++;
    try {
      return compute();
    } finally {
      this.#depth--;
    }
  }

  #counted<A extends readonly unknown[], V>(ask: (...args: A) => V): (...args: A) => V {
    return (...args) => {
      if (this.#depth > 0) this.questions++;
      this.questionsOfAll++;
      return ask(...args);
    };
  }
}

const IMPORT = /^(?:import|from)\s.*$/gm;

/** An app that is the example so many times over, under other names each time; imported once. */
function copied(app: string, count: number): string {
  const names = new Set(
    [...app.matchAll(/(?:^\s*(?:async )?(?:def|class)\s+|^\s*|\bas\s+|\bfor\s+|\s=\s)(\w+)(?=\s=\s|\(.*\):|:$)/gm)].map(
      ([, name = '']) => name,
    ),
  );
  const imports = [...new Set(app.match(IMPORT))];
  const body = app.replace(IMPORT, '');
  const name = /\b[A-Za-z_]\w*\b/g;
  const copies = Array.from({ length: count }, (_, i) =>
    body.replace(name, (each) => (names.has(each) && !each.startsWith('__') ? `${each}_${i}` : each)),
  );
  return [...imports, ...copies].join('\n');
}

/** Where a statement can be typed in the functions of the last copy: the starts of some of their lines. */
function places(text: string, count: number): readonly number[] {
  const from = Math.floor((text.length / count) * (count - 1));
  const found: number[] = [];
  let body = Infinity;
  for (const { index, 0: line, 1: indent = '' } of text.matchAll(/^( *)\S.*$/gm)) {
    if (indent.length <= body) body = Infinity;
    else if (index > from) found.push(index);
    if (/^\s*(?:async )?def\b/.test(line)) body = Math.min(body, indent.length);
  }
  return found.filter((_, i) => i % Math.ceil(found.length / 4) === 0);
}

/** What is asked for the findings of an app after a statement that does nothing was typed, at some places. */
async function asked(files: Files, count: number): Promise<number> {
  const app = `${root}/app.py`;
  const text = copied(files['app.py'] ?? '', count);
  const database = new CountingDatabase();
  const space = await spaceOf({ ...files, 'app.py': text }, { rules, configuration: { pedantic: true }, database });
  space.findings(app);
  let questions = 0;
  for (const at of places(text, count)) {
    const indent = /^ */.exec(text.slice(at))?.[0] ?? '';
    const typed = `${indent}0\n`;
    if (!space.model.parses(app, text.slice(0, at) + typed + text.slice(at))) continue;
    for (const change of [
      { span: { start: at, end: at }, text: typed },
      { span: { start: at, end: at + typed.length }, text: '' },
    ]) {
      space.model.editFile(app, [change]);
      database.questions = 0;
      space.findings(app);
      questions += database.questions;
    }
  }
  space.dispose();
  return questions;
}

/** In a Space without a GPU function it looks at all handlers, for the one that should be it. */
const ranksHandlers = 'no-gpu-function';

describe('a key costs the same in a Space with more code of the same kind', () => {
  it.each(rules.map(({ name }) => name).filter((name) => name !== ranksHandlers))(
    'of %s',
    async (name) => {
      const all = examples(readFileSync(path.join(pages, `${name}.md`), 'utf8'));
      for (const files of all.map(filesOf)) {
        const [few, many] = [await asked(files, 4), await asked(files, 16)];
        expect(many, `asked ${few} and ${many}`).toBeLessThanOrEqual(few * 1.2 + 20);
      }
    },
    60_000,
  );
});

describe('a key costs the same in a Space with more modules', () => {
  const modulesOf = (count: number): Files => {
    const names = Array.from({ length: count }, (_, i) => `part_${i}`);
    const functions = Array.from(
      { length: 4 },
      (_, i) => `@spaces.GPU(duration=${i + 5})\ndef f${i}(x):\n    return x\n`,
    );
    const part = ['import gradio as gr', 'import spaces', ...functions, 'gr.Interface(f0, "text", "text")', ''].join(
      '\n',
    );
    return {
      'app.py': [...names.map((name) => `import ${name}`), part].join('\n'),
      ...Object.fromEntries(names.map((name) => [`${name}.py`, part])),
    };
  };

  it.each(['app.py', 'part_0.py'])('in %s', async (file) => {
    const [few, many] = await Promise.all(
      [4, 24].map(async (count) => {
        const database = new CountingDatabase();
        const files = modulesOf(count);
        const space = await spaceOf(files, { rules, configuration: { pedantic: true }, database });
        for (const path of space.model.paths) space.findings(path);
        const path = `${root}/${file}`;
        const at = (files[file] ?? '').indexOf('return x');
        space.model.editFile(path, [{ span: { start: at, end: at }, text: '0\n    ' }]);
        database.questionsOfAll = 0;
        space.findings(path);
        space.dispose();
        return database.questionsOfAll;
      }),
    );
    expect(many, `asked ${few} and ${many}`).toBeLessThanOrEqual((few ?? 0) * 1.5);
  });
});

test('a key in a method costs nearly the same in a class with more methods, of which more code makes objects', async () => {
  const appOf = (count: number): string => {
    const of = (text: (i: number) => string): string => Array.from({ length: count }, (_, i) => text(i)).join('\n');
    return `import spaces
import gradio as gr
from diffusers import DiffusionPipeline

class Painter:
    limit = 1024

    def __init__(self):
        self.pipe = DiffusionPipeline.from_pretrained("x").to("cuda")

${of((i) => `    def paint_${i}(self, prompt, seed=0):\n        width = min(self.limit, seed + 8)\n        return self.pipe(prompt, width=width).images[0]\n`)}
${of((i) => `def use_${i}(prompt):\n    painter = Painter()\n    return [painter.paint_${i}(prompt) for _ in range(3)]\n`)}
gr.Interface(spaces.GPU(use_0), "text", "image").launch()
`;
  };
  const [few, many] = await Promise.all(
    [8, 32].map(async (count) => {
      const database = new CountingDatabase();
      const text = appOf(count);
      const space = await spaceOf({ 'app.py': text }, { rules, configuration: { pedantic: true }, database });
      const path = `${root}/app.py`;
      space.findings(path);
      const at = text.indexOf('seed + 8') + 'seed'.length;
      space.model.editFile(path, [{ span: { start: at, end: at }, text: 'x' }]);
      database.questionsOfAll = 0;
      space.findings(path);
      space.dispose();
      return database.questionsOfAll;
    }),
  );
  expect(many, `asked ${few} and ${many}`).toBeLessThanOrEqual((few ?? 0) * 1.6);
});
