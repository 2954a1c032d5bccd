import { expect, it } from 'vitest';
import { resolvedPath } from '../../server/src/text/paths';

it.each([
  ['tables.json', '/a/space/tables.json'],
  ['././tables.json', '/a/space/tables.json'],
  ['../shared/tables.json', '/a/shared/tables.json'],
  ['/etc/../tables.json', '/tables.json'],
  ['../../../../tables.json', '/tables.json'],
  ['sub\\tables.json', '/a/space/sub/tables.json'],
  ['c:\\data\\tables.json', 'C:/data/tables.json'],
  ['vscode-vfs://github/me/mine/./tables.json', 'vscode-vfs://github/me/mine/tables.json'],
])('%s lies at %s', (written, path) => {
  expect(resolvedPath('/a/space', written)).toBe(path);
});
