import { expect, it } from 'vitest';
import { appFileOf } from '../../server/src/prepare/appFile';
import { root } from '../support/space';

const app = 'import gradio as gr\ngr.Interface(str, "text", "text").launch()\n';

it.each<readonly [string, Readonly<Record<string, string>>, string]>([
  ['the only file that launches one', { 'demo.py': app, 'parts.py': 'import gradio as gr\n' }, 'demo.py'],
  ['no test', { 'demo.py': app, 'tests/test_demo.py': app }, 'demo.py'],
  ['the one that imports the others', { 'demo.py': `import demo_parts\n${app}`, 'demo_parts.py': app }, 'demo.py'],
  [
    'the one that imports the others, also where they have parts of their own',
    { 'demo.py': `import web\n${app}`, 'web.py': `import parts\n${app}`, 'parts.py': 'import gradio as gr\n' },
    'demo.py',
  ],
  [
    'what launches the app of another file',
    { 'main.py': 'from ui import demo\ndemo.launch()\n', 'ui.py': 'import gradio as gr\ndemo = gr.Blocks()\n' },
    'main.py',
  ],
  ['a file that is called as the library it imports', { 'whisper.py': `import whisper\n${app}` }, 'whisper.py'],
])('the app file is %s', (_, files, expected) => {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
  expect(appFileOf({ root, texts }, undefined)).toEqual({ kind: 'found', path: expected });
});
