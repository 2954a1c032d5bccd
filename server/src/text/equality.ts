/**
 * True when two values are the same data: arrays, maps and plain objects are compared member by member, everything else
 * (class instances among it) by identity.
 */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && sameElements(a, b);
  }
  if (a instanceof Map) {
    return (
      b instanceof Map && a.size === b.size && [...a].every(([key, item]) => b.has(key) && sameData(item, b.get(key)))
    );
  }
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  // Without lists of keys: this compares what every keystroke makes anew.
  for (const key in left) if (!(key in right) || !sameData(left[key], right[key])) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}

/** From the end: what comes behind an edit has moved, so that it differs soonest. */
function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (!sameData(a[i], b[i])) return false;
  return true;
}
