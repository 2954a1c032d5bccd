import { describe, expect, it } from 'vitest';
import { importsSpaces, isGradioCard } from '../../client/evidence';
import { isSpaceCard, mayUseSpaces } from '../../server/src/engine/discovery';

describe('importsSpaces', () => {
  it.each([
    'import spaces',
    'import spaces as sp',
    'import gradio as gr, spaces',
    'import spaces, torch',
    'import os\r\nimport spaces\r\nimport torch\r\n',
    'try:\n    import spaces\nexcept ImportError:\n    pass',
    'from spaces import GPU',
    'from spaces.zero import client',
    'import spaces.zero',
    'import spaces.zero as zero, os',
    'import os; import spaces',
    'import os;import gradio as gr, spaces; print(1)',
    'try: import spaces\nexcept ImportError: spaces = None',
    'if True: from spaces import GPU',
    'import spaces  # first, before torch',
    '\uFEFFimport spaces',
    'import torch\n\n@spaces.GPU\ndef f(): pass\n',
    'spaces = importlib.import_module("spaces")',
    "try:\n    sp = import_module( 'spaces.zero' )\nexcept ImportError:\n    sp = None",
    'spaces = __import__("spaces")',
  ])('sees it in %j', (text) => {
    expect(importsSpaces(text)).toBe(true);
    expect(mayUseSpaces(text)).toBe(true);
  });

  it.each([
    'from gymnasium import spaces',
    'from gym import spaces as s',
    'import gymnasium.spaces',
    'import spaces_utils',
    'from spaces_utils import GPU',
    'from . import spaces',
    '# import spaces',
    'import torch  # not import spaces',
    'import torch  # no more; import spaces',
    'import spaces_utils.zero',
    'import os; from gymnasium import spaces',
    'name = "spaces"',
    '# importlib.import_module("spaces")',
    'm = importlib.import_module("spaces_utils")',
    'm = importlib.import_module("gymnasium.spaces")',
    // Each of these lines is looked at once.
    'from a import b\r'.repeat(50_000),
  ])('does not see it in %j', (text) => {
    expect(importsSpaces(text)).toBe(false);
  });
});

describe('isGradioCard', () => {
  it.each([
    '---\ntitle: A\nsdk: gradio\n---\n',
    '\uFEFF---\r\nsdk: "gradio"\r\n---\r\n',
    "---\nsdk: 'gradio' # ours\n---",
    // Still being typed.
    '---\nsdk: gradio\n',
    '\n  \n---\nsdk: gradio\n---\n',
    '---\n"sdk": gradio\n---\n',
  ])('accepts %j', (text) => {
    expect(isGradioCard(text)).toBe(true);
    // The server waits for the end of what is being typed.
    expect(isSpaceCard(text)).toBe(/\n---\s*$/.test(text));
  });

  it.each([
    '',
    '# A project\n\nsdk: gradio\n',
    '---\nsdk: docker\n---\n',
    '---\ntitle: A\n---\nsdk: gradio\n',
    '---\nparent:\n  sdk: gradio\n---\n',
    'words first\n---\nsdk: gradio\n---\n',
  ])('refuses %j', (text) => {
    expect(isGradioCard(text)).toBe(false);
  });
});
