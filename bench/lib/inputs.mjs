// Made-up inputs of any length, the same in every run: a ZeroGPU app, a shell script, a Space of many modules, and a thousand
// small Spaces of different kinds.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { random } from './statistics.mjs';

/** @typedef {import('../servers/stdio.mjs').Position} Position */
/** @typedef {{ index: number, verb: string, noun: string, number: (limit: number) => number }} Names what one part of an app is called */

const nouns = [
  'image',
  'prompt',
  'audio',
  'video',
  'mask',
  'latents',
  'frame',
  'depth',
  'style',
  'batch',
  'scene',
  'pose',
];
const verbs = [
  'generate',
  'refine',
  'upscale',
  'encode',
  'decode',
  'blend',
  'segment',
  'transcribe',
  'inpaint',
  'embed',
];
const repositories = [
  'stabilityai/stable-diffusion-xl-base-1.0',
  'black-forest-labs/FLUX.1-schnell',
  'Qwen/Qwen2.5-7B-Instruct',
  'openai/whisper-large-v3',
  'microsoft/Florence-2-large',
];

const head = `import json
import os
import random
import re
import time
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Any, Dict, Iterator, List, Optional, Tuple

import spaces
import gradio as gr
import numpy as np
import torch
from diffusers import DiffusionPipeline, EulerAncestralDiscreteScheduler
from PIL import Image
from transformers import AutoModelForCausalLM, AutoProcessor, AutoTokenizer, TextIteratorStreamer

MAX_SEED = np.iinfo(np.int32).max
MAX_IMAGE_SIZE = int(os.environ.get("MAX_IMAGE_SIZE", "1344"))
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
DTYPE = torch.bfloat16 if DEVICE == "cuda" else torch.float32

pipe = DiffusionPipeline.from_pretrained(
    "stabilityai/stable-diffusion-xl-base-1.0",
    torch_dtype=torch.float16,
    use_safetensors=True,
)
pipe.scheduler = EulerAncestralDiscreteScheduler.from_config(pipe.scheduler.config)
pipe.to("cuda")

tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen2.5-7B-Instruct")
llm = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-7B-Instruct", torch_dtype=DTYPE).to("cuda")

CSS = """
#col-container { margin: 0 auto; max-width: 640px; }
"""


def randomize_seed(seed: int, randomize: bool) -> int:
    if randomize:
        seed = random.randint(0, MAX_SEED)
    return seed
`;

