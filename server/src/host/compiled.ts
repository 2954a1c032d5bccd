import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Script } from 'node:vm';

/** Milliseconds after which everything that a start needs has run; V8 forgets what does not run again. */
const started = 10_000;

/**
 * Loads a CommonJS bundle as `require` does, and gives what it exports. What V8 made of it is kept for the next time,
 * which saves a sixth of a start or more; Node has the like since 22.1, for whoever asks for it, but 20 has not.
 */
export function loadCompiled(file: string): unknown {
  const source = readFileSync(file, 'utf8');
  const kept = keptAs(file, source);
  const cachedData = kept && readKept(kept);
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;
  const script = new Script(wrapped, { filename: file, ...(cachedData ? { cachedData } : {}) });
  if (kept !== undefined && (!cachedData || script.cachedDataRejected === true)) keepSoon(script, kept);
  const loaded = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run.call(loaded.exports, loaded.exports, createRequire(file), loaded, file, path.dirname(file));
  return loaded.exports;
}

/** Where this version of a bundle is kept for this version of Node; undefined when nothing is to be kept. */
function keptAs(file: string, source: string): string | undefined {
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return undefined;
  const folder = cacheFolder();
  // A relative one would be in the folder that is checked.
  if (folder === undefined || !path.isAbsolute(folder)) return undefined;
  // V8 only looks at how long the source is.
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const { version, arch } = process;
  return path.join(folder, `${path.basename(file)}-${version}-${arch}-${hash}`);
}

/** The user's own, for what lies there is executed; undefined for a user who has none. */
function cacheFolder(): string | undefined {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  const home = homeFolder();
  if (process.platform === 'darwin') return home && path.join(home, 'Library', 'Caches', 'zerogpu-lint');
  const named = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME;
  if (named) return path.join(named, 'zerogpu-lint');
  return home && path.join(home, ...(process.platform === 'win32' ? ['AppData', 'Local'] : ['.cache']), 'zerogpu-lint');
}

/** Users of containers need not be known to the system. */
function homeFolder(): string | undefined {
  try {
    return os.homedir();
  } catch {
    return undefined;
  }
}

function readKept(kept: string): Buffer | undefined {
  try {
    return readFileSync(kept);
  } catch {
    return undefined;
  }
}

/** Once everything has run that a start needs, or when the process ends before. */
function keepSoon(script: Script, kept: string): void {
  const keep = (): void => {
    clearTimeout(timer);
    process.off('exit', keep);
    try {
      const folder = path.dirname(kept);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const part = `${kept}.${process.pid}`;
      writeFileSync(part, script.createCachedData(), { mode: 0o600 });
      renameSync(part, kept);
      // Those of versions before this one.
      const name = path.basename(kept);
      const prefix = name.slice(0, name.lastIndexOf('-') + 1);
      for (const other of readdirSync(folder)) {
        if (other.startsWith(prefix) && other !== name) rmSync(path.join(folder, other));
      }
    } catch {
      // Nothing can be written there: the next start takes as long as this one.
    }
  };
  const timer = setTimeout(keep, started).unref();
  process.on('exit', keep);
}
