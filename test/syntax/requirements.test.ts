import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateMarker,
  normalizeName,
  parseRequirements,
  wheelAdmitsLinuxX64,
  wheelAdmitsPython,
  type InvalidLine,
  type OptionLine,
  type Requirement,
} from '../../server/src/syntax/requirements';
import type { Span } from '../../server/src/text/span';

const slice = (text: string, span: Span | undefined): string | undefined =>
  span === undefined ? undefined : text.slice(span.start, span.end);

function one(text: string): Requirement {
  const [entry, ...rest] = parseRequirements(text).entries;
  if (entry?.kind !== 'requirement' || rest.length > 0) {
    throw new Error(`not one requirement: ${JSON.stringify(entry)}`);
  }
  return entry;
}

function invalid(text: string): InvalidLine {
  const [entry] = parseRequirements(text).entries;
  if (entry?.kind !== 'invalid') {
    throw new Error(`not invalid: ${JSON.stringify(entry)}`);
  }
  return entry;
}

function options(text: string): OptionLine {
  const [entry] = parseRequirements(text).entries;
  if (entry?.kind !== 'option') {
    throw new Error(`not an option line: ${JSON.stringify(entry)}`);
  }
  return entry;
}

describe('a named requirement', () => {
  it('is split into name, extras, specifiers and marker', () => {
    const text = '# pins\n  Flash_Attn [a, b-c] >= 2.0 , <3.* \n';
    expect(invalid(text).reason).toBe('bad-version');
    const line = `diffusers[torch, Onnx] >= 0.30 ,!=0.31.*; python_version < "3.13"  # why\n`;
    const requirement = one(line);
    expect(slice(line, requirement.name?.span)).toBe('diffusers');
    expect(slice(line, requirement.extrasSpan)).toBe('[torch, Onnx]');
    expect(requirement.specifierText).toBe('>=0.30,!=0.31.*');
    expect(slice(line, requirement.specifierSpan)).toBe('>= 0.30 ,!=0.31.*');
    expect(requirement.specifiers.map(({ versionSpan }) => slice(line, versionSpan))).toEqual(['0.30', '0.31.*']);
    expect(requirement.marker?.text).toBe('python_version < "3.13"');
    expect(slice(line, requirement.span)).toBe(`diffusers[torch, Onnx] >= 0.30 ,!=0.31.*; python_version < "3.13"`);
    expect(slice(line, requirement.lineSpan)).toBe(line);
  });

  it.each([
    ['torch == 2.0.1', '==2.0.1'],
    ['torch (>=2.0)', '>=2.0'],
    ['torch>=2.0,', '>=2.0'],
    ['torch==1!2.0', '==1!2.0'],
    ['torch===weird', '===weird'],
    ['torch==2.8.0+cu128', '==2.8.0+cu128'],
    ['torch', ''],
    ['torch[]', ''],
  ])('reads %s', (text, specifiers) => {
    const requirement = one(text);
    expect(requirement.name?.normalized).toBe('torch');
    expect(requirement.specifierText).toBe(specifiers);
  });

  it('joins continued lines and keeps their places', () => {
    const text = 'torch==2.8.0 \\\r\n    --hash=sha256:aa \\\r\n    --hash sha256:bb\r\nnumpy\r\n';
    const [torch, numpy] = parseRequirements(text).entries;
    expect(torch?.kind === 'requirement' && torch.options.map(({ value, span }) => [value, slice(text, span)])).toEqual(
      [
        ['sha256:aa', '--hash=sha256:aa'],
        ['sha256:bb', '--hash sha256:bb'],
      ],
    );
    expect(slice(text, numpy?.lineSpan)).toBe('numpy\r\n');
    expect(parseRequirements(text).lineEnding).toBe('\r\n');
  });

  it('takes a continuation inside a comment for a part of the comment', () => {
    const text = 'torch # a \\\nnumpy\nscipy';
    const file = parseRequirements(text);
    expect(file.entries.map(({ span }) => slice(text, span))).toEqual(['torch', 'scipy']);
    expect(file.comments.map(({ text: comment }) => comment)).toEqual(['# a \\\nnumpy']);
  });

  it('lets a comment end a continuation', () => {
    const text = 'torch \\\n# via -r base.in\nnumpy  # via x\n';
    const file = parseRequirements(text);
    expect(file.entries.map(({ span }) => slice(text, span))).toEqual(['torch', 'numpy']);
    expect(file.comments.map(({ text: comment }) => comment)).toEqual(['# via -r base.in', '# via x']);
  });

  it('notes options that pip ignores after a requirement', () => {
    const text = 'torch --pre --index-url https://download.pytorch.org/whl/nightly/cu128';
    const requirement = one(text);
    expect(requirement.ignoredOptions.map(({ name, span }) => [name, slice(text, span)])).toEqual([
      ['--pre', '--pre'],
      ['--index-url', '--index-url https://download.pytorch.org/whl/nightly/cu128'],
    ]);
  });

  it('leaves a line with variables alone when it needs their values', () => {
    expect(parseRequirements('torch==${TORCH}').entries[0]).toMatchObject({ kind: 'unresolved', variables: ['TORCH'] });
    expect(one('git+https://${TOKEN}@github.com/a/b').variables).toEqual(['TOKEN']);
  });
});

