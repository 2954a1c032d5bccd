import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli } from '../support/dist';
import { temporaryFolder } from '../support/folder';
import type { Files } from '../support/space';

const folder = temporaryFolder();

describe('zerogpu-lint prepare', () => {
  const app = [
    'import gradio as gr',
    'from diffusers import DiffusionPipeline',
    'pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
    'def paint(prompt):',
    '    return pipe(prompt).images[0]',
    'gr.Interface(paint, "text", "image").launch()',
    '',
  ].join('\n');
  const ordinary: Files = {
    'app.py': app,
    'requirements.txt': 'torch==2.1.0\ndiffusers\n',
  };

  it('tells what it would do, and does nothing', async () => {
    folder.write(ordinary, 'one');
    const { code, stdout, stderr } = await cli(folder.path, 'prepare', 'one');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('README.md (new)\n');
    expect(stdout).toContain('  Decorate `paint` with `@spaces.GPU(duration=60)`: the default');
    expect(stdout).toMatch(/\nNothing is changed yet: --diff shows the changes, --write makes them\n$/);
    expect(folder.read('one/app.py')).toBe(app);
    expect(existsSync(folder.of('one/README.md'))).toBe(false);
  });

  it('shows it as a patch for the current folder, as check does', async () => {
    folder.write(ordinary, 'one');
    const { stdout } = await cli(folder.path, 'prepare', '--diff', 'one');
    expect(stdout).toContain(
      '--- a/one/app.py\n+++ b/one/app.py\n@@ -1,6 +1,8 @@\n+import spaces\n import gradio as gr\n',
    );
    expect(stdout).toContain('-torch==2.1.0\n');
    expect(folder.read('one/app.py')).toBe(app);
  });

  // Three processes, on a machine that may be busy.
  it('does it, once', { timeout: 30_000 }, async () => {
    folder.write(ordinary, 'one');
    expect((await cli(folder.path, 'prepare', '--write', 'one')).stdout).toMatch(/\nWritten\n$/);
    expect(folder.read('one/app.py')).toContain('@spaces.GPU(duration=60)\ndef paint');
    expect(folder.read('one/README.md')).toContain('sdk: gradio\n');
    expect((await cli(folder.path, 'prepare', '--write', 'one')).stdout).toBe(
      'Nothing to change: this is prepared for ZeroGPU\n',
    );
    expect((await cli(folder.path, 'check', 'one')).code).toBe(0);
  });

  it('lists what is left with its line, and ends with 1 then', async () => {
    folder.write({ ...ordinary, 'app.py': app.replace('def', 'async def') }, 'one');
    const { code, stdout } = await cli(folder.path, 'prepare', 'one');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nLeft to you, as the files would be:\n(?: {2}.*\n)* {2}app\.py:4 `paint` computes on the GPU/,
    );
  });

  it('takes the file of one of several apps, and asks for it', async () => {
    folder.write({ 'one.py': app, 'two.py': app, 'requirements.txt': 'diffusers\n' }, 'one');
    const asked = await cli(folder.path, 'prepare', 'one');
    expect(asked).toMatchObject({ code: 2, stdout: expect.stringContaining('one.py, two.py') as string });
    expect((await cli(folder.path, 'prepare', 'one/two.py')).stdout).toContain('\ntwo.py\n  Import `spaces`\n');
  });

  it('writes all files or none, and ends with 2 when it could not', async () => {
    folder.write({ 'requirements.txt': ordinary['requirements.txt'] ?? '' }, 'one');
    const latin1 = Buffer.from(`# -*- coding: latin-1 -*-\n${app.replace('"x"', '"café"')}`, 'latin1');
    writeFileSync(folder.of('one/app.py'), latin1);
    const { code, stdout, stderr } = await cli(folder.path, 'prepare', '--write', 'one');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'zerogpu-lint: app.py is left as it is: it is not valid UTF-8\n',
    });
    expect(stdout).toMatch(/\nNothing is written: one file without the others would be half a preparation\n$/);
    expect(readFileSync(folder.of('one/app.py'))).toEqual(latin1);
    expect(folder.read('one/requirements.txt')).toBe(ordinary['requirements.txt']);
    expect(existsSync(folder.of('one/README.md'))).toBe(false);
  });

  it('refuses what makes no sense', async () => {
    folder.write(ordinary);
    expect(await cli(folder.path, 'prepare', '--diff', '--write')).toMatchObject({ code: 2 });
    expect(await cli(folder.path, 'prepare', 'requirements.txt')).toMatchObject({
      code: 2,
      stderr: 'zerogpu-lint: requirements.txt is not a Python file: name the file of the app, or its folder\n',
    });
  });
});
