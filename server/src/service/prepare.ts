import type { Workspace } from '../engine/workspace';
import { projectFolderOf, readAppFolder } from '../prepare/folder';
import { prepare, type Preparation } from '../prepare/prepare';
import { rules } from '../rules';
import { nameOf, relativeTo } from '../text/paths';
import type { Change } from './changes';

/** What preparing an app comes to, ready to be made and told. */
export interface PreparedApp {
  /** The folder. */
  readonly root: string;
  /** One a file, each to be looked at. */
  readonly changes: readonly Change[];
  /** Why nothing is changed, as a sentence without its full stop. */
  readonly refusal: string | undefined;
  /** What is left to the author, as Markdown; undefined when nothing is. */
  readonly report: string | undefined;
}

/** Prepares the app that `path`, a file or a folder, belongs to; `top` is the opened folder around it. */
export async function prepareApp(workspace: Workspace, path: string, top: string | undefined): Promise<PreparedApp> {
  const { host } = workspace;
  const isFolder = path === top;
  const root = isFolder ? path : await projectFolderOf(host, path, top);
  const folder = await readAppFolder(host, root);
  const options = {
    ...folder,
    settings: await workspace.settingsOf(root),
    rules,
    createModel: await workspace.createModel,
    log: (message: string) => host.log('error', message),
  };
  const found = prepare({ ...options, app: undefined });
  // Of several apps it is the one that somebody is looking at.
  const isMeant = found.refusal?.why === 'several' && path.endsWith('.py');
  const preparation = isMeant ? prepare({ ...options, app: path }) : found;
  return {
    root,
    changes: changesOf(preparation, root),
    refusal: preparation.refusal?.reason,
    report: reportOf(preparation, root),
  };
}

function changesOf({ files, done }: Preparation, root: string): readonly Change[] {
  return files.map(({ path, before, edits }) => ({
    edits: new Map([[path, edits]]),
    ...(before === undefined ? {} : { texts: new Map([[path, before]]) }),
    label: `Prepare ${relativeTo(root, path)}`,
    description: done
      .filter((each) => each.path === path)
      .map(({ what }) => what.replaceAll('`', ''))
      .join('; '),
    needsConfirmation: true,
  }));
}

function reportOf({ undecided, files }: Preparation, root: string): string | undefined {
  if (undecided.length === 0) return undefined;
  const rows = undecided.map(({ path, line, message, rule }) => {
    const by = rule === undefined ? '' : ` (${rule})`;
    return `- ${relativeTo(root, path)}:${line + 1}: ${message}${by}`;
  });
  const when = files.length > 0 ? '\n\nLines are those of the prepared files.' : '';
  return `# Left to you in ${nameOf(root)}\n\nThese points could not be decided:${when}\n\n${rows.join('\n')}\n`;
}
