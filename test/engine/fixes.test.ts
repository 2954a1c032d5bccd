import { describe, expect, it } from 'vitest';
import { bestFix, fixToFixpoint } from '../../server/src/engine/fixes';
import { rules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text/edits';
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
});
