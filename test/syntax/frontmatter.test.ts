import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  editTouchesFrontMatter,
  entryOf,
  parseFrontMatter,
  type FrontMatterEntry,
} from '../../server/src/syntax/frontmatter';
import type { Span } from '../../server/src/text/span';

const slice = (text: string, span: Span | undefined): string | undefined =>
  span === undefined ? undefined : text.slice(span.start, span.end);

const card = (...lines: string[]): string => ['---', ...lines, '---', '', '# Body', ''].join('\n');

function entry(text: string, key: string): FrontMatterEntry {
  const found = entryOf(parseFrontMatter(text), key);
  if (found === undefined) {
    throw new Error(`no ${key}`);
  }
  return found;
}

describe('a well-formed block', () => {
  it('keeps what is written beside what YAML makes of it', () => {
    const text = card(
      'title: 深度 😀 map',
      "sdk: 'gradio'",
      'sdk_version: "5.50"',
      'python_version: 3.10',
      'pinned: yes',
      'hf_oauth: true',
      'app_file:',
      'models: [a/b, "c/d"]',
      'custom_headers:',
      '  cross-origin-opener-policy: same-origin',
    );
    const frontMatter = parseFrontMatter(text);
    expect(frontMatter).toMatchObject({ status: 'present', recovered: false, errors: [], template: false });
    expect(frontMatter.entries.map(({ key, value }) => [key, value.kind, value.value, value.raw, value.style])).toEqual(
      [
        ['title', 'string', '深度 😀 map', '深度 😀 map', 'plain'],
        ['sdk', 'string', 'gradio', "'gradio'", 'single'],
        ['sdk_version', 'string', '5.50', '"5.50"', 'double'],
        ['python_version', 'number', 3.1, '3.10', 'plain'],
        ['pinned', 'string', 'yes', 'yes', 'plain'],
        ['hf_oauth', 'boolean', true, 'true', 'plain'],
        ['app_file', 'null', null, '', 'plain'],
        ['models', 'list', ['a/b', 'c/d'], '[a/b, "c/d"]', 'flow'],
        [
          'custom_headers',
          'map',
          { 'cross-origin-opener-policy': 'same-origin' },
          'cross-origin-opener-policy: same-origin',
          'block',
        ],
      ],
    );
    for (const { key, keySpan, value } of frontMatter.entries) {
      expect(slice(text, keySpan)).toBe(key);
      expect(slice(text, value.span)).toBe(value.raw);
    }
    expect(entry(text, 'app_file').value.span.start).toBe(text.indexOf('app_file:') + 'app_file:'.length);
    expect(entry(text, 'models').value.items.map(({ span }) => slice(text, span))).toEqual(['a/b', '"c/d"']);
    expect(entry(text, 'custom_headers').value.entries.map(({ key, value }) => [key, value.value])).toEqual([
      ['cross-origin-opener-policy', 'same-origin'],
    ]);
    expect(slice(text, frontMatter.span)).toBe(text.slice(0, text.indexOf('\n\n# Body')));
    expect(text.slice(frontMatter.bodyStart)).toBe('\n# Body\n');
  });

  it('says where an item of a list would stand that is not written', () => {
    const text = card('tags:', '  -', '  - a', '  -');
    const { items } = entry(text, 'tags').value;
    expect(items.map(({ kind, raw }) => [kind, raw])).toEqual([
      ['null', ''],
      ['string', 'a'],
      ['null', ''],
    ]);
    for (const { span } of items) expect(text.slice(0, span.start)).toMatch(/- ?$/);
  });

  it('says which lines an entry takes', () => {
    const text = card(
      'title: x  # why',
      'tags:',
      '  - a',
      '  - b # last',
      'header: mini',
      'description: |',
      '  one',
      '',
      '  two',
      'sdk: gradio',
    );
    expect(slice(text, entry(text, 'title').lineSpan)).toBe('title: x  # why\n');
    expect(slice(text, entry(text, 'tags').lineSpan)).toBe('tags:\n  - a\n  - b # last\n');
    expect(slice(text, entry(text, 'description').lineSpan)).toBe('description: |\n  one\n\n  two\n');
    expect(entry(text, 'description').value).toMatchObject({ style: 'block', value: 'one\n\ntwo\n' });
  });

  it('collects comments, and not what only looks like one', () => {
    const text = card('# zerogpu: ignore[a] because', 'title: "a # b"  # c', 'description: |', '  # text', 'url: x#y');
    const { comments } = parseFrontMatter(text);
    expect(comments.map(({ text: comment }) => comment)).toEqual(['# zerogpu: ignore[a] because', '# c']);
    expect(comments.map(({ span }) => slice(text, span))).toEqual(comments.map(({ text: comment }) => comment));
  });

  it('marks repeated keys', () => {
    const { entries, errors } = parseFrontMatter(card('sdk: docker', 'title: x', 'sdk: gradio'));
    expect(errors).toEqual([]);
    expect(entries.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
  });

  it.each(['title: {{TITLE}}', 'title: "{{ TITLE }}"', "title: '{{title}}'", 'tags: [{{A}}]'])(
    'sees a template in %s',
    (line) => {
      expect(parseFrontMatter(card(line)).template).toBe(true);
    },
  );

  it('sees no template in a title that speaks of braces', () => {
    expect(parseFrontMatter(card('title: "use {{x}} in prompts"')).template).toBe(false);
  });

  it('may be empty or of comments only', () => {
    expect(parseFrontMatter('---\n---\n')).toMatchObject({
      status: 'present',
      entries: [],
      errors: [],
      recovered: false,
    });
    expect(parseFrontMatter('---\n# a\n---\n')).toMatchObject({ status: 'present', entries: [], errors: [] });
  });
});

describe('broken YAML', () => {
  it('leaves the lines that can be read', () => {
    const text = card(
      'title: x',
      'short_description: a: b',
      'sdk: gradio',
      'python_version: 3.10',
      'emoji: "🚀',
      'tags:',
      '\t- a',
      'colorFrom: red',
    );
    const frontMatter = parseFrontMatter(text);
    expect(frontMatter.recovered).toBe(true);
    expect(frontMatter.errors.length).toBeGreaterThan(0);
    const kinds = Object.fromEntries(frontMatter.entries.map(({ key, value }) => [key, [value.kind, value.raw]]));
    expect(kinds).toEqual({
      title: ['string', 'x'],
      short_description: ['invalid', 'a: b'],
      sdk: ['string', 'gradio'],
      python_version: ['number', '3.10'],
      emoji: ['invalid', '"🚀'],
      tags: ['invalid', '- a'],
      colorFrom: ['string', 'red'],
    });
    for (const { keySpan, key, value, lineSpan } of frontMatter.entries) {
      expect(slice(text, keySpan)).toBe(key);
      expect(slice(text, value.span)).toBe(value.raw);
      expect(slice(text, lineSpan)?.startsWith(key)).toBe(true);
    }
  });

  it('points at the error', () => {
    const text = card('title: "x', 'sdk: gradio').replaceAll('\n', '\r\n');
    const { errors } = parseFrontMatter(text);
    expect(errors.length).toBeGreaterThan(0);
    for (const { span } of errors) {
      expect(span.start).toBeGreaterThanOrEqual(5);
      expect(span.end).toBeLessThanOrEqual(text.lastIndexOf('---'));
    }
    const nested = card('title: a: b');
    expect(nested.slice(parseFrontMatter(nested).errors[0]?.span.start)).toMatch(/^a: b/);
  });

  it('is a list or a text', () => {
    expect(parseFrontMatter(card('- a', '- b')).errors).toMatchObject([{ code: 'NOT_A_MAP' }]);
    expect(parseFrontMatter(card('just words')).errors).toMatchObject([{ code: 'NOT_A_MAP' }]);
  });

  it('is read to the end where a pattern could go back again and again', () => {
    const blanks = '\t'.repeat(300_000);
    for (const text of [card(`title: x${blanks}y: z`), `---\nsdk: gradio\nx${blanks}\n`]) {
      expect(parseFrontMatter(text).entries[0]?.key).toBe(text.includes('title') ? 'title' : 'sdk');
    }
  });

  it('survives aliases to nowhere and bombs', () => {
    expect(() => parseFrontMatter(card('a: *nope'))).not.toThrow();
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdefgh'.charAt(i)},`.repeat(9)}]`),
    ];
    expect(() => parseFrontMatter(card(...bomb))).not.toThrow();
  });
});

