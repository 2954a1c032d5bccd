// Bundles the seven entry points into dist/. Flags: --minify (for packages), --tests (the suites that run inside editors),
// --out DIR (instead of dist/: the bench measures a build of its own).
import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { root } from './lib/process.mjs';

const { values: flags } = parseArgs({
  options: {
    minify: { type: 'boolean', default: false },
    tests: { type: 'boolean', default: false },
    out: { type: 'string', default: 'dist' },
  },
});
const started = performance.now();
const at = (/** @type {string} */ file) => path.join(root, file);
const into = (/** @type {string} */ file) => path.resolve(root, flags.out, file);

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  target: 'es2022',
  external: ['vscode'],
  minify: flags.minify,
  sourcemap: !flags.minify,
  logLevel: 'warning',
};
/** @type {esbuild.BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Its ESM build calls createRequire(import.meta.url), which is undefined inside a CommonJS bundle.
  alias: {
    'web-tree-sitter': at('node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    // As ECMAScript modules, of which only what is used is bundled; for Node the package offers CommonJS alone.
    yaml: at('node_modules/yaml/browser/index.js'),
  },
};
/** @type {esbuild.BuildOptions} */
const browser = { ...common, platform: 'browser', mainFields: ['browser', 'module', 'main'] };
/** web-tree-sitter guards these imports by a run-time test for Node. */
const nodeOnlyImports = ['fs', 'fs/promises', 'module', 'path', 'url'];

// No other folder is ours to empty. It is empty before the first bundle is begun, which esbuild writes when it likes.
if (flags.out === 'dist') rmSync(into(''), { recursive: true, force: true });

const bundles = [
  esbuild.build({ ...node, entryPoints: [at('client/node.ts')], outfile: into('client/node.js') }),
  esbuild.build({ ...browser, entryPoints: [at('client/browser.ts')], outfile: into('client/browser.js') }),
  esbuild.build({ ...node, entryPoints: [at('server/src/lsp/start.ts')], outfile: into('server/node.js') }),
  esbuild.build({ ...node, entryPoints: [at('server/src/lsp/node.ts')], outfile: into('server/server.js') }),
  esbuild.build({
    ...browser,
    format: 'iife',
    external: nodeOnlyImports,
    // web-tree-sitter works out an address from it that is never used, since it is given the bytes; but it must parse.
    define: { 'import.meta.url': '"worker:///"' },
    entryPoints: [at('server/src/lsp/worker.ts')],
    outfile: into('server/worker.js'),
  }),
  esbuild.build({
    ...node,
    entryPoints: [at('server/src/cli/main.ts')],
    outfile: into('cli.js'),
    banner: { js: '#!/usr/bin/env node' },
  }),
  esbuild.build({ ...node, entryPoints: [at('server/src/cli/commands.ts')], outfile: into('commands.js') }),
];

if (flags.tests) {
  bundles.push(
    esbuild.build({
      ...node,
      external: ['vscode', 'mocha'],
      entryPoints: [at('test/vscode/index.ts')],
      outfile: at('out/test/vscode.js'),
    }),
    esbuild.build({
      ...browser,
      alias: { 'node:assert/strict': at('test/web/assert.ts') },
      entryPoints: [at('test/web/index.ts')],
      outfile: at('out/test/web.js'),
    }),
  );
}

mkdirSync(into('grammars'), { recursive: true });
cpSync(at('node_modules/web-tree-sitter/web-tree-sitter.wasm'), into('grammars/web-tree-sitter.wasm'));
cpSync(at('grammars/tree-sitter-python.wasm'), into('grammars/tree-sitter-python.wasm'));
try {
  await Promise.all(bundles);
} catch {
  // esbuild has said what is wrong, and where.
  process.exit(1);
}
chmodSync(into('cli.js'), 0o755);
console.log(`Built ${flags.out}/ in ${Math.round(performance.now() - started)} ms`);
