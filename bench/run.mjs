// What a user waits for, measured from outside on the built bundles: a keystroke, the start of the server, the command line,
// and the memory in between. The language server is driven over stdio like any editor does.
//   npm run bench [-- --json]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { atEnd, ensureNodeModules, must, root, run } from '../scripts/lib/process.mjs';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
await ensureNodeModules();
await must(process.execPath, [path.join(root, 'scripts/build.mjs'), '--minify']);
const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = await import('vscode-jsonrpc/node');

const folder = mkdtempSync(path.join(os.tmpdir(), 'zerogpu-bench-'));
atEnd(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, 'README.md'), '---\ntitle: Bench\nsdk: gradio\nsuggested_hardware: zero-a10g\n---\n');
writeFileSync(path.join(folder, 'requirements.txt'), 'torch==2.8.0\n');

/** @type {Record<string, number>} */
const numbers = {};
const sample = path.join(root, 'test/fixtures/sample-space');
numbers['command line, sample Space (ms)'] = await median(7, () => timed(() => cli('check', sample)));
for (const functions of [20, 400]) {
  writeFileSync(path.join(folder, 'app.py'), generateApp(functions));
  const size = `${functions} functions, ${Math.round(generateApp(functions).length / 1024)} KiB`;
  numbers[`command line, ${size} (ms)`] = await median(5, () => timed(() => cli('check', folder)));
  const server = await measureServer();
  numbers[`server start to first findings, ${size} (ms)`] = server.firstFindings;
  numbers[`keystroke to findings, median, ${size} (ms)`] =
    server.keystrokes.at(Math.floor(server.keystrokes.length / 2)) ?? NaN;
  numbers[`keystroke to findings, 95th of 100, ${size} (ms)`] =
    server.keystrokes.at(Math.floor(server.keystrokes.length * 0.95)) ?? NaN;
  numbers[`server memory after the edits, ${size} (MiB)`] = server.memory;
}

if (flags.json) console.log(JSON.stringify(numbers, null, 2));
else for (const [name, value] of Object.entries(numbers)) console.log(`${value.toFixed(1).padStart(9)}  ${name}`);

/** One client session: open the file, then type a line into the middle of it, a character at a time. */
async function measureServer() {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'dist/server/node.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = pathToFileURL(path.join(folder, 'app.py')).href;
  const text = readFileSync(path.join(folder, 'app.py'), 'utf8');
  /** @type {Map<number, () => void>} */
  const waiting = new Map();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (/** @type {{ uri: string, version: number }} */ report) => {
      if (report.uri === uri) waiting.get(report.version)?.();
    },
  );
  const findingsOf = (/** @type {number} */ version) =>
    new Promise((resolve) => waiting.set(version, () => resolve(undefined)));
  connection.onRequest('workspace/configuration', (/** @type {{ items: unknown[] }} */ { items }) =>
    items.map(() => null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'bench' }],
    capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
  });
  void connection.sendNotification('initialized', {});
  const first = findingsOf(1);
  void connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'python', version: 1, text },
  });
  await first;
  const firstFindings = performance.now() - started;

  const lines = text.split('\n');
  const middle = lines.findIndex((line, index) => index > lines.length / 2 && line.startsWith('    return'));
  const typed = '    extra = torch.randn(4, device="cuda").cpu()\n';
  /** @type {number[]} */
  const keystrokes = [];
  let [line, character] = [middle, 0];
  for (let index = 0; index < 100; index++) {
    const key = typed[index % typed.length] ?? ' ';
    const version = index + 2;
    const seen = findingsOf(version);
    const before = performance.now();
    const position = { line, character };
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text: key }],
    });
    await seen;
    keystrokes.push(performance.now() - before);
    [line, character] = key === '\n' ? [line + 1, 0] : [line, character + 1];
  }
  const memory = residentMebibytes(child.pid);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  return { firstFindings, keystrokes: keystrokes.sort((a, b) => a - b), memory };
}

/** @param {number | undefined} pid */
function residentMebibytes(pid) {
  if (process.platform !== 'linux') return NaN;
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** A Space of as many functions: half of them on the GPU, each with a caller. @param {number} functions */
function generateApp(functions) {
  const parts = ['import gradio as gr\nimport spaces\nimport torch\n\nmodel = torch.nn.Linear(8, 8).to("cuda")\n'];
  for (let index = 0; index < functions / 2; index++) {
    parts.push(
      `\n\n@spaces.GPU(duration=${10 + (index % 50)})\ndef run_${index}(prompt, steps):\n    noise = torch.randn((8, 8), device="cuda")\n` +
        `    result = model(noise * steps)\n    return result.cpu()\n`,
      `\n\ndef serve_${index}(prompt, steps):\n    label = f"{prompt} in {steps} steps"\n    values = run_${index}(prompt, steps)\n` +
        `    return label, values.tolist()\n`,
    );
  }
  parts.push(
    '\n\nwith gr.Blocks() as demo:\n    prompt = gr.Textbox()\n    steps = gr.Slider(1, 9)\n    button = gr.Button()\n',
  );
  for (let index = 0; index < functions / 2; index++)
    parts.push(`    button.click(serve_${index}, [prompt, steps], [prompt])\n`);
  parts.push('\ndemo.launch()\n');
  return parts.join('');
}

/** @param {string[]} args */
async function cli(...args) {
  const { code, output } = await run(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { quiet: true });
  if (code > 1) throw new Error(`The command line ended with ${code}:\n${output}`);
}

/** @param {() => Promise<void>} act */
async function timed(act) {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

/** @param {number} times @param {() => Promise<number>} measure */
async function median(times, measure) {
  const values = [];
  for (let index = 0; index < times; index++) values.push(await measure());
  return values.sort((a, b) => a - b)[Math.floor(times / 2)] ?? NaN;
}
