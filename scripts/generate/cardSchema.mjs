// Writes schemas/space-card.schema.json from the table of front matter keys. A test fails when the file is not what this
// writes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import prettier from 'prettier';
import { root } from '../lib/process.mjs';

const { outputFiles } = await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['server/src/platform/index.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  logLevel: 'warning',
});
const code = outputFiles[0]?.text ?? '';
const { defaultPlatformTables, frontMatterJsonSchema } = await import(
  `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
);

const file = path.join(root, 'schemas/space-card.schema.json');
const options = await prettier.resolveConfig(file);
const text = JSON.stringify(frontMatterJsonSchema(defaultPlatformTables));
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
