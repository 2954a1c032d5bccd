import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../server/src/engine/configuration';
import type { SpaceModel } from '../../server/src/model';
import { createSpaceModel } from '../../server/src/model/space';
import { defaultPlatformTables } from '../../server/src/platform';
import { pythonParser } from '../support/python';
import { root } from '../support/space';

/** A model, and the first lines of the files that it parsed since this was last asked. */
async function watched(): Promise<{ readonly model: SpaceModel; readonly parsed: () => readonly string[] }> {
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
  return { model, parsed: () => parsed.splice(0).sort() };
}

it('parses what the app imports, and what may use spaces, and nothing else', async () => {
  const { model, parsed } = await watched();
  const files = { app: 'import helper', helper: 'x = 1', unused: 'y = 1', colors: 'color = "spaces"' };
  for (const [name, text] of Object.entries(files)) model.setFile(`${root}/${name}.py`, `# ${name}\n${text}\n`);
  expect(parsed()).toEqual([]);
  expect(model.view.isZeroGpu).toBe(false);
  expect(parsed()).toEqual(['# app', '# colors', '# helper']);

  model.editFile(`${root}/unused.py`, [{ span: { start: 0, end: 0 }, text: 'import spaces\n' }]);
  expect(model.view.isZeroGpu).toBe(true);
  model.editFile(`${root}/unused.py`, [{ span: { start: 0, end: 'import spaces\n'.length }, text: '' }]);
  expect(model.view.isZeroGpu).toBe(false);
  model.dispose();
});

it('parses nothing else to know all that runs in a Space', async () => {
  const { model, parsed } = await watched();
  const files = {
    app: 'import spaces\nimport helper\n@spaces.GPU(helper.SECONDS)\ndef f(x): return helper.Task().run(x)',
    helper: 'import steps\nSECONDS = 60\nclass Task:\n    def run(self, x): return self.step(x)',
    steps: 'import helper\nclass Step(helper.Task):\n    def step(self, x): return x',
    unused: 'import helper\nhelper.SECONDS = 90\nclass Other(helper.Task):\n    def step(self, x): return 1',
  };
  for (const [name, text] of Object.entries(files)) model.setFile(`${root}/${name}.py`, `# ${name}\n${text}\n`);
  expect(model.view.codes.flatMap(({ calls }) => calls).length).toBeGreaterThan(0);
  expect(model.readAhead(() => true)).toBe(true);
  expect(parsed()).toEqual(['# app', '# helper', '# steps']);
  expect(model.describe().gpuFunctions.map(({ duration }) => duration)).toEqual([60]);
  model.dispose();
});
