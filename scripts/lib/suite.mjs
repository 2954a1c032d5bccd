// What every suite runner shares: a scratch copy of the fixtures, and how it reports.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { atEnd, root } from './process.mjs';

/** @typedef {{ name: string, error?: string }} TestResult */

/** A copy of test/fixtures that a suite may write to; it is removed when the process ends. */
export function scratchFixtures() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-workspace-'));
  atEnd(() => rmSync(directory, { recursive: true, force: true }));
  for (const name of ['sample-space', 'gym-agent']) {
    cpSync(path.join(root, 'test/fixtures', name), path.join(directory, name), { recursive: true });
  }
  return directory;
}

/** Prints each result, then the line scripts/test.mjs adds up, and ends the process. @param {readonly TestResult[]} results */
export function report(results) {
  for (const { name, error } of results) console.log(error === undefined ? `ok    ${name}` : `FAIL  ${name}\n${error}`);
  const failed = results.filter(({ error }) => error !== undefined).length;
  // A suite that ran nothing has not passed.
  const failures = results.length === 0 ? 1 : failed;
  console.log(`${results.length - failed} passed, ${failures} failed`);
  process.exit(failures === 0 ? 0 : 1);
}
