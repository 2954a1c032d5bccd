// What a hover shows of a rule's page, as a TypeScript module: a web worker has no files to read.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './process.mjs';

/** @returns {string} */
export function rulePagesModule() {
  const folder = path.join(root, 'docs/rules');
  const pages = readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      return [path.basename(file, '.md'), section(text, 'Why it fails on ZeroGPU')];
    });
  return [
    '// Written by npm run generate, from docs/rules.',
    '',
    '/** Why it fails on ZeroGPU, by rule. */',
    `export const explanations: Readonly<Partial<Record<string, string>>> = ${JSON.stringify(Object.fromEntries(pages))};`,
    '',
  ].join('\n');
}

/** The prose of one section. @param {string} page @param {string} heading */
function section(page, heading) {
  const start = page.indexOf(`## ${heading}\n`);
  if (start < 0) return '';
  const body = page.slice(start + `## ${heading}\n`.length);
  const end = body.search(/^## /m);
  return (end < 0 ? body : body.slice(0, end)).trim();
}
