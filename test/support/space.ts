import { type Configuration, defaultConfiguration } from '../../server/src/engine/configuration';
import type { Finding } from '../../server/src/engine/finding';
import { Space } from '../../server/src/engine/space';
import { type CreateModel, Workspace } from '../../server/src/engine/workspace';
import { MemoryHost } from '../../server/src/host/memory';
import type { Database } from '../../server/src/model/database';
import { createSpaceModel } from '../../server/src/model/space';
import { defaultPlatformTables, type PlatformTables } from '../../server/src/platform';
import { rules } from '../../server/src/rules';
import type { Rule } from '../../server/src/rules/rule';
import { pythonParser } from './python';

/** Where the files of a test's Space lie. */
export const root = '/work/space';

/** The rules that tests of everything around rules are written with; more of them would change what those tests see. */
export const fewRules = ['python-version-unquoted', 'requirements-spaces-pin', 'sdk-not-gradio', 'unused-suppression'];

/** Settings that turn all other rules off. */
export const othersOff: Readonly<Record<string, 'off'>> = Object.fromEntries(
  rules.filter(({ name }) => !fewRules.includes(name)).map(({ name }) => [name, 'off']),
);

export type Files = Readonly<Record<string, string>>;

/** The files of a Space that ZeroGPU would run, as far as a test does not name others. */
export const ordinaryFiles: Files = {
  'app.py': [
    'import gradio as gr',
    'import spaces',
    '',
    '',
    '@spaces.GPU(duration=30)',
    'def generate(prompt):',
    '    return prompt.upper()',
    '',
    '',
    'gr.Interface(generate, "text", "text").launch()',
    '',
  ].join('\n'),
  'README.md': '---\nsdk: gradio\nsdk_version: 6.25.0\napp_file: app.py\npython_version: "3.12"\n---\n',
};

/** Makes models with the real parser. */
export async function modelFactory(): Promise<CreateModel> {
  const parser = await pythonParser();
  return (at, settings, tables) => createSpaceModel(at, parser, settings, tables);
}

export interface SpaceOptions {
  readonly rules?: readonly Rule[];
  readonly configuration?: Partial<Configuration>;
  readonly tables?: PlatformTables;
  /** Told of rules and fixes that break; without it they end the test. */
  readonly log?: (message: string) => void;
  /** Where the model remembers what it derived. */
  readonly database?: Database;
}

/** A Space with exactly these files; the caller disposes of it. */
export async function spaceOf(files: Files, options: SpaceOptions = {}): Promise<Space> {
  const configuration = { ...defaultConfiguration, ...options.configuration };
  const { tables = defaultPlatformTables } = options;
  const parser = await pythonParser();
  const settings = { effective: { configuration, origins: new Map(), problems: [] }, tables };
  const space = new Space(
    root,
    () => createSpaceModel(root, parser, configuration, tables, options.database),
    settings,
    options.rules ?? rules.filter(({ name }) => fewRules.includes(name)),
    options.log ??
      ((message) => {
        throw new Error(message);
      }),
  );
  space.replaceFiles(new Map(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text])));
  return space;
}

/** All findings of a Space, in order of path and position. */
export function allFindings(space: Space): readonly Finding[] {
  return [...space.model.paths].sort().flatMap((path) => space.findings(path));
}

/** The names of a Space's findings with their file and line, such as `app.py:3 duration-missing`. */
export function summaries(space: Space): readonly string[] {
  return allFindings(space).map(({ path, span, rule }) => {
    const line = (space.model.lines(path)?.lineAt(span.start) ?? 0) + 1;
    return `${path.slice(root.length + 1)}:${line} ${rule}`;
  });
}

export interface TestWorkspace {
  readonly workspace: Workspace;
  readonly host: MemoryHost;
  readonly problems: string[];
}

/** A workspace with one opened folder, after it has been read. */
export async function workspaceOf(
  files: Files,
  settings: unknown = {},
  folders: readonly string[] = [root],
  own: readonly Rule[] = rules.filter(({ name }) => fewRules.includes(name)),
): Promise<TestWorkspace> {
  const host = new MemoryHost(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text])),
  );
  const problems: string[] = [];
  const workspace = new Workspace({
    host,
    createModel: modelFactory(),
    rules: own,
    editorSettings: () => Promise.resolve(structuredClone(settings)),
    onChange: () => undefined,
    onProblems: (found) => problems.push(...found),
  });
  workspace.setFolders(folders);
  await workspace.ready();
  return { workspace, host, problems };
}
