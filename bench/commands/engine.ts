/**
 * The engine without a server: types into one generated file and prints the milliseconds of each key, from the edit to the
 * findings, as JSON. Bundled by ../decisions.mjs.
 *   node engine.js LINES KEYS
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultConfiguration } from '../../server/src/engine/configuration';
import { Space } from '../../server/src/engine/space';
import { createSpaceModel } from '../../server/src/model/space';
import { defaultPlatformTables as tables } from '../../server/src/platform';
import { rules } from '../../server/src/rules';
import { loadPythonParser } from '../../server/src/syntax/python/parser';
import { pythonApp, readme, requirements, typingPositions } from '../lib/inputs.mjs';

const [lines = 300, keys = 200] = process.argv.slice(2).map(Number);
const grammars = path.join(process.cwd(), 'grammars');
const parser = await loadPythonParser({
  runtime: readFileSync(path.join(process.cwd(), 'node_modules/web-tree-sitter/web-tree-sitter.wasm')),
  python: readFileSync(path.join(grammars, 'tree-sitter-python.wasm')),
});
const configuration = defaultConfiguration;
const settings = { effective: { configuration, origins: new Map(), problems: [] }, tables };
const makeModel = () => createSpaceModel('/space', parser, configuration, tables);
const space = new Space('/space', makeModel, settings, rules, console.error);
const app = '/space/app.py';
const text = pythonApp(lines);
space.replaceFiles(
  new Map([
    [app, text],
    ['/space/README.md', readme],
    ['/space/requirements.txt', requirements],
  ]),
);
space.findings(app);

const positions = typingPositions(text, 60);
const times: number[] = [];
for (let key = 0; key < keys; key++) {
  // A key is typed, the next takes it away.
  const position = positions[(key >> 1) % positions.length];
  const start = (space.model.lines(app)?.lineStart(position?.line ?? 0) ?? 0) + (position?.character ?? 0);
  const isTyped = key % 2 === 0;
  const before = performance.now();
  space.model.editFile(app, [{ span: { start, end: isTyped ? start : start + 1 }, text: isTyped ? 'x' : '' }]);
  space.findings(app);
  times.push(performance.now() - before);
}
console.log(JSON.stringify(times));
