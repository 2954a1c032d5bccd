import { describe, expect, it } from 'vitest';
import { bestFix, fixToFixpoint } from '../../server/src/engine/fixes';
import type { SpaceView } from '../../server/src/model';
import { rules } from '../../server/src/rules';
import { type Fix, type Report, type Rule, rule } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edits';
import type { Place } from '../../server/src/text/place';
import { ordinaryFiles, root, spaceOf, summaries } from '../support/space';

const requirements = `${root}/requirements.txt`;

describe('fixing everything', () => {
  it('makes safe fixes until none is left, as one set of edits of the first text', async () => {
    const text = 'torch\r\nspaces==0.30  # zerogpu: ignore[sdk-not-gradio]\r\nspaces<0.40 # kept\r\n';
    const space = await spaceOf({ ...ordinaryFiles, 'requirements.txt': text }, { configuration: { pedantic: true } });
    const { edits, applied } = fixToFixpoint(space, [requirements]);
    const fixed = 'torch\r\nspaces\r\nspaces # kept\r\n';
    expect(space.model.text(requirements)).toBe(fixed);
    expect(applyEdits(text, edits.get(requirements) ?? [])).toBe(fixed);
    expect(applied.map(({ rule }) => rule)).toEqual([
      'requirements-spaces-pin',
      'unused-suppression',
      'requirements-spaces-pin',
    ]);
    expect(summaries(space)).toEqual([]);
    space.dispose();
  });

  it('makes all of a rule in one round when they share an import', async () => {
    const functions = ['draw', 'paint'].map(
      (name) =>
        `\n\n@spaces.GPU(duration=30)\ndef ${name}(image):\n    image.save("${name}.png")\n    return "${name}.png"\n`,
    );
    const handlers = ['draw', 'paint'].map((name) => `    gr.Button().click(${name}, gr.Image(), gr.File())\n`);
    const app = `import gradio as gr\nimport spaces\n${functions.join('')}\n\nwith gr.Blocks() as demo:\n${handlers.join('')}`;
    const own = rules.filter(({ name }) => name === 'fixed-output-path');
    const space = await spaceOf({ ...ordinaryFiles, 'app.py': app }, { rules: own });
    const path = `${root}/app.py`;
    const { edits, applied } = fixToFixpoint(space, [path], bestFix, 1);
    expect(applied).toHaveLength(2);
    const fixed = applyEdits(app, edits.get(path) ?? []);
    expect(fixed.match(/^import tempfile$/gm)).toHaveLength(1);
    expect(summaries(space)).toEqual([]);
    space.dispose();
  });

  it('does not make a fix again that did not help', async () => {
    const space = await spaceOf({ ...ordinaryFiles, 'requirements.txt': 'spaces==0.30\n' });
    const { applied } = fixToFixpoint(space, [requirements], (finding) => ({
      title: 'again',
      safety: 'safe',
      edits: [{ path: finding.path, span: { start: 0, end: 0 }, newText: '\n' }],
    }));
    expect(applied).toHaveLength(1);
    space.dispose();
  });

  it('leaves out the fixes that would break a file, and makes the others', async () => {
    const files = {
      'app.py': 'import spaces\na = 1\nb = 2\nc = 3\n',
      'README.md': '---\nsdk: gradio\ntitle: x\n---\n',
    };
    const [app, card] = [`${root}/app.py`, `${root}/README.md`];
    const rewritten: Readonly<Record<string, string>> = {
      'a = 1': 'a = (1',
      'b = 2': 'b = 20',
      'c = 3': 'c = 30',
      gradio: '[gradio',
      x: 'y',
    };
    const space = await spaceOf(files, { rules: [rewriting(rewritten)] });
    const { edits, applied, leftOut } = fixToFixpoint(space, [app, card]);
    expect(applied.map(({ title }) => title)).toEqual(['y', 'b = 20', 'c = 30']);
    expect(leftOut.map(({ title }) => title)).toEqual(['[gradio', 'a = (1']);
    const texts = [card, app].map((path) => space.model.text(path));
    expect(texts).toEqual(['---\nsdk: gradio\ntitle: y\n---\n', 'import spaces\na = 1\nb = 20\nc = 30\n']);
    expect([...edits.keys()].sort()).toEqual([card, app]);
    space.dispose();
  });
});

/** A rule that would have statements of the app, and values of the card, be others. */
function rewriting(texts: Readonly<Record<string, string>>): Rule {
  const rewrite = (place: Place, report: Report<{ other: 'x' }>, space: SpaceView): void => {
    const newText = texts[space.text(place)];
    if (newText === undefined) return;
    const fixes = (): readonly Fix[] => [
      { title: newText, safety: 'safe', edits: [space.edits.replace(place, newText)] },
    ];
    report(place, 'other', {}, { fixes });
  };
  return rule({
    name: 'requirements-spaces-pin',
    summary: 'x',
    group: 'cuda',
    severity: 'error',
    confidence: 'high',
    audience: 'default',
    messages: { other: 'x' },
    explains: [],
    sources: [],
    check: {
      code: ({ place }, report, space) => {
        rewrite(place, report, space);
      },
      frontMatter: (file, report, space) => {
        for (const { value } of file.parsed.entries) rewrite(file.place(value.span), report, space);
      },
    },
  });
}
