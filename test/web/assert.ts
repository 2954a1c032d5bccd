/** The few assertions the suites use, for a worker that has no `node:assert`. */
class AssertionError extends Error {}

export function ok(value: unknown, message = 'expected a truthy value'): asserts value {
  if (!value) throw new AssertionError(message);
}

export function equal(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) throw new AssertionError(`expected ${String(expected)}, got ${String(actual)}`);
}

export function deepEqual(actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new AssertionError(`expected ${wanted}, got ${got}`);
}

export function match(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new AssertionError(`expected ${String(pattern)} to match ${JSON.stringify(text)}`);
}
