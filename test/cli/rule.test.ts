import os from 'node:os';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { cli, cliWithInput } from '../support/dist';

const folder = os.tmpdir();

describe('zerogpu-lint rule', () => {
  it('prints the page of a rule', async () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/rules/torch-compile.md'), 'utf8');
    expect(await cli(folder, 'rule', 'torch-compile')).toEqual({ code: 0, stdout: page, stderr: '' });
  });

  it('lists all rules', async () => {
    const { code, stdout } = await cli(folder, 'rule');
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(rules.map(({ name }) => name));
  });

  it('asks which one was meant', async () => {
    expect(await cli(folder, 'rule', 'torch-complie')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'zerogpu-lint: `torch-complie` is not the name of a rule; did you mean `torch-compile`?\n',
    });
    expect((await cli(folder, 'rule', 'zzz')).stderr).toContain('`zerogpu-lint rule` lists them');
  });
});

describe('zerogpu-lint explain', () => {
  const more =
    '`zerogpu-lint check` tells which of these your Space has, and where; `zerogpu-lint rule NAME` what to do about it.\n';

  it('names the rules about an error', async () => {
    const summary = rules.find(({ name }) => name === 'gpu-returns-generator')?.summary ?? '';
    expect(await cli(folder, 'explain', 'cannot', 'pickle', "'generator' object")).toEqual({
      code: 0,
      stdout: `cannot pickle 'generator' object\n  gpu-returns-generator  ${summary}\n\n${more}`,
      stderr: '',
    });
  });

  it('reads a log', async () => {
    const log = `Starting\n\u001B[2Jx ZeroGPU AoTI reuqires PyTorch 2.8+ ${'x'.repeat(300)}\nNotImplementedError\n`;
    const { code, stdout } = await cliWithInput(log, folder, 'explain');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^line 2: �\[2Jx ZeroGPU AoTI reuqires PyTorch 2\.8\+ x{100,120}…\n {2}aoti-torch-too-old {2}/,
    );
    expect(stdout).toContain('\nline 3: NotImplementedError\n  gpu-async-function  ');
    expect(stdout.endsWith(`\n\n${more}`)).toBe(true);
  });

  it('says when it knows nothing, and ends with 1', async () => {
    const nothing = { code: 1, stdout: expect.stringContaining('No rule explains this') as string, stderr: '' };
    expect(await cli(folder, 'explain', 'all well')).toEqual(nothing);
    expect(await cliWithInput('', folder, 'explain')).toEqual(nothing);
  });

  it('says how it reads a log, when it is given the name of one', async () => {
    const file = import.meta.filename;
    expect(await cli(folder, 'explain', file)).toEqual({
      code: 2,
      stdout: '',
      stderr: `zerogpu-lint: ${file} is a file, and a log is read from standard input: zerogpu-lint explain < ${file}\n`,
    });
  });
});
