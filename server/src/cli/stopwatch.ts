/** Where time went: a layer, or a rule. */
export interface Timing {
  readonly name: string;
  /** Of its own, without what it waited for others to do. */
  readonly milliseconds: number;
  readonly calls: number;
}

/** Measures work that calls other work: every millisecond belongs to one name, the innermost that was being measured. */
export class Stopwatch {
  readonly #entries = new Map<string, { milliseconds: number; calls: number }>();
  /** What was measured inside of what is being measured now. */
  #inner = 0;

  get timings(): readonly Timing[] {
    return [...this.#entries].map(([name, entry]) => ({ name, ...entry }));
  }

  measure<T>(name: string, work: () => T): T {
    const before = this.#inner;
    this.#inner = 0;
    const start = performance.now();
    try {
      return work();
    } finally {
      const elapsed = performance.now() - start;
      const entry = this.#entries.get(name);
      const own = elapsed - this.#inner;
      if (entry) {
        entry.milliseconds += own;
        entry.calls++;
      } else {
        this.#entries.set(name, { milliseconds: own, calls: 1 });
      }
      this.#inner = before + elapsed;
    }
  }
}

/** A `Timing` beside the others. */
export interface TimingShare extends Timing {
  /** Of all that was measured, from 0 to 1. */
  readonly share: number;
}

/** Several measurements as one, the greatest first. */
export function sumOfTimings(timings: readonly Timing[]): readonly TimingShare[] {
  const sums = new Map<string, { milliseconds: number; calls: number }>();
  let total = 0;
  for (const { name, milliseconds, calls } of timings) {
    const sum = sums.get(name) ?? { milliseconds: 0, calls: 0 };
    sums.set(name, { milliseconds: sum.milliseconds + milliseconds, calls: sum.calls + calls });
    total += milliseconds;
  }
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum, share: total === 0 ? 0 : sum.milliseconds / total }))
    .sort((a, b) => b.milliseconds - a.milliseconds || (a.name < b.name ? -1 : 1));
}
