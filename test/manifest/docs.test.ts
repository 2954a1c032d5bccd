import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json';
import type { CheckedFinding } from '../../server/src/cli/checking';
import { format } from '../../server/src/cli/formats/json';
import { ruleNames } from '../../server/src/rules';
import { matchesGlob } from '../../server/src/text/paths';

const root = path.resolve(import.meta.dirname, '../..');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['bench', 'docs', 'docs/rules'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  ),
];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The files that a page links to, relative to it. */
function linksOf(page: string): readonly string[] {
  return [
    ...read(page)
      .replace(/^```[^]*?^```$/gm, '')
      .matchAll(/\]\(([^)#\s]+)[^)]*\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

type Hook = Readonly<Record<string, unknown>>;

/** The hooks in a configuration of pre-commit, or in a part of one. */
function hooksIn(value: unknown): readonly Hook[] {
  if (Array.isArray(value)) return value.flatMap(hooksIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('repos' in value) return hooksIn(value.repos);
  return 'hooks' in value ? (value.hooks as readonly Hook[]) : [];
}

test('links between the pages lead somewhere', () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !existsSync(path.join(root, path.dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('links between the pages lead somewhere in the packages too', () => {
  const isPackaged = (file: string): boolean =>
    file === 'package.json' || manifest.files.some((glob) => matchesGlob(`./${glob}`, file));
  const missing = pages.filter(isPackaged).flatMap((page) =>
    linksOf(page)
      .map((target) => path.posix.join(path.posix.dirname(page), target))
      .filter((target) => !isPackaged(target))
      .map((target) => `${page}: ${target}`),
  );
  expect(missing).toEqual([]);
});

test('the hook that is documented is the one that is offered', () => {
  const [offered] = parse(read('.pre-commit-hooks.yaml')) as readonly Readonly<Record<string, unknown>>[];
  const { description, ...hook } = offered ?? {};
  expect(description).toBeTypeOf('string');
  for (const page of ['README.md', 'docs/command-line.md']) {
    const fences = [...read(page).matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => parse(text) as unknown);
    const shown = fences.flatMap((fence) => hooksIn(fence));
    expect(shown, page).toEqual([hook]);
  }
  const files = new RegExp(String(hook.files));
  const named = [
    'app.py',
    'a/b.py',
    'README.md',
    'a/README.md',
    'requirements.txt',
    'pre-requirements.txt',
    'packages.txt',
  ];
  expect(named.filter((file) => !files.test(file))).toEqual([]);
  expect(['notes.md', 'my-packages.txt', 'app.pyc', 'image.png'].filter((file) => files.test(file))).toEqual([]);
});

test('what the command line documents of its JSON is what it prints', () => {
  const page = read('docs/command-line.md');
  const section = page.slice(page.indexOf('\n## JSON\n'), page.indexOf('\n## SARIF\n'));
  const finding = section.slice(section.indexOf('\nA finding:\n'));
  const members = (text: string): readonly string[] =>
    [...text.matchAll(/^\| `(\w+)` /gm)].map(([, name = '']) => name);
  const checked: CheckedFinding = {
    path: 'app.py',
    rule: 'torch-compile',
    severity: 'warning',
    confidence: 'high',
    message: 'x',
    span: { start: 0, end: 1 },
    related: [],
    unnecessary: false,
    fixes: [],
  };
  const files = [{ file: 'app.py', text: 'x\n', findings: [checked] }];
  const repair = { fixed: [], leftOut: [], left: [], untouched: [] };
  const printed = JSON.parse(
    format([{ root: '.', files, isAppUnread: false, repair }], {
      color: false,
      columns: undefined,
      paths: ['.'],
      patch: '',
      failed: false,
      timings: [],
    }),
  ) as { readonly findings: readonly object[] };
  expect(members(section.slice(0, section.indexOf(finding)))).toEqual(Object.keys(printed));
  expect(members(finding)).toEqual(Object.keys(printed.findings[0] ?? {}));
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

test('the README says of the speed what the bench has measured last', () => {
  const results = read('bench/RESULTS.md');
  const measured = ['300', '3,000'].map((lines) => {
    const [, ms] = new RegExp(`^\\| +${lines} \\| zerogpu-lint +\\| +([\\d.]+) \\|`, 'm').exec(results) ?? [];
    const [, times] =
      new RegExp(`^\\| keystroke p50 / pyright, ${lines} lines .*\\| +1/([\\d.]+) \\| [^|]*\\|$`, 'm').exec(results) ??
      [];
    return { ms: Math.round(Number(ms)), times: Math.round(Number(times)) };
  });
  const [, msOfFew, msOfMany, timesOfFew, timesOfMany] =
    /a keystroke is answered in (\d+) ms at 300 lines and in (\d+) ms at 3,000, where pyright takes (\d+) and (\d+) times as long/
      .exec(read('README.md'))
      ?.map(Number) ?? [];
  expect([
    { ms: msOfFew, times: timesOfFew },
    { ms: msOfMany, times: timesOfMany },
  ]).toEqual(measured);
});
