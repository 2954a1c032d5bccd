/// <reference types="mocha" />
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingOf, findings, folderNamed, open, replaceInDocument, until } from './editor';

/** What needs a disk, or a second folder beside the Space. */
export function defineWorkspaceSuite(): void {
  suite('in a workspace on disk', () => {
    test('a folder that is no Space stays silent beside one that is', async () => {
      const gym = folderNamed('gym-agent');
      const agent = await open(gym, 'agent.py');
      // The server has seen the document by the time it reports on a later change of another one.
      const app = await open(folderNamed('sample-space'), 'app.py');
      const before = findings(app.uri).length;
      await insertAtEnd(app, '\n\nlate = torch.compile(pipe.vae)\n');
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

    for (const kind of ['source.fixAll.zerogpu', 'source.fixAll']) {
      test(`saving makes the safe fixes where the settings ask for ${kind}`, async () => {
        const folder = folderNamed('sample-space');
        const configuration = vscode.workspace.getConfiguration('editor', folder);
        const save = { [kind]: 'explicit' };
        await configuration.update('codeActionsOnSave', save, vscode.ConfigurationTarget.Workspace);
        const requirements = await open(folder, 'requirements.txt');
        const original = requirements.getText();
        await until('the finding', () => findingOf(requirements.uri, 'requirements-spaces-pin'));
        await insertAtEnd(requirements, 'numpy\n');
        assert.ok(await requirements.save());
        const fixed = `${original.replace('spaces==0.30.2', 'spaces')}numpy\n`;
        assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(requirements.uri)), fixed);
        await configuration.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
        await replaceInDocument(requirements, fixed, original);
        assert.ok(await requirements.save());
      });
    }

    test('everything in the Space is fixed by one command, when the user agrees', async () => {
      const folder = folderNamed('sample-space');
      const app = await open(folder, 'app.py');
      const expected: readonly (readonly [file: string, text: string])[] = [
        ['README.md', 'python_version: "3.10"'],
        ['requirements.txt', '\nspaces\n'],
        ['upscaler.py', '\ndef enlarge'],
      ];
      const isFixed = async (): Promise<boolean> => {
        const texts = expected.map(([file]) => vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, file)));
        const documents = await Promise.all(texts);
        return documents.every((document, index) => document.getText().includes(expected[index]?.[1] ?? ''));
      };
      await until('the finding', () => findingOf(app.uri, 'torch-compile'));
      const made = vscode.commands.executeCommand('zerogpu.fixAllInSpace');
      await until('the question to be answered', async () => {
        await vscode.commands.executeCommand('notification.acceptPrimaryAction');
        return isFixed();
      });
      await made;
      assert.ok(!app.getText().includes('torch.compile('));
    });
  });
}

async function insertAtEnd(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(document.getText().length), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
