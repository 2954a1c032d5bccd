import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Files, othersOff } from './space';

/** Settings with which only a few rules run, whose findings tests can count. */
export const quiet = `[tool.zerogpu-lint.rules]\n${Object.entries(othersOff)
  .map(([name, setting]) => `${name} = "${setting}"\n`)
  .join('')}`;

/** A folder on the disk. */
export class TemporaryFolder {
  /** Absolute; another one for each test. */
  path = '';

  of(file: string): string {
    return path.join(this.path, file);
  }

  write(files: Files, below = '.'): void {
    for (const [file, text] of Object.entries(files)) {
      const absolute = path.join(this.path, below, file);
      mkdirSync(path.dirname(absolute), { recursive: true });
      writeFileSync(absolute, text);
    }
  }

  read(file: string): string {
    return readFileSync(this.of(file), 'utf8');
  }
}

/** A new folder with these files before each test of the module or `describe`, which is gone after it. */
export function temporaryFolder(files: Files = {}): TemporaryFolder {
  const folder = new TemporaryFolder();
  beforeEach(() => {
    folder.path = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-'));
    folder.write(files);
  });
  afterEach(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}
