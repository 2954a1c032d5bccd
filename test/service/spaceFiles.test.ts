import { describe, expect, it } from 'vitest';
import { completions } from '../../server/src/service/completion';
import { hover } from '../../server/src/service/hover';
import { rules } from '../../server/src/rules';
import { links } from '../../server/src/service/links';
import { defaultPlatformTables } from '../../server/src/platform';
import { applyEdits } from '../../server/src/text/edits';
import { type Files, ordinaryFiles, root, workspaceOf } from '../support/space';
import { withCaret } from './caret';

/** What the editor shows at the caret, `|`, of a file. */
async function shownIn(file: string, text: string, files: Files = {}) {
  const { workspace, path, offset, source } = await withCaret(text, files, file);
  const items = completions(workspace, path, offset);
  return {
    workspace,
    path,
    markdown: hover(workspace, path, offset)?.markdown ?? '',
    items,
    /** The text after choosing a completion. */
    after: (label: string): string => {
      const item = items.find((each) => each.label === label);
      return item ? applyEdits(source, [{ span: item.span, newText: item.newText }]) : '';
    },
  };
}

describe('front matter', () => {
  it('has a hover on every key, with its page', async () => {
    for (const { key, doc } of defaultPlatformTables.cardKeys.rows) {
      const { markdown } = await shownIn(
        'README.md',
        `---\nsdk: gradio\n${key === 'sdk' ? 'x: 1' : ''}|${key}: 1\n---\n`,
      );
      if (key === 'sdk') continue;
      expect(markdown, key).toContain(doc);
    }
  });

  it('has a hover on a value', async () => {
    const { markdown } = await shownIn('README.md', '---\nsdk: gra|dio\n---\n');
    expect(markdown).toMatch(/\*\*sdk\*\*[\s\S]*`gradio`, `docker`, `static`[\s\S]*As of \d{4}/);
  });

  it('completes the keys that are not there yet', async () => {
    const { items, after } = await shownIn('README.md', '---\nsdk: gradio\npy|\n---\n');
    const labels = items.map(({ label }) => label);
    expect(labels).toContain('python_version');
    expect(labels).not.toContain('sdk');
    expect(labels).not.toContain('app_port');
    expect(items.every(({ documentation }) => documentation !== undefined)).toBe(true);
    expect(after('python_version')).toBe('---\nsdk: gradio\npython_version: \n---\n');
    expect(after('models')).toBe('---\nsdk: gradio\nmodels:\n  - \n---\n');
  });

  it('completes a key of a block that is not closed yet', async () => {
    const { after } = await shownIn('README.md', '---\nsdk: gradio\npy|');
    expect(after('python_version')).toBe('---\nsdk: gradio\npython_version: ');
    const { items } = await shownIn('README.md', '---\nsdk: gradio\n\n# Painter\n\npy|');
    expect(items).toEqual([]);
  });

  it('completes a key whose colon is there, in lines of Windows', async () => {
    const { after } = await shownIn('README.md', '---\r\nsdk: gradio\r\nco|: red\r\n---\r\n');
    expect(after('colorFrom')).toBe('---\r\nsdk: gradio\r\ncolorFrom: red\r\n---\r\n');
  });

  it.each([
    ['python_version: |', '3.12', 'python_version: "3.12"'],
    ['python_version: "3|"', '3.12', 'python_version: "3.12"'],
    ['colorFrom:|', 'indigo', 'colorFrom: indigo'],
    ['pinned: t|', 'true', 'pinned: true'],
    ['suggested_hardware: z|', 'zero-a10g', 'suggested_hardware: zero-a10g'],
    ['app_file: |', 'app.py', 'app_file: app.py'],
  ])('completes %s', async (line, label, expected) => {
    const { after } = await shownIn('README.md', `---\nsdk: gradio\n${line}\n---\n`);
    expect(after(label)).toBe(`---\nsdk: gradio\n${expected}\n---\n`);
  });

  it('has nothing to say below the front matter', async () => {
    const { items, markdown } = await shownIn('README.md', '---\nsdk: gradio\n---\n\nsd|k\n');
    expect(items).toEqual([]);
    expect(markdown).toBe('');
  });

  it('has links to the app file and to the Hub', async () => {
    const text =
      '---\nsdk: gradio\napp_file: ./app.py\nmodels:\n  - openai/whisper-small\ndatasets: [mozilla/voice]\npreload_from_hub:\n  - "gpt2 config.json"\n---\n';
    const { workspace } = await workspaceOf({ ...ordinaryFiles, 'README.md': text });
    const found = links(workspace, `${root}/README.md`).map(({ span, target }) => [
      text.slice(span.start, span.end),
      target.kind === 'file' ? target.path : target.url,
    ]);
    expect(found).toEqual([
      ['./app.py', `${root}/app.py`],
      ['openai/whisper-small', 'https://huggingface.co/openai/whisper-small'],
      ['mozilla/voice', 'https://huggingface.co/datasets/mozilla/voice'],
      ['gpt2', 'https://huggingface.co/gpt2'],
    ]);
  });
});

