import { expect, onTestFinished } from 'vitest';
import { bestFix, fixToFixpoint } from '../../server/src/engine/fixes';
import type { Finding } from '../../server/src/engine/finding';
import { rules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text/edits';
import { allFindings, type Files, ordinaryFiles, root, spaceOf, type SpaceOptions } from '../support/space';

/** What a rule finds in a Space of these files and the ordinary ones. */
export async function findings(files: Files, rule: string, options: SpaceOptions = {}): Promise<readonly Finding[]> {
  const space = await spaceOf({ ...ordinaryFiles, ...files }, { rules, ...options });
  // Fixes are made when they are asked for.
  onTestFinished(() => space.dispose());
  return allFindings(space).filter((finding) => finding.rule === rule);
}

/** The text of a file after the first fix of the first finding of a rule. */
export async function fixed(files: Files, rule: string, file: string): Promise<string> {
  const all = { ...ordinaryFiles, ...files };
  const [finding] = await findings(files, rule);
  const edits = finding?.fixes()[0]?.edits.filter((edit) => edit.path === `${root}/${file}`) ?? [];
  return applyEdits(all[file] ?? '', edits);
}

/** What the best fixes of what a rule finds in `file` make of it, or of the file to be `read`, all together. */
export async function repaired(
  name: string,
  files: Files,
  file = 'app.py',
  choose = bestFix,
  read = file,
): Promise<string> {
  const own = rules.filter((rule) => rule.name === name);
  const space = await spaceOf(files, { rules: own, configuration: { pedantic: true } });
  const { leftOut } = fixToFixpoint(space, [`${root}/${file}`], choose);
  expect(leftOut).toEqual([]);
  const text = space.model.text(`${root}/${read}`) ?? '';
  space.dispose();
  return text;
}
