/// <reference types="mocha" />
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingOf, findings, folderNamed, open, until } from './editor';

/** What needs a disk, or a second folder beside the Space. */
export function defineWorkspaceSuite(): void {
  suite('in a workspace on disk', () => {
    test('a folder that is no Space stays silent beside one that is', async () => {
      const gym = folderNamed('gym-agent');
      const agent = await open(gym, 'agent.py');
      // The server has seen the document by the time it reports on a later change of another one.
      const app = await open(folderNamed('sample-space'), 'app.py');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(app.uri, app.positionAt(app.getText().length), '\n\nlate = torch.compile(pipe.vae)\n');
      const before = findings(app.uri).length;
      assert.ok(await vscode.workspace.applyEdit(edit));
      await until('the finding in the new line', () => findings(app.uri).length > before);
      for (const file of ['agent.py', 'requirements.txt', 'README.md']) {
        assert.deepEqual(findings(vscode.Uri.joinPath(agent.uri, '..', file)), []);
      }
    });

    test('a change on disk is noticed', async () => {
      const requirements = vscode.Uri.joinPath(folderNamed('sample-space'), 'requirements.txt');
      const original = await vscode.workspace.fs.readFile(requirements);
      await until('the finding', () => findingOf(requirements, 'requirements-spaces-pin'));
      const changed = new TextDecoder().decode(original).replace('spaces==0.30.2\n', '');
      await vscode.workspace.fs.writeFile(requirements, new TextEncoder().encode(changed));
      await until('the finding to go away', () => findings(requirements).length === 0);
      await vscode.workspace.fs.writeFile(requirements, original);
      await until('the finding to come back', () => findingOf(requirements, 'requirements-spaces-pin'));
    });
  });
}
