import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import type { Rule } from '../../server/src/rules/rule';
import { allFindings, type Files, spaceOf } from '../support/space';
import { examples, filesOf } from './page';

const pages = path.resolve(import.meta.dirname, '../../docs/rules');
const fixtures = path.resolve(import.meta.dirname, '../fixtures');
/** The same rules, which look at all code. */
const unconcerned: readonly Rule[] = rules.map((rule) => ({ ...rule, concerns: undefined }));

async function found(files: Files, by: readonly Rule[]): Promise<readonly string[]> {
  const space = await spaceOf(files, { rules: by, configuration: { pedantic: true } });
  const findings = allFindings(space).map(
    ({ rule, path: file, span, message }) => `${file}:${span.start}-${span.end} ${rule}: ${message}`,
  );
  space.dispose();
  return findings;
}

describe('a rule says which code concerns it, and finds as much as if it looked at all', () => {
  for (const fixture of readdirSync(fixtures)) {
    it(`in the fixture ${fixture}`, async () => {
      const folder = path.join(fixtures, fixture);
      const files = Object.fromEntries(
        readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
      );
      expect(await found(files, rules)).toEqual(await found(files, unconcerned));
    });
  }

  it.each(rules.filter(({ concerns }) => concerns).map(({ name }) => name))(
    'in the examples of %s',
    async (name) => {
      const all = examples(readFileSync(path.join(pages, `${name}.md`), 'utf8'));
      for (const files of all.map(filesOf)) expect(await found(files, rules)).toEqual(await found(files, unconcerned));
      expect((await Promise.all(all.map((each) => found(filesOf(each), rules)))).flat().join('\n')).toContain(
        ` ${name}: `,
      );
    },
    60_000,
  );
});
