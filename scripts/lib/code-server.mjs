// A private code-server (VS Code in a browser) with directories of its own: nothing of the user's is read or written.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { atEnd, killGroup, must, until } from './process.mjs';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
};

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * @param {import('./tools.mjs').CodeServer} codeServer
 * @param {{ vsix?: string, settings?: object, env?: NodeJS.ProcessEnv, port?: number, runsTests?: boolean }} [options]
 */
export async function startCodeServer(codeServer, { vsix, settings = {}, env = {}, port, runsTests = false } = {}) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-code-server-'));
  const removeHome = atEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const userData = path.join(home, 'user-data');
  const extensions = path.join(home, 'extensions');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  mkdirSync(extensions);
  writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  const config = path.join(home, 'config.yaml');
  writeFileSync(config, '');

  /** @type {NodeJS.ProcessEnv} */
  const childEnv = {
    ...process.env,
    ...env,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_DATA_HOME: path.join(home, 'data'),
    // An empty gallery: no look-ups on the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  delete childEnv.PORT;
  delete childEnv.PASSWORD;
  const base = [codeServer.entry, '--config', config, '--user-data-dir', userData, '--extensions-dir', extensions];
  if (vsix) await must(codeServer.node, [...base, '--install-extension', vsix], { env: childEnv });

  const chosen = port ?? (await freePort());
  const authority = `127.0.0.1:${chosen}`;
  const flags = ['--auth', 'none', '--bind-addr', authority, '--disable-telemetry', '--disable-update-check'];
  flags.push('--disable-workspace-trust', '--disable-getting-started-override', '--ignore-last-opened');
  // Without it VS Code ignores the request to run a test suite.
  if (runsTests) flags.push('--vscode-option', 'enable-smoke-test-driver');
  const child = spawn(codeServer.node, [...base, ...flags], {
    env: childEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let log = '';
  let exited = false;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  void ended.then(() => (exited = true));

  const kill = atEnd(() => killGroup(child.pid, 'SIGKILL'));
  const stop = async () => {
    killGroup(child.pid, 'SIGTERM');
    await until('code-server to stop', () => exited, 5000).catch(() => undefined);
    kill();
    removeHome();
  };
  try {
    await until('code-server to listen', () => exited || log.includes('HTTP server listening on'), 60_000);
    if (exited) throw new Error(`code-server ended at once:\n${log}`);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    authority,
    url: `http://${authority}`,
    /**
     * The address of a workbench that shows a folder or workspace file.
     *
     * @param {string} target an absolute path
     * @param {readonly (readonly [string, string])[]} [payload]
     */
    workbench(target, payload = []) {
      const query = new URLSearchParams({
        [target.endsWith('.code-workspace') ? 'workspace' : 'folder']: target,
        ...(payload.length > 0 ? { payload: JSON.stringify(payload) } : {}),
      });
      return `http://${authority}/?${query}`;
    },
    /** @param {string} file */
    uri: (file) => `vscode-remote://${authority}${file}`,
    stop,
    /** Resolves when it ends, by itself or because it was stopped. */
    ended,
  };
}

/** @param {string} executablePath */
export async function launchChromium(executablePath) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}
