import { expect, test } from 'vitest';
import { Database } from '../../server/src/model/database';
import { isGone } from '../support/collect';

test('a query is computed again only when what it read changed', () => {
  const db = new Database();
  const a = db.input(1);
  const b = db.input(10);
  const key = {};
  let runs = 0;
  const sum = db.query('sum', () => {
    runs++;
    return a.get() + 1;
  });
  expect(sum(key)).toBe(2);
  b.set(11);
  expect(sum(key)).toBe(2);
  expect(runs).toBe(1);
  a.set(2);
  expect(sum(key)).toBe(3);
  expect(runs).toBe(2);
});

test('an equal result stops the wave', () => {
  const db = new Database();
  const text = db.input('abc');
  const key = {};
  let runs = 0;
  const length = db.query('length', () => text.get().length);
  const double = db.query('double', () => {
    runs++;
    return length(key) * 2;
  });
  expect(double(key)).toBe(6);
  text.set('xyz');
  expect(double(key)).toBe(6);
  expect(runs).toBe(1);
});

/** Nodes that sum over their neighbours; a cycle gives -1 to all its members. */
function graph(edges: Readonly<Record<string, string[]>>) {
  const db = new Database();
  const inputs = new Map(Object.entries(edges).map(([name, to]) => [name, db.input(to)]));
  const nodes = new Map([...inputs.keys()].map((name) => [name, { name }]));
  const value: (node: { name: string }) => number = db.query(
    'value',
    ({ name }: { name: string }): number => {
      let sum = 1;
      for (const next of inputs.get(name)?.get() ?? []) {
        const node = nodes.get(next);
        if (node) sum += value(node);
      }
      return sum;
    },
    { onCycle: () => -1 },
  );
  return {
    ask: (name: string) => {
      const node = nodes.get(name);
      return node ? value(node) : undefined;
    },
    connect: (name: string, to: string[]) => inputs.get(name)?.set(to),
  };
}

test('every member of a cycle gets the fallback, whoever is asked first', () => {
  const edges = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [], e: ['a', 'd'] };
  for (const order of ['abcde', 'edcba', 'cadbe', 'bedac']) {
    const { ask } = graph(edges);
    const seen = Object.fromEntries(Array.from(order).map((name) => [name, ask(name)]));
    expect(seen).toEqual({ a: -1, b: -1, c: -1, d: 1, e: 1 });
  }
});

test('a node that reaches a cycle through a finished member belongs to it', () => {
  const edges = { e: ['w', 'v'], w: ['e'], v: ['w'] };
  for (const order of ['ewv', 'vwe', 'wev', 'vew']) {
    const { ask } = graph(edges);
    expect(Object.fromEntries(Array.from(order).map((name) => [name, ask(name)]))).toEqual({ e: -1, w: -1, v: -1 });
  }
});

test('breaking a cycle gives its members values again, and making one takes them away', () => {
  const { ask, connect } = graph({ a: ['b'], b: ['c'], c: ['a'] });
  expect([ask('a'), ask('b'), ask('c')]).toEqual([-1, -1, -1]);
  connect('c', []);
  expect([ask('a'), ask('b'), ask('c')]).toEqual([3, 2, 1]);
  connect('c', ['b']);
  expect([ask('c'), ask('b'), ask('a')]).toEqual([-1, -1, 0]);
});

test('a query that depends on itself without a fallback is a programming error', () => {
  const db = new Database();
  const key = {};
  const loop: (k: object) => number = db.query('loop', (k: object): number => loop(k) + 1);
  expect(() => loop(key)).toThrow(/depends on itself/);
});

test('an error leaves the database usable', () => {
  const db = new Database();
  const input = db.input(0);
  const key = {};
  const half = db.query('half', () => {
    if (input.get() === 0) throw new Error('zero');
    return input.get() / 2;
  });
  expect(() => half(key)).toThrow('zero');
  input.set(4);
  expect(half(key)).toBe(2);
});

test('names that nobody reads any more are forgotten, and those that are read are not', async () => {
  const db = new Database();
  const typed = db.input('n');
  const key = {};
  const asked: string[] = [];
  const valueOf = db.queryNamed('valueOf', (_, name) => {
    asked.push(name);
    return { name };
  });
  const reader = db.query('reader', () => `${valueOf(key, 'kept').name} ${valueOf(key, typed.get()).name}`);
  reader(key);
  const first = new WeakRef(valueOf(key, 'n'));
  for (let count = 0; count < 1000; count++) {
    typed.set(`n${count}`);
    expect(reader(key)).toBe(`kept n${count}`);
  }
  expect(await isGone(first)).toBe(true);
  expect(asked.filter((name) => name === 'kept')).toHaveLength(1);
});

test('a barrier that is brought up to date for somebody else is still news to who has not read it since', () => {
  const db = new Database();
  const [n, b] = [db.input(1), db.input(1)];
  const key = {};
  const barrier = db.query('barrier', () => b.get(), { barrier: true });
  const parity = db.query('parity', () => (n.get() + barrier(key)) % 2);
  const sum = db.query('sum', () => [parity(key), barrier(key)].join());
  const watcher = db.query('watcher', () => sum(key), { barrier: true });
  expect(watcher(key)).toBe('0,1');
  // The parity stays as it is; looking at it brings the barrier up to date.
  n.set(2);
  b.set(2);
  expect(watcher(key)).toBe('0,2');
});
