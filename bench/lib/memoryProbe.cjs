// Loaded into a server before its own code (`node --expose-gc --require`): on SIGUSR2 it collects garbage and writes to the
// file BENCH_MEMORY how much is left, in bytes.
const { writeFileSync, renameSync } = require('node:fs');

const { BENCH_MEMORY: file = '' } = process.env;
process.on('SIGUSR2', () => {
  const collect = /** @type {{ gc?: () => void }} */ (globalThis).gc;
  collect?.();
  // What finalizers let go is only free after another collection.
  setTimeout(() => {
    collect?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    writeFileSync(`${file}.partial`, JSON.stringify({ held: heapUsed + external, resident: rss }));
    renameSync(`${file}.partial`, file);
  }, 100);
});
