// Makes docs/images/editor.png: the real editor on the sample Space, with squiggles and an open quick-fix menu.
// Needs `node scripts/build.mjs --minify && node scripts/package.mjs` before it (`npm run screenshot` does all three).
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { launchChromium, startCodeServer } from './lib/code-server.mjs';
import { ensureNodeModules, root, until } from './lib/process.mjs';
import { scratchFixtures } from './lib/suite.mjs';
import { ensureChromium, ensureCodeServer } from './lib/tools.mjs';
import { goToLine, openQuickFixes, openWorkbench, squiggleUnder } from './lib/workbench.mjs';

await ensureNodeModules();
const image = path.join(root, 'docs/images/editor.png');
mkdirSync(path.dirname(image), { recursive: true });

const folder = path.join(scratchFixtures(), 'sample-space');
const server = await startCodeServer(await ensureCodeServer(), {
  vsix: path.join(root, 'out/zerogpu-lint.vsix'),
  settings: {
    'breadcrumbs.enabled': false,
    'editor.fontSize': 13,
    'editor.minimap.enabled': false,
    'editor.stickyScroll.enabled': false,
    'files.exclude': { '**/.vscode': true },
    'window.commandCenter': false,
    'window.menuBarVisibility': 'hidden',
    'workbench.activityBar.location': 'hidden',
    'workbench.colorTheme': 'Default Dark Modern',
    'workbench.layoutControl.enabled': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
  },
});
const browser = await launchChromium(await ensureChromium());
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 });
  await openWorkbench(page, server, folder, 'app.py');
  await squiggleUnder(page, 'torch.randn(');

  // The problems of the whole Space, below the editor.
  await page.keyboard.press('Control+Shift+m');
  await until('the problems', async () => {
    const text = await page.locator('.markers-panel').innerText({ timeout: 1000 });
    return text.includes('README.md');
  });

  const lines = readFileSync(path.join(folder, 'app.py'), 'utf8').split('\n');
  await goToLine(page, lines.findIndex((line) => line.includes('torch.randn(')) + 1);
  const box = await squiggleUnder(page, 'torch.randn(');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await openQuickFixes(page, /\.cpu\(\)/);
  await page.screenshot({ path: image });
  console.log(`Wrote ${path.relative(root, image)}`);
} finally {
  await browser.close();
  await server.stop();
}
