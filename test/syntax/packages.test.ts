import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePackages } from '../../server/src/syntax/packages';

const issues = (text: string): readonly (readonly unknown[])[] =>
  parsePackages(text).packages.map((item) => [item.name, ...item.issues]);

describe('packages.txt', () => {
  it('has one Debian package a line', () => {
    const text = '\uFEFFffmpeg\r\n\r\n  libgl1  \r\nlibsm6:amd64';
    const file = parsePackages(text);
    expect(file).toMatchObject({ lineEnding: '\r\n', comments: [] });
    expect(file.packages.map(({ name, issues: found }) => [name, found])).toEqual([
      ['ffmpeg', []],
      ['libgl1', []],
      ['libsm6', []],
    ]);
    expect(file.packages.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'ffmpeg',
      'libgl1',
      'libsm6:amd64',
    ]);
  });

  it.each([
    [
      'apt-get install -y ffmpeg',
      [
        ['apt-get', 'command-word'],
        ['install', 'same-line', 'command-word'],
        ['-y', 'same-line', 'option'],
        ['ffmpeg', 'same-line'],
      ],
    ],
    [
      'ffmpeg, git',
      [
        ['ffmpeg', 'comma'],
        ['git', 'same-line'],
      ],
    ],
    ['ffmpeg=4.2-1', [['ffmpeg', 'apt-version']]],
    ['numpy>=1.2', [['numpy', 'pip-specifier']]],
    ['numpy==1.2', [['numpy', 'pip-specifier']]],
    ['FFmpeg', [['FFmpeg', 'invalid-name']]],
    ['g++', [['g++']]],
    ['libgl1/stable', [['libgl1']]],
  ])('%s', (text, expected) => {
    expect(issues(text)).toEqual(expected);
  });

  it('takes comments out, for suppressions', () => {
    const text = '# zerogpu: ignore[x]\nffmpeg # 音\n';
    const file = parsePackages(text);
    expect(file.comments.map(({ text: comment }) => comment)).toEqual(['# zerogpu: ignore[x]', '# 音']);
    expect(file.comments.map(({ span }) => text.slice(span.start, span.end))).toEqual(['# zerogpu: ignore[x]', '# 音']);
    expect(issues(text)).toEqual([['ffmpeg']]);
  });

  it('reads any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'B', '1', '#', ' ', '\t', '\n', '\r', '=', ',', '😀', '-', '\uFEFF') }),
        (text) => {
          for (const item of parsePackages(text).packages) {
            expect(text.slice(item.span.start, item.span.end)).toBe(item.text);
          }
        },
      ),
    );
  });
});
