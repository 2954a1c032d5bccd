// Typing in an app that is one statement: a class, or a function that holds all others. What is parsed and understood anew at a
// key should be the function that was typed in, and not the statement.
import path from 'node:path';
import { appInOne, lineCount, readme, requirements, writeFiles } from '../lib/inputs.mjs';
import { number, ratio } from '../lib/report.mjs';
import { floor, ours, ruff } from '../lib/servers.mjs';
import { withSessions } from '../lib/sessions.mjs';
import { type } from './keystroke.mjs';

const lines = 1000;
const headers = { 'methods of a class': 'class App:\n', 'functions in a function': 'def build():\n' };

/** @param {import('../lib/space.mjs').Bench} bench @returns {Promise<import('../lib/report.mjs').Section>} */
export async function oneStatement({ servers, scratch, quick }) {
  const competitors = servers.filter((server) => [ours, floor, ruff].includes(server));
  const effort = quick ? { warmUpKeys: 12, keys: 24, budgetMs: 1000 } : { warmUpKeys: 48, keys: 120, budgetMs: 12_000 };
  const rows = [];
  for (const [what, header] of Object.entries(headers)) {
    const text = appInOne(header, lines);
    const folder = path.join(scratch, what.replaceAll(' ', '-'));
    writeFiles(folder, { 'app.py': text, 'README.md': readme, 'requirements.txt': requirements });
    const input = () => ({ folder, file: path.join(folder, 'app.py'), text });
    const measured = await withSessions(competitors, input, (sessions) => type(sessions, effort));
    const own = measured.get(ours);
    for (const [server, { p50, p95, cpu }] of measured) {
      const against = server === ours ? '' : ratio((own?.p50 ?? NaN) / p50);
      const length = lineCount(text).toLocaleString('en-US');
      rows.push([what, length, server.name, number(p50), number(p95), number(cpu), against]);
    }
  }
  return {
    title: 'Keystroke in an app that is one statement',
    notes: ['As above, all over an app whose functions all stand below one `class` or `def`.'],
    header: ['what', 'lines', 'server', 'p50 ms', 'p95 ms', 'CPU ms', 'ours / this'],
    rows,
    targets: [],
  };
}
