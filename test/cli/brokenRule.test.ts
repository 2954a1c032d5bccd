import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { createChecker } from '../../server/src/cli/checking';
import { readGrammars } from '../../server/src/host/node';
import type { Rule } from '../../server/src/rules/rule';
import { temporaryFolder } from '../support/folder';
import { ordinaryFiles } from '../support/space';

vi.mock('../../server/src/rules', async (original) => {
  const all = await original<{ readonly rules: readonly Rule[] }>();
  const fail = (): never => {
    throw new Error('it broke');
  };
  return {
    ...all,
    rules: all.rules.map((rule) => (rule.name === 'launch-share' ? { ...rule, check: { space: fail } } : rule)),
  };
});

const folder = temporaryFolder(ordinaryFiles);

it('of a rule that breaks is a failure, and the other rules are used', async () => {
  const check = await createChecker(await readGrammars(path.resolve('dist')), {});
  const files = Object.keys(ordinaryFiles).map((file) => folder.of(file));
  const outcome = await check({ space: { root: folder.path, isCard: true, paths: files }, wanted: files });
  expect(outcome.failed).toBe(true);
  expect(outcome.messages.length).toBeGreaterThan(0);
  for (const message of outcome.messages) expect(message).toContain('rule launch-share failed');
  expect(outcome.space?.files).toBeDefined();
});
