import v8 from 'node:v8';

/** What V8 lets a function of WebAssembly run before it optimizes it: Node 20, and 22 to 25 (`node --v8-options`, 2026-11-22). */
const usual = [1_800_000, 13_000_000];
/** Enough for parsing about 500 lines: with four times as much, keys at 10,000 lines stay a tenth slower for long. */
const patient = 500_000_000;

/**
 * Does what compiles WebAssembly so that V8 optimizes its functions late; gives what that gives. The parser's loop is one
 * function of 27 KB, which V8 would begin to optimize with the first lines it parses: 70 to 90 ms of work on another thread
 * (V8 11.3, 2026-11-22) just when a start has most to do, where parsing those lines takes 10.
 */
export async function optimizedLate<T>(compile: () => Promise<T>): Promise<T> {
  // V8 prints an error for a flag that it does not have (any more), and what is usual in newer versions is not known.
  if (Number.parseInt(process.versions.node) > 25) return compile();
  const tag = v8.cachedDataVersionTag();
  allow(patient);
  try {
    return await compile();
  } finally {
    // What V8 keeps of compiled code is of no use to a process with other flags.
    for (const budget of usual) {
      allow(budget);
      if (v8.cachedDataVersionTag() === tag) break;
    }
  }
}

/**
 * Has V8 optimize functions of JavaScript late, in Node 20; to be called before any are loaded. After the usual 67,584 bytes
 * of bytecode most of what a key or a Space needs is optimized at once, on another thread, and much of it again when it
 * meets what it has not seen. Newer versions have a compiler between the two, and gain nothing.
 */
export function optimizeScriptsLate(): void {
  if (Number.parseInt(process.versions.node) === 20) v8.setFlagsFromString('--interrupt-budget=400000');
}

function allow(budget: number): void {
  v8.setFlagsFromString(`--wasm-tiering-budget=${budget}`);
}
