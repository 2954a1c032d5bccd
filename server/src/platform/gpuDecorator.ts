/** What `spaces.GPU` accepts (spaces 0.47 `zero/decorator.py`, read 2026-11-21); anything else disappears in `**kwargs`. */
export const GPU_KEYWORDS: readonly string[] = ['task', 'duration', 'size', 'enable_queue'];

/** The setting that a keyword of `spaces.GPU` is, or is a typing error for. */
export function meantSetting(keyword: string): string | undefined {
  return nearestWord(keyword, ['duration', 'size']);
}

/** The word of a few that is closest to what was written; undefined when none is near. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  const [best] = words
    .map((word) => ({ word, distance: editDistance(lower, word) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.word;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
