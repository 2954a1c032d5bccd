/** Models that functions take out of a dictionary of the module. */
import { describe, expect, it } from 'vitest';
import { findings, fixed } from './findings';

const load = (name: string, tail: string): string =>
  `processor_${name} = AutoProcessor.from_pretrained("acme/${name}")\nmodel_${name} = AutoModelForVision2Seq.from_pretrained("acme/${name}")${tail}.eval()\n`;

function app(parts: Partial<Record<'table' | 'below' | 'take' | 'run' | 'inside', string>> = {}): string {
  return `from threading import Thread

import gradio as gr
import spaces
import torch
from transformers import AutoModelForVision2Seq, AutoProcessor, TextIteratorStreamer

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
${load('a', '.to(device)')}${load('b', '')}
${parts.table ?? 'MODELS = {"a": (processor_a, model_a), "b": (processor_b, model_b)}'}
${parts.below ?? ''}

def select(name):
    if name not in MODELS:
        raise gr.Error("No such model")
    return MODELS[name]


@spaces.GPU(duration=60)
def read(name, text, image):
    ${parts.take ?? 'processor, model = MODELS[name]'}
    ${parts.inside ?? ''}
    inputs = processor(text=[text], images=[image], return_tensors="pt").to(device)
    streamer = TextIteratorStreamer(processor, skip_prompt=True)
    settings = {**inputs, "streamer": streamer, "max_new_tokens": 512}
    ${parts.run ?? 'Thread(target=model.generate, kwargs=settings).start()'}
    answer = ""
    for piece in streamer:
        answer += piece
        yield answer


gr.Interface(read, [gr.Radio(list(MODELS.keys())), "text", gr.Image(type="pil")], "text").launch()
`;
}

const count = async (text: string): Promise<number> => (await findings({ 'app.py': text }, 'model-not-on-cuda')).length;

describe('model-not-on-cuda, of models in a dictionary', () => {
  it('names the one that was left', async () => {
    const [finding, ...others] = await findings({ 'app.py': app() }, 'model-not-on-cuda');
    expect(finding?.message).toContain('`model_b` was loaded on the CPU');
    expect(others).toEqual([]);
  });

  it('tells of several at once, and moves them all', async () => {
    const text = app().replace('.to(device).eval()', '.eval()');
    const [finding, ...others] = await findings({ 'app.py': text }, 'model-not-on-cuda');
    expect(finding?.message).toContain('`model_a` and `model_b` were loaded on the CPU');
    expect(others).toEqual([]);
    expect(await fixed({ 'app.py': text }, 'model-not-on-cuda', 'app.py')).toMatch(
      /^model_a\.to\(device\)$[^]*^model_b\.to\(device\)$/m,
    );
  });

  it.each([
    ['a function gives the entry', { take: 'processor, model = select(name)' }],
    [
      'an entry is a dictionary',
      {
        table: 'MODELS = {"a": {"p": processor_a, "m": model_a}, "b": {"p": processor_b, "m": model_b}}',
        take: 'processor = MODELS[name]["p"]\n    model = MODELS[name]["m"]',
      },
    ],
    [
      'a function inside runs it',
      { run: 'def work():\n        model.generate(**settings)\n\n    Thread(target=work).start()' },
    ],
    [
      'an entry is the model itself',
      {
        table: 'MODELS = {"a": model_a, "b": model_b}',
        take: 'processor = processor_a\n    model = MODELS[name]',
        run: 'model.generate(**inputs)',
      },
    ],
    ['it is run right there', { run: 'model.generate(**inputs)' }],
    [
      'the function asks for something that is none of them',
      { inside: 'if name == "remote":\n        return ask(text, image)' },
    ],
  ])('tells it where %s', async (_, parts) => {
    expect(await count(app(parts))).toBe(1);
  });

  it.each([
    ['all are moved', { below: 'for _, m in MODELS.values():\n    m.to(device)\n' }],
    ['it is moved where it is taken', { inside: 'model.to(device)' }],
    ['it is handed on', { inside: 'prepare(model)' }],
    ['the dictionary is handed on', { below: 'place(MODELS)' }],
    ['an entry is handed on', { below: 'def warm(name):\n    place(MODELS[name])\n' }],
    ['it is moved by its name', { below: 'model_b.to(device)' }],
    ['it goes into another dictionary', { below: 'OTHERS = {"b": model_b}\n' }],
    ['something unclear is moved', { below: 'def move(name):\n    globals()[name].to(device)\n' }],
    [
      'another function places it',
      { below: 'def place(name):\n    _, m = select(name)\n    m.enable_model_cpu_offload()\n' },
    ],
    ['an entry is changed', { below: 'def place(name):\n    MODELS[name][1].enable_model_cpu_offload()\n' }],
    ['inputs follow the model', { inside: 'device = model.device' }],
    ['the entry is always the same', { take: 'processor, model = MODELS["a"]' }],
    ['a function gives always the same', { take: 'processor, model = select("a")' }],
    [
      'the function asks which entry it is',
      { inside: 'if name == "b":\n        return answer(model.generate(**processor(text=[text])))' },
    ],
    [
      'the function asks for a part of the key',
      { inside: 'if "4bit" in name:\n        return answer(model.generate(**processor(text=[text])))' },
    ],
    [
      'models of the dictionary are run on the CPU, too',
      {
        below: 'def guess(name):\n    processor, model = MODELS[name]\n    return model.generate(**processor(["a"]))\n',
      },
    ],
    [
      'an entry is offloaded where it is taken',
      {
        table: 'MODELS = {"a": model_a, "b": model_b}',
        take: 'processor = processor_a\n    model = MODELS[name]',
        inside: 'model.enable_model_cpu_offload()',
      },
    ],
    ['the table is replaced', { below: 'MODELS = moved(MODELS)' }],
  ])('is silent where %s', async (_, parts) => {
    expect(await count(app(parts))).toBe(0);
  });
});
