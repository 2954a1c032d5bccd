import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding, ResolvedFix } from '../../server/src/engine/finding';
import type { Space } from '../../server/src/engine/space';
import { unusedSuppressionRule, rules } from '../../server/src/rules';
import type { Rule } from '../../server/src/rules/rule';
import { suppression } from '../../server/src/service/suppress';
import { applyEdits } from '../../server/src/text/edits';
import { pythonParser } from '../support/python';
import { allFindings, type Files, ordinaryFiles, root, spaceOf, workspaceOf } from '../support/space';
import { type Example, examples, headings } from './page';

const pagesFolder = path.resolve(import.meta.dirname, '../../docs/rules');
const rulesFolder = path.resolve(import.meta.dirname, '../../server/src/rules');
const notRules = new Set(['index', 'rule', 'links', 'shared']);
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
    ];
    expect(headings(page)).toEqual(rule.sources.length > 0 ? [...expected, '## Sources'] : expected);
    for (const { url } of rule.sources) expect(page).toContain(url);
  });

  const shown = examples(page);

  it('shows what it finds and what to do instead', () => {
    expect(shown.filter(({ section }) => section === 'Example').length).toBeGreaterThan(0);
    expect(shown.filter(({ section }) => section === 'Use instead').length).toBeGreaterThan(0);
    for (const { section, line, marks } of shown) {
      const own = marks.filter((mark) => mark.rule === name).length;
      if (section === 'Example') expect(own, `marks of the example on line ${line}`).toBeGreaterThan(0);
      else expect(own, `marks of what line ${line} recommends`).toBe(0);
    }
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

      if (example.section === 'Example') {
        it('is well served by the fix', () => checkFixes(rule, example));
        it('can be silenced', () => checkSuppression(rule, example));
      }
    });
  }
});

/** The example's files over the ordinary ones. */
function filesOf(example: Example): Files {
  const hasPython = Object.keys(example.files).some((file) => file.endsWith('.py'));
  const { 'README.md': card = '', 'app.py': app = '' } = ordinaryFiles;
  return { 'README.md': card, ...(hasPython ? {} : { 'app.py': app }), ...example.files };
}

function configurationFor({ marks }: Example) {
  const needed = new Set(marks.map(({ rule }) => rule));
  const isPedantic = ({ name, audience }: Rule): boolean => audience === 'pedantic' && needed.has(name);
  return { rules: Object.fromEntries(rules.filter(isPedantic).map(({ name, severity }) => [name, severity])) };
}

function lineOf(space: Space, finding: Finding): number {
  return space.model.lines(finding.path)?.lineAt(finding.span.start) ?? -1;
}

async function checkFixes(rule: Rule, example: Example): Promise<void> {
  const files = filesOf(example);
  const configuration = configurationFor(example);
  const space = await spaceOf(files, { rules, configuration });
  const before = allFindings(space);
  const errorsBefore = await syntaxErrors(files);
  const own = before.filter((finding) => finding.rule === rule.name);
  for (const finding of own) {
    const fix = finding.fixes().find(({ safety, edits }) => safety !== 'display' && edits.length > 0);
    if (!fix) continue;
    const fixed = withFix(files, fix);
    expect(await syntaxErrors(fixed), fix.title).toBe(errorsBefore);
    const after = await spaceOf(fixed, { rules, configuration });
    const left = allFindings(after).filter(isForEveryone);
    expect(left.filter((each) => each.rule === rule.name).length, fix.title).toBeLessThan(own.length);
    const known = new Set(before.map(withoutNumbers));
    const added = left.map(withoutNumbers).filter((each) => !known.has(each));
    expect(added, fix.title).toEqual([]);
    expect(fixed, `${fix.title} changes something`).not.toEqual(files);
    after.dispose();
  }
  space.dispose();
}

/** A finding that a fix leaves may speak of other numbers than before. */
function withoutNumbers({ rule, message }: Finding): string {
  return `${rule}: ${message.replace(/\d+/g, '…')}`;
}

function isForEveryone(finding: Finding): boolean {
  return rules.find(({ name }) => name === finding.rule)?.audience === 'default';
}

function withFix(files: Files, fix: ResolvedFix): Files {
  const fixed = { ...files };
  for (const file of Object.keys(files)) {
    const edits = fix.edits.filter((edit) => edit.path === `${root}/${file}`);
    fixed[file] = applyEdits(files[file] ?? '', edits);
  }
  return fixed;
}

async function checkSuppression(rule: Rule, example: Example): Promise<void> {
  const files = filesOf(example);
  const settings = configurationFor(example);
  const { workspace } = await workspaceOf(files, settings, [root], rules);
  const paths = Object.keys(files).map((file) => `${root}/${file}`);
  for (const finding of paths.flatMap((each) => workspace.findings(each)).filter((each) => each.rule === rule.name)) {
    const file = finding.path.slice(root.length + 1);
    const text = files[file] ?? '';
    const edit = suppression(workspace, finding);
    if (!edit) continue;
    const { workspace: silenced } = await workspaceOf(
      { ...files, [file]: applyEdits(text, [edit]) },
      settings,
      [root],
      rules,
    );
    const same = silenced
      .findings(finding.path)
      .filter((each) => each.rule === rule.name && each.message === finding.message);
    const shift = edit.newText.length - (edit.span.end - edit.span.start);
    const still = same.filter(({ span }) => span.start === finding.span.start + shift);
    expect(
      still.map(({ message }) => message),
      'with a suppression comment',
    ).toEqual([]);
    if (rule === unusedSuppressionRule) continue;
    const { workspace: pedantic } = await workspaceOf(
      { ...files, [file]: applyEdits(text, [edit]) },
      { ...settings, pedantic: true },
      [root],
      rules,
    );
    const unused = pedantic.findings(finding.path).filter((each) => each.rule === unusedSuppressionRule.name);
    expect(unused.map(({ message }) => message)).toEqual([]);
    silenced.dispose();
    pedantic.dispose();
  }
  workspace.dispose();
}

async function syntaxErrors(files: Files): Promise<number> {
  const parser = await pythonParser();
  let errors = 0;
  for (const [file, text] of Object.entries(files)) {
    if (!file.endsWith('.py')) continue;
    const tree = parser.parse(text);
    if (tree?.rootNode.hasError !== false) errors++;
    tree?.delete();
  }
  return errors;
}
