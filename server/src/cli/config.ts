import { renderEffective } from '../engine/configuration';
import { readSettings } from '../engine/settings';
import { nodeHost } from '../host/node';
import { exitCodes } from './exit';
import { targetsOf } from './targets';
import { teller } from './tell';

/** The `config` command: the configuration in force for each Space that a path names. */
export async function showConfig(path: string): Promise<number> {
  const tell = teller();
  const host = nodeHost((level, message) => level !== 'info' && tell(message));
  const targets = await targetsOf(host, [path]);
  for (const { space } of targets) {
    const { effective } = await readSettings(host, space.root, { origin: 'command line', layer: {}, problems: [] });
    process.stdout.write(`# ${space.root}\n${renderEffective(effective)}\n`);
  }
  if (targets.length === 0) process.stdout.write('# There is no Python and no README of a Space here.\n');
  return exitCodes.clean;
}
