import { readSpace } from '../engine/discovery';
import { readSettings } from '../engine/settings';
import { nodeHost, readGrammars } from '../host/node';
import { modelFactory } from '../engine/modelFactory';
import { renderDescription } from '../service/showModel';
import { exitCodes } from './exit';
import { targetsOf } from './targets';
import { teller } from './tell';
import { tellUnread } from './unread';

/** The `model` command: what the linter believes about each Space that a path names, as text or as one JSON array. */
export async function showModels(path: string, options: { readonly json?: boolean }): Promise<number> {
  const tell = teller();
  const host = nodeHost((level, message) => level !== 'info' && tell(message));
  const targets = await targetsOf(host, [path]);
  const createModel = await modelFactory(readGrammars(__dirname));
  const descriptions = [];
  let isAppLost = false;
  for (const { space } of targets) {
    const settings = await readSettings(host, space.root, { origin: 'command line', layer: {}, problems: [] });
    for (const problem of settings.effective.problems) tell(problem);
    const model = createModel(space.root, settings.effective.configuration, settings.tables);
    const files = await readSpace(host, space);
    if (tellUnread(files, tell)) isAppLost = true;
    for (const [file, text] of files.texts) model.setFile(file, text);
    descriptions.push(model.describe());
    model.dispose();
  }
  if (targets.length === 0) tell(`there is no Python and no README of a Space in ${path}`);
  if (options.json) process.stdout.write(`${JSON.stringify(descriptions, null, 2)}\n`);
  else process.stdout.write(descriptions.map(renderDescription).join('\n'));
  return isAppLost ? exitCodes.failure : exitCodes.clean;
}
