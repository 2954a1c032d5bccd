import { beforeEach, describe, expect, it } from 'vitest';
import { Stopwatch } from '../../server/src/cli/stopwatch';
import { rules } from '../../server/src/rules';
import { cli } from '../support/dist';
import { temporaryFolder } from '../support/folder';
import { ordinaryFiles } from '../support/space';

const folder = temporaryFolder();
beforeEach(() => {
  for (const space of ['one', 'two']) folder.write(ordinaryFiles, space);
});

interface Report {
  readonly timings: readonly { name: string; milliseconds: number; share: number; calls: number }[];
}

describe('zerogpu-lint check --timing', () => {
  it.each(['1', '2'])('with %s workers gives layers and rules as data, the greatest first', async (workers) => {
    const { stdout, stderr } = await cli(folder.path, 'check', '--format', 'json', '--timing', '--workers', workers);
    expect(stderr).toBe('');
    const { timings } = JSON.parse(stdout) as Report;
    const names = timings.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['parse', 'lower', 'model', 'other', 'rule duration-missing']));
    expect(new Set(names).size).toBe(names.length);
    const times = timings.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(timings.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(timings.find(({ name }) => name === 'parse')?.calls).toBe(2);
  });

  it('names only rules that there are', async () => {
    const { stdout } = await cli(folder.path, 'check', '--format', 'json', '--timing');
    const { timings } = JSON.parse(stdout) as Report;
    const measured = timings.flatMap(({ name }) => (name.startsWith('rule ') ? [name.slice('rule '.length)] : []));
    expect(rules.map(({ name }) => name)).toEqual(expect.arrayContaining(measured));
  });

  it.each([['text'], ['sarif'], ['github'], ['text', '--diff']])(
    'prints a table beside the findings as %s %s',
    async (format, ...more) => {
      const args = ['check', '--format', format, ...more];
      const { stdout } = await cli(folder.path, ...args);
      const timed = await cli(folder.path, ...args, '--timing');
      expect(timed.stdout).toBe(stdout);
      expect(timed.stderr).toMatch(/^ +ms +share +calls\n( +\d+\.\d +\d+\.\d % +\d+ {2}\S.*\n)+ +\d+\.\d +total\n$/);
      expect(timed.stderr).toMatch(/ {2}rule \S/);
    },
  );

  it('says nothing unless asked', async () => {
    const { stdout, stderr } = await cli(folder.path, 'check', '--format', 'json');
    expect(JSON.parse(stdout)).not.toHaveProperty('timings');
    expect(stderr).toBe('');
  });
});

describe('a stopwatch', () => {
  it('counts every call, and gives each millisecond to one name', () => {
    const stopwatch = new Stopwatch();
    const started = performance.now();
    const answer = stopwatch.measure('rule', () => {
      stopwatch.measure('model', () => stopwatch.measure('model', spin));
      expect(() => stopwatch.measure('model', fail)).toThrow('broken');
      return 42;
    });
    const elapsed = performance.now() - started;
    expect(answer).toBe(42);
    const { rule, model } = Object.fromEntries(stopwatch.timings.map((timing) => [timing.name, timing]));
    expect(rule?.calls).toBe(1);
    expect(model?.calls).toBe(3);
    const sum = (rule?.milliseconds ?? 0) + (model?.milliseconds ?? 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(elapsed);
  });
});

function spin(): void {
  const end = performance.now() + 2;
  while (performance.now() < end);
}

function fail(): never {
  throw new Error('broken');
}
