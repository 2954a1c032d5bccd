import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../server/src/engine/configuration';
import { createSpaceModel } from '../../server/src/model/space';
import { defaultPlatformTables } from '../../server/src/platform';
import { pythonParser } from '../support/python';
import { root } from '../support/space';

it('parses what the app imports, and what may use spaces, and nothing else', async () => {
  const parser = await pythonParser();
  const parsed: string[] = [];
  const counting = {
    ...parser,
    parse: (...args: Parameters<typeof parser.parse>) => {
      parsed.push(args[0].split('\n')[0] ?? '');
      return parser.parse(...args);
    },
  };
  const model = createSpaceModel(root, counting, defaultConfiguration, defaultPlatformTables);
  const files = { app: 'import helper', helper: 'x = 1', unused: 'y = 1', colors: 'color = "spaces"' };
  for (const [name, text] of Object.entries(files)) model.setFile(`${root}/${name}.py`, `# ${name}\n${text}\n`);
  expect(parsed).toEqual([]);
  expect(model.view.isZeroGpu).toBe(false);
  expect([...parsed].sort()).toEqual(['# app', '# colors', '# helper']);

  model.editFile(`${root}/unused.py`, [{ span: { start: 0, end: 0 }, text: 'import spaces\n' }]);
  expect(model.view.isZeroGpu).toBe(true);
  model.editFile(`${root}/unused.py`, [{ span: { start: 0, end: 'import spaces\n'.length }, text: '' }]);
  expect(model.view.isZeroGpu).toBe(false);
  model.dispose();
});
