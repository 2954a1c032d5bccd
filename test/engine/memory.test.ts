import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../server/src/engine/workspace';
import { rules } from '../../server/src/rules';
import { isGone } from '../support/collect';
import { ordinaryFiles, root, workspaceOf } from '../support/space';

const { 'app.py': app = '' } = ordinaryFiles;
const extra = `${root}/extra.py`;
/** Something is found in it: findings know the code that they are about. */
const text = 'import spaces\n\n@spaces.GPU(enable_queue=True)\ndef f():\n    return 1\n';
const own = rules.filter(({ name }) => name === 'gpu-enable-queue');

/** What stands for the file in memory. */
const fileOf = (workspace: Workspace, path: string) => new WeakRef<object>(workspace.lines(path) ?? {});
const spaceOf = (workspace: Workspace, path: string) => new WeakRef<object>(workspace.spaceOf(path) ?? {});

/** Asks for everything that a client is told. */
function lookAtAll(workspace: Workspace): void {
  for (const space of workspace.spaces) for (const path of space.model.paths) workspace.findings(path);
}

describe('nothing is held', () => {
  it('of a file that was closed and never saved', async () => {
    const { workspace } = await workspaceOf(ordinaryFiles, {}, [root], own);
    workspace.open(extra, text);
    lookAtAll(workspace);
    expect(workspace.findings(extra)).toHaveLength(1);
    const file = fileOf(workspace, extra);
    workspace.close(extra);
    await workspace.ready();
    lookAtAll(workspace);
    expect(await isGone(file)).toBe(true);
  });

  it('of a file that was deleted', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'extra.py': text }, {}, [root], own);
    lookAtAll(workspace);
    const file = fileOf(workspace, extra);
    host.files.delete(extra);
    workspace.filesChanged([{ path: extra, type: 'deleted' }]);
    await workspace.ready();
    lookAtAll(workspace);
    expect(await isGone(file)).toBe(true);
  });

  it('of a text that was replaced on disk', async () => {
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'extra.py': text }, {}, [root], own);
    lookAtAll(workspace);
    const file = fileOf(workspace, extra);
    host.files.set(extra, `${text}\n`);
    workspace.filesChanged([{ path: extra, type: 'changed' }]);
    await workspace.ready();
    lookAtAll(workspace);
    expect(await isGone(file)).toBe(true);
  });

  it('of a Space that was read for one document, when that is closed', async () => {
    const { workspace } = await workspaceOf(ordinaryFiles, {}, []);
    workspace.open(`${root}/app.py`, app);
    await workspace.ready();
    lookAtAll(workspace);
    const space = spaceOf(workspace, `${root}/app.py`);
    workspace.close(`${root}/app.py`);
    await workspace.ready();
    expect(await isGone(space)).toBe(true);
  });

  it('of the Spaces of a folder that was removed', async () => {
    const { workspace } = await workspaceOf(ordinaryFiles);
    lookAtAll(workspace);
    const space = spaceOf(workspace, `${root}/app.py`);
    workspace.setFolders([]);
    await workspace.ready();
    expect(await isGone(space)).toBe(true);
  });

  it('of the model of a Space in which nobody works, save those of the last two in which somebody did', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const files = names.flatMap((name): [string, string][] => [
      [`${name}/README.md`, ordinaryFiles['README.md'] ?? ''],
      [`${name}/app.py`, `${app}${text}`],
    ]);
    const { workspace } = await workspaceOf(Object.fromEntries(files), {}, [root], own);
    workspace.open(`${root}/b/app.py`, `${app}${text}`);
    await workspace.ready();
    const models = new Map(names.map((name) => [name, fileOf(workspace, `${root}/${name}/app.py`)]));
    const look = () => {
      for (const space of workspace.spaces) {
        for (const path of space.paths) workspace.findings(path);
        workspace.looked(space);
      }
      return workspace.spaces.filter(({ isAwake }) => isAwake).map((space) => space.root.slice(root.length + 1));
    };
    expect(look()).toEqual(['b']);
    for (const name of ['c', 'd', 'a']) {
      workspace.open(`${root}/${name}/app.py`, `${app}${text}`);
      workspace.spaceOf(`${root}/${name}/app.py`)?.wake(() => true);
      look();
      workspace.close(`${root}/${name}/app.py`);
      await workspace.ready();
      look();
    }
    expect(look()).toEqual(['a', 'b', 'd']);
    const held = models.get('c');
    expect(held && (await isGone(held))).toBe(true);
  });

  it('of findings under settings that have changed', async () => {
    const requirements = `${root}/requirements.txt`;
    const { workspace, host } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': 'spaces==0.30\n' });
    const findings = new WeakRef(workspace.findings(requirements));
    host.files.set(`${root}/pyproject.toml`, '[tool.zerogpu-lint]\nvisitor-tier = "pro"\n');
    workspace.filesChanged([{ path: `${root}/pyproject.toml`, type: 'created' }]);
    await workspace.ready();
    expect(workspace.findings(requirements)).toHaveLength(1);
    expect(await isGone(findings)).toBe(true);
  });
});
