// Spaces on disk for the servers to look at.
import path from 'node:path';
import { pythonApp, readme, requirements, shellScript, writeFiles } from './inputs.mjs';
import { random } from './statistics.mjs';

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

/** Half of real apps are shorter than this, and a twentieth longer than six times of it. */
export const medianLines = 213;

/** Writes so many Spaces of different lengths; every fourth has modules. @param {string} folder @param {number} count @returns {number} Python files */
export function writeSpaces(folder, count) {
  const next = random(count);
  let written = 0;
  for (let index = 0; index < count; index++) {
    // A logarithmic normal distribution, from the sum of twelve uniform ones.
    const normal = Array.from({ length: 12 }, next).reduce((sum, each) => sum + each, -6);
    const lines = Math.min(2700, Math.max(70, Math.round(medianLines * Math.exp(normal * 1.1))));
    /** @type {Record<string, string>} */
    const files = { 'README.md': readme, 'requirements.txt': requirements, 'app.py': pythonApp(lines, index) };
    if (index % 4 === 0)
      for (const name of ['models.py', 'ui/tabs.py']) files[name] = pythonApp(150, index + name.length);
    writeFiles(path.join(folder, `space-${index}`), files);
    written += Object.keys(files).length - 2;
  }
  return written;
}
