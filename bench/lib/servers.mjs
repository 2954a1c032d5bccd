// Who takes part: this project's server, the floors, and the peers that could be installed.
import path from 'node:path';
import { root } from '../../scripts/lib/process.mjs';
import { ensurePeers, peerFolder } from './peers.mjs';

/** @typedef {import('./client.mjs').Server} Server */

/** The build that is measured: the bench makes it, so that nobody's `dist/` is touched. */
export const build = path.join(root, '.cache/bench/build');
const own = (/** @type {string} */ name) => path.join(root, 'bench/servers', `${name}.mjs`);
const node = process.execPath;

/** @type {Server} */
export const ours = {
  name: 'zerogpu-lint',
  command: [node, path.join(build, 'server/node.js'), '--stdio'],
  diagnostics: 'push',
  reads: 'py',
};
/** @type {Server} */
export const floor = { name: 'floor', command: [node, own('floor')], diagnostics: 'push', reads: 'py' };
/** @type {Server} */
export const echo = { name: 'echo', command: [node, own('echo')], diagnostics: 'push', reads: 'py' };
/** @type {Server} */
export const ruff = {
  name: 'ruff-wasm server',
  command: [node, own('ruff'), peerFolder('@astral-sh/ruff-wasm-nodejs')],
  diagnostics: 'push',
  reads: 'py',
};
/** @type {Server} */
export const pyright = {
  name: 'pyright',
  command: [node, path.join(peerFolder('pyright'), 'langserver.index.js'), '--stdio'],
  // It publishes only after 250 ms without a key; asked for, it answers at once.
  diagnostics: 'pull',
  reads: 'py',
};
/** @type {Server} */
export const bash = {
  name: 'bash-language-server',
  command: [node, path.join(peerFolder('bash-language-server'), 'out/cli.js'), 'start'],
  diagnostics: 'push',
  reads: 'sh',
  settings: { bashIde: { shellcheckPath: '', shfmt: { path: '' } } },
};

/** All of them, in the order in which they are told. @type {readonly Server[]} */
export const servers = [ours, floor, echo, ruff, pyright, bash];

/** Installs the peers and returns the servers that can be run. @returns {Promise<readonly Server[]>} */
export async function availableServers() {
  const present = await ensurePeers();
  /** @type {readonly { server: Server, needs: Parameters<typeof peerFolder>[0] }[]} */
  const peers = [
    { server: ruff, needs: '@astral-sh/ruff-wasm-nodejs' },
    { server: pyright, needs: 'pyright' },
    { server: bash, needs: 'bash-language-server' },
  ];
  return servers.filter((server) => peers.every((peer) => peer.server !== server || present.has(peer.needs)));
}
