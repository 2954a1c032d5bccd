import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Another build can be tested by naming its folder: one that nobody is about to replace. */
const dist = process.env.ZEROGPU_DIST ?? path.resolve(import.meta.dirname, '../../dist');

/** A file that `npm run build` makes. */
export function built(file: string): string {
  const absolute = path.join(dist, file);
  if (!existsSync(absolute)) throw new Error(`${absolute} is missing: run npm run build first`);
  return absolute;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as it was built, in a folder. */
export function cli(folder: string, ...args: readonly string[]): Promise<Ended> {
  return cliWithInput(undefined, folder, ...args);
}

/** The same with a text on standard input. */
export function cliWithInput(input: string | undefined, folder: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built('cli.js'), ...args], {
      cwd: folder,
      // Whatever says to the tests how to print says nothing to what they test.
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
