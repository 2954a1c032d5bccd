import { importFirst } from './shared/importOrder';
import { rule, SPACES_PACKAGE } from './rule';

export default rule({
  name: 'torch-imported-before-spaces',
  summary: 'A library built on torch is imported before `spaces`',
  group: 'cuda',
  severity: 'hint',
  confidence: 'medium',
  audience: 'pedantic',
  messages: {
    before:
      '`{library}` is imported before `spaces`, which only works as long as nothing it imports touches CUDA: after that, `spaces` refuses to be imported',
  },
  explains: ['CUDA has been initialized before importing the `spaces` package'],
  sources: [SPACES_PACKAGE, { url: 'https://huggingface.co/zero-gpu-explorers', read: '2026-11-21' }],
  check: {
    space(space, report) {
      const before = space.beforeSpaces;
      if (!before) return;
      const units = new Set(before.codes.map(({ unit }) => unit));
      const early = space.imports.find(
        ({ module, statement }) => LIBRARIES.test(module) && [...units].some((unit) => unit === statement.anchor),
      );
      if (!early) return;
      report(
        early.place,
        'before',
        { library: early.module },
        {
          related: [{ place: before.statement, message: '`spaces` is imported here' }],
          fixes: () => importFirst(before, early.statement, space),
        },
      );
    },
  },
});

/** Built on torch, and known to import it. */
const LIBRARIES =
  /^(?:torch|torchvision|torchaudio|transformers|diffusers|accelerate|peft|timm|xformers|bitsandbytes|sentence_transformers)(?:\.|$)/;
