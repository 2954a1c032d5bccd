import { expect, it } from 'vitest';
import { folds, outline } from '../../server/src/service/outline';
import { links } from '../../server/src/service/links';
import { ordinaryFiles, root, workspaceOf } from '../support/space';

const card =
  '---\r\ntitle: 🎨 Paint\r\nsdk: gradio\r\ntags:\r\n  - art\r\nthumbnail: https://example.org/a.png\r\n---\r\n# Paint\r\n';
const requirements =
  '# what it needs\n--extra-index-url https://example.org\ntorch==2.8.0  # pinned\ndiffusers[torch] >= 0.35\n';

it('lists the keys of the front matter and folds it', async () => {
  const { workspace } = await workspaceOf({ ...ordinaryFiles, 'README.md': card });
  const path = `${root}/README.md`;
  expect(outline(workspace, path).map(({ name, detail, kind }) => [name, detail, kind])).toEqual([
    ['title', '🎨 Paint', 'key'],
    ['sdk', 'gradio', 'key'],
    ['tags', '', 'key'],
    ['thumbnail', 'https://example.org/a.png', 'key'],
  ]);
  for (const { name, nameSpan, span } of outline(workspace, path)) {
    expect(card.slice(nameSpan.start, nameSpan.end)).toBe(name);
    expect(span.start).toBe(nameSpan.start);
  }
  const [block] = folds(workspace, path);
  expect(block && card.slice(block.start, block.end).trimEnd()).toMatch(/^---[\s\S]*---$/);
  expect(links(workspace, path).map(({ target }) => target)).toContainEqual({
    kind: 'web',
    url: 'https://example.org/a.png',
  });
});

it('lists the packages of a requirements file', async () => {
  const { workspace } = await workspaceOf({ ...ordinaryFiles, 'requirements.txt': requirements });
  const path = `${root}/requirements.txt`;
  expect(outline(workspace, path).map(({ name, detail }) => [name, detail])).toEqual([
    ['torch', '==2.8.0'],
    ['diffusers', '>=0.35'],
  ]);
  expect(folds(workspace, path)).toEqual([]);
});

it('leaves Python to the editor, and other folders alone', async () => {
  const { workspace } = await workspaceOf({ 'app.py': 'print(1)\n', 'requirements.txt': requirements });
  expect(outline(workspace, `${root}/app.py`)).toEqual([]);
  expect(outline(workspace, `${root}/requirements.txt`)).toEqual([]);
});
