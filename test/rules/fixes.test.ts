import { describe, expect, it } from 'vitest';
import { bestFix, fixToFixpoint } from '../../server/src/engine/fixes';
import { rules } from '../../server/src/rules';
import { allFindings, type Files, root, spaceOf } from '../support/space';

/** What the best fixes of a rule make of `file`, all together. */
async function repaired(name: string, files: Files, file = 'app.py'): Promise<string> {
  const space = await spaceOf(files, { rules: rules.filter((rule) => rule.name === name) });
  const { leftOut } = fixToFixpoint(space, [`${root}/${file}`], bestFix);
  expect(leftOut).toEqual([]);
  const text = space.model.text(`${root}/${file}`) ?? '';
  space.dispose();
  return text;
}

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

describe('torch-compile', () => {
  const around = (...statements: readonly string[]): string =>
    lines(
      'import spaces',
      'import torch',
      'from transformers import AutoModel',
      'model = AutoModel.from_pretrained("x").to("cuda")',
      'other = AutoModel.from_pretrained("x").to("cuda")',
      'flag = bool(input())',
      ...statements,
    );

  it.each([
    ['torch.compile(model).eval()', 'model.eval()'],
    ['torch.compile(model if flag else other).eval()', '(model if flag else other).eval()'],
    ['torch.compile((model or other)).eval()', '(model or other).eval()'],
    ['torch.compile(lambda x: x + 1, mode="default")(2)', '(lambda x: x + 1)(2)'],
    ['torch.compile(model.layers["a"].up(2))(2)', 'model.layers["a"].up(2)(2)'],
    ['torch.compile(m := model)', '(m := model)'],
    ['torch.compile(\n    AutoModel\n    .from_pretrained("y")\n)', '(AutoModel\n    .from_pretrained("y"))'],
    [
      'torch.compile(\n    AutoModel.from_pretrained(\n        "y",\n    )\n)',
      'AutoModel.from_pretrained(\n        "y",\n    )',
    ],
  ])('leaves of %s what it was about', async (written, left) => {
    expect(await repaired('torch-compile', { 'app.py': around(`used = ${written}`) })).toBe(around(`used = ${left}`));
  });
});
