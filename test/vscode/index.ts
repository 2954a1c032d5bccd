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
    // The console of an extension host does not reach the runner in every kind of VS Code; a file does, test by test.
    const add = (result: Result): void => {
      results.push(result);
      if (process.env.ZEROGPU_TEST_RESULTS) writeFileSync(process.env.ZEROGPU_TEST_RESULTS, JSON.stringify(results));
    };
    const runner = mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
    runner.on('pass', (test) => {
      add({ name: `${test.fullTitle()} (${test.duration ?? 0} ms)` });
    });
    runner.on('fail', (test, error: unknown) => {
      add({
        name: test.fullTitle(),
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
  });
}
