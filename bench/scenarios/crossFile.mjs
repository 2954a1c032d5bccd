// One file of a Space is edited and the diagnostics of others change: until the last of them is there.
import path from 'node:path';
import { pythonApp, readme, typingPositions, writeFiles } from '../lib/inputs.mjs';
import { atMost, number, ratio } from '../lib/report.mjs';
import { ours } from '../lib/servers.mjs';
import { withSessions } from '../lib/sessions.mjs';
import { median, pause, percentile } from '../lib/statistics.mjs';

const modules = 30;

/** @typedef {{ file: string, from: string, to: string }} Edit */

/** Edits that change what is found in other files, there and back. */
const edits = [
  { file: 'README.md', from: 'sdk_version: 5.49.1', to: 'sdk_version: 4.49.1' },
  { file: 'requirements.txt', from: 'flash-attn', to: 'flash-att' },
  { file: 'shared.py', from: 'DEVICE = "cuda"', to: 'DEVICE = "cpu"' },
];

/** Thirty modules: the app, one that all others import, and 28 with a GPU function each. */
function files() {
  /** @type {Record<string, string>} */
  const found = {
    'README.md': readme,
    'requirements.txt':
      'torch==2.8.0\ngradio==5.49.1\ndiffusers\ntransformers\naccelerate\nnumpy\npillow\nflash-attn\n',
    'shared.py': 'import torch\n\nDEVICE = "cuda"\n\n\ndef noise(size):\n    return torch.randn(size, device=DEVICE)\n',
  };
  const parts = Array.from({ length: modules - 2 }, (_, index) => `part_${index}`);
  for (const [index, name] of parts.entries()) {
    const text = pythonApp(120, index + 1).replace(/\nwith gr\.Blocks[^]*$/, '');
    found[`${name}.py`] = `${text}

from shared import noise

attending = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-7B-Instruct", attn_implementation="flash_attention_2")


@spaces.GPU
def sample_${index}(size):
    return noise(size)
`;
  }
  const imports = parts.map((name, index) => `from ${name} import sample_${index}\n`).join('');
  const buttons = parts
    .map((_, index) => `    gr.Button("Run").click(sample_${index}, gr.Number(), gr.Image())\n`)
    .join('');
  const app = pythonApp(200).replace('    run_button.click', `${buttons}    run_button.click`);
  found['app.py'] = `${imports}${app.replace('show_error=True', 'show_error=True, mcp_server=True')}`;
  return found;
}

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function crossFile({ scratch, quick }) {
  const folder = path.join(scratch, 'modules');
  const space = files();
  writeFiles(folder, space);
  const rounds = quick ? 5 : 30;
  const input = () => ({ folder, file: path.join(folder, 'app.py'), text: space['app.py'] ?? '' });
  const measured = await withSessions([ours], input, async ([session]) => {
    if (!session) throw new Error('The server did not open the Space');
    const { client, uri } = session;
    const uris = new Map([['app.py', uri]]);
    for (const file of new Set(edits.map((edit) => edit.file)))
      uris.set(file, client.open(path.join(folder, file), space[file] ?? ''));
    await client.quiet(500);

    /** @type {number[]} */
    const keys = [];
    const press = async (/** @type {number} */ round) => {
      const [start] = positions.slice(round % positions.length);
      if (!start) return;
      const after = { line: start.line, character: start.character + 1 };
      keys.push(await client.keystroke(uri, { range: { start, end: start }, text: 'x' }));
      await pause(20);
      keys.push(await client.keystroke(uri, { range: { start, end: after }, text: '' }));
      await pause(20);
    };
    const positions = typingPositions(client.text(uri), rounds);

    /** Applies one direction of an edit. @param {Edit} edit */
    const send = ({ file, from, to }) => {
      const edited = uris.get(file) ?? '';
      const before = client.text(edited).slice(0, client.text(edited).indexOf(from)).split('\n');
      const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      const end = { line: start.line, character: start.character + from.length };
      return client.edit(edited, { range: { start, end }, text: to });
    };
    const back = (/** @type {Edit} */ { file, from, to }) => ({
      file,
      from: to,
      to: from,
    });
    /** The diagnostics of each document as last told. @type {Map<string, string>} */
    const known = new Map();
    client.watch(({ uri: about, diagnostics }) => known.set(about, JSON.stringify(diagnostics)));
    /** Which documents have other diagnostics after an edit. @param {Edit} edit */
    const affectedBy = async (edit) => {
      const before = new Map(known);
      const edited = uris.get(edit.file) ?? '';
      const another = client.published((publish) => publish.uri !== edited);
      send(edit);
      await another;
      await client.quiet(quick ? 250 : 1000);
      return new Set([...known].filter(([about, now]) => now !== (before.get(about) ?? '[]')).map(([about]) => about));
    };
    /** From the edit to the last of the documents. @param {Edit} edit @param {ReadonlySet<string>} affected */
    const timed = async (edit, affected) => {
      const missing = new Set(affected);
      const last = client.published((publish) => missing.delete(publish.uri) && missing.size === 0);
      const started = performance.now();
      send(edit);
      return (await last).at - started;
    };

    // What files were told before is known after each edit was made once.
    for (const edit of edits) {
      await affectedBy(edit);
      await affectedBy(back(edit));
    }
    const results = [];
    for (let warmUp = 0; warmUp < 12; warmUp++) await press(warmUp);
    keys.length = 0;
    for (const edit of edits) {
      const there = await affectedBy(edit);
      const andBack = await affectedBy(back(edit));
      if (there.size === 0 || andBack.size === 0) throw new Error(`The edit of ${edit.file} changes no diagnostics`);
      /** @type {number[]} */
      const times = [];
      for (let round = 0; round < rounds; round++) {
        times.push(await timed(edit, there));
        await pause(20);
        times.push(await timed(back(edit), andBack));
        await pause(20);
        await press(round);
      }
      results.push({ edit, files: Math.max(there.size, andBack.size), times: times.slice(4) });
    }
    return { keys, results };
  });
  const key = median(measured.keys);
  return {
    title: 'An edit that changes other files',
    notes: [
      `A Space of ${modules} modules that all use one of them. Until the diagnostics of every file that the edit changes are`,
      'published (of this server alone: no peer tells about files that are not open).',
    ],
    header: ['edit', 'files changed', 'p50 ms', 'p95 ms', '/ keystroke'],
    rows: [
      ['a letter in a function of app.py', '1', number(key), number(percentile(measured.keys, 0.95)), ''],
      ...measured.results.map(({ edit, files: count, times }) => [
        `${edit.file}: \`${edit.from}\` ↔ \`${edit.to}\``,
        String(count),
        number(median(times)),
        number(percentile(times, 0.95)),
        ratio(median(times) / key),
      ]),
    ],
    targets: measured.results.flatMap(({ edit, times }) =>
      atMost(`an edit of ${edit.file} (\`${edit.to}\`) / keystroke, ${modules} modules`, median(times) / key, 5),
    ),
  };
}
