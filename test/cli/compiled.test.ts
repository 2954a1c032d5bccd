import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { built } from '../support/dist';

const sample = path.resolve(import.meta.dirname, '../fixtures/sample-space');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'compiled-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

/** What a check prints that keeps what is compiled in `folder`. */
async function check(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { ...process.env, NODE_COMPILE_CACHE: folder, ...environment };
  const args = [built('cli.js'), 'check', sample, '--fail-on', 'error', '--format', 'json'];
  const ended = await promisify(execFile)(process.execPath, args, { env, cwd: folder }).catch(
    (error: unknown) => error,
  );
  return (ended as { readonly stdout: string }).stdout;
}

/** The files that are kept of the bundle; Node from 22.1 on keeps others beside them. */
const kept = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('commands.js-'));

describe('what V8 compiled is kept for the next start', () => {
  it('is taken as it is, and changes nothing', async () => {
    const first = await check();
    const [file = ''] = kept();
    const { mtimeMs } = statSync(path.join(folder, file));
    expect(JSON.parse(first)).toHaveProperty('findings');
    expect(await check()).toBe(first);
    expect(kept()).toEqual([file]);
    expect(statSync(path.join(folder, file)).mtimeMs).toBe(mtimeMs);
  });

  it('is replaced when it is spoiled', async () => {
    const first = await check();
    const file = path.join(folder, kept()[0] ?? '');
    const size = readFileSync(file).length;
    writeFileSync(file, 'spoiled');
    expect(await check()).toBe(first);
    expect(readFileSync(file).length).toBeGreaterThan(size / 2);
  });

  it('goes when a newer version is there', async () => {
    await check();
    const [file = ''] = kept();
    const older = `${file.slice(0, file.lastIndexOf('-'))}-0123456789abcdef`;
    writeFileSync(path.join(folder, older), '');
    rmSync(path.join(folder, file));
    await check();
    expect(kept()).toEqual([file]);
  });

  it('is kept in no folder but the user’s own, since what lies there is executed', async () => {
    const nowhere = { NODE_COMPILE_CACHE: '', LOCALAPPDATA: '', XDG_CACHE_HOME: '', HOME: '', USERPROFILE: '' };
    const whole = await check({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(await check(nowhere)).toBe(whole);
    expect(await check({ ...nowhere, XDG_CACHE_HOME: 'relative' })).toBe(whole);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not kept where nothing can be written, or nothing shall be', async () => {
    const whole = await check({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(kept()).toEqual([]);
    expect(await check({ NODE_COMPILE_CACHE: path.join(sample, 'app.py') })).toBe(whole);
    expect(whole).toContain('"findings"');
  });
});
