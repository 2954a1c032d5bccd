// Runs the Mocha suite inside a real VS Code: the desktop one when it can be had, else code-server in headless Chromium.
// Both speak the same protocol to the suite, which writes what happened to a file.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { launchChromium, startCodeServer } from '../../scripts/lib/code-server.mjs';
import { root } from '../../scripts/lib/process.mjs';
import { report, scratchFixtures } from '../../scripts/lib/suite.mjs';
import { ensureChromium, ensureCodeServer } from '../../scripts/lib/tools.mjs';

const suite = path.join(root, 'out/test/vscode.js');
const workspace = scratchFixtures();
const both = path.join(workspace, 'both.code-workspace');
writeFileSync(both, JSON.stringify({ folders: [{ path: 'sample-space' }, { path: 'gym-agent' }] }));
const sessions = [
  { name: 'space', target: both },
  { name: 'elsewhere', target: path.join(workspace, 'gym-agent') },
];

const desktop = await findDesktop();
/** @type {import('../../scripts/lib/suite.mjs').TestResult[]} */
const results = [];
for (const session of sessions) {
  const file = path.join(workspace, `${session.name}.json`);
  rmSync(file, { force: true });
  const env = { ZEROGPU_TEST_SESSION: session.name, ZEROGPU_TEST_RESULTS: file };
  let trouble;
  try {
    await (desktop ? runInDesktop(desktop, session.target, env) : runInCodeServer(session.target, env));
  } catch (error) {
    trouble = String(error);
  }
  const written = readResults(file);
  results.push(...written);
  const explained = written.some(({ error }) => error !== undefined);
  if (written.length === 0 || (trouble !== undefined && !explained)) {
    results.push({ name: `session "${session.name}"`, error: trouble ?? 'The editor ended without running the suite' });
  }
}
report(results);

/** @returns {Promise<string | undefined>} */
async function findDesktop() {
  if (process.env.VSCODE_EXECUTABLE_PATH) return process.env.VSCODE_EXECUTABLE_PATH;
  // It needs a screen; xvfb-run gives it one.
  if (process.platform === 'linux' && !process.env.DISPLAY) return undefined;
  try {
    return await downloadAndUnzipVSCode({ version: process.env.VSCODE_VERSION ?? 'stable', timeout: 30_000 });
  } catch (error) {
    console.log(`Desktop VS Code cannot be downloaded (${String(error)}); running in code-server instead`);
    return undefined;
  }
}

/** @param {string} executable @param {string} target @param {Record<string, string>} env */
async function runInDesktop(executable, target, env) {
  console.log(`Desktop VS Code: ${executable}`);
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    extensionTestsEnv: env,
    launchArgs: [target, '--disable-extensions', '--disable-workspace-trust'],
  });
}

/** @param {string} target @param {Record<string, string>} env */
async function runInCodeServer(target, env) {
  const server = await startCodeServer(await ensureCodeServer(), { env, runsTests: true });
  const browser = await launchChromium(await ensureChromium());
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ values) => {
      if (process.env.ZEROGPU_VERBOSE || type === 'error') console.log(`  ${type}: ${format(...values)}`);
    });
    await page.goto(
      server.workbench(target, [
        ['extensionDevelopmentPath', server.uri(root)],
        ['extensionTestsPath', server.uri(suite)],
        ['skipWelcome', 'true'],
      ]),
    );
    let timer;
    const timeout = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('The suite did not end within 150 s')), 150_000);
    });
    try {
      await Promise.race([ended, timeout]);
    } catch (error) {
      await page.screenshot({ path: path.join(root, 'out/vscode-timeout.png') });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** @param {string} file @returns {import('../../scripts/lib/suite.mjs').TestResult[]} */
function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}
