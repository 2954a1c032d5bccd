import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Space } from '../../server/src/engine/space';
import { rules } from '../../server/src/rules';
import { root, spaceOf } from '../support/space';

const folder = path.resolve(import.meta.dirname, '../fixtures/seed-tutorial');
const files = Object.fromEntries(
  ['app.py', 'requirements.txt', 'README.md'].map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
);

function findingsOf(space: Space): readonly string[] {
  return ['README.md', 'app.py', 'requirements.txt'].flatMap((file) =>
    space
      .findings(`${root}/${file}`)
      .map(
        ({ rule, span }) => `${file}:${(space.model.lines(`${root}/${file}`)?.lineAt(span.start) ?? 0) + 1} ${rule}`,
      ),
  );
}

test('an app built as for a rented GPU is told first that ZeroGPU runs Gradio Spaces only', async () => {
  const space = await spaceOf(files, { rules });
  expect(findingsOf(space)).toEqual(['README.md:5 color-invalid', 'README.md:6 sdk-not-gradio']);
  expect(space.findings(`${root}/README.md`)[1]?.fixes()[0]?.title).toBe('Make it a Gradio Space');
  space.dispose();
});

test('as a Gradio Space it gets what an expert would say of the rest', async () => {
  const card = (files['README.md'] ?? '').replace('sdk: docker', 'sdk: gradio');
  const space = await spaceOf({ ...files, 'README.md': card }, { rules });
  expect(findingsOf(space)).toEqual([
    'README.md:5 color-invalid',
    'README.md:6 python-version-missing',
    'README.md:6 sdk-version-missing',
    'README.md:7 app-port-with-gradio',
    'app.py:28 module-scope-inference',
    'app.py:42 lazy-model-load',
    'app.py:51 duration-exceeds-free',
    'app.py:59 instance-cache-in-gpu',
    'app.py:60 return-cuda-tensor',
    'app.py:65 gpu-called-in-route',
    'app.py:72 launch-not-called',
    'requirements.txt:1 torch-index-url',
    'requirements.txt:2 torch-unsupported',
    'requirements.txt:3 torch-family-mismatch',
    'requirements.txt:9 requirements-spaces-pin',
  ]);
  space.dispose();
});
