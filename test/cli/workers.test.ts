import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { runInWorkers } from '../../server/src/cli/pool';
import { cli } from '../support/dist';
import { temporaryFolder } from '../support/folder';
import { ordinaryFiles } from '../support/space';

const folder = temporaryFolder();

describe('zerogpu-lint check --workers', () => {
  it.each(['text', 'json', 'sarif', 'github'])('prints the same as one thread does, as %s', async (format) => {
    for (let index = 0; index < 12; index++) {
      folder.write(
        { ...ordinaryFiles, 'requirements.txt': `torch==2.${index}.0\nspaces==0.${index}\n` },
        `space-${index}`,
      );
    }
    folder.write({ 'app.py': 'print("no Space")\n' }, 'ordinary');
    folder.write({ ...ordinaryFiles, 'pyproject.toml': '[tool.zerogpu-lint]\nmax-duratoin = 3\n' }, 'unsure');
    const alone = await cli(folder.path, 'check', '--format', format, '--workers', '1');
    const together = await cli(folder.path, 'check', '--format', format, '--workers', '3');
    expect(alone.stdout).toContain('space-11/requirements.txt');
    expect(alone.stderr).toContain('did you mean `max-duration`?');
    expect(together).toEqual(alone);
  });

  it.each(['1', '2'])('with %s tells which file it can not write, and still fixes the other Space', async (workers) => {
    const code = ordinaryFiles['app.py']?.replace('.upper()', '.upper()  # zerogpu: ignore[sdk-not-gradio]') ?? '';
    // So long that there is no name for the file that is written beside it.
    const long = `${'m'.repeat(245)}.py`;
    folder.write({ [long]: code, 'README.md': `---\nsdk: gradio\napp_file: ${long}\n---\n` }, 'a');
    folder.write({ ...ordinaryFiles, 'app.py': code }, 'b');
    const { stdout, stderr } = await cli(folder.path, 'check', '--pedantic', '--fix', '--workers', workers);
    expect(stdout + stderr).toContain('ENAMETOOLONG');
    expect(folder.read('b/app.py')).not.toContain('ignore');
  });

  it.each(['0', '1.5', 'many'])('refuses %s', async (workers) => {
    const { code, stderr } = await cli(folder.path, 'check', '--workers', workers);
    expect(code).toBe(2);
    expect(stderr).toContain('It must be a whole number, 1 or more.');
  });
});

describe('a pool of workers', () => {
  const start = (): Worker =>
    new Worker(
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', (job) => {
         if (job === 'exit') process.exit(3);
         if (job === 'throw') throw new Error('out of luck');
         parentPort.postMessage({ result: job.toUpperCase() });
       });
       parentPort.postMessage({ ready: true });`,
      { eval: true },
    );
  const failure = (job: string, error: unknown): string => `${job}: ${String(error)}`;

  it.each([1, 3])('of %i replaces those that die, and keeps the order of the jobs', async (size) => {
    const jobs = ['a', 'exit', 'b', 'throw', 'c', 'd'];
    expect(await runInWorkers(jobs, { size, start, failure })).toEqual([
      'A',
      'exit: its worker ended with 3',
      'B',
      'throw: Error: out of luck',
      'C',
      'D',
    ]);
  });

  it('has nothing to do for no jobs', async () => {
    expect(await runInWorkers<string, string>([], { size: 2, start, failure })).toEqual([]);
  });

  it('gives up when workers can not even begin', async () => {
    const broken = (): Worker => new Worker('throw new Error("no grammar")', { eval: true });
    await expect(runInWorkers(['a', 'b'], { size: 2, start: broken, failure })).rejects.toThrow('no grammar');
  });
});
