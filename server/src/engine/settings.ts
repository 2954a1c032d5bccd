import { type Host, Unreadable } from '../host/host';
import { defaultPlatformTables, mergePlatformTables, type PlatformTables } from '../platform';
import { ruleNames } from '../rules';
import { folderOf, resolvedPath } from '../text/paths';
import { combine, type LayerResult, readProject } from './configuration';
import { projectFilesAbove } from './discovery';
import type { SpaceSettings } from './space';

/** The configuration of the Space at `root`: the nearest project file that has one, and `top`, which comes before it. */
export async function readSettings(host: Host, root: string, top: LayerResult): Promise<SpaceSettings> {
  const project = await nearestProject(host, root);
  const effective = combine(project ? [project, top] : [top]);
  const { platformTables } = effective.configuration;
  if (platformTables === '') return { effective, tables: defaultPlatformTables };
  const fromProject = project !== undefined && effective.origins.get('platformTables') === project.origin;
  const path = resolvedPath(fromProject ? folderOf(project.origin) : root, platformTables);
  const { tables, problems } = await readTables(host, path);
  return { effective: { ...effective, problems: [...effective.problems, ...problems] }, tables, tablesFile: path };
}

async function nearestProject(host: Host, root: string): Promise<LayerResult | undefined> {
  for (const { path, text } of await projectFilesAbove(host, root)) {
    const layer = readProject(path, text, ruleNames);
    if (layer) return layer;
  }
  return undefined;
}

async function readTables(
  host: Host,
  path: string,
): Promise<{ readonly tables: PlatformTables; readonly problems: readonly string[] }> {
  const text = await host.readFile(path);
  if (text === undefined) return { tables: defaultPlatformTables, problems: [`${path} does not exist`] };
  if (text instanceof Unreadable)
    return { tables: defaultPlatformTables, problems: [`${path} can't be read: ${text.why}`] };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { tables: defaultPlatformTables, problems: [`${path} is not valid JSON (${why})`] };
  }
  const { tables, problems } = mergePlatformTables(defaultPlatformTables, json);
  return { tables, problems: problems.map((problem) => `${path}: ${problem}`) };
}
