import { describe, expect, it } from 'vitest';
import {
  aliasesOf,
  namesMadeFrom,
  namesPutInto,
  reads,
  statementsOf,
  usesAlone,
  usesItems,
  usesOutsideCalls,
  type Code,
} from '../../server/src/model';
import { passesOn } from '../../server/src/model/questions/variables';
import { see } from '../support/see';

/** A function of two parameters with this body. */
function withBody(body: string): Code {
  const lines = body.split('\n').map((line) => `    ${line}\n`);
  return see(`import spaces\n\n\ndef f(x, y):\n${lines.join('')}`).code('f');
}

describe('what a function does with a variable', () => {
  it.each([
    // To call it, to test it, or to take a part of it.
    ['m(x)', false],
    ['m.to("cuda")', false],
    ['models.m.to("cuda")', false],
    ['if m is None:\n    pass', false],
    ['def inner():\n    return m', false],
    // To give it another name, which `aliasesOf` tells of.
    ['other = m', false],
    ['a, b = m, x', false],
    // Anything else may change what it stands for.
    ['return m', true],
    ['run(m)', true],
    ['run(models.m)', true],
    ['for each in (m, x):\n    each.to("cuda")', true],
    ['if run([m]) == x:\n    pass', true],
    ['global kept\nkept = m', true],
    ['a.b = m', true],
    ['a, b = m', true],
    ['pair = m, x', true],
    ['a, b = m, run(x)', true],
    ['a, b.c = x, m', true],
  ])('%j uses m by itself: %s', (body, expected) => {
    expect(usesAlone(withBody(body), 'm')).toBe(expected);
  });

  it.each([
    ['a = m', [['a', 'm']]],
    [
      'if x:\n    a, b = m, x',
      [
        ['a', 'm'],
        ['b', 'x'],
      ],
    ],
    ['a = b = m', []],
    ['a, b = m', []],
    ['a = m, x', []],
    ['a, b = m, run(x)', []],
  ])('%j gives names to what has one', (body, expected) => {
    expect(aliasesOf(withBody(body))).toEqual(expected);
  });

  it.each([
    ['run(m)', true, false],
    ['run(a=m)', true, false],
    ['run(m.part)', false, false],
    ['m.run(x)', false, true],
    ['return m', false, true],
    ['run(run(m))', true, false],
  ])('%j passes m on: %s, and uses it otherwise: %s', (body, passes, otherwise) => {
    const code = withBody(body);
    expect(passesOn(code, 'm')).toBe(passes);
    expect(usesOutsideCalls(code, 'm')).toBe(otherwise);
  });

  it.each([
    ['m.append(x)', false],
    ['m.clear()', false],
    ['x.append(m)', true],
    ['m.append(m)', true],
    ['m[0].append(x)', true],
    ['m.count(x)', true],
    ['while m:\n    pass', true],
  ])('%j reads m: %s', (body, expected) => {
    expect(reads(withBody(body), 'm')).toBe(expected);
  });

  it.each([
    ['return x.last', ['x.last']],
    ['x.last.append(y)', []],
    ['x.last.append(y.last)', ['y.last']],
    ['run(x.last).append(y)', ['x.last']],
    ['x.all[y].append(y)', ['x.all']],
    ['x.last = y', []],
    ['def inner():\n    return x.last', []],
  ])('%j reads the attributes %j', (body, expected) => {
    expect([...withBody(body).attributesRead]).toEqual(expected);
  });
});

describe('what a function does with what is in a list', () => {
  it.each([
    // It looks for something, counts, logs, shortens, or takes away.
    ['return x in m', false],
    ['return len(m)', false],
    ['logging.info(m)', false],
    ['m.append(x)', false],
    ['m[:] = m[-3:]', false],
    ['m = m[-3:]', false],
    ['return m[-1]', false],
    ['out.write(json.dumps(m))', false],
    ['pd.DataFrame(m).to_csv(x)', false],
    // It gives them to somebody.
    ['return m', true],
    ['return m[0]', true],
    ['return json.dumps(m)', true],
    ['return pd.DataFrame(m).to_csv()', true],
    ['run(m)', true],
    ['x.append(m)', true],
    ['return [each for each in m]', true],
    ['return m == y in x', false],
  ])('%j uses what is in m: %s', (body, expected) => {
    expect(usesItems(withBody(body), 'm')).toBe(expected);
  });

  it('a list that is an attribute', () => {
    expect(usesItems(withBody('return x.turns'), 'x.turns')).toBe(true);
    expect(usesItems(withBody('return len(x.turns)'), 'x.turns')).toBe(false);
    expect(usesItems(withBody('return y.turns'), 'x.turns')).toBe(false);
  });

  it.each([
    ['m.append(x)', ['x']],
    ['m.append(x.strip())', ['x']],
    ['m.append({"role": "user", "content": x})', ['x']],
    ['m.append((x, f"{y}"))', ['x', 'y']],
    ['m.append("User: " + x)', ['x']],
    ['m.append("User: " + x + "\\n")', ['x']],
    ['m.append("User: %s" % x)', ['x']],
    // How long a line is says nothing of what is in it.
    ['m.append("-" * x)', []],
    ['m.append(x + 1)', []],
    ['m.append(len(x))', []],
    ['y.append(x)', []],
  ])('%j puts in %j', (body, expected) => {
    expect([...namesPutInto(withBody(body), 'm')]).toEqual(expected);
  });

  it.each([
    ['a = x + 1\nb = run(a)\nc = y', ['x', 'a', 'b']],
    // However late.
    ['while y:\n    b = a\n    a = x', ['x', 'a', 'b']],
    ['for a in x:\n    b = y', ['x', 'a']],
    ['with open(x) as a:\n    b = a.read()', ['x', 'a', 'b']],
    ['if x:\n    a = y', ['x']],
    ['m.append(x)\na = m[0]', ['x', 'm', 'a']],
  ])('%j makes of x %j', (body, expected) => {
    expect([...namesMadeFrom(['x'], withBody(body))].sort()).toEqual([...expected].sort());
  });
});

describe('a statement', () => {
  it.each([
    ['a = x + y', ['x', 'y'], ['a']],
    ['x.part = y', ['x', 'y'], []],
    ['a += x', ['x', 'a'], ['a']],
    ['for a, (b, *c) in x:\n    d = a', ['x', 'a'], ['a', 'b', 'c', 'd']],
    ['with x as a.b, y as c:\n    pass', ['x', 'a', 'y'], ['c']],
    ['del x, y.part', ['x', 'y'], ['x']],
    ['a = [b for b, c in x if c and y]', ['x', 'y'], ['a']],
    ['a = lambda b, c=x: b + c + y', ['x', 'y'], ['a']],
    ['def a(b, c=x):\n    d = b\n    return d + y', ['x', 'y'], ['a']],
    ['raise x from y', ['x', 'y'], []],
    ['if (a := x) > 1:\n    pass', ['x'], ['a']],
  ])('%j reads %j and binds %j', (body, read, bound) => {
    const [statement] = statementsOf(withBody(body));
    expect([...(statement?.reads ?? [])].sort()).toEqual([...read].sort());
    expect([...(statement?.binds ?? [])].sort()).toEqual([...bound].sort());
  });
});
