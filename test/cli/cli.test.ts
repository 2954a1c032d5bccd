import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { CheckedFinding } from '../../server/src/cli/checking';
import { format as sarif } from '../../server/src/cli/formats/sarif';
import manifest from '../../package.json';
import { built, cli, cliWithInput } from '../support/dist';
import { quiet, temporaryFolder } from '../support/folder';
import { ordinaryFiles } from '../support/space';

const noSpaceIn = (paths: string): string =>
  `No ZeroGPU Space in ${paths}; \`zerogpu-lint prepare\` makes one of a Gradio app\n`;
const folder = temporaryFolder({ 'pyproject.toml': quiet });

const pinned = { ...ordinaryFiles, 'requirements.txt': 'torch\nspaces==0.30  # 🚀\n' };

describe('zerogpu-lint check', () => {
  it('ends with 0 and says so when there is nothing', async () => {
    folder.write(ordinaryFiles);
    expect(await cli(folder.path, 'check')).toEqual({ code: 0, stdout: 'No problems\n', stderr: '' });
  });

  it('prints each finding with its line, its fixes and a sum', async () => {
    folder.write(pinned);
    const { code, stdout, stderr } = await cli(folder.path, 'check');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^requirements\.txt:2:1 warning requirements-spaces-pin /);
    expect(stdout).toContain('2 | spaces==0.30  # 🚀\n  | ^^^^^^^^^^^^\n');
    expect(stdout).toContain('fix (safe): Remove the version from `spaces`');
    expect(stdout).toMatch(/Found 1 problem \(1 warning\); 1 can be fixed with --fix\n$/);
    expect(stdout).not.toContain('\u001B');
  });

  it('reads requirements in UTF-16 as pip does: only behind a byte order mark', async () => {
    folder.write(ordinaryFiles);
    const file = folder.of('requirements.txt');
    writeFileSync(file, '\uFEFFtorch\nspaces==0.30\n', 'utf16le');
    expect((await cli(folder.path, 'check')).stdout).toMatch(/^requirements\.txt:2:1 warning requirements-spaces-pin /);
    writeFileSync(file, 'torch\nspaces==0.30\n', 'utf16le');
    writeFileSync(folder.of('pyproject.toml'), quiet.replace('requirements-merge-line = "off"\n', ''));
    const { stdout } = await cli(folder.path, 'check');
    expect(stdout).toMatch(/^requirements\.txt:1:1 error requirements-merge-line /);
    expect(stdout).toContain('Found 1 problem (1 error)');
  });

  it('fails from the severity on that it is told', async () => {
    folder.write(pinned);
    expect((await cli(folder.path, 'check', '--fail-on', 'error')).code).toBe(0);
    expect((await cli(folder.path, 'check', '--fail-on', 'hint')).code).toBe(1);
  });

  it('prints JSON as documented', async () => {
    folder.write(pinned, 'one');
    const { code, stdout } = await cli(folder.path, 'check', 'one', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: manifest.version,
      spaces: [{ root: 'one' }],
      findings: [
        {
          file: 'one/requirements.txt',
          rule: 'requirements-spaces-pin',
          severity: 'warning',
          confidence: 'high',
          message: expect.stringContaining('0.30') as string,
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 12 } },
          fixes: [
            { title: 'Remove the version from `spaces`', safety: 'safe' },
            { title: 'Remove the line: ZeroGPU installs `spaces` by itself', safety: 'review' },
          ],
        },
      ],
    });
  });

  it('prints SARIF, and ends with 0 then unless it is told from what on to fail', async () => {
    folder.write(pinned);
    expect((await cli(folder.path, 'check', '--format', 'sarif', '--fail-on', 'warning')).code).toBe(1);
    const { code, stdout } = await cli(folder.path, 'check', '--format', 'sarif');
    expect(code).toBe(0);
    const [run] = (JSON.parse(stdout) as Log).runs;
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(['requirements-spaces-pin']);
    expect(run?.results?.[0]).toMatchObject({
      ruleId: 'requirements-spaces-pin',
      ruleIndex: 0,
      level: 'warning',
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'requirements.txt' }, region: { startLine: 2, startColumn: 1 } },
        },
      ],
      fixes: [
        {
          description: { text: 'Remove the version from `spaces`' },
          artifactChanges: [
            {
              artifactLocation: { uri: 'requirements.txt' },
              replacements: [
                {
                  deletedRegion: { startLine: 2, startColumn: 7, endLine: 2, endColumn: 13 },
                  insertedContent: { text: '' },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(run?.results?.[0]?.fixes).toHaveLength(1);
    expect(run?.invocations).toEqual([{ executionSuccessful: true }]);
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/rules/requirements-spaces-pin.md'), 'utf8');
    expect(run?.tool.driver.rules?.[0]).toMatchObject({
      fullDescription: { text: expect.stringContaining('pip') as string },
      help: { text: expect.stringContaining('pip') as string, markdown: page },
      properties: { precision: 'high', tags: ['requirements'] },
    });
  });

  it('names files elsewhere by an address in SARIF, and says there when something could not be read', async () => {
    folder.write({ ...pinned, 'data.py': 'a\0b' }, 'a b');
    mkdirSync(folder.of('here'));
    const checked = async () => {
      const { stdout } = await cli(folder.of('here'), 'check', '../a b', '--format', 'sarif');
      return (JSON.parse(stdout) as Log).runs[0];
    };
    const run = await checked();
    const [location] = run?.results?.[0]?.locations ?? [];
    expect(location?.physicalLocation?.artifactLocation?.uri).toBe(
      pathToFileURL(folder.of('a b/requirements.txt')).href,
    );
    expect(run?.invocations).toEqual([{ executionSuccessful: true }]);
    writeFileSync(folder.of('a b/app.py'), 'a\0b');
    expect((await checked())?.invocations).toEqual([{ executionSuccessful: false }]);
  });

  it('names drives in SARIF as Windows has them', () => {
    const finding: CheckedFinding = {
      path: 'C:/my app/app.py',
      rule: 'torch-compile',
      severity: 'warning',
      confidence: 'high',
      message: 'x',
      span: { start: 0, end: 1 },
      related: [],
      unnecessary: false,
      fixes: [],
    };
    const files = [{ file: finding.path, text: 'x\n', findings: [finding] }];
    const [run] = (JSON.parse(sarif([{ root: 'C:/my app', files, isAppUnread: false }], { failed: false })) as Log)
      .runs;
    const [location] = run?.results?.[0]?.locations ?? [];
    expect(location?.physicalLocation?.artifactLocation?.uri).toBe('file:///C:/my%20app/app.py');
  });

  it('prints workflow commands for GitHub', async () => {
    folder.write(pinned);
    const { stdout } = await cli(folder.path, 'check', '--format', 'github');
    expect(stdout).toMatch(
      /^::warning file=requirements\.txt,line=2,col=1,endLine=2,endColumn=13,title=zerogpu-lint \(requirements-spaces-pin\)::ZeroGPU/,
    );
  });

  it('takes a folder of Spaces, single files and parts of a Space', async () => {
    folder.write(pinned, 'spaces/one');
    folder.write({ ...pinned, 'lib/tool.py': 'import spaces\n' }, 'spaces/two');
    folder.write({ 'agent.py': 'from gymnasium import spaces\n', 'requirements.txt': 'spaces==1\n' }, 'spaces/gym');
    const roots = async (...args: readonly string[]) => {
      const { stdout } = await cli(folder.path, 'check', ...args, '--format', 'json');
      const { spaces, findings } = JSON.parse(stdout) as { spaces: { root: string }[]; findings: { file: string }[] };
      return { spaces: spaces.map(({ root }) => root), files: findings.map(({ file }) => file) };
    };
    expect(await roots('spaces')).toEqual({
      spaces: ['spaces/one', 'spaces/two'],
      files: ['spaces/one/requirements.txt', 'spaces/two/requirements.txt'],
    });
    expect(await roots('spaces/two/requirements.txt')).toEqual({
      spaces: ['spaces/two'],
      files: ['spaces/two/requirements.txt'],
    });
    expect(await roots('spaces/two/app.py', 'spaces/two/requirements.txt')).toEqual({
      spaces: ['spaces/two'],
      files: ['spaces/two/requirements.txt'],
    });
    expect(await roots('spaces/two/lib')).toEqual({ spaces: ['spaces/two'], files: [] });
    expect(await roots('spaces/gym')).toEqual({ spaces: [], files: [] });
  });

  const looping = {
    'pyproject.toml': quiet.replace('gpu-call-in-loop = "off"\n', ''),
    'app.py': 'import gradio as gr\nfrom util.loop import every\ngr.Interface(every, "text", "text").launch()\n',
    'gpu.py': 'import spaces\n@spaces.GPU(duration=30)\ndef paint(prompt):\n    return prompt\n',
    'util/loop.py': 'from gpu import paint\ndef every(prompts):\n    for prompt in prompts:\n        paint(prompt)\n',
  };

  it('knows the Space of a part of it without a card, as it does for the whole', { timeout: 20_000 }, async () => {
    folder.write(looping, 'd/e');
    const checked = async (...args: readonly string[]) => {
      const { stdout } = await cli(folder.path, 'check', ...args, '--format', 'json');
      const { spaces, findings } = JSON.parse(stdout) as { spaces: { root: string }[]; findings: { file: string }[] };
      return { spaces: spaces.map(({ root }) => root), files: findings.map(({ file }) => file) };
    };
    const found = { spaces: ['d/e'], files: ['d/e/util/loop.py'] };
    expect(await checked('d/e')).toEqual(found);
    expect(await checked('d/e/util/loop.py')).toEqual(found);
    expect(await checked('d/e/util')).toEqual(found);
    expect(await checked('d/e/util/loop.py', 'd/e/gpu.py', 'd/e/util')).toEqual(found);
    const { stdout } = await cli(folder.of('d'), 'check', '../d/e/util/loop.py', '--format', 'json');
    expect(stdout).toContain('"file": "e/util/loop.py"');
  });

  it('reports a file once, whichever folders name it', async () => {
    const called = 'def every(prompts):\n    for prompt in prompts:\n        paint(prompt)\n';
    folder.write({ 'pyproject.toml': looping['pyproject.toml'], 'd/sub/main.py': looping['gpu.py'] + called });
    const lines = async (...args: readonly string[]) => {
      const { stdout } = await cli(folder.path, 'check', ...args);
      return stdout.split('\n').filter((line) => line.includes(' gpu-call-in-loop '));
    };
    expect(await lines('d')).toHaveLength(1);
    expect(await lines('d/sub', 'd')).toEqual(await lines('d'));
  });

  it('passes over files that no Space is made of, as hooks name whatever has changed', async () => {
    folder.write({ ...pinned, 'notes.md': '# Notes\n', 'image.png': 'a\0b' });
    const stderr = 'zerogpu-lint: skipped notes.md, image.png: not what Spaces are made of\n';
    const some = await cli(folder.path, 'check', 'notes.md', 'app.py', 'image.png');
    expect(some).toEqual({ code: 0, stdout: 'No problems\n', stderr });
    const none = await cli(folder.path, 'check', 'notes.md', 'image.png');
    expect(none).toEqual({ code: 0, stdout: 'Nothing to check\n', stderr });
    expect((await cli(folder.path, 'check', 'notes.md', 'requirements.txt')).code).toBe(1);
  });

  it('says when there is no Space', async () => {
    folder.write({ 'agent.py': 'from gymnasium import spaces\n' });
    expect(await cli(folder.path, 'check', '.')).toEqual({ code: 0, stdout: noSpaceIn('.'), stderr: '' });
  });

  it('says what is wrong with its arguments, and ends with 2', async () => {
    folder.write({ ...ordinaryFiles, 'notes.md': '# Notes\n', 'image.py': 'a\0b' });
    for (const [args, message] of [
      [['check', 'nowhere'], 'zerogpu-lint: nowhere does not exist'],
      [['model', 'notes.md'], 'zerogpu-lint: notes.md is not a file that a Space is made of'],
      [['check', 'image.py'], "zerogpu-lint: image.py can't be read: it is not UTF-8 text"],
      [['check', '--format', 'xml'], 'xml'],
      [['check', '--fail-on', 'never'], 'never'],
      [['check', '--no-such'], '--no-such'],
      [['check', '--fix', '--diff'], 'zerogpu-lint: --diff changes nothing and --fix does: use one of them'],
      [
        ['check', '--diff', '--format', 'sarif'],
        'zerogpu-lint: --diff prints a patch, which there is no place for in sarif',
      ],
      [
        ['check', '--diff', '--format', 'github'],
        'zerogpu-lint: --diff prints a patch, which there is no place for in github',
      ],
      [['frobnicate'], 'frobnicate'],
      [[], 'Usage'],
    ] as const) {
      const { code, stderr } = await cli(folder.path, ...args);
      expect({ code, stderr }, args.join(' ')).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
    }
  });

  it('says which files of a Space it could not read, and ends with 2 when the app is one', async () => {
    folder.write({ ...ordinaryFiles, 'data.py': `DATA = "${'x'.repeat(1024 * 1024)}"\n` });
    const long = `zerogpu-lint: ${folder.path}/data.py is not read: it is longer than 1048576 characters\n`;
    expect(await cli(folder.path, 'check')).toEqual({ code: 0, stdout: 'No problems\n', stderr: long });
    writeFileSync(folder.of('app.py'), `\uFEFF${ordinaryFiles['app.py'] ?? ''}`, 'utf16le');
    const wide = `zerogpu-lint: ${folder.path}/app.py is not read: it is not UTF-8 text\n`;
    expect(await cli(folder.path, 'check')).toEqual({ code: 2, stdout: noSpaceIn('.'), stderr: wide + long });
    expect((await cli(folder.path, 'model')).code).toBe(2);
    folder.write({ 'data.py': 'import spaces\n' });
    expect(await cli(folder.path, 'check')).toEqual({
      code: 2,
      stdout: 'No problems in what could be read\n',
      stderr: wide,
    });
  });

  it('reads Python as Python does: nothing of what is not UTF-8, unless a comment says what it is', async () => {
    const app = `${ordinaryFiles['app.py'] ?? ''}# é\n`;
    folder.write({ ...ordinaryFiles, 'requirements.txt': 'spaces==0.30\n' });
    writeFileSync(folder.of('app.py'), app, 'latin1');
    expect(await cli(folder.path, 'check')).toMatchObject({
      code: 2,
      stderr: `zerogpu-lint: ${folder.path}/app.py is not read: it is not UTF-8 text\n`,
    });
    writeFileSync(folder.of('app.py'), `# -*- coding: latin-1 -*-\n${app}`, 'latin1');
    expect((await cli(folder.path, 'check')).stdout).toMatch(/^requirements\.txt:1:1 warning requirements-spaces-pin /);
  });

  it('is silent about files that it could not read where there is no Space', async () => {
    folder.write({ 'agent.py': 'from gymnasium import spaces\n', 'data.py': 'a\0b' });
    expect(await cli(folder.path, 'check')).toEqual({ code: 0, stdout: noSpaceIn('.'), stderr: '' });
  });

  it.skipIf(process.platform === 'win32')('does not wait for what is no regular file', async () => {
    folder.write(pinned, 'two/one');
    spawnSync('mkfifo', [folder.of('two/pyproject.toml')]);
    symlinkSync('../pyproject.toml', folder.of('two/one/packages.txt'));
    symlinkSync('/dev/zero', folder.of('two/one/pre-requirements.txt'));
    const { code, stderr } = await cli(folder.path, 'check', 'two/one');
    expect({ code, stderr: stderr.trimEnd().split('\n').sort() }).toEqual({
      code: 1,
      stderr: [
        expect.stringContaining('packages.txt is not read: it is no regular file'),
        expect.stringContaining('pre-requirements.txt is not read: it is no regular file'),
        expect.stringContaining('pyproject.toml is not read: it is no regular file'),
      ],
    });
  });

  it.skipIf(process.getuid?.() === 0)('says when it may not read a folder', async () => {
    mkdirSync(folder.of('locked'));
    chmodSync(folder.of('locked'), 0);
    const { code, stderr } = await cli(folder.path, 'check', 'locked');
    expect({ code, stderr }).toEqual({ code: 2, stderr: "zerogpu-lint: locked can't be read (EACCES)\n" });
    chmodSync(folder.of('locked'), 0o700);
  });

  it('follows pyproject.toml above the Space, and tells what is wrong in it', async () => {
    folder.write(pinned, 'one');
    folder.write({
      'pyproject.toml': `${quiet}requirements-spaces-pin = "off"\n[tool.zerogpu-lint]\nmax-duratoin = 3\n`,
    });
    const { code, stderr } = await cli(folder.path, 'check', 'one');
    expect(code).toBe(0);
    expect(stderr).toContain('did you mean `max-duration`?');
    const { stdout } = await cli(folder.path, 'config', 'one');
    expect(stdout).toMatch(/requirements-spaces-pin = "off" +# .*pyproject\.toml/);
  });

  it('with --pedantic reports what only perfectionists want to know', async () => {
    folder.write({ ...ordinaryFiles, 'requirements.txt': 'torch # zerogpu: ignore[no-such]\n' });
    expect((await cli(folder.path, 'check', '--fail-on', 'hint')).code).toBe(0);
    expect((await cli(folder.path, 'check', '--fail-on', 'hint', '--pedantic')).code).toBe(1);
  });

  it('runs the rules of one run, whatever the configuration says of them', { timeout: 20_000 }, async () => {
    const card = '---\nsdk: gradio\npython_version: 3.10\n---\n';
    folder.write({
      ...pinned,
      'README.md': card,
      'app.py': 'import spaces\n\n@spaces.GPU\nasync def f(x):\n    return x\n',
    });
    const rulesOf = async (...args: readonly string[]) => {
      const { stdout, stderr } = await cli(folder.path, 'check', '--format', 'json', ...args);
      expect(stderr).toBe('');
      return (JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
    };
    expect(await rulesOf()).toEqual(['python-version-unquoted', 'requirements-spaces-pin']);
    expect(await rulesOf('--select', 'gpu-async-function,requirements-spaces-pin')).toEqual([
      'gpu-async-function',
      'requirements-spaces-pin',
    ]);
    expect(await rulesOf('--ignore', 'requirements-spaces-pin')).toEqual(['python-version-unquoted']);
    const both = ['--select', 'gpu-async-function', '--select', 'python-version-unquoted'];
    expect(await rulesOf(...both, '--ignore', 'gpu-async-function')).toEqual(['python-version-unquoted']);
    for (const nothing of ['', ' ,']) {
      expect(await cli(folder.path, 'check', '--select', nothing)).toMatchObject({ code: 2, stdout: '' });
    }
    expect(await cli(folder.path, 'check', '--select', 'torch-complie')).toMatchObject({
      code: 2,
      stderr: 'zerogpu-lint: `torch-complie` is not the name of a rule; did you mean `torch-compile`?\n',
    });
  });

  it('measures durations against the visitors that it is told', async () => {
    folder.write({
      ...ordinaryFiles,
      'app.py': 'import spaces\n\n@spaces.GPU(duration=1000)\ndef f(x):\n    return x\n',
    });
    const args = ['check', '--select', 'duration-exceeds-free', '--visitor-tier'];
    expect((await cli(folder.path, ...args, 'free')).stdout).toContain('app.py:3:22 warning duration-exceeds-free ');
    expect((await cli(folder.path, ...args, 'pro')).stdout).toBe('No problems\n');
    expect((await cli(folder.path, ...args, 'rich')).code).toBe(2);
  });

  it('checks a text that an editor has not saved', async () => {
    folder.write({ ...ordinaryFiles, 'requirements.txt': 'torch\n' });
    const args = ['check', '-', '--stdin-filename', 'requirements.txt'];
    const { code, stdout } = await cliWithInput('\nspaces==0.30\n', folder.path, ...args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^requirements\.txt:2:1 warning requirements-spaces-pin /);
    const { stdout: patch } = await cliWithInput('\nspaces==0.30\n', folder.path, ...args, '--diff');
    expect(patch).toContain('-spaces==0.30\n+spaces\n');
    for (const [wrong, message] of [
      [['check', '-'], 'name the file whose text is on standard input, with --stdin-filename'],
      [['check', '--stdin-filename', 'app.py'], '--stdin-filename goes with `-` as the only path'],
      [[...args, '--fix'], '--fix writes files, and standard input is not one: --diff prints the fixes'],
    ] as const) {
      expect(await cliWithInput('', folder.path, ...wrong)).toEqual({
        code: 2,
        stdout: '',
        stderr: `zerogpu-lint: ${message}\n`,
      });
    }
  });

  it.runIf(existsSync('/dev/full'))('ends with 2 when its output can’t be written', () => {
    folder.write(pinned);
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [built('cli.js'), 'check'], {
      cwd: folder.path,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "zerogpu-lint: standard output can't be written (ENOSPC)\n",
    });
  });

  it('never lets a file move the cursor of a terminal', async () => {
    folder.write({ ...ordinaryFiles, 'requirements.txt': 'spaces==0.30 # \u001B[2J\u202E\n' });
    const { stdout } = await cli(folder.path, 'check');
    expect(stdout).not.toContain('\u001B');
    expect(stdout).not.toContain('\u202E');
  });
});

describe('zerogpu-lint', () => {
  it('tells its version', async () => {
    expect(await cli(folder.path, '--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('helps', async () => {
    const { code, stdout } = await cli(folder.path, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('check');
  });
});

describe('zerogpu-lint model', () => {
  it('tells what it believes, as text and as data', async () => {
    folder.write({
      ...ordinaryFiles,
      'app.py': 'import spaces\n\n@spaces.GPU(duration=60 * 2)\ndef paint(prompt):\n    return prompt\n',
    });
    const shown = await cli(folder.path, 'model');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('app.py imports spaces');
    expect(shown.stdout).toContain('paint  app.py:3:2  by decorator, duration 120 s');
    const data = JSON.parse((await cli(folder.path, 'model', '--json')).stdout) as unknown;
    expect(data).toMatchObject([
      { isZeroGpu: true, appFile: 'app.py', gpuFunctions: [{ name: 'paint', duration: 120, made: 'decorator' }] },
    ]);
  });

  it('shows a folder that is no ZeroGPU Space too, so that one can see why nothing is reported', async () => {
    folder.write({ 'app.py': 'from gymnasium import spaces\n' });
    const { code, stdout } = await cli(folder.path, 'model');
    expect(code).toBe(0);
    expect(stdout).toContain('Not known to be a ZeroGPU Space: nothing is reported');
  });
});
