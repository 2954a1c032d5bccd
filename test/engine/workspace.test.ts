import { describe, expect, it, vi } from 'vitest';
import { assignRoots, isSpaceCard, mayUseSpaces } from '../../server/src/engine/discovery';
import { Unreadable } from '../../server/src/host/host';
import { rules } from '../../server/src/rules';
import { ordinaryFiles, root, workspaceOf } from '../support/space';

const { 'app.py': app = '', 'README.md': card = '' } = ordinaryFiles;
const pinned = 'spaces==0.30\n';
const requirements = `${root}/requirements.txt`;
const insert = (text: string, at = 0) => [{ span: { start: at, end: at }, text }];

const rulesIn = (workspace: Awaited<ReturnType<typeof workspaceOf>>['workspace'], path: string): readonly string[] =>
  workspace.findings(path).map(({ rule }) => rule);

describe('evidence', () => {
  it('in a README is an sdk in its front matter', () => {
    expect(isSpaceCard(card)).toBe(true);
    expect(isSpaceCard(card.replaceAll('\n', '\r\n'))).toBe(true);
    expect(isSpaceCard('# Title\nsdk: gradio\n')).toBe(false);
    expect(isSpaceCard('---\ntitle: x\n---\nsdk: gradio\n')).toBe(false);
    expect(isSpaceCard('')).toBe(false);
    expect(isSpaceCard(`# How to write a card\n\n\`\`\`yaml\n${card}\`\`\`\n`)).toBe(false);
  });

  it('in Python is an import of something called spaces, or its decorator', () => {
    expect(mayUseSpaces('import torch\nimport spaces\n')).toBe(true);
    expect(mayUseSpaces('    from spaces import GPU')).toBe(true);
    expect(mayUseSpaces('try: import spaces\nexcept ImportError: pass')).toBe(true);
    expect(mayUseSpaces('# import spaces\n"spaces"')).toBe(false);
    expect(mayUseSpaces('x = spaces.GPU')).toBe(false);
    expect(mayUseSpaces('import torch\n\n@spaces.GPU(duration=9)\ndef f(): pass\n')).toBe(true);
    expect(mayUseSpaces('# @spaces.GPU\n')).toBe(false);
  });
});

describe('files', () => {
  it('belong to the nearest README with an sdk, else to the outermost folder with an app.py, else to the folder', () => {
    const paths = [
      '/w/tool.py',
      '/w/requirements.txt',
      '/w/a/app.py',
      '/w/a/lib/app.py',
      '/w/a/lib/requirements.txt',
      '/w/b/README.md',
      '/w/b/main.py',
      '/w/b/sub/app.py',
      '/w/b/pyproject.toml',
    ];
    expect([...assignRoots('/w', paths, new Set(['/w/b']))]).toEqual([
      ['/w', ['/w/tool.py', '/w/requirements.txt']],
      ['/w/a', ['/w/a/app.py', '/w/a/lib/app.py']],
      ['/w/b', ['/w/b/README.md', '/w/b/main.py', '/w/b/sub/app.py']],
    ]);
  });
});

