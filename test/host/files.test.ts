import { describe, expect, it } from 'vitest';
import { decoded, type Entry, filesBelow, maximumBytes } from '../../server/src/host/files';
import { Unreadable } from '../../server/src/host/host';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const notText = new Unreadable('it is not UTF-8 text');

describe('the text of a Python file', () => {
  it('is UTF-8, with its byte order mark', () => {
    expect(decoded('app.py', Buffer.from('\uFEFFname = "é"\n'))).toBe('\uFEFFname = "é"\n');
  });

  it.each([
    'name = "é"\n',
    'first = 1\nsecond = 2\n# -*- coding: latin-1 -*-\nname = "é"\n',
    'first = 1  # -*-\n# x\n# coding: latin-1\nname = "é"\n',
    '# coding: no-such-encoding\nname = "é"\n',
    '# coding: utf-8\nname = "é"\n',
  ])('is not known when it is not UTF-8 and does not say what else: %j', (text) => {
    expect(decoded('app.py', latin1(text))).toEqual(notText);
  });

  it.each(['latin-1', 'iso-8859-1', 'Latin_1', 'cp1252', 'iso-latin-1'])('is %s where a comment says so', (name) => {
    const lines = [`# -*- coding: ${name} -*-`, `# vim: set fileencoding=${name} :`];
    for (const line of lines) {
      for (const head of ['', '\n', '#!/usr/bin/env python\n']) {
        const text = `${head}${line}\nname = "é"\n`;
        expect(decoded('app.py', latin1(text))).toBe(text);
      }
    }
  });

  it('is none where there are NULs, or more bytes than anybody writes', () => {
    expect(decoded('app.py', Buffer.from('import spaces\n', 'utf16le'))).toEqual(notText);
    expect(decoded('app.py', new Uint8Array(maximumBytes + 1))).toBeInstanceOf(Unreadable);
  });
});

describe('the text of another file', () => {
  it('of requirements is UTF-16 behind its mark, and else what can be made of it', () => {
    const text = '\uFEFFtorch\n';
    expect(decoded('requirements.txt', Buffer.from(text, 'utf16le'))).toBe(text);
    expect(decoded('requirements.txt', Buffer.from(text, 'utf16le').swap16())).toBe(text);
    expect(decoded('requirements.txt', latin1('torch  # é\n'))).toBe('torch  # \uFFFD\n');
  });

  it('is read although a word in it is not UTF-8', () => {
    expect(decoded('README.md', latin1('---\nsdk: gradio\n---\né\n'))).toBe('---\nsdk: gradio\n---\n\uFFFD\n');
    expect(decoded('README.md', Buffer.from('---\n', 'utf16le'))).toEqual(notText);
  });
});

describe('the files below a folder', () => {
  const folders: Readonly<Record<string, readonly Entry[]>> = {
    '/w': entries('b.py', 'lib/', 'a.py', '.git/', 'mine/', 'README.md', 'data.bin'),
    '/w/lib': entries('one.py', 'requirements.txt'),
    '/w/mine': entries('pyvenv.cfg', 'site.py'),
    '/w/.git': entries('hook.py'),
  };
  const tree = {
    entriesOf: (folder: string) => Promise.resolve(folders[folder] ?? []),
    child: (folder: string, name: string) => `${folder}/${name}`,
  };
  const all = ['/w/README.md', '/w/a.py', '/w/b.py', '/w/lib/one.py', '/w/lib/requirements.txt'];

  it('come in order, the nearest first, without environments and what is hidden', async () => {
    expect(await filesBelow('/w', tree, 100)).toEqual(all);
    expect(await filesBelow('/w', tree, 4)).toEqual(all.slice(0, 4));
    expect(await filesBelow('/w/mine', tree, 4)).toEqual(['/w/mine/site.py']);
  });

  it('are looked for no longer than somebody wants them', async () => {
    let asked = 0;
    const counted = { ...tree, entriesOf: (folder: string) => (asked++, tree.entriesOf(folder)) };
    await filesBelow('/w', counted, 1);
    expect(asked).toBe(1);
    expect(await filesBelow('/w', counted, 100, () => true)).toEqual([]);
  });
});

/** What a folder holds; a slash at the end makes a folder. */
function entries(...names: readonly string[]): readonly Entry[] {
  return names.map((name) =>
    name.endsWith('/') ? { name: name.slice(0, -1), kind: 'folder' } : { name, kind: 'file' },
  );
}
