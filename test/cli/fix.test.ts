import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../../server/src/cli/write';
import { cli } from '../support/dist';
import { quiet, temporaryFolder } from '../support/folder';
import { ordinaryFiles } from '../support/space';

const folder = temporaryFolder({ 'pyproject.toml': quiet });

const pinned = { ...ordinaryFiles, 'requirements.txt': 'torch\nspaces==0.30  # 🚀\n' };

describe('zerogpu-lint check --fix and --diff', { timeout: 20_000 }, () => {
  it('fixes what is safe, and nothing else', async () => {
    const readme = '---\r\nsdk: gradio\r\npython_version: 3.10 # ten\r\n---\r\n';
    folder.write({ ...pinned, 'README.md': readme });
    chmodSync(folder.of('README.md'), 0o640);
    const { code, stdout } = await cli(folder.path, 'check', '--fix');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'Fixed 2 problems:',
        '  README.md:3 python-version-unquoted: Quote 3.10',
        '  requirements.txt:2 requirements-spaces-pin: Remove the version from `spaces`',
        '',
        'Fixed 2 problems. No problems',
        '',
      ].join('\n'),
    );
    expect(folder.read('requirements.txt')).toBe('torch\nspaces  # 🚀\n');
    expect(folder.read('README.md')).toBe(readme.replace('3.10', '"3.10"'));
    expect(statSync(folder.of('README.md')).mode & 0o777).toBe(0o640);
    expect((await cli(folder.path, 'check', '--fix')).stdout).toBe('No problems\n');
  });

  it('tells what it fixed, what needs a review, and what has no fix', async () => {
    folder.write({
      'pyproject.toml': quiet.replace('cpu-work-in-gpu = "off"\n', ''),
      'README.md': '---\nsdk: gradio\npython_version: 3.10\n---\n',
      'app.py': [
        'import time',
        'import spaces',
        '',
        '@spaces.GPU(duration=30)',
        'def generate(prompt):',
        '    time.sleep(1)',
        '    return prompt  # zerogpu: ignore[no-such]',
        '',
      ].join('\n'),
    });
    const fixed = { file: 'README.md', line: 3, rule: 'python-version-unquoted' };
    const review = { file: 'app.py', line: 7, rule: 'unused-suppression', title: 'Remove it' };
    const unfixable = { file: 'app.py', line: 6, rule: 'cpu-work-in-gpu' };
    const json = async (...args: readonly string[]) =>
      JSON.parse((await cli(folder.path, 'check', '--pedantic', '--format', 'json', ...args)).stdout) as unknown;
    const would = await cli(folder.path, 'check', '--diff', '--pedantic');
    expect(would.stderr).toMatch(/^Would fix 1 problem:\n {2}README\.md:3 python-version-unquoted: /);
    expect(await json('--diff')).toMatchObject({
      findings: [{ rule: 'python-version-unquoted' }, unfixable, { rule: 'unused-suppression' }].map(({ rule }) => ({
        rule,
      })),
      fixed: [fixed],
      needReview: [review],
      withoutFix: [unfixable],
      untouched: [],
      patch: would.stdout,
    });
    const { code, stdout } = await cli(folder.path, 'check', '--fix', '--pedantic');
    expect(code).toBe(0);
    expect(stdout.slice(stdout.indexOf('\nFixed 1 problem:') + 1)).toBe(
      [
        'Fixed 1 problem:',
        '  README.md:3 python-version-unquoted: Quote 3.10',
        '1 fix to review, because the code alone does not tell what you want:',
        '  app.py:7 unused-suppression: Remove it',
        '1 problem without a fix:',
        '  app.py:6 cpu-work-in-gpu',
        '',
        'Fixed 1 problem. Found 2 problems (1 information, 1 hint)',
        '',
      ].join('\n'),
    );
    expect(await json('--fix')).toMatchObject({ fixed: [], needReview: [review], withoutFix: [unfixable] });
    expect(await json()).not.toHaveProperty('fixed');
  });

  it('changes nothing but what it fixes: not the byte order mark, not the line endings', async () => {
    const readme = '\uFEFF---\r\nsdk: gradio\r\npython_version: 3.10\r\n---\r\n\r\nÜber\n\u2028';
    folder.write({ ...ordinaryFiles, 'README.md': readme });
    await cli(folder.path, 'check', '--fix');
    expect(folder.read('README.md')).toBe(readme.replace('3.10', '"3.10"'));
  });

  it('leaves a file with broken syntax alone, and says so', async () => {
    const app = `${ordinaryFiles['app.py'] ?? ''}x = 1  # zerogpu: ignore[sdk-not-gradio]\nprint(\n`;
    folder.write({ ...pinned, 'app.py': app });
    const { code, stdout, stderr } = await cli(folder.path, 'check', '--fix', '--pedantic');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'zerogpu-lint: app.py is left as it is: its syntax is broken\n',
    });
    expect(stdout).toContain('Fixed 1 problem.');
    expect(folder.read('app.py')).toBe(app);
  });

  it('keeps a link a link', async () => {
    folder.write({ ...ordinaryFiles, 'shared.txt': 'spaces==0.30\n' });
    symlinkSync('shared.txt', folder.of('requirements.txt'));
    await cli(folder.path, 'check', '--fix');
    expect(lstatSync(folder.of('requirements.txt')).isSymbolicLink()).toBe(true);
    expect(folder.read('shared.txt')).toBe('spaces\n');
  });

  it.skipIf(process.getuid?.() === 0)(
    'goes on with the other files when one can not be written, and ends with 2',
    async () => {
      folder.write({ ...pinned, 'README.md': '---\nsdk: gradio\npython_version: 3.10\n---\n' });
      const locked = folder.of('locked');
      mkdirSync(locked);
      symlinkSync('locked/requirements.txt', folder.of('pre-requirements.txt'));
      writeFileSync(path.join(locked, 'requirements.txt'), 'torch  # zerogpu: ignore[sdk-not-gradio]\n');
      chmodSync(locked, 0o555);
      const { code, stdout, stderr } = await cli(folder.path, 'check', '--fix', '--pedantic');
      chmodSync(locked, 0o755);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: "zerogpu-lint: pre-requirements.txt is left as it is: it can't be written (EACCES)\n",
      });
      expect(stdout).toContain('Fixed 2 problems.');
      expect(stdout).toContain('pre-requirements.txt:1:');
    },
  );

  it('leaves a file alone that is not UTF-8', async () => {
    folder.write(ordinaryFiles);
    const bytes = Buffer.concat([Buffer.from('spaces==0.30  # '), Buffer.from([0xe9, 0x0a])]);
    writeFileSync(folder.of('requirements.txt'), bytes);
    const { code, stderr } = await cli(folder.path, 'check', '--fix');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'zerogpu-lint: requirements.txt is left as it is: it is not valid UTF-8\n',
    });
    expect(readFileSync(folder.of('requirements.txt'))).toEqual(bytes);
  });

  it('makes a patch for files elsewhere that is applied from the root', async () => {
    folder.write(pinned, 'one');
    mkdirSync(folder.of('two'));
    const { stdout } = await cli(folder.of('two'), 'check', '--diff', '../one');
    expect(stdout).toContain(`--- a${folder.path}/one/requirements.txt\n+++ b${folder.path}/one/requirements.txt\n`);
  });

  it('shows what it would fix as a patch, and changes nothing', async () => {
    folder.write({ ...pinned, 'requirements.txt': 'a\nb\nc\nd\nspaces==0.30\ne' }, 'one');
    const { code, stdout } = await cli(folder.path, 'check', '--diff');
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        '--- a/one/requirements.txt',
        '+++ b/one/requirements.txt',
        '@@ -2,5 +2,5 @@',
        ' b',
        ' c',
        ' d',
        '-spaces==0.30',
        '+spaces',
        ' e',
        '\\ No newline at end of file',
        '',
      ].join('\n'),
    );
    expect(folder.read('one/requirements.txt')).toContain('spaces==0.30');
  });

  it('leaves a file alone that changed since it was read', async () => {
    folder.write({ 'app.py': 'mine\n', 'new.py': 'mine\n' });
    const at = (file: string): string => folder.of(file);
    const unwritten = await writeFiles([
      { path: at('app.py'), before: 'theirs\n', text: 'fixed\n' },
      { path: at('new.py'), before: undefined, text: 'fixed\n' },
      { path: at('newer.py'), before: undefined, text: 'fixed\n' },
    ]);
    expect(unwritten).toEqual([
      { path: at('app.py'), why: 'it has changed meanwhile' },
      { path: at('new.py'), why: "it can't be written (EEXIST)" },
    ]);
    expect(['app.py', 'new.py', 'newer.py'].map((file) => folder.read(file))).toEqual(['mine\n', 'mine\n', 'fixed\n']);
    // Python reads it, but every é would be written as two bytes.
    const before = '# coding: latin-1\nx = "é"\n';
    writeFileSync(at('latin.py'), before, 'latin1');
    expect(await writeFiles([{ path: at('latin.py'), before, text: 'fixed\n' }])).toEqual([
      { path: at('latin.py'), why: 'it is not valid UTF-8' },
    ]);
  });
});
