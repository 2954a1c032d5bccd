// Packs what `node scripts/build.mjs --minify` left in dist/: the extension and the npm package, into out/.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { must, root } from './lib/process.mjs';

const out = path.join(root, 'out');
mkdirSync(out, { recursive: true });
await createVSIX({
  cwd: root,
  packagePath: path.join(out, 'zerogpu-lint.vsix'),
  // Everything is bundled.
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
const tarball = (await must('npm', ['pack', '--silent', '--pack-destination', out])).trim().split('\n').at(-1);
console.log(`Packed out/${tarball}`);
