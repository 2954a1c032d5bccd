import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json';
import { ruleNames } from '../../server/src/rules';

const root = path.resolve(import.meta.dirname, '../..');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['docs', 'docs/rules'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  ),
];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test('links between the pages lead somewhere', () => {
  const broken = pages.flatMap((page) =>
    [
      ...read(page)
        .replace(/^```[^]*?^```$/gm, '')
        .matchAll(/\]\(([^)#\s]+)[^)]*\)/g),
    ]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(path.join(root, path.dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('the README names only rules, scripts and snippets that exist', () => {
  const readme = read('README.md');
  const rules = [...readme.matchAll(/(?:ignore\[|ignore-file\[|rules\/)([a-z0-9-]+)[\].]/g)].map(
    ([, name = '']) => name,
  );
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.filter((name) => !ruleNames.has(name))).toEqual([]);
  const scripts = [...readme.matchAll(/\bnpm (?:run )?(start|test|package|bench|build)\b/g)].map(
    ([, name = '']) => name,
  );
  expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
  const prefixes = manifest.contributes.snippets.flatMap(({ path: file }) =>
    Object.values(JSON.parse(read(file)) as Readonly<Record<string, { readonly prefix: string | readonly string[] }>>),
  );
  expect(prefixes.some(({ prefix }) => [prefix].flat().some((each) => each.startsWith('zerogpu')))).toBe(true);
});
