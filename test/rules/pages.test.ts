import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/src/engine/finding';
import type { Space } from '../../server/src/engine/space';
import { rules } from '../../server/src/rules';
import type { Rule } from '../../server/src/rules/rule';
import { allFindings, root, spaceOf } from '../support/space';
import { type Example, examples, filesOf, headings } from './page';

const pagesFolder = path.resolve(import.meta.dirname, '../../docs/rules');
const rulesFolder = path.resolve(import.meta.dirname, '../../server/src/rules');
const notRules = new Set(['index', 'rule', 'links']);
const pageNames = readdirSync(pagesFolder)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .map((file) => file.slice(0, -3));

describe('rules, modules and pages', () => {
  it('are complete: one module, one page and one entry in the registry each', () => {
    const names = rules.map(({ name }) => name).sort();
    const modules = readdirSync(rulesFolder)
      .filter((file) => file.endsWith('.ts') && !file.includes('.generated.'))
      .map((file) => file.slice(0, -3))
      .filter((name) => !notRules.has(name));
    expect(modules.sort()).toEqual(names);
    expect([...pageNames].sort()).toEqual(names);
  });

  it('have names of the same form, and messages', () => {
    for (const { name, summary, messages } of rules) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(summary).not.toMatch(/\.$/);
      expect(Object.keys(messages).length).toBeGreaterThan(0);
    }
  });
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const page = pageNames.includes(name) ? readFileSync(path.join(pagesFolder, `${name}.md`), 'utf8') : '';

  it('has a page with the usual sections', () => {
    const expected = [
      `# ${name}`,
      '## What it does',
      '## Why it fails on ZeroGPU',
      '## Example',
      '## Use instead',
      '## Fix',
      ...(rule.sources.length > 0 ? ['## Sources'] : []),
      ...['## Also reported', '## Not reported'].filter((heading) => page.includes(`\n${heading}\n`)),
    ];
    expect(headings(page)).toEqual(expected);
    for (const { url } of rule.sources) expect(page).toContain(url);
  });

  it('has what to do about it on its first screens', () => {
    expect(page.split('\n').indexOf('## Fix')).toBeLessThan(120);
  });

  const shown = examples(page);

  it('shows what it finds and what to do instead', () => {
    expect(shown.map(({ section }) => section)).toEqual(expect.arrayContaining(['Example', 'Use instead']));
    for (const { isReported, line, marks } of shown) {
      const own = marks.filter((mark) => mark.rule === name).length;
      if (isReported) expect(own, `marks of the example on line ${line}`).toBeGreaterThan(0);
      else expect(own, `marks of what line ${line} recommends`).toBe(0);
    }
  });

  it('says whether there is a fix', async () => {
    const fixes: unknown[] = [];
    for (const example of shown.filter(({ isReported }) => isReported)) {
      const space = await spaceOf(filesOf(example), { rules, configuration: configurationFor(example) });
      for (const finding of allFindings(space)) if (finding.rule === name) fixes.push(...finding.fixes());
      space.dispose();
    }
    expect(fixes.length > 0).toBe(!/^## Fix\n\nNone\b/m.test(page));
  });

  for (const example of shown) {
    describe(`${example.section}, line ${example.line}`, () => {
      it('gives the marked findings and no other ones', async () => {
        const space = await spaceOf(filesOf(example), { rules, configuration: configurationFor(example) });
        const marked = new Set([name, ...example.marks.map((mark) => mark.rule)]);
        const found = allFindings(space)
          .filter((finding) => marked.has(finding.rule))
          .map((finding) => `${finding.path.slice(root.length + 1)}:${lineOf(space, finding) + 1} ${finding.rule}`);
        const expected = example.marks.map((mark) => `${mark.file}:${mark.line + 1} ${mark.rule}`);
        expect([...found].sort()).toEqual([...expected].sort());
        space.dispose();
      });
    });
  }
});

function configurationFor({ marks }: Example) {
  const needed = new Set(marks.map(({ rule }) => rule));
  const isPedantic = ({ name, audience }: Rule): boolean => audience === 'pedantic' && needed.has(name);
  return { rules: Object.fromEntries(rules.filter(isPedantic).map(({ name, severity }) => [name, severity])) };
}

function lineOf(space: Space, finding: Finding): number {
  return space.model.lines(finding.path)?.lineAt(finding.span.start) ?? -1;
}
