// A person's first minute with the packaged extension: a squiggle, what it says, the fix, the saved file.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { launchChromium, startCodeServer } from '../../scripts/lib/code-server.mjs';
import { root, until } from '../../scripts/lib/process.mjs';
import { report, scratchFixtures } from '../../scripts/lib/suite.mjs';
import { ensureChromium, ensureCodeServer } from '../../scripts/lib/tools.mjs';
import { findSquiggle, hoverOver, openQuickFixes, openWorkbench, squiggleUnder } from '../../scripts/lib/workbench.mjs';

const folder = path.join(scratchFixtures(), 'sample-space');
const app = path.join(folder, 'app.py');
mkdirSync(path.join(root, 'out'), { recursive: true });

/** @type {import('../../scripts/lib/suite.mjs').TestResult[]} */
const results = [];
const server = await startCodeServer(await ensureCodeServer(), {
  vsix: path.join(root, 'out/zerogpu-lint.vsix'),
  // What Enter takes is then only what this extension offers.
  settings: { 'files.autoSave': 'off', 'editor.wordBasedSuggestions': 'off' },
});
const browser = await launchChromium(await ensureChromium());
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  await openWorkbench(page, server, folder, 'app.py');

  await step(page, 'a squiggle is under the returned CUDA tensor', async () => {
    await squiggleUnder(page, 'torch.randn(');
  });

  await step(page, 'hovering over it names the rule', async () => {
    await hoverOver(page, await squiggleUnder(page, 'torch.randn('), /return-cuda-tensor/);
  });

  await step(page, 'the quick-fix is listed, and takes the squiggle away', async () => {
    const box = await squiggleUnder(page, 'torch.randn(');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const fix = await openQuickFixes(page, /\.cpu\(\)/);
    await fix.click();
    await until('the squiggle to go', async () => !(await findSquiggle(page, 'torch.randn(')));
  });

  await step(page, 'the saved file is fixed', async () => {
    await page.keyboard.press('Control+s');
    await until('the fix on disk', () => /device="cuda"\)\.cpu\(\)/.test(readFileSync(app, 'utf8')));
  });

  await step(page, 'the problems of files nobody opened are listed', async () => {
    await page.keyboard.press('Control+Shift+m');
    const problems = page.locator('.markers-panel');
    await until('the problems', async () => {
      const text = await problems.innerText({ timeout: 1000 }).catch(() => '');
      return text.includes('requirements.txt') && text.includes('README.md');
    });
  });

  await step(page, 'Enter ends a line that is typed, and takes nothing of what is offered', async () => {
    const lines = ['torch==2.8.0', 'diffusers', 'transformers'];
    const file = path.join(folder, 'requirements.txt');
    await typeAnew(page, 'requirements.txt', lines.map((line) => `${line}\n`).join(''));
    await until('the requirements on disk', () => readFileSync(file, 'utf8').startsWith(lines.join('\n')));
    const python = 'import gradio as gr\nimport spaces\n\n@spaces.GPU(\n';
    await typeAnew(page, 'app.py', python);
    await until('the app on disk', () => readFileSync(app, 'utf8').startsWith(python));
  });
} finally {
  await browser.close();
  await server.stop();
}
report(results);

/** Replaces the text of a file as a person does, key by key, and saves. @param {import('playwright-core').Page} page @param {string} file @param {string} text */
async function typeAnew(page, file, text) {
  await openWorkbench(page, server, folder, file);
  await page.locator('.tab.active', { hasText: file }).waitFor();
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text, { delay: 40 });
  await page.keyboard.press('Control+s');
}

/** @param {import('playwright-core').Page} page @param {string} name @param {() => Promise<void>} act */
async function step(page, name, act) {
  try {
    await act();
    results.push({ name });
  } catch (error) {
    const shot = `out/ui-failure-${results.length + 1}.png`;
    await page.screenshot({ path: path.join(root, shot) });
    results.push({ name, error: `${error instanceof Error ? error.stack : String(error)}\nsee ${shot}` });
  }
}
