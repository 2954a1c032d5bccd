// The tools that everything is compared with, installed from npm into an ignored folder, in pinned versions.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from '../../scripts/lib/process.mjs';
import { progress } from './progress.mjs';

export const peerVersions = {
  pyright: '1.1.414',
  'bash-language-server': '5.8.1',
  '@astral-sh/ruff-wasm-nodejs': '0.17.3',
};
const folder = path.join(root, '.cache/bench/peers');

/** The folder of a package. @param {keyof typeof peerVersions} name */
export const peerFolder = (name) => path.join(folder, 'node_modules', name);

/** @param {keyof typeof peerVersions} name */
function isInstalled(name) {
  const manifest = path.join(peerFolder(name), 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === peerVersions[name];
}

/**
 * Installs what is missing, one by one, so that one that can't be had leaves the others.
 *
 * @returns {Promise<ReadonlySet<string>>} the names of those that are there
 */
export async function ensurePeers() {
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  /** @type {Set<string>} */
  const present = new Set();
  for (const name of /** @type {(keyof typeof peerVersions)[]} */ (Object.keys(peerVersions))) {
    if (!isInstalled(name)) {
      progress(`Installing ${name} ${peerVersions[name]} to compare with`);
      const args = ['install', '--prefix', folder, '--no-fund', '--no-audit', '--ignore-scripts', '--save-exact'];
      const { code, output } = await run('npm', [...args, `${name}@${peerVersions[name]}`], { quiet: true });
      if (code !== 0) progress(`npm install ended with ${code}: going on without ${name}\n${output.slice(-500)}`);
    }
    if (isInstalled(name)) present.add(name);
  }
  return present;
}