/** @type {readonly ((names: Names) => string)[]} */
const parts = [
  ({ index, verb, noun, number }) => `

@spaces.GPU(duration=${30 + number(10) * 15})
@torch.inference_mode()
def ${verb}_${noun}_${index}(
    prompt: str,
    negative_prompt: str = "",
    seed: int = 0,
    randomize: bool = True,
    width: int = 1024,
    height: int = 1024,
    num_inference_steps: int = 28,
    progress=gr.Progress(track_tqdm=True),
) -> Tuple[Image.Image, int]:
    """Run the ${verb} pipeline for one ${noun}.

    Args:
        prompt: what to draw.
        seed: the random seed, ignored when \`randomize\` is set.
    """
    if not prompt.strip():
        raise gr.Error("Please enter a prompt")
    seed = randomize_seed(seed, randomize)
    generator = torch.Generator(device="cuda").manual_seed(seed)
    width = min(width - width % 8, MAX_IMAGE_SIZE)
    height = min(height - height % 8, MAX_IMAGE_SIZE)
    started = time.perf_counter()
    result = pipe(
        prompt=prompt,
        negative_prompt=negative_prompt or None,
        width=width,
        height=height,
        num_inference_steps=num_inference_steps,
        generator=generator,
    )
    ${noun} = result.images[0]
    elapsed = time.perf_counter() - started
    print(f"${verb} ${noun} took {elapsed:.2f}s at {width}x{height} with seed={seed}")
    return ${noun}, seed
`,
  ({ index, noun, number }) => `

def prepare_${noun}_${index}(items: List[Dict[str, Any]], limit: int = ${8 + number(90)}) -> List[Tuple[str, float]]:
    # keep the best ${noun}s, newest first
    scored = [(str(item["name"]), float(item.get("score", 0.0))) for item in items if item.get("enabled", True)]
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    seen = set()
    kept: List[Tuple[str, float]] = []
    for name, score in scored:
        key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        if key in seen:
            continue
        seen.add(key)
        if score < 0.05 and len(kept) > 3:
            break
        kept.append((key, round(score, 4)))
        if len(kept) >= limit:
            break
    return kept


@lru_cache(maxsize=64)
def load_${noun}_${index}(path: str) -> Optional[np.ndarray]:
    try:
        with open(path, "rb") as file:
            array = np.asarray(Image.open(file).convert("RGB"))
    except (OSError, ValueError) as error:
        print(f"could not read {path}: {error}")
        return None
    return array / 255.0 if array.dtype == np.uint8 else array
`,
  ({ index, verb, noun }) => `

def build_tab_${index}() -> None:
    with gr.Tab("${verb} ${noun} ${index}"):
        with gr.Row():
            with gr.Column(scale=2):
                prompt = gr.Textbox(label="Prompt", lines=3, placeholder="Describe the ${noun}")
                negative = gr.Textbox(label="Negative prompt", value="blurry, low quality")
                with gr.Accordion("Advanced settings", open=False):
                    seed = gr.Slider(0, MAX_SEED, value=0, step=1, label="Seed")
                    width = gr.Slider(256, MAX_IMAGE_SIZE, value=1024, step=32, label="Width")
                    height = gr.Slider(256, MAX_IMAGE_SIZE, value=1024, step=32, label="Height")
                run = gr.Button("Run", variant="primary")
            with gr.Column(scale=3):
                result = gr.Image(label="Result", show_label=False, format="png")
                status = gr.Markdown("")

        def on_change(text: str, current: int) -> str:
            words = len(text.split())
            return f"{words} words, seed {current}" if words else "empty"

        prompt.change(on_change, inputs=[prompt, seed], outputs=status, show_progress="hidden")
        gr.on(
            triggers=[run.click, prompt.submit],
            fn=lambda p, n, s, w, h: (None, s) if not p else (Image.new("RGB", (int(w), int(h))), s),
            inputs=[prompt, negative, seed, width, height],
            outputs=[result, seed],
            api_name="${verb}_${index}",
        )
`,
  ({ index, verb, noun, number }) => `

def get_duration_${index}(text: str, max_new_tokens: int = 512) -> int:
    base = 15
    per_token = max_new_tokens / ${20 + number(30)}
    return int(min(base + per_token, 120))


@spaces.GPU(duration=get_duration_${index})
def stream_${verb}_${index}(text: str, max_new_tokens: int = 512, temperature: float = 0.7) -> Iterator[str]:
    messages = [
        {"role": "system", "content": "You are a helpful ${noun} assistant."},
        {"role": "user", "content": text},
    ]
    inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt").to(llm.device)
    streamer = TextIteratorStreamer(tokenizer, timeout=20.0, skip_prompt=True, skip_special_tokens=True)
    kwargs = dict(
        input_ids=inputs,
        streamer=streamer,
        max_new_tokens=max_new_tokens,
        do_sample=temperature > 0,
    )
    worker = Thread(target=llm.generate, kwargs=kwargs)
    worker.start()
    chunks: List[str] = []
    for chunk in streamer:
        chunks.append(chunk)
        if len(chunks) % 8 == 0 or chunk.endswith("."):
            yield "".join(chunks)
    yield "".join(chunks)
    worker.join()
`,
  ({ index, verb, noun, number }) => `

class Session${index}:
    """Keeps the state of one ${noun} session between calls."""

    max_items: int = ${10 + number(50)}

    def __init__(self, root: Path, device: str = DEVICE):
        self.root = Path(root)
        self.device = device
        self.history: List[Dict[str, Any]] = []

    @property
    def size(self) -> int:
        return len(self.history)

    def add(self, name: str, value: torch.Tensor, **extra: Any) -> None:
        if self.size >= self.max_items:
            self.history.pop(0)
        record = {"name": name, "mean": value.float().mean().item(), "shape": tuple(value.shape), **extra}
        self.history.append(record)

    @spaces.GPU
    def ${verb}(self, tensor: torch.Tensor, steps: int = 4) -> torch.Tensor:
        tensor = tensor.to(self.device)
        for step in range(steps):
            noise = torch.randn_like(tensor) * (1.0 - step / steps)
            tensor = torch.clamp(tensor + 0.1 * noise, -1.0, 1.0)
            if torch.isnan(tensor).any():
                raise gr.Error(f"NaN in ${noun} at step {step}")
        self.add("${verb}", tensor, steps=steps)
        return tensor.cpu()

    def save(self) -> str:
        target = self.root / "session.json"
        target.write_text(json.dumps(self.history, indent=2))
        return str(target)
`,
  ({ index, noun, number }) => `

MODEL_ID_${index} = os.getenv("MODEL_ID_${index}", "${repositories[index % repositories.length]}")
processor_${index} = AutoProcessor.from_pretrained(MODEL_ID_${index}, trust_remote_code=True)
model_${index} = AutoModelForCausalLM.from_pretrained(
    MODEL_ID_${index},
    torch_dtype=torch.bfloat16,
    attn_implementation="sdpa",
    trust_remote_code=True,
).to("cuda").eval()
PRESETS_${index}: Dict[str, Any] = {
    "fast": {"num_inference_steps": 4, "guidance_scale": 0.0, "strength": 0.35},
    "quality": {"num_inference_steps": 50, "guidance_scale": 7.5, "strength": 0.75},
}
EXAMPLES_${index} = [
    ["a photo of a ${noun} floating over the ocean at dusk, 35mm film", 42, True],
    ["an astronaut riding a ${noun}, studio ghibli style", ${number(9999)}, False],
]
`,
];

