/**
 * True when two values are the same data: arrays, maps and plain objects are compared member by member, everything else
 * (class instances among it) by identity.
 */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameData(item, b[index]));
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