describe('a workspace', () => {
  it('does not read what is around a document when its folder is opened again meanwhile', async () => {
    const installed = `${root}/node_modules/copy`;
    const { workspace, host } = await workspaceOf(ordinaryFiles);
    host.files.set(`${installed}/app.py`, app);
    host.files.set(`${installed}/README.md`, card);
    const listFiles = host.listFiles.bind(host);
    host.listFiles = async (folder, limit) =>
      (await listFiles(folder, limit)).filter((path) => folder === installed || !path.startsWith(installed));
    workspace.open(`${installed}/app.py`, app);
    await workspace.ready();
    const readFile = host.readFile.bind(host);
    host.readFile = (path) => {
      host.readFile = readFile;
      workspace.setFolders([root]);
      return readFile(path);
    };
    workspace.setFolders([]);
    await workspace.ready();
    expect(workspace.spaces.map((space) => space.root)).toEqual([root]);
  });

  it('reports in files that are not open', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
  });

  it('takes open documents over files, before and after the folder was read', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    workspace.open(requirements, 'torch\n');
    expect(rulesIn(workspace, requirements)).toEqual([]);
    workspace.change(requirements, insert('spaces==0.1\n'));
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    workspace.setFolders([]);
    workspace.setFolders([root]);
    workspace.change(requirements, insert('numpy\n'));
    await workspace.ready();
    expect(workspace.text(requirements)).toBe('numpy\nspaces==0.1\ntorch\n');
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    workspace.close(requirements);
    await workspace.ready();
    expect(workspace.text(requirements)).toBe(pinned);
  });

  it('reads a folder once when documents are opened meanwhile', async () => {
    const { workspace, host } = await workspaceOf(ordinaryFiles, {}, []);
    const listed = vi.spyOn(host, 'listFiles');
    workspace.setFolders([root]);
    workspace.open(`${root}/app.py`, app);
    workspace.open(`${root}/README.md`, card);
    await workspace.ready();
    expect(workspace.spaceOf(`${root}/app.py`)?.root).toBe(root);
    expect(listed).toHaveBeenCalledTimes(1);
  });

  it('knows documents that are not saved yet, and forgets them', async () => {
    const { workspace } = await workspaceOf(ordinaryFiles);
    workspace.open(requirements, pinned);
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    workspace.close(requirements);
    await workspace.ready();
    expect(workspace.text(requirements)).toBeUndefined();
    expect(workspace.spaceOf(requirements)).toBeUndefined();
  });

  it('is a Space before anything of it is saved, and none when nothing of it is kept', async () => {
    const { workspace } = await workspaceOf({}, {}, [root]);
    workspace.open(requirements, pinned);
    workspace.open(`${root}/app.py`, app);
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    workspace.close(`${root}/app.py`);
    await workspace.ready();
    expect(workspace.spaces).toEqual([]);
  });

  it('splits a folder as an open README says, as long as it is open', async () => {
    const inner = `${root}/inner`;
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'inner/tool.py': app });
    workspace.open(`${inner}/README.md`, card);
    await workspace.ready();
    expect(workspace.spaceOf(`${inner}/tool.py`)?.root).toBe(inner);
    workspace.close(`${inner}/README.md`);
    await workspace.ready();
    expect(workspace.spaceOf(`${inner}/tool.py`)?.root).toBe(root);
  });

  it('wakes up when a document becomes a Space', async () => {
    const { workspace } = await workspaceOf({ 'app.py': 'import gradio\n', 'requirements.txt': pinned });
    expect(workspace.spaces).toEqual([]);
    workspace.open(`${root}/app.py`, 'import gradio\n');
    await workspace.ready();
    expect(workspace.spaces).toEqual([]);
    for (const [at, letter] of Array.from('import spaces\n@spaces.GPU\ndef f(): pass\n').entries()) {
      workspace.change(`${root}/app.py`, insert(letter, at));
    }
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
  });

  it('follows files on disk', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': 'torch\n' });
    host.files.set(requirements, pinned);
    workspace.filesChanged([{ path: requirements, type: 'changed' }]);
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    host.files.set(`${root}/README.md`, card.replace('gradio', 'docker'));
    workspace.filesChanged([{ path: `${root}/README.md`, type: 'changed' }]);
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual([]);
    host.files.delete(`${root}/README.md`);
    host.files.delete(requirements);
    workspace.filesChanged([
      { path: `${root}/README.md`, type: 'deleted' },
      { path: requirements, type: 'deleted' },
    ]);
    await workspace.ready();
    expect(workspace.text(requirements)).toBeUndefined();
    expect(workspace.text(`${root}/app.py`)).toBe(app);
  });

  it('tells which files could not be read', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    host.files.set(requirements, new Unreadable('it is not UTF-8 text'));
    workspace.filesChanged([{ path: requirements, type: 'changed' }]);
    await workspace.ready();
    expect(workspace.text(requirements)).toBeUndefined();
    const warning = { level: 'warning', message: `${requirements} is not read: it is not UTF-8 text` };
    expect(host.logged).toEqual([warning]);
    workspace.filesChanged([{ path: requirements, type: 'changed' }]);
    await workspace.ready();
    expect(host.logged).toEqual([warning, warning]);
  });

  it('knows that a file is there which can’t be read, until it can or is gone', async () => {
    const rule = rules.filter(({ name }) => name === 'app-file-missing');
    const others = { ...ordinaryFiles, 'tool.py': app };
    const { workspace, host } = await workspaceOf(others, {}, [root], rule);
    const change = async (type: 'changed' | 'deleted', file: string | Unreadable | undefined) => {
      if (file === undefined) host.files.delete(`${root}/app.py`);
      else host.files.set(`${root}/app.py`, file);
      workspace.filesChanged([{ path: `${root}/app.py`, type }]);
      await workspace.ready();
      return rulesIn(workspace, `${root}/README.md`);
    };
    expect(await change('changed', new Unreadable('it is not UTF-8 text'))).toEqual([]);
    workspace.filesChanged([{ path: `${root}/pyproject.toml`, type: 'created' }]);
    await workspace.ready();
    expect(rulesIn(workspace, `${root}/README.md`)).toEqual([]);
    expect(await change('deleted', undefined)).toEqual(['app-file-missing']);
    expect(await change('changed', app)).toEqual([]);
  });

  it('splits a folder again when a Space appears in it', async () => {
    const inner = `${root}/inner`;
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'inner/tool.py': app });
    expect(workspace.spaces.map((space) => space.root)).toEqual([root]);
    host.files.set(`${inner}/README.md`, card);
    host.files.set(`${inner}/requirements.txt`, pinned);
    workspace.filesChanged([{ path: `${inner}/README.md`, type: 'created' }]);
    await workspace.ready();
    expect(workspace.spaces.map((space) => space.root).sort()).toEqual([root, inner]);
    expect(workspace.spaceOf(`${inner}/tool.py`)?.root).toBe(inner);
    expect(rulesIn(workspace, `${inner}/requirements.txt`)).toEqual(['requirements-spaces-pin']);
  });

  it('follows folders that are deleted, renamed or moved in, of which clients tell without their files', async () => {
    const { workspace, host } = await workspaceOf({
      ...ordinaryFiles,
      'lib/tool.py': app,
      'two/app.py': app,
      'two/README.md': card,
      'two/requirements.txt': pinned,
    });
    const move = (from: string, to?: string): void => {
      for (const [path, text] of [...host.files].filter(([each]) => each.startsWith(`${root}/${from}/`))) {
        host.files.delete(path);
        if (to !== undefined) host.files.set(path.replace(`/${from}/`, `/${to}/`), text);
      }
    };
    move('lib');
    workspace.filesChanged([{ path: `${root}/lib`, type: 'deleted' }]);
    await workspace.ready();
    expect(workspace.text(`${root}/lib/tool.py`)).toBeUndefined();
    move('two', 'other');
    workspace.filesChanged([
      { path: `${root}/two`, type: 'deleted' },
      { path: `${root}/other`, type: 'created' },
    ]);
    await workspace.ready();
    expect(workspace.spaces.map((space) => space.root).sort()).toEqual([root, `${root}/other`]);
    expect(rulesIn(workspace, `${root}/two/requirements.txt`)).toEqual([]);
    expect(rulesIn(workspace, `${root}/other/requirements.txt`)).toEqual(['requirements-spaces-pin']);
    host.files.clear();
    workspace.filesChanged([{ path: root, type: 'deleted' }]);
    await workspace.ready();
    expect(workspace.spaces).toEqual([]);
  });

  it('finds a Space in a folder that is moved in from elsewhere, and in none that no Space can be in', async () => {
    const { workspace, host } = await workspaceOf(ordinaryFiles);
    for (const [path, text] of [
      ['app.py', app],
      ['README.md', card],
      ['requirements.txt', pinned],
    ] as const) {
      host.files.set(`${root}/other/${path}`, text);
    }
    const list = vi.spyOn(host, 'listFiles');
    workspace.filesChanged([
      { path: `${root}/node_modules`, type: 'created' },
      { path: `${root}/empty`, type: 'created' },
    ]);
    await workspace.ready();
    expect(list.mock.calls).toEqual([[`${root}/empty`, 1]]);
    workspace.filesChanged([{ path: `${root}/other`, type: 'created' }]);
    await workspace.ready();
    expect(workspace.spaces.map((space) => space.root).sort()).toEqual([root, `${root}/other`]);
    expect(rulesIn(workspace, `${root}/other/requirements.txt`)).toEqual(['requirements-spaces-pin']);
  });

  it('lists a folder once when many of its files change, as when another branch is checked out', async () => {
    const names = [...Array(200).keys()].map((n) => `part${n}.py`);
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    for (const name of names) host.files.set(`${root}/${name}`, 'import torch\n');
    const list = vi.spyOn(host, 'listFiles');
    workspace.filesChanged(names.map((name) => ({ path: `${root}/${name}`, type: 'created' })));
    await workspace.ready();
    expect(list).toHaveBeenCalledTimes(1);
    expect(workspace.text(`${root}/part7.py`)).toBe('import torch\n');
  });

  it('wakes in a folder that is no Space when a file there begins to use spaces', async () => {
    const { workspace, host } = await workspaceOf({ 'tool.py': 'import torch\n', 'requirements.txt': pinned });
    expect(workspace.spaces).toEqual([]);
    const add = async (name: string, text: string): Promise<readonly string[]> => {
      host.files.set(`${root}/${name}`, text);
      workspace.filesChanged([{ path: `${root}/${name}`, type: 'created' }]);
      await workspace.ready();
      return workspace.spaces.map((space) => space.root);
    };
    expect(await add('other.py', 'import torch\n')).toEqual([]);
    expect(await add('gpu.py', app)).toEqual([root]);
  });

  it('gives the files of opened folders that lie in each other to the innermost Space, whichever was read last', async () => {
    const inner = `${root}/inner`;
    const tool = `${inner}/tool.py`;
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'inner/tool.py': app }, {}, [root, inner]);
    expect(workspace.spaceOf(tool)?.root).toBe(inner);
    workspace.filesChanged([{ path: `${root}/app.py`, type: 'created' }]);
    await workspace.ready();
    expect(workspace.spaceOf(tool)?.root).toBe(inner);
    host.files.set(tool, 'import torch\n');
    workspace.filesChanged([{ path: `${inner}/app.py`, type: 'deleted' }]);
    await workspace.ready();
    expect(workspace.spaceOf(tool)?.root).toBe(root);
  });

  it('leaves environments, caches and what lies in them alone, even when it is opened', async () => {
    const path = `${root}/venv/lib/app.py`;
    const { workspace } = await workspaceOf(ordinaryFiles);
    workspace.open(path, app);
    await workspace.ready();
    expect(workspace.spaceOf(path)).toBeUndefined();
  });

  it('reads what is around a single file', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned }, {}, []);
    expect(workspace.spaces).toEqual([]);
    workspace.open(requirements, pinned);
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    workspace.close(requirements);
    await workspace.ready();
    expect(workspace.spaces).toEqual([]);
  });

  it('keeps a folder that is opened after a single file of it, when the file is closed', async () => {
    for (const opened of [root, '/work']) {
      const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned }, {}, []);
      workspace.open(requirements, pinned);
      await workspace.ready();
      workspace.setFolders([opened]);
      workspace.close(requirements);
      await workspace.ready();
      expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
      workspace.setFolders([]);
      await workspace.ready();
      expect(workspace.spaces).toEqual([]);
    }
  });

  it('reads nothing of what happens in environments, caches and version control', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    const [read, list] = [vi.spyOn(host, 'readFile'), vi.spyOn(host, 'listFiles')];
    const below = ['.venv/lib', 'node_modules/x', '.git/objects', 'lib/__pycache__'];
    const names = ['a.py', 'app.py', 'README.md', 'pyproject.toml', 'requirements.txt', 'folder'];
    const events = below.flatMap((folder) =>
      [...Array(20).keys()].flatMap((n) =>
        names.map((name) => ({ path: `${root}/${folder}/${n}/${name}`, type: 'created' as const })),
      ),
    );
    workspace.filesChanged(events);
    workspace.filesChanged(events.map(({ path }) => ({ path, type: 'deleted' })));
    await workspace.ready();
    expect([read.mock.calls, list.mock.calls]).toEqual([[], []]);
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
  });

  it('is quiet about a single file that is no Space', async () => {
    const { workspace } = await workspaceOf(
      { 'agent.py': 'from gymnasium import spaces\n', 'requirements.txt': pinned },
      {},
      [],
    );
    workspace.open(`${root}/agent.py`, 'from gymnasium import spaces\n');
    workspace.open(requirements, pinned);
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual([]);
  });

  it('follows the configuration of the project, and tells what is wrong in it', async () => {
    const { workspace, host, problems } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    const file = `${root}/pyproject.toml`;
    const write = async (text: string) => {
      host.files.set(file, text);
      workspace.filesChanged([{ path: file, type: 'changed' }]);
      await workspace.ready();
    };
    await write('[tool.zerogpu-lint.rules]\nrequirements-spaces-pin = "off"\n');
    expect(rulesIn(workspace, requirements)).toEqual([]);
    await write('[tool.zerogpu-lint.rules]\nrequirements-spaces-pin = "loud"\n');
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    expect(problems).toHaveLength(1);
  });

  it('asks rules nothing again when the settings are as they were', async () => {
    let asked = 0;
    const counting = rules
      .filter(({ name }) => name === 'requirements-spaces-pin')
      .map((rule) => ({ ...rule, check: { requirements: () => asked++ } }));
    const files = { ...ordinaryFiles, 'requirements.txt': pinned, 'tables.json': '{}' };
    const { workspace } = await workspaceOf(files, { platformTables: 'tables.json' }, [root], counting);
    workspace.findings(requirements);
    workspace.filesChanged([{ path: `${root}/pyproject.toml`, type: 'created' }]);
    await workspace.ready();
    workspace.findings(requirements);
    expect(asked).toBe(1);
  });

  it('reads no file again when the editor’s settings are as they were', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    const read: string[] = [];
    const readFile = host.readFile.bind(host);
    host.readFile = (path) => {
      read.push(path);
      return readFile(path);
    };
    workspace.reconfigure();
    await workspace.ready();
    expect(read).toEqual([]);
  });

  it('has no Space with settings that came and went while the folder was read', async () => {
    const settings: { rules?: unknown } = {};
    const files = {
      'a/README.md': card,
      'a/app.py': app,
      'b/README.md': card,
      'b/app.py': app,
      'b/requirements.txt': pinned,
    };
    const { workspace, host } = await workspaceOf(files, settings);
    const readFile = host.readFile.bind(host);
    host.readFile = (path) => {
      if (path === `${root}/a/pyproject.toml`) settings.rules = { 'requirements-spaces-pin': 'off' };
      if (path === `${root}/b/pyproject.toml`) {
        delete settings.rules;
        workspace.reconfigure();
        host.readFile = readFile;
      }
      return readFile(path);
    };
    workspace.filesChanged([{ path: `${root}/pyproject.toml`, type: 'created' }]);
    await workspace.ready();
    expect(rulesIn(workspace, `${root}/b/requirements.txt`)).toEqual(['requirements-spaces-pin']);
  });

  it('takes settings over when the reading before them has failed', async () => {
    const settings: { rules?: unknown } = {};
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned }, settings);
    const readFile = host.readFile.bind(host);
    settings.rules = { 'requirements-spaces-pin': 'off' };
    host.readFile = (path) => (path.endsWith('.toml') ? Promise.reject(new Error('gone')) : readFile(path));
    workspace.reconfigure();
    await workspace.ready();
    host.readFile = readFile;
    workspace.reconfigure();
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual([]);
  });

  it('takes settings as they were saved', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    workspace.open(`${root}/pyproject.toml`, '[tool.zerogpu-lint.rules]\nrequirements-spaces-pin = "off"\n');
    workspace.filesChanged([{ path: `${root}/pyproject.toml`, type: 'created' }]);
    await workspace.ready();
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
  });

  it('reads platform tables that a setting names', async () => {
    const tables = JSON.stringify({ spacesPins: { rows: [{ version: '9.9.9' }] } });
    const { workspace } = await workspaceOf(
      { ...ordinaryFiles, 'requirements.txt': pinned, 'tables.json': tables },
      { platformTables: 'tables.json' },
    );
    expect(workspace.findings(requirements)[0]?.message).toContain('9.9.9');
  });

  it.each([
    ['{', 'tables.json is not valid JSON ('],
    ['{ "spacesPin": {} }', 'tables.json: "spacesPin" is not a table'],
  ])('tells of platform tables that it can’t use: %s', async (tables, expected) => {
    const { workspace } = await workspaceOf(
      { ...ordinaryFiles, 'requirements.txt': pinned, 'tables.json': tables },
      { platformTables: 'tables.json' },
    );
    expect(workspace.spaces[0]?.settings.effective.problems.join()).toContain(expected);
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
  });

  it('looks for platform tables beside the pyproject.toml that names them', async () => {
    const { workspace } = await workspaceOf({
      'pyproject.toml': '[tool.zerogpu-lint]\nplatform-tables = "tables.json"\n',
      'tables.json': JSON.stringify({ spacesPins: { rows: [{ version: '9.9.9' }] } }),
      ...Object.fromEntries(Object.entries(ordinaryFiles).map(([path, text]) => [`inner/${path}`, text])),
      'inner/requirements.txt': pinned,
    });
    expect(workspace.findings(`${root}/inner/requirements.txt`)[0]?.message).toContain('9.9.9');
  });

  it('follows the platform tables that a setting names, wherever they lie', async () => {
    const tables = (version: string) => JSON.stringify({ spacesPins: { rows: [{ version }] } });
    for (const file of ['tables.json', '.cache/tables.json', '/elsewhere/numbers']) {
      const path = file.startsWith('/') ? file : `${root}/${file}`;
      const { workspace, host } = await workspaceOf(
        { ...ordinaryFiles, 'requirements.txt': pinned },
        { platformTables: file },
      );
      const write = async (version: string, type: 'created' | 'changed') => {
        host.files.set(path, tables(version));
        workspace.filesChanged([{ path, type }]);
        await workspace.ready();
        return workspace.findings(requirements)[0]?.message;
      };
      expect(await write('9.9.8', 'created')).toContain('9.9.8');
      expect(await write('9.9.9', 'changed')).toContain('9.9.9');
    }
  });

  it('is off when the settings say so', async () => {
    const files = { ...ordinaryFiles, 'requirements.txt': pinned };
    for (const settings of [{ enable: false }, { treatAsSpace: 'never' }]) {
      const { workspace } = await workspaceOf(files, settings);
      expect(workspace.spaces).toEqual([]);
    }
  });

  it('keeps what was found in a Space that rests, its files and its fixes', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    const [space] = workspace.spaces;
    const shown = () =>
      [...(space?.paths ?? [])].sort().map((path) => ({
        path,
        text: space?.text(path),
        found: workspace.findings(path).map((finding) => ({ ...finding, fixes: undefined })),
        line: workspace.lines(path)?.lineAt(3),
      }));
    const before = shown();
    expect(before.flatMap(({ found }) => found)).toHaveLength(1);
    space?.rest();
    expect(shown()).toEqual(before);
    expect(space?.isAwake).toBe(false);
    expect(space?.isZeroGpu).toBe(true);
    const fixes = workspace
      .findings(requirements)[0]
      ?.fixes()
      .map(({ title }) => title);
    expect(fixes).toContain('Remove the version from `spaces`');
    expect(shown()).toEqual(before);

    space?.rest();
    host.files.set(requirements, 'torch\n');
    workspace.filesChanged([{ path: requirements, type: 'changed' }]);
    await workspace.ready();
    expect(space?.isAwake).toBe(false);
    expect(rulesIn(workspace, requirements)).toEqual([]);

    space?.rest();
    workspace.open(requirements, pinned);
    workspace.change(requirements, insert('torch\n'));
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    expect(workspace.text(requirements)).toBe(`torch\n${pinned}`);

    space?.rest();
    host.files.delete(`${root}/app.py`);
    workspace.filesChanged([{ path: `${root}/app.py`, type: 'deleted' }]);
    await workspace.ready();
    expect(workspace.text(`${root}/app.py`)).toBeUndefined();
    expect(rulesIn(workspace, requirements)).toEqual([]);
  });

  it('gives a model its files bit by bit, and works with them all the while', async () => {
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': pinned });
    const [space] = workspace.spaces;
    let times = 0;
    expect(space?.wake(() => times++ === 0)).toBe(false);
    expect(space?.isZeroGpu).toBeUndefined();
    expect([...(space?.paths ?? [])].sort()).toEqual(
      ['README.md', 'app.py', 'requirements.txt'].map((file) => `${root}/${file}`),
    );
    for (const path of space?.paths ?? []) expect(workspace.text(path)).toBe(space?.text(path));
    workspace.open(requirements, pinned);
    workspace.change(requirements, insert('torch\n'));
    expect(workspace.text(requirements)).toBe(`torch\n${pinned}`);
    expect(rulesIn(workspace, requirements)).toEqual(['requirements-spaces-pin']);
    expect(space?.isZeroGpu).toBe(true);
  });

  it('tells nothing of a Space as it was before it rested, when half of it is read again', async () => {
    const readme = `${root}/README.md`;
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'README.md': card.replace('"3.12"', '3.10') });
    const [space] = workspace.spaces;
    expect(rulesIn(workspace, readme)).toEqual(['python-version-unquoted']);
    space?.rest();
    let times = 0;
    expect(space?.wake(() => times++ < 2)).toBe(false);
    host.files.set(readme, card);
    workspace.filesChanged([{ path: readme, type: 'changed' }]);
    await workspace.ready();
    expect(rulesIn(workspace, readme)).toEqual([]);
  });

  it('splits a folder again when a README that was typed in while it was read is saved', async () => {
    const inner = `${root}/inner/README.md`;
    const { workspace, host } = await workspaceOf(
      { 'app.py': '', 'inner/app.py': app, 'inner/README.md': card },
      {},
      [],
    );
    const read = host.readFile.bind(host);
    host.readFile = (path) => {
      if (path.endsWith('inner/app.py')) workspace.change(inner, [{ span: { start: 0, end: card.length }, text: '' }]);
      return read(path);
    };
    workspace.setFolders([root]);
    workspace.open(inner, card);
    await workspace.ready();
    host.readFile = read;
    const roots = () => workspace.spaces.map((space) => space.root);
    expect(roots()).toEqual([`${root}/inner`]);
    host.files.set(inner, '');
    workspace.filesChanged([{ path: inner, type: 'changed' }]);
    await workspace.ready();
    expect(roots()).toEqual([root]);
  });
});
