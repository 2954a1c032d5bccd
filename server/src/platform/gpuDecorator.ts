/** What `spaces.GPU` accepts (spaces 0.47 `zero/decorator.py`, read 2026-11-21); anything else disappears in `**kwargs`. */
export const GPU_KEYWORDS: readonly string[] = ['task', 'duration', 'size', 'enable_queue'];

/** The setting that a keyword of `spaces.GPU` is, is a typing error for, or another word for. */
export function meantSetting(keyword: string): string | undefined {
  return isOtherWord(keyword) ? 'duration' : nearestWord(keyword, ['duration', 'size']);
}

/** What other libraries call the time that a call may take. */
export function isOtherWord(keyword: string): boolean {
  return (
    /^(?:timeout|(?:max_)?(?:time|seconds|duration)|time_limit)(?:_s(?:ec(?:onds)?)?)?$/.test(keyword) &&
    keyword !== 'duration'
  );
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
