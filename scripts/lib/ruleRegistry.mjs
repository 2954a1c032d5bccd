// The list of all rules, from the files that are there: a new rule needs no line in a registry.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './process.mjs';

const notRules = new Set(['index', 'rule', 'links']);

/** @returns {string} */
export function ruleRegistryModule() {
  const names = readdirSync(path.join(root, 'server/src/rules'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'))
    .map((file) => path.basename(file, '.ts'))
    .filter((name) => !notRules.has(name))
    .sort();
  const identifier = (/** @type {string} */ name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  return [
    '// Written by npm run generate, from the files of this folder.',
    '',
    "import type { Rule } from './rule';",
    ...names.map((name) => `import ${identifier(name)} from './${name}';`),
    '',
    '/** Every rule, by name. */',
    `export const rules: readonly Rule[] = [${names.map(identifier).join(', ')}];`,
    '',
  ].join('\n');
}
