/** What rules say of the card and the requirements, and across the files of a Space, that no page shows. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text/edits';
import { allFindings, ordinaryFiles, root, spaceOf } from '../support/space';
import { findings, fixed } from './findings';

const card = '---\nsdk: gradio\nsdk_version: 6.25.0\npython_version: "3.12"\n---\n';

describe('requirements-spaces-pin', () => {
  it.each([
    // No version that ZeroGPU was seen with fits.
    ['spaces~=0.26.1', ['warning']],
    ['spaces<0.40', ['warning']],
    // An earlier one does.
    ['spaces<0.51', ['information']],
    ['spaces<1', []],
  ])('%s', async (line, severities) => {
    const found = await findings({ 'requirements.txt': `${line}\n` }, 'requirements-spaces-pin');
    expect(found.map(({ severity }) => severity)).toEqual(severities);
  });
});

describe('what a range of torchvision needs of torch', () => {
  it.each([
    ['torch==2.8.0', 'torchvision>=0.24,<0.25', 'torch-family-mismatch'],
    ['torch==2.8.0', 'torchvision==0.24.*', 'torch-family-mismatch'],
    ['torch==2.8.0', 'torchvision<0.22', 'torch-family-mismatch'],
    ['torch<2.9', 'torchvision>=0.24', 'torch-family-mismatch'],
    ['torch>=2.9', 'torchvision==0.23.0', 'torch-family-mismatch'],
    ['torch', 'torchvision~=0.22.0', 'torch-unsupported'],
    ['torch==2.*', 'torchvision<0.22', 'torch-unsupported'],
    ['torch>=2.8', 'torchvision<0.22', 'torch-unsupported'],
    ['torch==2.8.0', 'torchvision>=0.20', undefined],
    ['torch==2.9.1', 'torchvision~=0.24.0', undefined],
    ['torch>=2.9', 'torchvision~=0.23', undefined],
    ['torch', 'torchvision<0.24', undefined],
    ['torch==2.15.0', 'torchvision>=0.30', undefined],
    ['torch==2.8.0', 'torchvision!=0.23.0', undefined],
  ])('%s, %s', async (torch, vision, expected) => {
    const files = { 'requirements.txt': `${torch}\n${vision}\n` };
    const told = [];
    for (const rule of ['torch-family-mismatch', 'torch-unsupported'])
      if ((await findings(files, rule)).length > 0) told.push(rule);
    expect(told).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('frontmatter-yaml-invalid', () => {
  it.each(['@mention demo', '*fast* demo', '%s demo'])('%s needs quotes', async (title) => {
    const files = { 'README.md': card.replace('sdk:', `title: ${title}\nsdk:`) };
    const [finding] = await findings(files, 'frontmatter-yaml-invalid');
    expect(finding?.message).toContain(`begins with \`${title.charAt(0)}\`, and needs quotes`);
  });
});

describe('frontmatter-missing', () => {
  const always = { configuration: { treatAsSpace: 'always' as const } };

  it('leaves a README without front matter alone', async () => {
    expect(await findings({ 'README.md': '# A mirror\n' }, 'frontmatter-missing')).toEqual([]);
  });

  it('reports it where the user says that the folder is a Space', async () => {
    const [finding] = await findings({ 'README.md': '# Painter\n\nText\n' }, 'frontmatter-missing', always);
    expect(finding?.span).toEqual({ start: 0, end: 9 });
    expect(finding?.fixes()[0]?.edits[0]?.newText).toContain('title: "Painter"');
  });

  it.each([
    ['a byte order mark', `\uFEFF${card}`],
    ['blank lines', `\n\n${card}`],
    ['blank lines of Windows', `\r\n${card.replaceAll('\n', '\r\n')}`],
    ['a block that is only shown', `# Painter\n\n\`\`\`markdown\n${card}\`\`\`\n`],
  ])('says nothing of %s', async (_, text) => {
    expect(await findings({ 'README.md': text }, 'frontmatter-missing')).toEqual([]);
  });

  it('moves a heading below the block', async () => {
    const result = await fixed({ 'README.md': `# Painter\n${card}` }, 'frontmatter-missing', 'README.md');
    expect(result).toBe(`${card}# Painter\n`);
  });

  it('moves text below the block without adding up the blank lines around it', async () => {
    const files = { 'README.md': `\uFEFF# Painter\n\n${card}\nText\n` };
    expect(await fixed(files, 'frontmatter-missing', 'README.md')).toBe(`\uFEFF${card}\n# Painter\n\nText\n`);
  });

  it.each(['--', '----', ''])('closes the block, where the line that was meant to be %j', async (line) => {
    const files = { 'README.md': `${card.slice(0, -4)}${line}\n# Painter\n` };
    const rest = line === '' ? '\n# Painter\n' : '# Painter\n';
    expect(await fixed(files, 'frontmatter-missing', 'README.md')).toBe(`${card}${rest}`);
  });

  it('inserts a block behind a byte order mark', async () => {
    const files = { 'README.md': '\uFEFF# Painter\n' };
    const [finding] = await findings(files, 'frontmatter-missing', always);
    expect(finding?.fixes()[0]?.edits[0]?.span).toEqual({ start: 1, end: 1 });
  });

  it('moves a heading below a block that ends the file', async () => {
    const result = await fixed({ 'README.md': `# Painter\n${card.trimEnd()}` }, 'frontmatter-missing', 'README.md');
    expect(result).toBe(`${card}# Painter\n`);
  });
});

describe('startup-timeout-format', () => {
  const files = (written: string) => ({
    'README.md': `---\nsdk: gradio\nstartup_duration_timeout: ${written}  # long\n---\n`,
  });

  it.each([
    ['"3600"', '"3600s"'],
    ["'30'", "'30m'"],
    ['45', '45m'],
  ])('adds the unit to %s', async (before, after) => {
    const name = 'startup-timeout-format';
    expect(await fixed(files(before), name, 'README.md')).toBe(files(after)['README.md']);
  });

  it.each(['0', '-1', '""', '1.5'])('does not guess what %s was to be', async (written) => {
    const [finding] = await findings(files(written), 'startup-timeout-format');
    expect(finding?.fixes()).toEqual([]);
  });
});

describe('color-invalid', () => {
  it.each([
    ['gre', 'green'],
    ['Yel', 'yellow'],
    ['light blue', 'blue'],
  ])('chooses for %s what it begins, or holds', async (before, after) => {
    const text = (color: string): string => card.replace('---\n', `---\ncolorTo: ${color}\n`);
    expect(await fixed({ 'README.md': text(before) }, 'color-invalid', 'README.md')).toBe(text(after));
  });
});

describe('client-token-forwarding', () => {
  it('renames what the client of the newer Gradio does not know', async () => {
    const files = {
      'README.md': '---\nsdk: gradio\nsdk_version: 5.49.1\napp_file: app.py\n---\n',
      'app.py':
        'import spaces\nfrom gradio_client import Client\n\nclient = Client("acme/other", hf_token="x")\n\n\n' +
        '@spaces.GPU(duration=9)\ndef paint(x):\n    return client.predict(x)\n',
    };
    expect(await fixed(files, 'client-token-forwarding', 'app.py')).toContain('Client("acme/other", token="x")');
    expect(await fixed(files, 'client-token-forwarding', 'README.md')).toMatch(/sdk_version: 6/);
  });
});

describe('a Space whose Gradio only requirements.txt names', () => {
  const app =
    'import gradio as gr\nimport spaces\n\n@spaces.GPU\ndef paint(x):\n    return x\n\n' +
    'gr.Interface(paint, "text", "text").launch(mcp_server=True)\n';
  const files = { 'README.md': '# A mirror\n', 'app.py': app };

  it('is told where the version comes from', async () => {
    const requirements = { ...files, 'requirements.txt': 'gradio==5.33.0\npydantic==2.10.6\n' };
    const [conflict] = await findings(requirements, 'requirements-gradio-conflict');
    expect(conflict?.message).toContain('gradio 5.33.0, which the build installs because of `requirements.txt`, needs');
    const [older] = await findings({ ...files, 'requirements.txt': 'gradio==5.9.0\n' }, 'mcp-needs-gradio5');
    expect(older?.message).toContain('in Gradio 5.9.0 `launch` raises');
  });

  it('is told so where `sdk_version` is left empty', async () => {
    const card = '---\ntitle: x\nsdk: gradio\nsdk_version:\npython_version: "3.12"\n---\n';
    const requirements = 'gradio==5.33.0\npydantic==2.10.6\n';
    const [conflict] = await findings(
      { ...files, 'README.md': card, 'requirements.txt': requirements },
      'requirements-gradio-conflict',
    );
    expect(conflict?.message).toContain('gradio 5.33.0, which the build installs because of `requirements.txt`');
  });

  it('needs that line', async () => {
    const requirements = { ...files, 'requirements.txt': 'gradio==5.33.0\n' };
    expect(await findings(requirements, 'requirements-gradio-redundant')).toEqual([]);
  });
});

describe('missing-requirement without a requirements.txt', () => {
  const app = 'import spaces\nimport numpy\nimport diffusers\n\n@spaces.GPU\ndef paint(x):\n    return x\n';
  const found = async (readme: string) => {
    const space = await spaceOf({ 'app.py': app, 'README.md': readme }, { rules });
    const messages = allFindings(space).flatMap(({ rule, message }) =>
      rule === 'missing-requirement' ? [message] : [],
    );
    space.dispose();
    return messages;
  };

  it('reports what the platform does not install', async () => {
    expect(await found(card)).toEqual([expect.stringContaining('there is no requirements.txt')]);
  });

  it('is silent in a folder that has no card', async () => {
    expect(await found('# A mirror\n')).toEqual([]);
  });
});

describe('requirements in other encodings', () => {
  it('reports a file that was saved as UTF-16', async () => {
    const text = 'torch==2.8.0\n'.replace(/[^]/g, '$&\0');
    const [finding] = await findings({ 'requirements.txt': text }, 'requirements-merge-line');
    expect(finding?.message).toContain('UTF-8');
  });

  it('finds its place behind a byte order mark, emoji and CJK, in lines of Windows', async () => {
    const text = '\uFEFF# 🌷 花\r\ndiffusers  # 絵 🎨\r\ntorch == 2.0.1 # 花\r\n';
    const [finding] = await findings({ 'requirements.txt': text }, 'torch-unsupported');
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe('torch == 2.0.1');
    expect(await fixed({ 'requirements.txt': text }, 'torch-unsupported', 'requirements.txt')).toBe(
      '\uFEFF# 🌷 花\r\ndiffusers  # 絵 🎨\r\ntorch == 2.11.0 # 花\r\n',
    );
  });

  it('adds a missing requirement in the line ending of the file, behind a last line without one', async () => {
    const files = {
      'requirements.txt': 'diffusers\r\ntransformers',
      'app.py': `import cv2\n${ordinaryFiles['app.py'] ?? ''}`,
    };
    expect(await fixed(files, 'missing-requirement', 'requirements.txt')).toBe(
      'diffusers\r\ntransformers\r\nopencv-python-headless\r\n',
    );
  });
});

describe('what is certain only in a Space', () => {
  const requirements = { 'requirements.txt': 'torch==2.1.0\n' };

  it('is an error where the README is the card of one', async () => {
    expect((await findings(requirements, 'torch-unsupported')).map(({ severity }) => severity)).toEqual(['error']);
  });

  it('is a warning in a project that only imports spaces', async () => {
    const found = await findings({ ...requirements, 'README.md': '# A project\n' }, 'torch-unsupported');
    expect(found.map(({ severity }) => severity)).toEqual(['warning']);
  });
});

it('torch-unsupported leaves no triton behind that would hold pip to the old torch', async () => {
  const files = { 'requirements.txt': 'torch==2.4.0\ntriton==3.0.0\n' };
  const [finding] = await findings(files, 'torch-unsupported');
  const results = finding?.fixes().map(({ edits }) => applyEdits(files['requirements.txt'], edits));
  expect(results).toEqual([expect.stringMatching(/^torch==2\.\d+\.0\ntriton\n$/), 'triton\n']);
});

describe('torch-unsupported and the libraries of CUDA that pip freeze wrote with the old torch', () => {
  const results = async (text: string) => {
    const files = { 'requirements.txt': text };
    const [finding] = await findings(files, 'torch-unsupported');
    return finding?.fixes().map(({ edits }) => applyEdits(text, edits));
  };

  it('removes them: the new torch brings its own', async () => {
    const libraries = 'nvidia-cublas-cu12==12.1.3.1\nnvidia-cudnn-cu12==8.9.2.26\nnvidia-nvtx-cu12==12.1.105\n';
    expect(await results(`numpy\n${libraries}nvidia-ml-py==12.5\ntorch==2.2.0\n`)).toEqual([
      expect.stringMatching(/^numpy\nnvidia-ml-py==12.5\ntorch==2\.\d+\.0\n$/),
      'numpy\nnvidia-ml-py==12.5\n',
    ]);
  });

  it('removes what pip-compile says of them, too', async () => {
    const compiled = [
      'numpy==2.0.1',
      '    # via gradio',
      'nvidia-cublas-cu12==12.1.3.1',
      '    # via',
      '    #   nvidia-cudnn-cu12',
      '    #   torch',
      'nvidia-cudnn-cu12==9.1.0.70',
      '    # via torch',
      'nvidia-nvtx-cu12==12.1.105',
      '    # via torch',
      '# the model',
      'torch==2.4.0',
      '    # via -r requirements.in',
      '',
    ].join('\n');
    expect(await results(compiled)).toEqual([
      expect.stringMatching(
        /^numpy==2\.0\.1\n {4}# via gradio\n# the model\ntorch==2\.\d+\.0\n {4}# via -r requirements\.in\n$/,
      ),
      'numpy==2.0.1\n    # via gradio\n# the model\n',
    ]);
  });

  it('leaves one that something else needs', async () => {
    expect((await results('faster-whisper\nnvidia-cudnn-cu12==9.1.0.70\ntorch==2.4.0\n'))?.[1]).toBe(
      'faster-whisper\nnvidia-cudnn-cu12==9.1.0.70\n',
    );
  });
});

it.each([
  ['# A project\n', []],
  ['---\nsdk: gradio\nsdk_version: 6.31.0\n---\n', ['matplotlib']],
])('missing-requirement knows what Gradio brings only where its version is known: %j', async (card, packages) => {
  const files = {
    'README.md': card,
    'requirements.txt': 'gradio\n',
    'app.py': `import matplotlib.pyplot as plt\n${ordinaryFiles['app.py'] ?? ''}`,
  };
  const found = await findings(files, 'missing-requirement');
  expect(found.map(({ message }) => /comes with the package (\S+),/.exec(message)?.[1])).toEqual(packages);
});

describe('taking torch from PyPI', () => {
  const index = '--extra-index-url https://download.pytorch.org/whl/cu126\n';
  it.each([
    [
      'torch-local-suffix',
      `# torch\n${index}torch == 2.8.0+cu126\ntorchvision==0.23.0+cu126 # v\nother==1.0+cu126\n`,
      '# torch\ntorch == 2.8.0\ntorchvision==0.23.0 # v\nother==1.0+cu126\n',
    ],
    ['torch-index-url', `${index}torch==2.8.0\ntorchaudio==2.8.0+cu126\n`, 'torch==2.8.0\ntorchaudio==2.8.0\n'],
    [
      'torch-local-suffix',
      'torch @ https://download.pytorch.org/whl/cpu/torch-2.8.0%2Bcpu-cp312-cp312-linux_x86_64.whl ; sys_platform == "linux"\n',
      'torch==2.8.0 ; sys_platform == "linux"\n',
    ],
  ])('%s: %j', async (rule, before, after) => {
    const files = { 'requirements.txt': before };
    expect(await fixed(files, rule, 'requirements.txt')).toBe(after);
  });

  it('is safe only where pip looks nowhere else', async () => {
    const safety = async (text: string) =>
      (await findings({ 'requirements.txt': text }, 'torch-local-suffix'))[0]?.fixes()[0]?.safety;
    expect(await safety('torch==2.8.0+cu126\n')).toBe('safe');
    expect(await safety(`${index}torch==2.8.0+cu126\n`)).toBe('review');
  });
});

describe('the Gradio that requirements-gradio-conflict suggests', () => {
  it.each([
    ['the newest, where the newest that was read goes with them', '4.44.1', 'pillow==12.0.0\n', '6.31.0'],
    ['one before the mcp extra, which narrows pydantic', '6.25.0', 'pydantic==2.10.6\n', '5.27.1'],
    ['one that works with both', '6.25.0', 'huggingface_hub==0.25.2\npydantic==2.10.6\n', '5.14.0'],
    ['none, where pip would choose a pydantic that fails', '6.25.0', 'huggingface_hub==0.25.2\npydantic\n', undefined],
    ['none whose needs nobody has read', '6.25.0', 'pillow==13.0.0\n', undefined],
  ])('is %s', async (_, sdkVersion, requirements, suggested) => {
    const files = { 'README.md': card.replace('6.25.0', sdkVersion), 'requirements.txt': requirements };
    const [finding] = await findings(files, 'requirements-gradio-conflict');
    const titles = finding?.fixes().map(({ title }) => /`sdk_version` to ([\d.]+)/.exec(title)?.[1]);
    expect(titles?.find((version) => version !== undefined)).toBe(suggested);
  });
});

it('does not suggest for one line what another one excludes', async () => {
  const files = { 'README.md': card, 'requirements.txt': 'huggingface_hub==0.27.0\ntransformers==4.44.2\n' };
  for (const finding of await findings(files, 'requirements-gradio-conflict')) {
    expect(finding.fixes().map(({ title }) => title)).toEqual([
      'Change `sdk_version` to 5.14.0, which goes with the requirements, and add `pydantic<2.11`',
    ]);
  }
});

it('adds to the requirements what an older Gradio starts with', async () => {
  const files = { 'README.md': card, 'requirements.txt': 'huggingface_hub==0.25.2' };
  const [finding] = await findings(files, 'requirements-gradio-conflict');
  const edits = finding?.fixes()[1]?.edits ?? [];
  const texts = Object.entries(files).map(([name, text]) =>
    applyEdits(
      text,
      edits.filter(({ path }) => path === `${root}/${name}`),
    ),
  );
  expect(texts).toEqual([card.replace('6.25.0', '5.14.0'), 'huggingface_hub==0.25.2\npydantic<2.11\n']);
});

describe('an edit of one file', () => {
  it('changes the findings in another', async () => {
    const space = await spaceOf(
      { ...ordinaryFiles, 'README.md': card, 'requirements.txt': 'gradio==5.49.1\n' },
      { rules },
    );
    const mismatches = (): number =>
      space.findings(`${root}/requirements.txt`).filter(({ rule }) => rule === 'requirements-gradio-mismatch').length;
    expect(mismatches()).toBe(1);
    const start = card.indexOf('6.25.0');
    space.model.editFile(`${root}/README.md`, [{ span: { start, end: start + 6 }, text: '5.49.1' }]);
    expect(mismatches()).toBe(0);
    space.model.editFile(`${root}/README.md`, [{ span: { start, end: start + 6 }, text: '6.0.0b1' }]);
    expect(mismatches()).toBe(1);
    space.dispose();
  });
});

describe('packages-txt-format', () => {
  it.each([
    ['FFmpeg\n', 'FFmpeg', undefined],
    ['ffmpeg\n# for video\nlibgl1\n', '# for video', 'ffmpeg\nlibgl1\n'],
  ])('reports in %j what apt-get takes for no package', async (text, at, result) => {
    const files = { 'packages.txt': text };
    const [finding, ...others] = await findings(files, 'packages-txt-format');
    expect(finding && text.slice(finding.span.start, finding.span.end)).toBe(at);
    expect(others).toEqual([]);
    if (result !== undefined) expect(await fixed(files, 'packages-txt-format', 'packages.txt')).toBe(result);
  });

  it('leaves a comment alone that silences a finding', async () => {
    const text = '# zerogpu: ignore-file[packages-txt-format]\nffmpeg\n';
    expect(await findings({ 'packages.txt': text }, 'packages-txt-format')).toEqual([]);
    expect(await findings({ 'packages.txt': text.replace('-txt-format', '') }, 'packages-txt-format')).toEqual([]);
  });
});

describe('frontmatter-type', () => {
  it.each([
    ['hf_oauth: "yes"', 'hf_oauth: true'],
    ['hf_oauth: "off"', 'hf_oauth: false'],
    ['title: 2048', 'title: "2048"'],
    ['title: true', 'title: "true"'],
  ])('writes %s as it was meant', async (written, meant) => {
    const text = card.replace('sdk: gradio', `sdk: gradio\n${written}`);
    expect(await fixed({ 'README.md': text }, 'frontmatter-type', 'README.md')).toBe(text.replace(written, meant));
  });
});

it.each([
  ['numpy==2.3.*', 1],
  ['numpy~=2.3.0', 1],
  ['numpy>=2.2', 0],
  ['numpy==2.2.*', 0],
])('python-version-incompatible-pin of %s on Python 3.10', async (requirement, count) => {
  const files = {
    'README.md': '---\ntitle: x\nsdk: gradio\npython_version: "3.10"\n---\n',
    'requirements.txt': `${requirement}\n`,
  };
  expect(await findings(files, 'python-version-incompatible-pin')).toHaveLength(count);
});

describe('an app for other hardware, beside an entry that uses spaces', () => {
  const files = {
    'requirements.txt': 'torch==2.3.0\ngradio==4.0.0\nspaces==0.1.0\n',
    'README.md': card,
    'zero_app.py': 'import spaces\n\n\n@spaces.GPU\ndef f(x):\n    return x\n',
  };

  const all = ['requirements-gradio-mismatch', 'requirements-spaces-pin', 'torch-unsupported'];

  it.each([
    ['import gradio\n', []],
    ['import os\nos.makedirs("out")\n', []],
    ['import zero_app\n', all],
    // It may start the entry.
    ['import os\nos.system("python zero_app.py")\n', all],
    ['from subprocess import run\nrun(["python", "zero_app.py"])\n', all],
    ['exec(open("zero_app.py").read())\n', all],
  ])('%s', async (app, expected) => {
    const space = await spaceOf({ ...files, 'app.py': app }, { rules });
    const found = allFindings(space).filter(({ path }) => !path.endsWith('.py'));
    expect(found.map(({ rule }) => rule).sort()).toEqual(expected);
    space.dispose();
  });
});

it.each([
  ['torch-scatter', 1],
  ['torch-scatter @ https://example.org/torch_scatter-2.1.2-cp312-cp312-linux_x86_64.whl', 0],
  ['git+https://github.com/rusty1s/pytorch_scatter.git#egg=torch-scatter', 0],
  ['--no-binary torch-scatter\ntorch-scatter', 0],
])('wheel-torch-mismatch of a page for %j', async (line, count) => {
  const requirements = `-f https://data.pyg.org/whl/torch-2.8.0+cu128.html\ntorch==2.11.0\n${line}\n`;
  const app = 'import spaces\n\n@spaces.GPU\ndef run(x):\n    return x\n';
  expect(await findings({ 'app.py': app, 'requirements.txt': requirements }, 'wheel-torch-mismatch')).toHaveLength(
    count,
  );
});
