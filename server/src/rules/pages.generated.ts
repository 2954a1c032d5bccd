// Written by npm run generate, from docs/rules.

export interface RulePage {
  readonly what: string;
  readonly why: string;
}

/** What the pages say, by rule. */
export const rulePages: Readonly<Partial<Record<string, RulePage>>> = {
  'python-version-unquoted': {
    what: 'Finds a `python_version` in the front matter of the README that is written without quotes, so that YAML reads it as a number.',
    why: 'To YAML `3.10` and `3.1` are the same number, and so are `3.20` and `3.2`. The Space asks for a Python that does not exist, or gets another one than you tested with. `3.12` happens to survive, which is why it is only a hint; `3.10.13` is no number and needs no quotes.',
  },
  'requirements-spaces-pin': {
    what: 'Finds a `spaces` in `requirements.txt` that is pinned to one version, or bounded so that the version ZeroGPU installs is excluded.',
    why: 'ZeroGPU builds a Space with one pip run over your requirements *and* its own, and among its own is `spaces` pinned to a version that the platform chooses and moves (0.51.3 in September 2026). Two pins to different versions end in `ResolutionImpossible`. A pin that fits today breaks the next build after the platform moves on.',
  },
  'sdk-not-gradio': {
    what: 'Finds an `sdk` other than `gradio` in the front matter of a Space whose code asks for ZeroGPU with `@spaces.GPU`.',
    why: 'ZeroGPU hardware can be chosen for Gradio Spaces only. In a Docker or static Space `spaces.GPU` does nothing: the function runs on whatever the Space has, which is no GPU unless you rent one. If the Space is meant for rented hardware, suppress this finding.',
  },
  'unused-suppression': {
    what: 'Finds a `# zerogpu: ignore[…]` comment that silences nothing: the rule it names has nothing to report there, or there is no rule of that name. It runs only with `--pedantic` or the setting `pedantic`.',
    why: 'It does not. But a suppression that has outlived its problem hides the next one at the same place.',
  },
};