describe('a URL or path', () => {
  const wheel =
    'https://github.com/Dao-AILab/flash-attention/releases/download/v2.8.3/flash_attn-2.8.3%2Bcu12torch2.8cxx11abiTRUE-cp312-cp312-linux_x86_64.whl?download=true#sha256=00';

  it('reads a wheel name with an encoded plus sign, query and fragment', () => {
    const requirement = one(`${wheel} ; sys_platform == 'linux'`);
    expect(requirement.form).toBe('url');
    expect(requirement.name).toMatchObject({ text: 'flash_attn', normalized: 'flash-attn' });
    expect(requirement.url).toMatchObject({ scheme: 'https', vcs: undefined });
    const part = requirement.url?.wheel;
    expect(part).toMatchObject({
      fileName: 'flash_attn-2.8.3+cu12torch2.8cxx11abiTRUE-cp312-cp312-linux_x86_64.whl',
      version: '2.8.3+cu12torch2.8cxx11abiTRUE',
      pythonTags: ['cp312'],
      abiTags: ['cp312'],
      platformTags: ['linux_x86_64'],
      torch: '2.8',
      cuda: 'cu12',
      cxx11abi: true,
    });
    expect(slice(wheel, part?.platformSpan)).toBe('linux_x86_64');
    expect(requirement.marker?.text).toBe("sys_platform == 'linux'");
  });

  it.each([
    ['cumesh-0.1+torch2.11.0.cu130-cp312-cp312-linux_x86_64.whl', '2.11.0', 'cu130', undefined],
    ['gsplat-1.5.3+pt24cu124-cp310-cp310-linux_x86_64.whl', '2.4', 'cu124', undefined],
    ['pytorch3d-0.7.8+pt2.4.1cu121-cp310-cp310-linux_x86_64.whl', '2.4.1', 'cu121', undefined],
    ['torch_scatter-2.1.2+pt210cu128-cp310-cp310-linux_x86_64.whl', undefined, 'cu128', undefined],
    ['flash_attn-2.8.0.post2+cu12torch2.8cxx11abiFALSE-cp312-cp312-linux_x86_64.whl', '2.8', 'cu12', false],
    ['flash_attn_3-3.0.0b1-cp39-abi3-linux_x86_64.whl', undefined, undefined, undefined],
    ['ops-1.0-1cu128torch2.8cxx11abi1-cp312-cp312-linux_x86_64.whl', '2.8', 'cu128', true],
  ])('knows the dialect of %s', (file, torch, cuda, cxx11abi) => {
    expect(one(`./wheels/${file}`).url?.wheel).toMatchObject({ torch, cuda, cxx11abi });
  });

  it.each([
    ['x-1-cp312-cp312-linux_x86_64.whl', '3.12', true],
    ['x-1-cp312-cp312-linux_x86_64.whl', '3.12.12', true],
    ['x-1-cp310-cp310-linux_x86_64.whl', '3.12', false],
    ['x-1-cp39-abi3-linux_x86_64.whl', '3.12', true],
    ['x-1-cp313-abi3-linux_x86_64.whl', '3.12', false],
    ['x-1-py3-none-any.whl', '3.10', true],
    ['x-1-py2.py3-none-any.whl', '3.10', true],
    ['x-1-py2-none-any.whl', '3.10', false],
    ['x-1-cp313-cp313t-linux_x86_64.whl', '3.13', false],
    ['x-1-what-none-any.whl', '3.10', undefined],
  ])('%s on Python %s: %s', (file, python, answer) => {
    const part = one(`./${file}`).url?.wheel;
    expect(part && wheelAdmitsPython(part, python)).toBe(answer);
  });

  it.each([
    ['manylinux_2_28_x86_64', true],
    ['manylinux2014_x86_64.manylinux_2_17_x86_64', true],
    ['linux_x86_64', true],
    ['any', true],
    ['win_amd64', false],
    ['macosx_11_0_arm64', false],
    ['manylinux_2_17_aarch64', false],
  ])('platform %s on Linux: %s', (platform, answer) => {
    const part = one(`./x-1-cp312-cp312-${platform}.whl`).url?.wheel;
    expect(part && wheelAdmitsLinuxX64(part)).toBe(answer);
  });

  it('reads version control URLs', () => {
    const text = 'nvdiffrast @ git+https://github.com/NVlabs/nvdiffrast.git@v0.3.3#subdirectory=x&egg=other';
    const requirement = one(text);
    expect(requirement).toMatchObject({ form: 'name-at-url', name: { normalized: 'nvdiffrast' } });
    expect(requirement.url).toMatchObject({
      scheme: 'git+https',
      vcs: 'git',
      repository: { owner: 'NVlabs', name: 'nvdiffrast' },
      revision: 'v0.3.3',
      subdirectory: 'x',
      egg: 'other',
    });
    expect(one('-e git+ssh://git@github.com/a/b#egg=c_d').name).toMatchObject({ text: 'c_d', normalized: 'c-d' });
    expect(one('git+https://github.com/huggingface/diffusers').url?.revision).toBeUndefined();
  });

  it('reads editable and local paths', () => {
    expect(one('-e .[dev]')).toMatchObject({ form: 'path', extrasSpan: { start: 4, end: 9 } });
    expect(one('./vendor/thing')).toMatchObject({ form: 'path', name: undefined, extrasSpan: undefined });
  });
});

