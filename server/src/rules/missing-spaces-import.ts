import { rule } from './rule';

export default rule({
  name: 'missing-spaces-import',
  summary: '`spaces.GPU` is used in a module that does not import `spaces`',
  group: 'registration',
  severity: 'error',
  confidence: 'high',
  audience: 'default',
  messages: {
    missing: '`spaces.GPU` is used here, and this module does not import `spaces`: it fails with a NameError',
  },
  explains: ["NameError: name 'spaces' is not defined"],
  concerns: ['@spaces.GPU'],
  sources: [{ url: 'https://huggingface.co/docs/hub/spaces-zerogpu', read: '2026-11-21' }],
  check: {
    code(code, report, space) {
      for (const { fn, decorators } of code.definitions) {
        for (const { place, text } of decorators) {
          if (text !== 'spaces.GPU' || space.isBoundAt(fn, 'spaces')) continue;
          report(
            place,
            'missing',
            {},
            {
              fixes: () => {
                const edit = space.edits.addImport(code.module, 'import spaces');
                return edit ? [{ title: 'Import `spaces`', safety: 'safe', edits: [edit] }] : [];
              },
            },
          );
        }
      }
    },
  },
});
