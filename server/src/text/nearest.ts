/** The candidate that was probably meant by `word`: a typing slip away, or the same but for case and separators. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = bare(word);
  const allowed = Math.max(1, Math.floor(plain.length / 4));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const other = bare(candidate);
    if (other === plain) return candidate;
    const distance = editDistance(plain, other);
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** The only candidate that begins with `word`, which may be the start of it. */
export function completed(word: string, candidates: readonly string[]): string | undefined {
  const start = word.toLowerCase();
  const [only, ...others] = start === '' ? [] : candidates.filter((candidate) => candidate.startsWith(start));
  return others.length === 0 ? only : undefined;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[\s_.-]+/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
