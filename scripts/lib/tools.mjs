// The editors the tests and `npm start` drive: found when present, else installed once into a cache that all clones share.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { must, run, which } from './process.mjs';

const CODE_SERVER_VERSION = '4.139.1';
/** code-server refuses to run on any other major version of Node. */
const CODE_SERVER_NODE_MAJOR = 24;
const NODE_VERSION = '24.21.0';

const cache = process.env.ZEROGPU_TOOLS_DIR ?? path.join(os.homedir(), '.cache', 'zerogpu-lint-tools');

/** @typedef {{ node: string, entry: string }} CodeServer the Node binary to run it with, and its entry script */

/** @returns {Promise<string>} a Chromium-like browser's executable */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  await aptInstall(['chromium']);
  const installed = findChromium();
  if (!installed) throw new Error('Chromium could not be installed; set CHROMIUM to the path of one');
  return installed;
}

/** @returns {Promise<string>} */
export async function ensureNeovim() {
  const found = process.env.NVIM ?? which('nvim');
  if (found) return found;
  await aptInstall(['neovim']);
  const installed = which('nvim');
  if (!installed) throw new Error('Neovim could not be installed; set NVIM to the path of one');
  return installed;
}

/** @returns {Promise<CodeServer>} */
export async function ensureCodeServer() {
  const node = await ensureNode24();
  const entry = 'node_modules/code-server/out/node/entry.js';
  const directory = await cached(`code-server-${CODE_SERVER_VERSION}`, entry, async (target) => {
    await aptInstall(['build-essential', 'libkrb5-dev', 'pkg-config', 'python3']);
    console.log(`Installing code-server ${CODE_SERVER_VERSION} (about two minutes, once)`);
    // Its native modules are compiled for the Node that runs it, not for the one that runs this script.
    const nodeHome = path.dirname(path.dirname(node));
    await must('npm', ['install', '--no-save', '--no-fund', '--no-audit', `code-server@${CODE_SERVER_VERSION}`], {
      cwd: target,
      env: {
        ...process.env,
        PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
        npm_config_nodedir: nodeHome,
        // Below `npm test` this names the Node of the outer npm, and code-server's installer believes it.
        npm_config_user_agent: undefined,
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
      },
    });
  });
  return { node, entry: path.join(directory, entry) };
}

async function ensureNode24() {
  if (Number(process.versions.node.split('.')[0]) === CODE_SERVER_NODE_MAJOR) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const binary = `node_modules/${name}/bin/node`;
  const directory = await cached(`node-${NODE_VERSION}`, binary, async (target) => {
    console.log(`Installing Node ${NODE_VERSION} for code-server`);
    await must('npm', ['install', '--no-save', '--no-fund', '--no-audit', `${name}@${NODE_VERSION}`], { cwd: target });
  });
  return path.join(directory, binary);
}

/**
 * A directory of the cache, filled once. It is filled under another name and then renamed, so that an interrupted
 * install, or two at the same time, never leave half a tool behind.
 *
 * @param {string} name
 * @param {string} proof a file that exists when the tool is complete
 * @param {(target: string) => Promise<void>} fill
 */
async function cached(name, proof, fill) {
  const directory = path.join(cache, name);
  if (existsSync(path.join(directory, proof))) return directory;
  mkdirSync(cache, { recursive: true });
  const target = mkdtempSync(path.join(cache, `${name}.partial-`));
  try {
    writeFileSync(path.join(target, 'package.json'), '{ "private": true }');
    await fill(target);
    if (!existsSync(path.join(target, proof))) throw new Error(`${name} was installed without ${proof}`);
    if (!existsSync(path.join(directory, proof))) {
      rmSync(directory, { recursive: true, force: true });
      renameSync(target, directory);
    }
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
  return directory;
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const bundles = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return process.env.CHROMIUM ?? names.map(which).find(Boolean) ?? bundles.find(existsSync);
}

/** @type {Promise<unknown>} */
let aptQueue = Promise.resolve();

/** apt takes one caller at a time. @param {readonly string[]} packages */
function aptInstall(packages) {
  const next = aptQueue.then(() => aptInstallNow(packages));
  aptQueue = next.catch(() => undefined);
  return next;
}

/** @param {readonly string[]} packages */
async function aptInstallNow(packages) {
  if (!which('apt-get')) return;
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  console.log(`Installing Debian packages: ${missing.join(' ')}`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ ...args) => {
    const [command = 'apt-get', ...rest] = [...sudo, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args];
    return run(command, rest, { env, quiet: true });
  };
  await apt('update');
  const { code, output } = await apt('install', '-y', '--no-install-recommends', ...missing);
  if (code !== 0) console.log(`apt-get install failed with ${code}:\n${output.slice(-2000)}`);
}

/** @param {string} name */
function isInstalled(name) {
  const status = readFileSync('/var/lib/dpkg/status', 'utf8');
  return new RegExp(`^Package: ${name}\\nStatus: install ok installed$`, 'm').test(status);
}
