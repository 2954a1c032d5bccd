// Spaces on disk for the servers to look at.
import path from 'node:path';
import { pythonApp, readme, requirements, shellScript, writeFiles } from './inputs.mjs';

/** @typedef {import('./client.mjs').Server} Server */
/** @typedef {{ servers: readonly Server[], scratch: string, sizes: readonly number[], quick: boolean }} Bench what a scenario is given */
/** @typedef {(server: Server) => { folder: string, file: string, text: string }} Input what a server is given to open */

/** A Space whose app has so many lines, with a shell script as long. @param {string} scratch @param {number} lines @returns {Input} */
export function generatedSpace(scratch, lines) {
  const folder = path.join(scratch, `space-${lines}`);
  const texts = { py: pythonApp(lines), sh: shellScript(lines) };
  writeFiles(folder, { 'app.py': texts.py, 'run.sh': texts.sh, 'README.md': readme, 'requirements.txt': requirements });
  return ({ reads }) => ({ folder, file: path.join(folder, reads === 'py' ? 'app.py' : 'run.sh'), text: texts[reads] });
}
