/** What keeps several rules from a finding: code that nobody runs, and what is said around it. */
import { describe, expect, it } from 'vitest';
import { findings } from './findings';

describe('a function', () => {
  it.each([
    ['client-token-forwarding', 'Client("a/b").predict(x)'],
    ['examples-cache-true-fn-missing', 'gr.Examples(["a"], x, cache_examples=True)'],
    ['examples-run-on-click-ignored', 'gr.Examples(["a"], x, x, f, cache_examples=True, run_on_click=True)'],
    ['launch-port', 'demo.launch(server_port=80)'],
    ['launch-share', 'demo.launch(share=True)'],
    ['oauth-login-without-flag', 'gr.LoginButton()'],
    ['persistent-data-path', 'open("/data/log.txt", "w")'],
    ['queue-concurrency-one', 'demo.queue(default_concurrency_limit=1)'],
  ])('that nobody calls does no harm: %s', async (rule, statement) => {
    const app = (call: string): string =>
      `import gradio as gr\nimport spaces\nfrom gradio_client import Client\nfrom transformers import pipeline\n\nrun = pipeline("text-generation", device="cuda")\n\n\n@spaces.GPU(duration=9)\ndef f(x):\n    return run(x)\n\n\ndef left_over(x):\n    ${statement}\n\n\nwith gr.Blocks() as demo:\n    text = gr.Textbox()\n    text.change(f, text, text)${call}\ndemo.launch()\n`;
    const card = '---\ntitle: T\nsdk: gradio\nsdk_version: 5.49.1\npython_version: "3.12"\n---\n';
    const found = (call: string) => findings({ 'app.py': app(call), 'README.md': card }, rule);
    expect(await found('')).toEqual([]);
    expect(await found('.then(left_over, text, text)')).toHaveLength(1);
  });
});

describe('what stands in the way of a finding', () => {
  const above = 'import gradio as gr\nimport spaces\n';
  const launch = '\n\ngr.Interface(paint, "text", "text").launch()\n';
  const gpu = '\n@spaces.GPU(duration=9)\ndef paint(x):\n';
  const cases: readonly (readonly [rule: string, code: string, what: string, instead: string])[] = [
    [
      'persistent-data-path',
      `import os\n${above}os.makedirs("/data/out")\n${gpu}    return x${launch}`,
      'os.m',
      'HAS = os.path.isdir("/data")\nos.m',
    ],
    [
      'persistent-data-path',
      `import os\nfrom pathlib import Path\n${above}os.makedirs("/data/out")\n${gpu}    return x${launch}`,
      'os.m',
      'HAS = Path("/data").exists()\nos.m',
    ],
    [
      'temp-file-deleted',
      `import tempfile\n${above}${gpu}    with tempfile.TemporaryDirectory() as folder:\n        save(folder)\n        return folder + "/out.png"${launch}`,
      'Directory()',
      'Directory(delete=False)',
    ],
    [
      'second-gpu',
      `${above}from diffusers import FluxPipeline\npipe = FluxPipeline.from_pretrained("p")\npipe.to(1)\n${gpu}    return pipe(x)${launch}`,
      'pipe.to(1)',
      'pipe.set_adapters(1)',
    ],
    [
      'unpicklable-argument',
      `import functools\n${above}${gpu.replace('x)', 'x, key)')}    return x\n\ndef ask(x):\n    return functools.partial(paint, key=lambda y: y)(x)\n\n\ngr.Interface(ask, "text", "text").launch()\n`,
      'lambda y: y',
      '"y"',
    ],
    [
      'mutable-global-in-handler',
      `import functools\n${above}SEEN = []\n${gpu}    return x\n\ndef ask(x, log):\n    SEEN.append(x)\n    return paint(SEEN)\n\n\ngr.Interface(ask, ["text", "text"], "text").launch()\n`,
      'SEEN.append(x)',
      'print(x)',
    ],
  ];
  it.each(cases)('%s', async (rule, code, what, instead) => {
    expect(await findings({ 'app.py': code }, rule)).toHaveLength(1);
    expect(await findings({ 'app.py': code.replace(what, instead) }, rule)).toEqual([]);
  });
});
