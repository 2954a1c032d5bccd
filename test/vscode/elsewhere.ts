/// <reference types="mocha" />
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activatedExtension, findings, folderNamed, open, replaceInDocument, until } from './editor';

/** A folder that is no Space: nothing is started and nothing is said, until there is evidence. */
export function defineElsewhereSuite(): void {
  suite('outside a Space', () => {
    test('the language server is not started', async () => {
      const agent = await open(folderNamed('gym-agent'), 'agent.py');
      const api = await activatedExtension();
      await open(folderNamed('gym-agent'), 'requirements.txt');
      assert.equal(api.state, 'dormant');
      assert.deepEqual(findings(agent.uri), []);
    });

    test('saving the import of Hugging Face spaces starts it', async () => {
      const api = await activatedExtension();
      const agent = await open(folderNamed('gym-agent'), 'agent.py');
      await replaceInDocument(agent, 'from gymnasium import spaces', 'import spaces');
      assert.equal(api.state, 'dormant');
      assert.ok(await agent.save());
      await until('the language server', () => api.state === 'running');
    });

    test('turning the extension off stops it, and its findings go', async () => {
      const api = await activatedExtension();
      const configuration = vscode.workspace.getConfiguration('zerogpu');
      await configuration.update('enable', false, vscode.ConfigurationTarget.Workspace);
      await until('the language server to stop', () => api.state === 'dormant');
      assert.deepEqual(
        vscode.languages.getDiagnostics().flatMap(([uri]) => findings(uri)),
        [],
      );
    });
  });
}
