import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Space } from '../../server/src/engine/space';
import { rules } from '../../server/src/rules';
import { randomEdit, RandomTypist } from '../support/randomEdits';
import { root, spaceOf, type Files } from '../support/space';

const fixtures = path.resolve(import.meta.dirname, '../fixtures');
const runs = Number(process.env['FUZZ_RUNS'] ?? 60);
const options = { rules, configuration: { pedantic: true } };

const fragments = [
  ...['"', '(', ')', ':', '\n', '\r\n', '    ', '\t', '#', '😀', 'x', ' = 1\n', ', ', '[', ']', ''],
  ...['@spaces.GPU\n', '@spaces.GPU(duration=900)\n', 'async ', 'return image.cuda()\n', 'for i in y:\n        '],
  ...['import spaces\n', 'torch.compile(pipe)\n', 'sdk: docker\n', 'torch==2.3.0\n', 'spaces==0.1\n', '---\n'],
];
const change = fc.record({ file: fc.nat(), edit: randomEdit(fragments), look: fc.boolean() });

function filesOf(folder: string): Files {
  const names = readdirSync(folder).filter((name) => /\.(?:py|txt|md)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

function findings(space: Space): unknown {
  return [...space.model.paths]
    .sort()
    .map((file) => [
      file,
      space
        .findings(file)
        .map(({ rule, severity, message, span, related }) => ({ rule, severity, message, span, related })),
    ]);
}

test.each(readdirSync(fixtures))(
  'findings in %s after any edits equal those of a fresh analysis',
  async (fixture) => {
    const files = filesOf(path.join(fixtures, fixture));
    const names = Object.keys(files);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 30 }), async (changes) => {
        await new Promise(setImmediate);
        const space = await spaceOf(files, options);
        findings(space);
        const typists = new Map(names.map((name) => [name, new RandomTypist()]));
        for (const { file, edit, look } of changes) {
          const name = names[file % names.length] ?? '';
          const edited = `${root}/${name}`;
          const next = typists.get(name)?.next(space.model.text(edited) ?? '', edit);
          if (next) space.model.editFile(edited, [next]);
          if (look) findings(space);
        }
        for (const file of space.model.paths) space.model.settle(file);
        const now = Object.fromEntries(names.map((name) => [name, space.model.text(`${root}/${name}`) ?? '']));
        const fresh = await spaceOf(now, options);
        expect(findings(space)).toEqual(findings(fresh));
        fresh.dispose();
        space.dispose();
      }),
      { numRuns: runs },
    );
  },
  300_000,
);
