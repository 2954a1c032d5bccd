/** Fixes of the card, the requirements and the system packages. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { bestFix, safeFix } from '../../server/src/engine/fixes';
import { lines } from '../support/lines';
import { allFindings, ordinaryFiles, spaceOf } from '../support/space';
import { repaired } from './findings';

describe('a card in braces', () => {
  const repairedCard = (name: string, card: string): Promise<string> =>
    repaired(name, { ...ordinaryFiles, 'README.md': `---\n${card}\n---\n` }, 'README.md');
  const written = (card: string): string => `---\n${card}\n---\n`;

  it.each([
    ['{sdk: gradio, suggested_storage: small}', '{sdk: gradio}'],
    ['{suggested_storage: small, sdk: gradio}', '{sdk: gradio}'],
    ['{\n  sdk: gradio, # yes\n  suggested_storage: small,\n  title: x\n}', '{\n  sdk: gradio, # yes\n  title: x\n}'],
  ])('loses only the key that goes: %s', async (before, after) => {
    expect(await repairedCard('suggested-storage-ignored', before)).toBe(written(after));
  });

  it.each([
    [
      'python-version-missing',
      '{title: x, sdk: gradio, sdk_version: 6.25.0}',
      /^\{title: x, sdk: gradio, sdk_version: 6\.25\.0, python_version: "[\d.]+"\}$/,
    ],
    [
      'sdk-not-gradio',
      '{sdk: docker, app_port: 7860, title: x}',
      /^\{sdk: gradio, sdk_version: [\d.]+, python_version: "[\d.]+", title: x\}$/,
    ],
  ])('gets its new keys inside: %s', async (name, before, after) => {
    const [, card] = /^---\n(.*)\n---\n$/.exec(await repairedCard(name, before)) ?? [];
    expect(card).toMatch(after);
  });
});

describe('a key that is misspelt', () => {
  const card = (...keys: readonly string[]): string => lines('---', 'sdk: gradio', ...keys, 'app_file: app.py', '---');

  it.each([
    ['sdk-version-missing', 'sdkVersion: 5.49.1', 'sdk_version: 5.49.1'],
    ['python-version-missing', 'pythonVersion: "3.10"', 'python_version: "3.10"'],
    ['python-version-missing', 'pythonVersion: 3.10', 'python_version: "3.10"'],
    ['unknown-frontmatter-key', 'sdkVersion: 5.49.1', 'sdk_version: 5.49.1'],
  ])('is what %s corrects', async (name, before, after) => {
    expect(await repaired(name, { ...ordinaryFiles, 'README.md': card(before) }, 'README.md')).toBe(card(after));
  });
});

it.each([
  ['plain words', 'plain words'],
  ["'it''s said'", "'it''s said'"],
  ['"it \\"says\\""', '"it \\"says\\""'],
])('a description that is shortened stays written as it was: %s', async (start, expected) => {
  const quote = /^["']/.exec(start)?.[0] ?? '';
  const body = quote === '' ? start : start.slice(1, -1);
  const card = (text: string): string => `---\nsdk: gradio\nshort_description: ${quote}${text}${quote}\n---\n`;
  const files = { ...ordinaryFiles, 'README.md': card(`${body} ${'x'.repeat(60)}`) };
  const kept = expected.slice(quote.length, expected.length - quote.length);
  expect(await repaired('short-description-too-long', files, 'README.md')).toBe(card(kept));
});

describe('python-version-unsupported', () => {
  it.each([
    ['torch', '3.12'],
    ['numpy==1.23.5', '3.10'],
    ['https://example.org/x-1.0-cp310-cp310-linux_x86_64.whl', '3.10'],
    ['https://example.org/x-1.0-cp311-cp311-linux_x86_64.whl', '3.12'],
  ])('chooses a Python for %s', async (requirements, version) => {
    const card = (python: string): string => `---\nsdk: gradio\nsdk_version: 6.25.0\npython_version: ${python}\n---\n`;
    const files = { ...ordinaryFiles, 'README.md': card('3.11'), 'requirements.txt': `${requirements}\n` };
    expect(await repaired('python-version-unsupported', files, 'README.md')).toBe(card(`"${version}"`));
  });
});

describe('a Gradio that is too old', () => {
  const raised = (version: string, requirements: string): Promise<string> =>
    repaired(
      'mcp-needs-gradio5',
      {
        'app.py': lines(
          'import gradio as gr',
          'import spaces',
          '@spaces.GPU(duration=30)',
          'def f(x):',
          '    return x',
          'gr.Interface(f, "text", "text").launch(mcp_server=True)',
        ),
        'README.md': `---\nsdk: gradio\nsdk_version: ${version}\napp_file: app.py\n---\n`,
        'requirements.txt': requirements,
      },
      'app.py',
      bestFix,
      'README.md',
    );

  it.each([
    ['stays of its major version', '5.20.1', 'transformers\n', /sdk_version: 5\.(?:2[89]|[3-9]\d)\./],
    ['is the newest where its major version has none', '4.44.1', 'transformers\n', /sdk_version: [6-9]\./],
    ['goes with the requirements', '4.44.1', 'huggingface_hub<1\n', /sdk_version: 6\.17\./],
  ])('%s', async (_, version, requirements, expected) => {
    expect(await raised(version, requirements)).toMatch(expected);
  });
});

describe('requirements-local-path', () => {
  it.each([
    ['-e .', ''],
    ['./', ''],
    ['-e ./third_party/lib', '-e ./third_party/lib'],
    ['./wheels/custom-1.0-py3-none-any.whl', './wheels/custom-1.0-py3-none-any.whl'],
  ])('%s only goes where Python finds it without', async (line, expected) => {
    const files = { ...ordinaryFiles, 'requirements.txt': lines('torch', line) };
    const text = await repaired('requirements-local-path', files, 'requirements.txt');
    expect(text.trim()).toBe(`torch\n${expected}`.trim());
  });
});

describe('wheel-torch-unpinned', () => {
  const wheel = (name: string): string =>
    `https://example.org/${name}-2.8.3+cu12torch2.8cxx11abiTRUE-cp312-cp312-linux_x86_64.whl`;

  it.each([
    [
      ['torch @ git+https://github.com/pytorch/pytorch', wheel('flash_attn')],
      ['torch==2.8.0', wheel('flash_attn')],
    ],
    [
      ['torch>=2', 'torchaudio==2.9.*', wheel('flash_attn')],
      ['torch==2.8.0', 'torchaudio==2.8.0', wheel('flash_attn')],
    ],
    [
      [wheel('flash_attn'), wheel('gsplat')],
      ['torch==2.8.0', wheel('flash_attn'), wheel('gsplat')],
    ],
    // A comment above a wheel speaks of it.
    [
      ['', '# Attention', wheel('flash_attn')],
      ['', 'torch==2.8.0', '# Attention', wheel('flash_attn')],
    ],
    [
      ['diffusers', '', '# Attention', '# built for torch 2.8', wheel('flash_attn')],
      ['diffusers', '', 'torch==2.8.0', '# Attention', '# built for torch 2.8', wheel('flash_attn')],
    ],
  ])('pins torch once, with what is built for it: %j', async (before, after) => {
    const files = { ...ordinaryFiles, 'requirements.txt': lines(...before) };
    expect(await repaired('wheel-torch-unpinned', files, 'requirements.txt')).toBe(lines(...after));
  });
});

it.each([
  [
    ['gradio==3.50.2', 'gradio_client==0.6.1'],
    ['gradio', 'gradio_client'],
  ],
  [
    ['gradio==3.50.2', 'gradio_client>=0.6'],
    ['gradio', 'gradio_client>=0.6'],
  ],
])('requirements-gradio-too-old lets the client follow: %j', async (before, after) => {
  const files = {
    ...ordinaryFiles,
    'README.md': lines('---', 'title: x', 'sdk: gradio', '---'),
    'requirements.txt': lines(...before),
  };
  expect(await repaired('requirements-gradio-too-old', files, 'requirements.txt')).toBe(lines(...after));
});

it.each([
  ['cuda-git-build', '2.10.0', 'nvdiffrast @ git+https://github.com/NVlabs/nvdiffrast.git'],
  ['cuda-sdist', '2.8.0', 'flash-attn==2.8.3'],
  ['wheel-python-mismatch', '2.8.0', 'https://example.org/flash_attn-2.8.3-cp310-cp310-linux_x86_64.whl'],
  [
    'wheel-torch-mismatch',
    '2.8.0',
    'https://example.org/flash_attn-2.8.3+cu12torch2.9cxx11abiTRUE-cp312-cp312-linux_x86_64.whl',
  ],
])('%s takes a prebuilt wheel and leaves the marker', async (name, torch, line) => {
  const files = { ...ordinaryFiles, 'requirements.txt': lines(`torch==${torch}`, `${line} ; sys_platform == "linux"`) };
  expect(await repaired(name, files, 'requirements.txt')).toMatch(
    /^torch==\S+\n[\w-]+ @ https:\S+\.whl ; sys_platform == "linux"\n$/,
  );
});

describe('wheel-torch-mismatch', () => {
  const wheel = 'https://example.org/flash_attn-2.8.3+cu12torch2.9cxx11abiTRUE-cp312-cp312-linux_x86_64.whl';
  const own = rules.filter(({ name }) => name === 'wheel-torch-mismatch');
  const titles = async (...requirements: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const space = await spaceOf({ ...ordinaryFiles, 'requirements.txt': lines(...requirements) }, { rules: own });
    return allFindings(space).map((finding) => finding.fixes().map(({ title }) => title));
  };

  it('leaves a wheel that goes with the torch that is pinned', async () => {
    expect(await titles('torch==2.9.0', 'torchvision==0.23.0', wheel)).toEqual([]);
  });

  it('does not pin a torch that another wheel is not for', async () => {
    const other = 'https://example.org/gsplat-1.4.0+pt28cu128-cp312-cp312-linux_x86_64.whl';
    expect(await titles('torch==2.8.0', wheel, other)).toEqual([
      ['Use the prebuilt wheel of flash-attn 2.8.3 for torch 2.8.0 and Python 3.12'],
    ]);
  });
});

it('torch-unsupported lets pip look for wheels for the torch that it pins', async () => {
  const page = (torch: string): string => `-f https://data.pyg.org/whl/torch-${torch}.html  # scatter`;
  const files = {
    ...ordinaryFiles,
    'requirements.txt': lines(page('2.4.0%2Bcu121'), 'torch==2.4.0', 'torch-scatter'),
  };
  expect(await repaired('torch-unsupported', files, 'requirements.txt')).toBe(
    lines(page('2.11.0%2Bcu130'), 'torch==2.11.0', 'torch-scatter'),
  );
});

describe('torch-local-suffix', () => {
  it('takes the hashes of the other build along, which is no safe fix', async () => {
    const hash = `--hash=sha256:${'0'.repeat(64)}`;
    const files = { ...ordinaryFiles, 'requirements.txt': `torch==2.8.0+cu126 \\\n    ${hash}\ntorchvision==0.23.0\n` };
    const name = 'torch-local-suffix';
    expect(await repaired(name, files, 'requirements.txt', safeFix)).toBe(files['requirements.txt']);
    expect(await repaired(name, files, 'requirements.txt')).toBe('torch==2.8.0\ntorchvision==0.23.0\n');
  });

  it('knows no release for a nightly build', async () => {
    const files = { ...ordinaryFiles, 'requirements.txt': 'torch==2.9.0.dev20250801+cu126\n' };
    expect(await repaired('torch-local-suffix', files, 'requirements.txt')).toBe(files['requirements.txt']);
  });
});

describe('requirements-merge-line', () => {
  it.each([
    ['flash-attn --no-build-isolation', 'flash-attn'],
    ['transformers==4.55.0 --no-deps', 'transformers==4.55.0'],
  ])('leaves the package where an option of pip install goes: %s', async (before, after) => {
    const file = 'requirements.txt';
    const files = { ...ordinaryFiles, [file]: `${before}\n` };
    expect(await repaired('requirements-merge-line', files, file)).toBe(`${after}\n`);
  });
});

describe('packages-txt-format', () => {
  it.each([
    ['ffmpeg # video\nlibgl1\n', 'ffmpeg\nlibgl1\n'],
    ['# video\r\nffmpeg  # more\r\n', 'ffmpeg\r\n'],
    ['ffmpeg #', 'ffmpeg'],
  ])('leaves no blanks where a comment stood: %j', async (before, after) => {
    const files = { ...ordinaryFiles, 'packages.txt': before };
    expect(await repaired('packages-txt-format', files, 'packages.txt')).toBe(after);
  });
});
