/// <reference types="mocha" />
// Mocha's browser build, which brings its own globals.
import 'mocha/mocha.js';
import { defineSpaceSuite } from '../vscode/space';

/** The default reporter writes into a page; run.mjs reads the lines below instead. */
class SilentReporter extends Mocha.reporters.Base {}

/** VS Code calls this inside its web worker extension host, where there is neither a document nor a disk. */
export function run(): Promise<void> {
  mocha.setup({ ui: 'tdd', reporter: SilentReporter, timeout: 30_000 });
  defineSpaceSuite();
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
    const tell = (result: object): void => {
      console.log(`zerogpu-test ${JSON.stringify(result)}`);
    };
    runner.on('pass', (test) => {
      tell({ name: `${test.fullTitle()} (${test.duration ?? 0} ms)` });
    });
    runner.on('fail', (test, error: unknown) => {
      tell({ name: test.fullTitle(), error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    });
  });
}
