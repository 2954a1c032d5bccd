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

    test('an ordinary Gradio app is prepared, when the user agrees, and what is left is shown', async () => {
      const api = await activatedExtension();
      const folder = vscode.Uri.joinPath(folderNamed('gym-agent'), 'painter');
      await write(folder, 'requirements.txt', 'torch==2.1.0\ndiffusers\n');
      await write(folder, 'app.py', painter);
      const app = await open(folder, 'app.py');
      assert.equal(api.state, 'dormant');
      const made = vscode.commands.executeCommand('zerogpu.prepareSpace');
      await until('the question to be answered', async () => {
        await vscode.commands.executeCommand('notification.acceptPrimaryAction');
        return app.getText().includes('@spaces.GPU(duration=60)\ndef paint');
      });
      await made;
      assert.ok(app.getText().startsWith('import spaces\n'));
      const card = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'README.md'));
      assert.match(card.getText(), /^sdk: gradio$/m);
      const left = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'zerogpu');
      assert.match(left?.document.getText() ?? '', /app\.py:\d+: `slow` computes on the GPU/);
    });
  });
}

const painter = `import gradio as gr
from diffusers import DiffusionPipeline
pipe = DiffusionPipeline.from_pretrained("x").to("cuda")

def paint(prompt):
    return pipe(prompt).images[0]

async def slow(prompt):
    return pipe(prompt).images[0]

with gr.Blocks() as demo:
    gr.Button().click(paint, gr.Textbox(), gr.Image())
    gr.Button().click(slow, gr.Textbox(), gr.Image())
demo.launch()
`;

async function write(folder: vscode.Uri, file: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, file), new TextEncoder().encode(text));
}
