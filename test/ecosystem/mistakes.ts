// Makes the mistakes that authors make in real Spaces, one at a time, and counts how many of them are told: the only measure
// of what the linter misses. Not all of them are mistakes where they are made (a GPU function that only another one calls
// needs no decorator), so that no number is the right one; a lower one than before is a reason to look.
//   --show   where nothing is told
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Space } from '../../server/src/engine/space';
import { Workspace } from '../../server/src/engine/workspace';
import { corePath, nodeHost } from '../../server/src/host/node';
import { createSpaceModel } from '../../server/src/model/space';
import { rules } from '../../server/src/rules';
import type { TextChange } from '../../server/src/model/views';
import { pythonParser } from '../support/python';

interface Mistake {
  readonly name: string;
  /** Rules of which one tells it. */
  readonly told: RegExp;
  /** Where it can be made in a module. */
  changes(text: string): readonly TextChange[];
}

const DECORATED = /^[ \t]*@(?:spaces\.)?GPU\b[^\n]*\n(?:[ \t]*@[^\n]*\n)*(?=[ \t]*def )/gm;

const mistakes: readonly Mistake[] = [
  {
    name: 'a GPU function loses its decorator',
    told: /^(?:cuda-in-undecorated-handler|no-gpu-function|module-scope-inference)$/,
    changes: (text) =>
      [...text.matchAll(/^[ \t]*@(?:spaces\.)?GPU\b(?:\([^()]*\))?[ \t]*\n/gm)].map((found) => cut(found)),
  },
  {
    name: 'a model of the module is not moved to CUDA',
    told: /^model-not-on-cuda$/,
    changes: (text) =>
      [...text.matchAll(/(?<=^(?:\w+ = .*|\)[^\n]*))\.(?:to\((?:"cuda"|'cuda'|device)\)|cuda\(\))/gim)].map((found) =>
        cut(found),
      ),
  },
  {
    name: 'a tensor is not moved to the CPU',
    told: /^(?:return-cuda-tensor|numpy-of-cuda-tensor)$/,
    changes: (text) => [...text.matchAll(/\.cpu\(\)/g)].map((found) => cut(found)),
  },
  {
    name: 'a GPU function is async',
    told: /^gpu-async-/,
    changes: (text) =>
      [...text.matchAll(DECORATED)].map(({ index, 0: lines }) => {
        const at = index + lines.length + (/^[ \t]*/.exec(text.slice(index + lines.length))?.[0].length ?? 0);
        return { span: { start: at, end: at }, text: 'async ' };
      }),
  },
  {
    name: '`spaces` is not imported',
    told: /^missing-spaces-import$/,
    changes: (text) =>
      text.search(DECORATED) >= 0 ? [...text.matchAll(/^import spaces[ \t]*\n/gm)].map((found) => cut(found)) : [],
  },
  {
    name: '`spaces` is imported above its first use only',
    told: /^spaces-imported-after-cuda$/,
    changes: (text) => {
      const [statement] = text.matchAll(/^import spaces[ \t]*\n/gm);
      const [use] = text.matchAll(DECORATED);
      if (!statement || !use || statement.index > use.index) return [];
      const between = text.slice(statement.index + statement[0].length, use.index);
      if (!/^(?! ).*(?:\.cuda\(|\.to\(|device_map=)/m.test(between)) return [];
      return [{ span: { start: statement.index, end: use.index }, text: `${between}${statement[0]}` }];
    },
  },
  {
    name: 'a GPU function is called in a loop',
    told: /^gpu-call-in-loop$/,
    changes: (text) => {
      const names = new Set(
        [...text.matchAll(/@(?:spaces\.)?GPU\b[^\n]*\n(?:@[^\n]*\n)*def (\w+)/g)].map(([, name]) => name),
      );
      return [...text.matchAll(/^([ \t]+)\w+ = (\w+)\([^()\n]*\)[ \t]*\n/gm)].flatMap((found) => {
        const [line, indent = '', name] = found;
        return names.has(name)
          ? [{ ...cut(found), text: `${indent}for _ in range(len(str(id(0)))):\n    ${line}` }]
          : [];
      });
    },
  },
];

function cut({ index, 0: text }: RegExpExecArray): TextChange {
  return { span: { start: index, end: index + text.length }, text: '' };
}

const { positionals: folders, values: flags } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'boolean', default: false } },
});
const python = await pythonParser();
const made = new Map<string, number>();
const told = new Map<string, number>();
for (const folder of folders) {
  const workspace = new Workspace({
    host: nodeHost(() => undefined),
    createModel: Promise.resolve((root, settings, tables) => createSpaceModel(root, python, settings, tables)),
    rules,
    editorSettings: () => Promise.resolve({}),
    onChange: () => undefined,
    onProblems: () => undefined,
  });
  workspace.setFolders([corePath(path.resolve(folder))]);
  await workspace.ready();
  for (const space of workspace.spaces) if (space.model.view.isZeroGpu) makeIn(space);
  workspace.dispose();
}
for (const { name } of mistakes) console.log(`${told.get(name) ?? 0} of ${made.get(name) ?? 0} told: ${name}`);

function makeIn(space: Space): void {
  const { model } = space;
  const modules = model.paths.filter((each) => each.endsWith('.py') && model.subjects(each).length > 0);
  for (const mistake of mistakes) {
    const before = count(space, mistake.told);
    for (const file of modules) {
      const text = model.text(file) ?? '';
      for (const { span, text: written } of mistake.changes(text)) {
        model.editFile(file, [{ span, text: written }]);
        const isTold = count(space, mistake.told) > before;
        made.set(mistake.name, (made.get(mistake.name) ?? 0) + 1);
        if (isTold) told.set(mistake.name, (told.get(mistake.name) ?? 0) + 1);
        else if (flags.show) console.log(`${file}:${text.slice(0, span.start).split('\n').length}: ${mistake.name}`);
        const end = span.start + written.length;
        model.editFile(file, [{ span: { start: span.start, end }, text: text.slice(span.start, span.end) }]);
      }
    }
  }
}

function count(space: Space, rule: RegExp): number {
  return space.model.paths.flatMap((each) => space.findings(each)).filter((finding) => rule.test(finding.rule)).length;
}
