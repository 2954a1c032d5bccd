// Makes every fix of every finding in the Spaces of some folders, each alone and all together, and tells where that breaks
// the law (test/support/fixLaw.ts). Says where, and never what: the code is other people's.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Workspace } from '../../server/src/engine/workspace';
import { corePath, nodeHost } from '../../server/src/host/node';
import { createSpaceModel } from '../../server/src/model/space';
import { rules } from '../../server/src/rules';
import { CPython } from '../support/cpython';
import { describeViolation, violationsOfFixAll, violationsOfFixes } from '../support/fixLaw';
import { pythonParser } from '../support/python';

const { positionals: folders, values: flags } = parseArgs({
  allowPositionals: true,
  // With the lines: for your own eyes.
  options: { show: { type: 'boolean', default: false } },
});
const python = await pythonParser();
const cpython = CPython.start();
if (!cpython) console.log('SKIPPED: there is no python3 to parse the results with');

let broken = 0;
let kept = 0;
for (const folder of folders) {
  const workspace = new Workspace({
    host: nodeHost(() => undefined),
    createModel: Promise.resolve((root, settings, tables) => createSpaceModel(root, python, settings, tables)),
    rules,
    editorSettings: () => Promise.resolve({ pedantic: true }),
    onChange: () => undefined,
    onProblems: () => undefined,
  });
  workspace.setFolders([corePath(path.resolve(folder))]);
  await workspace.ready();
  for (const space of workspace.spaces) {
    const violations = [
      ...(await violationsOfFixes(workspace, space, { python, cpython })),
      ...(await violationsOfFixAll(workspace, space, { python, cpython })),
    ];
    for (const violation of violations) {
      const { path: file, rule, title, broken: what } = violation;
      console.log(flags.show ? describeViolation(violation) : `${file}: ${rule}: ${title}: ${what}`);
    }
    if (violations.length > 0) broken++;
    else kept++;
  }
  workspace.dispose();
}
cpython?.stop();
console.log(`fixes: ${kept} Spaces in which all keep the law, ${broken} in which some do not`);
process.exitCode = broken === 0 ? 0 : 1;
