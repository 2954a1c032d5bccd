/** What rules say of the app that Gradio serves; what no page shows. */
import { expect, it } from 'vitest';
import { findings } from './findings';

it.each([
  ['', 'return gr.Error("no")', 1],
  ['', 'return gr.Error("no") if not text else text', 1],
  // What the decorator raises is no output.
  ['@raising\n', 'return gr.Error("no")', 0],
  ['@on_submit\n@raising\n', 'return gr.Error("no")', 0],
  ['', 'return problem()', 0],
])('gr-error-not-raised of a handler %jthat does %s', async (decorator, body, count) => {
  const app = `import gradio as gr
import spaces
def problem():
    return gr.Error("no")
def raising(fn):
    def inner(*args):
        result = fn(*args)
        if isinstance(result, gr.Error):
            raise result
        return result
    return inner
with gr.Blocks() as demo:
    box = gr.Textbox()
    ${decorator.replace('on_submit', 'box.submit(inputs=box, outputs=box)').replaceAll('\n', '\n    ')}@spaces.GPU(duration=9)
    def run(text):
        ${body}
    ${decorator.includes('on_submit') ? '' : 'box.submit(run, box, box)'}
demo.launch()
`;
  expect(await findings({ 'app.py': app }, 'gr-error-not-raised')).toHaveLength(count);
});

it.each([
  ['demo.launch(show_api=False)', 1],
  ['if new():\n        return demo.launch()\n    demo.launch(show_api=False)', 0],
  ['try:\n        demo.launch(show_api=False)\n    except TypeError:\n        demo.launch()', 0],
  // Nobody calls it.
  ['pass\n\ndef other():\n    gr.Interface(run, "text", "text").launch(show_api=False)', 0],
  ['if new():\n        demo.launch()\n        return\n    demo.launch(show_api=False)', 0],
])('gradio-keyword-removed in a function: %j', async (body, count) => {
  const app = `import gradio as gr\nimport spaces\nfrom library import new\n\n@spaces.GPU\ndef run(x):\n    return x\n\ndef main():\n    demo = gr.Interface(run, "text", "text")\n    ${body}\n\nmain()\n`;
  const card = '---\nsdk: gradio\nsdk_version: 6.2.0\napp_file: app.py\n---\n';
  expect(await findings({ 'app.py': app, 'README.md': card }, 'gradio-keyword-removed')).toHaveLength(count);
});
