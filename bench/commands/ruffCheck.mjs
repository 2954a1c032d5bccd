// ruff-wasm with its default rules as a command: checks every Python file in a folder and prints how much it found.
//   node ruffCheck.mjs PACKAGE FOLDER, where PACKAGE is the folder of the npm package
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [ruff, folder] = process.argv.slice(2);
if (ruff === undefined || folder === undefined) throw new Error('usage: ruffCheck.mjs PACKAGE FOLDER');
const { Workspace, PositionEncoding } = createRequire(import.meta.url)(ruff);
const workspace = new Workspace(Workspace.defaultSettings(), PositionEncoding.Utf16);
let found = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
  found += workspace.check(readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).length;
}
console.log(`${found} found`);
