// Driving the workbench as a person does: by what is on the screen, the mouse and the keyboard.
import { until } from './process.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * @param {Page} page
 * @param {Awaited<ReturnType<typeof import('./code-server.mjs').startCodeServer>>} server
 * @param {string} folder
 * @param {string} file
 */
export async function openWorkbench(page, server, folder, file) {
  await page.goto(server.workbench(folder, [['openFile', server.uri(`${folder}/${file}`)]]));
  await page.waitForSelector('.monaco-editor .view-line', { timeout: 60_000 });
}

/** The line of the editor that shows a text; the text must have no blanks, which the editor draws in its own way. */
export const lineWith = (/** @type {Page} */ page, /** @type {string} */ text) =>
  page.locator('.monaco-editor .view-line', { hasText: text }).first();

/** Scrolls until a line is shown. @param {Page} page @param {number} line */
export async function goToLine(page, line) {
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+g');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
}

/**
 * The squiggle under a line, once there is one.
 *
 * @param {Page} page
 * @param {string} text
 */
export async function squiggleUnder(page, text) {
  return /** @type {{ x: number, y: number, width: number, height: number }} */ (
    await until(`a squiggle under "${text}"`, () => findSquiggle(page, text), 60_000)
  );
}

/** @param {Page} page @param {string} text */
export async function findSquiggle(page, text) {
  const line = await lineWith(page, text)
    .boundingBox({ timeout: 1000 })
    .catch(() => null);
  if (!line) return undefined;
  const squiggles = page.locator('.squiggly-error, .squiggly-warning, .squiggly-info, .squiggly-hint');
  for (const squiggle of await squiggles.all()) {
    const box = await squiggle.boundingBox({ timeout: 1000 }).catch(() => null);
    if (box && Math.abs(box.y + box.height / 2 - (line.y + line.height / 2)) < line.height) return box;
  }
  return undefined;
}

/** Rests the mouse on a box until the hover says something. @param {Page} page @param {{ x: number, y: number, width: number, height: number }} box @param {RegExp} expected */
export async function hoverOver(page, box, expected) {
  const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await until(
    `a hover that says ${expected}`,
    async () => {
      if (expected.test((await hover.allInnerTexts()).join('\n'))) return true;
      // The editor forgets a hover it began before the server was ready; a small movement asks again.
      await page.mouse.move(box.x + box.width / 2 + Math.random() * 4 - 2, box.y + box.height / 2);
      return false;
    },
    30_000,
  );
  return (await hover.allInnerTexts()).join('\n');
}

/** Opens the quick-fix menu at the cursor until it lists an action. @param {Page} page @param {RegExp} title */
export async function openQuickFixes(page, title) {
  const item = page.locator('.action-widget .action', { hasText: title }).first();
  await until(
    `a quick-fix that says ${title}`,
    async () => {
      if (await item.isVisible()) return true;
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      return item.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    },
    30_000,
  );
  return item;
}