describe('where the block stands', () => {
  it.each([
    ['absent', '# A project\n\ntext\n\n---\n\nmore\n'],
    ['absent', ''],
    ['absent', '----\ntitle: x\n----\n'],
    ['absent', 'text\n---\nnot: a card\n---\n'],
    ['present', '\uFEFF---\ntitle: x\n---\n'],
    ['present', '\n \n---\nsdk: gradio\n---\n'],
    ['absent', '# How to\n\n```markdown\n---\ntitle: x\nsdk: gradio\n---\n```\n'],
    ['displaced', '# How to\n\n```sh\nls\n```\n---\ntitle: x\nsdk: gradio\n---\n'],
    ['displaced', '# Title\n\n---\ntitle: x\n---\n'],
    ['unterminated', '---\ntitle: x\nsdk: gradio\n\n# Body\n'],
    ['present', '---  \r\ntitle: x\r\n--- \r\n'],
    ['present', '---\ntitle: x\n---'],
  ])('is %s in %j', (status, text) => {
    expect(parseFrontMatter(text).status).toBe(status);
  });

  it('says what stands before a displaced block, and reads it all the same', () => {
    const text = '\uFEFF\n# 😀\n---\ntitle: x\n---\n';
    const frontMatter = parseFrontMatter(text);
    expect(slice(text, frontMatter.displacedBy)).toBe('\uFEFF\n# 😀\n');
    expect(frontMatter.entries.map(({ keySpan }) => slice(text, keySpan))).toEqual(['title']);
  });

  it('reads the keys of an unterminated block, and not the body', () => {
    const text = '---\ntitle: x\ntags:\n  - a\nsdk: gradio\n\n# Body: words\n\nother: text\n';
    const frontMatter = parseFrontMatter(text);
    expect(frontMatter.entries.map(({ key }) => key)).toEqual(['title', 'tags', 'sdk']);
  });

  it('lets a body edit pass', () => {
    const text = card('title: x');
    const frontMatter = parseFrontMatter(text);
    expect(editTouchesFrontMatter(frontMatter, frontMatter.bodyStart)).toBe(false);
    expect(editTouchesFrontMatter(frontMatter, frontMatter.bodyStart - 1)).toBe(true);
    expect(editTouchesFrontMatter(parseFrontMatter('# no'), 4)).toBe(true);
  });
});

