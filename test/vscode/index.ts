import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { defineElsewhereSuite } from './elsewhere';
import { defineSpaceSuite } from './space';
import { defineWorkspaceSuite } from './workspace';

interface Result {
  readonly name: string;
  readonly error?: string;
}

/** VS Code calls this inside its extension host. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  if (process.env.ZEROGPU_TEST_SESSION === 'elsewhere') {
    defineElsewhereSuite();
  } else {
    defineSpaceSuite();
    defineWorkspaceSuite();
  }
  return new Promise((resolve, reject) => {
    const results: Result[] = [];
    const runner = mocha.run((failures) => {
      // The console of an extension host does not reach the runner in every kind of VS Code; a file does.
      if (process.env.ZEROGPU_TEST_RESULTS) writeFileSync(process.env.ZEROGPU_TEST_RESULTS, JSON.stringify(results));
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
    runner.on('pass', (test) => results.push({ name: `${test.fullTitle()} (${test.duration ?? 0} ms)` }));
    runner.on('fail', (test, error: unknown) =>
      results.push({
        name: test.fullTitle(),
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
  });
}
