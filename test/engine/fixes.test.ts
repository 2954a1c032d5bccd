import { describe, expect, it } from 'vitest';
import { fixToFixpoint } from '../../server/src/engine/fixes';
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