describe('any block', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'title: 深度 😀',
      'sdk: gradio # c',
      'a: [x, "y"]',
      'b:',
      '  - c',
      "  - 'd'",
      '\t- e',
      'f: "open',
      'g: a: b',
      'h: |',
      '  # text',
      '# comment',
      '',
      'i: {j: k, l: [m]}',
      'n: &o p',
      'q: *o',
      '? r',
      ': s',
      '...',
      '%YAML 1.2',
      't: {{U}}',
      '"v w": 1',
      'x: >-',
      '<<: *o',
    ),
    fc.string({ maxLength: 12 }),
  );
  const block = fc
    .tuple(fc.array(line, { maxLength: 10 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('---', '', '--- '))
    .map(([lines, ending, close]) => ['---', ...lines, close, 'body: 😀'].join(ending));

  const check = (text: string, entries: readonly FrontMatterEntry[], within: Span): void => {
    for (const { keySpan, value, lineSpan } of entries) {
      for (const span of [keySpan, value.span, lineSpan]) {
        expect(span.start).toBeGreaterThanOrEqual(within.start);
        expect(span.end).toBeLessThanOrEqual(within.end);
        expect(span.start).toBeLessThanOrEqual(span.end);
      }
      expect(slice(text, value.span)).toBe(value.raw);
      expect(value.raw).toBe(value.raw.trim());
      for (const item of value.items) {
        expect(slice(text, item.span)).toBe(item.raw);
      }
      check(text, value.entries, within);
    }
  };

  it('is read without an exception, and every span lies where it says', () => {
    fc.assert(
      fc.property(block, (text) => {
        const frontMatter = parseFrontMatter(text);
        check(text, frontMatter.entries, frontMatter.content);
        for (const comment of frontMatter.comments) {
          expect(slice(text, comment.span)).toBe(comment.text);
          expect(comment.text.startsWith('#')).toBe(true);
        }
        for (const { span } of frontMatter.errors) {
          expect(span.start).toBeGreaterThanOrEqual(frontMatter.content.start);
          expect(span.end).toBeLessThanOrEqual(frontMatter.content.end);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is unchanged by what follows it', () => {
    fc.assert(
      fc.property(block, fc.string(), (text, more) => {
        const frontMatter = parseFrontMatter(text);
        fc.pre(frontMatter.status === 'present');
        expect(parseFrontMatter(`${text.slice(0, frontMatter.bodyStart)}${more}`).entries).toEqual(frontMatter.entries);
      }),
      { numRuns: 100 },
    );
  });
});
