// The command-line server, `zerogpu-lint lsp`, under Neovim's built-in client.
import path from 'node:path';
import { root, run } from '../../scripts/lib/process.mjs';
import { report, scratchFixtures } from '../../scripts/lib/suite.mjs';
import { ensureNeovim } from '../../scripts/lib/tools.mjs';

const { code, output } = await run(
  await ensureNeovim(),
  ['--headless', '--clean', '-u', 'NONE', '-c', `luafile ${path.join(root, 'test/neovim/session.lua')}`],
  {
    cwd: path.join(scratchFixtures(), 'sample-space'),
    env: { ...process.env, ZEROGPU_NODE: process.execPath, ZEROGPU_CLI: path.join(root, 'dist/cli.js') },
    quiet: true,
    timeoutMs: 90_000,
  },
);
/** @type {import('../../scripts/lib/suite.mjs').TestResult[]} */
const results = [...output.matchAll(/^(ok|FAIL) (.*)$/gm)].map(([, verdict, name = '']) =>
  verdict === 'ok' ? { name } : { name, error: output },
);
if (code !== 0 && results.every(({ error }) => error === undefined)) {
  results.push({ name: `Neovim ended with ${code}`, error: output });
}
report(results);
