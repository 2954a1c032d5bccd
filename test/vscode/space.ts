/// <reference types="mocha" />
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  activatedExtension,
  codeActions,
  findingOf,
  findings,
  folderNamed,
  hoverText,
  open,
  quickFix,
  replaceInDocument,
  ruleOf,
  until,
  untilFound,
} from './editor';

/** What holds in every kind of VS Code: desktop, remote, and the one that is nothing but a web page. */
export function defineSpaceSuite(): void {
  suite('in a Space', () => {
    let folder: vscode.Uri;
    let app: vscode.TextDocument;

    suiteSetup(async function () {
      this.timeout(60_000);
      folder = folderNamed('sample-space');
      app = await open(folder, 'app.py');
      const api = await activatedExtension();
      await until('the language server', () => api.state === 'running');
    });

    test('findings appear in the open file', async () => {
      await untilFound(app.uri, ['duration-missing', 'gpu-call-in-loop', 'return-cuda-tensor', 'torch-compile']);
    });

    test('findings appear in files nobody opened', async () => {
      const expected: readonly (readonly [string, readonly string[]])[] = [
        ['upscaler.py', ['gpu-async-function', 'stub-spaces-import']],
        ['requirements.txt', ['requirements-spaces-pin']],
        ['README.md', ['python-version-unquoted']],
      ];
      for (const [file, names] of expected) {
        await untilFound(vscode.Uri.joinPath(folder, file), names);
      }
    });

    test('a rule links to its page', async () => {
      const finding = await until('a finding', () => findings(app.uri)[0]);
      assert.ok(typeof finding.code === 'object', 'the code has no link');
      assert.match(finding.code.target.path, new RegExp(ruleOf(finding)));
    });

    test('hovering over the decorator tells what is requested', async () => {
      const line = app
        .getText()
        .split('\n')
        .findIndex((text) => text.startsWith('@spaces.GPU(duration=10)'));
      const text = await until(
        'a hover',
        async () => (await hoverText(app.uri, new vscode.Position(line, 9))) || undefined,
      );
      assert.match(text, /quota/i);
      assert.match(text, /\b10\b/);
    });

    test('a quick-fix is applied and its finding goes away', async () => {
      const finding = await until('the finding', () => findingOf(app.uri, 'return-cuda-tensor'));
      const fix = await quickFix(app.uri, finding, /\.cpu\(\)/);
      assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
      assert.match(app.getText(), /device="cuda"\)\.cpu\(\)/);
      await until('the finding to go away', () => findingOf(app.uri, 'return-cuda-tensor') === undefined);
    });

    test('a refactoring is offered without a finding, and made with its tab stop', async () => {
      const offset = app.getText().indexOf('@spaces.GPU\n') + '@spaces.'.length;
      const place = new vscode.Range(app.positionAt(offset), app.positionAt(offset));
      const estimate = await until('the refactorings', async () => {
        const actions = await codeActions(app.uri, place, vscode.CodeActionKind.Refactor);
        return actions.find(({ title }) => title === 'Estimate the duration of `paint` from `steps`');
      });
      assert.ok(estimate.edit && (await vscode.workspace.applyEdit(estimate.edit)));
      assert.match(app.getText(), /def get_duration\(prompt, seed, steps\):\s+return min\(10 \+ steps \* 0\.5, 120\)/);
      assert.match(app.getText(), /@spaces\.GPU\(duration=get_duration\)\r?\ndef paint/);
      await until('the finding to go away', () => findingOf(app.uri, 'duration-missing') === undefined);
      await vscode.commands.executeCommand('undo');
      await until('the finding to be back', () => findingOf(app.uri, 'duration-missing'));
    });

    test('completion offers durations', async () => {
      const position = app.positionAt(app.getText().indexOf('duration=10') + 'duration='.length);
      const list = await until('completion', async () => {
        const answer = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          app.uri,
          position,
        );
        return answer.items.some((item) => /^\d+$/.test(typeof item.label === 'string' ? item.label : item.label.label))
          ? answer
          : undefined;
      });
      assert.ok(list.items.length > 0);
    });

    test('an edit of the README reaches requirements.txt', async () => {
      const requirements = vscode.Uri.joinPath(folder, 'requirements.txt');
      const card = await open(folder, 'README.md');
      await until('the finding', () => findingOf(requirements, 'requirements-spaces-pin'));
      await replaceInDocument(card, 'sdk: gradio', 'sdk: docker');
      await until('the finding to go away', () => findingOf(requirements, 'requirements-spaces-pin') === undefined);
      await replaceInDocument(card, 'sdk: docker', 'sdk: gradio');
      await until('the finding to come back', () => findingOf(requirements, 'requirements-spaces-pin'));
    });

    test('a rule can be turned off in the settings', async () => {
      const configuration = vscode.workspace.getConfiguration('zerogpu');
      await configuration.update('rules', { 'torch-compile': 'off' }, vscode.ConfigurationTarget.Workspace);
      await until('the finding to go away', () => findingOf(app.uri, 'torch-compile') === undefined);
      await configuration.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
      await until('the finding to come back', () => findingOf(app.uri, 'torch-compile'));
    });

    test('the server can be restarted', async () => {
      await vscode.commands.executeCommand('zerogpu.restart');
      await until('findings after the restart', () => findingOf(app.uri, 'torch-compile'));
    });

    test('a document that was never saved is checked by itself', async () => {
      const content = 'import spaces\n\n@spaces.GPU(duration=10)\nasync def f(x):\n    return x\n';
      const { uri } = await vscode.workspace.openTextDocument({ language: 'python', content });
      await until('the finding', () => findingOf(uri, 'gpu-async-function'));
    });

    test('what the linter sees opens beside the editor', async () => {
      await vscode.window.showTextDocument(app);
      await vscode.commands.executeCommand('zerogpu.showModel');
      const shown = await until('the document', () => {
        const document = vscode.window.activeTextEditor?.document;
        return document?.uri.scheme === 'zerogpu' && document;
      });
      assert.match(shown.getText(), /paint/);
      assert.equal(shown.languageId, 'plaintext');
    });

    test('what is asked from there is about the same file', async () => {
      await vscode.commands.executeCommand('zerogpu.showConfiguration');
      await until('the document', () =>
        vscode.window.activeTextEditor?.document.getText().includes('pedantic = false'),
      );
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });
  });
}
