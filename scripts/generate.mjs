// Writes what can be derived from the rules themselves: the schema of the `zerogpu.rules` setting in package.json, and the
// index of the rule pages; and the list of the platform tables in docs/configuration.md. `npm test` fails when one of them is not what this writes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import prettier from 'prettier';
import './generate/cardSchema.mjs';
import { root } from './lib/process.mjs';
import { rulePagesModule, sectionOfPages } from './lib/rulePages.mjs';
import { ruleRegistryModule } from './lib/ruleRegistry.mjs';

/** @typedef {{ candidate: string, decision: string, into?: string, reason?: string }} Decision */
/** @typedef {{ key: readonly string[], columns: Readonly<Record<string, { optional?: true, list?: true }>> }} TableSchema */
/** @typedef {{ name: string, summary: string, group: string, severity: string, audience: string }} Rule */

const groups = {
  registration: 'GPU functions',
  duration: 'Duration and size',
  cuda: 'CUDA and models',
  process: 'Process boundary',
  gradio: 'Gradio',
  requirements: 'requirements.txt and packages.txt',
  'front-matter': 'Front matter',
  suppression: 'Suppressions',
};

await write('server/src/rules/registry.generated.ts', ruleRegistryModule());
await write('server/src/rules/pages.generated.ts', rulePagesModule());
const loaded = await load();
const rules = [...loaded.rules].sort((a, b) => (a.name < b.name ? -1 : 1));
await writeManifest();
const fixes = sectionOfPages('Fix');
await write(
  'docs/rules/README.md',
  `# Rules\n\n<!-- Written by npm run generate. -->\n\n${introduction()}\n\n${tables()}\n\n${decisions()}\n`,
);

await writeTables();

/** @returns {Promise<{ readonly rules: readonly Rule[], readonly tableSchemas: Readonly<Record<string, TableSchema>> }>} */
async function load() {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    stdin: {
      contents: `export { rules } from './server/src/rules'; export { tableSchemas } from './server/src/platform/tables';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'warning',
  });
  /** @type {{ exports: Awaited<ReturnType<typeof load>> }} */
  const module = { exports: { rules: [], tableSchemas: {} } };
  // CommonJS, because the PEP 440 library requires `util` in a way that an ECMAScript module can't.
  new Function('module', 'require', outputFiles[0]?.text ?? '')(module, createRequire(import.meta.url));
  return module.exports;
}

/** The tables that a file of the user may change: the last thing on the page. */
async function writeTables() {
  const file = 'docs/configuration.md';
  const rows = Object.entries(loaded.tableSchemas).map(([name, { key, columns }]) => {
    const cells = Object.entries(columns).map(
      ([column, { optional, list }]) => `\`${column}${optional ? '?' : ''}${list ? '[]' : ''}\``,
    );
    return `| \`${name}\` | ${key.map((each) => `\`${each}\``).join(', ')} | ${cells.join(', ')} |`;
  });
  const head = '<!-- Written by npm run generate. -->\n';
  const [page = ''] = readFileSync(path.join(root, file), 'utf8').split(head);
  const titles = '| Table | Key | Columns (`?`: may be missing; `[]`: a list) |\n| --- | --- | --- |';
  await write(file, `${page}${head}\n${[titles, ...rows].join('\n')}\n`);
}

async function writeManifest() {
  const file = 'package.json';
  const manifest = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const setting = manifest.contributes.configuration.properties['zerogpu.rules'];
  setting.properties = Object.fromEntries(
    rules.map(({ name, summary, severity, audience }) => [
      name,
      {
        ...setting.additionalProperties,
        markdownDescription: `${summary}. By default: ${severity}${audience === 'pedantic' ? ', when pedantic' : ''}.`,
      },
    ]),
  );
  await write(file, JSON.stringify(manifest));
}

function introduction() {
  return [
    'A page says what its rule finds, why that fails on ZeroGPU, what to write instead, and what its fix does; in an example, `#! name` marks a line that the rule of that name reports.',
    'What is pedantic is off until it is asked for. [Configuration](../configuration.md) has how to change a severity, and how to silence one finding.',
  ].join(' ');
}

function tables() {
  return Object.entries(groups)
    .map(([group, title]) => ({ title, members: rules.filter((rule) => rule.group === group) }))
    .filter(({ members }) => members.length > 0)
    .map(({ title, members }) => `## ${title}\n\n${table(members)}`)
    .join('\n\n');
}

/** @param {readonly Rule[]} members */
function table(members) {
  const rows = members.map(({ name, summary, severity, audience }) => {
    const loudness = audience === 'pedantic' ? `${severity} (pedantic)` : severity;
    const fix = (fixes[name] ?? '').startsWith('None') ? '' : 'yes';
    return `| [\`${name}\`](${name}.md) | ${summary.replaceAll('|', '\\|')} | ${loudness} | ${fix} |`;
  });
  return ['| Rule | What it finds | Severity | Fix |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** What was proposed and is no rule of its own, so that nobody has to ask twice. */
function decisions() {
  const folder = path.join(root, 'docs/rules/decisions');
  const all = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => /** @type {Decision[]} */ (JSON.parse(readFileSync(path.join(folder, file), 'utf8'))));
  const rows = all
    .filter(({ decision }) => decision === 'declined' || decision === 'merged')
    .sort((a, b) => (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate, decision, into, reason }) => {
      const target = into === undefined ? decision : `${decision} into [\`${into}\`](${into}.md)`;
      return `| \`${candidate}\` | ${target} | ${(reason ?? '').replaceAll('|', '\\|')} |`;
    });
  return [
    '## Declined',
    '',
    'What was proposed and is no rule of its own, and why.',
    '',
    '| Candidate | Decision | Reason |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Written as `npm run format` would leave it, so that the two never disagree. @param {string} file @param {string} text */
async function write(file, text) {
  const absolute = path.join(root, file);
  const options = await prettier.resolveConfig(absolute);
  writeFileSync(absolute, await prettier.format(text, { ...options, filepath: absolute }));
}
