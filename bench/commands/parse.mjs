// The floor of a check with this grammar: parses every Python file in a folder, looks at nothing, and prints how many.
//   node parse.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: parse.mjs FOLDER');
await Parser.init();
const parser = new Parser();
const grammar = path.join(import.meta.dirname, '../../grammars/tree-sitter-python.wasm');
parser.setLanguage(await Language.load(readFileSync(grammar)));
let parsed = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
  parser.parse(readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))?.delete();
  parsed++;
}
console.log(`${parsed} parsed`);