describe('options', () => {
  it.each([
    [
      '--extra-index-url https://download.pytorch.org/whl/cu128',
      '--extra-index-url',
      'https://download.pytorch.org/whl/cu128',
    ],
    ['--index-url=https://x', '--index-url', 'https://x'],
    ['-i https://x', '--index-url', 'https://x'],
    ['-fhttps://x', '--find-links', 'https://x'],
    ['-r "other file.txt"', '--requirement', 'other file.txt'],
    ['--pre', '--pre', undefined],
    ['--extra-index https://x', '--extra-index-url', 'https://x'],
  ])('%s', (text, name, value) => {
    expect(options(text).options).toMatchObject([{ name, value }]);
  });
});

describe('an invalid line', () => {
  it.each([
    ['torch numpy', 'unexpected-text', 'numpy'],
    ['torch, numpy', 'unexpected-text', ', numpy'],
    ['pip install torch', 'unexpected-text', 'install torch'],
    ['torch=2.0', 'single-equals', '=2.0'],
    ['torch==abc', 'bad-version', 'abc'],
    ['torch>=2.0.*', 'bad-version', '2.0.*'],
    ['torch==', 'bad-version', ''],
    ['torch>=2 <3', 'unexpected-text', '<3'],
    ['torch[a,]', 'bad-extras', '[a,]'],
    ["torch; python_version > '3' and", 'bad-marker', ''],
    ['* torch', 'no-name', '* torch'],
    ['- torch', 'stray-dash', '-'],
    ['--no-deps', 'unknown-option', '--no-deps'],
    ['-r', 'option-without-value', '-r'],
    ['https://x/y/a.whl', 'bad-wheel-name', 'https://x/y/a.whl'],
    ['./x-latest-py3-none-any.whl', 'bad-wheel-name', './x-latest-py3-none-any.whl'],
    ['./x-1-beta-py3-none-any.whl', 'bad-wheel-name', './x-1-beta-py3-none-any.whl'],
    ['git+github.com/a/b', 'bad-url', 'git+github.com/a/b'],
    ['torch (>=2', 'unexpected-text', ''],
    ['torch~=2', 'bad-version', '2'],
    ["torch; python_version ~ '3'", 'bad-marker', "~ '3'"],
    ['torch; python_version in', 'bad-marker', ''],
    ["torch; nothing == '3'", 'bad-marker', "nothing == '3'"],
    ['torch @', 'bad-url', ''],
    ['a @ https://x y', 'unexpected-text', 'y'],
    ['https://x/a.zip b', 'unexpected-text', ' b'],
  ])('%s: %s at "%s"', (text, reason, at) => {
    const shifted = `😀\n${text}  # 注\r\n`;
    const [, entry] = parseRequirements(shifted).entries;
    expect(entry).toMatchObject({ kind: 'invalid', reason, text });
    expect(entry?.kind === 'invalid' && slice(shifted, entry.at)).toBe(at);
  });

  it('that goes on with nothing lacks it right behind what is there', () => {
    const [entry] = parseRequirements('torch==\\\n\\\n').entries;
    expect(entry).toMatchObject({ kind: 'invalid', span: { start: 0, end: 7 }, at: { start: 7, end: 7 } });
  });
});

