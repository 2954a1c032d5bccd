import { rule } from './rule';

export default rule({
  name: 'missing-spaces-import',
  summary: '`spaces.GPU` is used in a module that does not import `spaces`',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing: 'Nothing in this module binds `spaces`: importing it fails with a NameError',
  },
  explains: ["NameError: name 'spaces' is not defined"],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    space(space, report) {
      for (const module of space.modules) {
        const definitions = space.codes.filter((code) => code.module === module).flatMap((code) => code.definitions);
        const unbound = definitions.flatMap(({ fn, decorators }) =>
          decorators.filter(({ text }) => text === 'spaces.GPU' && !space.isBoundAt(fn, 'spaces')),
        );
        const [first, ...others] = unbound;
        if (!first) continue;

        report(
          first.place,
          'missing',
          {},
          {
            related: others.map(({ place }) => ({ place, message: 'Used here too' })),
            fixes: () => {
              const edit = space.edits.addImport(module, 'import spaces');
              return edit ? [{ title: 'Import `spaces`', safety: 'safe', edits: [edit] }] : [];
            },
          },
        );
      }
    },
  },
});
