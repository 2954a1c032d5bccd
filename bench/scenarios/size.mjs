// What is downloaded and loaded: bundle sizes, and what the VS Code client takes of its host to activate.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { must } from '../../scripts/lib/process.mjs';
import { atMost, number } from '../lib/report.mjs';
import { build, ours } from '../lib/servers.mjs';
import { generatedSpace } from '../lib/space.mjs';
import { median } from '../lib/statistics.mjs';

const bundles = [
  { name: 'language server for Node', files: ['server/node.js', 'server/server.js'], limit: 600 },
  { name: 'language server for a web worker', files: ['server/worker.js'] },
  {
    name: 'grammars and runtime',
    files: ['grammars/tree-sitter-python.wasm', 'grammars/web-tree-sitter.wasm'],
    limit: 750,
  },
  { name: 'VS Code client', files: ['client/node.js'], limit: 450 },
  { name: 'VS Code client for the Web', files: ['client/browser.js'], limit: 450 },
  { name: 'command line', files: ['cli.js', 'commands.js'] },
];
const kilobytes = (/** @type {number} */ value) => `${number(value)} KB`;

/** @returns {import('../lib/report.mjs').Section} */
export function sizes() {
  const measured = bundles.map(({ name, files, limit }) => {
    const contents = files.map((file) => readFileSync(path.join(build, file)));
    const size = (/** @type {readonly Buffer[]} */ buffers) =>
      buffers.reduce((sum, { length }) => sum + length, 0) / 1000;
    return { name, limit, size: size(contents), zipped: size(contents.map((content) => gzipSync(content))) };
  });
  return {
    title: 'Size',
    notes: ['Minified, in thousands of bytes.'],
    header: ['what', 'KB', 'KB, gzip'],
    rows: measured.map(({ name, size, zipped }) => [name, number(size), number(zipped)]),
    targets: measured.flatMap(({ name, size, limit }) =>
      limit === undefined ? [] : atMost(`size: ${name}`, size, limit, kilobytes),
    ),
  };
}

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function activation({ scratch, quick }) {
  const { folder } = generatedSpace(scratch, 300)(ours);
  const script = path.join(import.meta.dirname, '../commands/activate.cjs');
  /** @type {{ activated: number, running: number }[]} */
  const runs = [];
  for (let round = 0; round < (quick ? 5 : 11); round++)
    runs.push(JSON.parse(await must(process.execPath, [script, build, folder])));
  const activated = median(runs.map((each) => each.activated));
  const running = median(runs.map((each) => each.running));
  return {
    title: 'The client in VS Code',
    notes: [
      'CPU of the extension host’s process only, in a bare Node with a `vscode` module that does nothing (not in a real extension',
      'host): loading the bundle and `activate()`, and from there until its language server runs in another process, the start of',
      'that process included.',
    ],
    header: ['until', 'CPU ms'],
    rows: [
      ['`activate()` has returned', number(activated)],
      ['the server runs', number(running)],
    ],
    targets: atMost('CPU of the client’s activation', activated, 50, (ms) => `${number(ms)} ms`),
  };
}