describe('the file', () => {
  it('may begin with a BOM', () => {
    const text = '\uFEFFtorch\n';
    expect(slice(text, one(text).span)).toBe('torch');
  });

  it('saved as UTF-16 has no entries', () => {
    expect(parseRequirements('t\0o\0r\0c\0h\0')).toMatchObject({ looksBinary: true, entries: [] });
  });

  it.each(['', '\n\n', '# only\n', '   '])('may be empty: %j', (text) => {
    expect(parseRequirements(text).entries).toEqual([]);
  });
});

describe('markers', () => {
  const answer = (marker: string, python?: string): boolean | undefined => {
    const { expression } = one(`x; ${marker}`).marker ?? {};
    return expression && evaluateMarker(expression, python);
  };

  it.each([
    ["sys_platform == 'win32'", undefined, false],
    ["sys.platform != 'darwin'", undefined, true],
    ["platform_system == 'Linux' and platform_machine == 'x86_64'", undefined, true],
    ["platform_machine == 'arm64' or os_name == 'nt'", undefined, false],
    ["python_version < '3.11'", '3.10', true],
    ["python_version < '3.11'", '3.12', false],
    ["python_version < '3.11'", undefined, undefined],
    ["python_version >= '3.8'", undefined, true],
    ["'3.10' >= python_version", '3.12', false],
    ["python_full_version < '3.12.4'", '3.12', undefined],
    ["python_full_version < '3.12.4'", '3.12.12', false],
    ["python_full_version < '3.11'", '3.12', false],
    ["python_version in '3.10 3.11'", '3.11', true],
    [`python_version < '${'9'.repeat(30)}'`, '3.12', undefined],
    [`'${'9'.repeat(30)}' > python_version`, '3.12', undefined],
    ["extra == 'dev'", undefined, false],
    ["platform_machine not in 'arm64 aarch64'", undefined, true],
    ["sys_platform ~= 'linux'", undefined, undefined],
    ['platform_release < platform_version', undefined, undefined],
    ["'6.1' == platform_release", undefined, undefined],
    ["sys_platform >= 'linux' and sys_platform < 'win32'", undefined, true],
    ["sys_platform > 'linux' or sys_platform <= 'darwin'", undefined, false],
    ["python_version < '3.11'", '3', undefined],
    ["python_full_version < '3.11'", '3', undefined],
    ["platform_release == '6.1'", undefined, undefined],
    ["platform_release == '6.1' and sys_platform == 'win32'", undefined, false],
    ["(python_version == '3.12.*' or python_version == '3.10.*') and implementation_name == 'cpython'", '3.12', true],
  ])('%s with Python %s: %s', (marker, python, expected) => {
    expect(answer(marker, python)).toBe(expected);
  });
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    ...[
      'torch',
      'Flash_Attn',
      '==2.8.0',
      '>=2',
      ',',
      ' ',
      '\t',
      '\n',
      '\r\n',
      '\\\n',
      '\\\r\n',
      '#',
      ' # c',
      ';',
      '[',
      ']',
      '(',
      ')',
      '@',
      '-',
      '--hash=sha256:a',
      '-e',
      '--pre',
      '-r x',
    ],
    ...[
      'https://x/a-1-py3-none-any.whl',
      'git+https://g/a/b@c',
      '😀',
      '依存',
      '"',
      "'",
      "python_version<'3'",
      '${X}',
      '%2B',
      '\uFEFF',
      '\u2028',
      '=',
      '!',
      '~',
      'x[a]',
      '%',
    ],
  );
  const text = fc
    .array(fc.oneof(fragment, fc.string({ maxLength: 4 })), { maxLength: 30 })
    .map((parts) => parts.join(''));

  it('is read without an exception, and every span lies where it says', () => {
    fc.assert(
      fc.property(text, (source) => {
        const file = parseRequirements(source);
        let last = 0;
        for (const comment of file.comments) {
          expect(slice(source, comment.span)).toBe(comment.text);
        }
        for (const entry of file.entries) {
          expect(entry.lineSpan.start).toBeGreaterThanOrEqual(last);
          expect(entry.lineSpan.end).toBeLessThanOrEqual(source.length);
          expect(entry.span.start).toBeGreaterThanOrEqual(entry.lineSpan.start);
          expect(entry.span.end).toBeLessThanOrEqual(entry.lineSpan.end);
          last = entry.lineSpan.end;
          if (entry.kind === 'invalid') {
            expect(entry.at.start).toBeGreaterThanOrEqual(entry.span.start);
            expect(entry.at.end).toBeLessThanOrEqual(entry.span.end);
          }
          const continued = slice(source, entry.span)?.includes('\\') ?? false;
          if (entry.kind !== 'requirement' || continued) {
            continue;
          }
          if (entry.name && !entry.url) {
            expect(slice(source, entry.name.span)).toBe(entry.name.text);
            expect(normalizeName(entry.name.text)).toBe(entry.name.normalized);
          }
          for (const specifier of entry.specifiers) {
            expect(slice(source, specifier.operatorSpan)).toBe(specifier.operator);
            expect(slice(source, specifier.versionSpan)).toBe(specifier.version);
          }
          const isEditable = slice(source, entry.span)?.startsWith('-') ?? false;
          if (entry.url !== undefined && !isEditable) {
            expect(slice(source, entry.url.span)).toBe(entry.url.text);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('reads the same when something stands above it', () => {
    fc.assert(
      fc.property(text, (source) => {
        fc.pre(!source.startsWith('\uFEFF'));
        const above = '# 😀 über\r\n';
        const alone = parseRequirements(source).entries.map(({ kind, span }) => [kind, span.start + above.length]);
        const below = parseRequirements(above + source).entries.map(({ kind, span }) => [kind, span.start]);
        expect(below).toEqual(alone);
      }),
      { numRuns: 200 },
    );
  });

  it('is read to the end where a pattern could go back again and again', () => {
    const texts = [
      ' '.repeat(100_000) + '('.repeat(20_000) + ' ;' + '('.repeat(20_000),
      `x ; ${'('.repeat(50_000)}`,
      'a'.repeat(100_000) + '-'.repeat(100_000),
      `torch[${' '.repeat(200_000)}[`,
      `./torch${'['.repeat(200_000)} x`,
    ];
    for (const text of texts) {
      const { entries } = parseRequirements(`${text}\ntorch\n`);
      expect(entries.map(({ kind }) => kind)).toEqual(['invalid', 'requirement']);
    }
  });
});
