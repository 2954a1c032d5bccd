import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { CPython } from '../support/cpython';
import { describeViolation, violationsOfFixAll, violationsOfFixes } from '../support/fixLaw';
import { pythonParser } from '../support/python';
import { type Files, root, workspaceOf } from '../support/space';
import { variantsOf } from '../support/variants';
import { examples, filesOf } from './page';

const pages = path.resolve(import.meta.dirname, '../../docs/rules');
const fixtures = path.resolve(import.meta.dirname, '../fixtures');
const parsers = { python: await pythonParser(), cpython: CPython.start() };
afterAll(() => parsers.cpython?.stop());

/** Every fix and every suppression, in a Space as it is and as others might have typed it. */
async function expectLawful(files: Files): Promise<void> {
  const violations = new Set<string>();
  for (const [index, variant] of variantsOf(files, parsers.python).entries()) {
    const { workspace } = await workspaceOf(variant.files, { pedantic: true }, [root], rules);
    for (const space of workspace.spaces) {
      for (const violation of [
        ...(await violationsOfFixes(workspace, space, parsers)),
        ...(await violationsOfFixAll(workspace, space, parsers, index === 0)),
      ])
        violations.add(`${variant.name}\n${describeViolation(violation)}`);
    }
    workspace.dispose();
  }
  expect([...violations].join('\n\n')).toBe('');
}

describe('every fix keeps the law', () => {
  if (!parsers.cpython) it.skip('for CPython, too: there is no python3', () => undefined);

  for (const fixture of readdirSync(fixtures)) {
    it(`in the fixture ${fixture}`, { timeout: 60_000 }, async () => {
      const folder = path.join(fixtures, fixture);
      const files = readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')] as const);
      await expectLawful(Object.fromEntries(files));
    });
  }

  it.each(rules.map(({ name }) => name))('in the examples of %s', { timeout: 60_000 }, async (name) => {
    for (const example of examples(readFileSync(path.join(pages, `${name}.md`), 'utf8'))) {
      if (example.isReported) await expectLawful(filesOf(example));
    }
  });
});