describe('requirements.txt', () => {
  it.each([
    ['gra|dio', 'gradio==6.25.0'],
    ['spa|ces', 'in a version of the platform’s choice'],
    ['tor|ch==2.8.0', 'torchvision==0.23.0'],
    ['tor|ch==2.4.0', 'the Space is refused'],
    ['torchvision==0.2|3.0', 'built for torch 2.8.0'],
    ['xformers==0.0.|30', 'torch==2.7.0'],
    ['flash|-attn', 'only as source'],
    [
      'https://example.org/flash_attn-2.8.3%2Bcu12torch2.8cxx11abiTRUE-cp312-cp312-|linux_x86_64.whl',
      'Python cp312 · torch 2.8 · cu12',
    ],
    ['git+https://github.com/huggingface/diff|users', 'at the newest commit'],
    ['diffusers @ git+https://github.com/huggingface/diff|users@', 'huggingface/diffusers at the newest commit'],
  ])('explains %s', async (line, text) => {
    const { markdown } = await shownIn('requirements.txt', `# 花\n${line}\n`);
    expect(markdown).toContain(text);
  });

  it('does not say again what is reported', async () => {
    const rule = rules.filter(({ name }) => name === 'torch-unsupported');
    const files = { ...ordinaryFiles, 'requirements.txt': 'torch==2.4.0\n' };
    const { workspace } = await workspaceOf(files, {}, [root], rule);
    const { markdown = '' } = hover(workspace, `${root}/requirements.txt`, 1) ?? {};
    expect(markdown).toContain('Documented for ZeroGPU');
    expect(markdown).toContain('**torch-unsupported**');
    expect(markdown).not.toContain('2.4.0');
  });

  it('says nothing about lines that the build just installs', async () => {
    const { markdown } = await shownIn('requirements.txt', 'diff|users>=0.35\n');
    expect(markdown).toBe('');
  });

  it('completes the versions of torch that ZeroGPU takes', async () => {
    const { items, after } = await shownIn('requirements.txt', 'torch==2.|\n');
    expect(items.map(({ label }) => label)).toContain('2.11.0');
    expect(after('2.11.0')).toBe('torch==2.11.0\n');
  });

  it('completes the torchvision for the pinned torch first', async () => {
    const { items } = await shownIn('requirements.txt', 'torch==2.9.1\ntorchvision==|\n');
    expect(items[0]).toMatchObject({ label: '0.24.1', detail: 'built for torch 2.9.1, which is pinned here' });
  });

  it('completes nothing elsewhere', async () => {
    expect((await shownIn('requirements.txt', 'numpy==|\n')).items).toEqual([]);
  });
});

it('a folder that is no ZeroGPU Space gets no help', async () => {
  const files = {
    'app.py': 'import gymnasium\n',
    'requirements.txt': 'torch==\n',
    'README.md': '---\nsdk: docker\n---\n',
  };
  const { workspace } = await workspaceOf(files);
  expect(hover(workspace, `${root}/README.md`, 5)).toBeUndefined();
  expect(completions(workspace, `${root}/requirements.txt`, 7)).toEqual([]);
  expect(links(workspace, `${root}/README.md`)).toEqual([]);
});