/** @param {readonly number[]} tabs */
const foot = (tabs) => `

with gr.Blocks(css=CSS, title="ZeroGPU demo") as demo:
    gr.Markdown("# ZeroGPU demo")
    with gr.Column(elem_id="col-container"):
        prompt_box = gr.Text(label="Prompt", show_label=False, max_lines=1)
        run_button = gr.Button("Run", scale=0)
        gallery = gr.Gallery(label="Results", elem_classes=["gallery"])
${tabs.map((tab) => `        build_tab_${tab}()\n`).join('')}    run_button.click(fn=undefined_handler, inputs=[prompt_box], outputs=[gallery])

if __name__ == "__main__":
    demo.queue(max_size=20).launch(show_error=True)
`;

/** @param {string} text */
export const lineCount = (text) => text.split('\n').length - 1;

/**
 * A ZeroGPU app of exactly so many lines, at least 70. Every sixth part builds a user interface, the others are GPU functions,
 * helpers, classes and loaded models.
 *
 * @param {number} lines
 * @param {number} [seed]
 */
export function pythonApp(lines, seed = lines) {
  const next = random(seed);
  const number = (/** @type {number} */ limit) => Math.floor(next() * limit);
  let text = head;
  /** @type {number[]} */
  const tabs = [];
  for (let index = 0; ; index++) {
    const names = { index, number, verb: verbs[number(verbs.length)] ?? '', noun: nouns[number(nouns.length)] ?? '' };
    const part = parts[index % parts.length]?.(names) ?? '';
    const isTab = index % parts.length === 2;
    const left = lines - lineCount(text) - lineCount(foot(tabs));
    if (lineCount(part) + (isTab ? 1 : 0) > left) {
      const filler = Array.from({ length: left }, (_, limit) =>
        limit === 0 ? '\n' : `LIMIT_${limit} = ${limit} * 4\n`,
      );
      return text + filler.join('') + foot(tabs);
    }
    text += part;
    if (isTab) tabs.push(index);
  }
}

