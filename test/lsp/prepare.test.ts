import { describe, expect, it } from 'vitest';
import type { Files } from '../support/space';
import { inBand, previewing, uriOf } from './client';

const app = [
  'import gradio as gr',
  'from diffusers import DiffusionPipeline',
  'pipe = DiffusionPipeline.from_pretrained("x").to("cuda")',
  'def paint(prompt):',
  '    return pipe(prompt).images[0]',
  'gr.Interface(paint, "text", "image").launch()',
  '',
].join('\n');
const ordinary: Files = { 'app.py': app, 'requirements.txt': 'torch\ndiffusers\n', 'lib/util.py': 'import os\n' };

async function started(files: Files) {
  const band = inBand(files);
  band.client.choose = (actions) => actions.find(({ title }) => title === 'Preview');
  await band.client.initialize(previewing);
  return band;
}

const prepare = (client: Awaited<ReturnType<typeof started>>['client'], file: string): Promise<unknown> =>
  client.connection.sendRequest('workspace/executeCommand', { command: 'zerogpu.prepare', arguments: [uriOf(file)] });

describe('zerogpu.prepare', () => {
  it('prepares a folder that is no Space, in one edit that can be looked at', async () => {
    const { client } = await started(ordinary);
    client.open('lib/util.py', ordinary['lib/util.py'] ?? '');
    expect(await prepare(client, 'lib/util.py')).toBeNull();
    expect(client.questions.map(({ message }) => message)).toEqual(['Prepare space for ZeroGPU: README.md and app.py']);
    const [wanted] = client.wantedEdits;
    expect(wanted?.edit.documentChanges).toMatchObject([
      { kind: 'create', uri: uriOf('README.md') },
      { textDocument: { uri: uriOf('README.md'), version: null } },
      {
        textDocument: { uri: uriOf('app.py'), version: null },
        edits: [
          { range: { start: { line: 0, character: 0 } }, newText: 'import spaces\n' },
          { range: { start: { line: 3, character: 0 } }, newText: '@spaces.GPU(duration=60)\n' },
        ],
      },
    ]);
    expect(Object.values(wanted?.edit.changeAnnotations ?? {})).toMatchObject([
      { label: 'Prepare README.md', needsConfirmation: true },
      { label: 'Prepare app.py', needsConfirmation: true },
    ]);
    expect(client.messages).toEqual(['space is prepared for ZeroGPU.']);
  });

  it('sees what is open and not saved, and answers with what is left', async () => {
    const { client } = await started(ordinary);
    client.open('app.py', app.replace('def paint', 'async def paint'));
    const left = await prepare(client, 'app.py');
    expect(left).toMatchObject({
      report: expect.stringContaining('- app.py:4: `paint` computes on the GPU') as string,
    });
    expect(client.messages).toEqual(['space is prepared for ZeroGPU. Some points are left to you.']);
  });

  it('is not made in a text that has changed while the user was asked', async () => {
    const { client } = await started(ordinary);
    client.open('app.py', app);
    client.choose = ([apply]) => {
      client.replace('app.py', 'import gradio', '# one\nimport gradio');
      return apply;
    };
    expect(await prepare(client, 'app.py')).toBeNull();
    expect(client.wantedEdits).toEqual([]);
    expect(client.messages).toEqual(['The changes were not made: app.py has changed meanwhile']);
  });

  it('says why there is nothing to do', async () => {
    const { client } = await started({ 'app.py': 'import gradio as gr\ngr.Interface(str, "text", "text").launch()\n' });
    expect(await prepare(client, 'app.py')).toBeNull();
    expect(client.wantedEdits).toEqual([]);
    expect(client.messages).toEqual(['app.py runs nothing on a GPU: there is nothing to prepare for ZeroGPU.']);
  });

  it('prepares the one of several apps that is looked at', async () => {
    const { client } = await started({ 'one.py': app, 'two.py': app, 'requirements.txt': 'diffusers\n' });
    await prepare(client, 'two.py');
    const files = client.wantedEdits[0]?.edit.documentChanges?.flatMap((each) =>
      'edits' in each ? each.textDocument.uri : [],
    );
    expect(files).toEqual([uriOf('README.md'), uriOf('two.py')]);
  });
});
