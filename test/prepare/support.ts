import { type Configuration, defaultConfiguration } from '../../server/src/engine/configuration';
import { defaultPlatformTables } from '../../server/src/platform';
import { prepare, type Preparation } from '../../server/src/prepare/prepare';
import { rules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text/edits';
import { type Files, modelFactory, root } from '../support/space';

export interface Prepared {
  readonly preparation: Preparation;
  /** All files as they are afterwards. */
  readonly files: Files;
  /** `app.py:3 message`, without the rule. */
  readonly undecided: readonly string[];
}

/** Prepares an app of these files; `app` is the file that the user named, `pyproject` the text of that file. */
export async function preparedOf(files: Files, app?: string, pyproject?: string): Promise<Prepared> {
  const configuration: Configuration = defaultConfiguration;
  const logged: string[] = [];
  const isBelow = (name: string): boolean => name.endsWith('/requirements.txt');
  const named = Object.entries(files).map(([name, text]) => [`${root}/${name}`, text] as const);
  const preparation = prepare({
    files: { root, texts: new Map(named.filter(([path]) => !isBelow(path.slice(root.length + 1)))) },
    requirementsBelow: new Map(named.filter(([path]) => isBelow(path.slice(root.length + 1)))),
    app: app === undefined ? undefined : `${root}/${app}`,
    pyproject,
    settings: { effective: { configuration, origins: new Map(), problems: [] }, tables: defaultPlatformTables },
    rules,
    createModel: await modelFactory(),
    log: (message) => logged.push(message),
  });
  if (logged.length > 0) throw new Error(logged.join('\n'));
  const changed = preparation.files.map(
    ({ path, before = '', edits }) => [path.slice(root.length + 1), applyEdits(before, edits)] as const,
  );
  return {
    preparation,
    files: { ...files, ...Object.fromEntries(changed) },
    undecided: preparation.undecided.map(
      ({ path, line, message }) => `${path.slice(root.length + 1)}:${line + 1} ${message}`,
    ),
  };
}
