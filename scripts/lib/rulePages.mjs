// What other files hold of the rules' pages. A hover's part is a TypeScript module: a web worker has no files to read.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './process.mjs';

/** The prose of one section of every rule's page, by rule. @param {string} heading @returns {Readonly<Record<string, string>>} */
export function sectionOfPages(heading) {
  const folder = path.join(root, 'docs/rules');
  const pages = readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map((file) => [path.basename(file, '.md'), section(readFileSync(path.join(folder, file), 'utf8'), heading)]);
  return Object.fromEntries(pages);
}

/** @returns {string} */
export function rulePagesModule() {
  return [
    '// Written by npm run generate, from docs/rules.',
    '',
    '/** Why it fails on ZeroGPU, by rule. */',
    `export const explanations: Readonly<Partial<Record<string, string>>> = ${JSON.stringify(sectionOfPages('Why it fails on ZeroGPU'))};`,
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
