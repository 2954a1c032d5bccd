// Typing in real Spaces. They are on some machines only (.cache/ecosystem, never committed); the fixtures stand in.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/lib/process.mjs';
import { lineCount } from '../lib/inputs.mjs';
import { progress } from '../lib/progress.mjs';
import { number, ratio } from '../lib/report.mjs';
import { floor, ours, pyright, ruff } from '../lib/servers.mjs';
import { withSessions } from '../lib/sessions.mjs';
import { type } from './keystroke.mjs';

/** Shorter ones say little about typing. */
const shortest = 80;
const folders = ['.cache/ecosystem', 'test/fixtures'].map((folder) => path.join(root, folder));

/** The apps of all Spaces here, by length. */
function apps() {
  const folder = folders.find((each) => existsSync(each)) ?? '';
  return readdirSync(folder)
    .map((name) => path.join(folder, name, 'app.py'))
    .filter((file) => existsSync(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
    .map((app) => ({ ...app, lines: lineCount(app.text) }))
    .filter(({ lines, text }) => lines >= shortest && /^ {4,}\w+ = /m.test(text))
    .sort((a, b) => a.lines - b.lines);
}

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function realSpaces({ servers, quick }) {
  const all = apps();
  const shares = quick ? [0.5] : [0.1, 0.5, 0.9, 1];
  const chosen = new Set(shares.map((share) => all[Math.min(all.length - 1, Math.floor(share * all.length))]));
  const competitors = servers.filter((server) => [ours, floor, ruff, ...(quick ? [] : [pyright])].includes(server));
  const effort = quick ? { warmUpKeys: 12, keys: 24, budgetMs: 1000 } : { warmUpKeys: 48, keys: 120, budgetMs: 12_000 };
  const rows = [];
  for (const app of chosen) {
    if (!app) continue;
    progress(`  ${app.lines.toLocaleString('en-US')} lines`);
    const input = () => ({ folder: path.dirname(app.file), file: app.file, text: app.text });
    const measured = await withSessions(competitors, input, (sessions) => type(sessions, effort));
    const own = measured.get(ours);
    for (const [server, { p50, p95, first, cpu }] of measured) {
      const against = server === ours ? '' : ratio((own?.p50 ?? NaN) / p50);
      rows.push([
        app.lines.toLocaleString('en-US'),
        server.name,
        number(p50),
        number(p95),
        number(first),
        number(cpu),
        against,
      ]);
    }
  }
  return {
    title: 'Keystroke in real Spaces',
    notes: [`Some of ${all.length} Spaces, from short to long, as above.`],
    header: ['lines', 'server', 'p50 ms', 'p95 ms', 'first ms', 'CPU ms', 'ours / this'],
    rows,
    targets: [],
  };
}