/** A ZeroGPU app of about so many lines, nearly all of them functions below one `class` or `def`. @param {string} header @param {number} lines */
export function appInOne(header, lines) {
  const next = random(lines);
  const number = (/** @type {number} */ limit) => Math.floor(next() * limit);
  let text = `${head}\n\n${header}`;
  for (let index = 0; lineCount(text) + lineCount(foot([])) < lines; index++) {
    const part = parts[1]?.({ index, number, verb: '', noun: nouns[number(nouns.length)] ?? '' }) ?? '';
    text += part.replace(/^(?=.)/gm, '    ');
  }
  return text + foot([]);
}

/** A shell script of so many lines, for the language server that reads those. @param {number} lines */
export function shellScript(lines) {
  const next = random(lines);
  const number = (/** @type {number} */ limit) => Math.floor(next() * limit);
  const text = ['#!/usr/bin/env bash', 'set -euo pipefail', 'LOG=/tmp/run.log', ''];
  for (let index = 0; text.length < lines; index++) {
    const [verb, noun] = [verbs[number(verbs.length)], nouns[number(nouns.length)]];
    text.push(
      `${verb}_${noun}_${index}() {`,
      '  local target="$1"',
      `  local count=\${2:-${number(20)}}`,
      '  if [[ ! -d "$target" ]]; then',
      '    mkdir -p "$target"',
      '    echo "created $target" >> "$LOG"',
      '  fi',
      '  for index in $(seq 1 "$count"); do',
      `    local file="$target/${noun}-$index.json"`,
      '    if [ -f "$file" ]; then continue; fi',
      `    printf '{"name": "%s", "index": %d}\\n' "${verb}" "$index" > "$file"`,
      '    case "$index" in',
      '      1|2) echo "warm up" ;;',
      '      *) sleep 0 ;;',
      '    esac',
      '  done',
      '}',
      '',
      `${verb}_${noun}_${index} "/data/${noun}" ${1 + number(9)}`,
    );
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}

/** @param {string} folder @param {Readonly<Record<string, string>>} files */
export function writeFiles(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

export const readme =
  '---\ntitle: Bench\nemoji: 🖼\ncolorFrom: purple\ncolorTo: red\nsdk: gradio\nsdk_version: 5.49.1\napp_file: app.py\nsuggested_hardware: zero-a10g\n---\n';
export const requirements = 'torch==2.8.0\ndiffusers\ntransformers\naccelerate\n';

/**
 * Where typing is ordinary: ends of the names that indented code assigns to, spread over the file and shuffled.
 *
 * @param {string} text
 * @param {number} count
 * @param {'py' | 'sh'} language
 * @returns {readonly Position[]}
 */
export function typingPositions(text, count, language = 'py') {
  const name =
    language === 'py' ? /^( {4,}[A-Za-z_]\w*)(?= = |: \S+ = )/ : /^( {2,}(?!local|do|done|if|fi|for|case|esac)\w+)/;
  /** @type {Position[]} */
  const found = [];
  let isInString = false;
  for (const [line, content] of text.split('\n').entries()) {
    if ((content.match(/"""|'''/g)?.length ?? 0) % 2 === 1) isInString = !isInString;
    const match = isInString ? null : name.exec(content);
    if (match?.[1]) found.push({ line, character: match[1].length });
  }
  if (found.length === 0) throw new Error('There is nowhere to type');
  const step = Math.max(1, found.length / count);
  const spread = Array.from(
    { length: Math.min(count, found.length) },
    (_, index) => found[Math.floor((index + 0.5) * step)],
  );
  const next = random(1);
  return spread
    .flatMap((position) => (position ? [{ position, order: next() }] : []))
    .sort((a, b) => a.order - b.order)
    .map(({ position }) => position);
}
