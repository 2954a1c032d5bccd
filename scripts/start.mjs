// Opens the sample Space in a real VS Code that has this extension: the desktop one when there is one and a screen to show
// it on, else code-server in the browser. Stays until Ctrl-C. `--check` starts it, sees that it answers, and stops.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCodeServer } from './lib/code-server.mjs';
import { atEnd, ensureNodeModules, must, root, run, which } from './lib/process.mjs';
import { ensureCodeServer } from './lib/tools.mjs';

const { values: flags } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    port: { type: 'string' },
    browser: { type: 'boolean', default: false },
  },
});
const sample = 'test/fixtures/sample-space';
const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const desktop = flags.check || flags.browser || !hasScreen ? undefined : which('code');

await ensureNodeModules();
console.log('Building');
await must(process.execPath, [path.join(root, 'scripts/build.mjs'), '--minify']);
await showFindings();
await (desktop ? openDesktop(desktop) : openInBrowser());

/** The same Space from the command line. It exits with 1 because there is something to find. */
async function showFindings() {
  console.log(`\n$ zerogpu-lint check ${sample}`);
  const { code } = await run(process.execPath, [path.join(root, 'dist/cli.js'), 'check', sample]);
  if (code !== 1) throw new Error(`The command line ended with ${code}; the sample has findings, so 1 was expected`);
}

/** @param {string} executable */
async function openDesktop(executable) {
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, path.join(root, sample)];
  args.push('--goto', path.join(root, sample, 'app.py'));
  console.log(`\n${executable} ${args.join(' ')}`);
  const child = spawn(executable, args, { stdio: 'inherit' });
  await new Promise((resolve) => child.once('exit', resolve));
}

async function openInBrowser() {
  const codeServer = await ensureCodeServer();
  await must(process.execPath, [path.join(root, 'scripts/package.mjs')]);
  // A copy, so that trying out the quick-fixes leaves the fixture as it is.
  const home = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-sample-'));
  const folder = path.join(home, 'sample-space');
  cpSync(path.join(root, sample), folder, { recursive: true });
  const server = await startCodeServer(codeServer, {
    vsix: path.join(root, 'out/zerogpu-lint.vsix'),
    ...(flags.port ? { port: Number(flags.port) } : {}),
  });
  atEnd(() => rmSync(home, { recursive: true, force: true }));
  const address = server.workbench(folder, [['openFile', server.uri(`${folder}/app.py`)]]);
  console.log(`\nVS Code with ZeroGPU Lint is at\n\n  ${address}\n\nIt shows a copy of ${sample}.`);
  if (flags.check) {
    const { status } = await fetch(address);
    await server.stop();
    if (status !== 200) throw new Error(`It answered with ${status}`);
    console.log('It answers with 200.');
    return;
  }
  openBrowser(address);
  console.log('Ctrl-C ends it.');
  await server.ended;
}

/** @param {string} address */
function openBrowser(address) {
  const opener = process.platform === 'darwin' ? 'open' : hasScreen ? 'xdg-open' : undefined;
  const executable = opener && which(opener);
  if (executable) spawn(executable, [address], { stdio: 'ignore', detached: true }).unref();
}
