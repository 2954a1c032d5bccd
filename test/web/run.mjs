// Runs the suite in VS Code for the Web: no server side at all, the extension host and the language server are workers of
// the page. The workbench is the one code-server ships; @vscode/test-web serves the extension and an in-memory folder.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { open } from '@vscode/test-web';
import { freePort, launchChromium } from '../../scripts/lib/code-server.mjs';
import { atEnd, root } from '../../scripts/lib/process.mjs';
import { report, scratchFixtures } from '../../scripts/lib/suite.mjs';
import { ensureChromium, ensureCodeServer } from '../../scripts/lib/tools.mjs';

const codeServer = await ensureCodeServer();
const data = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-web-'));
atEnd(() => rmSync(data, { recursive: true, force: true }));

// Where test-web looks for a VS Code it has downloaded before.
const commit = 'code-server';
const build = path.join(data, `vscode-web-stable-${commit}`);
const shipped = path.join(path.dirname(codeServer.entry), '../../lib/vscode');
mkdirSync(build);
for (const name of ['out', 'extensions', 'node_modules']) symlinkSync(path.join(shipped, name), path.join(build, name));
writeFileSync(path.join(build, 'version'), path.basename(build));
writeFileSync(path.join(build, 'package.json'), '{ "type": "module" }');

const port = await freePort();
const origin = `http://localhost:${port}`;
const server = await open({
  browserType: 'none',
  quality: 'stable',
  commit,
  testRunnerDataDir: data,
  port,
  extensionDevelopmentPath: root,
  extensionTestsPath: path.join(root, 'out/test/web.js'),
  folderPath: path.join(scratchFixtures(), 'sample-space'),
});
await writeWorkbenchWithoutRemote();

/** @type {import('../../scripts/lib/suite.mjs').TestResult[]} */
const results = [];
const browser = await launchChromium(await ensureChromium());
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ values) => {
    const line = format(...values);
    const result = /^zerogpu-test (\{.*\})$/.exec(line)?.[1];
    if (result) results.push(JSON.parse(result));
    else if (process.env.ZEROGPU_VERBOSE) console.log(`  ${type}: ${line}`);
  });
  await page.goto(`${origin}/static/build/page.html`);
  let timer;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(() => resolve('timeout'), 120_000);
  });
  if ((await Promise.race([ended, timeout])) === 'timeout') {
    await page.screenshot({ path: path.join(root, 'out/web-timeout.png') });
    results.push({ name: 'the suite ends', error: 'It did not within 120 s; see out/web-timeout.png' });
  }
  clearTimeout(timer);
} finally {
  await browser.close();
  server.dispose();
}
report(results);

/**
 * code-server's workbench always connects to a remote. Two strings of its bundle are replaced, and a page loads the
 * result. It has to be a page that the server serves: Chromium blocks the frame of the extension host in a made-up one.
 */
async function writeWorkbenchWithoutRemote() {
  const workbench = readFileSync(path.join(shipped, 'out/vs/code/browser/workbench/workbench.js'), 'utf8');
  const local = [
    ['remoteAuthority:location.host', 'remoteAuthority:void 0'],
    [
      'P.file(this.userDataPath).with({scheme:J.vscodeRemote})',
      'P.file(this.userDataPath).with({scheme:J.vscodeUserData})',
    ],
  ].reduce((text, [from = '', to = '']) => {
    if (!text.includes(from)) throw new Error(`This code-server is built differently; not found: ${from}`);
    return text.replace(from, to);
  }, workbench);
  writeFileSync(path.join(build, 'workbench-local.js'), local);

  const page = await (await fetch(origin)).text();
  const settings = /id="vscode-workbench-web-configuration" data-settings="([^"]*)"/.exec(page)?.[1];
  if (!settings) throw new Error('The page of @vscode/test-web has no configuration');
  const configuration = {
    ...JSON.parse(settings.replaceAll('&quot;', '"')),
    userDataPath: '/user-data',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
  };
  const base = `${origin}/static/build`;
  writeFileSync(
    path.join(build, 'page.html'),
    `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <meta id="vscode-workbench-web-configuration" data-settings="${JSON.stringify(configuration).replaceAll('"', '&quot;')}" />
    <link rel="stylesheet" href="${base}/out/vs/code/browser/workbench/workbench.css" />
  </head>
  <body aria-label=""></body>
  <script>globalThis._VSCODE_FILE_ROOT = '${base}/out/';</script>
  <script src="${base}/out/nls.messages.js"></script>
  <script type="module" src="${base}/workbench-local.js"></script>
</html>
`,
  );
}
