import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { PythonDocument } from '../../server/src/syntax/python/document';
import { examples, filesOf } from '../rules/page';
import { pythonParser } from '../support/python';
import { ordinaryFiles, spaceOf } from '../support/space';

setFlagsFromString('--allow-natives-syntax');
const haveSameShape = runInNewContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

const pages = path.resolve(import.meta.dirname, '../../docs/rules');
/** The apps of all examples, one below the other. */
const apps = readdirSync(pages)
  .filter((name) => name.endsWith('.md'))
  .flatMap((page) => examples(readFileSync(path.join(pages, page), 'utf8')))
  .map((example) => filesOf(example)['app.py'] ?? '')
  .filter((app) => !app.includes('\r'));

/** For each list of properties that plain objects have, one object of each shape, out of all that can be reached. */
function shapesOf(roots: Iterable<object>): ReadonlyMap<string, readonly object[]> {
  const found = new Map<string, object[]>();
  const seen = new Set<object>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const isPlain = Object.getPrototypeOf(next) === Object.prototype;
    if (!isPlain && !Array.isArray(next) && !(next instanceof Map)) continue;
    const parts: readonly unknown[] = next instanceof Map ? [...next.values()] : Object.values(next);
    for (const part of parts) if (typeof part === 'object' && part !== null) waiting.push(part);
    if (!isPlain) continue;
    const object = next;
    const names = Object.keys(object).join();
    const shapes = found.get(names) ?? [];
    if (!shapes.some((other) => haveSameShape(other, object))) found.set(names, [...shapes, object]);
  }
  return found;
}

/** Lists of properties that come in more shapes than places can make them in, with the number. */
function manyShaped(roots: Iterable<object>): readonly string[] {
  return [...shapesOf(roots)]
    .filter(([, { length }]) => length > 4)
    .map(([names, { length }]) => `${length} of ${names}`);
}

// In V8 of Node 20 `{ ...one, more }` has a shape of its own each time, which all code that reads it then has to learn.
test('nodes of one kind share few shapes', async () => {
  const document = new PythonDocument('/space/app.py', apps.join('\n'), await pythonParser());
  expect(manyShaped(document.units.map(({ content }) => content.tree))).toEqual([]);
});

test('facts and values of one kind share few shapes', async () => {
  const space = await spaceOf({ ...ordinaryFiles, 'app.py': apps.slice(0, 100).join('\n') });
  const facts = space.model.view.codes.flatMap(({ calls, exits, raises, writes, definitions, tests }) => [
    calls,
    exits,
    raises,
    writes,
    definitions,
    tests,
  ]);
  expect(manyShaped(facts)).toEqual([]);
});
