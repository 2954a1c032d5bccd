// Child processes and small file questions, with Node built-ins only: these run before `npm ci` has.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** What has to be undone when this process ends, however it ends. @type {Set<() => void>} */
const endings = new Set();
process.once('exit', () => {
  for (const ending of [...endings].reverse()) ending();
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.once(signal, () => process.exit(130));

/** @param {() => void} ending runs once, when this process ends or when the returned function is called */
export function atEnd(ending) {
  const once = () => {
    if (endings.delete(once)) ending();
  };
  endings.add(once);
  return once;
}

/**
 * Runs a command to its end. The child leads its own process group, so a time-out takes its children with it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 124 means it ran out of time
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, timeoutMs = 600_000 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let timedOut = false;
    const end = atEnd(() => killGroup(child.pid, 'SIGTERM'));
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      if (!quiet) process.stdout.write(chunk);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(() => {
      timedOut = true;
      // Time to end its own children, which lead groups of their own.
      killGroup(child.pid, 'SIGTERM');
      setTimeout(() => killGroup(child.pid, 'SIGKILL'), 5000).unref();
    }, timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      end();
    };
    child.once('error', (error) => {
      settle();
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.once('close', (code) => {
      settle();
      resolve({ code: timedOut ? 124 : (code ?? 1), output });
    });
  });
}

/** Like run(), but a failure is an exception that carries the output. */
export async function must(/** @type {string} */ command, /** @type {readonly string[]} */ args, options = {}) {
  const { code, output } = await run(command, args, { quiet: true, ...options });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}\n${output.slice(-4000)}`);
  return output;
}

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
export function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

/** @param {string} name @returns {string | undefined} the first executable of that name on PATH */
export function which(name) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const directory of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const extension of extensions) {
      const file = path.join(directory, name + extension);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: look in the next one.
      }
    }
  }
  return undefined;
}

/** Polls until `probe` answers something truthy; there is no blind sleep anywhere in these scripts. */
export async function until(/** @type {string} */ what, /** @type {() => unknown} */ probe, timeoutMs = 30_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Gave up waiting for ${what} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Installs node_modules unless every package the lockfile asks for is there in that version. */
export async function ensureNodeModules() {
  if (nodeModulesAreCurrent()) return;
  console.log('Installing the development dependencies (npm ci)');
  const { code } = await run('npm', ['ci', '--no-fund', '--no-audit']);
  if (code !== 0) throw new Error(`npm ci exited with ${code}`);
}

function nodeModulesAreCurrent() {
  const installedFile = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || installed[name]?.version === version,
  );
}
